/** Breaks text into lines of at most `width` characters, each after `indent`; a longer word keeps a line of its own. */
export function wrap(text: string, { width = 84, indent = '' } = {}): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (indent.length + longer.length <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line].map(one => indent + one).join('\n')
}

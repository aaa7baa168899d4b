const generated = '<!-- Made by `npm run docs` from the tables in src; a test holds it to them. -->'

/** A reference page. */
export function page(title: string, introduction: string, ...parts: string[]): string {
  return `${[`# ${title}`, generated, introduction, ...parts].join('\n\n')}\n`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export function code(text: string): string {
  return `\`${text}\``
}

/** The records of a CSV text (RFC 4180), written apart from what writes them. Throws where the text is none. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let position = 0
  while (position < text.length) {
    const field = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(text.slice(position))
    if (field === null) throw new Error(`no field at ${position}: ${text.slice(position, position + 40)}`)
    const [whole, quoted, plain = '', end] = field
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    position += whole.length
    if (end === '\r\n') {
      records.push(record)
      record = []
    }
  }
  if (record.length > 0) throw new Error('the last record does not end')
  return records
}

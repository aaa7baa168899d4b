/**
 * Characters with which a spreadsheet takes a cell for a formula (OWASP, CSV Injection; the full-width ones too), and the
 * apostrophe that is put before them, so that taking one away always gives back what was there.
 */
const takenForFormula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20']/

/** One record (RFC 4180), with its line end. No cell begins like a formula. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  const safe = takenForFormula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

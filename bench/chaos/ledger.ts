import { appendFileSync, closeSync, openSync, readFileSync, readSync, truncateSync } from 'node:fs'

/** A file of lines that is only ever appended to: what a side knows after whatever it was that ended its processes. */
export type Ledger<Line> = { readonly lines: readonly Line[]; append(line: Line): void }

/** Opens a ledger to go on with it. A last line that was being written when its process was killed never was. */
export function openLedger<Line extends object>(path: string): Ledger<Line> {
  const lines = readLedger<Line>(path)
  const whole = readText(path)
  const end = whole.lastIndexOf('\n') + 1
  if (end < whole.length) truncateSync(path, Buffer.byteLength(whole.slice(0, end)))
  return {
    lines,
    append(line) {
      appendFileSync(path, `${JSON.stringify({ ...line, at: new Date().toISOString() })}\n`)
      lines.push(line)
    },
  }
}

/** The whole lines of a ledger that another process may be writing. */
export function readLedger<Line>(path: string): Line[] {
  return readText(path)
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
}

/** How many whole lines a ledger has, without reading what they say. */
export function countLines(path: string): number {
  return readText(path).split('\n').length - 1
}

/** Gives the lines that have come since it was last asked, from the first on. */
export function tailLedger<Line>(path: string): () => Line[] {
  let offset = 0
  const chunk = Buffer.alloc(1 << 20)
  return () => {
    let file: number
    try {
      file = openSync(path, 'r')
    } catch {
      return []
    }
    try {
      const got = chunk.subarray(0, readSync(file, chunk, 0, chunk.length, offset))
      const whole = got.subarray(0, got.lastIndexOf(0x0a) + 1)
      offset += whole.length
      return whole
        .toString()
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line))
    } finally {
      closeSync(file)
    }
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

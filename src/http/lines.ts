import { Problem } from '../problems.ts'

/** One line of a body; `bytes` is undefined when there were too many of them. */
export type Line = { readonly number: number; readonly bytes: Buffer | undefined }

type Limits = {
  /** Bytes of one line, its end not counted. */
  readonly longest: number
  /** Bytes of all lines. */
  readonly mostBytes: number
  /** From this many lines on a blank one is a line as any other, so that whoever counts them hears of it. */
  readonly most: number
}

const lineFeed = 0x0a
const blank = /^[ \t\r]*$/

/**
 * The lines of a body as they arrive, numbered from 1; blank ones count and are left out. No more than one line is ever
 * held, and of one that is too long nothing. Throws `content-too-large` beyond `mostBytes`.
 */
export async function* linesOf(
  body: AsyncIterable<Buffer>,
  { longest, mostBytes, most }: Limits,
): AsyncGenerator<Line, void, undefined> {
  let held: Buffer[] = []
  let length = 0
  let received = 0
  let number = 0

  const hold = (piece: Buffer) => {
    length += piece.length
    if (length > longest) held = []
    else held.push(piece)
  }
  const take = (): Line[] => {
    number += 1
    const bytes = length > longest ? undefined : Buffer.concat(held)
    held = []
    length = 0
    const isLeftOut = number <= most && bytes !== undefined && blank.test(bytes.toString('latin1'))
    return isLeftOut ? [] : [{ number, bytes }]
  }

  for await (const piece of body) {
    received += piece.length
    if (received > mostBytes) throw new Problem('content-too-large')
    let start = 0
    for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, start)) {
      hold(piece.subarray(start, end))
      yield* take()
      start = end + 1
    }
    hold(piece.subarray(start))
  }
  if (length > 0) yield* take()
}

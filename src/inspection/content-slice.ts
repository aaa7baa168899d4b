import { Malformed } from './byte-reader.ts'
import type { Inspectable } from './inspection.ts'

/** Bytes that can be read by ranges, whoever declared them to be whatever. */
export type Content = Pick<Inspectable, 'size' | 'open'>

/** A part of a content as a content of its own. */
export function sliceOf(content: Content, start: number, size: number): Content {
  return {
    size,
    open: range => content.open({ start: start + (range?.start ?? 0), end: start + (range?.end ?? size - 1) }),
  }
}

/** A content of which only the end was kept. Whoever reads what is before gets Malformed. */
export function contentOfEnd(end: Buffer, size: number): Content {
  const missing = size - end.length
  return {
    size,
    async *open(range) {
      const start = (range?.start ?? 0) - missing
      if (start < 0) throw new Malformed('the beginning was not kept')
      yield end.subarray(start, (range?.end ?? size - 1) + 1 - missing)
    },
  }
}

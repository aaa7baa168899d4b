import { Problem } from '../problems.ts'

export type ByteRange = { readonly start: number; readonly end: number }

/**
 * The part of a representation that a request asks for (RFC 9110, section 14): both ends included. Undefined for all of
 * it: without `Range`, with a unit or a form that we do not know, with several ranges, or when `If-Range` names another
 * version. Throws `range-not-satisfiable` when nothing of it is there.
 */
export function parseRange(
  range: string | undefined,
  ifRange: string | undefined,
  { size, etag }: { readonly size: number; readonly etag: string },
): ByteRange | undefined {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(range)
  const [, first = '', last = ''] = match ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined

  // A suffix: so many of the last bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) {
    throw new Problem('range-not-satisfiable', { headers: { 'content-range': `bytes */${size}` } })
  }
  return { start, end }
}

import type { Inspectable } from '../../src/inspection/inspection.ts'

/** A content held in memory, in chunks as a storage would send them. */
export function made(bytes: Buffer | string, fileName: string | null = null, mediaType = ''): Inspectable {
  const whole = Buffer.from(bytes as Buffer)
  return {
    size: whole.length,
    declared: { mediaType, fileName },
    async *open({ start, end } = { start: 0, end: whole.length - 1 }) {
      for (let at = start; at <= end; at += 65_536) yield whole.subarray(at, Math.min(at + 65_536, end + 1))
    },
  }
}

/** A content that exists only while it is read: `head`, then `filling` over and over, then `tail`. */
export function generated(
  { head, filling, tail, size }: { head: Buffer; filling: Buffer; tail: Buffer; size: number },
  fileName: string,
): Inspectable {
  const tailAt = size - tail.length
  function* pieces(start: number, end: number): Generator<Buffer> {
    for (let at = start; at <= end; ) {
      const [source, from, until] =
        at < head.length
          ? [head, at, head.length]
          : at >= tailAt
            ? [tail, at - tailAt, size]
            : [filling, (at - head.length) % filling.length, tailAt]
      const piece = source.subarray(from, from + Math.min(end + 1 - at, until - at))
      yield piece
      at += piece.length
    }
  }
  return {
    size,
    declared: { mediaType: '', fileName },
    async *open({ start, end } = { start: 0, end: size - 1 }) {
      yield* pieces(start, end)
    },
  }
}

export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks)
}

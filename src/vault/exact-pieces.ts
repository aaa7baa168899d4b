/** A stream, given out in pieces of the length asked for. */
export type ExactPieces = {
  /** The next bytes, fewer only where the stream ends. They hold until the next call: the memory is used again. */
  take(length: number): Promise<Uint8Array>
  atEnd(): Promise<boolean>
  /** Tells the source that no more is wanted. */
  close(): Promise<void>
}

const nothing = new Uint8Array()

/** Copies only where a piece spans several pieces of the source. */
export function exactPieces(source: AsyncIterable<Uint8Array>): ExactPieces {
  const iterator = source[Symbol.asyncIterator]()
  let current: Uint8Array = nothing
  let gathered: Uint8Array = nothing
  let ended = false

  async function atEnd(): Promise<boolean> {
    while (current.length === 0 && !ended) {
      const next = await iterator.next()
      if (next.done) ended = true
      else current = next.value
    }
    return current.length === 0
  }

  function cut(length: number): Uint8Array {
    const piece = current.subarray(0, length)
    current = current.subarray(length)
    return piece
  }

  return {
    atEnd,
    async take(length) {
      if (await atEnd()) return nothing
      if (current.length >= length) return cut(length)
      if (gathered.length < length) gathered = Buffer.allocUnsafeSlow(length)
      let filled = 0
      while (filled < length && !(await atEnd())) {
        const piece = cut(length - filled)
        gathered.set(piece, filled)
        filled += piece.length
      }
      return gathered.subarray(0, filled)
    },
    async close() {
      if (!ended) await iterator.return?.()
    },
  }
}

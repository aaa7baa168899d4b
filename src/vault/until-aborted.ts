/**
 * The same source, broken off as soon as the signal aborts, with its reason: also while the source hangs, which is then
 * not waited for.
 */
export function untilAborted<Piece>(source: AsyncIterable<Piece>, signal?: AbortSignal): AsyncIterable<Piece> {
  return signal === undefined ? source : abortable(source, signal)
}

async function* abortable<Piece>(source: AsyncIterable<Piece>, signal: AbortSignal): AsyncGenerator<Piece> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await orAbort(iterator.next(), signal)
      if (next.done) return
      yield next.value
    }
  } finally {
    const closed = iterator.return?.()
    if (signal.aborted) closed?.catch(() => {})
    else await closed
  }
}

/** Not Promise.race with one promise for all: that would hold every piece until the signal goes. */
function orAbort<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const breakOff = () => reject(signal.reason)
    signal.addEventListener('abort', breakOff, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', breakOff))
  })
}

type Bounds = {
  /** How many are worked on at once. */
  readonly most: number
  /** Once aborted, nothing more is begun. */
  readonly signal: AbortSignal
}

/**
 * The results of the work on each item, in the order of the items, as soon as each is there. The next item is asked for only
 * while there is room for it, so whoever reads slowly slows the source. Left early, it waits for what is under way.
 * The work must not throw.
 */
export async function* inOrder<Item, Result>(
  items: AsyncGenerator<Item, void, undefined>,
  work: (item: Item) => Promise<Result>,
  { most, signal }: Bounds,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result>[] = []
  const askNext = () => items.next()
  let next: ReturnType<typeof askNext> | undefined
  let more = true

  try {
    for (;;) {
      if (signal.aborted) more = false
      if (more && underWay.length < most) next ??= askNext()
      const [oldest] = underWay
      if (next === undefined || !more) {
        if (oldest === undefined) return
        yield await oldest
        underWay.shift()
        continue
      }
      const first = await orAborted(oldest ? Promise.race([next, oldest.then(() => 'oldest' as const)]) : next, signal)
      if (first === 'aborted') {
        more = false
      } else if (first === 'oldest') {
        if (oldest) yield await oldest
        underWay.shift()
      } else {
        next = undefined
        if (first.done) more = false
        else underWay.push(work(first.value))
      }
    }
  } finally {
    next?.catch(() => {})
    // Not waited for: the source may be waiting for somebody who sends nothing more.
    items.return().catch(() => {})
    await Promise.allSettled(underWay)
  }
}

/** Leaves nothing behind at the signal, which outlives thousands of these. */
async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | 'aborted'> {
  let abort = () => {}
  const aborted = new Promise<'aborted'>(resolve => {
    abort = () => resolve('aborted')
    signal.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What a key has left of a quota after it took something. */
export type Left = { readonly units: number; readonly seconds: number; readonly exceeded: boolean }

/** One named quota, counted for each key apart. */
export type Quota = {
  /** As in `RateLimit-Policy`. */
  readonly policy: string
  /** Takes units, whether there are enough or not. */
  take(key: string, units: number): Left
  /** What is left, without taking anything. */
  left(key: string): number
  /** How many keys are remembered. */
  readonly size: number
}

type Needs = {
  readonly name: string
  /** Units in a window, for each key. */
  readonly units: number
  readonly windowSeconds: number
  readonly now: () => Date
  /** How many keys are remembered; of more, the oldest begins anew. */
  readonly mostKeys?: number
}

/**
 * Counts in fixed windows that are the same for all keys. A window that ends forgets everything, so memory is bounded by
 * what one window can bring, and by `mostKeys`. A clock that is set back begins a new window and locks nobody out.
 */
export function createQuota({ name, units, windowSeconds, now, mostKeys = 100_000 }: Needs): Quota {
  const windowMs = windowSeconds * 1000
  let endsAt = 0
  let used = new Map<string, number>()

  return {
    policy: `"${name}";q=${units};w=${windowSeconds}`,
    take(key, taken) {
      const time = openWindow()
      const before = used.get(key)
      if (before === undefined && used.size >= mostKeys) used.delete(used.keys().next().value ?? '')
      const total = (before ?? 0) + taken
      used.set(key, total)
      return { units: Math.max(units - total, 0), seconds: Math.ceil((endsAt - time) / 1000), exceeded: total > units }
    },
    left(key) {
      openWindow()
      return Math.max(units - (used.get(key) ?? 0), 0)
    },
    get size() {
      return used.size
    },
  }

  function openWindow(): number {
    const time = now().getTime()
    if (time < endsAt && time >= endsAt - windowMs) return time
    endsAt = time + windowMs
    used = new Map()
    return time
  }
}

/** One entry of `RateLimit`. */
export function rateLimitItem(name: string, { units, seconds }: Pick<Left, 'units' | 'seconds'>): string {
  return `"${name}";r=${units};t=${seconds}`
}

import type { Count } from '../counts.ts'
import type { CountsExchange, Telling } from './counts-exchange.ts'

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
  /** With the other processes; without it, this one counts for itself. */
  readonly exchange?: CountsExchange | undefined
}

/** What was taken of a key here, and what the others took, as far as is known. */
type Used = { own: number; others: number }

/** Who takes less than this part of a quota is nobody's concern, so in quiet times nothing is exchanged. */
export const toldFrom = 1 / 50

/**
 * Counts in fixed windows that are the same for all keys and all processes. A window that ends forgets everything, so
 * memory is bounded by what one window can bring, and by `mostKeys`. A clock that is set back begins a new window and
 * locks nobody out.
 */
export function createQuota({ name, units, windowSeconds, now, mostKeys = 100_000, exchange }: Needs): Quota {
  const windowMs = windowSeconds * 1000
  let beginsAt = Number.NEGATIVE_INFINITY
  let used = new Map<string, Used>()
  let untold = new Set<string>()
  exchange?.joinCounts(function* () {
    for (const key of untold) yield tellingOf(key)
  })

  return {
    policy: `"${name}";q=${units};w=${windowSeconds}`,
    take(key, taken) {
      const time = openWindow()
      const usage = used.get(key) ?? begin(key)
      usage.own += taken
      if (exchange !== undefined && taken > 0 && usage.own >= units * toldFrom) {
        if (untold.size === 0) exchange.soon()
        untold.add(key)
      }
      const total = usage.own + usage.others
      const seconds = Math.ceil((beginsAt + windowMs - time) / 1000)
      return { units: Math.max(units - total, 0), seconds, exceeded: total > units }
    },
    left(key) {
      openWindow()
      const { own, others } = used.get(key) ?? nothing
      return Math.max(units - own - others, 0)
    },
    get size() {
      return used.size
    },
  }

  function begin(key: string): Used {
    if (used.size >= mostKeys) {
      const [oldest = ''] = used.keys()
      used.delete(oldest)
      untold.delete(oldest)
    }
    const usage = { ...nothing }
    used.set(key, usage)
    return usage
  }

  /** What this process took in this window is told whole each time, so it may be told twice. */
  function tellingOf(key: string): Telling<Count, number> {
    const usage = used.get(key) ?? { ...nothing }
    const told = usage.own
    return {
      told: { key: exchange?.markOf(`${name}\n${key}`) ?? key, begins: beginsAt, units: told },
      hear(others) {
        // Of a window that is over nothing is kept, and nothing is asked.
        if (used.get(key) !== usage) return
        usage.others = others
        if (usage.own === told) untold.delete(key)
      },
    }
  }

  function openWindow(): number {
    const time = now().getTime()
    const begins = time - (time % windowMs)
    if (begins !== beginsAt) {
      beginsAt = begins
      used = new Map()
      untold = new Set()
    }
    return time
  }
}

const nothing: Readonly<Used> = { own: 0, others: 0 }

/** One entry of `RateLimit`. */
export function rateLimitItem(name: string, { units, seconds }: Pick<Left, 'units' | 'seconds'>): string {
  return `"${name}";r=${units};t=${seconds}`
}

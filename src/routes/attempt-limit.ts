type Needs = {
  /** So many in a window are let through one by one. */
  readonly most: number
  readonly windowMs: number
  readonly now: () => number
  /** Told, once a window at most, how many were not let through. */
  readonly onLeftOut: (count: number) => Promise<void>
}

export type AttemptLimit = {
  /** Whether this one is let through; if not, it is counted. */
  admit(): boolean
  /** Tells what was counted in a window that is over, or with `ending` so far. */
  settle(ending?: 'ending'): Promise<void>
}

/**
 * Lets so many through in each window and counts the others, so that what anybody can cause without a token neither fills
 * the database nor goes unnoticed.
 */
export function createAttemptLimit({ most, windowMs, now, onLeftOut }: Needs): AttemptLimit {
  let windowEndsAt = 0
  let admitted = 0
  let leftOut = 0

  return {
    admit() {
      if (now() >= windowEndsAt) {
        windowEndsAt = now() + windowMs
        admitted = 0
      }
      if (admitted < most) {
        admitted++
        return true
      }
      leftOut++
      return false
    },
    async settle(ending) {
      if (leftOut === 0 || (ending === undefined && now() < windowEndsAt)) return
      const count = leftOut
      leftOut = 0
      try {
        await onLeftOut(count)
      } catch (error) {
        leftOut += count
        throw error
      }
    },
  }
}

import type { AgencyId } from '../domain/agencies.ts'
import type { Sequencer } from './sequencer.ts'

/** Somebody who waits for entries of one agency's feed. */
export type Arrival = {
  /** Aborted when nothing is to be waited for any more. */
  readonly signal: AbortSignal
  /**
   * Done when an entry came since the last call, at the latest at the end or after so many milliseconds. Returns whether
   * one came; what comes after a wait was given up is told by the next.
   */
  next(withinMs?: number): Promise<boolean>
  end(): void
}

export type Arrivals = {
  /** From now on, so whoever reads after it and then waits misses nothing. */
  of(agency: AgencyId): Arrival
  /** Ends all of them, and each that is begun later at once: the service stops. */
  close(): void
}

/** Who waits in this process for which feed. A waiter costs a promise, and no connection to the database. */
export function createArrivals({ onNumbered }: Pick<Sequencer, 'onNumbered'>): Arrivals {
  const rings = new Map<string, Set<() => void>>()
  const waiting = new Set<AbortController>()
  let closed = false
  const leave = onNumbered(agencies => {
    for (const agency of agencies) {
      for (const ring of rings.get(agency) ?? []) ring()
    }
  })

  return {
    of(agency) {
      const ended = new AbortController()
      const { signal } = ended
      let rang = false
      let wake = () => {}
      const ring = () => {
        rang = true
        wake()
      }
      const others = rings.get(agency) ?? new Set()
      rings.set(agency, others.add(ring))
      waiting.add(ended)
      signal.addEventListener('abort', () => {
        others.delete(ring)
        waiting.delete(ended)
        if (others.size === 0 && rings.get(agency) === others) rings.delete(agency)
        wake()
      })
      if (closed) ended.abort()
      return {
        signal,
        async next(withinMs) {
          if (!rang && !signal.aborted) {
            await new Promise<void>(resolve => {
              const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs)
              wake = () => {
                clearTimeout(timer)
                resolve()
              }
            })
          }
          const came = rang
          rang = false
          return came
        },
        end: () => ended.abort(),
      }
    },
    close() {
      closed = true
      leave()
      for (const ended of waiting) ended.abort()
    },
  }
}

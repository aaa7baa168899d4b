import { setTimeout } from 'node:timers/promises'
import type { AgencyPools } from '../db/agency-pools.ts'
import { type Lag, readLag } from '../db/numbering.ts'

/** How many of what waits are counted. */
const mostCounted = 10_000
const sharedForMs = 1_000

/**
 * How far numbering is behind, read at most once a second and never twice at a time, however many ask: counting takes the
 * longer the more waits, anybody may ask, and the connections it needs are those of revocations and of numbering itself.
 */
export function shareLag(pools: AgencyPools): () => Promise<Lag> {
  let shared: Promise<Lag> | undefined
  return () => {
    if (shared === undefined) {
      shared = readLag(pools, mostCounted)
      Promise.allSettled([shared, setTimeout(sharedForMs, undefined, { ref: false })]).then(() => {
        shared = undefined
      })
    }
    return shared
  }
}

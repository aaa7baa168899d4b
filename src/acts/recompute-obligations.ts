import { type ObligationOnOlderLaw, obligationsOnOlderLaw } from '../db/obligations.ts'
import type { Log } from '../log.ts'
import { actOnObligationBySystem, type ObligationOffice } from './obligation-by-system.ts'

const atOnce = 100

/**
 * Computes the deadlines of open obligations anew that rest on older clocks or an older calendar than this process has
 * (R-CLK-04). A process with the older files changes nothing. Returns of how many obligations.
 */
export async function recomputeObligations(office: ObligationOffice, log: Log, signal?: AbortSignal): Promise<number> {
  let recomputed = 0
  for (let last: ObligationOnOlderLaw | undefined; signal?.aborted !== true; ) {
    const found = await obligationsOnOlderLaw(office.pools, office.law.versions, last, atOnce)
    for (const one of found) {
      try {
        recomputed += Number(await actOnObligationBySystem(office, one, act => ({ type: 'RecomputeDeadline', act })))
      } catch (error) {
        log.warn({ err: error, obligation: one.id }, 'obligations: a deadline was not computed anew')
      }
    }
    last = found.at(-1)
    if (found.length < atOnce) break
  }
  return recomputed
}

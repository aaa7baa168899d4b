import { obligationsOnOlderLaw } from '../db/obligations.ts'
import type { Log } from '../log.ts'
import { type ObligationOffice, sweepObligations } from './obligation-by-system.ts'

/**
 * Computes the deadlines of open obligations anew that rest on older clocks or an older calendar than this process has, by when
 * their appeals are to be answered, and the next step where an older process has taken the last one (R-CLK-04). A process with
 * the older files computes nothing anew. Returns of how many obligations.
 */
export function recomputeObligations(office: ObligationOffice, log: Log, signal?: AbortSignal): Promise<number> {
  return sweepObligations(
    office,
    {
      find: (after, most) => obligationsOnOlderLaw(office.pools, office.law.versions, after, most),
      command: act => ({ type: 'RecomputeDeadline', act }),
      fault: 'obligations: a deadline was not computed anew',
    },
    log,
    signal,
  )
}

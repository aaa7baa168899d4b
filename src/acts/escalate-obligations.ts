import { type ObligationDue, obligationsToActOn } from '../db/obligations.ts'
import type { Log } from '../log.ts'
import { type ObligationOffice, sweepObligations } from './obligation-by-system.ts'

/** Takes every step that is due, of obligations about which somebody is silent. Returns how many were taken. */
export function escalateObligations(office: ObligationOffice, log: Log, signal?: AbortSignal): Promise<number> {
  return sweepObligations(
    office,
    {
      find: (after: ObligationDue | undefined, most) => obligationsToActOn(office.pools, after, most),
      command: act => ({ type: 'Escalate', act }),
      fault: 'obligations: a step was not taken',
    },
    log,
    signal,
  )
}

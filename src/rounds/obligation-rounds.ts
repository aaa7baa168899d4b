import { escalateObligations } from '../acts/escalate-obligations.ts'
import type { ObligationOffice } from '../acts/obligation-by-system.ts'
import { recomputeObligations } from '../acts/recompute-obligations.ts'
import { everySoOften, type Round } from '../every-so-often.ts'
import type { Log } from '../log.ts'

type Needs = { readonly office: ObligationOffice; readonly log: Log }

/** The clocks of the law run in days; this is soon enough for whoever moves the clock of a sandbox and watches. */
const roundEveryMs = 10_000

/** Keeps the deadlines of obligations to the law as it stands, and chases whoever is silent about one. Any number of processes share the work; each step is taken once. */
export function startObligationRounds({ office, log }: Needs): Round {
  const round = everySoOften(chase, {
    name: 'obligations',
    everyMs: roundEveryMs,
    onFault: err => log.warn({ err }, 'obligations: what is due was not found out'),
  })
  void round.soon()
  return round

  async function chase(signal: AbortSignal): Promise<void> {
    const recomputed = await recomputeObligations(office, log, signal)
    if (recomputed > 0) log.info({ recomputed }, 'obligations: deadlines were computed anew')
    const taken = await escalateObligations(office, log, signal)
    if (taken > 0) log.info({ taken }, 'obligations: steps were taken')
  }
}

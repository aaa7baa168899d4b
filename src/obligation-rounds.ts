import type { Office } from './acts/act-on-case.ts'
import { escalateObligations } from './acts/escalate-obligations.ts'
import { everySoOften, type Round } from './every-so-often.ts'
import type { Log } from './log.ts'

type Needs = { readonly office: Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>; readonly log: Log }

/** The clocks of the law run in days; this is soon enough for whoever moves the clock of a sandbox and watches. */
const roundEveryMs = 10_000

/** Chases whoever is silent about an obligation. Any number of processes share the work; each step is taken once. */
export function startObligationRounds({ office, log }: Needs): Round {
  const round = everySoOften(chase, {
    name: 'obligations',
    everyMs: roundEveryMs,
    onFault: err => log.warn({ err }, 'obligations: what is due was not found out'),
  })
  void round.soon()
  return round

  async function chase(signal: AbortSignal): Promise<void> {
    const taken = await escalateObligations(office, log, signal)
    if (taken > 0) log.info({ taken }, 'obligations: steps were taken')
  }
}

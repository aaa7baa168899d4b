import type { Office } from '../acts/act-on-case.ts'
import { sweepDeadlines } from '../acts/watch-deadlines.ts'
import { everySoOften, type Round } from '../every-so-often.ts'
import type { Log } from '../log.ts'

type Needs = { readonly office: Pick<Office, 'pools' | 'law'>; readonly log: Log }

/** A deadline is a matter of days or hours; what it says is there within this time. */
const everyMs = 10_000

/**
 * Looks after the deadlines of referrals: at the start, when the law may be a newer one, and then every few seconds. Any
 * number of processes share the work; what one does not finish, another does, or the next start.
 */
export function startDeadlineRounds({ office, log }: Needs): Round {
  const round = everySoOften(sweep, {
    name: 'deadlines',
    everyMs,
    onFault: err => log.warn({ err }, 'deadlines: not looked after'),
  })
  void round.soon()
  return round

  async function sweep(signal: AbortSignal): Promise<void> {
    const { told, refused } = await sweepDeadlines(office, signal)
    if (told > 0) log.info({ told }, 'deadlines: something was said of referrals')
    if (refused.length > 0) log.warn({ refused: refused.length }, 'deadlines: the database refused referrals')
  }
}

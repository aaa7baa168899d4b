import type { Office } from './acts/act-on-case.ts'
import { sweepDeadlines } from './acts/watch-deadlines.ts'
import type { Log } from './log.ts'

type Needs = { readonly office: Pick<Office, 'pools' | 'law'>; readonly log: Log }

/** A deadline is a matter of days or hours; what it says is there within this time. */
const everyMs = 10_000

export type DeadlineRounds = { stop(): Promise<void> }

/**
 * Looks after the deadlines of referrals: at the start, when the law may be a newer one, and then every few seconds. Any
 * number of processes share the work; what one does not finish, another does, or the next start.
 */
export function startDeadlineRounds({ office, log }: Needs): DeadlineRounds {
  const ended = new AbortController()
  let running: Promise<void> | undefined
  const timer = setInterval(round, everyMs).unref()
  round()

  return {
    async stop() {
      ended.abort()
      clearInterval(timer)
      await running
    },
  }

  function round(): void {
    running ??= sweep().finally(() => {
      running = undefined
    })
  }

  async function sweep(): Promise<void> {
    try {
      const { told, refused } = await sweepDeadlines(office, ended.signal)
      if (told > 0) log.info({ told }, 'deadlines: something was said of referrals')
      if (refused.length > 0) log.warn({ refused: refused.length }, 'deadlines: the database refused referrals')
    } catch (error) {
      log.warn({ err: error }, 'deadlines: not looked after')
    }
  }
}

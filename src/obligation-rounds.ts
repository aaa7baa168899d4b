import type { Office } from './acts/act-on-case.ts'
import { escalateObligations } from './acts/escalate-obligations.ts'
import type { Log } from './log.ts'

type Needs = { readonly office: Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>; readonly log: Log }

/** The clocks of the law run in days; this is soon enough for whoever moves the clock of a sandbox and watches. */
const roundEveryMs = 10_000

export type ObligationRounds = {
  /** Looks now; done when everything that was due is. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** Chases whoever is silent about an obligation. Any number of processes share the work; each step is taken once. */
export function startObligationRounds({ office, log }: Needs): ObligationRounds {
  const ended = new AbortController()
  let running: Promise<void> | undefined
  const look = (): Promise<void> => {
    running ??= round().finally(() => {
      running = undefined
    })
    return running
  }
  const timer = setInterval(look, roundEveryMs).unref()
  void look()
  return {
    look,
    async stop() {
      ended.abort()
      clearInterval(timer)
      await running
    },
  }

  async function round(): Promise<void> {
    try {
      const taken = await escalateObligations(office, log, ended.signal)
      if (taken > 0) log.info({ taken }, 'obligations: steps were taken')
    } catch (error) {
      log.warn({ err: error }, 'obligations: what is due was not found out')
    }
  }
}

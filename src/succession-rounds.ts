import { carryOutSuccessions } from './acts/carry-out-succession.ts'
import type { AgencyPools } from './db/agency-pools.ts'
import type { Succession } from './domain/succession.ts'
import type { Log } from './log.ts'

/** So long after midnight, at most, the matters begin to move. */
const lookEveryMs = 10_000

type Needs = { readonly pools: AgencyPools; readonly successions: readonly Succession[]; readonly log: Log }

/**
 * Carries out the successions of the directory on their day, by itself. Any number of processes share the work; what one
 * does not finish, another does, or the next start.
 */
export function startSuccessionRounds({ pools, successions, log }: Needs): { stop(): Promise<void> } {
  const ended = new AbortController()
  const { signal } = ended
  let running: Promise<void> | undefined
  const timer = setInterval(look, lookEveryMs).unref()
  look()
  return {
    async stop() {
      ended.abort()
      clearInterval(timer)
      await running
    },
  }

  function look(): void {
    if (successions.length === 0) return
    running ??= carryOut().finally(() => {
      running = undefined
    })
  }

  async function carryOut(): Promise<void> {
    try {
      const moved = await carryOutSuccessions(pools, successions, {
        signal,
        onFault: (err, { code, referralId }) =>
          log.error({ err, code, referralId }, 'succession: a matter was not moved'),
        onProgress: sofar => sofar > 0 && log.info({ moved: sofar }, 'succession: matters are being moved'),
      })
      if (moved > 0) log.info({ moved }, 'succession: matters were moved')
    } catch (error) {
      log.warn({ err: error }, 'succession: not carried out, tried again soon')
    }
  }
}

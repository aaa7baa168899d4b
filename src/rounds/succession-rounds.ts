import { carryOutSuccessions } from '../acts/carry-out-succession.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import type { Succession } from '../domain/succession.ts'
import type { TrackSuccession } from '../domain/track-succession.ts'
import { everySoOften, type Round } from '../every-so-often.ts'
import type { Log } from '../log.ts'

/** So long after midnight, at most, the matters begin to move. */
const lookEveryMs = 10_000

type Needs = {
  readonly pools: AgencyPools
  readonly successions: readonly (Succession | TrackSuccession)[]
  readonly log: Log
}

/**
 * Carries out the successions of the directory on their day, by itself. Any number of processes share the work; what one
 * does not finish, another does, or the next start.
 */
export function startSuccessionRounds({ pools, successions, log }: Needs): Round {
  const round = everySoOften(carryOut, {
    name: 'successions',
    everyMs: lookEveryMs,
    onFault: err => log.warn({ err }, 'succession: not carried out, tried again soon'),
  })
  void round.soon()
  return round

  async function carryOut(signal: AbortSignal): Promise<void> {
    if (successions.length === 0) return
    const moved = await carryOutSuccessions(pools, successions, {
      signal,
      onFault: (err, { code, referralId, handoverId }) =>
        log.error({ err, code, referralId, handoverId }, 'succession: a matter was not moved'),
      onProgress: sofar => sofar > 0 && log.info({ moved: sofar }, 'succession: matters are being moved'),
    })
    if (moved > 0) log.info({ moved }, 'succession: matters were moved')
  }
}

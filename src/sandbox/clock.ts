import type { Office } from '../acts/act-on-case.ts'
import { carryOutSuccessions } from '../acts/carry-out-succession.ts'
import { escalateObligations } from '../acts/escalate-obligations.ts'
import { sweepDeadlines } from '../acts/watch-deadlines.ts'
import { openSandboxClock, type SandboxClock } from '../db/move-clock.ts'
import type { Succession } from '../domain/succession.ts'
import type { TrackSuccession } from '../domain/track-succession.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problems.ts'
import type { Sandbox } from './sandbox.ts'

type Needs = {
  readonly urls: { readonly adminUrl: string; readonly serviceUrl: string }
  readonly office: Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>
  readonly successions: readonly (Succession | TrackSuccession)[]
  /** Done before anything becomes due by the new time. */
  readonly onMoved: () => Promise<void>
  readonly log: Log
}

/** A clock that goes forward takes with it whatever becomes due; more rounds than this are a fault. */
const mostRounds = 100
/** Each has a connection of the administrator's, and those of a server are few. */
const mostAtOnce = 4

/** The clock of a sandbox, for its partners: whoever moves it sees at once what the service does because of it. */
export function createSandboxClock({
  urls,
  office,
  successions,
  onMoved,
  log,
}: Needs): Pick<Sandbox, 'readClock' | 'moveClock'> {
  let open = 0

  return {
    readClock: () => withClock(clock => clock.read()),
    moveClock: to =>
      withClock(async clock => {
        const reading = await clock.moveForwardTo(to)
        if (reading === undefined) return undefined
        await onMoved()
        await doWhatIsDue()
        return { ...reading, recorded: await clock.recordedBySystem(reading.now) }
      }),
  }

  async function doWhatIsDue(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const { told } = await sweepDeadlines(office)
      const moved = successions.length === 0 ? 0 : await carryOutSuccessions(office.pools, successions)
      const taken = await escalateObligations(office, log)
      if (told + moved + taken === 0) return
    }
  }

  /** Open no longer than it is used, so that a reset finds nobody connected. */
  async function withClock<Result>(work: (clock: SandboxClock) => Promise<Result>): Promise<Result> {
    if (open >= mostAtOnce) throw new Problem('overloaded', { headers: { 'retry-after': '1' } })
    open++
    const clock = openSandboxClock(urls.adminUrl, urls.serviceUrl)
    try {
      return await work(clock)
    } finally {
      await clock.close().finally(() => open--)
    }
  }
}

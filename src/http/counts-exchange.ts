import { hash, randomUUID } from 'node:crypto'
import type { Count, Heard, Opening, Openings, Told } from '../counts.ts'
import { roundRuns } from '../every-so-often.ts'
import { inBatches } from '../in-batches.ts'

/** One thing to be told, and what is made of the answer. */
export type Telling<One, Answer> = { readonly told: One; hear(answer: Answer): void }
/** What has not been told yet. */
export type Untold<One, Answer> = () => Iterable<Telling<One, Answer>>
type UntoldCounts = Untold<Count, number>
type UntoldOpenings = Untold<Openings, readonly Opening[] | null>

/** Keeps the counts of this process and of the others together. */
export type CountsExchange = {
  /** The time by the clock of the database, so that windows begin for all at once. */
  now(): Date
  /** False while it fails: then this process counts for itself. */
  readonly isUp: boolean
  joinCounts(untold: UntoldCounts): void
  joinOpenings(untold: UntoldOpenings): void
  /** There is something to be told: it is, within `everyMs`. */
  soon(): void
  /** Tells and asks now; false when that fails, or takes too long to be waited for. */
  atOnce(): Promise<boolean>
  /** What keys and cases are called outside of this process: nobody finds out from it who or which. */
  markOf(text: string): string
  /** Tells what is left to be told, and nothing after it. */
  stop(): Promise<void>
}

type Needs = {
  readonly exchange: (process: string, told: Told) => Promise<Heard>
  /** Shared by all processes. */
  readonly secret: Uint8Array
  readonly now: () => Date
  readonly onFault: (error: unknown) => void
  readonly everyMs?: number
  /** How long whoever asks at once waits for it. */
  readonly patienceMs?: number
}

/** How soon the others know what is counted here. */
export const exchangeMs = 1_000
/** Also without anything to tell, what is over must be forgotten. */
const idleMs = 60_000
export const usualPatienceMs = 1_000
/** So many keys, and persons, in a statement. */
const mostAtOnce = 1_000

/** One exchange at a time, whoever asks for it; what is counted during one is told by the next. */
export function createCountsExchange({
  exchange,
  secret,
  now,
  onFault,
  everyMs = exchangeMs,
  patienceMs = usualPatienceMs,
}: Needs): CountsExchange {
  const process = randomUUID()
  const salt = Buffer.from(secret).toString('hex')
  const untoldCounts: UntoldCounts[] = []
  const untoldOpenings: UntoldOpenings[] = []
  let aheadMs = 0
  let isUp = true
  let lastAt = Number.NEGATIVE_INFINITY
  let next: NodeJS.Timeout | undefined
  let stopped = false

  const exchangeNow = inBatches<void, void>(async () => {
    await tellAndHear()
    return () => {}
  })
  const idle = setInterval(exchangeNow, idleMs).unref()

  return {
    now: () => new Date(now().getTime() + aheadMs),
    get isUp() {
      return isUp
    },
    joinCounts: untold => untoldCounts.push(untold),
    joinOpenings: untold => untoldOpenings.push(untold),
    soon,
    atOnce,
    markOf: text => hash('sha256', `${salt}\n${text}`).slice(0, 32),
    async stop() {
      stopped = true
      clearInterval(idle)
      clearTimeout(next)
      if (isMoreUntold()) await atOnce()
    },
  }

  function soon(): void {
    if (next !== undefined || stopped) return
    const inMs = Math.max(0, lastAt + everyMs - performance.now())
    next = setTimeout(() => {
      next = undefined
      void exchangeNow()
    }, inMs).unref()
  }

  function atOnce(): Promise<boolean> {
    return new Promise(resolve => {
      const patience = setTimeout(() => resolve(false), patienceMs)
      exchangeNow().then(() => {
        clearTimeout(patience)
        resolve(isUp)
      })
    })
  }

  async function tellAndHear(): Promise<void> {
    const counts = untoldCounts.flatMap(untold => firstOf(untold(), mostAtOnce))
    const persons = untoldOpenings.flatMap(untold => firstOf(untold(), mostAtOnce))
    lastAt = performance.now()
    const saidAt = now().getTime()
    try {
      const heard = await exchange(process, {
        counts: counts.map(({ told }) => told),
        persons: persons.map(({ told }) => told),
      })
      keepTime(heard.now, saidAt, now().getTime())
      for (const [index, { hear }] of counts.entries()) hear(heard.others[index] ?? 0)
      for (const [index, { hear }] of persons.entries()) hear(heard.persons[index] ?? null)
      isUp = true
    } catch (error) {
      if (isUp && !stopped) onFault(error)
      isUp = false
    }
    roundRuns.publish({ round: 'counts', failed: !isUp })
    if (isMoreUntold()) soon()
  }

  function isMoreUntold(): boolean {
    return [...untoldCounts, ...untoldOpenings].some(untold => firstOf<unknown>(untold(), 1).length > 0)
  }

  /** The database answered at some moment in between; the clocks are only moved when it cannot have been that. */
  function keepTime(there: number, earliest: number, latest: number): void {
    aheadMs = Math.min(Math.max(aheadMs, there - latest), there + 1 - earliest)
  }
}

function firstOf<One>(all: Iterable<One>, most: number): One[] {
  const first: One[] = []
  for (const one of all) {
    if (first.push(one) === most) break
  }
  return first
}

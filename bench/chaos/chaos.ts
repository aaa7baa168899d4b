import { statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Kills, startKiller } from './killer.ts'
import { countLines } from './ledger.ts'
import { actLedger, bellLedger, feedLedger, killLedger, sides } from './side.ts'
import type { World } from './world.ts'

export type Chaos = {
  readonly forMs: number
  /** The mean of the pauses between two kills. */
  readonly everyMs: number
  readonly say: (line: string) => void
  readonly sayEveryMs: number
}

/** Has both sides at work for a while, and kills whatever there is. Returns what was killed, when nothing is any more. */
export async function disturb(world: World, { forMs, everyMs, say, sayEveryMs }: Chaos): Promise<Kills> {
  const { place, database, processes } = world
  const progress = () => sides.reduce((sum, side) => sum + sizeOf(actLedger(place, side)), 0)
  const killer = startKiller(processes, {
    database,
    adminUrl: database.adminUrl,
    everyMs,
    ledger: killLedger(place),
    progress,
  })
  const beganAt = performance.now()
  while (performance.now() - beganAt < forMs) {
    await delay(Math.min(sayEveryMs, forMs))
    const seconds = Math.round((performance.now() - beganAt) / 1000)
    const killed = Object.values(killer.kills).reduce((sum, count) => sum + count, 0)
    say(`${seconds} s: ${killed} killed or paused; ${progressOf(world)}`)
  }
  await killer.stop()
  return killer.kills
}

function progressOf({ place, faults }: World): string {
  const told = sides.map(side => {
    const [acts, entries, bells] = [actLedger, feedLedger, bellLedger].map(path => countLines(path(place, side)))
    return `${side} ${acts} lines of acts, ${entries} entries, ${bells} bells`
  })
  return [...told, ...(faults.length > 0 ? [`${faults.length} faults`] : [])].join('; ')
}

/** What does not move for so long does not come to its end; then the ledgers say what is missing. */
const mostStandingStillMs = 5 * 60_000

/**
 * Lets everything come back and come to its end: every case that was begun, every number that is due, every entry, and
 * every bell. What waits for its next attempt is made due, because that may be hours away.
 */
export async function settle(world: World, { say, sayEveryMs }: Pick<Chaos, 'say' | 'sayEveryMs'>): Promise<void> {
  const { sql } = world
  await world.calm()
  let saidAt = performance.now()
  let open: string[] = []
  let changedAt = performance.now()
  for (let quiet = 0; quiet < 3 && performance.now() - changedAt < mostStandingStillMs; ) {
    await sql`update webhook_deliveries set due_at = app_now() where state = 'waiting' and due_at > app_now()`
    const now = await unsettled(world)
    if (now.join() !== open.join()) changedAt = performance.now()
    open = now
    quiet = open.length === 0 ? quiet + 1 : 0
    if (performance.now() - saidAt > sayEveryMs) {
      say(`nothing is killed any more, and it comes to its end: ${open.join(', ') || 'nothing is open'}`)
      saidAt = performance.now()
    }
    await delay(700)
  }
}

async function unsettled({ place, processes, sql }: World): Promise<string[]> {
  const open = processes
    .filter(one => !one.isUp() || (one.kind === 'office' && one.said()['idle'] !== true))
    .map(({ name }) => name)
  const [row] = await sql<[{ unnumbered: number; unrung: number }]>`
    select (select waiting from numbering_lag(1000)) as unnumbered,
           (select count(*)::int from webhook_deliveries where state not in ('delivered', 'parked'))
             + (select coalesce(sum(last_number - mark), 0)::int from webhooks join feeds using (agency)) as unrung`
  if (row.unnumbered > 0) open.push(`${row.unnumbered} events without a number`)
  if (row.unrung > 0) open.push(`${row.unrung} bells`)
  for (const side of sides) {
    const [feed] = await sql<{ last: number }[]>`select last_number::int as last from feeds where agency = ${side}`
    const behind = (feed?.last ?? 0) - countLines(feedLedger(place, side))
    if (behind > 0) open.push(`${behind} entries of ${side}`)
  }
  return open
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

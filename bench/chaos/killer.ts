import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import type { OwnDatabase } from './database.ts'
import { openLedger } from './ledger.ts'
import type { Kind, Supervised } from './supervised.ts'

/** How often each thing was done to what. */
export type Kills = Record<string, number>

/** How often each is chosen. Whoever is chosen and is not there is left alone. */
const weights: Readonly<Record<string, number>> = {
  'service killed': 14,
  'office killed': 8,
  'follower killed': 12,
  'receiver killed': 8,
  'connection ended': 16,
  'connection process killed': 4,
  'database killed': 5,
  'service paused': 8,
  'office paused': 2,
  'follower paused': 3,
  'receiver paused': 4,
  'connection process paused': 4,
}

type Given = {
  readonly database: OwnDatabase
  readonly adminUrl: string
  /** The mean of the pauses between two kills. */
  readonly everyMs: number
  readonly ledger: string
  /** Grows with what the sides were told. */
  readonly progress: () => number
}

/** After so many kills in which nobody was told anything, the next one waits until somebody is. */
const mostWithoutProgress = 5

/** Ends and stops at random whatever there is, until it is told to let be. */
export function startKiller(
  processes: readonly Supervised[],
  { database, adminUrl, everyMs, ledger, progress }: Given,
) {
  const kills: Kills = Object.fromEntries(Object.keys(weights).map(kind => [kind, 0]))
  const { append } = openLedger<{ kill: string }>(ledger)
  const pauses = new Set<Promise<void>>()
  let over = false
  const killing = kill()
  return {
    kills,
    /** Nothing is killed any more, and whatever stood still goes on. */
    async stop(): Promise<void> {
      over = true
      await killing
      await Promise.all(pauses)
    },
  }

  async function kill(): Promise<void> {
    let reached = progress()
    for (let since = 0; !over; since++) {
      await delay(everyMs * (0.1 + 1.8 * Math.random()))
      while (!over && since >= mostWithoutProgress && progress() === reached) await delay(100)
      if (over) return
      if (progress() > reached) {
        reached = progress()
        since = 0
      }
      const what = draw()
      if (!(await does(what).catch(() => false))) continue
      kills[what] = (kills[what] ?? 0) + 1
    }
  }

  async function does(what: string): Promise<boolean> {
    if (/^(connection|database)/.test(what)) append({ kill: what })
    switch (what) {
      case 'database killed':
        return killDatabase()
      case 'connection ended':
        return (await aBackend('SIGTERM')) !== undefined
      case 'connection process killed':
        return (await aBackend('SIGKILL')) !== undefined
      case 'connection process paused': {
        const pid = await aBackend('SIGSTOP')
        if (pid !== undefined) later(Math.random() * 4_000, () => process.kill(pid, 'SIGCONT'))
        return pid !== undefined
      }
      default: {
        const [kind, how] = what.split(' ') as [Kind, string]
        const victim = oneOf(processes.filter(one => one.kind === kind && one.isUp()))
        if (victim === undefined) return false
        append({ kill: `${victim.name} ${how}` })
        return how === 'killed' ? victim.signal('SIGKILL') : pause(victim)
      }
    }
  }

  /** Others go on to be killed while it is away. */
  async function killDatabase(): Promise<boolean> {
    const killed = await database.kill(Math.random() * 5_000)
    if (killed === undefined) return false
    const { back } = killed
    pauses.add(back)
    void back.then(() => pauses.delete(back))
    return true
  }

  /** Signals the process behind one connection: of those that are in the middle of something, if there are any. */
  async function aBackend(signal: NodeJS.Signals): Promise<number | undefined> {
    const sql = postgres(adminUrl, {
      max: 1,
      fetch_types: false,
      connect_timeout: 2,
      onnotice: () => {},
      connection: { application_name: 'chaos', statement_timeout: 2_000 },
    })
    try {
      const asking = sql<{ pid: number }[]>`
        select pid from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and application_name <> 'chaos'
         order by (state = 'active' and random() < 0.7) desc, random() limit 1`
      const [victim] = (await Promise.race([asking, delay(3_000, undefined)])) ?? []
      if (victim === undefined) return undefined
      process.kill(victim.pid, signal)
      return victim.pid
    } finally {
      void sql.end({ timeout: 0 })
    }
  }

  function pause(victim: Supervised): boolean {
    if (!victim.signal('SIGSTOP')) return false
    later(500 + Math.random() * 9_500, () => victim.signal('SIGCONT'))
    return true
  }

  function later(ms: number, goOn: () => unknown): void {
    const pausing = delay(ms)
      .then(goOn)
      .catch(() => {}) // It was killed meanwhile.
      .then(() => {
        pauses.delete(pausing)
      })
    pauses.add(pausing)
  }
}

function draw(): string {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  let left = Math.random() * all
  for (const [kind, weight] of Object.entries(weights)) {
    left -= weight
    if (left < 0) return kind
  }
  return 'service killed'
}

function oneOf<One>(ones: readonly One[]): One | undefined {
  return ones[Math.floor(Math.random() * ones.length)]
}

import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { judgeNumbering } from './judge-numbering.ts'
import { disturbProcesses } from './processes.ts'
import { type Followed, follow } from './reader.ts'
import { write } from './writers.ts'

export type Soak = {
  readonly adminUrl: string
  readonly serviceUrl: string
  readonly events: number
  readonly writers: number
  readonly workMs: number
  readonly mostMs: number
  readonly processes: number
  readonly killEveryMs: number
  readonly disturbEveryMs: number
}

const agencies = ['kominfo', 'kasn', 'bkn', 'bawaslu']

/**
 * Writes, numbers and reads at once while everything is killed at random, and then counts what was missed, doubled or out of
 * order: by looking at the log, and by comparing two readers of each feed with each other and with it.
 */
export async function soak({ adminUrl, serviceUrl, processes, disturbEveryMs, ...writing }: Soak) {
  const sql = postgres(adminUrl, {
    max: 1,
    onnotice: () => {},
    connection: { search_path: 'penerusan', application_name: 'soak judge' },
  })
  const sequencers = disturbProcesses(serviceUrl, { processes, everyMs: disturbEveryMs })
  let over = false
  const readers = agencies.flatMap(agency => [1, 2].map(() => follow(serviceUrl, agency, () => over)))
  const beganAt = performance.now()
  try {
    const written = await write({ ...writing, adminUrl, agencies })
    const writtenAt = performance.now()
    await sequencers.calm()
    await allNumbered(sql)
    const numberedAt = performance.now()
    over = true
    const followed = await Promise.all(readers)
    const verdict = await judgeNumbering(sql)
    return {
      ...verdict,
      readersFaults: followed.flatMap(({ faults }) => faults),
      readersDisagree: disagreements(followed),
      readersShort: verdict.events - followed.reduce((sum, { read }) => sum + read, 0) / 2,
      ...written,
      ...sequencers.deaths,
      writingSeconds: (writtenAt - beganAt) / 1000,
      catchingUpSeconds: (numberedAt - writtenAt) / 1000,
    }
  } finally {
    over = true
    sequencers.stop()
    await sql.end({ timeout: 1 })
  }
}

async function allNumbered(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await sql`select waiting from numbering_lag(1)`
    if (row?.['waiting'] === 0) return
    await delay(50)
  }
}

/** Feeds of which two readers have not read the same. */
function disagreements(followed: readonly Followed[]): number {
  return agencies.filter((_, index) => {
    const [one, other] = followed.slice(2 * index, 2 * index + 2)
    return one?.seen !== other?.seen || one?.runningDigest !== other?.runningDigest || one?.read !== other?.read
  }).length
}

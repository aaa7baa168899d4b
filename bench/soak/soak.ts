import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
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
    const verdict = await judge(sql)
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

/** What the database itself says, by looking at every row. */
async function judge(sql: postgres.Sql) {
  const [row] = await sql<
    [
      {
        events: number
        missed: number
        doubled: number
        reordered: number
        gaps: number
        feedGaps: number
        unfed: number
      },
    ]
  >`
    select (select count(*)::int from events) as events,
           (select count(*)::int from events where not exists (select from log_positions where event_id = id)) as missed,
           (select count(*)::int - count(distinct event_id)::int from feed_entries) as doubled,
           (select count(*)::int from (
             select position < lag(position) over (partition by stream, stream_id order by version) as back from log_positions) p
             where back) as reordered,
           (select (coalesce(max(position), 0) - count(*))::int from log_positions) as gaps,
           (select coalesce(sum(last - count), 0)::int from (
             select max(number) as last, count(*) as count from feed_entries group by agency) f) as "feedGaps",
           (select count(*)::int from log_positions l where not exists (
             select from feed_entries f where f.event_id = l.event_id and f.position = l.position)) as unfed`
  return row
}

/** Feeds of which two readers have not read the same. */
function disagreements(followed: readonly Followed[]): number {
  return agencies.filter((_, index) => {
    const [one, other] = followed.slice(2 * index, 2 * index + 2)
    return one?.seen !== other?.seen || one?.runningDigest !== other?.runningDigest || one?.read !== other?.read
  }).length
}

import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { type AgencyPools, createAgencyPools } from '../src/db/agency-pools.ts'
import { readFeed } from '../src/db/feed.ts'
import { readLag } from '../src/db/numbering.ts'
import type { AgencyId, PersonId } from '../src/domain/agencies.ts'
import { startSequencer } from '../src/feed/sequencer.ts'
import { median } from './figures.ts'
import type { Extent } from './loads.ts'
import type { Row } from './report.ts'
import type { Stage } from './stage.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const follower = {
  agency: 'kominfo' as AgencyId,
  person: randomUUID() as PersonId,
  streams: ['violation'] as const,
}

/**
 * (i) Events that are on record, numbered and delivered, beside the same events that are only inserted; how long one takes from
 * its commit to a follower; and how fast a follower catches up. One event a transaction, a thousand agencies.
 */
export async function measureFeed(
  stage: Stage,
  { seconds, rounds, connections, partners, missed }: Extent,
): Promise<Row[]> {
  const { url, adminUrl } = await stage.database('bench_feed', { referrals: 10, kind: 'sent' })
  const pools = createAgencyPools({ url, deadlineMs: 60_000 })
  const writers = Array.from({ length: connections }, () => postgres(adminUrl, { max: 1, fetch_types: false }))
  const alone: number[] = []
  const numbered: number[] = []
  const delivered: number[] = []
  const latencies: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      alone.push(await writeFor(seconds, writers, partners, () => {}))
      // What was inserted alone is numbered first, so that only what follows is measured.
      const sequencer = startSequencer({ pools, url, agencies: [], log: quiet, most: 5_000 })
      await allNumbered(pools)
      const committed = new Map<string, number>()
      const reader = followAsItComes(pools, sequencer, committed)
      const before = await positionOf(adminUrl)
      const began = performance.now()
      numbered.push(
        await writeFor(seconds, writers, partners, id => {
          committed.set(id, performance.now())
          sequencer.numberSoon()
        }),
      )
      await allNumbered(pools)
      delivered.push(((await positionOf(adminUrl)) - before) / ((performance.now() - began) / 1000))
      latencies.push(...(await reader.end()))
      await sequencer.stop()
    }
    const { numberedPerSecond, readPerSecond } = await catchUp(adminUrl, pools, url, missed)
    const sorted = latencies.toSorted((a, b) => a - b)
    const at = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1)} ms`
    const rate = (values: readonly number[]) => `${Math.round(median(values)).toLocaleString('en')}/s`
    return [
      [
        `(i) events put on record, of ${partners.toLocaleString('en')} agencies`,
        `${rate(numbered)} while they are numbered and read`,
        `${rate(alone)} inserted and nothing more`,
        `${Math.round((100 * median(numbered)) / median(alone))} %`,
        '–',
      ],
      ['(i) numbered and in the feeds, until the last one', rate(delivered), '–', '–', '–'],
      ['(i) from the commit of an event to a follower that waits', `p50 ${at(0.5)} · p99 ${at(0.99)}`, '–', '–', '–'],
      [
        `(i) after an outage, ${missed.toLocaleString('en')} events`,
        `numbered ${Math.round(numberedPerSecond).toLocaleString('en')}/s, read by one follower ${Math.round(readPerSecond).toLocaleString('en')}/s`,
        '–',
        '–',
        '–',
      ],
    ]
  } finally {
    await Promise.all(writers.map(sql => sql.end()))
    await pools.close()
  }
}

/** How many events a second are committed, one a transaction and each of a stream of its own. */
async function writeFor(seconds: number, writers: postgres.Sql[], partners: number, committed: (id: string) => void) {
  const endsAt = performance.now() + seconds * 1000
  let count = 0
  await Promise.all(
    writers.map(async sql => {
      while (performance.now() < endsAt) {
        const id = randomUUID()
        // Every tenth is the follower's.
        const agency = count % 10 === 0 ? follower.agency : `agency-${count % partners}`
        await sql`
          insert into penerusan.events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
          values ('violation', ${id}, 1, ${id}, 'ViolationRecorded', 'actor-agency', ${agency}, '{}', clock_timestamp(), 1, sha256('x'))`
        committed(id)
        count += 1
      }
    }),
  )
  return count / seconds
}

/** Reads on whenever something came; the times from commit to there, in milliseconds. */
function followAsItComes(
  pools: Parameters<typeof readFeed>[0],
  { onNumbered }: Pick<ReturnType<typeof startSequencer>, 'onNumbered'>,
  committed: ReadonlyMap<string, number>,
) {
  const times: number[] = []
  let reached: number | undefined
  let reading: Promise<void> = Promise.resolve()
  const leave = onNumbered(agencies => {
    if (agencies.includes(follower.agency)) reading = reading.then(readOn)
  })
  async function readOn(): Promise<void> {
    reached ??= (await readFeed(pools, follower, 0, 1)).last
    for (;;) {
      const { entries } = await readFeed(pools, follower, reached, 1_000)
      const now = performance.now()
      for (const { eventId, number } of entries) {
        const at = committed.get(eventId)
        if (at !== undefined) times.push(now - at)
        reached = number
      }
      if (entries.length < 1_000) return
    }
  }
  return {
    async end(): Promise<number[]> {
      leave()
      await reading
      return times
    },
  }
}

/** What happened while nobody numbered and the follower was away. */
async function catchUp(adminUrl: string, pools: Parameters<typeof readFeed>[0], url: string, missed: number) {
  const sql = postgres(adminUrl, { max: 1, fetch_types: false })
  await sql`
    insert into penerusan.events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
    select 'violation', id, 1, id, 'ViolationRecorded', 'actor-agency', 'kominfo', '{}', clock_timestamp(), 1, sha256('x')
      from (select gen_random_uuid() as id from generate_series(1, ${missed})) made`
  await sql.end()
  const { last } = await readFeed(pools, follower, 0, 1)
  const began = performance.now()
  const sequencer = startSequencer({ pools, url, agencies: [], log: quiet })
  await allNumbered(pools)
  const numberedAt = performance.now()
  await sequencer.stop()
  for (let reached = last; ; ) {
    const { entries } = await readFeed(pools, follower, reached, 1_000)
    if (entries.length === 0) break
    reached = entries.at(-1)?.number ?? reached
  }
  const readAt = performance.now()
  return {
    numberedPerSecond: (1000 * missed) / (numberedAt - began),
    readPerSecond: (1000 * missed) / (readAt - numberedAt),
  }
}

/** Asks anew each time: what a sequencer says of its lag is as of the last second. */
async function allNumbered(pools: AgencyPools): Promise<void> {
  while ((await readLag(pools, 1)).waiting > 0) await delay(5)
}

async function positionOf(adminUrl: string): Promise<number> {
  const sql = postgres(adminUrl, { max: 1, fetch_types: false })
  const [row] = await sql`select position from penerusan.numbering`
  await sql.end()
  return Number(row?.['position'])
}

import type { AgencyId } from '../src/domain/agencies.ts'
import { createPageCursors } from '../src/http/page-cursor.ts'
import { isText } from '../src/http/page-position.ts'
import { violationInput } from './examples.ts'
import type { Run } from './figures.ts'
import { type Load, type LoadGenerator, startLoadGenerator } from './load.ts'
import { growthRow, loadRow, plainRow, type Row } from './report.ts'
import type { Server } from './servers.ts'
import type { Database, Pair, Stage } from './stage.ts'

export type Extent = {
  readonly rounds: number
  readonly seconds: number
  /** Before the rounds, for each of those that take turns: as long as V8 goes on compiling what the service consists of. */
  readonly warmUpSeconds: number
  readonly connections: number
  readonly small: number
  readonly large: number
  /** Receipts of one round; each needs a referral of its own. */
  readonly receipts: number
  /** The file of which throughput is measured, and the one of which memory is. */
  readonly fileMiB: number
  readonly largestMiB: number
  /** Small files of one round. */
  readonly smallFiles: number
  /** Agencies whose feeds are written, and the events after which a feed is caught up with. */
  readonly partners: number
  readonly missed: number
  /** Where an earlier commit is checked out, to compare with. */
  readonly baseline?: string | undefined
  /** How often each kind of hidden thing is asked for, and as often what is absent. */
  readonly hiddenReads: number
  /** Acts that are told by webhook, and bells that wait for each endpoint. */
  readonly bells: number
  /** So many of the newest referrals of a list are exported. */
  readonly exported: number
}

/** One of the servers that take turns, and what it is asked. */
export type Contestant = {
  readonly url: string
  request(): Promise<Omit<Load, 'url' | 'connections'>>
  /** Clocks of processor time, in milliseconds, each under its name; they are read before and after each turn. */
  readonly clocks?: Readonly<Record<string, () => number>>
}
/** What a turn measured, and the processor time that one answer took by each clock, in microseconds. */
export type Turn = Run & { readonly spent: Readonly<Record<string, number>> }

/** What gives out tokens, and how long a round lasts. */
type Terms = { readonly stage: Pick<Stage, 'tokenFor'>; readonly seconds: number }

/** Lets all take turns, round by round: A B A B. Each is warmed up first. The turns of each, in order. */
export async function takeTurns(
  generator: LoadGenerator,
  { rounds, connections, warmUpSeconds }: Extent,
  contestants: readonly Contestant[],
): Promise<Turn[][]> {
  const turns: Turn[][] = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { url, request, clocks = {} }] of contestants.entries()) {
      const load = await request()
      const warmUp = round === 0 && load.seconds !== undefined ? { seconds: Math.max(load.seconds, warmUpSeconds) } : {}
      const read = () => Object.entries(clocks).map(([name, clock]) => [name, clock()] as const)
      const before = new Map(read())
      const run = await generator.run({ url, connections, ...load, ...warmUp })
      const answers = load.amount ?? run.perSecond * (load.seconds ?? Number.NaN)
      const spent = read().map(([name, ms]) => [name, ((ms - (before.get(name) ?? Number.NaN)) * 1000) / answers])
      if (round > 0) turns[index]?.push({ ...run, spent: Object.fromEntries(spent) })
    }
  }
  return turns
}

/** What one answer takes of this processor time, on both sides. */
export function spentRow(what: string, clock: string, ours: readonly Turn[], bare: readonly Turn[]): Row {
  const of = (turns: readonly Turn[]) => turns.map(({ spent }) => spent[clock] ?? Number.NaN)
  return plainRow(what, of(ours), of(bare), 'µs')
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Records violations, each with an Idempotency-Key of its own. */
export function recording(url: string, { stage, seconds }: Terms, input: object = violationInput): Contestant {
  return {
    url,
    request: async () => ({
      method: 'POST',
      paths: ['/v1/violations'],
      keyed: true,
      headers: { ...bearer(await stage.tokenFor('kominfo', 'recorder')), 'content-type': 'application/json' },
      body: JSON.stringify(input),
      seconds,
    }),
  }
}

/** Reads as an ordinary case officer. */
export function reading(url: string, { stage, seconds }: Terms, paths: readonly string[]): Contestant {
  return {
    url,
    request: async () => ({
      method: 'GET',
      paths,
      headers: bearer(await stage.tokenFor('kasn', 'case-officer')),
      seconds,
    }),
  }
}

/** Single referrals, picked all over a data set. */
export async function referralPaths(database: Pick<Database, 'query'>): Promise<string[]> {
  const ids = await database.query<{ id: string }>('select id from referrals order by md5(id::text) limit 2000')
  return ids.map(({ id }) => `/v1/referrals/${id}`)
}

function timed(contestant: Contestant, stage: Stage, server: Server): Contestant {
  return { ...contestant, clocks: { server: server.processorMs, database: stage.databaseProcessorMs } }
}

function spentRows(part: string, ours: readonly Turn[], bare: readonly Turn[]): Row[] {
  return [
    spentRow(`${part} processor time of the server for it`, 'server', ours, bare),
    spentRow(`${part} processor time of PostgreSQL for it`, 'database', ours, bare),
  ]
}

/** (a) Full write commands: record a violation, receive a referral. */
export async function measureWrites(stage: Stage, extent: Extent): Promise<Row[]> {
  // A few more than are answered: the generator prepares one request a connection that it may not send.
  const eachTurn = extent.receipts + 2 * extent.connections
  const referrals = 2 * eachTurn * (extent.rounds + 1)
  const database = await stage.database('bench_writes', { referrals, kind: 'sent' })
  return onStage(database, async (generator, { ours, bare }) => {
    const terms = { stage, ...extent }
    const [recorded = [], bareRecorded = []] = await takeTurns(generator, extent, [
      recording(ours.url, terms),
      recording(bare.url, terms),
    ])

    const ids = await database.query<{ id: string }>('select id from referrals order by id')
    const receiving = (url: string): Contestant => ({
      url,
      request: async () => ({
        method: 'PUT',
        paths: ids.splice(0, eachTurn).map(({ id }) => `/v1/referrals/${id}/receipt`),
        headers: { ...bearer(await stage.tokenFor('kasn', 'intake-officer')), 'if-match': '"1"' },
        amount: extent.receipts,
      }),
    })
    const [received = [], bareReceived = []] = await takeTurns(generator, extent, [
      receiving(ours.url),
      receiving(bare.url),
    ])
    return [
      loadRow('(a) record a violation, `POST /v1/violations`', recorded, bareRecorded, 0.5),
      loadRow('(a) receive a referral, `PUT …/receipt`', received, bareReceived, 0.5),
    ]
  })
}

/** (b) Reading single referrals, picked all over the small data set. */
export async function measureReading(stage: Stage, extent: Extent): Promise<Row[]> {
  const database = await stage.database('bench_small', { referrals: extent.small, kind: 'mixed' })
  const paths = await referralPaths(database)
  return onStage(database, async (generator, { ours, bare }) => {
    const terms = { stage, ...extent }
    const [read = [], bareRead = []] = await takeTurns(generator, extent, [
      timed(reading(ours.url, terms, paths), stage, ours),
      timed(reading(bare.url, terms, paths), stage, bare),
    ])
    return [
      loadRow('(b) read a referral, `GET /v1/referrals/{id}`', read, bareRead, 0.5),
      ...spentRows('(b)', read, bareRead),
    ]
  })
}

/** (c) The list of an ordinary officer, first page and a deep one, with few referrals and with many. */
export async function measureLists(stage: Stage, extent: Extent): Promise<Row[]> {
  const small = await stage.database('bench_small', { referrals: extent.small, kind: 'mixed' })
  const large = await stage.database('bench_large', { referrals: extent.large, kind: 'mixed' })
  const sides = [await small.servers(), await large.servers()] as const
  const generator = startLoadGenerator()
  try {
    const rows: Row[] = []
    for (const page of ['first', 'deep'] as const) {
      const [toSmall, toLarge] = [await pagePaths(small, page), await pagePaths(large, page)]
      const terms = { stage, ...extent }
      const contestants = [
        timed(reading(sides[0].ours.url, terms, [toSmall.ours]), stage, sides[0].ours),
        timed(reading(sides[0].bare.url, terms, [toSmall.bare]), stage, sides[0].bare),
        reading(sides[1].ours.url, terms, [toLarge.ours]),
        reading(sides[1].bare.url, terms, [toLarge.bare]),
      ]
      await assertSameItems(contestants)
      const [few = [], bareFew = [], many = [], bareMany = []] = await takeTurns(generator, extent, contestants)
      rows.push(
        loadRow(`(c) ${page} page of ${spelled(extent.small)} referrals`, few, bareFew, 0.6),
        ...spentRows('(c)', few, bareFew),
        loadRow(`(c) ${page} page of ${spelled(extent.large)} referrals`, many, bareMany, 0.6),
        growthRow(`(c) ${page} page: ${spelled(extent.large)} beside ${spelled(extent.small)}`, many, few, 1.2),
      )
    }
    return rows
  } finally {
    await generator.stop()
    await Promise.all(sides.map(side => side.stop()))
  }
}

/** A deep page begins where nine tenths of the list are behind; its cursor is sealed as the service seals it. */
async function pagePaths(database: Database, page: 'first' | 'deep'): Promise<{ ours: string; bare: string }> {
  if (page === 'first') return { ours: '/v1/referrals', bare: '/v1/referrals' }
  const [before] = await database.query<{ id: string }>(`
    select id from referrals order by id offset (select count(*) / 10 from referrals) limit 1`)
  const [key] = await database.query<{ secret: Uint8Array }>(
    "select secret from deployment_secrets where name = 'page-cursors'",
  )
  if (before === undefined || key === undefined) throw new Error('there is no deep page')
  const scope = { agency: 'kasn' as AgencyId, operationId: 'listReferrals', filter: {}, isPosition: isText }
  const cursor = createPageCursors(key.secret).seal(scope, before.id)
  return { ours: `/v1/referrals?cursor=${cursor}`, bare: `/v1/referrals?before=${before.id}` }
}

/** A comparison counts only between servers that give the same answer. */
async function assertSameItems(contestants: readonly Contestant[]): Promise<void> {
  const pages = []
  for (const { url, request } of contestants) {
    const { paths, headers } = await request()
    const answer = await fetch(`${url}${paths[0]}`, { headers })
    const { items } = (await answer.json()) as { items: Record<string, unknown>[] }
    const sorted = items.map(item => Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
    pages.push({ count: items.length, text: JSON.stringify(sorted) })
  }
  const [few, bareFew, many, bareMany] = pages
  if (few?.count !== 50 || many?.count !== 50) throw new Error('a page of the list has 50 items')
  if (few.text !== bareFew?.text || many.text !== bareMany?.text)
    throw new Error('the two servers list different items')
}

async function onStage(
  database: Database,
  measure: (generator: LoadGenerator, pair: Pair) => Promise<Row[]>,
): Promise<Row[]> {
  const pair = await database.servers()
  const generator = startLoadGenerator()
  try {
    return await measure(generator, pair)
  } finally {
    await generator.stop()
    await pair.stop()
  }
}

/** A number as people write it. */
export function spelled(count: number): string {
  return count.toLocaleString('en')
}

// Three failovers, one after another, each with the service and its partners at work and the primary killed: to a standby
// that has everything by agreement, to one that happened to have everything, and to one that was behind. What is done
// after each is what docs/operations.md says of it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Client,
  createClient,
  FeedFault,
  type FeedPosition,
  feedStart,
  followFeed,
  reconcileFeed,
} from '../openapi/typescript/src/index.ts'
import { casesIn, command, feedsOf, query } from './operating.ts'
import { type ProvidedPostgres, providePostgres, type Standby } from './postgres.ts'
import { type Relay, startRelay } from './relay.ts'
import { mintToken, refusedStart, root, type Service, startService } from './service.ts'

/** What waits for an operator is said to be late after half a minute. */
const patienceMs = 60_000

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-standby-'))
const violation = JSON.parse(await readFile(join(root, 'examples/violation.json'), 'utf8'))
const servers: ProvidedPostgres[] = []
let relay: Relay | undefined
let service: Service | undefined

try {
  const first = await providePostgres()
  servers.push(first)
  relay = await startRelay(first.port)
  const throughRelay = (url: string) => Object.assign(new URL(url), { port: String(relay?.port) }).href
  const given = {
    DATA_DIR: join(scratch, 'data'),
    DATABASE_URL: throughRelay(first.serviceUrl('penerusan')),
    DATABASE_ADMIN_URL: throughRelay(first.adminUrl),
  }
  service = await startService({ ...given, LOG_LEVEL: 'warn' })
  const partner = follow(() => integratorOf(given))

  // Every standby that may be promoted is synchronous, and the database was told so.
  const second = await standBy(first)
  await query(first, sql => sql`alter system set synchronous_standby_names = '*'`)
  await query(first, sql => sql`select pg_reload_conf()`)
  assert.match(await command(given, 'db:promoted', 'always'), /from now on/)
  await underLoad(given, async load => {
    await load.reaches(20)
    await failOver(first, second)
    await load.reaches(load.acknowledged.size + 20)
    assert.deepEqual(await missing(load, second), [], 'what was acknowledged is there')
  })
  await partner.hasAllOf(second)
  assert.equal(partner.fault(), undefined)
  assert.match(await command(given, 'db:promoted', 'ask'), /asked about/)
  console.log(`a synchronous standby was promoted: the feed went on by itself, ${partner.ledger.size} entries`)

  // A standby that had everything, as nobody but the operator knows.
  const third = await standBy(second)
  await underLoad(given, load => load.reaches(20))
  await partner.hasAllOf(second)
  await caughtUp(second)
  const told = partner.ledger.size
  await failOver(second, third)
  await underLoad(given, load => load.reaches(5))
  await numbersNothing(third, told)
  assert.match(await refusedStart(given), /db:promoted where you know that nothing is missing/)
  assert.match(await command(given, 'db:promoted'), /^the promoted database is known$/m)
  await partner.hasAllOf(third)
  assert.equal(partner.fault(), undefined)
  assert.ok(partner.ledger.size > told)
  console.log(
    `a standby that had everything was promoted: the feed went on when it was told, ${partner.ledger.size} entries`,
  )

  // A standby that was behind: what was acknowledged after it lost the primary is gone.
  const fourth = await standBy(third)
  const lost: Handed[] = []
  const kept: Handed[] = []
  await underLoad(given, async load => {
    await load.reaches(10)
    await query(fourth, sql => sql`alter system set primary_conninfo = ''`)
    await query(fourth, sql => sql`select pg_reload_conf()`)
    await unfollowed(third)
    await load.reaches(load.acknowledged.size + 20)
    await load.stop()
    await partner.hasAllOf(third)
    await failOver(third, fourth)
    const there = await casesIn(fourth)
    for (const handed of load.acknowledged.values()) (there.has(handed.violationId) ? kept : lost).push(handed)
  })
  assert.ok(lost.length > 5 && kept.length > 5, `${lost.length} lost, ${kept.length} kept`)
  const before = partner.ledger.size
  const arrived = await lastOf(fourth)
  assert.ok(arrived < before)
  await underLoad(given, load => load.reaches(5))
  await numbersNothing(fourth, arrived)
  assert.equal((await degraded(service)).status, 'degraded')
  assert.match(await refusedStart(given), /db:restored once with DATABASE_ADMIN_URL/)
  await assert.rejects(command(given, 'db:restored'), /stop it everywhere first/)
  assert.equal(await service.stop(), 0)

  const restored = await command(given, 'db:restored')
  assert.match(restored, /^epoch 2 is open$/m)
  assert.match(restored, /, 0 altered, 0 streams with gaps$/m)
  assert.match(await command(given, 'evidence:scrub'), /"damaged":0,"missing":0/)
  service = await startService({ ...given, LOG_LEVEL: 'warn' })
  assert.ok((await allNumbered(fourth)) > arrived, 'what was done before the epoch was opened is told as well')
  while ((await lastOf(fourth)) <= before) await underLoad(given, load => load.reaches(5))

  // The partner was told of more than there is, and finds where the two part before it follows on.
  await partner.ends()
  assert.match(String(partner.fault()), /FeedFault.*\bwhat was read before is not what the service has now/)
  // What had arrived without a number may get the number it had: the order is a matter of the log alone.
  const client = integratorOf(given)
  const found = await reconcileFeed(client, { last: before, digestAt: number => partner.ledger.get(number) ?? '' })
  const feed = (await feedsOf(fourth)).filter(({ agency }) => agency === 'kasn')
  const common = feed.findIndex(({ digest }, index) => partner.ledger.get(index + 1) !== digest)
  assert.ok(common >= arrived && common < before)
  assert.deepEqual(found, { outcome: 'different', lastSame: common, number: common + 1, last: feed.length })
  const again = follow(() => client, { number: common, runningDigest: partner.ledger.get(common) ?? '' })
  await again.hasAllOf(fourth)
  await again.ends()
  assert.deepEqual(
    [...again.ledger.keys()],
    Array.from({ length: (await lastOf(fourth)) - common }, (_, index) => common + 1 + index),
    'no number is missing, and none is given out twice',
  )
  assert.equal(again.ledger.size, new Set(again.ledger.values()).size)

  // The lost tail is seen by whoever had it acknowledged, and taken again under the same key.
  const recorder = clientOf(given, 'kominfo', 'recorder')
  const [gone] = lost as [Handed]
  await assert.rejects(recorder.readViolation({ id: gone.violationId }), { status: 404 })
  const anew = await recorder.recordViolation({ idempotencyKey: gone.key, body: violation })
  assert.notEqual(anew.data.id, gone.violationId)
  const [safe] = kept as [Handed]
  const repeated = await recorder.recordViolation({ idempotencyKey: safe.key, body: violation })
  assert.equal(repeated.data.id, safe.violationId, 'and what was not lost is not recorded twice')
  await allNumbered(fourth)
  assert.match(await command(given, 'db:verify'), /, 0 altered, 0 streams with gaps$/m)
  console.log(
    `a standby that was behind was promoted: ${lost.length} acknowledged cases are gone, the partner parts at ${common} of ${before}`,
  )
} finally {
  await service?.stop()
  await relay?.stop()
  for (const server of servers) await server.stop()
  await rm(scratch, { recursive: true, force: true })
}

async function standBy(primary: ProvidedPostgres): Promise<Standby> {
  const standby = await primary.standBy()
  servers.push(standby)
  await until('the standby follows', () =>
    query(primary, sql => sql`select from pg_stat_replication where state = 'streaming'`).then(
      ({ length }) => length > 0,
    ),
  )
  return standby
}

async function failOver(from: ProvidedPostgres, to: Standby): Promise<void> {
  await from.kill()
  to.promote()
  relay?.leadTo(to.port)
}

async function caughtUp(primary: ProvidedPostgres): Promise<void> {
  await until('the standby has everything', async () => {
    const behind = await query(
      primary,
      sql => sql`select from pg_stat_replication where replay_lsn < pg_current_wal_lsn() or replay_lsn is null`,
    )
    return behind.length === 0
  })
}

async function unfollowed(primary: ProvidedPostgres): Promise<void> {
  await until(
    'nobody follows',
    async () => (await query(primary, sql => sql`select from pg_stat_replication`)).length === 0,
  )
}

async function lastOf(server: ProvidedPostgres): Promise<number> {
  return Number((await feedsOf(server)).findLast(({ agency }) => agency === 'kasn')?.number ?? 0)
}

/** Acts are taken and wait, the log says why, and the feed stays where it was. */
async function numbersNothing(server: ProvidedPostgres, at: number): Promise<void> {
  const faults = () => service?.said().match(/PN160/g)?.length ?? 0
  const before = faults()
  await until('the log says why nothing is numbered', async () => faults() > before + 2)
  assert.equal(await lastOf(server), at)
}

async function allNumbered(server: ProvidedPostgres): Promise<number> {
  await until('all is numbered', async () => {
    const [waiting] = await query(
      server,
      sql => sql<[{ waiting: number }]>`
        select count(*)::int as waiting from penerusan.events e, penerusan.numbering n where (e.epoch, e.xid) > (n.epoch, n.xid)`,
    )
    return waiting.waiting === 0
  })
  return lastOf(server)
}

async function degraded({ origin }: Service): Promise<{ status: string }> {
  let health = { status: '' }
  await until('the service says that it tells late', async () => {
    health = (await (await fetch(`${origin}/readyz`)).json()) as { status: string }
    return health.status === 'degraded'
  })
  return health
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt; ) {
    if (await holds()) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`it did not come to pass that ${what}`)
}

function clientOf(given: { DATA_DIR: string }, agency: string, role: string): Client {
  const token = mintToken(given, agency, role)
  const baseUrl = service?.origin ?? ''
  return createClient({ baseUrl, token: () => token, timeoutMs: 10_000, retry: { attempts: 100, firstWaitMs: 50 } })
}

function integratorOf(given: { DATA_DIR: string }): Client {
  return clientOf(given, 'kasn', 'integrator')
}

/** A case that was acknowledged, with the key it was recorded under. */
type Handed = { readonly key: string; readonly violationId: string }
type Load = {
  readonly acknowledged: ReadonlyMap<string, Handed>
  reaches(count: number): Promise<void>
  stop(): Promise<void>
}

/** Records, documents and refers cases without pause while something else goes on; repeats what is not answered. */
async function underLoad(given: { DATA_DIR: string }, meanwhile: (load: Load) => Promise<void>): Promise<void> {
  const [recorder, referrer] = [clientOf(given, 'kominfo', 'recorder'), clientOf(given, 'kominfo', 'referrer')]
  const acknowledged = new Map<string, Handed>()
  let writing = true
  let fault: unknown
  const writers = [1, 2].map(async () => {
    while (writing) {
      const key = `"${randomUUID()}"`
      const recorded = await recorder.recordViolation({ idempotencyKey: key, body: violation })
      const { id } = recorded.data
      await recorder.documentViolation({ id, ifMatch: recorded.etag ?? '' })
      const sent = await referrer.sendReferral({ body: { violationId: id } })
      acknowledged.set(sent.data.id, { key, violationId: id })
    }
  })
  const working = Promise.all(writers).catch(error => {
    fault = error
  })
  const stop = async () => {
    writing = false
    await working
    if (fault !== undefined) throw fault
  }
  try {
    await meanwhile({
      acknowledged,
      reaches: count =>
        until(`${count} cases are handed over`, async () => {
          if (fault !== undefined) throw fault
          return acknowledged.size >= count
        }),
      stop,
    })
  } finally {
    await stop()
  }
}

async function missing(load: Load, server: ProvidedPostgres): Promise<string[]> {
  const acknowledged = [...load.acknowledged.values()]
  const there = await casesIn(server)
  return acknowledged.flatMap(({ violationId }) => (there.has(violationId) ? [] : [violationId]))
}

/** KASN's system: it keeps what it was told, entry by entry, until it is told something that cannot be. */
function follow(clientNow: () => Client, after: FeedPosition = feedStart) {
  const ledger = new Map<number, string>()
  const leaving = new AbortController()
  let fault: unknown
  const partner = {
    ledger,
    fault: () => fault,
    hasAllOf: async (server: ProvidedPostgres) => {
      await allNumbered(server)
      await until('the partner has all', async () => after.number + ledger.size >= (await lastOf(server)))
    },
    /** Follows on from where it is, as after a start, unless it has ended; then lets go. */
    async ends() {
      leaving.abort()
      await following
      const [last] = [...ledger].at(-1) ?? []
      if (fault !== undefined || last === undefined) return
      const position = { number: last, runningDigest: ledger.get(last) ?? '' }
      const next = followFeed(clientNow(), { after: position, waitSeconds: 0, signal: AbortSignal.timeout(1_000) })
      await next.next().catch(error => {
        if (error instanceof FeedFault) fault = error
      })
    },
  }
  const following = keep()
  return partner

  async function keep(): Promise<void> {
    try {
      for await (const { position } of followFeed(clientNow(), { after, signal: leaving.signal, waitSeconds: 2 })) {
        ledger.set(position.number, position.runningDigest)
      }
    } catch (error) {
      if (!leaving.signal.aborted) fault = error
    }
  }
}

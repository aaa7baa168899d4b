import { setTimeout as delay } from 'node:timers/promises'
import { sql as text } from 'drizzle-orm'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { type AgencyPools, type Connections, createAgencyPools } from '../../src/db/agency-pools.ts'
import { DatabaseUnavailable, StatementFailed, translateDatabaseError } from '../../src/db/database-errors.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { startOwnCluster } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'
import { createServiceDatabase, type DatabaseUrls, readerFrom } from './desk.ts'

type Statement = (connections: Connections) => PromiseLike<unknown>

const named = (name: string) => name as AgencyId

t.test('two hundred agencies share forty connections, and each sees its own and nothing else', async t => {
  const { serviceUrl, adminUrl } = await createServiceDatabase(t)
  const admin = connect(t, adminUrl)
  const agencies = Array.from({ length: 200 }, (_, number) => named(`agency-${number}`))
  await admin`
    insert into referral_parties
      select agency, gen_random_uuid(), 'receiver', 'sent', gen_random_uuid() from unnest(${agencies}::text[]) agency`
  // Nobody is to wait in vain: to connect four hundred times takes a busy machine more than half a minute.
  const pools = open(t, serviceUrl, { deadlineMs: 120_000 })

  let most = 0
  let working = true
  const watch = (async () => {
    while (working) most = Math.max(most, await connectionsIn(admin))
  })()
  const visits = [1, 2].flatMap(() => agencies.toSorted(() => Math.random() - 0.5))
  const seen = await Promise.all(
    visits.map(agency =>
      pools.run(agency, 'visit', ({ sql }) => sql<{ agency: string }[]>`select agency from referral_parties`),
    ),
  ).finally(() => {
    working = false
  })
  await watch

  t.strictSame(
    seen.map(rows => rows.map(row => row.agency)),
    visits.map(agency => [agency]),
  )
  t.ok(most <= 40, `${most} connections at most`)
})

t.test('agencies that are always busy do not shut out the others', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { connectionsInAll: 4, connectionsPerAgency: 2, deadlineMs: 20_000 })
  let working = true
  const busy = ['kominfo', 'kasn'].flatMap(agency =>
    [1, 2, 3, 4].map(async () => {
      while (working) await pools.run(named(agency), 'busy', ({ sql }) => sql`select pg_sleep(0.01)`)
    }),
  )
  for (const agency of ['bkn', 'bawaslu', 'kemendagri', 'bkn', 'bawaslu', 'kemendagri']) {
    t.equal(await agencyOf(pools, agency), agency)
  }
  working = false
  await Promise.all(busy)
})

t.test('the least used idle pool makes room', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { connectionsInAll: 2, connectionsPerAgency: 1 })
  const first = await backendOf(pools, 'kominfo')
  const second = await backendOf(pools, 'kasn')
  t.equal(await backendOf(pools, 'kominfo'), first)
  await backendOf(pools, 'bkn')
  t.equal(await backendOf(pools, 'kominfo'), first, 'kominfo came after kasn, so it stayed')
  t.not(await backendOf(pools, 'kasn'), second)
})

t.test('a connection without use is ended, and who comes in that moment is served all the same', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = createAgencyPools({ url: serviceUrl, connectionsPerAgency: 1, idleMs: 20 })
  t.teardown(() => pools.close())
  for (let round = 0; round < 40; round++) {
    t.equal(await agencyOf(pools, 'kominfo'), 'kominfo')
    await delay(15 + (round % 12))
  }
  await until(() => pools.figures().idle === 0)
  const { opened, ended } = pools.figures()
  t.ok(opened > 1)
  t.strictSame(ended, { closed: opened, failed: 0, stuck: 0, room: 0 })
})

t.test('who finds a pool and who closes it do not meet', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { connectionsInAll: 1, connectionsPerAgency: 1, deadlineMs: 20_000 })
  for (let round = 0; round < 5; round++) {
    await agencyOf(pools, 'kominfo')
    const asked = ['kominfo', 'kasn', 'kominfo', 'bkn', 'kominfo']
    t.strictSame(await Promise.all(asked.map(agency => agencyOf(pools, agency))), asked)
  }
})

t.test('a statement that takes too long is ended by the server, and the outcome is called unknown', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { deadlineMs: 2_000, connectionsPerAgency: 1, connectionsInAll: 1 })
  // The server has half a second to say so; when a busy machine takes longer, the connection counts as lost. Then once more.
  await until(async () => {
    const backend = await backendOf(pools, 'kasn')
    await t.rejects(
      pools.run(named('kasn'), 'slow', ({ sql }) => sql`select pg_sleep(30)`),
      DatabaseUnavailable,
    )
    return (await backendOf(pools, 'kasn')) === backend
  })
  t.pass('the connection is as good as before')
})

t.test('who waits in line for too long is told so, and is not in the way of the next', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { deadlineMs: 2_000, connectionsPerAgency: 1, connectionsInAll: 1 })
  // Together they take longer than the last of them may wait; each on its own is quick enough.
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map(() => pools.run(named('kasn'), 'slow', ({ sql }) => sql`select pg_sleep(0.9)`)),
  )
  t.equal(outcomes[0]?.status, 'fulfilled')
  const last = outcomes.at(-1)
  t.type(last?.status === 'rejected' && last.reason, DatabaseUnavailable)
  t.equal(await agencyOf(pools, 'bkn'), 'bkn')
})

t.test('D-R5: a thousand who wait for one agency hold up nobody else, and all are told in the end', async t => {
  const { serviceUrl, adminUrl } = await createServiceDatabase(t)
  const admin = connect(t, adminUrl)
  const pools = open(t, serviceUrl, { deadlineMs: 2_000, connectionsPerAgency: 2, connectionsInAll: 4 })
  const slow = Array.from({ length: 1000 }, () =>
    pools.run(named('kominfo'), 'slow', ({ sql }) => sql`select pg_sleep(0.4)`),
  )
  let waiting = true
  const outcomes = Promise.allSettled(slow).finally(() => {
    waiting = false
  })
  while (waiting) {
    t.equal(await agencyOf(pools, 'kasn'), 'kasn')
    t.ok((await connectionsIn(admin)) <= 4)
  }
  const reasons = (await outcomes).flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
  t.ok(reasons.length > 900, 'two connections cannot serve them in time')
  t.strictSame(
    reasons.filter(reason => !(reason instanceof DatabaseUnavailable)),
    [],
  )
  t.equal(await agencyOf(pools, 'kominfo'), 'kominfo', 'and the next is served')
})

t.test('a lost connection is an unknown outcome, through the driver and through drizzle', async t => {
  const { serviceUrl, adminUrl } = await createServiceDatabase(t)
  const admin = connect(t, adminUrl)
  const pools = open(t, serviceUrl, { connectionsPerAgency: 1 })
  const ways: Record<string, Statement> = {
    // With rows on their way: they must not appear in, or shift, the answer to the next statement.
    driver: ({ sql }) => sql`select n, pg_sleep(0.01) from generate_series(1, 2000) n`,
    drizzle: ({ orm }) => orm.execute(text`select n, pg_sleep(0.01) from generate_series(1, 2000) n`),
  }
  for (const [way, statement] of Object.entries(ways)) {
    const backend = await backendOf(pools, 'kasn')
    const outcome = pools.run(named('kasn'), way, statement).catch(error => error)
    await until(() => isSleeping(admin, backend))
    await admin`select pg_terminate_backend(${backend})`
    t.type(await outcome, DatabaseUnavailable, way)
    t.equal(await agencyOf(pools, 'kasn'), 'kasn', 'and the next statement finds another connection')
  }
})

t.test('what the database refuses is told by its code, without what it says', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl)
  const secret = 'Sari Wulandari'
  const ways: Statement[] = [
    ({ sql }) => sql`select ${secret}::text::uuid`,
    ({ orm }) => orm.execute(text`select ${secret}::text::uuid`),
  ]
  for (const statement of ways) {
    const error = await pools.run(named('kasn'), 'odd', statement).catch((error: StatementFailed) => error)
    if (!(error instanceof StatementFailed)) throw new Error('it was not refused')
    t.equal(error.code, '22P02')
    t.notMatch(JSON.stringify([error.message, error.stack, error.cause ?? '']), secret)
  }
})

t.test('a deadlock that the server broke is an outage that passes', async t => {
  const broken = Object.assign(Object.create(postgres.PostgresError.prototype), { code: '40P01' })
  t.type(translateDatabaseError(broken, 'record_act'), DatabaseUnavailable)
})

t.test('statements are prepared once for a connection, and so are those of drizzle’s lists', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const pools = open(t, serviceUrl, { connectionsPerAgency: 1 })
  const { listViolations } = await import('../../src/db/lists.ts')
  const page = { limit: 10, before: null, fromId: null, toId: null }
  const reader = readerFrom(named('kominfo'))
  for (let round = 0; round < 5; round++) {
    await pools.run(named('kominfo'), 'again', ({ sql }) => sql`select ${round}::int as marked`)
    await listViolations(pools, reader, page, { status: undefined })
  }
  const prepared = await pools.run(
    named('kominfo'),
    'look',
    ({ sql }) => sql<{ statement: string; runs: number }[]>`
      select statement, (generic_plans + custom_plans)::int as runs from pg_prepared_statements`,
  )
  for (const part of ['as marked', 'from "penerusan"."violations"']) {
    t.strictSame(
      prepared.filter(({ statement }) => statement.includes(part)).map(({ runs }) => runs),
      [5],
      part,
    )
  }
})

t.test('a pool that stops answering is replaced, and nobody waits longer than the deadline', async t => {
  // A server of its own: a process that stands still would hold up the other tests.
  const cluster = await startOwnCluster(t)
  await setUpDatabase({ ...cluster, directory: readDirectory(foundingDirectory), log: () => {} })
  const urls: DatabaseUrls = {
    adminUrl: cluster.adminUrl.replace(/postgres$/, 'penerusan'),
    serviceUrl: cluster.serviceUrl,
  }
  const admin = connect(t, urls.adminUrl)
  const pools = open(t, urls.serviceUrl, { deadlineMs: 3_000, connectionsPerAgency: 2 })

  await Promise.all([1, 2].map(() => pools.run(named('kasn'), 'warm', ({ sql }) => sql`select pg_sleep(0.1)`)))
  const backends = await until(async () => {
    const found = await admin<{ pid: number }[]>`
      select pid from pg_stat_activity where usename = 'penerusan_service' and datname = current_database()`
    return found.length === 2 ? found : undefined
  })
  for (const { pid } of backends) process.kill(pid, 'SIGSTOP')
  t.teardown(() => {
    for (const { pid } of backends) process.kill(pid, 'SIGCONT')
  })

  const outcomes = await Promise.all(Array.from({ length: 10 }, () => agencyOf(pools, 'kasn').catch(error => error)))
  for (const outcome of outcomes) t.type(outcome, DatabaseUnavailable)
  t.equal(await until(() => agencyOf(pools, 'kasn')), 'kasn', 'others are answered again')
  t.equal(await agencyOf(pools, 'kominfo'), 'kominfo')
})

t.test('a database that comes back is used at once', async t => {
  const { serviceUrl, adminUrl } = await createServiceDatabase(t)
  const admin = connect(t, adminUrl.replace(/[^/]+$/, 'postgres'))
  const pools = open(t, serviceUrl, { deadlineMs: 2_000 })
  const name = new URL(serviceUrl).pathname.slice(1)
  await agencyOf(pools, 'kasn')
  await admin`alter database ${admin(name)} allow_connections false`
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  for (let attempt = 0; attempt < 20; attempt++) await t.rejects(agencyOf(pools, 'kasn'))
  await admin`alter database ${admin(name)} allow_connections true`
  t.equal(await agencyOf(pools, 'kasn'), 'kasn')
})

function open(t: Test, url: string, options: Omit<Parameters<typeof createAgencyPools>[0], 'url'> = {}): AgencyPools {
  const pools = createAgencyPools({ url, ...options })
  t.teardown(() => pools.close())
  return pools
}

function connect(t: Test, url: string): postgres.Sql {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { search_path: 'penerusan' } })
  t.teardown(() => sql.end({ timeout: 1 }))
  return sql
}

async function agencyOf(pools: AgencyPools, agency: string): Promise<string> {
  const [row] = await pools.run(
    named(agency),
    'agency',
    ({ sql }) => sql<[{ agency: string }]>`select app_agency() as agency`,
  )
  return row.agency
}

async function backendOf(pools: AgencyPools, agency: string): Promise<number> {
  const [row] = await pools.run(
    named(agency),
    'backend',
    ({ sql }) => sql<[{ pid: number }]>`select pg_backend_pid() as pid`,
  )
  return row.pid
}

async function isSleeping(admin: postgres.Sql, pid: number): Promise<boolean> {
  const rows = await admin`select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`
  return rows.length === 1
}

async function connectionsIn(admin: postgres.Sql): Promise<number> {
  const [row] = await admin<[{ count: number }]>`
    select count(*)::int from pg_stat_activity
     where datname = current_database() and application_name = 'penerusan'`
  return row.count
}

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import {
  type Client,
  createClient,
  type FeedPosition,
  feedStart,
  followFeed,
} from '../../openapi/typescript/src/index.ts'
import { assertEpoch } from '../../src/db/assert-epoch.ts'
import { leadNumbering, numberEvents } from '../../src/db/numbering.ts'
import { sayOfStandbys, takePromotion } from '../../src/db/promoted.ts'
import { openEpoch } from '../../src/db/restored.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { type DatabaseUrls, kasn, openDesk, workOf } from '../db/desk.ts'
import { startArchivingServer } from '../support/archiving-server.ts'
import { createHandSequencer } from '../support/hand-sequencer.ts'
import { launch, project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'

// A database that archives what it writes, a backup of it, and what comes of that backup afterwards, as PostgreSQL does it.
const server = await startArchivingServer(t)
const founded = { ...server.urls, adminUrl: server.urls.adminUrl.replace(/[^/]+$/, 'postgres') }
await setUpDatabase({ ...founded, directory: readDirectory(foundingDirectory), log: () => {} })
const standing = await write(server.urls, 2)
const backup = await server.backUp()
const atTheBackup = await write(server.urls, 2)
const atThePoint = await named('before-the-loss')
const lost = await write(server.urls, 3)
await server.stop()

t.test('what a partner is told until a backup and after it', async t => {
  t.ok(standing.number < atTheBackup.number && atTheBackup.number === atThePoint.number)
  t.ok(lost.number > atThePoint.number + 3)
})

t.test(
  'a database that was recovered to a point in time is refused, and numbers nothing, until it was told',
  async t => {
    const urls = await server.recoverTo('before-the-loss', backup)
    await t.rejects(assertEpoch(urls.serviceUrl), { name: 'ConfigError', message: /still recovering/ })
    await urls.goOn()
    const given = { DATABASE_URL: urls.serviceUrl, DATA_DIR: await createDataDir() }
    const desk = await openDesk(t, { urls })
    t.strictSame(await ledgerOf(urls), atThePoint, 'what was before the point is there, and nothing after it')

    const refused = launch(t, given)
    t.strictSame(await refused.ended, { code: 1, signal: null })
    t.match(refused.said(), /^DATABASE_URL leads to .* recovered to a point in time; run npm run db:restored .*\n$/)

    await t.test('also by a process that was connected all the while', async t => {
      await workOf(desk).record()
      await t.rejects(leadNumbering(desk.pools, randomUUID(), 5), { code: 'PN160' })
      await desk.admin`update numbering set held_until = clock_timestamp() + interval '1 minute'`
      const [{ fence }] = await desk.admin<[{ fence: string }]>`select fence from numbering`
      await t.rejects(numberEvents(desk.pools, fence, 10), { code: 'PN160' })
      t.strictSame(await ledgerOf(urls), atThePoint)
      await desk.admin`update numbering set held_until = clock_timestamp()`
    })

    await t.test('and no promise about standbys makes a promotion of it', async t => {
      await sayOfStandbys(urls, true)
      await t.rejects(assertEpoch(urls.serviceUrl), { name: 'ConfigError', message: /recovered to a point in time/ })
      await t.rejects(takePromotion(urls), { name: 'ConfigError', message: /db:restored/ })
      await sayOfStandbys(urls, false)
    })

    await desk.pools.close()
    const told = await command(urls, 'src/commands/verify.ts', 'restored')
    t.match(told, /^epoch 2 is open$/m)
    t.match(told, /, 0 altered, 0 streams with gaps$/m)

    await t.test('then the service starts, and a partner that is ahead finds out and goes nowhere', async t => {
      const service = await startService(t, given)
      const client = await integratorOf(service.url, given)
      await t.rejects(following(client, lost), { name: 'FeedFault', kind: 'history' })
      await t.rejects(client.readFeed({ after: lost.number }), { code: 'feed-number-unknown' })

      // It is told so as well when the feed has grown past its number: what it has is another history.
      while ((await ledgerOf(urls)).number <= lost.number) await write(urls, 1, 'by the service')
      const { data } = await client.readFeed({ after: lost.number, limit: 1 })
      t.ok(data.items.length > 0)
      await t.rejects(following(client, lost), { name: 'FeedFault', kind: 'history' })
      t.match(
        (
          await client.reconcileFeed({
            body: {
              points: [standing, atThePoint, lost].map(({ number, runningDigest }) => ({
                number,
                runningdigest: runningDigest,
              })),
            },
          })
        ).data,
        { outcome: 'different', lastSame: atThePoint.number, firstDifferent: lost.number },
      )
      t.equal((await following(client, atThePoint)).number, atThePoint.number + 1, 'from there on it follows again')
      t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })
    })
  },
)

t.test('a standby that was promoted is asked about, unless all standbys have everything', async t => {
  const urls = await server.recover(backup)
  t.strictSame(await ledgerOf(urls), lost, 'it has all that was acknowledged')
  await t.rejects(assertEpoch(urls.serviceUrl), { name: 'ConfigError', message: /db:promoted/ })
  t.match(await command(urls, 'src/commands/promoted.ts'), /^the promoted database is known$/m)
  t.match(await command(urls, 'src/commands/promoted.ts'), /nothing was to be done/)
  await t.resolves(assertEpoch(urls.serviceUrl))
  t.ok((await write(urls, 1)).number > lost.number, 'its feed goes on')

  const other = await server.recover(backup)
  const desk = await openDesk(t, { urls: other })
  await sayOfStandbys(other, true)
  await desk.admin`update numbering set held_until = clock_timestamp() - interval '10 minutes'`
  await t.rejects(assertEpoch(other.serviceUrl), { message: /db:promoted/ }, 'nobody led of late: this may be a backup')
  await desk.admin`update numbering set held_until = clock_timestamp() - interval '10 seconds'`
  t.ok(await leadNumbering(desk.pools, randomUUID(), 5), 'a service that runs goes on by itself')
  await t.resolves(assertEpoch(other.serviceUrl))
  t.strictSame(
    (await desk.admin`select life, epoch, timeline, how from lives order by life`).map(row => Object.values(row)),
    [
      [1, 1, 1, 'found'],
      [2, 1, 2, 'promoted'],
    ],
  )
})

t.test('a database that was neither restored nor promoted opens an epoch all the same, when it is told to', async t => {
  const urls = await server.recover(backup)
  await t.rejects(assertEpoch(urls.serviceUrl))
  t.equal(await openEpoch(urls), 2)
  await t.resolves(assertEpoch(urls.serviceUrl))
  t.equal(await openEpoch(urls), 3)
  await t.resolves(assertEpoch(urls.serviceUrl))
})

/** Sends so many cases and has them numbered; returns how far the partner then is. */
async function write(urls: DatabaseUrls, cases: number, numberedBy: 'us' | 'by the service' = 'us') {
  const desk = await openDesk({ after: () => {} } as unknown as Test, { urls })
  try {
    const work = workOf(desk)
    for (let n = 0; n < cases; n++) {
      const id = await work.record()
      await work.document(id)
      await work.send(id)
    }
    const sequencer = createHandSequencer(desk.pools)
    if (numberedBy === 'us') await sequencer.numberAll()
    else while ((await sequencer.lag()).waiting > 0) await new Promise(resolve => setTimeout(resolve, 20))
    return await ledgerOf(urls)
  } finally {
    await desk.admin`update numbering set held_until = clock_timestamp() where held_until > clock_timestamp() and ${numberedBy === 'us'}`
    await desk.pools.close()
    await desk.admin.end({ timeout: 5 })
  }
}

async function named(restorePoint: string): Promise<FeedPosition> {
  await asSuperuser(server.urls, sql => sql`select pg_create_restore_point(${restorePoint})`)
  return ledgerOf(server.urls)
}

/** What the receiving partner has on file. */
function ledgerOf(urls: DatabaseUrls): Promise<FeedPosition> {
  return asSuperuser(urls, async sql => {
    const [row] = await sql<[FeedPosition?]>`
      select last_number::int as number, encode(running_digest, 'hex') as "runningDigest" from penerusan.feeds where agency = ${kasn}`
    return row === undefined ? feedStart : { ...row }
  })
}

async function asSuperuser<Result>({ adminUrl }: DatabaseUrls, ask: (sql: postgres.Sql) => PromiseLike<Result>) {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    return await ask(sql)
  } finally {
    await sql.end()
  }
}

/** Where the next entry leads. */
async function following(client: Client, after: FeedPosition): Promise<FeedPosition> {
  for await (const { position } of followFeed(client, { after })) return position
  throw new Error('the feed has ended')
}

async function integratorOf(baseUrl: string, given: Record<string, string>): Promise<Client> {
  const env = { ...process.env, ...given }
  const minted = await promisify(execFile)(process.execPath, ['src/commands/token.ts', 'kasn', 'integrator'], {
    cwd: project,
    env,
  })
  return createClient({ baseUrl, token: async () => minted.stdout.trim(), retry: { firstWaitMs: 1, attempts: 2 } })
}

/** What a command of the service says. */
async function command({ serviceUrl, adminUrl }: DatabaseUrls, ...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: serviceUrl, DATABASE_ADMIN_URL: adminUrl }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: project, env })
  return stdout + stderr
}

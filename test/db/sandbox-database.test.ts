import postgres from 'postgres'
import t, { type Test } from 'tap'
import {
  assertNoSandbox,
  claimSandbox,
  exchangeDatabases,
  finishReset,
  prepareFreshDatabase,
} from '../../src/db/sandbox-database.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { createTestDatabase, testCluster } from '../support/test-cluster.ts'

const directory = readDirectory(foundingDirectory)

t.test('a database with cases that no sandbox has recorded does not become one, and is not exchanged', async t => {
  const { urls, sql, recordEvent } = await database(t)
  await recordEvent()
  await t.rejects(claimSandbox(urls), { name: 'ConfigError', message: /holds cases that no sandbox has recorded/ })
  await t.rejects(exchangeDatabases(urls), { message: 'only a sandbox is exchanged for another' })
  await assertNoSandbox(urls.serviceUrl)
  t.equal((await sql`select from events`).length, 1)
})

t.test('an empty one becomes a sandbox, stays one with cases, and is refused in production mode', async t => {
  const { urls, recordEvent } = await database(t)
  await claimSandbox(urls)
  await recordEvent()
  await claimSandbox(urls)
  await t.rejects(assertNoSandbox(urls.serviceUrl), {
    name: 'ConfigError',
    message: 'production mode refuses the database of a sandbox',
  })
})

t.test(
  'a reset that a crash broke off is brought to its end: the fresh database is there, with the old secrets',
  async t => {
    const { urls, sql, recordEvent } = await database(t)
    const name = new URL(urls.serviceUrl).pathname.slice(1)
    await claimSandbox(urls)
    await recordEvent()
    await prepareFreshDatabase({ ...urls, directory, log: () => {} })
    const secrets = await sql`select * from deployment_secrets order by name`
    await sql.end()

    const admin = postgres(urls.adminUrl, { max: 1, onnotice: () => {} })
    t.after(async () => {
      for (const left of [`${name}_next`, `${name}_gone`])
        await admin`drop database if exists ${admin(left)} with (force)`
      await admin.end()
    })
    await admin`alter database ${admin(name)} rename to ${admin(`${name}_gone`)}`
    await finishReset(urls)
    await finishReset(urls)

    const fresh = postgres(Object.assign(new URL(urls.adminUrl), { pathname: name }).href, {
      max: 1,
      connection: { search_path: 'penerusan' },
    })
    t.equal((await fresh`select from events`).length, 0)
    t.strictSame([...(await fresh`select * from deployment_secrets order by name`)], [...secrets])
    await fresh.end()
    t.strictSame([...(await admin`select datname from pg_database where datname like ${`${name}\\_%`}`)], [])
  },
)

async function database(t: Test) {
  const { adminUrl, serviceUrl } = await createTestDatabase(t, {
    setUp: (adminUrl, serviceUrl) => setUpDatabase({ adminUrl, serviceUrl, directory, log: () => {} }),
  })
  const sql = postgres(adminUrl, { max: 1, connection: { search_path: 'penerusan' } })
  t.after(() => sql.end())
  const recordEvent = () => sql`
    insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
    select 'violation', gen_random_uuid(), 1, gen_random_uuid(), 'ViolationRecorded', 'actor-agency', 'kominfo', '{}', now(), 1, sha256('')`
  return { urls: { adminUrl: testCluster().adminUrl, serviceUrl }, sql, recordEvent }
}

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { assertMigrated } from '../../src/db/assert-migrated.ts'
import { assertRestricted } from '../../src/db/assert-restricted.ts'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { commandAs, findServerAccount } from '../../src/db/embedded/server-account.ts'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { createDataDir, testCluster } from '../support/test-cluster.ts'
import { openDesk, workOf } from './desk.ts'

const directory = readDirectory(foundingDirectory)

t.test('an administrator who is no superuser sets it up, twice at once and again, and rebuilds it', async t => {
  await playOn(t, testCluster().adminUrl)
})

const programs = process.env['TEST_POSTGRES_BIN']
t.test(
  'so does one of another PostgreSQL server',
  { skip: programs === undefined && 'TEST_POSTGRES_BIN does not name the folder of its programs' },
  async t => {
    const { url, version } = await startServer(t, String(programs))
    t.comment(version)
    await playOn(t, url)
  },
)

/** Everything that an administrator and the service do, on a server of which this is a superuser's URL. */
async function playOn(t: Test, superuserUrl: string): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} })
  const prefix = `penerusan_${randomBytes(4).toString('hex')}`
  const admin = `${prefix}_administrator`
  await sql.unsafe(`create role ${admin} login createrole createdb password 'administrator'`)
  t.teardown(async () => {
    await sql.unsafe(`drop database if exists ${prefix} with (force)`)
    for (const name of ['service', 'gate', 'writer', 'owner', 'sequencer', 'jobs', 'administrator']) {
      await sql.unsafe(`drop role if exists ${prefix}_${name}`)
    }
    await sql.end()
  })
  const urlOf = (user: string, password: string, database: string) => {
    const url = new URL(superuserUrl)
    return Object.assign(url, { username: user, password, pathname: `/${database}` }).href
  }
  const urls = {
    adminUrl: urlOf(admin, 'administrator', 'postgres'),
    serviceUrl: urlOf(`${prefix}_service`, 'a \'quoted" \\ password', prefix),
  }

  const said: string[] = []
  const setUp = () => setUpDatabase({ ...urls, directory, log: line => said.push(line) })
  await Promise.all([setUp(), setUp()])
  await setUp()
  t.strictSame(said, [...new Set(said)], 'no migration was applied twice')
  await assertMigrated(urls.serviceUrl)
  await assertRestricted(urls.serviceUrl)

  await t.test('the service works on it', async t => {
    const desk = await openDesk(t, { urls: { ...urls, adminUrl: urlOf(admin, 'administrator', prefix) } })
    const work = workOf(desk)
    const id = await work.record()
    await work.document(id)
    const referral = await work.send(id)
    await work.receive(referral)
    await work.ask(referral, 'Is there a capture?')
  })
  await t.test('and it is rebuilt', async t => {
    const { violations, referrals } = await rebuildProjections({ ...urls, log: () => {} })
    t.strictSame([violations, referrals], Array(2).fill({ removed: 0, written: 0 }))
  })
}

/** A server of other programs than ours, for this test alone. */
async function startServer(t: Test, bin: string): Promise<{ url: string; version: string }> {
  const account = await findServerAccount()
  const folder = await createDataDir()
  const files = join(folder, 'files')
  await mkdir(files, { mode: 0o700 })
  if (account !== undefined) await chown(files, account.uid, account.gid)
  const run = async (program: string, ...args: string[]) => {
    const command = commandAs(account, join(bin, program), args, [files])
    return (await promisify(execFile)(command.program, [...command.args], { ...command.identity, cwd: '/' })).stdout
  }

  await run(
    'initdb',
    `--pgdata=${files}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  )
  const port = await freePort()
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`
  await run('pg_ctl', 'start', '--wait', `--pgdata=${files}`, `--log=${join(files, 'log')}`, `--options=${settings}`)
  t.teardown(() => run('pg_ctl', 'stop', '--mode=immediate', `--pgdata=${files}`))
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, version: (await run('postgres', '--version')).trim() }
}

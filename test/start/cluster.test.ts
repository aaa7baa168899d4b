import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { ConfigError } from '../../src/config.ts'
import { joinCluster } from '../../src/db/embedded/cluster.ts'
import {
  createDataDir,
  isStopped,
  killPostmaster,
  readPostmasterPid,
  silent,
  startOwnCluster,
} from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

t.test('the first start makes a durable database that only its passwords open', async t => {
  const { adminUrl, serviceUrl, dataDir } = await startOwnCluster(t)

  const sql = connect(t, adminUrl)
  const [settings] = await sql`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_setting('data_checksums') as checksums,
      current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding`
  t.strictSame(
    { ...settings },
    { fsync: 'on', commit: 'on', pages: 'on', checksums: 'on', addresses: '127.0.0.1', encoding: 'UTF8' },
  )

  t.match(new URL(serviceUrl), { protocol: 'postgres:', username: 'penerusan_service', pathname: '/penerusan' })
  t.not(new URL(serviceUrl).password, new URL(adminUrl).password)
  await t.rejects(connect(t, adminUrl.replace(/:[^:@]+@/, ':guessed@'))`select 1`, { code: '28P01' })
  if (process.platform !== 'win32') {
    t.equal(statSync(join(dataDir, 'postgres', 'passwords.json')).mode & 0o777, 0o600)
  }
})

t.test('a client’s mistake, which may quote case data, does not reach the log of the database', async t => {
  const { adminUrl, dataDir } = await startOwnCluster(t)
  await t.rejects(connect(t, adminUrl)`select ${'a reported person'}::text::uuid`, { code: '22P02' })
  t.notMatch(await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8'), 'reported person')
})

t.test('processes share one database, and the last one out stops it', async t => {
  const dataDir = await createDataDir()
  const first = await joinCluster({ dataDir, log: silent })
  const second = await joinCluster({ dataDir, log: silent })
  t.equal(second.adminUrl, first.adminUrl)

  await first.release()
  t.ok(await answers(second.adminUrl))

  await second.release()
  t.ok(await isStopped(dataDir))
  t.strictSame(await readdir(join(dataDir, 'postgres')), ['data', 'passwords.json', 'port', 'server.log'])
})

t.test('giving it up twice is giving it up once', async t => {
  const cluster = await startOwnCluster(t)
  const other = await joinCluster({ dataDir: cluster.dataDir, log: silent })
  await Promise.all([cluster.release(), cluster.release()])
  t.ok(await answers(other.adminUrl))
  await other.release()
})

t.test('first starts at the same moment make one database', async t => {
  const dataDir = await createDataDir()
  const clusters = await Promise.all([1, 2, 3].map(() => joinCluster({ dataDir, log: silent })))
  t.equal(new Set(clusters.map(cluster => cluster.adminUrl)).size, 1)
  t.strictSame(await readdir(dataDir), ['postgres'])

  await Promise.all(clusters.map(cluster => cluster.release()))
  t.ok(await isStopped(dataDir), 'and stop it when they leave at the same moment')
})

t.test('a start while the last member leaves finds the database running or starts it', async t => {
  const dataDir = await createDataDir()
  let cluster = await joinCluster({ dataDir, log: silent })
  for (let round = 0; round < 3; round += 1) {
    const [next] = await Promise.all([joinCluster({ dataDir, log: silent }), cluster.release()])
    t.ok(await answers(next.adminUrl))
    cluster = next
  }
  await cluster.release()
})

t.test('a member that was killed does not count', async t => {
  const { adminUrl, dataDir, release } = await startOwnCluster(t)
  const { member } = await startMember(dataDir)
  const sql = connect(t, adminUrl)
  await kill(member)
  await until(async () => {
    const members = await sql`select from pg_stat_activity where application_name = 'penerusan member'`
    return members.length === 1
  })
  await sql.end()
  await release()
  t.ok(await isStopped(dataDir))
})

t.test('a database whose only user was killed is joined by the next start, with what was acknowledged', async t => {
  const dataDir = await createDataDir()
  const { member, adminUrl } = await startMember(dataDir)
  await connect(t, adminUrl)`create table notes as select 'kept' as note`
  const pid = await readPostmasterPid(dataDir)
  await kill(member)

  const said = recorder()
  const next = await joinCluster({ dataDir, log: said.log })
  t.after(() => next.release())
  t.equal(await readPostmasterPid(dataDir), pid)
  t.strictSame(said.messages, ['database: joined, it runs'])
  t.strictSame(await readNotes(t, next.adminUrl), ['kept'])
})

t.test('a database that is killed in the middle of writes comes back by itself with all it acknowledged', async t => {
  const { adminUrl, dataDir } = await startOwnCluster(t)
  const sql = connect(t, adminUrl)
  await sql`create table receipts (number int primary key)`
  const pid = await readPostmasterPid(dataDir)

  const acknowledged: number[] = []
  let writing = true
  let refusedAfter = 0
  const writer = (async () => {
    for (let number = 0; writing; number += 1) {
      try {
        await sql`insert into receipts values (${number})`
        acknowledged.push(number)
      } catch {
        refusedAfter = acknowledged.length
        await until(() => answers(adminUrl))
      }
    }
  })()

  await until(() => acknowledged.length > 50)
  await killPostmaster(dataDir)
  await until(() => refusedAfter > 0 && acknowledged.length > refusedAfter + 50)
  writing = false
  await writer

  t.not(await readPostmasterPid(dataDir), pid)
  const kept = new Set((await sql<{ number: number }[]>`select number from receipts`).map(row => row.number))
  t.strictSame(
    acknowledged.filter(number => !kept.has(number)),
    [],
  )
})

t.test('when both were killed, as in a crash of the machine, the next start recovers', async t => {
  const dataDir = await createDataDir()
  const { member, adminUrl } = await startMember(dataDir)
  await connect(t, adminUrl)`create table notes as select 'kept' as note`
  await kill(member)
  await killPostmaster(dataDir)

  const said = recorder()
  const next = await joinCluster({ dataDir, log: said.log })
  t.after(() => next.release())
  t.strictSame(said.messages, ['database: recovered after it was killed, and started'])
  t.equal(next.adminUrl, adminUrl)
  t.strictSame(await readNotes(t, next.adminUrl), ['kept'])
})

t.test('a lock that a crash left behind does not prevent the start', async t => {
  const { release, dataDir } = await startOwnCluster(t)
  const lock = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const written = await readFile(lock, 'utf8')
  await release()

  const leftovers = {
    'its process id is now another program’s': written.replace(/^\d+/, String(process.pid)),
    'it is empty': '',
  }
  for (const [title, content] of Object.entries(leftovers)) {
    await writeFile(lock, content)
    await chmod(lock, 0o666)
    await utimes(lock, 0, 0)
    const next = await joinCluster({ dataDir, log: silent })
    t.ok(await answers(next.adminUrl), title)
    await next.release()
  }
})

t.test('a first start that is killed half-way leaves nothing that stops the next', async t => {
  // One that had finished before it was killed is none; then another.
  const dataDir = await until(async () => {
    const begun = await createDataDir()
    const member = spawnMember(begun)
    await until(() => readdirSync(begun).some(name => existsIn(begun, name, 'data/PG_VERSION')))
    await kill(member)
    return (await readdir(begun)).includes('postgres') ? undefined : begun
  })

  const next = await joinCluster({ dataDir, log: silent })
  t.ok(await answers(next.adminUrl))
  await next.release()
  const again = await joinCluster({ dataDir, log: silent })
  await again.release()
  t.strictSame(await readdir(dataDir), ['postgres'])
})

t.test('when the usual port is taken, the start moves to another', async t => {
  const { adminUrl, release, dataDir } = await startOwnCluster(t)
  await release()
  const occupant = createServer().listen(Number(new URL(adminUrl).port), '127.0.0.1')
  t.after(() => occupant.close())
  await once(occupant, 'listening')

  const next = await joinCluster({ dataDir, log: silent })
  t.after(() => next.release())
  t.not(next.adminUrl, adminUrl)
  t.ok(await answers(next.adminUrl))
})

t.test('a data folder that cannot be used is named in one line', async t => {
  const file = join(await createDataDir(), 'a-file')
  await writeFile(file, '')
  await t.rejects(joinCluster({ dataDir: join(file, 'data'), log: silent }), {
    name: ConfigError.name,
    message: new RegExp(`^DATA_DIR [^\\n]*${file}/data[^\\n]*$`),
  })
})

t.test(
  'for root the database works in a folder that other users may not enter',
  { skip: process.getuid?.() !== 0 && 'only root runs it as another user' },
  async t => {
    const closed = join(await createDataDir(), 'closed')
    await mkdir(closed, { mode: 0o700 })
    const cluster = await joinCluster({ dataDir: join(closed, 'data'), log: silent })
    t.ok(await answers(cluster.adminUrl))
    await cluster.release()
  },
)

function connect(t: Test, url: string): postgres.Sql {
  const sql = postgres(url, { max: 1, max_lifetime: null, connect_timeout: 5, onnotice: () => {} })
  t.after(() => sql.end({ timeout: 1 }))
  return sql
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1 })
  try {
    return (await sql`select 1`).length === 1
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function readNotes(t: Test, url: string): Promise<string[]> {
  return (await connect(t, url)<{ note: string }[]>`select note from notes`).map(row => row.note)
}

function spawnMember(dataDir: string): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, '../support/cluster-member.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function startMember(dataDir: string): Promise<{ member: ChildProcess; adminUrl: string }> {
  const member = spawnMember(dataDir)
  if (member.stdout === null) throw new Error('its output is not piped')
  const [line] = await once(createInterface(member.stdout), 'line')
  return { member, adminUrl: JSON.parse(line).adminUrl }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function recorder() {
  const messages: string[] = []
  const keep = (_fields: object, message: string) => messages.push(message)
  return { messages, log: { info: keep, warn: keep, error: keep } }
}

function existsIn(...path: string[]): boolean {
  return statSync(join(...path), { throwIfNoEntry: false }) !== undefined
}

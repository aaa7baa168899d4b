import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { launch, project, startService } from '../support/service.ts'
import {
  createDataDir,
  createTestDatabase,
  isStopped,
  killPostmaster,
  readPostmasterPid,
} from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)

t.test('the service starts with nothing configured, says where to look, and ends in order', async t => {
  const dataDir = await createDataDir()
  const service = await startService(t, { DATA_DIR: dataDir })

  t.match(service.said(), `${service.url}/docs`)
  t.match(service.said(), `${service.url}/openapi.json`)
  t.match(service.said(), 'npm run -s token -- kominfo recorder')
  for (const path of ['/healthz', '/readyz', '/openapi.json']) {
    t.equal((await fetch(`${service.url}${path}`)).status, 200, path)
  }

  t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })
  t.ok(await isStopped(dataDir), 'the database is stopped')
})

t.test('its log on standard output is one JSON object a line', async t => {
  const service = await startService(t, {})
  await fetch(`${service.url}/healthz`)
  await service.end('SIGTERM')
  const lines = service.logged().trimEnd().split('\n')
  t.ok(lines.length > 0)
  for (const line of lines) t.type(JSON.parse(line), 'object', line)
})

t.test('a command to end it reaches it through npm, however npm is told', { skip: onWindows() }, async t => {
  const ways: Record<string, (npm: number) => void> = {
    'Ctrl-C, which the terminal sends to every process': npm => process.kill(-npm, 'SIGINT'),
    'SIGTERM to npm alone': npm => process.kill(npm, 'SIGTERM'),
  }
  for (const [title, tell] of Object.entries(ways)) {
    const dataDir = await createDataDir()
    const service = await startService(t, { DATA_DIR: dataDir }, ['npm', 'start'])
    tell(service.child.pid ?? 0)
    await service.ended
    t.ok(await isStopped(dataDir), title)
    t.match(service.logged(), '"msg":"database: stopped"')
    await t.rejects(fetch(`${service.url}/healthz`))
  }
})

t.test('a request under way when it is told to end is still answered', async t => {
  const service = await startService(t, {})
  const slow = request(`${service.url}/v1/violations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await mintToken(service.env)}`,
      'content-type': 'application/json',
      'content-length': 2,
      'idempotency-key': '"under-way"',
      connection: 'keep-alive',
    },
  })
  const answered = once(slow, 'response')
  await new Promise<void>(resolve => slow.write('{', () => resolve()))
  // Answered on another connection, so the first has been read.
  await until(async () => (await fetch(`${service.url}/healthz`)).ok)

  service.child.kill('SIGTERM')
  await until(() => service.logged().includes('"msg":"stopping"'))
  await until(() =>
    fetch(`${service.url}/healthz`).then(
      () => false,
      () => true,
    ),
  )
  slow.end('}')

  const [response] = await answered
  t.equal(response.statusCode, 400)
  response.resume()
  t.strictSame(await service.ended, { code: 0, signal: null })
})

t.test('a service that is killed strands nothing: the next start joins its database', async t => {
  const dataDir = await createDataDir()
  const first = await startService(t, { DATA_DIR: dataDir })
  const pid = await readPostmasterPid(dataDir)
  await first.end('SIGKILL')
  t.notOk(await isStopped(dataDir))

  const second = await startService(t, { DATA_DIR: dataDir })
  t.equal(await readPostmasterPid(dataDir), pid)
  t.match(second.logged(), 'database: joined, it runs')
  await second.end('SIGTERM')
  t.ok(await isStopped(dataDir))
})

t.test('a database that is killed comes back while the service runs', async t => {
  const dataDir = await createDataDir()
  const service = await startService(t, { DATA_DIR: dataDir })
  const pid = await readPostmasterPid(dataDir)
  await killPostmaster(dataDir)
  await until(async () => (await readPostmasterPid(dataDir)) !== pid)
  await until(async () => (await fetch(`${service.url}/readyz`)).status === 200)
  t.equal((await fetch(`${service.url}/healthz`)).status, 200)
  t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })
})

t.test('it uses a PostgreSQL server of one’s own, and needs the administrator only to set it up', async t => {
  const { adminUrl, serviceUrl } = await createTestDatabase(t)
  const dataDir = await createDataDir()
  for (const env of [{ DATABASE_ADMIN_URL: adminUrl }, {}]) {
    const service = await startService(t, { DATA_DIR: dataDir, DATABASE_URL: serviceUrl, ...env })
    t.equal((await fetch(`${service.url}/readyz`)).status, 200)
    t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })
  }
  t.notOk((await readdir(dataDir)).includes('postgres'), 'and makes none itself')
})

t.test('what prevents the start is told in one line that names the variable', async t => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  t.after(() => occupant.close())
  const takenPort = String((occupant.address() as { port: number }).port)
  const dataDir = await createDataDir()

  const faults: Record<string, Record<string, string>> = {
    PORT: { PORT: takenPort, DATA_DIR: dataDir },
    DATABASE_URL: { DATABASE_URL: `postgres://penerusan_service:geheim@127.0.0.1:1/penerusan` },
    DATABASE_ADMIN_URL: {
      DATABASE_URL: `postgres://penerusan_service:geheim@127.0.0.1:1/penerusan`,
      DATABASE_ADMIN_URL: `postgres://postgres:geheim@127.0.0.1:1/postgres`,
    },
    DATA_DIR: { DATA_DIR: join(import.meta.filename, 'data') },
    LOG_LEVEL: { LOG_LEVEL: 'loud' },
  }
  for (const [name, env] of Object.entries(faults)) {
    const service = launch(t, env)
    t.strictSame(await service.ended, { code: 1, signal: null }, name)
    t.match(service.said(), new RegExp(`^${name} [^\\n]+\\n$`), name)
    t.notMatch(service.said() + service.logged(), 'geheim')
  }
  t.ok(await isStopped(dataDir), 'and no database is left running')
})

t.test('a Node that is too old is told so in one line', async t => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '22.18.0' })"
  const script = `${pretend}; import(${JSON.stringify(join(project, 'src/node-version.js'))})`
  await t.rejects(run(process.execPath, ['-e', script]), { code: 1, stderr: /^Penerusan needs Node 24 [^\n]+\n$/ })
  await t.resolves(run(process.execPath, [join(project, 'src/node-version.js')]))
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  t.match(scripts.start, '--import ./src/node-version.js')
})

async function mintToken(env: Record<string, string | undefined>): Promise<string> {
  const command = ['src/commands/token.ts', 'kominfo', 'recorder']
  return (await run(process.execPath, command, { cwd: project, env })).stdout.trim()
}

function onWindows(): string | false {
  return process.platform === 'win32' && 'Windows has no such signals'
}

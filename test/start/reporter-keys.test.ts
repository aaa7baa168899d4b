import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { ConfigError } from '../../src/config.ts'
import { openKeys } from '../../src/start/open-keys.ts'
import { project, startService } from '../support/service.ts'
import { finding, purpose, report } from '../support/stories.ts'
import { createDataDir } from '../support/test-cluster.ts'

const run = promisify(execFile)

t.test('the keys of reporters are made apart from those of evidence, rotated, and needed', async t => {
  const dataDir = await createDataDir()
  const env = { ...process.env, DATA_DIR: dataDir, NODE_ENV: 'development' }
  const command = (...args: string[]) => run(process.execPath, args, { cwd: project, env })
  const keyFile = join(dataDir, 'reporter-keys.json')

  let service = await startService(t, { DATA_DIR: dataDir })
  t.equal((await stat(keyFile)).mode & 0o777, 0o600)
  t.not(await readFile(keyFile, 'utf8'), await readFile(join(dataDir, 'evidence-keys.json'), 'utf8'))
  const { stdout } = await command('src/commands/token.ts', 'kominfo', 'recorder')
  const authorization = `Bearer ${stdout.trim()}`
  const recorded = await fetch(`${service.url}/v1/violations`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` },
    body: JSON.stringify({ ...finding, ...report }),
  })
  t.equal(recorded.status, 201)
  const { id } = (await recorded.json()) as { id: string }
  const read = async () => {
    const answer = await fetch(`${service.url}/v1/violations/${id}/reporter`, {
      headers: { authorization, ...purpose },
    })
    return { status: answer.status, ...((await answer.json()) as { identity?: object; code?: string }) }
  }
  t.strictSame((await read()).identity, report.reporter)
  await service.end('SIGTERM')

  t.match((await command('src/commands/new-key.ts', 'reporter', keyFile)).stderr, /then: npm run reporter:rewrap/)
  t.match((await command('src/commands/rewrap.ts', 'reporter')).stderr, / 1 were not before/)
  t.match((await command('src/commands/rewrap.ts', 'reporter')).stderr, / 0 were not before/)
  t.match((await command('src/commands/seal.ts')).stderr, /^.*0 reporters sealed/m)
  service = await startService(t, { DATA_DIR: dataDir })
  t.strictSame((await read()).identity, report.reporter)
  await service.end('SIGTERM')

  const other = join(dataDir, 'other-keys.json')
  await command('src/commands/new-key.ts', 'reporter', other)
  service = await startService(t, { DATA_DIR: dataDir, REPORTER_KEYS: other })
  t.match(await read(), { status: 503, code: 'store-unavailable' }, 'without its key nobody reads it')
  await service.end('SIGTERM')
})

t.test('which keys a command is for must be said', async t => {
  const dataDir = await createDataDir()
  for (const args of [
    ['src/commands/new-key.ts'],
    ['src/commands/new-key.ts', 'reporter'],
    ['src/commands/rewrap.ts'],
  ]) {
    const env = { ...process.env, DATA_DIR: dataDir }
    const error = await run(process.execPath, args, { cwd: project, env }).then(
      () => undefined,
      error => error,
    )
    t.equal(error?.code, 1)
    t.match(error.stderr, /^[^\n]*npm run reporter:(key|rewrap)[^\n]*\n$/)
  }
})

t.test('in production nobody makes keys by the way', async t => {
  const dataDir = t.testdir({})
  for (const [kind, variable] of [
    ['evidence', 'EVIDENCE_KEYS'],
    ['reporters', 'REPORTER_KEYS'],
    ['webhooks', 'WEBHOOK_KEYS'],
  ] as const) {
    const error = await openKeys(kind, undefined, { dataDir, mode: 'production' }).catch(error => error)
    t.type(error, ConfigError)
    t.match(error.message, new RegExp(`^${variable} must be set in production`))
  }
})

t.end()

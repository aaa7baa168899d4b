import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { joinCluster } from '../../src/db/embedded/cluster.ts'
import { createDataDir, killPostmaster, readPostmasterPid, silent } from '../support/test-cluster.ts'
import { isThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'
import { finding } from './desk.ts'

const project = join(import.meta.dirname, '../..')

t.test('whatever is killed, every acknowledged write is there once, and the next start needs nobody', async t => {
  const dataDir = await createDataDir()
  const ledger = join(dataDir, 'ledger')
  let service = await startService(t, dataDir)
  const token = await mintToken(dataDir)
  const client = startClient({ token, ledger, origin: () => service.origin })

  const victims = ['service', 'database', 'both'] as const
  const kills = Array.from({ length: isThorough ? 12 : 3 }, (_, round) => victims[round % victims.length])
  for (const victim of kills) {
    const before = client.acknowledged()
    await until(() => client.acknowledged() >= before + 20)
    if (victim !== 'service') await killPostmaster(dataDir)
    if (victim === 'database') continue
    await kill(service.child)
    service = await startService(t, dataDir)
  }
  const before = client.acknowledged()
  await until(() => client.acknowledged() >= before + 20)
  await client.stop()
  t.comment(`${client.acknowledged()} writes acknowledged, ${client.repeated()} of them after an unknown outcome`)
  t.ok(client.repeated() > 0, 'some outcomes were unknown at first')

  await checkLedger(t, dataDir, ledger)
  await end(service.child)
})

t.test('of two services on one data folder, one goes on when the other is killed', async t => {
  const dataDir = await createDataDir()
  const ledger = join(dataDir, 'ledger')
  const first = await startService(t, dataDir)
  const second = await startService(t, dataDir)
  const token = await mintToken(dataDir)
  const toFirst = startClient({ token, ledger, origin: () => first.origin })
  const toSecond = startClient({ token, ledger, origin: () => second.origin })
  await until(() => toFirst.acknowledged() > 10 && toSecond.acknowledged() > 10)

  const pid = await readPostmasterPid(dataDir)
  await kill(first.child)
  toFirst.giveUp()
  const before = toSecond.acknowledged()
  await until(() => toSecond.acknowledged() > before + 20)
  t.equal(await readPostmasterPid(dataDir), pid, 'on the same database')
  await Promise.all([toFirst.stop(), toSecond.stop()])
  t.equal(toSecond.repeated(), 0, 'without noticing anything')

  await checkLedger(t, dataDir, ledger)
  await end(second.child)
})

/** Reads the ledger and the database, and holds them to each other. */
async function checkLedger(t: Test, dataDir: string, ledger: string): Promise<void> {
  const cluster = await joinCluster({ dataDir, log: silent })
  const sql = postgres(cluster.adminUrl.replace(/postgres$/, 'penerusan'), { max: 1, onnotice: () => {} })
  const rows = await sql<{ id: string; mark: string }[]>`
    select id, state #>> '{content,eventDescription}' as mark from penerusan.violations`
  const [halves] = await sql<[{ count: number }]>`
    select count(*)::int from penerusan.violations v
      full join (select distinct stream_id from penerusan.events join penerusan.event_payloads using (stream, stream_id, version)) e
        on e.stream_id = v.id
     where v.id is null or e.stream_id is null`
  await sql.end()
  await cluster.release()

  const written = new Map(rows.map(({ id, mark }) => [id, mark]))
  const lines = readFileSync(ledger, 'utf8').trimEnd().split('\n')
  t.ok(lines.length > 40)
  t.strictSame(
    lines.filter(line => {
      const [id, mark] = line.split(' ')
      return written.get(String(id)) !== mark
    }),
    [],
    'what was acknowledged is there',
  )
  t.equal(new Set(written.values()).size, written.size, 'nothing is there twice')
  t.equal(halves.count, 0, 'nothing is there by half')
}

/**
 * Writes without pause, each with a key of its own. Whatever has no answer, or one that says the outcome is unknown, is
 * repeated with the same key until it is acknowledged, and then entered in the ledger.
 */
function startClient({ token, ledger, origin }: { token: string; ledger: string; origin: () => string }) {
  let acknowledged = 0
  let repeated = 0
  let writing = true
  let patient = true

  async function write(): Promise<void> {
    const mark = randomUUID()
    for (let attempt = 0; patient; attempt++) {
      const answer = await fetch(`${origin()}/v1/violations`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': `"${mark}"`,
        },
        body: JSON.stringify({ ...finding, eventDescription: mark }),
        signal: AbortSignal.timeout(15_000),
      }).catch(() => undefined)
      const body = await answer?.text().catch(() => undefined)
      if (answer?.status === 201 && body !== undefined) {
        appendFileSync(ledger, `${JSON.parse(body).id} ${mark}\n`)
        acknowledged++
        if (attempt > 0) repeated++
        return
      }
      const passing = answer === undefined || body === undefined || answer.status === 503 || answer.status === 409
      if (!passing) throw new Error(`${answer.status} ${body}`)
      await delay(20)
    }
  }
  const writers = [1, 2, 3].map(async () => {
    while (writing) await write()
  })
  return {
    acknowledged: () => acknowledged,
    repeated: () => repeated,
    giveUp() {
      writing = patient = false
    },
    async stop() {
      writing = false
      await Promise.all(writers)
    },
  }
}

async function startService(t: Test, dataDir: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: project,
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    said += text
  })
  const origin = await until(() => {
    if (child.exitCode !== null) throw new Error(said)
    return /listens on (http:\S+)/.exec(said)?.[1]
  })
  return { child, origin }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function mintToken(dataDir: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['src/commands/token.ts', 'kominfo', 'recorder'], {
    cwd: project,
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
  })
  return stdout.trim()
}

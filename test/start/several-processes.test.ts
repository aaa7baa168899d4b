import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t from 'tap'
import { verifyFeed } from '../../src/db/feed-chain.ts'
import { verifyLog } from '../../src/db/restored.ts'
import { createServiceDatabase, finding, kasn, kominfo, openDesk } from '../db/desk.ts'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { unlessThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'

// Three processes on one database, with clients that write through any of them and remember what was acknowledged, while
// processes and connections are killed at random. Each test costs what three processes cost, so they are thorough.

const KILLS = 24
const days = 24 * 60 * 60
const plenty = Object.fromEntries(
  ['RATE_LIMIT', 'RATE_LIMIT_PERSON', 'RATE_LIMIT_ADDRESS', 'HARVEST_LIMIT'].map(name => [name, '1000000000']),
)

type Running = Awaited<ReturnType<typeof startService>>

t.test(
  'of several processes on one database, any may be killed: nothing is lost or doubled, each round takes effect once',
  { skip: unlessThorough },
  async t => {
    const urls = await createServiceDatabase(t)
    const given = { DATABASE_URL: urls.serviceUrl, DATA_DIR: await createDataDir(), LOG_LEVEL: 'warn', ...plenty }
    const start = () => startService(t, given)
    const processes: Running[] = await Promise.all([start(), start(), start()])
    const admin = postgres(urls.adminUrl, { max: 2, onnotice: () => {}, connection: { search_path: 'penerusan' } })
    const tokens = { recorder: await mint('recorder'), referrer: await mint('referrer') }

    const acknowledged = new Map<string, string>()
    const sent = new Set<string>()
    let repeated = 0
    let writing = true

    const writers = [1, 2, 3, 4].map(async () => {
      while (writing) {
        const mark = randomUUID()
        const { id } = await ask('recorder', 'POST', '/v1/violations', mark, { ...finding, eventDescription: mark })
        acknowledged.set(id, mark)
        await ask('recorder', 'PUT', `/v1/violations/${id}/documentation`, mark)
        const referral = await ask('referrer', 'POST', '/v1/referrals', mark, { violationId: id })
        sent.add(referral.id)
      }
    })

    for (let kill = 0; kill < KILLS; kill++) {
      const before = acknowledged.size
      await until(() => acknowledged.size >= before + 3)
      if (kill % 4 === 0) await killProcess(kill % processes.length)
      else await killConnection()
    }
    const before = acknowledged.size
    await until(() => acknowledged.size >= before + 10)
    writing = false
    await Promise.all(writers)
    t.comment(`${acknowledged.size} cases acknowledged, ${repeated} requests repeated after an unknown outcome`)
    t.ok(repeated > 0, 'some outcomes were unknown at first')

    await t.test('every acknowledged write is there, once', async t => {
      const rows = await admin<{ id: string; mark: string }[]>`
      select id, state #>> '{content,eventDescription}' as mark from violations`
      const kept = new Map(rows.map(({ id, mark }) => [id, mark]))
      t.strictSame(
        [...acknowledged].filter(([id, mark]) => kept.get(id) !== mark),
        [],
      )
      t.equal(new Set(kept.values()).size, kept.size)
      const referrals = await admin<
        { id: string; violation: string }[]
      >`select id, violation_id as violation from referrals`
      t.equal(new Set(referrals.map(({ violation }) => violation)).size, referrals.length)
      t.strictSame(
        [...sent].filter(id => !referrals.some(referral => referral.id === id)),
        [],
      )
      t.match(await verifyLog(urls, () => {}), { altered: [], gaps: [] })
    })

    await t.test('whoever leads, every event gets one number, and the feeds have no gap', async t => {
      const log = (await admin`select count(*)::int from events`)[0]?.['count']
      await until(async () => (await admin`select count(*)::int from log_positions`)[0]?.['count'] === log)
      const [row] = await admin<[{ last: number; events: number }]>`
      select max(position)::int as last, count(distinct event_id)::int as events from log_positions`
      t.strictSame({ ...row }, { last: log, events: log })
      const [{ fence }] = await admin<[{ fence: number }]>`select fence::int from numbering`
      t.ok(fence > 1, `the lead changed: fence ${fence}`)
      const { pools } = await openDesk(t, { urls })
      for (const agency of [kominfo, kasn]) {
        const { last, firstWrong } = await verifyFeed(pools, agency)
        t.equal(firstWrong, null)
        t.ok(last >= sent.size)
      }
    })

    await t.test('each deadline that runs out is said once, however many processes look', async t => {
      await admin`insert into clock_shift values (true, make_interval(secs => ${400 * days}))`
      const running = (await admin`select count(*)::int from referrals where status = 'sent'`)[0]?.['count']
      t.ok(running > 0)
      const said = async () =>
        (await admin`select count(*)::int from events where type = 'DeadlineOverdue'`)[0]?.['count'] as number
      // As long as there is progress, because there may be thousands of them.
      for (let before = 0; before < running; before = await said()) await until(async () => (await said()) > before)
      const doubled = await admin`
      select e.stream_id, e.type, p.payload ->> 'number' from events e join event_payloads p using (stream, stream_id, version)
       where e.type in ('DeadlineDue', 'DeadlineOverdue') group by 1, 2, 3 having count(*) > 1`
      t.strictSame([...doubled], [])
    })

    await t.test('what is revoked is refused by every process', async t => {
      await admin`delete from clock_shift`
      const issuer = JSON.parse(Buffer.from(tokens.recorder.split('.')[1] ?? '', 'base64url').toString()).iss
      await run(['src/commands/revoke.ts', 'issuer', issuer], { DATABASE_ADMIN_URL: urls.adminUrl })
      for (const { url } of processes) {
        await until(async () => (await read(url, '/v1/violations', tokens.recorder)).status === 401)
      }
      t.pass('by all of them')
    })

    for (const service of processes) t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })
    await admin.end()

    /** By any process, again by any other until there is an answer that says what came of it. */
    async function ask(who: keyof typeof tokens, method: string, path: string, key: string, body?: object) {
      for (let attempt = 0; ; attempt++) {
        const { url } = processes[Math.floor(Math.random() * processes.length)] as Running
        const answer = await fetch(url + path, {
          method,
          headers: {
            authorization: `Bearer ${tokens[who]}`,
            ...(method === 'POST' ? { 'idempotency-key': `"${key}"` } : { 'if-match': '"1"' }),
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        }).catch(() => undefined)
        const text = await answer?.text().catch(() => undefined)
        if (answer?.ok && text !== undefined) {
          if (attempt > 0) repeated++
          return JSON.parse(text) as { id: string }
        }
        const passing = answer === undefined || text === undefined || [503, 409].includes(answer.status)
        if (answer?.status === 401) tokens[who] = await mint(who)
        else if (!passing) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
        await delay(20)
      }
    }

    async function killProcess(index: number): Promise<void> {
      const [victim] = processes.splice(index, 1)
      if (victim === undefined) return
      victim.child.kill('SIGKILL')
      await once(victim.child, 'exit')
      processes.push(await start())
    }

    async function killConnection(): Promise<void> {
      await admin`
      select pg_terminate_backend(pid) from (select pid from pg_stat_activity
       where datname = current_database() and usename = ${new URL(urls.serviceUrl).username}
       order by state = 'active' desc, random() limit 1) victim`
    }

    function read(url: string, path: string, token: string): Promise<Response> {
      return fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    }

    async function mint(role: string): Promise<string> {
      return run(['src/commands/token.ts', 'kominfo', role])
    }

    async function run(command: string[], more: Record<string, string> = {}): Promise<string> {
      const env = { PATH: process.env['PATH'], ...given, ...more }
      return (await promisify(execFile)(process.execPath, command, { cwd: project, env })).stdout.trim()
    }
  },
)

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ringAfterActs, statementsOfTheLog } from '../../src/feed/ringing-pools.ts'
import { startSequencer } from '../../src/feed/sequencer.ts'
import { openDesk, workOf } from '../db/desk.ts'
import { silent } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

const desk = await openDesk(t)
const { admin, pools } = desk
const agencies = ['kominfo', 'kasn', 'bkn']

/** A process of the service, as far as it numbers: it looks by itself too rarely for a test to notice. */
function startProcess(t: Test, { everyMs = 3_600_000 } = {}) {
  const sequencer = startSequencer({ pools, url: desk.serviceUrl, agencies, log: silent, everyMs, leadSeconds: 1 })
  const told: string[] = []
  sequencer.onNumbered(some => told.push(...some))
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= sequencer.stop())
  t.teardown(stop)
  const office = { ...desk.office, pools: ringAfterActs(pools, sequencer.numberSoon) }
  return { sequencer, told, stop, work: workOf({ office }) }
}

/** Each lead has a higher one, so a lead is seen also when it has ended by then. */
const fence = async () => Number((await admin`select fence from numbering`)[0]?.['fence'])
const numbered = async () => (await admin`select count(*)::int as count from log_positions`)[0]?.['count'] as number
const listening = async () =>
  (
    await admin`select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'penerusan bells' and query like 'listen%'`
  )[0]?.['count'] as number

t.test('an act is numbered because of it, in whichever process it was done, and every process hears of it', async t => {
  const before = { fence: await fence(), numbered: await numbered() }
  const first = startProcess(t)
  await until(async () => (await fence()) > before.fence)
  const second = startProcess(t)
  await until(async () => (await listening()) === 2)
  await first.work.record()
  await until(async () => (await numbered()) === before.numbered + 1)
  await until(() => first.told.includes('kominfo') && second.told.includes('kominfo'))

  // The lead ends unless it is renewed; who does not lead rings, and who leads takes it again.
  await second.work.record()
  await until(async () => (await numbered()) === before.numbered + 2)
  t.equal((await first.sequencer.lag()).waiting, 0)
})

t.test('when the process that leads stops, the next one takes over at once', async t => {
  const led = await fence()
  const first = startProcess(t)
  await until(async () => (await fence()) > led)
  const second = startProcess(t, { everyMs: 50 })
  await first.stop()
  const before = await numbered()
  await second.work.record()
  await until(async () => (await numbered()) === before + 1)
  t.equal((await second.sequencer.lag()).waiting, 0)
})

t.test('a process that lost its ear hears again, and takes everything for new', async t => {
  const { told, work } = startProcess(t)
  await until(async () => (await listening()) === 1)
  await until(() => told.includes('bkn'))
  told.length = 0
  await admin`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'penerusan bells'`
  await until(() => agencies.every(agency => told.includes(agency)))
  told.length = 0
  await work.record()
  await until(() => told.includes('kominfo'))
  t.notOk(told.includes('bkn'), 'and then only of what is')
})

t.test('a process whose lead has lapsed takes it again for the next act, unless another has it by then', async t => {
  const never = await fence()
  const { sequencer, work } = startProcess(t)
  const lapsed = () => admin`select from numbering where held_until <= clock_timestamp()`
  await until(async () => (await fence()) > never)
  await until(async () => (await lapsed()).length === 1)
  const before = await numbered()
  await work.record()
  await until(async () => (await numbered()) === before + 1)

  await until(async () => (await lapsed()).length === 1)
  const led = await fence()
  startProcess(t)
  await until(async () => (await fence()) > led)
  await work.record()
  await until(async () => (await sequencer.lag()).waiting === 0)
  t.equal(await numbered(), before + 2)
})

t.test('every statement that adds to the log rings', async t => {
  const functions = await admin<{ name: string; source: string; service: boolean }[]>`
    select proname::text as name, prosrc as source, has_function_privilege('penerusan_test_service', oid, 'EXECUTE') as service
      from pg_proc where pronamespace = 'penerusan'::regnamespace`
  const adding = new Set<string>()
  const calls = (source: string, name: string) => new RegExp(`\\b${name}\\(`).test(source)
  for (let size = -1; size < adding.size; ) {
    size = adding.size
    for (const { name, source } of functions) {
      if (/insert into events\b/.test(source) || [...adding].some(other => calls(source, other))) adding.add(name)
    }
  }
  const doors = functions.filter(({ name, service }) => service && adding.has(name)).map(({ name }) => name)
  t.ok(doors.length >= 8, doors.join(' '))

  const folder = join(import.meta.dirname, '../../src/db')
  const statements = readdirSync(folder)
    .filter(name => name.endsWith('.ts'))
    .flatMap(name =>
      readFileSync(join(folder, name), 'utf8')
        .split(/\bpools\.run\(/)
        .slice(1),
    )
  const found = new Set<string>()
  for (const statement of statements) {
    if (doors.some(door => calls(statement, door))) found.add(/'([a-z_]+)'/.exec(statement)?.[1] ?? statement)
  }
  t.strictSame([...found].sort(), [...statementsOfTheLog].sort())
})

t.end()

import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import type { Actor } from '../../src/auth/actor.ts'
import { authentication } from '../../src/auth/authentication.ts'
import type { Heard, Told } from '../../src/counts.ts'
import { readCountsKey } from '../../src/db/deployment-secrets.ts'
import { exchangeCounts } from '../../src/db/exchange-counts.ts'
import { createCountsExchange, exchangeMs, usualPatienceMs } from '../../src/http/counts-exchange.ts'
import { detectHarvest, mostUntold } from '../../src/http/harvest.ts'
import { renderProblems } from '../../src/http/problem-document.ts'
import { createQuota } from '../../src/http/quota.ts'
import { serverOptions } from '../../src/http/server-options.ts'
import { openDesk } from '../db/desk.ts'
import { plainAuthentication } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const { pools, admin } = await openDesk(t)
const secret = await readCountsKey(pools)
const minute = 60_000
const casesPerHour = 60

/** What one process has: an exchange, a quota of ten a minute, and a person's sixty cases an hour. */
async function startProcess(
  t: Pick<Test, 'after'>,
  {
    now = () => new Date(),
    everyMs = 50,
    // Whoever gives up waiting counts alone, which is not what is tried here.
    patienceMs = 20_000,
    exchange = (process: string, told: Told) => exchangeCounts(pools, process, told),
  } = {},
) {
  const faults: unknown[] = []
  let exchanges = 0
  const counted = createCountsExchange({
    exchange: async (process, told) => {
      const heard = await exchange(process, told)
      exchanges += 1
      return heard
    },
    secret,
    now,
    everyMs,
    patienceMs,
    onFault: error => faults.push(error),
  })
  await counted.atOnce()
  const quota = createQuota({ name: 'agency', units: 10, windowSeconds: 60, now: counted.now, exchange: counted })

  const app = Fastify(serverOptions())
  renderProblems(app)
  const verify = async (subject: string): Promise<Partial<Actor>> => ({
    agency: 'kasn' as Actor['agency'],
    issuer: 'https://kasn.example',
    subject,
    kind: 'person',
  })
  await app.register(authentication, plainAuthentication({ verify } as never))
  detectHarvest(app, {
    casesPerHour,
    opensCase: url => url.startsWith('/cases/:id'),
    now: counted.now,
    exchange: counted,
  })
  app.get('/cases/:id', async () => ({}))
  t.after(async () => {
    await app.close()
    await counted.stop()
  })
  return {
    quota,
    faults,
    exchanges: () => exchanges,
    exchangeNow: counted.atOnce,
    stop: counted.stop,
    now: counted.now,
    open: async (subject: string, id = uuidv7()) =>
      (await app.inject({ url: `/cases/${id}`, headers: { authorization: `Bearer ${subject}` } })).statusCode,
  }
}

/** Moves the clock of the database. */
const moveClock = (hours: number) => admin`
  insert into clock_shift values (true, make_interval(secs => ${hours * 3600}))
    on conflict (only_row) do update set shift = excluded.shift`

let subjects = 0
const somebody = () => `somebody-${++subjects}`
/**
 * The clock of the database then says that a minute began ten seconds ago, so that all a test counts is in one window: a process
 * takes the time over, and may be behind by as long as it takes to ask.
 */
const beginMinute = () => moveClock((minute + 10_000 - (Date.now() % minute)) / (60 * minute))

t.test('a quota is one for all processes: what passes above it is what passed within one exchange', async t => {
  await beginMinute()
  const [one, other] = [await startProcess(t), await startProcess(t)]
  t.equal(one.quota.take('kasn', 6).units, 4)
  t.equal(other.quota.take('kasn', 1).units, 9, 'before the first exchange it knows its own alone')
  // What one process knows of another is from its own last exchange: who tells later, hears.
  await until(one.exchangeNow)
  other.quota.take('kasn', 1)
  await until(() => other.quota.left('kasn') === 2)
  t.match(other.quota.take('kasn', 2), { units: 0, exceeded: false })
  t.match(other.quota.take('kasn', 1), { units: 0, exceeded: true })
  await until(other.exchangeNow)
  one.quota.take('kasn', 1)
  await until(() => one.quota.left('kasn') === 0)
  t.equal(one.quota.left('kominfo'), 10, 'another agency has its own')
})

t.test('a caller who comes to all processes at once gets the quota and the overshoot of one exchange', async t => {
  await beginMinute()
  const processes = [await startProcess(t), await startProcess(t), await startProcess(t)]
  let passed = 0
  for (let turn = 0; turn < 12; turn += 1) {
    const before = processes.map(({ exchanges }) => exchanges())
    for (const { quota } of processes) if (!quota.take('menpanrb', 1).exceeded) passed += 1
    await until(() => processes.every(({ exchanges }, index) => exchanges() > (before[index] ?? 0)))
  }
  t.ok(passed >= 10 && passed < 20, `${passed} of 30 that three would let through`)
  for (const { quota } of processes) t.equal(quota.left('menpanrb'), 0)
})

t.test('what is far from any quota is told to nobody, and costs no statement', async t => {
  let told = 0
  const counted = createCountsExchange({
    exchange: async () => ({ now: Date.now(), others: [], persons: [] }),
    secret,
    now: () => new Date(0),
    onFault: () => {},
  })
  const exchange = { ...counted, soon: () => (told += 1) }
  const quota = createQuota({ name: 'person', units: 6000, windowSeconds: 60, now: () => new Date(0), exchange })
  for (let turn = 0; turn < 119; turn += 1) quota.take('sari', 1)
  t.equal(told, 0)
  quota.take('sari', 1)
  t.equal(told, 1)
  await counted.stop()
})

t.test('a person opens the limit over two processes, and at most twice what is untold above it', async t => {
  const [one, other] = [await startProcess(t), await startProcess(t)]
  const sari = somebody()
  const burst = Array.from({ length: 200 }, (_, turn) => (turn % 2 === 0 ? one : other).open(sari))
  const statuses = Object.groupBy(await Promise.all(burst), status => String(status))
  const opened = statuses['200']?.length ?? 0
  t.ok(opened >= casesPerHour && opened <= casesPerHour + 2 * mostUntold(casesPerHour), `${opened} opened`)
  t.equal(statuses['429']?.length, 200 - opened)
  for (const process of [one, other]) t.equal(await process.open(sari), 429)
  t.equal(await one.open(somebody()), 200, 'others go on')
})

t.test('what a person opened in one process is open in the other, and counts once', async t => {
  const [one, other] = [await startProcess(t), await startProcess(t)]
  const sari = somebody()
  const ids = Array.from({ length: casesPerHour }, () => uuidv7())
  for (const id of ids) t.equal(await one.open(sari, id), 200)
  await one.stop()
  for (const id of ids) t.equal(await other.open(sari, id.toUpperCase()), 200)
  t.equal(await other.open(sari), 429)
})

t.test('a process that starts anew gives nobody a new allowance', async t => {
  const sari = somebody()
  const before = await startProcess(t)
  for (let turn = 0; turn < casesPerHour; turn += 1) await before.open(sari)
  await before.stop()
  const after = await startProcess(t)
  t.equal(await after.open(sari), 429)
})

t.test('whoever is refused on what has changed meanwhile is asked about again first', async t => {
  const [one, other] = [await startProcess(t), await startProcess(t)]
  const sari = somebody()
  for (let turn = 0; turn < casesPerHour; turn += 1) await one.open(sari)
  await one.stop()
  const began = performance.now()
  t.equal(await other.open(sari), 429)
  const asked = other.exchanges()
  for (let turn = 0; turn < 20; turn += 1) await other.open(sari)
  const renewals = Math.floor((performance.now() - began) / exchangeMs)
  t.ok(other.exchanges() - asked <= renewals, 'and not for each attempt')
})

t.test(
  'while the database is away each process counts for itself, nobody waits, and afterwards all is told',
  async t => {
    await beginMinute()
    let away = false
    const exchange = async (process: string, told: Told) => {
      if (away) throw new Error('away')
      return exchangeCounts(pools, process, told)
    }
    const [one, other] = [await startProcess(t, { exchange }), await startProcess(t, { exchange })]
    const sari = somebody()
    away = true
    t.equal(one.quota.take('bkn', 9).exceeded, false)
    t.equal(await one.open(sari), 200)
    for (let turn = 1; turn < casesPerHour; turn += 1) await one.open(sari)
    t.equal(await one.open(sari), 429, 'by its own count')
    t.equal(await other.open(sari), 200)
    t.equal(other.quota.left('bkn'), 10)
    t.equal(one.faults.length, 1, 'said once, not each second')
    away = false
    await until(one.exchangeNow)
    other.quota.take('bkn', 1)
    await until(() => other.quota.take('bkn', 0).units === 0)
    await until(async () => (await other.open(sari)) === 429)
  },
)

t.test('an exchange that never answers is not waited for longer than a second', async t => {
  let hangs = false
  const process = await startProcess(t, {
    patienceMs: usualPatienceMs,
    exchange: (name, told) => (hangs ? new Promise<Heard>(() => {}) : exchangeCounts(pools, name, told)),
  })
  hangs = true
  const began = performance.now()
  t.equal(await process.open(somebody()), 200)
  t.ok(performance.now() - began < 5_000)
})

t.test('windows are those of the database, whatever the clock of a process says', async t => {
  await beginMinute()
  const one = await startProcess(t)
  const off = await startProcess(t, { now: () => new Date(Date.now() + 3 * 3_600_000 + 17_000) })
  const apart = async () => {
    const [{ now }] = await admin<[{ now: Date }]>`select app_now() as now`
    return Math.abs(off.now().getTime() - now.getTime())
  }
  // An exchange that took long leaves it open when in between it was; the next may be quicker.
  await until(async () => (await off.exchangeNow()) && (await apart()) < 2_000)
  one.quota.take('bawaslu', 10)
  await until(one.exchangeNow)
  off.quota.take('bawaslu', 1)
  await until(() => off.quota.left('bawaslu') === 0)
})

t.test('a clock of the database that is moved locks nobody out', async t => {
  const process = await startProcess(t)
  const sari = somebody()
  for (let turn = 0; turn < casesPerHour; turn += 1) await process.open(sari)
  t.equal(await process.open(sari), 429)
  for (const hours of [3, 1]) {
    await moveClock(hours)
    await until(async () => {
      process.quota.take('kemendagri', 1)
      return (await process.open(sari)) === 200
    })
    t.pass(`${hours} hours ahead`)
    for (let turn = 0; turn < casesPerHour; turn += 1) await process.open(sari)
  }
  await moveClock(0)
})

t.test('the tables say neither who nor which, and what is over goes by itself', async t => {
  await beginMinute()
  const process = await startProcess(t)
  const [sari, id] = [somebody(), uuidv7()]
  await process.open(sari, id)
  process.quota.take('surakarta', 10)
  const kept = async () => [
    ...(await admin`select q::text as row from quota_counts q`),
    ...(await admin`select o::text as row from case_openings o`),
  ]
  await until(async () => (await admin`select from quota_counts`).length > 0)
  const rows = (await kept()).map(({ row }) => row as string).join('\n')
  for (const word of [sari, 'kasn', 'surakarta', id, id.slice(-12), String(Number.parseInt(id.slice(-12), 16))]) {
    t.notOk(rows.includes(word), word)
  }
  await moveClock(1.02)
  await until(async () => {
    await exchangeCounts(pools, uuidv7(), { counts: [], persons: [] })
    return (await kept()).length === 0
  })
  await moveClock(0)
})

t.test('garbage is refused whole, and a process that hears it counts for itself', async t => {
  const key = '0'.repeat(32)
  const begins = Date.now() - (Date.now() % minute)
  const person = { person: key, known: 0, opened: [] }
  for (const told of [
    { counts: [{ key, begins, units: -1 }], persons: [] },
    {
      counts: [
        { key, begins, units: 1 },
        { key, begins, units: 2 },
      ],
      persons: [],
    },
    { counts: [{ key: 'kasn', begins, units: 1 }], persons: [] },
    { counts: [{ key, begins, units: 1 }], persons: [{ ...person, opened: [[-1, Date.now()]] }] },
    { counts: [{ key, begins, units: 1 }], persons: [{ ...person, opened: [['x', Date.now()]] }] },
  ] as Told[]) {
    await t.rejects(exchangeCounts(pools, key, told))
  }
  await exchangeCounts(pools, key, { counts: [{ key, begins: begins + 600 * minute, units: 1 }], persons: [] })
  t.strictSame([...(await admin`select from quota_counts where process = ${key}::uuid`)], [])

  for (const heard of [undefined, {}, { now: 'x' }] as unknown as Heard[]) {
    const process = await startProcess(t, { exchange: async () => heard })
    t.match(process.quota.take('kasn', 10), { units: 0, exceeded: false })
    t.equal(await process.open(somebody()), 200)
  }
})

t.end()

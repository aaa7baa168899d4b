import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { webhookBacklog } from '../../src/db/webhook-deliveries.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import { pauses } from '../../src/domain/webhook-attempts.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { createBellReader } from '../../src/webhooks/bell.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { buildWebhookWorld, someCases } from '../support/webhook-world.ts'

const world = await buildWebhookWorld(t)
const { as, enter, forward, activate, deliveries } = world
let agencies = 0
/** Each test rings for an agency whose feed nobody else writes. */
const agency = () =>
  [
    'kasn',
    'kominfo',
    'bkn',
    'bawaslu',
    'kemendagri',
    'menpanrb',
    'boyolali',
    'surakarta',
    'jawa-tengah',
    'wakatobi',
    'sulawesi-tenggara',
  ][agencies++] ?? ''
const minute = 60_000
const hour = 60 * minute

const numberOf = (body: string) => (JSON.parse(body) as { number: number }).number
const numbers = ({ rung }: Receiver) => rung.map(({ body }) => numberOf(body))

t.test(
  'bells of a case arrive in its order whatever fails, those of other cases meanwhile, and each arrives',
  async t => {
    const owner = agency()
    const client = await as(owner, 'integrator')
    const { receiver, path } = await activate(client)
    const deliverer = world.startDeliverer()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 14 }),
        fc.array(fc.constantFrom(500, 503, 404, 302), { maxLength: 6 }),
        async (plan, failures) => {
          const cases = someCases(4)
          const left = [...failures]
          const failed = new Set<number>()
          receiver.answer(({ body }) => {
            const status = failed.has(numberOf(body)) ? undefined : left.pop()
            if (status === undefined) return 204
            failed.add(numberOf(body))
            return status
          })
          const from = receiver.rung.length
          const entered = await enter(
            owner,
            plan.map(place => cases[place] ?? ''),
          )
          const caseOf = new Map(entered.map((number, index) => [number, plan[index]]))
          const delivered = () =>
            receiver.rung.slice(from).filter(({ body }) => !failed.has(numberOf(body)) || isSecond(body))
          const isSecond = (body: string) => receiver.rung.slice(from).filter(other => other.body === body).length > 1
          await until(async () => {
            const rows = await deliveries(client, path)
            // What is under way must not be taken for lost because the clock moves.
            if (!rows.some(row => row['state'] === 'sending')) await forward(pauses[0])
            await deliverer.deliverSoon()
            return entered.every(number => rows.some(row => row.number === number && row['state'] === 'delivered'))
          })
          const lastTimes = new Map(receiver.rung.slice(from).map(({ body }, index) => [numberOf(body), index]))
          for (const place of new Set(plan)) {
            const ofCase = entered.filter(number => caseOf.get(number) === place)
            const arrived = ofCase.toSorted((a, b) => (lastTimes.get(a) ?? 0) - (lastTimes.get(b) ?? 0))
            if (arrived.join() !== ofCase.join()) return false
            // And none was even tried before the one before it was there.
            const tries = receiver.rung
              .slice(from)
              .map(({ body }) => numberOf(body))
              .filter(number => ofCase.includes(number))
            if (tries.join() !== tries.toSorted((a, b) => a - b).join()) return false
          }
          return delivered().length >= entered.length
        },
      ),
      { numRuns: 12 },
    )
    await deliverer.stop()
    t.equal((await client.get(`${path}/status`)).body['waiting'], 0)
  },
)

t.test(
  'down for the whole schedule: ten attempts over 75 hours under one id, then parked with an alert, and nothing is dropped',
  async t => {
    const owner = agency()
    const client = await as(owner, 'integrator')
    const { receiver, path } = await activate(client)
    const [one = '', other = ''] = someCases(2)
    receiver.answer(({ body }) => (failing.has(numberOf(body)) ? 500 : 204))
    const entered = await enter(owner, [one, one, other])
    const [first = 0, second = 0, third = 0] = entered
    const failing = new Set([first])
    const deliverer = world.startDeliverer()
    const tried = () => receiver.rung.filter(({ body }) => numberOf(body) === first).length
    await until(() => tried() === 1 && receiver.rung.some(({ body }) => numberOf(body) === third))
    for (const [index, pause] of pauses.entries()) {
      await until(async () => (await deliveries(client, path, '&state=sending')).length === 0)
      t.equal(tried(), index + 1)
      await forward(pause)
      await deliverer.deliverSoon()
      await until(() => tried() === index + 2)
    }
    const parked = await until(async () => (await deliveries(client, path, '&state=parked'))[0])
    t.match(parked, { number: first, state: 'parked', attempts: 10, dueAt: null })
    t.equal((parked['tried'] as unknown[]).length, 10)
    t.match((parked['tried'] as unknown[]).at(-1), { outcome: 'refused', status: 500 })
    await forward(24 * hour)
    await deliverer.deliverSoon()
    t.equal(tried(), 10)

    const rung = receiver.rung.filter(({ body }) => numberOf(body) === first)
    t.equal(new Set(rung.map(({ headers }) => headers['webhook-id'])).size, 1)
    t.equal(rung[0]?.headers['webhook-id'], parked['eventId'])
    const stamps = rung.map(({ headers }) => Number(headers['webhook-timestamp']))
    t.strictSame(
      stamps,
      stamps.toSorted((a, b) => a - b),
    )
    t.match(
      await deliveries(client, path, '&state=held'),
      [{ number: second }],
      'what comes after it in its case waits',
    )
    const status = await client.get(`${path}/status`)
    t.match(status.body, { parked: 1, parkedSince: String, waiting: 1, through: third, last: third })
    t.match(await webhookBacklog(world.pools), { parked: 1 })
    const warnings = () => world.logLines.filter(line => /parked/.test(line)).map(line => JSON.parse(line))
    t.match(warnings(), [{ level: 'warn', agency: owner, webhook: path.split('/').at(-1), number: first }])

    failing.clear()
    const again = await client.post(`${path}/replays`, { from: 1, through: third, onlyParked: true })
    t.match(again.body, { again: 1 })
    await deliverer.deliverSoon()
    await until(async () => (await deliveries(client, path, '&state=delivered')).length === 3)
    t.strictSame(numbers(receiver).slice(-2), [first, second])
    t.match((await client.get(`${path}/status`)).body, { parked: 0, parkedSince: null, waiting: 0, failures: 0 })
    await deliverer.stop()
  },
)

t.test('410 disables the webhook, and a new consent takes up where it stood', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  const deliverer = world.startDeliverer()
  receiver.answer(() => 410)
  const [number = 0] = await enter(owner, someCases(1))
  await deliverer.deliverSoon()
  const gone = await until(async () => {
    const { body } = await client.get(path)
    return body['state'] === 'disabled' && body
  })
  t.match(gone, { disabledBecause: 'gone' })
  await enter(owner, someCases(1))
  await forward(24 * hour)
  await deliverer.deliverSoon()
  t.strictSame(numbers(receiver), [number])
  t.match((await client.post(`${path}/tests`)).body, { code: 'webhook-not-consented', rule: 'R-WHK-02' })
  receiver.answer(() => 204)
  t.equal((await client.put(`${path}/consent`)).status, 201)
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === 3)
  t.strictSame(numbers(receiver).toSorted(), [number, number, number + 1])
  await deliverer.stop()
})

t.test('eight bells are under way to an endpoint at a time, and no more than it allows in a minute', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  const waiting: (() => void)[] = []
  receiver.answer((_, response) => {
    waiting.push(() => response.writeHead(204).end())
    return undefined
  })
  await enter(owner, someCases(12))
  const deliverer = world.startDeliverer()
  const other = world.startDeliverer()
  await until(() => waiting.length === 8)
  await Promise.all([deliverer.deliverSoon(), other.deliverSoon()])
  t.equal(waiting.length, 8)
  t.equal((await deliveries(client, path, '&state=waiting')).length, 4)
  receiver.answer(() => 204)
  for (const answer of waiting) answer()
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 12)

  receiver.consent({ 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '1' })
  await forward(5_000)
  t.match((await client.put(`${path}/consent`)).body, { allowedRate: 1 })
  const from = receiver.rung.length
  await enter(owner, someCases(2))
  await deliverer.deliverSoon()
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 13)
  await Promise.all([deliverer.deliverSoon(), other.deliverSoon()])
  t.equal(receiver.rung.length, from + 1)
  await forward(minute)
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === from + 2)
  await deliverer.stop()
  await other.stop()
})

t.test('Retry-After and 429 give the whole endpoint a rest; a failing endpoint gets one bell at a time', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  const deliverer = world.startDeliverer()
  receiver.answer(() => ({ status: 503, headers: { 'retry-after': '3600' } }))
  await enter(owner, someCases(1))
  await deliverer.deliverSoon()
  await until(async () => (await client.get(`${path}/status`)).body['restingUntil'])
  await enter(owner, someCases(3))
  await forward(59 * minute)
  await deliverer.deliverSoon()
  t.equal(receiver.rung.length, 1, 'nothing goes there before')
  let open = 0
  let most = 0
  receiver.answer((_, response) => {
    most = Math.max(most, ++open)
    setImmediate(() => {
      open--
      response.writeHead(500).end()
    })
    return undefined
  })
  await forward(2 * minute)
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === 5)
  t.equal(most, 1)
  // What is settled only after the clock has moved is due after the hour, and nobody moves it again.
  await until(async () => (await client.get(`${path}/status`)).body['failures'] === 5)
  receiver.answer(() => 204)
  await forward(hour)
  await deliverer.deliverSoon()
  await until(async () => (await client.get(`${path}/status`)).body['waiting'] === 0)
  await deliverer.stop()
})

t.test(
  'a process killed between sending and noting it: another rings again under the same id, once its time is over',
  async t => {
    const owner = agency()
    const client = await as(owner, 'integrator')
    const { receiver, path } = await activate(client)
    await enter(owner, someCases(1))
    const child = spawn(process.execPath, [
      new URL('../support/deliver-process.ts', import.meta.url).pathname,
      world.urls.serviceUrl,
      world.kept.webhookKey.toString('hex'),
    ])
    receiver.answer(() => {
      child.kill('SIGKILL')
      return undefined
    })
    await once(child, 'exit')
    t.equal(receiver.rung.length, 1)
    t.match(await deliveries(client, path), [{ state: 'sending', attempts: 0 }])

    receiver.answer(() => 204)
    const deliverer = world.startDeliverer()
    await deliverer.deliverSoon()
    t.equal(receiver.rung.length, 1, 'nobody takes up what another has')
    await forward(minute)
    await deliverer.deliverSoon()
    await until(async () => (await deliveries(client, path, '&state=delivered')).length === 1)
    const [before, after] = receiver.rung
    t.equal(receiver.rung.length, 2)
    t.match(await deliveries(client, path), [{ attempts: 1 }], 'what nobody knows the outcome of counts as none')
    t.equal(after?.headers['webhook-id'], before?.headers['webhook-id'])
    t.equal(after?.body, before?.body)
    await deliverer.stop()
  },
)

t.test('a process that stops gives back what is under way, and the next makes the attempt', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  receiver.answer(() => undefined)
  await enter(owner, someCases(1))
  const hanging = world.startDeliverer(0)
  await hanging.deliverSoon()
  await until(() => receiver.rung.length === 1)
  await hanging.stop()
  t.match(await deliveries(client, path), [{ state: 'waiting', attempts: 0, tried: [] }])
  receiver.answer(() => 204)
  const next = world.startDeliverer()
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 1)
  await next.stop()
})

t.test('an attempt that could not be made is none of the ten, and the status says why nothing is sent', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  const read = createBellReader(world.pools)
  let tries = 0
  let isReadable = false
  const deliverer = world.startDeliverer(0, {
    bellOf: wanted => {
      tries += 1
      return isReadable ? read(wanted) : Promise.reject(new Error('no connection in time'))
    },
  })
  await enter(owner, someCases(1))
  for (let round = 1; round <= pauses.length + 2; round += 1) {
    await deliverer.deliverSoon()
    await until(async () => tries === round && (await deliveries(client, path, '&state=waiting')).length === 1)
    await deliverer.deliverSoon()
    t.equal(tries, round, 'it is tried again after a pause')
    await forward(10_000)
  }
  t.match(await deliveries(client, path), [{ state: 'waiting', attempts: 0, tried: [] }])
  const stalled = (await client.get(`${path}/status`)).body
  t.match(stalled, { failures: 0, stalledBecause: 'unread', stalledSince: /^2/ })

  receiver.answer(() => 503)
  isReadable = true
  await deliverer.deliverSoon()
  await until(async () => (await deliveries(client, path, '&state=waiting'))[0]?.['attempts'] === 1)
  t.match((await client.get(`${path}/status`)).body, {
    failures: 1,
    parked: 0,
    stalledBecause: null,
    stalledSince: null,
  })
  receiver.answer(() => 204)
  await forward(pauses[0])
  await deliverer.deliverSoon()
  await until(async () => (await deliveries(client, path, '&state=delivered'))[0]?.['attempts'] === 2)
  await deliverer.stop()
})

t.test('what is asked for before its turn comes in its turn, in the order of its case', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const receiver = await startReceiver(t)
  const path = `/v1/webhooks/${(await client.post('/v1/webhooks', { url: receiver.url })).body.id}`
  const [one = ''] = someCases(1)
  const entered = await enter(owner, [one, one, one])
  const again = await client.post(`${path}/replays`, { from: entered[2], through: entered[2] })
  t.match(again, { status: 200, body: { again: 0 } })
  t.equal((await client.put(`${path}/consent`)).status, 201)
  const deliverer = world.startDeliverer()
  await deliverer.deliverSoon()
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 3)
  t.strictSame(numbers(receiver), entered)
  t.match((await client.post(`${path}/replays`, { from: entered[2], through: entered[2] })).body, { again: 1 })
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === 4)
  await deliverer.stop()
})

t.test('a webhook whose keys cannot be used rests, says so, and rings when they can', async t => {
  const owner = agency()
  const client = await as(owner, 'integrator')
  const { receiver, path } = await activate(client)
  const without = world.startDeliverer(0, { keys: createKeyRing([{ id: 'another', key: randomBytes(32) }]) })
  await enter(owner, someCases(3))
  await without.deliverSoon()
  const stalled = await until(async () => {
    const { body } = await client.get(`${path}/status`)
    return body['stalledBecause'] && body
  })
  const { restingUntil, stalledSince } = stalled as Record<string, string>
  t.ok(Date.parse(restingUntil ?? '') - Date.parse(stalledSince ?? '') > 4 * minute)
  t.match(stalled, { stalledBecause: 'unsigned', stalledSince: /^2/, failures: 0, waiting: 3, parked: 0 })
  const lines = () =>
    world.logLines.filter(line => /an attempt was not made/.test(line) && /unsigned/.test(line)).length
  await until(() => lines() === 3)
  await forward(4 * minute)
  await without.deliverSoon()
  t.equal(lines(), 3)
  await forward(minute)
  await without.deliverSoon()
  await until(() => lines() > 3)
  await without.stop()
  const deliverer = world.startDeliverer()
  await until(async () => (await client.get(`${path}/status`)).body['waiting'] === 3)
  t.match((await client.post(`${path}/replays`, { from: 1, through: 3 })).body, { again: 3 })
  await deliverer.deliverSoon()
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 3)
  t.equal(receiver.rung.length, 3)
  t.match((await client.get(`${path}/status`)).body, { stalledBecause: null, stalledSince: null })
  await deliverer.stop()
})

t.test('an agency whose connections are all in use holds up the bells of no other', async t => {
  const person = randomUUID() as PersonId
  const [number = 0] = await enter('elsewhere', someCases(1))
  const read = createBellReader({
    ...world.pools,
    run: (who, ...rest) => (who === 'stuck' ? new Promise(() => {}) : world.pools.run(who, ...rest)),
  })
  const wanted = { person, number }
  void read({ ...wanted, agency: 'stuck' as AgencyId })
  t.match(await read({ ...wanted, agency: 'elsewhere' as AgencyId }), { number, type: 'penerusan.withheld' })
})

t.test(
  'a rotation during traffic: who knows the old key or the new one alone verifies every bell of the overlap',
  async t => {
    const owner = agency()
    const client = await as(owner, 'integrator')
    const { receiver, path, made } = await activate(client, { signatures: ['v1', 'v1a'] })
    const secretOf = (keys: unknown) =>
      (keys as { secret: string | null }[]).find(({ secret }) => secret !== null)?.secret ?? ''
    const old = new Webhook(secretOf(made['keys']))
    const deliverer = world.startDeliverer()
    const ring = async (count: number) => {
      const from = receiver.rung.length
      await enter(owner, someCases(count))
      await deliverer.deliverSoon()
      await until(() => receiver.rung.length === from + count)
      // What is under way must not be taken for lost because the clock moves.
      await until(async () => (await deliveries(client, path)).every(row => row['state'] === 'delivered'))
      return receiver.rung.slice(from)
    }
    const verified = (verifier: Webhook, rung: Receiver['rung']) =>
      rung.filter(({ body, headers }) => {
        try {
          return verifier.verify(body, { ...headers })
        } catch {
          return false
        }
      }).length

    t.equal(verified(old, await ring(3)), 3)
    const rotated = await client.post(`${path}/keys`, { scheme: 'v1' })
    t.equal(rotated.status, 201)
    const fresh = new Webhook(secretOf([rotated.body]))
    const during = await ring(4)
    t.equal(verified(old, during), 4)
    t.equal(verified(fresh, during), 4)
    await forward(24 * hour + minute)
    const after = await ring(2)
    t.equal(verified(old, after), 0)
    t.equal(verified(fresh, after), 2)
    t.match(after[0]?.headers['webhook-signature'], /^v1,\S+ v1a,\S+$/)
    await deliverer.stop()
  },
)

t.end()

import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import t from 'tap'
import { startReceiver } from '../support/receiver.ts'
import { finding, report, storiesOf } from '../support/stories.ts'
import type { Answer, Client } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { buildWebhookWorld, someCases } from '../support/webhook-world.ts'

const world = await buildWebhookWorld(t)
const { as, enter, forward, activateAt } = world
const stories = storiesOf(world)
const ours = await as('bkn', 'integrator')
const theirs = await as('bawaslu', 'integrator')

const secretsOf = ({ body }: Answer) => (body['keys'] as { secret: string | null }[]).map(({ secret }) => secret)
/** What an answer says, without what names this one occurrence. */
function substance({ status, body: { requestId: _, instance: __, ...body } }: Answer) {
  return { status, body }
}

/** Everything an integrator can do with one webhook. */
const operations = (path: string): readonly ((client: Client) => Promise<Answer>)[] => [
  client => client.get(path),
  client => client.get(`${path}/status`),
  client => client.get(`${path}/deliveries`),
  client => client.patch(path, { url: 'http://127.0.0.1:1/' }, { ifMatch: '"1"' }),
  client => client.put(`${path}/consent`),
  client => client.post(`${path}/tests`),
  client => client.post(`${path}/keys`, { scheme: 'v1a' }),
  client => client.post(`${path}/replays`, { from: 1, through: 1 }),
  client => client.send('DELETE', path),
]

t.test(
  'a webhook is pending with its keys; the secret is told to whoever asked, again to the same request, and to nobody else',
  async t => {
    const receiver = await startReceiver(t)
    const key = randomUUID()
    const input = { url: receiver.url, signatures: ['v1a', 'v1'] }
    const made = await ours.post('/v1/webhooks', input, { key })
    t.equal(made.status, 201)
    t.equal(made.headers['location'], `/v1/webhooks/${made.body.id}`)
    t.match(made.body, {
      state: 'pending',
      url: receiver.url,
      consentedAt: null,
      by: { agency: 'bkn', role: 'integrator' },
    })
    t.match(secretsOf(made), [null, /^whsec_/])
    t.match(made.body['keys'], [
      { scheme: 'v1a', publicKey: /^whpk_/ },
      { scheme: 'v1', publicKey: null },
    ])
    const [stored] = await world.sql`select body, headers from idempotency_records where key = ${key}`
    t.notMatch(JSON.stringify(stored), /whsec_/)
    t.notMatch(JSON.stringify(await world.sql`select sealed from webhook_keys`), /whsec_/)

    const again = await ours.post('/v1/webhooks', input, { key })
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.strictSame(again.body, made.body)
    const read = await ours.get(`/v1/webhooks/${made.body.id}`)
    t.equal(read.headers['etag'], '"1"')
    t.notMatch(read.text, /whsec_/)
    t.strictSame((await ours.get('/v1/webhooks')).body.items, [read.body])
    t.strictSame((await theirs.get('/v1/webhooks')).body.items, [])
    t.notMatch(world.logLines.join('\n'), /whsec_/)
  },
)

t.test(
  'R-WHK-02: nothing is sent to an endpoint before it has consented by name, and what was numbered meanwhile then is',
  async t => {
    const receiver = await startReceiver(t)
    const { body } = await ours.post('/v1/webhooks', { url: receiver.url })
    const path = `/v1/webhooks/${body.id}`
    await enter('bkn', someCases(2))
    const deliverer = world.startDeliverer()
    await deliverer.deliverSoon()
    t.match((await ours.post(`${path}/tests`)).body, { status: 409, code: 'webhook-not-consented', rule: 'R-WHK-02' })

    receiver.consent({})
    t.match((await ours.put(`${path}/consent`)).body, {
      status: 409,
      rule: 'R-WHK-02',
      errors: [{ pointer: '/url', code: 'not-consented' }],
    })
    t.match((await ours.put(`${path}/consent`)).body, { status: 409, code: 'consent-asked-just-now', rule: 'R-WHK-06' })
    await forward(5_000)
    receiver.consent({ 'webhook-allowed-origin': 'somebody.example' })
    t.match((await ours.put(`${path}/consent`)).body, { rule: 'R-WHK-02' })
    await deliverer.deliverSoon()
    t.equal(receiver.rung.length, 0)
    t.match(receiver.asked[0]?.headers, { 'webhook-request-origin': 'penerusan.example' })

    await forward(5_000)
    receiver.consent({ 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '6000' })
    const consented = await ours.put(`${path}/consent`)
    t.equal(consented.status, 201)
    t.match(consented.body, { state: 'active', allowedRate: 6000, consentedAt: String })
    await until(async () => {
      await forward(1_000)
      await deliverer.deliverSoon()
      return receiver.rung.length === 2
    })
    await forward(5_000)
    receiver.consent({ 'webhook-allowed-origin': 'penerusan.example' })
    const repeated = await ours.put(`${path}/consent`)
    t.equal(repeated.status, 200)
    t.match(repeated.body, { allowedRate: null })
    t.match((await ours.post(`${path}/tests`)).body, { outcome: 'delivered', status: 204 })
    t.match(JSON.parse(receiver.rung.at(-1)?.body ?? ''), { type: 'penerusan.test', specversion: '1.0' })
    t.equal((await ours.send('DELETE', path)).status, 204)
    await deliverer.stop()
  },
)

t.test(
  'R-WHK-01: what leads inward is refused when it is made and when it is moved, and is not asked for its consent',
  async t => {
    const receiver = await startReceiver(t)
    const { body } = await ours.post('/v1/webhooks', { url: receiver.url })
    const path = `/v1/webhooks/${body.id}`
    for (const [url, ...codes] of [
      ['https://169.254.169.254/latest/', 'address'],
      ['https://10.0.0.1/', 'address'],
      ['https://user@receiver.example/', 'user-information'],
      ['http://receiver.example/', 'scheme'],
      ['https://receiver.example:5432/', 'port'],
      ['https://receiver.example/', 'name-unknown'],
      ['https://user@receiver.example:5432/', 'user-information', 'port'],
    ]) {
      const refused = {
        status: 422,
        code: 'webhook-target-refused',
        rule: 'R-WHK-01',
        errors: codes.map(code => ({ pointer: '/url', code })),
      }
      t.match((await ours.post('/v1/webhooks', { url })).body, refused, `${url}`)
      t.match((await ours.patch(path, { url }, { ifMatch: '"1"' })).body, refused, `${url}`)
    }
    await world.sql`update webhooks set url = 'https://10.0.0.1/' where id = ${body.id}`
    t.match((await ours.put(`${path}/consent`)).body, { rule: 'R-WHK-02', errors: [{ code: 'address-refused' }] })
    await ours.send('DELETE', path)
  },
)

t.test('a moved webhook is pending again, and what is not delivered yet goes to the new address', async t => {
  const old = await startReceiver(t)
  const { path } = await activateAt(ours, old)
  old.answer(() => 500)
  const deliverer = world.startDeliverer()
  await enter('bkn', someCases(1))
  await deliverer.deliverSoon()
  await until(() => old.rung.length === 1)
  const next = await startReceiver(t)
  t.match((await ours.patch(path, { url: next.url })).body, { status: 428 })
  t.match((await ours.patch(path, { url: next.url }, { ifMatch: '"1"' })).body, { status: 412, code: 'stale-version' })
  const moved = await ours.patch(path, { url: next.url }, { ifMatch: await ours.etag(path) })
  t.match(moved.body, { state: 'pending', url: next.url, consentedAt: null })
  t.equal(moved.headers['etag'], await ours.etag(path))
  await forward(3_600_000)
  await deliverer.deliverSoon()
  t.equal(next.rung.length + old.rung.length, 1)
  t.equal((await ours.put(`${path}/consent`)).status, 201)
  await deliverer.deliverSoon()
  await until(() => next.rung.length === 1)
  t.equal(next.rung[0]?.headers['webhook-id'], old.rung[0]?.headers['webhook-id'])
  await deliverer.stop()
  await ours.send('DELETE', path)
})

t.test('what is answered at an address that a webhook has left counts for nothing at its new one', async t => {
  const [old, next] = [await startReceiver(t), await startReceiver(t)]
  const { path } = await activateAt(ours, old)
  const held: ServerResponse[] = []
  old.answer((_, response) => void held.push(response))
  const deliverer = world.startDeliverer()
  await enter('bkn', someCases(2))
  await deliverer.deliverSoon()
  await until(() => held.length === 2)
  await ours.patch(path, { url: next.url }, { ifMatch: await ours.etag(path) })
  await forward(5_000)
  t.equal((await ours.put(`${path}/consent`)).status, 201)

  held[0]?.writeHead(410).end()
  held[1]?.writeHead(429, { 'retry-after': '86400' }).end()
  await until(async () => {
    await deliverer.deliverSoon()
    return next.rung.length === 2
  })
  t.match((await ours.get(path)).body, { state: 'active', url: next.url })
  t.match((await ours.get(`${path}/status`)).body, { failures: 0, restingUntil: null })
  await deliverer.stop()
  await ours.send('DELETE', path)
})

t.test(
  'an address that a webhook has already changes nothing, whichever version is named: a retry succeeds',
  async t => {
    const receiver = await startReceiver(t)
    const { path } = await activateAt(ours, receiver)
    const ifMatch = await ours.etag(path)
    const same = await ours.patch(path, { url: receiver.url }, { ifMatch })
    t.match(same, { status: 200, headers: { etag: ifMatch }, body: { state: 'active' } })
    t.equal(await ours.etag(path), ifMatch)

    const next = await startReceiver(t)
    const moved = await ours.patch(path, { url: next.url }, { ifMatch })
    t.match(moved.body, { url: next.url, state: 'pending' })
    await forward(5_000)
    t.equal((await ours.put(`${path}/consent`)).status, 201)
    const again = await ours.patch(path, { url: next.url }, { ifMatch })
    t.match(again, { status: 200, headers: { etag: await ours.etag(path) }, body: { url: next.url, state: 'active' } })
    t.match((await ours.patch(path, { url: next.url })).body, { status: 428 })
    t.match((await ours.patch(path, { url: receiver.url }, { ifMatch })).body, { code: 'stale-version' })
    await ours.send('DELETE', path)
  },
)

t.test('a webhook is its agency’s: it rings on when whoever made it has left, and its status says so', async t => {
  const receiver = await startReceiver(t)
  const leaver = await as('kominfo', 'integrator', 'leaving-integrator')
  const { path } = await activateAt(leaver, receiver)
  const stays = world.cast.integrator
  t.match((await stays.get(`${path}/status`)).body, { makerDepartedAt: null })
  const left = { officer: 'leaving-integrator', successor: 'integrator-1', reason: 'Transferred.' }
  t.equal((await world.cast.referrer.post('/v1/departures', left)).status, 201)
  t.equal((await leaver.get(`${path}/status`)).status, 403)
  t.match((await stays.get(`${path}/status`)).body, { makerDepartedAt: /^2/ })

  const rung = receiver.rung.length
  const deliverer = world.startDeliverer()
  await enter('kominfo', someCases(1))
  await until(async () => {
    await deliverer.deliverSoon()
    return receiver.rung.length > rung
  })
  await deliverer.stop()
  await stays.send('DELETE', path)
})

t.test('what waits hours for its next attempt is tried at once when it is asked for', async t => {
  const receiver = await startReceiver(t)
  const { path } = await activateAt(ours, receiver)
  const [one = ''] = someCases(1)
  const [first = 0, second = 0] = await enter('bkn', [one, one])
  receiver.answer(() => 500)
  const deliverer = world.startDeliverer()
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(async () => {
      await deliverer.deliverSoon()
      return receiver.rung.length === attempt
    })
    await until(async () => (await world.deliveries(ours, path, '&state=waiting')).length === 1)
    if (attempt < 3) await forward(3_600_000)
  }
  await deliverer.deliverSoon()
  t.equal(receiver.rung.length, 3, 'nothing is due')

  receiver.answer(() => 204)
  const asked = await ours.post(`${path}/replays`, { from: first, through: second, onlyParked: true })
  t.match(asked.body, { again: 1 }, 'what is held back behind it follows by itself')
  await until(async () => {
    await deliverer.deliverSoon()
    return receiver.rung.length === 5
  })
  await deliverer.stop()
  await ours.send('DELETE', path)
})

t.test('R-WHK-04: one number or a range is delivered again, of the feed and of no other numbers', async t => {
  const receiver = await startReceiver(t)
  const { path } = await activateAt(ours, receiver)
  const [one = ''] = someCases(1)
  const entered = await enter('bkn', [one, one, one])
  const [first = 0, , last = 0] = entered
  const deliverer = world.startDeliverer()
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === 3)
  await until(async () => (await world.deliveries(ours, path, '&state=delivered')).length === 3)
  t.match((await ours.post(`${path}/replays`, { from: first, through: last })).body, { again: 3 })
  await deliverer.deliverSoon()
  await until(() => receiver.rung.length === 6)
  const ids = receiver.rung.map(({ headers }) => headers['webhook-id'])
  t.strictSame(ids.slice(3), ids.slice(0, 3), 'in their order and under their ids')
  t.match(
    (await ours.post(`${path}/replays`, { from: 1, through: 1 })).body,
    { again: 1 },
    'also what this webhook never had',
  )
  await until(async () => {
    await deliverer.deliverSoon()
    return receiver.rung.length === 7
  })
  for (const [from, through, code] of [
    [last, first, 'range'],
    [1, last + 1, 'beyond-the-feed'],
    [1, 10_001, 'range'],
  ]) {
    const refused = { status: 422, rule: 'R-WHK-04', errors: [{ code }] }
    t.match((await ours.post(`${path}/replays`, { from, through })).body, refused, `${from} to ${through}`)
  }
  const page = await ours.get(`${path}/deliveries?limit=2`)
  t.equal(page.body.items.length, 2)
  const rest = await ours.get(page.body.next ?? '')
  t.strictSame(
    [...page.body.items, ...rest.body.items].map(({ number }) => number),
    [last, last - 1, first, 1],
  )
  t.equal(rest.body.next, null)
  await deliverer.stop()
  await ours.send('DELETE', path)
})

t.test('R-ACC-01: webhooks are for integrators, and those of another agency are not there', async t => {
  const receiver = await startReceiver(t)
  const { body } = await ours.post('/v1/webhooks', { url: receiver.url })
  const path = `/v1/webhooks/${body.id}`
  const absent = `/v1/webhooks/${randomUUID()}`
  for (const [index, operation] of operations(path).entries()) {
    const answer = await operation(theirs)
    t.equal(answer.status, 404, `${index}`)
    const missing = await operations(absent)[index]?.(theirs)
    t.strictSame(substance(answer), missing && substance(missing))
    for (const role of ['auditor', 'observer', 'compliance-officer'] as const) {
      t.match((await operation(await as('bkn', role))).body, { status: 403, rule: 'R-ACC-01' }, `${index} ${role}`)
    }
  }
  t.equal((await ours.get(path)).status, 200)
  await ours.send('DELETE', path)
  for (const operation of operations(path)) t.equal((await operation(ours)).status, 404)
})

t.test('R-FED-01: a webhook rings from a number that the feed has reached', async t => {
  const receiver = await startReceiver(t)
  const { body } = await theirs.get('/v1/feed')
  const from = (after: number) => theirs.post('/v1/webhooks', { url: receiver.url, after })
  const refused = await from(Number(body['last']) + 1)
  t.match(refused.body, {
    status: 422,
    code: 'feed-number-unknown',
    rule: 'R-FED-01',
    errors: [{ pointer: '/after', code: 'feed-number-unknown' }],
  })
  const made = await from(Number(body['last']))
  t.equal(made.status, 201)
  t.equal((await theirs.send('DELETE', `/v1/webhooks/${made.body.id}`)).status, 204)
})

t.test(
  'R-WHK-03, R-WHK-05: an agency has ten webhooks at most, and a webhook four keys of a scheme that sign',
  async t => {
    const client = await as('menpanrb', 'integrator')
    const receiver = await startReceiver(t)
    const made = await Promise.all(Array.from({ length: 12 }, () => client.post('/v1/webhooks', { url: receiver.url })))
    t.equal(made.filter(({ status }) => status === 201).length, 10)
    t.match(made.find(({ status }) => status !== 201)?.body, {
      status: 409,
      code: 'too-many-webhooks',
      rule: 'R-WHK-03',
    })

    const path = `/v1/webhooks/${made.find(({ status }) => status === 201)?.body.id}`
    for (let more = 0; more < 3; more++) t.equal((await client.post(`${path}/keys`, { scheme: 'v1a' })).status, 201)
    t.match((await client.post(`${path}/keys`, { scheme: 'v1a' })).body, { status: 409, rule: 'R-WHK-05' })
    const emergency = await client.post(`${path}/keys`, { scheme: 'v1a', overlapHours: 0 })
    t.equal(emergency.status, 201, 'a lost key is replaced at once')
    const { body } = await client.get(path)
    t.match(body['keys'], [{ id: emergency.body.id, signsUntil: null }])
    t.equal((body['keys'] as unknown[]).length, 1)
  },
)

t.test('a bell is a thin CloudEvent of the feed: nothing that a case says is in it', async t => {
  const [kasn, kominfo] = [await as('kasn', 'integrator'), await as('kominfo', 'integrator')]
  const receivers = await Promise.all(
    [kasn, kominfo].map(async client => {
      const receiver = await startReceiver(t)
      await activateAt(client, receiver)
      return receiver
    }),
  )
  const { referral } = await stories.reach('received', report)
  await world.numberAll()
  const deliverer = world.startDeliverer()
  await deliverer.deliverSoon()
  await until(() => receivers.every(({ rung }) => rung.some(({ body }) => /penerusan\.referral-received/.test(body))))
  await deliverer.stop()
  const bells = receivers.flatMap(({ rung }) => rung)
  const members = [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'number',
    'subjectversion',
    'digest',
    'entrydigest',
    'runningdigest',
  ]
  for (const { body, headers } of bells) {
    const event = JSON.parse(body)
    t.strictSame(Object.keys(event).sort(), members.toSorted(), event.type)
    t.equal(headers['webhook-id'], event.id)
    t.match(headers['content-type'], /^application\/cloudevents\+json/)
    t.ok(body.length < 1000)
  }
  t.ok(bells.some(({ body }) => JSON.parse(body).subject === referral))
  const said = JSON.stringify(bells)
  for (const text of textsOf({ ...finding, ...report })) t.notOk(said.includes(text), text)
})

/** Every text of a case that is longer than a code. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 8 ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

t.end()

import { randomUUID } from 'node:crypto'
import t from 'tap'
import { type Case, finding, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'
import { timesOver } from '../support/thorough.ts'
import { caseFor, everyOperation, type Operation, readerOf } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, otherRecorder, officer } = world.cast

const nothing: Case = { violationId: '', id: '', violation: '', referral: '', persons: [], evidence: [] }
/** Evidence is added by a form, and inspected while we count: evidence-intake.test.ts has the same for it. */
const posts = everyOperation.filter(({ method, unkeyed, form }) => method === 'POST' && unkeyed !== true && !form)

async function prepare(operation: Operation) {
  const found = (await caseFor(stories, operation)) ?? nothing
  const tagged = operation.ifMatch?.(found)
  const ifMatch = tagged && (await readerOf(tagged, world.cast).etag(tagged))
  const path = (await operation.own?.(world.cast[operation.by], { world, stories })) ?? operation.path(found)
  const body = operation.body?.(found)
  return (key: string | null, changed: object = {}) =>
    world.cast[operation.by].post(path, { ...body, ...changed }, { key, ifMatch })
}

/** How many rows each table of cases has. */
async function rows(): Promise<Record<string, number>> {
  const tables = [
    'events',
    'violations',
    'referrals',
    'examinations',
    'webhooks',
    'webhook_keys',
    'idempotency_records',
  ]
  return Object.fromEntries(await Promise.all(tables.map(async table => [table, await world.count(table)])))
}

async function growth(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rows()
  await work()
  const after = await rows()
  return Object.fromEntries(Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)]))
}

t.test('every POST of the API makes something new and is tried here', async t => {
  t.strictSame(posts.map(({ id }) => id).sort(), [
    'answerQuestion',
    'askQuestion',
    'correctDecision',
    'createWebhook',
    'draftDecision',
    'giveCopy',
    'identifyPerson',
    'mergePersons',
    'reassignCase',
    'recordAppeal',
    'recordDeparture',
    'recordImplication',
    'recordViolation',
    'reportExecution',
    'requestEmergencyAccess',
    'requestReporter',
    'resubmitReferral',
    'returnReferral',
    'rotateWebhookKey',
    'sendReferral',
    'splitPerson',
    'supplementReferral',
  ])
})

for (const operation of posts) {
  t.test(`${operation.id}: 50 identical requests at once have the effect of one`, async t => {
    const alone = await prepare(operation)
    const expected = await growth(() => alone(randomUUID()))
    t.ok(expected['events'] || expected['webhook_keys'])

    const send = await prepare(operation)
    const key = randomUUID()
    const answers: Awaited<ReturnType<typeof send>>[] = []
    const effect = await growth(async () => {
      answers.push(...(await Promise.all(Array.from({ length: timesOver(50) }, () => send(key)))))
    })
    t.strictSame(effect, expected)

    const made = answers.filter(({ status }) => status === 201)
    const refused = answers.filter(({ status }) => status !== 201)
    t.equal(made.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1, 'one did it')
    t.equal(new Set(made.map(({ text, headers }) => `${headers['etag']} ${headers['location']} ${text}`)).size, 1)
    for (const answer of refused) {
      t.equal(refusal(answer), '409 request-in-progress')
      t.match(answer.headers['retry-after'], /^\d+$/)
    }
  })

  t.test(`${operation.id}: a repetition is answered alike and does nothing`, async t => {
    const send = await prepare(operation)
    const key = randomUUID()
    const first = await send(key)
    t.equal(first.status, 201)
    const effect = await growth(async () => {
      const again = await send(key)
      t.equal(again.status, first.status)
      t.equal(again.text, first.text)
      for (const name of ['etag', 'location', 'content-type']) t.equal(again.headers[name], first.headers[name])
      t.equal(first.headers['idempotency-replayed'], undefined)
      t.equal(again.headers['idempotency-replayed'], 'true')
    })
    t.ok(Object.values(effect).every(count => count === 0))
  })

  t.test(`${operation.id}: a key is required, in its form`, async t => {
    const send = await prepare(operation)
    const before = await world.fingerprint()
    t.equal(refusal(await send(null)), '400 idempotency-key-missing')
    t.equal(refusal(await send('')), '400 idempotency-key-invalid')
    t.equal(refusal(await send('x'.repeat(256))), '400 idempotency-key-invalid')
    t.equal(await world.fingerprint(), before)
    t.equal((await send('x'.repeat(255))).status, 201)
  })
}

t.test('a key is one quoted string', async t => {
  for (const header of ['abc', '"abc', '"a", "b"', '"a";p=1', 'a"b"', '"ä"', '?1', '17', '"a\\b"']) {
    const headers = { 'idempotency-key': header }
    const answer = await recorder.post('/v1/violations', finding, { key: null, headers })
    t.equal(refusal(answer), '400 idempotency-key-invalid', header)
  }
})

t.test('a key belongs to one request: with one byte changed it is refused', async t => {
  const key = randomUUID()
  const first = await recorder.post('/v1/violations', finding, { key })
  const changed = { ...finding, eventDescription: `${finding.eventDescription.slice(0, -1)}!` }
  t.equal(refusal(await recorder.post('/v1/violations', changed, { key })), '422 idempotency-key-reused')
  const spaced = JSON.stringify(Object.fromEntries(Object.entries(finding).reverse()), null, 2)
  t.equal(
    (await recorder.post('/v1/violations', spaced, { key })).text,
    first.text,
    'white space and order of names aside',
  )
})

t.test('a key belongs to one person, one agency and one operation', async t => {
  const key = randomUUID()
  const first = await recorder.post('/v1/violations', finding, { key })
  const other = await otherRecorder.post('/v1/violations', finding, { key })
  t.equal(other.status, 201)
  t.not(other.body.id, first.body.id)

  const { referral } = await stories.reach('accepted')
  const sameNameElsewhere = await world.as('kasn', 'case-officer', 'recorder-1')
  const asked = await recorder.post(`${referral}/questions`, { text: 'x' }, { key })
  const askedToo = await sameNameElsewhere.post(`${referral}/questions`, { text: 'x' }, { key })
  t.strictSame([asked.body.number, askedToo.body.number], [1, 2])
  const answered = await recorder.post(`${referral}/questions/2/answers`, { text: 'x' }, { key })
  t.equal(answered.status, 201)
  t.equal(refusal(await officer.post(`${referral}/questions/2/answers`, { text: 'x' }, { key })).slice(0, 3), '403')
})

t.test('a key belongs to one referral: used at another it is refused', async t => {
  const [one, other] = [await stories.reach('accepted'), await stories.reach('accepted')]
  const key = randomUUID()
  t.equal((await officer.post(`${one.referral}/questions`, { text: 'x' }, { key })).status, 201)
  const reused = await officer.post(`${other.referral}/questions`, { text: 'x' }, { key })
  t.equal(refusal(reused), '422 idempotency-key-reused')
})

t.test('a refusal is not stored: the same key serves for the corrected request', async t => {
  for (const wrong of [{ place: 7 }, { occurredAt: '2099-01-01T00:00:00Z' }, { reporter: { name: 'Budi' } }]) {
    const key = randomUUID()
    const refused = await recorder.post('/v1/violations', { ...finding, ...wrong }, { key })
    t.ok([400, 422].includes(refused.status))
    t.equal((await recorder.post('/v1/violations', finding, { key })).status, 201)
  }
})

t.test('a stored reply is given only to who may still do it', async t => {
  const key = randomUUID()
  const person = await world.as('kominfo', 'recorder', 'moved-1')
  t.equal((await person.post('/v1/violations', finding, { key })).status, 201)
  const since = await world.as('kominfo', 'referrer', 'moved-1')
  t.equal(refusal(await since.post('/v1/violations', finding, { key })), '403 role-required R-ACC-01')
  t.equal(refusal(await since.post('/v1/violations', finding, { key: null })), '403 role-required R-ACC-01')
})

t.test('after 24 hours a key is free again', async t => {
  const key = randomUUID()
  const first = await recorder.post('/v1/violations', finding, { key })
  await world.sql`insert into clock_shift values (true, '23 hours 59 minutes')`
  t.equal((await recorder.post('/v1/violations', finding, { key })).body.id, first.body.id)
  await world.sql`update clock_shift set shift = '25 hours'`
  const later = await recorder.post('/v1/violations', { ...finding, interaction: 'share' }, { key })
  t.equal(later.status, 201)
  t.not(later.body.id, first.body.id)
  t.equal(later.headers['idempotency-replayed'], undefined)
  const again = await recorder.post('/v1/violations', { ...finding, interaction: 'share' }, { key })
  t.equal(again.body.id, later.body.id)
})

t.end()

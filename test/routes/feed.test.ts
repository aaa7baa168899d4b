import { randomUUID } from 'node:crypto'
import t from 'tap'
import { digestOfNothing, type FeedEntry } from '../../src/domain/feed-entry.ts'
import { entryDigestOf, runningDigestAfter } from '../../src/feed/digests.ts'
import { storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, officer, commissioner, auditor } = world.cast
const ours = await world.as('kominfo', 'integrator', 'sync')
const theirs = await world.as('kasn', 'integrator', 'sync')

/** Everything that follows a number, read in pieces. */
async function follow(client: Client, after = 0, limit = 7): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  for (let next = `/v1/feed?after=${after}&limit=${limit}`; ; ) {
    const { body } = succeeded(await client.get(next))
    if (body.items.length === 0) return items
    items.push(...body.items)
    next = String(body.next)
  }
}

function entryOf(item: AnyBody): FeedEntry {
  const { type, subject, subjectversion, digest } = item as Record<string, unknown>
  const withheld = type === 'penerusan.withheld'
  return {
    number: item.number,
    at: String(item['time']),
    eventId: item.id,
    entryDigest: String(item['entrydigest']),
    runningDigest: String(item['runningdigest']),
    about: withheld
      ? null
      : {
          type: String(type),
          subject: String(subject),
          subjectVersion: Number(subjectversion),
          digest: String(digest),
        },
  }
}

/** The running digest as a follower computes it, from what is told and nothing else. */
function chained(items: readonly AnyBody[], before = digestOfNothing): string {
  return items.map(entryOf).reduce((running, entry) => {
    return runningDigestAfter(running, entryDigestOf(entry) ?? entry.entryDigest)
  }, before)
}

t.test('each agency is told of what concerns it under numbers 1, 2, 3, … of its own, and of nothing else', async t => {
  const { id, violation } = await stories.reach('under-examination')
  await world.numberAll()
  const [told, toldThem] = [await follow(ours), await follow(theirs)]
  for (const items of [told, toldThem]) {
    t.strictSame(
      items.map(item => item.number),
      items.map((_, index) => index + 1),
    )
  }
  const types = (items: AnyBody[], subject: string) =>
    items.filter(item => item['subject'] === subject).map(item => item['type'])
  t.strictSame(types(told, violation).slice(0, 2), ['penerusan.violation-recorded', 'penerusan.violation-documented'])
  t.strictSame(types(toldThem, violation), [])
  const shared = types(told, `/v1/referrals/${id}`)
  t.ok(shared.includes('penerusan.referral-sent') && shared.includes('penerusan.case-officer-assigned'))
  t.strictSame(
    types(toldThem, `/v1/referrals/${id}`),
    shared,
    'both are told the same of what they share, in one order',
  )
})

t.test('an item is a CloudEvent without data, whose subject its agency reads', async t => {
  const [item] = await follow(theirs, 0, 1)
  t.match(item, {
    specversion: '1.0',
    source: '/v1/feed',
    type: /^penerusan\.[a-z-]+$/,
    subject: /^\/v1\/referrals\/[0-9a-f-]{36}$/,
    time: /Z$/,
    number: 1,
    subjectversion: 1,
  })
  t.ok(
    Object.keys(item ?? {}).every(name => /^[a-z0-9]{1,20}$/.test(name)),
    'attributes are named as CloudEvents demands',
  )
  t.equal((await officer.get(String(item?.['subject']))).status, 200)
  const [event] = await world.sql`select encode(digest, 'hex') as digest from events where id = ${item?.id ?? ''}`
  t.equal(item?.['digest'], event?.['digest'], 'with the digest that the log has')
})

t.test('every digest is what a follower computes from what is told', async t => {
  for (const client of [ours, theirs]) {
    const items = await follow(client)
    t.ok(items.length > 3)
    for (const item of items) t.equal(entryDigestOf(entryOf(item)), item['entrydigest'])
    for (const [index, item] of items.entries()) t.equal(item['runningdigest'], chained(items.slice(0, index + 1)))
  }
})

t.test('from any number on the same is read again, and the way on is always told', async t => {
  const all = await follow(ours)
  const { body, headers } = await ours.get('/v1/feed?after=3&limit=2')
  t.strictSame(body.items, all.slice(3, 5))
  t.strictSame([body.next, body['last']], ['/v1/feed?after=5&limit=2', all.length])
  t.equal(headers['link'], '</v1/feed?after=5&limit=2>; rel="next"')
  const end = await ours.get(`/v1/feed?after=${all.length}`)
  t.strictSame([end.body.items, end.body.next], [[], `/v1/feed?after=${all.length}`])
})

t.test('a follower that is ahead of the feed is stopped (R-FED-01)', async t => {
  const { length } = await follow(ours)
  const ahead = await ours.get(`/v1/feed?after=${length + 1}`)
  t.equal(refusal(ahead), '422 feed-number-unknown R-FED-01 query/after feed-number-unknown')
  t.equal(ahead.body['detail'], `The feed ends at ${length}.`)
  const stream = await ours.get(`/v1/feed/stream?after=${length + 1}`)
  t.equal(refusal(stream), '422 feed-number-unknown R-FED-01 query/after feed-number-unknown')
  const resumed = await ours.get('/v1/feed/stream', { headers: { 'last-event-id': `${length + 1}` } })
  t.equal(refusal(resumed), '422 feed-number-unknown R-FED-01 header/last-event-id feed-number-unknown')
})

t.test('whoever reconciles hears that it is the same, or where it first differs', async t => {
  const items = await follow(ours)
  const at = (number: number) => ({ number, runningdigest: chained(items.slice(0, number)) })
  const ask = async (...points: { number: number; runningdigest: string }[]) =>
    succeeded(await ours.post('/v1/feed/reconciliation', { points }, { key: null })).body
  t.strictSame(await ask(at(items.length)), { outcome: 'same', through: items.length })
  t.strictSame(await ask(at(0)), { outcome: 'same', through: 0 }, 'also before anything was read')
  t.strictSame(await ask(at(5), at(2)), { outcome: 'same', through: 5 })

  // It missed number 3 and went on: nothing is right from there.
  const missing = items.toSpliced(2, 1)
  const wrong = (number: number) => ({ number, runningdigest: chained(missing.slice(0, number - 1)) })
  const last = items.length
  t.strictSame(await ask(at(2), wrong(3), wrong(5)), { outcome: 'different', lastSame: 2, firstDifferent: 3, last })
  t.strictSame(await ask(wrong(5), at(1)), { outcome: 'different', lastSame: 1, firstDifferent: 5, last })
  t.strictSame(await ask(wrong(5)), { outcome: 'different', lastSame: 0, firstDifferent: 5, last })
})

t.test('whoever has more than was told, as after a restore, hears where the feed ends', async t => {
  const items = await follow(ours)
  const { length: last } = items
  const at = (number: number) => ({ number, runningdigest: chained(items.slice(0, number)) })
  const beyond = (number: number) => ({ number, runningdigest: 'ab'.repeat(32) })
  const ask = async (...points: { number: number; runningdigest: string }[]) =>
    succeeded(await ours.post('/v1/feed/reconciliation', { points }, { key: null })).body
  const ended = { outcome: 'different', firstDifferent: last + 1, last }
  t.strictSame(await ask(at(3), at(last), beyond(last + 1)), { ...ended, lastSame: last })
  t.strictSame(await ask(beyond(last + 700), at(3), beyond(last + 9)), { ...ended, lastSame: 3 })
  t.strictSame(await ask(beyond(999_999_999_999)), { ...ended, lastSame: 0 })
  const wrong = { outcome: 'different', lastSame: 0, firstDifferent: 2, last }
  t.strictSame(await ask(beyond(2), beyond(last + 9)), wrong, 'and first where it differs before that')
  const nothing = await world.as('menpanrb', 'integrator')
  const points = [at(0), beyond(1)]
  t.strictSame((await nothing.post('/v1/feed/reconciliation', { points }, { key: null })).body, {
    outcome: 'different',
    lastSame: 0,
    firstDifferent: 1,
    last: 0,
  })
})

t.test('what an officer may not see, or not any more, is withheld and keeps its number', async t => {
  const { id, referral } = await stories.reach('accepted')
  const other = await stories.reach('accepted')
  const recused = await world.as('kasn', 'case-officer', `recused-${randomUUID()}`)
  await world.numberAll()
  const before = await follow(recused)
  t.ok(before.some(item => item['subject'] === referral))

  succeeded(await recused.put(`${referral}/recusal`, { interest: 'family', explanation: 'A cousin.' }))
  await world.numberAll()
  const after = await follow(recused)
  t.notMatch(JSON.stringify(after), id)
  t.ok(
    after.some(item => item['subject'] === other.referral),
    'other cases are told as before',
  )
  t.strictSame(
    after.map(item => item.number),
    after.map((_, index) => index + 1),
  )
  const hidden = after.find(item => item.id === before.find(({ subject }) => subject === referral)?.id)
  t.strictSame(Object.keys(hidden ?? {}).sort(), [
    'entrydigest',
    'id',
    'number',
    'runningdigest',
    'source',
    'specversion',
    'time',
    'type',
  ])
  t.equal(hidden?.['type'], 'penerusan.withheld')
  t.equal(chained(after), after.at(-1)?.['runningdigest'], 'and the chain holds')
  t.match(JSON.stringify(await follow(theirs)), id, 'the agency itself is told')
})

t.test('an officer is told of what their role reads; the system of the agency of everything', async t => {
  await world.numberAll()
  const recusal = (items: AnyBody[]) => items.filter(item => item['type'] === 'penerusan.recusal-declared').length
  t.ok(recusal(await follow(theirs)) > 0)
  t.ok(recusal(await follow(commissioner)) > 0)
  t.equal(recusal(await follow(officer)), 0)
})

t.test('the feed is read by who may read referrals and by the system of the agency (R-ACC-01)', async t => {
  t.equal((await recorder.get('/v1/feed')).status, 200)
  for (const client of [auditor, await world.as('kominfo', 'observer')]) {
    t.equal(refusal(await client.get('/v1/feed')), '403 role-required R-ACC-01')
    t.equal(refusal(await client.get('/v1/feed/stream')), '403 role-required R-ACC-01')
    const points = [{ number: 1, runningdigest: digestOfNothing }]
    t.equal(
      refusal(await client.post('/v1/feed/reconciliation', { points }, { key: null })),
      '403 role-required R-ACC-01',
    )
  }
  const { referral, violation } = await stories.reach('sent')
  for (const path of [referral, violation]) {
    t.equal(refusal(await ours.get(path)), '403 role-required R-ACC-01', 'which reads no case')
  }
})

t.test('an agency that nothing concerns has an empty feed', async t => {
  const outside = await world.as('menpanrb', 'integrator')
  t.strictSame((await outside.get('/v1/feed')).body, { items: [], next: '/v1/feed?after=0', last: 0 })
})

t.test('who waits is answered as soon as something comes', async t => {
  await world.numberAll()
  const { length } = await follow(ours)
  const waiting = ours.get(`/v1/feed?after=${length}`, { headers: { prefer: 'respond-async, wait=600' } })
  await stories.reach('draft')
  await world.numberAll()
  const { body, headers } = await waiting
  t.equal(body.items[0]?.number, length + 1)
  t.equal(headers['preference-applied'], 'wait=30', 'and hears for how long it might have been')
})

t.test('who waits is answered when there is nothing after all, and at once when there was something', async t => {
  await world.numberAll()
  const { length } = await follow(ours)
  const nothing = await ours.get(`/v1/feed?after=${length}`, { headers: { prefer: 'wait=1' } })
  t.strictSame([nothing.status, nothing.body.items], [200, []])
  const some = await ours.get('/v1/feed?after=0', { headers: { prefer: 'wait=20' } })
  t.ok(some.body.items.length > 0)
})

t.end()

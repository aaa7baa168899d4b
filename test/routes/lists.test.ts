import t from 'tap'
import { givenDismissal, storiesOf } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, commissioner } = world.cast

async function walk(
  client: Client,
  path: string,
  between: () => Promise<unknown> = async () => {},
): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  for (let next: string | null = path; next !== null; ) {
    const { body } = await client.get(next)
    items.push(...body.items)
    next = body.next
    await between()
  }
  return items
}
const ids = (items: readonly AnyBody[]) => items.map(({ id }) => id)

await t.test('both lists are empty at first', async t => {
  for (const path of ['/v1/violations', '/v1/referrals']) {
    const { body, headers } = await recorder.get(path)
    t.strictSame(body, { items: [], next: null })
    t.equal(headers['link'], undefined)
  }
})

const made: string[] = []
for (let count = 0; count < 7; count++) made.push((await stories.record()).id)
const sent = [await stories.reach('sent'), await stories.reach('sent'), await stories.reach('received')]
const withdrawn = await stories.reach('withdrawn')
const returned = await stories.reach('returned')

t.test('a list is newest first, page by page, with the next page in body and Link', async t => {
  const { body, headers } = await recorder.get('/v1/violations?limit=3')
  t.equal(body.items.length, 3)
  t.equal(headers['link'], `<${body.next}>; rel="next"`)
  const all = await walk(recorder, '/v1/violations?limit=3')
  t.equal(new Set(ids(all)).size, 12)
  t.strictSame(ids(all), ids(all).sort().reverse())
  t.strictSame(ids(all).slice(-7), [...made].reverse())
  t.strictSame((await recorder.get('/v1/violations')).body.items, all)
})

t.test('both parties list a referral, and nobody else', async t => {
  const of = async (client: Client) => ids((await client.get('/v1/referrals')).body.items)
  const expected = [returned, withdrawn, ...[...sent].reverse()].map(({ id }) => id)
  t.strictSame(await of(referrer), expected)
  t.strictSame(await of(intake), expected)
  const item = (await intake.get('/v1/referrals?limit=1')).body.items[0]
  const { id, violationId } = returned
  t.match(item, { id, violationId, sender: 'kominfo', receiver: 'kasn', status: 'returned', dueOn: '2099-01-01' })
})

t.test('filters: state, violation, and a range of times', async t => {
  t.strictSame(ids((await referrer.get('/v1/referrals?status=sent')).body.items), [sent[1]?.id, sent[0]?.id])
  t.strictSame(ids((await referrer.get(`/v1/referrals?violationId=${returned.violationId}`)).body.items), [returned.id])
  t.strictSame((await intake.get(`/v1/referrals?violationId=${made[0]}`)).body.items, [])
  const combined = await intake.get(`/v1/referrals?violationId=${returned.violationId}&status=sent`)
  t.strictSame(combined.body.items, [])
  t.equal((await recorder.get('/v1/violations?status=referred')).body.items.length, 3)
  t.strictSame(
    ids((await recorder.get('/v1/violations?status=documented')).body.items),
    [returned.violationId, withdrawn.violationId],
    'given back, they are documented again',
  )
  t.equal((await recorder.get('/v1/violations?status=draft')).body.items.length, 7)

  const times = (await recorder.get('/v1/violations')).body.items.map(item => String(item['recordedAt']))
  const [newest = ''] = times
  const oldest = times.at(-1) ?? ''
  const range = async (query: string) => (await recorder.get(`/v1/violations?${query}`)).body.items.length
  t.equal(await range(`from=${oldest}`), 12, 'from is inclusive')
  t.equal(await range(`until=${oldest}`), 0, 'until is exclusive')
  t.equal(await range(`from=${newest}`), times.filter(time => time === newest).length)
  t.equal(await range(`until=${newest}`), times.filter(time => time < newest).length)
  t.equal(await range('from=2023-01-01T00:00:00%2B07:00&until=2024-01-01T00:00:00%2B07:00'), 0)
  t.equal(await range('from=1945-08-17T00:00:00Z&until=9999-12-31T23:59:59Z'), 12)
  t.equal(await range(`from=${newest}&until=${oldest}`), 0)
  const middle = times[5] ?? ''
  const late = await walk(recorder, `/v1/violations?limit=2&from=${middle}`)
  t.equal(late.length, times.filter(time => time >= middle).length)
})

t.test('a limit is 1 to 200, and no parameter is unknown or given twice', async t => {
  for (const path of ['/v1/violations', '/v1/referrals', `${returned.referral}/timeline`]) {
    for (const limit of ['1', '200']) t.equal((await recorder.get(`${path}?limit=${limit}`)).status, 200)
    for (const limit of ['0', '201', '-1', '1.5', '01', '', 'x', '1e1', '9007199254740993']) {
      const refused = await recorder.get(`${path}?limit=${limit}`)
      t.match(refusal(refused), /^400 invalid-request query\/limit/, `limit=${limit}`)
    }
    const wrong: [string, RegExp][] = [
      ['page=2', /query\/page additional-properties/],
      ['limit=1&limit=1', /query duplicate-parameter/],
      ['limit[]=1', /query/],
      ['cursor=', /query\/cursor/],
      ['cursor=%ff', /query percent-encoding/],
      ['=1', /query empty-name/],
    ]
    for (const [query, expected] of wrong) {
      const refused = await recorder.get(`${path}?${query}`)
      t.equal(refused.status, 400, query)
      t.match(refusal(refused), expected)
    }
  }
  const filters = ['status=nonsense', 'violationId=1', 'from=2023-01-01', 'until=yesterday', 'from=2023-11-29T09:30:00']
  for (const query of filters) t.equal((await recorder.get(`/v1/referrals?${query}`)).status, 400, query)
  t.equal((await recorder.get('/v1/violations?violationId=x')).status, 400)
  t.match(refusal(await recorder.get(`${returned.referral}?limit=1`)), /query additional-properties/)
})

t.test('a cursor works for its own agency, list and filter, and only as it was given out', async t => {
  const { next } = (await referrer.get('/v1/referrals?limit=1')).body
  const cursor = new URL(next ?? '', 'http://x').searchParams.get('cursor') ?? ''
  const refused = '400 cursor-invalid query/cursor cursor'
  t.equal((await recorder.get(`/v1/referrals?limit=1&cursor=${cursor}`)).status, 200, 'a colleague may go on')
  t.equal((await recorder.get(`/v1/referrals?limit=50&cursor=${cursor}`)).status, 200, 'with other steps')
  t.equal(refusal(await intake.get(next ?? '')), refused, 'stolen by the other agency')
  t.equal(refusal(await recorder.get(`/v1/violations?limit=1&cursor=${cursor}`)), refused, 'of another list')
  t.equal(refusal(await referrer.get(`/v1/referrals?limit=1&status=sent&cursor=${cursor}`)), refused, 'other filter')
  const time = '2023-01-01T00:00:00Z'
  t.equal(refusal(await referrer.get(`/v1/referrals?limit=1&from=${time}&cursor=${cursor}`)), refused)
  t.equal(refusal(await referrer.get(`${returned.referral}/timeline?cursor=${cursor}`)), refused)
  for (let place = 0; place < cursor.length; place++) {
    const other = cursor[place] === 'A' ? 'B' : 'A'
    const tampered = cursor.slice(0, place) + other + cursor.slice(place + 1)
    t.equal(refusal(await referrer.get(`/v1/referrals?limit=1&cursor=${tampered}`)), refused, `byte ${place}`)
  }
  t.equal(refusal(await referrer.get(`/v1/referrals?limit=1&cursor=${cursor}A`)), refused)
})

t.test('what is there throughout is listed once, while others are made and moved between the pages', async t => {
  const before = ids(await walk(recorder, '/v1/violations?limit=200'))
  for (const limit of [1, 2, 3, 5]) {
    const seen = ids(
      await walk(recorder, `/v1/violations?limit=${limit}`, async () => {
        await stories.record()
      }),
    )
    t.equal(new Set(seen).size, seen.length, 'nothing twice')
    t.strictSame(
      before.filter(id => !seen.includes(id)),
      [],
      'nothing missed',
    )
  }
  const referrals = ids(await walk(intake, '/v1/referrals?limit=200'))
  const seen = ids(
    await walk(intake, '/v1/referrals?limit=1', async () => {
      await stories.reach('sent')
    }),
  )
  t.strictSame(seen, referrals)
})

t.test('a list of one state loses what leaves it and repeats nothing', async t => {
  const drafts = ids(await walk(recorder, '/v1/violations?status=draft&limit=200'))
  const leaving = [...drafts].reverse()
  const seen = ids(
    await walk(recorder, '/v1/violations?status=draft&limit=4', async () => {
      const path = `/v1/violations/${leaving.shift()}`
      await stories.act(referrer, 'PUT', `${path}/dismissal`, givenDismissal, path)
    }),
  )
  const left = ids(await walk(recorder, '/v1/violations?status=draft&limit=200'))
  t.equal(new Set(seen).size, seen.length)
  t.strictSame(
    left.filter(id => !seen.includes(id)),
    [],
  )
})

t.test('the agencies are listed with their mandates', async t => {
  const { body } = await commissioner.get('/v1/agencies')
  t.match(
    body.items.find(({ id }) => id === 'kasn'),
    { name: { id: 'Komisi Aparatur Sipil Negara' }, mandates: [{ mandate: 'merit-supervision' }] },
  )
  t.strictSame(ids(body.items), ids(body.items).sort())
})

t.test('health and readiness need no token', async t => {
  const nobody = world.withAuthorization(undefined)
  t.strictSame((await nobody.get('/healthz')).body, { status: 'ok' })
  t.match((await nobody.get('/readyz')).body, {
    status: /^(ok|degraded)$/,
    feeds: { waiting: Number, oldestSeconds: Number },
  })
})

t.end()

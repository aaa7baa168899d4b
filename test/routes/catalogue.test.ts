import t, { type Test } from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type CatalogueName, type CatalogueRow, inForce } from '../../src/domain/catalogue.ts'
import { finding } from '../support/stories.ts'
import { type AnyBody, buildTestApp, refusal } from '../support/test-app.ts'

const law = readCatalogues()
const world = await buildTestApp({ after: close => t.teardown(close) }, { at: '2024-02-01T12:00:00+07:00' })
const { recorder, officer } = world.cast
const observer = await world.as('bkn', 'observer', 'observer-1')
const names = Object.keys(law.versions) as CatalogueName[]

async function walk(t: Test, path: string): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  for (let next: string | null = path; next !== null; ) {
    const { status, body, headers } = await observer.get(next)
    t.equal(status, 200)
    t.equal(headers['link'], body.next === null ? undefined : `<${body.next}>; rel="next"`)
    items.push(...body.items)
    next = body.next
  }
  return items
}

t.test('the index names every catalogue with its version, digest and last change', async t => {
  const { status, body } = await observer.get('/v1/catalogue')
  t.equal(status, 200)
  t.strictSame(
    body.items,
    names.toSorted().map(name => ({
      name,
      version: law.versions[name],
      rows: law[name].length,
      digest: law.digests[name],
      lastChange: law.changes[name].at(-1),
    })),
  )
})

for (const name of names) {
  t.test(`every row of ${name} that is valid on the day is given out whole, in the order of the file`, async t => {
    t.strictSame(
      await walk(t, `/v1/catalogue/${name}?asOf=2025-03-01&limit=100`),
      inForce<CatalogueRow>(law[name], '2025-03-01'),
    )
  })
}

t.test('the day is today in Jakarta by the service’s clock, unless another is named', async t => {
  t.equal((await observer.get('/v1/catalogue/sanctions')).body['asOf'], '2024-02-01')
  const onDay = async (day: string) => (await walk(t, `/v1/catalogue/sanctions?asOf=${day}`)).map(({ code }) => code)
  t.match(await onDay('2021-08-30'), ['MORAL-CLOSED', 'MORAL-OPEN', 'PP53-L1'])
  t.notOk((await onDay('2021-08-31')).some(code => code.startsWith('PP53')))
  t.notOk((await onDay('2021-08-30')).some(code => code.startsWith('PP94')))
  const { status, body } = await observer.get('/v1/catalogue/sanctions?asOf=2024-02-30')
  t.strictSame([status, body.code], [400, 'invalid-request'])
})

t.test('a code narrows it to one row on any day', async t => {
  const article = async (day: string) =>
    (await observer.get(`/v1/catalogue/criminal-provisions?code=pilkada-art-188&asOf=${day}`)).body.items
  t.equal((await article('2024-11-13')).length, 1)
  t.notOk(String((await article('2024-11-13'))[0]?.['subjects']).includes('regional-official'))
  t.ok(String((await article('2024-11-14'))[0]?.['subjects']).includes('regional-official'))
  t.strictSame((await observer.get('/v1/catalogue/sanctions?code=PP94-H9')).body.items, [])
})

t.test('regions come page by page, and a cursor continues its own list only', async t => {
  const { body } = await observer.get('/v1/catalogue/regions?limit=200')
  t.equal(body.items.length, 200)
  const all = await walk(t, '/v1/catalogue/regions')
  t.strictSame(
    all.map(({ code }) => code).slice(0, 200),
    body.items.map(({ code }) => code),
  )
  const cursor = new URL(body.next ?? '', 'http://localhost').searchParams.get('cursor')
  for (const path of [`/v1/catalogue/clocks?cursor=${cursor}`, `/v1/catalogue/regions?code=11&cursor=${cursor}`]) {
    t.equal((await observer.get(path)).body.code, 'cursor-invalid', path)
  }
  t.equal((await recorder.get(body.next ?? '')).body.code, 'cursor-invalid', 'of another agency')
})

t.test('the entity tag stays while the content does, for everybody', async t => {
  for (const path of [
    '/v1/catalogue',
    '/v1/catalogue/clocks',
    '/v1/catalogue/regions',
    '/v1/catalogue/clocks/changes',
  ]) {
    const { headers } = await observer.get(path)
    const etag = headers['etag'] ?? ''
    t.equal((await officer.get(path)).headers['etag'], etag, path)
    t.equal((await officer.get(path, { headers: { 'if-none-match': etag } })).status, 304, path)
  }
  const pages = ['', '?asOf=2021-01-01', '?limit=7', '?code=PTDH'].map(query => `/v1/catalogue/sanctions${query}`)
  const tags = await Promise.all(pages.map(async path => (await observer.get(path)).headers['etag']))
  t.equal(new Set(tags).size, pages.length, 'and differs with what is listed')
})

t.test('the changes say who, when and why, and which rows they led to', async t => {
  const { status, body } = await observer.get('/v1/catalogue/clocks/changes')
  t.equal(status, 200)
  const newest = law.changes.clocks.at(-1)
  t.match(body.items[0], { ...newest, digest: law.digests.clocks })
  t.match(body.items[0]?.['recordedAt'], /^2024-02-01T/)
  t.equal(body.items.length, law.changes.clocks.length)
})

t.test('there is no catalogue of another name', async t => {
  for (const path of ['/v1/catalogue/penalties', '/v1/catalogue/penalties/changes']) {
    t.equal((await observer.get(path)).status, 400, path)
  }
})

t.test(
  'an act is classified without anything of the case, and a violation by its own (R-CLS-02 without a time)',
  async t => {
    const act = { occurredAt: '2023-11-12T23:59:59+07:00', interaction: 'like', contest: 'pemilu-2024-presidential' }
    const asked = (body: object) => observer.post('/v1/catalogue/classification', body, { key: null })
    const before = await asked(act)
    t.equal(before.status, 200)
    t.match(before.body, {
      candidateStatus: 'prospective',
      fits: [{ type: { code: 'KE-04' } }],
      nearly: [{ type: { code: 'PD-06' } }],
    })
    t.match((await asked({ ...act, occurredAt: '2023-11-13T00:00:00+07:00' })).body, {
      fits: [{ type: { code: 'PD-06' } }],
    })
    t.equal((await asked({ ...act, name: 'Sari' })).status, 400)

    const recorded = await recorder.post('/v1/violations', finding)
    const violation = recorded.headers['location'] ?? ''
    const found = await recorder.get(`${violation}/classification`)
    t.equal(found.status, 200)
    t.match(found.body, { fits: [{ type: { code: 'PD-06' } }] })
    t.equal((await officer.get(`${violation}/classification`)).status, 404)
    const { occurredAt: _, ...timeless } = finding
    const other = (await recorder.post('/v1/violations', timeless)).headers['location'] ?? ''
    t.equal(refusal(await recorder.get(`${other}/classification`)), '409 time-of-act-unknown R-CLS-02')
  },
)

t.test(
  'a violation with a category that was not valid then is not documented (R-CLS-01), one that does not fit is warned of',
  async t => {
    const recorded = await recorder.post('/v1/violations', { ...finding, suggestedCategory: 'PD-99' })
    const violation = recorded.headers['location'] ?? ''
    t.match(recorded.body.warnings, [{ pointer: '/suggestedCategory', code: 'category-not-valid-then' }])
    const documented = async () =>
      refusal(await recorder.put(`${violation}/documentation`, undefined, { ifMatch: await recorder.etag(violation) }))
    t.equal(await documented(), '422 category-not-in-force R-CLS-01 /suggestedCategory rule')
    const changed = await recorder.patch(
      violation,
      { suggestedCategory: 'KE-04' },
      { ifMatch: await recorder.etag(violation) },
    )
    t.match(changed.body.warnings, [{ pointer: '/suggestedCategory', code: 'category-of-other-candidate-status' }])
    const accepted = await recorder.put(`${violation}/documentation`, undefined, {
      ifMatch: await recorder.etag(violation),
    })
    t.equal(accepted.status, 201)
  },
)

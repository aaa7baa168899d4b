import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decisionOn, finding, givenReturn, storiesOf, succeeded } from '../support/stories.ts'
import { type Answer, type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, commissioner, personnelOfficer, compliance } = world.cast
const unkeyed = { key: null }

const ask = async (client: Client, of: 'referrals' | 'violations', body: object, query = ''): Promise<Answer> =>
  client.post(`/v1/${of}/search${query}`, body, unkeyed)
const find = async (client: Client, of: 'referrals' | 'violations', body: object): Promise<string[]> =>
  idsOf(succeeded(await ask(client, of, body)).body)
const idsOf = ({ items }: AnyBody) => items.map(item => (item.referral as { id: string } | null)?.id ?? item.id)
const findViolations = async (client: Client, body: object): Promise<string[]> =>
  succeeded(await ask(client, 'violations', body)).body.items.map(({ id }) => id)

t.test('R-SRC-01 an agency finds a referral by every word that it may read of it, and by no other', async t => {
  const nik = '3309015204850001'
  const nip = '198504122010012003'
  const person = { ...finding.reportedPersons[0], name: 'Wiratmaja Kertosono', nip, nik }
  const found = await stories.reach('received', {
    eventDescription: 'Zamrudwati membagikan unggahan kampanye.',
    place: { ...finding.place, description: 'Gedung Pualamria' },
    reportedPersons: [person],
  })
  const { referral, violation, id, persons } = found
  await stories.act(
    intake,
    'POST',
    `${referral}/returns`,
    { ...givenReturn, items: [{ code: 'evidence', note: 'Kurang kristalwan.' }] },
    referral,
  )
  await stories.act(
    recorder,
    'PATCH',
    violation,
    { eventDescription: 'Zamrudwati dan Onikswara membagikan unggahan.' },
    violation,
  )
  const both = ['zamrudwati', 'wiratmaja', 'pualamria', 'kristalwan', nip]
  // What is corrected and not sent again is the sender's own.
  const readable: Record<string, [Client, string[]][]> = {
    [id]: [
      [recorder, [...both, nik]],
      [referrer, both],
      [intake, both],
      [officer, both],
    ],
  }
  const words = [...both, nik, 'onikswara', 'safirwanto']
  for (const [client, own] of readable[id] ?? []) {
    for (const word of words) {
      t.strictSame(
        await find(client, 'referrals', { text: word }),
        own.includes(word) ? [id] : [],
        `${client.roles} ${word}`,
      )
    }
  }
  t.strictSame(await findViolations(recorder, { text: 'onikswara' }), [found.violationId])
  t.strictSame(await findViolations(recorder, { text: nik }), [found.violationId])
  t.strictSame(
    await findViolations(referrer, { text: nik }),
    [],
    'whoever does not read an identifier does not find by it',
  )

  await stories.act(
    referrer,
    'POST',
    `${referral}/resubmissions`,
    { answers: [{ code: 'evidence', answer: 'Sudah topasindra.' }] },
    referral,
  )
  await stories.act(intake, 'PUT', `${referral}/receipt`, undefined, referral)
  await stories.act(intake, 'PUT', `${referral}/acceptance`, undefined, referral)
  t.strictSame(await find(intake, 'referrals', { text: 'onikswara topasindra' }), [id])
  t.strictSame(await find(officer, 'referrals', { text: nik }), [id], 'an accepted case is told from others by it')
  t.strictSame(await find(intake, 'referrals', { text: nik }), [])

  await stories.act(commissioner, 'PUT', `${referral}/assignment`, { officer: 'case-officer-1' }, referral)
  const draft = decisionOn(persons[0], { reasons: 'Rubianti terbukti.' })
  await stories.act(officer, 'POST', `${referral}/decisions`, draft, referral)
  for (const client of [officer, commissioner, recorder, referrer]) {
    t.strictSame(await find(client, 'referrals', { text: 'rubianti' }), [], 'a draft gives words to nobody')
  }
  await stories.act(commissioner, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
  for (const client of [officer, recorder]) t.strictSame(await find(client, 'referrals', { text: 'rubianti' }), [id])
})

t.test('R-SRC-01 a reporter is found by nobody, and whoever is no party finds nothing', async t => {
  const found = await stories.reach('reporter-consented')
  for (const text of ['Handayani', '199002052015032902', 'vote', '0812-0000-0417']) {
    for (const client of [recorder, referrer, intake, officer, commissioner]) {
      t.strictSame(await find(client, 'referrals', { text }), [], text)
    }
    t.strictSame(await findViolations(recorder, { text }), [], text)
  }
  t.ok((await find(officer, 'referrals', { text: 'like' })).includes(found.id))
  for (const stranger of [personnelOfficer, compliance]) {
    t.equal(refusal(await ask(stranger, 'referrals', {})), '403 role-required R-ACC-01')
  }
})

t.test('R-OFF-05 whoever is recused from a case finds nothing of it, and does not count it', async t => {
  const found = await stories.reach('under-examination', { eventDescription: 'Akuamarinda hadir di kampanye.' })
  const search = { text: 'akuamarinda', total: true }
  const other = await world.as('kasn', 'case-officer', 'recused-1')
  t.match((await ask(other, 'referrals', search)).body, { total: { count: 1 } })
  succeeded(await other.put(`${found.referral}/recusal`, { interest: 'family', explanation: 'Adik kandung.' }))
  t.match((await ask(other, 'referrals', search)).body, { items: [], next: null, total: { count: 0, capped: false } })
  t.strictSame(await find(officer, 'referrals', { text: 'akuamarinda' }), [found.id])
})

t.test('R-SRC-01 words are found by their Indonesian and English stems, and names as they are written', async t => {
  const said =
    'Pegawai itu mengampanyekan calon, membagikan unggahan dan berfoto. He was campaigning and shared posts loudly.'
  const name = 'Perangin-angin Menyala'
  const person = { ...finding.reportedPersons[0], name }
  const { id } = await stories.reach('sent', { eventDescription: said, reportedPersons: [person] })
  const forms: Record<string, boolean> = {
    pegawai: true,
    mengampanyekan: true,
    dibagikan: true,
    unggahannya: true,
    foto: true,
    campaigns: true,
    sharing: true,
    post: true,
    LOUDLY: true,
    menyala: true,
    Perangin: true,
    '"berfoto he"': true,
    '"posts loudly"': true,
    '"loudly posts"': false,
    'foto menari': false,
    nyala: false,
  }
  for (const [text, isFound] of Object.entries(forms)) {
    t.equal((await find(intake, 'referrals', { text })).includes(id), isFound, text)
  }
})

t.test('R-SRC-01 no text is an operator, and whatever says nothing is refused', async t => {
  const known = await find(intake, 'referrals', {})
  for (const text of [
    "safir' | 'kampanye",
    'kampanye & !safir',
    "'=kasn/referral'",
    '=status:sent',
    '\\',
    "a'b\\'c",
    '%',
    "x'); drop table search_entries; --",
    '𝒜𝓃𝑜𝓂𝒶𝓁𝓎',
    'ﷺ',
  ]) {
    const answer = await ask(intake, 'referrals', { text })
    t.ok([200, 422].includes(answer.status), `${text} ${answer.status}`)
    if (answer.status === 200) t.strictSame(idsOf(answer.body), [], text)
  }
  for (const text of ['kampanye:*', '(((kampanye', '!kampanye']) {
    t.strictSame(await find(intake, 'referrals', { text }), await find(intake, 'referrals', { text: 'kampanye' }), text)
  }
  t.ok(known.length > 3)
  t.strictSame(await find(intake, 'referrals', {}), known)
  const unusable = '422 search-text-unusable R-SRC-01 /text rule'
  for (const text of ['…', 'kampanye "', '""', 'a '.repeat(21).trim()]) {
    t.equal(refusal(await ask(intake, 'referrals', { text })), unusable, text)
  }
  for (const text of ['a '.repeat(10_000), '', ' ', 'a\u0000', '\ud800', 'x'.repeat(501)]) {
    t.equal((await ask(intake, 'referrals', { text })).status, 400, JSON.stringify(text.slice(0, 5)))
  }
})

t.test('R-SRC-02 R-SRC-03 ranges and combinations have bounds, and unknown fields are refused', async t => {
  const at = '2024-01-01T00:00:00Z'
  const unfit = (...faults: string[]) => `422 search-range-unfit R-SRC-02 ${faults.join(' ')}`
  for (const [body, expected] of [
    [{ sentAt: { from: at, until: at } }, unfit('/sentAt/until not-after-from')],
    [{ occurredAt: { from: '2024-01-02T00:00:00Z', until: at } }, unfit('/occurredAt/until not-after-from')],
    [{ knownAt: { from: '2020-01-01T00:00:00Z', until: at } }, unfit('/knownAt too-long')],
    [
      {
        text: '…',
        sentAt: { from: at, until: '2023-12-31T00:00:00Z' },
        occurredAt: { from: '2019-01-01T00:00:00Z', until: at },
        knownAt: { from: at, until: at },
      },
      unfit('/sentAt/until not-after-from', '/occurredAt too-long', '/knownAt/until not-after-from'),
    ],
  ] as const) {
    t.equal(refusal(await ask(intake, 'referrals', body)), expected)
  }
  const many = (prefix: string) => Array.from({ length: 20 }, (_, n) => `${prefix}-${n}`)
  const wide = {
    suggestedCategories: many('PD'),
    decidedTypes: many('KE'),
    regions: Array.from({ length: 20 }, (_, n) => `${n + 11}`),
  }
  t.equal(refusal(await ask(intake, 'referrals', { ...wide, statuses: ['sent'] })), '422 search-too-wide R-SRC-03')
  t.equal((await ask(intake, 'referrals', wide)).status, 200)
  for (const body of [
    { channel: 'patrol' },
    { officers: ['I'] },
    { deadline: {} },
    { deadline: { overdue: false } },
    { statuses: [] },
    { sentAt: {} },
    { sentAt: { from: '2024-01-01T00:00:00+16:00' } },
  ]) {
    t.equal((await ask(intake, 'referrals', body)).status, 400, JSON.stringify(body))
  }
  t.equal((await ask(recorder, 'violations', { officers: ['me'] })).status, 400)
})

t.test('pages follow one another without gap or repeat, and a cursor is of one person and one question', async t => {
  const body = { text: 'candidate', statuses: ['sent', 'received', 'returned', 'accepted'] }
  for (const stage of ['sent', 'received', 'accepted', 'returned', 'sent'] as const) await stories.reach(stage)
  const all = await find(intake, 'referrals', body)
  const walked: string[] = []
  let page = succeeded(await ask(intake, 'referrals', body, '?limit=2'))
  const { next } = page.body
  t.equal(page.headers['link'], `<${next}>; rel="next"`)
  for (;;) {
    walked.push(...idsOf(page.body))
    if (page.body.next === null) break
    page = succeeded(await intake.post(page.body.next, body, unkeyed))
  }
  t.ok(all.length > 4)
  t.strictSame(walked, all)
  t.strictSame(all, [...all].sort().reverse(), 'newest first')

  const invalid = '400 cursor-invalid query/cursor cursor'
  const other = await world.as('kasn', 'intake-officer', 'intake-officer-2')
  const path = next ?? ''
  t.equal(refusal(await other.post(path, body, unkeyed)), invalid)
  t.equal(refusal(await referrer.post(path, body, unkeyed)), invalid)
  t.equal(refusal(await intake.post(path, { ...body, text: 'post' }, unkeyed)), invalid)
  t.equal(refusal(await intake.post(path, {}, unkeyed)), invalid)
  t.equal(refusal(await recorder.post(path.replace('referrals', 'violations'), {}, unkeyed)), invalid)
})

t.test('a search is on record with what was asked, in the statement that answers', async t => {
  const text = `berlian${randomUUID().slice(0, 8)}`
  await find(intake, 'referrals', { text, side: 'receiver' })
  const [row] = await world.sql`
    select operation, target, filter, agency from read_records where filter ->> 'text' = ${text}`
  t.strictSame(
    { ...row },
    {
      operation: 'searchReferrals',
      target: 'referrals',
      agency: 'kasn',
      filter: { text, side: 'receiver', limit: 50 },
    },
  )
  t.notOk(
    world.logLines.some(line => line.includes(text)),
    'and in no log',
  )
})

t.end()

import t from 'tap'
import { finding, givenDismissal, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, otherRecorder, referrer, intake } = world.cast
const nowhere = '/v1/violations/018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e'

t.test('a violation is recorded as a draft, and answered whole', async t => {
  const { status, headers, body } = await recorder.post('/v1/violations', finding)
  t.equal(status, 201)
  t.equal(headers['location'], `/v1/violations/${body.id}`)
  t.equal(headers['etag'], '"1"')
  const [person] = body.content.reportedPersons
  t.strictSame(body, {
    id: body.id,
    owner: 'kominfo',
    status: 'draft',
    content: { ...finding, reportedPersons: [{ id: person?.id, ...finding.reportedPersons[0] }] },
    masked: [],
    reporterId: null,
    referral: null,
    dismissal: null,
    missing: [],
    warnings: [],
    recordedAt: body['recordedAt'],
    changedAt: body['recordedAt'],
    allowedActions: ['change', 'documentation', 'evidence-recording'],
  })
  const read = await recorder.get(`/v1/violations/${body.id}`)
  t.strictSame(read.body, body)
  t.equal(read.headers['etag'], '"1"')
  t.equal((await recorder.get(`/v1/violations/${body.id}`, { headers: { 'if-none-match': '"1"' } })).status, 304)
})

t.test('a draft may be incomplete, and says what is missing', async t => {
  const body = await stories.record({
    eventDescription: undefined,
    occurredAt: undefined,
    knownAt: undefined,
    place: {},
    reportedPersons: undefined,
  })
  t.strictSame(
    body.missing,
    ['/eventDescription', '/occurredAt', '/knownAt', '/place', '/reportedPersons'].map(pointer => ({
      pointer,
      code: 'missing',
    })),
  )
})

t.test('an authority that nobody knows by that name is told of at once', async t => {
  const slip = { identification: 'identified', name: 'A', personnelAuthority: 'surakrta' }
  const { warnings } = await stories.record({
    reportedPersons: [slip],
    implicated: [{ agency: 'kemendag', because: 'is-reported' }],
  })
  t.strictSame(warnings, [
    { pointer: '/reportedPersons/0/personnelAuthority', code: 'authority-unknown' },
    { pointer: '/implicated/0/agency', code: 'authority-unknown' },
  ])
})

t.test('identifiers that look odd are accepted with a warning by name', async t => {
  const body = await stories.record({
    reportedPersons: [
      { identification: 'identified', name: 'A', nip: '198513122010132009' },
      { identification: 'identified', name: 'B', nik: '3309017213850001' },
    ],
  })
  t.match(body.warnings, [
    { pointer: '/reportedPersons/0/nip', code: 'birth-date-impossible' },
    { pointer: '/reportedPersons/0/nip', code: 'appointment-month-impossible' },
    { pointer: '/reportedPersons/1/nik', code: 'birth-date-impossible' },
  ])
})

t.test('what cannot be is not recorded', async t => {
  const before = await world.fingerprint()
  const refused: Record<string, [Record<string, unknown>, string]> = {
    'R-VIO-03: known before it happened': [
      { occurredAt: '2023-12-02T00:00:00+07:00', knownAt: '2023-12-01T23:59:59+07:00' },
      '422 known-before-occurred R-VIO-03 /knownAt rule',
    ],
    'R-VIO-04: times in the future': [
      { occurredAt: '2099-01-01T00:00:00Z', knownAt: '2099-01-02T00:00:00Z' },
      '422 time-in-future R-VIO-04 /occurredAt rule /knownAt rule',
    ],
    'R-VIO-06: a finding with a reporter': [
      { reporter: { name: 'Budi' } },
      '422 reporter-does-not-fit-source R-VIO-06 /reporter rule',
    ],
    'R-VIO-06: a report without one': [
      { source: { kind: 'report', channel: 'agency' } },
      '422 reporter-does-not-fit-source R-VIO-06 /reporter rule',
    ],
    'R-VIO-07: a finding through the portal': [
      { source: { kind: 'finding', channel: 'public-portal' } },
      '422 channel-does-not-fit-source R-VIO-07 /source/channel rule',
    ],
  }
  for (const [title, [changes, expected]] of Object.entries(refused)) {
    t.equal(refusal(await recorder.post('/v1/violations', { ...finding, ...changes })), expected, title)
  }
  const newWithId = { ...finding.reportedPersons[0], id: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e' }
  const refusedId = await recorder.post('/v1/violations', { ...finding, reportedPersons: [newWithId] })
  t.match(refusal(refusedId), /^400 invalid-request .*\/reportedPersons\/0\/id additional-properties/)
  t.equal(await world.fingerprint(), before)
})

t.test('only a recorder records, and changes, and documents; only a referrer dismisses (R-ACC-01)', async t => {
  const { violation } = await stories.reach('draft')
  const etag = await recorder.etag(violation)
  t.equal(refusal(await referrer.post('/v1/violations', finding)), '403 role-required R-ACC-01')
  t.equal(refusal(await intake.post('/v1/violations', finding)), '403 role-required R-ACC-01')
  const change = { eventDescription: 'x' }
  const marked = await referrer.patch(violation, change, { ifMatch: etag })
  t.equal(refusal(marked), '403 field-not-yours R-ACC-05 /eventDescription rule')
  const documented = await referrer.put(`${violation}/documentation`, undefined, { ifMatch: etag })
  t.equal(refusal(documented), '403 role-required R-ACC-01')
  const dismissed = await recorder.put(`${violation}/dismissal`, givenDismissal, { ifMatch: etag })
  t.equal(refusal(dismissed), '403 role-required R-ACC-01')
})

t.test('a violation belongs to its agency: for every other it is not there', async t => {
  const { violation } = await stories.reach('sent')
  for (const stranger of Object.values(world.cast).filter(client => client.agency === 'kasn')) {
    const hidden = await stranger.get(violation)
    const absent = await stranger.get(nowhere)
    t.equal(refusal(hidden), '404 not-found')
    const { requestId: _, instance: __, ...body } = hidden.body
    const { requestId: ___, instance: ____, ...other } = absent.body
    t.strictSame(body, other)
  }
})

t.test('a change is a JSON Merge Patch (RFC 7396)', async t => {
  const { id, content } = await stories.record({ place: { regionCode: '33.09', description: 'Hall' } })
  const path = `/v1/violations/${id}`
  const change = async (patch: unknown) =>
    succeeded(await recorder.patch(path, patch, { ifMatch: await recorder.etag(path) })).body

  const { interaction: _, ...kept } = content
  t.strictSame(
    (await change({ interaction: null, place: { description: null, onlineLocation: 'https://a.example/' } })).content,
    { ...kept, place: { regionCode: '33.09', onlineLocation: 'https://a.example/' } },
    'null removes, objects merge',
  )
  t.strictSame((await change({ place: null })).content['place'], undefined)
  t.strictSame((await change({ place: { description: 'Hall' } })).content['place'], { description: 'Hall' })
})

t.test('a text of blanks, or with characters that nobody sees, is none', async t => {
  const { id } = await stories.record()
  const path = `/v1/violations/${id}`
  const texts = {
    '\u3164\u3164\u2800': '400 invalid-request /eventDescription pattern',
    'Liked a post.\u{e0041}\u{e0042}': '400 invalid-json hidden-text',
    'Liked\u200b\u200c\u200b\u200c a post.': '400 invalid-json hidden-text',
  }
  const excerpts = (text: string) => ({ releasable: { excerpts: [text], evidence: [] } })
  for (const [text, expected] of Object.entries(texts)) {
    const recorded = await recorder.post('/v1/violations', { ...finding, eventDescription: text })
    t.equal(refusal(recorded).replace(/ +/g, ' '), expected, JSON.stringify(text))
    for (const change of [{ eventDescription: text }, excerpts(text)]) {
      const ifMatch = await recorder.etag(path)
      t.equal((await recorder.send('PATCH', path, change, { ifMatch })).status, 400, JSON.stringify(change))
    }
  }
})

t.test('persons keep their ids through changes, new ones get one', async t => {
  const { id, content } = await stories.record()
  const path = `/v1/violations/${id}`
  const [first] = content.reportedPersons
  const added = { identification: 'unidentified', description: 'A woman in uniform' }
  const patch = { reportedPersons: [{ ...first, name: 'Sari' }, added] }
  const { body } = await stories.act(recorder, 'PATCH', path, patch, path)
  t.equal(body.content.reportedPersons[0]?.id, first?.id)
  t.equal(body.content.reportedPersons[0]?.['name'], 'Sari')
  t.match(body.content.reportedPersons[1]?.id, /^[0-9a-f-]{36}$/)

  const etag = await recorder.etag(path)
  const stranger = { ...added, id: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e' }
  t.equal(
    refusal(await recorder.patch(path, { reportedPersons: [first, stranger] }, { ifMatch: etag })),
    '422 reported-person-not-listed R-VIO-08 /reportedPersons/1/id rule',
  )
  t.equal(
    refusal(await recorder.patch(path, { reportedPersons: [first, first] }, { ifMatch: etag })),
    '422 reported-person-not-listed R-VIO-08 /reportedPersons/1/id rule',
  )
})

t.test('R-VIO-03, R-VIO-04: a change is held to the same times as the recording', async t => {
  const { violation } = await stories.reach('draft')
  const ifMatch = await recorder.etag(violation)
  const early = await recorder.patch(violation, { knownAt: '2023-11-29T09:29:59+07:00' }, { ifMatch })
  t.equal(refusal(early), '422 known-before-occurred R-VIO-03 /knownAt rule')
  const late = await recorder.patch(violation, { knownAt: '2099-11-29T09:29:59+07:00' }, { ifMatch })
  t.equal(refusal(late), '422 time-in-future R-VIO-04 /knownAt rule')
})

t.test('a change that leaves something missing makes a documented violation a draft again', async t => {
  const { violation } = await stories.reach('documented')
  const broken = await stories.act(recorder, 'PATCH', violation, { knownAt: null }, violation)
  t.equal(broken.body.status, 'draft')
  t.strictSame(broken.body.missing, [{ pointer: '/knownAt', code: 'missing' }])
  const mended = await stories.act(recorder, 'PATCH', violation, { knownAt: finding.knownAt }, violation)
  t.equal(mended.body.status, 'draft', 'complete is not yet documented')
  const kept = await stories.reach('documented')
  const changed = await stories.act(recorder, 'PATCH', kept.violation, { interaction: 'share' }, kept.violation)
  t.equal(changed.body.status, 'documented')
})

t.test('R-VIO-01: a violation is documented only when nothing is missing; once documented it stays so', async t => {
  const { id } = await stories.record({ place: undefined, knownAt: undefined })
  const path = `/v1/violations/${id}`
  const ifMatch = await recorder.etag(path)
  const refused = await recorder.put(`${path}/documentation`, undefined, { ifMatch })
  t.equal(refusal(refused), '422 violation-incomplete R-VIO-01 /knownAt missing /place missing')
  t.strictSame(refused.body.allowedActions, ['change', 'documentation', 'evidence-recording'])

  await stories.act(recorder, 'PATCH', path, { place: { description: 'Hall' }, knownAt: finding.knownAt }, path)
  const etag = await recorder.etag(path)
  const first = await recorder.put(`${path}/documentation`, undefined, { ifMatch: etag })
  t.equal(first.status, 201)
  t.equal(first.body.status, 'documented')
  const again = await recorder.put(`${path}/documentation`, undefined, { ifMatch: etag })
  t.equal(again.status, 200, 'a retry with the old entity tag succeeds')
  t.strictSame(again.body, first.body)
  t.equal(again.headers['etag'], first.headers['etag'])
})

t.test('R-VIO-09: a draft that was dismissed is not documented', async t => {
  const { violation } = await stories.reach('draft')
  await stories.act(referrer, 'PUT', `${violation}/dismissal`, givenDismissal, violation)
  const ifMatch = await recorder.etag(violation)
  const refused = await recorder.put(`${violation}/documentation`, undefined, { ifMatch })
  t.equal(refusal(refused), '409 violation-not-documentable R-VIO-09')
})

t.test(
  'R-VIO-02: a violation is not changed while its referral is with the receiving agency, or dismissed',
  async t => {
    for (const stage of [
      'sent',
      'received',
      'accepted',
      'under-examination',
      'decided',
      'closed',
      'dismissed',
    ] as const) {
      const { violation } = await stories.reach(stage)
      const ifMatch = await recorder.etag(violation)
      const refused = await recorder.patch(violation, { eventDescription: 'other' }, { ifMatch })
      t.equal(refusal(refused), '409 violation-not-editable R-VIO-02', stage)
    }
    for (const stage of ['returned', 'rejected', 'withdrawn'] as const) {
      const { violation } = await stories.reach(stage)
      const read = await recorder.get(violation)
      t.equal(read.body.status, 'documented', `${stage}: documented again`)
      const changed = await stories.act(recorder, 'PATCH', violation, { eventDescription: 'other' }, violation)
      t.equal(changed.status, 200, stage)
    }
  },
)

t.test('R-VIO-05: a violation is dismissed as a draft or documented, with no open referral', async t => {
  for (const stage of ['draft', 'documented', 'rejected', 'withdrawn'] as const) {
    const { violation } = await stories.reach(stage)
    const ifMatch = await referrer.etag(violation)
    const dismissed = await referrer.put(`${violation}/dismissal`, givenDismissal, { ifMatch })
    t.equal(dismissed.status, 201, stage)
    t.strictSame([dismissed.body.status, dismissed.body['dismissal']], ['dismissed', givenDismissal])
  }
  for (const stage of ['sent', 'returned', 'decided', 'closed'] as const) {
    const { violation } = await stories.reach(stage)
    const ifMatch = await referrer.etag(violation)
    const refused = await referrer.put(`${violation}/dismissal`, givenDismissal, { ifMatch })
    t.equal(refusal(refused), '409 violation-not-dismissible R-VIO-05', stage)
  }
})

t.test('R-GEN-01: a dismissal stands: the same again is harmless, another is refused', async t => {
  const { violation } = await stories.reach('documented')
  const ifMatch = await referrer.etag(violation)
  const path = `${violation}/dismissal`
  t.equal((await referrer.put(path, givenDismissal, { ifMatch })).status, 201)
  t.equal((await referrer.put(path, givenDismissal, { ifMatch })).status, 200)
  const other = await referrer.put(path, { ...givenDismissal, reason: 'duplicate' }, { ifMatch })
  t.equal(refusal(other), '409 fact-stands-differently R-GEN-01')
})

t.test('a change names the version it was decided upon (If-Match)', async t => {
  const { violation } = await stories.reach('draft')
  const change = { eventDescription: 'Twice.' }
  const first = await recorder.patch(violation, change, { ifMatch: '"1"' })
  t.equal(first.headers['etag'], '"2"')
  const again = await recorder.patch(violation, change, { ifMatch: '"1"' })
  t.equal(again.status, 200, 'a retry of what already happened')
  t.equal(again.headers['etag'], '"2"')

  const other = { eventDescription: 'Thrice.' }
  const cases: [string | null, string][] = [
    [null, '428 precondition-required'],
    ['"1"', '412 stale-version'],
    ['W/"2"', '412 stale-version'],
    ['"2", "3"', '400 invalid-request header/if-match entity-tag'],
    ['*', '400 invalid-request header/if-match entity-tag'],
    ['2', '400 invalid-request header/if-match entity-tag'],
    ['', '400 invalid-request header/if-match entity-tag'],
    ['"99"', '412 stale-version'],
  ]
  for (const [ifMatch, expected] of cases) {
    t.equal(refusal(await otherRecorder.patch(violation, other, { ifMatch })), expected, `If-Match: ${ifMatch}`)
  }
  t.equal((await otherRecorder.patch(violation, other, { ifMatch: '"2"' })).headers['etag'], '"3"')
})

t.test('the entity tag of a violation changes when another agency moves its referral', async t => {
  const sent = await stories.reach('sent')
  const before = await recorder.etag(sent.violation)
  await stories.take(sent, 'receipt')
  t.not(await recorder.etag(sent.violation), before)
})

t.end()

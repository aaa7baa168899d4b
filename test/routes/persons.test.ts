import t from 'tap'
import { decisionOn, givenIdentification, mergeOf, onTwo, report, splitOf, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, commissioner } = world.cast
const { identity } = givenIdentification
const { nip, nik } = identity

type Persons = {
  items: { person: Record<string, string>; ids: string[]; history: number[]; warnings: object[] }[]
  changes: Record<string, unknown>[]
  masked: string[]
}
const persons = async (client: typeof officer, referral: string) =>
  (await client.get(`${referral}/persons`)).body as unknown as Persons

t.test('the speaker of a video is identified after sending, decided on, and a copy goes to her authority', async t => {
  const speaker = { identification: 'unidentified', description: 'A woman in an ASN uniform, heard in a video.' }
  const found = await stories.reach('under-examination', { ...report, reportedPersons: [speaker] })
  const { referral } = found
  const [id] = found.persons
  const sent = (await officer.get(referral)).body
  t.equal(sent['reportedPersonsCount'], 1)
  t.equal(sent['unidentifiedPersonsCount'], 1)

  const early = await officer.post(`${referral}/decisions`, decisionOn(id), { ifMatch: await officer.etag(referral) })
  t.equal(refusal(early), '422 person-not-identified R-DEC-04 /outcome rule')
  t.match(early.body.allowedActions, sent.allowedActions, 'what may be done with the referral instead')
  const path = `${referral}/persons/${id}/identifications`
  const answer = await officer.post(path, givenIdentification, { ifMatch: await officer.etag(referral) })
  t.equal(answer.status, 201)
  t.equal(answer.headers['location'], `${referral}/person-changes/1`)
  t.equal(answer.body['unidentifiedPersonsCount'], 0)
  t.strictSame(answer.body.content, sent.content, 'what was sent stays as it was sent')

  const list = await persons(officer, referral)
  t.strictSame(list.items, [{ person: { id, ...identity }, warnings: [], ids: [id], history: [1] }])
  t.match(list.changes, [{ kind: 'identification', number: 1, basis: 'personnel-authority', revocation: null }])
  t.strictSame(list.masked, [])
  const { body: change } = await officer.get(`${referral}/person-changes/1`)
  t.match(change, { change: { identity }, masked: [] })

  await stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(id), referral)
  await stories.act(commissioner, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
  const copy = await stories.act(
    commissioner,
    'POST',
    `${referral}/copies`,
    { decisionNumber: 1, recipient: 'boyolali', days: 30, evidence: [] },
    referral,
  )
  t.match(copy.body, { copy: { person: { id, name: identity.name, nip } } })
  t.notMatch(copy.text, nik)
})

t.test('who somebody is found to be is masked as in the content, wherever it is shown', async t => {
  const {
    referral,
    persons: [one, other],
  } = await stories.reach('accepted', onTwo)
  const identified = await stories.act(
    officer,
    'POST',
    `${referral}/persons/${other}/identifications`,
    givenIdentification,
    referral,
  )
  const parts = [
    { ...identity, name: 'One' },
    { ...identity, name: 'Other' },
  ]
  await stories.act(officer, 'POST', `${referral}/persons/splits`, { ...splitOf([one]), parts }, referral)
  t.notMatch(identified.text, nik)

  const paths = [
    '/items/0/person/nik',
    '/items/1/person/nik',
    '/items/2/person/nik',
    '/changes/0/identity/nik',
    '/changes/1/parts/0/nik',
    '/changes/1/parts/1/nik',
  ]
  for (const client of [intake, referrer]) {
    const answer = await client.get(`${referral}/persons`)
    t.notMatch(answer.text, nik, client.roles.join())
    t.match(answer.text, nip)
    t.strictSame((answer.body as unknown as Persons).masked.toSorted(), paths.toSorted())
    for (const number of [1, 2]) t.notMatch((await client.get(`${referral}/person-changes/${number}`)).text, nik)
  }
  for (const client of [officer, recorder]) {
    t.match((await client.get(`${referral}/persons`)).text, nik)
    t.strictSame((await persons(client, referral)).masked, [])
  }
  for (const client of [intake, referrer, officer, recorder]) {
    const timeline = await client.get(`${referral}/timeline`)
    t.match(timeline.text, 'PersonIdentified')
    t.match(timeline.text, 'PersonSplit')
    t.notMatch(timeline.text, nip, 'the timeline names the change by its number')
  }

  await stories.act(referrer, 'PUT', `${referral}/withdrawal-request`, { reason: 'other', explanation: 'x' }, referral)
  await stories.act(commissioner, 'PUT', `${referral}/withdrawal-consent`, undefined, referral)
  for (const client of [intake, officer, commissioner]) {
    const answer = await client.get(`${referral}/persons`)
    t.notMatch(answer.text, nip, 'an agency that gave a case back reads no number any more')
    t.notMatch(answer.text, nik)
  }
})

t.test('a warning does not tell what is masked', async t => {
  const {
    referral,
    persons: [one],
  } = await stories.reach('accepted')
  const odd = { ...givenIdentification, identity: { ...identity, nik: '3309015708790002' } }
  await stories.act(officer, 'POST', `${referral}/persons/${one}/identifications`, odd, referral)
  const warnings = async (client: typeof officer) => (await persons(client, referral)).items[0]?.warnings
  t.strictSame(await warnings(officer), [{ pointer: '/items/0/person/nik', code: 'sex-differs' }])
  t.strictSame(await warnings(intake), [])
})

t.test('the same man in two videos is merged, and a merge found wrong is revoked; both stay on record', async t => {
  const {
    referral,
    persons: [one, other],
  } = await stories.reach('under-examination', onTwo)
  await stories.act(officer, 'POST', `${referral}/persons/merges`, mergeOf([one, other]), referral)
  const together = await persons(officer, referral)
  t.strictSame(
    together.items.map(({ ids }) => ids),
    [[one, other]],
  )
  t.equal((await officer.get(referral)).body['reportedPersonsCount'], 1)

  const revocation = `${referral}/person-changes/1/revocation`
  const why = { explanation: 'The man was abroad on the second day.' }
  await stories.act(officer, 'PUT', revocation, why, referral)
  const again = await officer.put(revocation, why, { ifMatch: '"1"' })
  t.equal(again.status, 200, 'repeating it is harmless')
  const other_ = await officer.put(revocation, { explanation: 'Otherwise.' }, { ifMatch: '"1"' })
  t.equal(refusal(other_), '409 fact-stands-differently R-GEN-01')
  const apart = await persons(recorder, referral)
  t.strictSame(
    apart.items.map(({ ids }) => ids),
    [[one], [other]],
  )
  t.match(apart.changes, [
    { kind: 'merge', survivorId: one, mergedId: other, revocation: { explanation: why.explanation } },
  ])
})

t.test('a merge that leaves nobody without a decision decides the referral', async t => {
  const {
    referral,
    persons: [one, other],
  } = await stories.reach('under-examination', onTwo)
  await stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(one), referral)
  await stories.act(commissioner, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
  t.equal((await officer.get(referral)).body.status, 'under-examination')
  const answer = await stories.act(officer, 'POST', `${referral}/persons/merges`, mergeOf([one, other]), referral)
  t.equal(answer.body.status, 'decided')
  t.match((await officer.get(`${referral}/timeline`)).text, 'ExaminationCompleted')
  t.notMatch(
    (await recorder.get(`${referral}/timeline`)).text,
    'ExaminationCompleted',
    'that is the receiver’s own work',
  )
})

t.test('persons are changed by the receiving agency’s case officers alone, with the current tag', async t => {
  const {
    referral,
    persons: [one],
  } = await stories.reach('accepted')
  const path = `${referral}/persons/${one}/identifications`
  const ifMatch = await officer.etag(referral)
  for (const client of [recorder, referrer, intake, commissioner]) {
    t.equal((await client.post(path, givenIdentification, { ifMatch })).status, 403, client.roles.join())
  }
  // The same roles in two other agencies: one that may record, and one that receives nothing.
  for (const agency of ['bkn', 'bawaslu', 'boyolali']) {
    const stranger = await world.as(agency, 'observer', 'observer-7')
    t.equal((await stranger.post(path, givenIdentification, { ifMatch })).status, 404, agency)
    t.equal((await stranger.get(`${referral}/persons`)).status, 404, agency)
  }
  t.equal(refusal(await officer.post(path, givenIdentification)), '428 precondition-required')
  t.equal(refusal(await officer.post(path, givenIdentification, { ifMatch: '"1"' })), '412 stale-version')
  const unknown = `${referral}/persons/018d5e00-0000-7000-8000-00000000dead/identifications`
  t.equal((await officer.post(unknown, givenIdentification, { ifMatch })).status, 404)
  const nineDigits = { ...givenIdentification, identity: { ...identity, nip: '130456789' } }
  t.equal(
    refusal(await officer.post(path, nineDigits, { ifMatch })),
    '400 invalid-request /identity/nip min-length /identity/nip pattern',
    'the NIP of before 2007',
  )
  const ranked = { ...givenIdentification, identity: { ...identity, rank: 'V/a' } }
  t.equal(refusal(await officer.post(path, ranked, { ifMatch })), '400 invalid-request /identity/rank enum')
})

t.test('reads of persons and of hints are on record', async t => {
  const { id, referral } = await stories.reach('accepted')
  const operations = ['listReportedPersons', 'readReferralDuplicateHints']
  await officer.get(`${referral}/persons`)
  await officer.get(`${referral}/duplicate-hints`)
  const rows = await world.sql`
    select operation from read_records where target_id = ${id} and operation = any (${operations}) order by 1`
  t.strictSame(
    rows.map(row => row['operation']),
    operations,
  )
})

t.test('a merge and an issuance at the same moment leave at most one decision on a person and track', async t => {
  for (let round = 0; round < 4; round++) {
    const {
      referral,
      persons: [one, other],
    } = await stories.reach('under-examination', onTwo)
    const notProven = { outcome: 'not-proven', violationTypes: undefined, sanction: undefined }
    await stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(one), referral)
    await stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(other, notProven), referral)
    const tags = [1, 2].map(number => commissioner.etag(`${referral}/decisions/${number}`))
    const [first, second] = await Promise.all(tags)
    const ifMatch = await officer.etag(referral)
    const answers = await Promise.all([
      commissioner.put(`${referral}/decisions/1/issuance`, undefined, { ifMatch: first }),
      commissioner.put(`${referral}/decisions/2/issuance`, undefined, { ifMatch: second }),
      officer.post(`${referral}/persons/merges`, mergeOf([one, other]), { ifMatch }),
    ])
    for (const { status } of answers) t.ok([200, 201, 409, 412, 422].includes(status), `${status}`)
    const { items } = await persons(officer, referral)
    const { body } = await officer.get(`${referral}/decisions`)
    const issued = (body as unknown as { items: { status: string; reportedPersonId: string; track: string }[] }).items
      .filter(({ status }) => status === 'issued')
      .map(({ reportedPersonId, track }) => `${items.findIndex(({ ids }) => ids.includes(reportedPersonId))} ${track}`)
    t.equal(new Set(issued).size, issued.length, `round ${round}: ${issued}`)
    t.notOk(
      issued.some(place => place.startsWith('-1')),
      'every decision is about somebody',
    )
  }
})

t.test(
  'hints tell of the same person, link or bytes among the cases that the agency sees, and of nothing else',
  async t => {
    type Hints = { items: { id: string; strength: string; reasons: string[] }[] }
    const hints = async (client: typeof officer, path: string) =>
      ((await client.get(`${path}/duplicate-hints`)).body as unknown as Hints).items
    const known = (changes: object, place?: object) => ({
      ...(place !== undefined ? { place } : { place: { description: 'Somewhere' } }),
      reportedPersons: [{ identification: 'identified', name: 'Dewi', ...changes }],
    })
    const nipOfDewi = '198001012005012777'
    const nikOfDewi = '3309014101800777'
    const one = await stories.reach('accepted', known({ nip: nipOfDewi }))
    const byNik = await stories.reach('accepted', known({ nip: '198001012005012778', nik: nikOfDewi }))
    const both = await stories.reach('accepted', known({ nip: nipOfDewi, nik: nikOfDewi }))
    t.strictSame(await hints(recorder, both.violation), [
      { id: byNik.violationId, strength: 'strong', reasons: ['nik'] },
      { id: one.violationId, strength: 'strong', reasons: ['nip'] },
    ])
    t.strictSame(await hints(intake, both.referral), [
      { id: byNik.id, strength: 'strong', reasons: ['nik'] },
      { id: one.id, strength: 'strong', reasons: ['nip'] },
    ])
    t.equal(refusal(await recorder.get(`${both.referral}/duplicate-hints`)), '403 role-required R-ACC-01')

    const place = { onlineLocation: 'https://social.example/posts/4711' }
    const linked = await stories.reach('draft', known({}, place))
    const same = await stories.reach('draft', known({}, { onlineLocation: `${place.onlineLocation}/#comment-3` }))
    t.strictSame(await hints(recorder, same.violation), [
      { id: linked.violationId, strength: 'weak', reasons: ['link'] },
    ])

    const bytes = 'the very same bytes'
    const first = await stories.reach('sent', known({}), { evidence: [bytes] })
    const second = await stories.reach('sent', known({}), { evidence: [bytes] })
    t.strictSame(await hints(recorder, second.violation), [
      { id: first.violationId, strength: 'strong', reasons: ['evidence'] },
    ])
    t.strictSame(await hints(intake, second.referral), [{ id: first.id, strength: 'strong', reasons: ['evidence'] }])

    // Somebody found out later is compared too; what is revoked or given back is not.
    const later = await stories.reach('accepted', {
      ...known({}),
      reportedPersons: [{ identification: 'unidentified', description: 'A woman.' }],
    })
    const who = { ...givenIdentification, identity: { identification: 'identified', name: 'Dewi', nip: nipOfDewi } }
    const path = `${later.referral}/persons/${later.persons[0]}/identifications`
    await stories.act(officer, 'POST', path, who, later.referral)
    t.strictSame(
      (await hints(officer, later.referral)).map(({ id }) => id),
      [both.id, one.id],
    )
    t.strictSame(await hints(recorder, later.violation), [], 'the sender’s own record does not say so')
    const why = { explanation: 'Somebody else.' }
    await stories.act(officer, 'PUT', `${later.referral}/person-changes/1/revocation`, why, later.referral)
    t.strictSame(await hints(officer, later.referral), [])

    await stories.act(
      referrer,
      'PUT',
      `${one.referral}/withdrawal-request`,
      { reason: 'other', explanation: 'x' },
      one.referral,
    )
    await stories.act(commissioner, 'PUT', `${one.referral}/withdrawal-consent`, undefined, one.referral)
    t.strictSame(
      (await hints(intake, both.referral)).map(({ id }) => id),
      [byNik.id],
    )
    t.strictSame(await hints(intake, one.referral), [])

    // Nobody is told of a case from which they are cut off, and its own hints are as absent as the case.
    const second_ = await world.as('kasn', 'case-officer', 'case-officer-cousin')
    t.equal(
      (await second_.put(`${byNik.referral}/recusal`, { interest: 'family', explanation: 'A cousin.' })).status,
      201,
    )
    t.strictSame(await hints(second_, both.referral), [])
    t.equal((await second_.get(`${byNik.referral}/duplicate-hints`)).status, 404)
  },
)

t.test('the marks are no identifiers, come anew from the cases, and are other ones under another key', async t => {
  await stories.reach('accepted')
  const marks = () => world.sql<{ of: string; mark: string }[]>`
    select agency || case_kind || case_id || kind as of, encode(mark, 'hex') as mark from identity_marks order by 1, 2`
  const before = await marks()
  t.ok(before.length > 0)
  t.strictSame(
    before.filter(({ mark }) => !/^[0-9a-f]{64}$/.test(mark)),
    [],
  )
  // Made anew all at once, as a rebuild does it, they are the same.
  await world.sql`with gone as (delete from identity_marks returning 1) select count(*) from gone`
  await world.sql`update violations set state = jsonb_set(state, '{content,marked}', 'true')`
  await world.sql`update violations set state = state #- '{content,marked}'`
  await world.sql`update referrals set version_number = version_number + 1`
  await world.sql`update referrals set version_number = version_number - 1`
  t.strictSame(await marks(), before)
  await world.sql`select penerusan.renew_mark_key()`
  const after = await marks()
  t.strictSame(
    after.map(({ of }) => of),
    before.map(({ of }) => of),
  )
  t.strictSame(
    after.filter(({ mark }) => before.some(old => old.mark === mark)),
    [],
  )
})

t.end()

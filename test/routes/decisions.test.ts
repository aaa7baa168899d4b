import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  criminal,
  decisionOn,
  ethical,
  givenAnnulment,
  givenCorrection,
  givenWithdrawal,
  light,
  storiesOf,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, officer, otherOfficer, commissioner, otherCommissioner } = world.cast

const sari = { identification: 'identified', name: 'Sari' }
const tono = { identification: 'identified', name: 'Tono' }
const somebody = { identification: 'unidentified', description: 'A woman in uniform' }
const why = { explanation: 'The court has found otherwise.' }

const draft = (referral: string, body: object, by = officer) =>
  stories.act(by, 'POST', `${referral}/decisions`, body, referral)
const issue = (referral: string, number: number, by = commissioner) => {
  const decision = `${referral}/decisions/${number}`
  return stories.act(by, 'PUT', `${decision}/issuance`, undefined, decision)
}
const statusOf = async (referral: string, by: Client = referrer) => (await by.get(referral)).body.status

t.test('a decision is drafted, and answered whole', async t => {
  const { referral, id, persons } = await stories.reach('under-examination')
  const { status, headers, body } = await draft(referral, decisionOn(persons[0]))
  t.equal(status, 201)
  t.equal(headers['location'], `${referral}/decisions/1`)
  const [drafter] = body['draftedBy'] as string[]
  t.strictSame(body, {
    referralId: id,
    number: 1,
    status: 'draft',
    ...decisionOn(persons[0]),
    penaltyClass: 'medium',
    inForceInstead: 'PP94-M1-INTERIM',
    lawApplied: body['lawApplied'],
    warnings: [{ pointer: '/instrument/date', code: 'before-receipt' }],
    supersedes: null,
    versionNumber: null,
    manifestDigest: null,
    openings: null,
    draftedBy: [drafter],
    issuance: null,
    issuedUnder: null,
    annulment: null,
    corrections: [],
    handover: null,
    allowedActions: ['decision-revision', 'decision-cancellation'],
  })
  t.match(body['lawApplied'], { actedOn: '2023-11-29', versions: { 'violation-types': Number, sanctions: Number } })
  const read = await officer.get(`${referral}/decisions/1`)
  t.strictSame(read.body, body)
  t.equal(read.headers['etag'], headers['etag'])
  t.strictSame((await commissioner.get(`${referral}/decisions/1`)).body.allowedActions, [
    'decision-cancellation',
    'issuance',
  ])
})

t.test('drafting names the version of the referral', async t => {
  const { referral, persons } = await stories.reach('under-examination')
  const body = decisionOn(persons[0])
  t.equal(refusal(await officer.post(`${referral}/decisions`, body)), '428 precondition-required')
  const stale = await officer.post(`${referral}/decisions`, body, { ifMatch: '"1"' })
  t.equal(refusal(stale), '412 stale-version')
})

t.test('R-DEC-01: nothing is drafted before examination, nor after the closure but what supersedes', async t => {
  for (const stage of ['sent', 'received', 'returned', 'accepted', 'rejected', 'withdrawn', 'closed'] as const) {
    const { referral, persons } = await stories.reach(stage)
    const ifMatch = await officer.etag(referral)
    const refused = await officer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch })
    t.equal(refusal(refused), '409 not-under-examination R-DEC-01', stage)
  }
})

t.test('once decided, a person is judged on a further track, and not twice on one', async t => {
  const { referral, persons } = await stories.reach('decided')
  const ifMatch = await officer.etag(referral)
  const twin = await officer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch })
  t.match(refusal(twin), / R-DEC-07$/)
  const further = await officer.post(`${referral}/decisions`, decisionOn(persons[0], criminal), { ifMatch })
  t.equal(further.status, 201)
  t.equal((await officer.get(referral)).body.status, 'decided')
})

t.test('R-DEC-03, R-DEC-04, R-DEC-05, R-DEC-06: a decision fits the person and itself', async t => {
  const { referral, persons } = await stories.reach('under-examination', { reportedPersons: [sari, somebody] })
  const ifMatch = await officer.etag(referral)
  const [known, unknown] = persons
  const without = { violationTypes: undefined, sanction: undefined }
  const misfit = (...members: string[]) => `citation-does-not-fit R-DEC-06 ${members.join(' ')}`
  const unfit: [string, object][] = [
    ['reported-person-unknown R-DEC-03 /reportedPersonId rule', decisionOn(randomUUID())],
    ['person-not-identified R-DEC-04 /outcome rule', decisionOn(unknown)],
    ['outcome-does-not-fit-track R-DEC-05 /outcome rule', decisionOn(known, { track: 'criminal' })],
    ['outcome-does-not-fit-track R-DEC-05 /outcome rule', decisionOn(known, { ...criminal, track: 'discipline' })],
    ['outcome-does-not-fit-track R-DEC-05 /outcome rule', decisionOn(known, { ...criminal, track: 'ethics' })],
    [misfit('/sanction missing'), decisionOn(known, without)],
    [misfit('/violationTypes missing'), decisionOn(known, { violationTypes: undefined })],
    ...['no-violation', 'not-proven', 'time-barred', 'moot'].map((outcome): [string, object] => [
      misfit('/violationTypes not-with-this-outcome', '/sanction not-with-this-outcome'),
      decisionOn(known, { outcome }),
    ]),
    [misfit('/sanction not-with-this-outcome'), decisionOn(known, { ...criminal, sanction: 'PP94-L2' })],
    [misfit('/criminalProvisions missing'), decisionOn(known, { ...criminal, criminalProvisions: undefined })],
  ]
  for (const [expected, body] of unfit) {
    t.equal(refusal(await officer.post(`${referral}/decisions`, body, { ifMatch })), `422 ${expected}`)
  }
  const fit: [string | undefined, Record<string, unknown>][] = [
    [known, ethical],
    [known, { track: 'discipline', sanction: 'PTDH' }],
    [known, criminal],
    [unknown, criminal],
    [unknown, { track: 'ethics', outcome: 'not-proven', ...without }],
    [unknown, { track: 'discipline', outcome: 'time-barred', ...without }],
  ]
  for (const [person, changes] of fit) {
    t.equal((await officer.post(`${referral}/decisions`, decisionOn(person, changes), { ifMatch })).status, 201)
  }
})

t.test('R-DEC-07: a person has one decision on a track, drafted or standing', async t => {
  const { referral, persons } = await stories.reach('drafted', { reportedPersons: [sari, tono] })
  const twin = async () => {
    const ifMatch = await officer.etag(referral)
    return refusal(await otherOfficer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch }))
  }
  t.equal(await twin(), '409 decision-already-stands R-DEC-07')
  await issue(referral, 1)
  t.equal(await twin(), '409 decision-already-stands R-DEC-07')
  t.equal((await draft(referral, decisionOn(persons[0], ethical))).status, 201)
})

t.test('a draft is revised by JSON Merge Patch, and its reviser becomes a drafter', async t => {
  const { referral } = await stories.reach('drafted')
  const path = `${referral}/decisions/1`
  const first = await officer.etag(path)
  const patch = { outcome: 'not-proven', violationTypes: null, sanction: null, instrument: { number: 'R-9' } }
  t.equal(refusal(await otherOfficer.patch(path, patch)), '428 precondition-required')
  const revised = await otherOfficer.patch(path, patch, { ifMatch: first })
  t.equal(revised.status, 200)
  t.match(revised.body, { outcome: 'not-proven', instrument: { number: 'R-9', kind: 'recommendation' } })
  t.notOk('penaltyClass' in revised.body)
  t.equal((revised.body['draftedBy'] as string[]).length, 2)
  t.equal((await otherOfficer.patch(path, patch, { ifMatch: first })).status, 200, 'a retry')
  const stale = await officer.patch(path, { reasons: 'x' }, { ifMatch: first })
  t.equal(refusal(stale), '412 stale-version')
  const unfit = await officer.patch(path, { sanction: 'PP94-L2' }, { ifMatch: revised.headers['etag'] })
  t.equal(refusal(unfit), '422 citation-does-not-fit R-DEC-06 /sanction not-with-this-outcome')
})

t.test('R-DEC-02: whoever drafted or edited a decision does not issue it, in whatever role', async t => {
  const { referral } = await stories.reach('drafted')
  const path = `${referral}/decisions/1`
  await stories.act(otherOfficer, 'PATCH', path, { reasons: 'Better said.' }, path)
  const ifMatch = await officer.etag(path)
  for (const sub of ['case-officer-1', 'case-officer-2']) {
    for (const roles of [['commissioner'], ['case-officer', 'commissioner']] as const) {
      const self = await world.as('kasn', roles, sub)
      t.notOk((await self.get(path)).body.allowedActions.includes('issuance'))
      const refused = await self.put(`${path}/issuance`, undefined, { ifMatch })
      t.equal(refusal(refused), '403 issuer-is-drafter R-DEC-02', `${sub} as ${roles}`)
    }
  }
  t.equal((await commissioner.put(`${path}/issuance`, undefined, { ifMatch })).status, 201)
})

t.test('what is issued is what was read: issuing names the version of the decision', async t => {
  const { referral } = await stories.reach('drafted')
  const path = `${referral}/decisions/1`
  const seen = await commissioner.etag(path)
  await stories.act(officer, 'PATCH', path, { sanction: 'PP94-H1' }, path)
  t.equal(refusal(await commissioner.put(`${path}/issuance`)), '428 precondition-required')
  t.equal(refusal(await commissioner.put(`${path}/issuance`, undefined, { ifMatch: seen })), '412 stale-version')
  const ifMatch = await commissioner.etag(path)
  const issued = await commissioner.put(`${path}/issuance`, undefined, { ifMatch })
  t.equal(issued.status, 201)
  t.match(issued.body, { status: 'issued', versionNumber: 1, issuance: { role: 'commissioner', agency: 'kasn' } })
  const again = await commissioner.put(`${path}/issuance`, undefined, { ifMatch })
  t.equal(again.status, 200)
  t.strictSame(again.body, issued.body)
  t.strictSame((await recorder.get(path)).body, { ...issued.body, allowedActions: [] }, 'now the sender sees it')
})

t.test('R-DEC-08: an issued or cancelled decision is not edited, cancelled or issued', async t => {
  for (const ending of ['issuance', 'cancellation']) {
    const { referral } = await stories.reach('drafted')
    const path = `${referral}/decisions/1`
    await stories.act(commissioner, 'PUT', `${path}/${ending}`, ending === 'issuance' ? undefined : why, path)
    const ifMatch = await officer.etag(path)
    t.equal(refusal(await officer.patch(path, { reasons: 'x' }, { ifMatch })), '409 decision-not-draft R-DEC-08')
    if (ending === 'issuance') {
      t.equal(refusal(await officer.put(`${path}/cancellation`, why, { ifMatch })), '409 decision-not-draft R-DEC-08')
    } else {
      const issued = await commissioner.put(`${path}/issuance`, undefined, { ifMatch })
      t.equal(refusal(issued), '409 decision-not-draft R-DEC-08')
      t.equal((await officer.put(`${path}/cancellation`, why, { ifMatch })).status, 200)
      const other = await officer.put(`${path}/cancellation`, { explanation: 'x' }, { ifMatch })
      t.equal(refusal(other), '409 fact-stands-differently R-GEN-01')
    }
  }
})

t.test('a referral is decided exactly when the last missing decision is issued', async t => {
  const { referral, persons } = await stories.reach('under-examination', { reportedPersons: [sari, tono] })
  await draft(referral, decisionOn(persons[0]))
  await issue(referral, 1)
  t.equal(await statusOf(referral), 'under-examination', 'one person has none yet')
  await draft(referral, decisionOn(persons[1]))
  await draft(referral, decisionOn(persons[1], ethical))
  await issue(referral, 2)
  t.equal(await statusOf(referral), 'under-examination', 'one is still drafted')
  await issue(referral, 3)
  t.equal(await statusOf(referral), 'decided')
  const types = (await referrer.get(`${referral}/timeline`)).body.items.map(({ type }) => type)
  t.strictSame(types.slice(-3), ['DecisionIssued', 'ReferralDecided', 'DeadlineMet'])
  t.equal(types.filter(type => type === 'ReferralDecided').length, 1)
})

t.test('cancelling the last draft decides the referral when nobody is left undecided', async t => {
  const { referral, persons } = await stories.reach('drafted')
  await draft(referral, decisionOn(persons[0], ethical))
  await issue(referral, 1)
  t.equal(await statusOf(referral), 'under-examination')
  const second = `${referral}/decisions/2`
  await stories.act(officer, 'PUT', `${second}/cancellation`, why, second)
  t.equal(await statusOf(referral), 'decided')
})

t.test('issuing a decision makes a request to withdraw lapse', async t => {
  const found = await stories.reach('drafted')
  await stories.act(referrer, 'PUT', `${found.referral}/withdrawal-request`, givenWithdrawal, found.referral)
  await issue(found.referral, 1)
  t.match((await referrer.get(found.referral)).body['withdrawalRequest'], { outcome: 'lapsed' })
})

t.test('R-DEC-09: a superseding decision names a standing one of the same person and track', async t => {
  const { referral, persons } = await stories.reach('decided')
  const ifMatch = await officer.etag(referral)
  const supersede = (supersedes: number, changes = {}) =>
    officer.post(`${referral}/decisions`, decisionOn(persons[0], { supersedes, ...changes }), { ifMatch })
  const refused = '422 superseded-decision-not-standing R-DEC-09 /supersedes rule'
  t.equal(refusal(await supersede(2)), refused)
  t.equal(refusal(await supersede(1, ethical)), refused)
  t.equal((await supersede(1)).status, 201)
})

t.test('a superseding decision reopens a closed referral as decided, and both versions stay readable', async t => {
  const found = await stories.reach('closed')
  const { referral, persons } = found
  await draft(referral, decisionOn(persons[0], { ...light, supersedes: 1 }))
  t.equal(await statusOf(referral), 'closed', 'a draft changes nothing')
  await issue(referral, 2)
  t.equal(await statusOf(referral), 'decided')
  const { items } = (await referrer.get(`${referral}/decisions`)).body
  t.match(items, [
    { number: 1, status: 'superseded', penaltyClass: 'medium' },
    { number: 2, status: 'issued', penaltyClass: 'light', supersedes: 1 },
  ])
  await stories.settle(found)
  await stories.act(referrer, 'PUT', `${referral}/closure`, undefined, referral)
  t.equal(await statusOf(referral), 'closed')
})

t.test('R-DEC-10: a standing decision of a decided referral is annulled, and the referral examined again', async t => {
  const { referral, persons } = await stories.reach('decided')
  const path = `${referral}/decisions/1`
  const ifMatch = await commissioner.etag(path)
  t.equal(refusal(await commissioner.put(`${path}/annulment`, givenAnnulment)), '428 precondition-required')
  t.equal(refusal(await commissioner.put(`${path}/annulment`, givenAnnulment, { ifMatch: '"x"' })), '412 stale-version')
  const annulled = await otherCommissioner.put(`${path}/annulment`, givenAnnulment, { ifMatch })
  t.equal(annulled.status, 201)
  t.match(annulled.body, { status: 'annulled', annulment: { ...givenAnnulment, by: { role: 'commissioner' } } })
  t.equal(await statusOf(referral), 'under-examination')
  t.equal((await otherCommissioner.put(`${path}/annulment`, givenAnnulment, { ifMatch })).status, 200)
  const other = await commissioner.put(`${path}/annulment`, { ...givenAnnulment, explanation: 'x' }, { ifMatch })
  t.equal(refusal(other), '409 fact-stands-differently R-GEN-01')
  const recoded = await commissioner.put(`${path}/annulment`, { ...givenAnnulment, reason: 'appeal' }, { ifMatch })
  t.equal(refusal(recoded), '409 fact-stands-differently R-GEN-01', 'the code is part of what was said')

  await draft(referral, decisionOn(persons[0], light))
  const second = `${referral}/decisions/2`
  const early = await commissioner.put(`${second}/annulment`, givenAnnulment, {
    ifMatch: await commissioner.etag(second),
  })
  t.equal(refusal(early), '409 decision-not-standing R-DEC-10', 'a draft')
  await issue(referral, 2)
  t.equal(await statusOf(referral), 'decided')
})

t.test('R-REF-27: an annulment and a correction give a reason of their own kind, or change nothing', async t => {
  const { referral } = await stories.reach('decided')
  const path = `${referral}/decisions/1`
  const ifMatch = await commissioner.etag(path)
  const { reason: annulling } = givenAnnulment
  const { reason: correcting } = givenCorrection
  for (const reason of ['no-such-reason', correcting]) {
    const refused = await otherCommissioner.put(`${path}/annulment`, { ...givenAnnulment, reason }, { ifMatch })
    t.equal(refusal(refused), '422 reason-unknown R-REF-27 /reason rule', reason)
  }
  for (const reason of ['no-such-reason', annulling]) {
    const correction = { ...givenCorrection, reason, legalBasis: 'PP 94/2021 Pasal 5 huruf n angka 1' }
    const refused = await commissioner.post(`${path}/corrections`, correction, { ifMatch })
    t.equal(refusal(refused), '422 reason-unknown R-REF-27 /reason rule', reason)
  }
  const { reason: _, ...wordsAlone } = givenAnnulment
  t.equal((await otherCommissioner.put(`${path}/annulment`, wordsAlone, { ifMatch })).status, 400)
  t.equal(await commissioner.etag(path), ifMatch)
})

t.test('a superseding draft whose predecessor was annulled cannot be issued (R-DEC-09)', async t => {
  const { referral } = await stories.reach('superseding')
  const one = `${referral}/decisions/1`
  await stories.act(commissioner, 'PUT', `${one}/annulment`, givenAnnulment, one)
  const two = `${referral}/decisions/2`
  const refused = await commissioner.put(`${two}/issuance`, undefined, { ifMatch: await commissioner.etag(two) })
  t.equal(refusal(refused), '422 superseded-decision-not-standing R-DEC-09  rule')
  t.equal((await stories.act(officer, 'PUT', `${two}/cancellation`, why, two)).status, 201)
})

t.end()

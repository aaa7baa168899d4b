import t from 'tap'
import type { Directory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import {
  decisionOn,
  ethical,
  givenAnnulment,
  givenAnswers,
  givenCopy,
  light,
  mergeOf,
  onTwo,
  storiesOf,
} from '../support/stories.ts'
import { act, eve, officersOf, outcomes, shipped } from '../support/succession.ts'
import { refusal } from '../support/test-app.ts'

t.test('the successor acts on each as its receiver does', async t => {
  const { stories, pass } = await eve(t)
  const returned = await stories.reach('returned')
  const received = await stories.reach('received', {}, { evidence: ['A page.'] })
  const decided = await stories.reach('decided')
  const annulled = await stories.reach('decided')
  const closed = await stories.reach('closed')
  const requested = await stories.reach('withdrawal-requested')
  const { intake, officer, commissioner, recorder, referrer } = await pass()

  await act(recorder, 'PATCH', returned.violation, { eventDescription: 'Three likes on two days.' }, returned.violation)
  await act(referrer, 'POST', `${returned.referral}/resubmissions`, givenAnswers, returned.referral)
  await act(intake, 'PUT', `${returned.referral}/receipt`, undefined, returned.referral)

  t.match((await intake.get(received.referral)).body, { status: 'sent', receipt: null })
  const path = `${received.referral}/evidence/${received.evidence[0]}/copy`
  t.match(refusal(await intake.get(path)), /R-EVI-12$/)
  await act(intake, 'PUT', `${received.referral}/receipt`, undefined, received.referral)
  t.equal((await intake.get(path)).status, 200)

  const superseding = { ...decisionOn(decided.persons[0], light), supersedes: 1 }
  const drafted = await act(officer, 'POST', `${decided.referral}/decisions`, superseding, decided.referral)
  t.equal(drafted.body.number, 2)
  const first = `${decided.referral}/decisions/1`
  const ifMatch = await officer.etag(first)
  t.equal(
    refusal(await officer.patch(first, { reasons: 'Other.' }, { ifMatch })),
    '409 decision-not-draft R-DEC-08',
    'an issued decision is nobody’s draft',
  )
  await act(
    commissioner,
    'PUT',
    `${decided.referral}/decisions/2/issuance`,
    undefined,
    `${decided.referral}/decisions/2`,
  )
  t.match((await referrer.get(first)).body, { status: 'superseded', issuedUnder: { agency: 'kasn', to: '2024-08-24' } })

  const annulment = `${annulled.referral}/decisions/1`
  await act(commissioner, 'PUT', `${annulment}/annulment`, givenAnnulment, annulment)
  t.match((await referrer.get(annulment)).body, {
    status: 'annulled',
    issuance: { agency: 'kasn' },
    annulment: { by: { agency: 'bkn' } },
  })
  const given = { officer: 'bkn-case-officer', reason: 'The first officer of this agency.' }
  const reassigned = await act(commissioner, 'POST', `${annulled.referral}/reassignments`, given, annulled.referral)
  t.match(reassigned.body, { before: null })

  const appeal = { ...decisionOn(closed.persons[0], light), supersedes: 1 }
  await act(officer, 'POST', `${closed.referral}/decisions`, appeal, closed.referral)
  await act(commissioner, 'PUT', `${closed.referral}/decisions/2/issuance`, undefined, `${closed.referral}/decisions/2`)
  t.match((await referrer.get(closed.referral)).body, { status: 'decided', receiver: 'bkn' })

  await act(commissioner, 'PUT', `${requested.referral}/withdrawal-consent`, undefined, requested.referral)
  t.match((await referrer.get(requested.referral)).body, { status: 'withdrawn' })
})

t.test(
  'a merge by the successor that leaves nobody to decide on decides the matter, and it goes on to its end',
  async t => {
    const { world, stories, pass } = await eve(t)
    const { officer: kasnOfficer, commissioner: kasn } = world.cast
    const found = await stories.reach('under-examination', onTwo)
    const { referral, persons } = found
    await act(kasnOfficer, 'POST', `${referral}/decisions`, decisionOn(persons[0]), referral)
    await act(kasn, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
    const { officer, commissioner, referrer } = await pass()
    t.match((await officer.get(referral)).body, { status: 'accepted' })

    const merged = await act(officer, 'POST', `${referral}/persons/merges`, mergeOf(persons), referral)
    t.match(merged.body, { status: 'decided', receiver: 'bkn', reportedPersonsCount: 1 })
    t.match((await referrer.get(`${referral}/deadlines`)).body.items, [{ clock: 'merit-review', status: 'met' }])
    const personnelOfficer = await world.as('boyolali', 'personnel-officer', 'personnel-officer-1')
    await storiesOf({ ...world, cast: { ...world.cast, commissioner, personnelOfficer } }).settle(found)
    t.match((await act(referrer, 'PUT', `${referral}/closure`, undefined, referral)).body, { status: 'closed' })
  },
)

t.test(
  'where only a draft of the old holder was left, the matter is decided with its assignment, and the successor may draft it anew',
  async t => {
    const { world, stories, pass } = await eve(t)
    const { officer: kasnOfficer, commissioner: kasn } = world.cast
    const { referral, persons } = await stories.reach('drafted')
    await act(kasnOfficer, 'POST', `${referral}/decisions`, decisionOn(persons[0], ethical), referral)
    await act(kasn, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
    const { officer, commissioner } = await pass()
    const assignment = `${referral}/assignment`
    const assigned = await act(commissioner, 'PUT', assignment, { officer: 'bkn-case-officer' }, referral)
    t.match(assigned.body, { status: 'decided', assignment: { by: { agency: 'bkn' } } })
    t.match((await officer.get(`${referral}/deadlines`)).body.items, [{ clock: 'merit-review', status: 'met' }])
    const again = await commissioner.put(assignment, { officer: 'bkn-case-officer' }, { ifMatch: '"1"' })
    t.equal(again.status, 200, 'the assignment stands')
    await act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0], ethical), referral)
    const draft = `${referral}/decisions/3`
    await act(officer, 'PUT', `${draft}/cancellation`, { explanation: 'One penalty is enough.' }, draft)
    t.match((await officer.get(referral)).body, { status: 'decided' })
  },
)

t.test('R-ACC-06 a machine client of the successor assigns such a matter, and it is decided', async t => {
  const { world, stories, pass } = await eve(t)
  const { officer, commissioner: kasn } = world.cast
  const { referral, persons } = await stories.reach('drafted')
  await act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0], ethical), referral)
  await act(kasn, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
  await pass()
  const machine = world.withAuthorization(
    await world.issuers.authorization('bkn', ['commissioner'], { client: true, sub: 'bkn-system' }),
  )
  const assigned = await act(machine, 'PUT', `${referral}/assignment`, { officer: 'bkn-case-officer' }, referral)
  t.equal(assigned.body.status, 'decided')
})

t.test('copies stay with whom they were given, but for the successor, who has the case now', async t => {
  const { world, stories, pass } = await eve(t)
  const { referral } = await stories.reach('decided', {}, { evidence: ['A page.'], releasable: true })
  const implicated = [
    { agency: 'boyolali', because: 'is-reported' },
    { agency: 'jawa-tengah', because: 'is-reported' },
    { agency: 'kemendagri', because: 'is-reported' },
  ]
  const toSuccessor = await stories.reach('decided', { implicated })
  const { commissioner: kasn } = world.cast
  await act(kasn, 'POST', `${referral}/copies`, { ...givenCopy, evidence: [] }, referral)
  await act(
    kasn,
    'POST',
    `${toSuccessor.referral}/copies`,
    { ...givenCopy, recipient: 'bkn', evidence: [] },
    toSuccessor.referral,
  )
  const { moved, commissioner, referrer } = await pass()
  t.equal(moved, 2)
  const boyolali = await world.as('boyolali', 'personnel-officer', 'personnel-officer-1')
  t.equal((await boyolali.get('/v1/copies')).body.items.length, 1)
  t.match((await commissioner.get(`${referral}/copies`)).body.items, [{ by: { agency: 'kasn' }, ending: null }])
  const bkn = await world.as('bkn', 'compliance-officer', 'compliance-officer-1')
  t.strictSame((await bkn.get('/v1/copies')).body.items, [])
  await act(commissioner, 'PUT', `${referral}/copies/1/ending`, { explanation: 'Withdrawn.' }, referral)
  await storiesOf({ ...world, cast: { ...world.cast, commissioner } }).settle(toSuccessor)
  await act(referrer, 'PUT', `${toSuccessor.referral}/closure`, undefined, toSuccessor.referral)
})

t.test('an order may part what was begun from what was not, and may leave it where it is', async t => {
  const merit = shipped.mandates.filter(({ mandate }) => mandate === 'merit-supervision')
  const [ended, next] = merit as [(typeof merit)[number], (typeof merit)[number]]
  const others = shipped.mandates.filter(row => !merit.includes(row))
  const [order] = shipped.successions
  if (order?.mandate !== 'merit-supervision') throw new Error('no order ships')
  const menpanrb = 'menpanrb' as AgencyId
  const parted: Directory = {
    ...shipped,
    mandates: [...others, ended, next, { ...next, agency: menpanrb, newMatters: false }],
    successions: [
      { ...order, code: 'parted', begun: menpanrb, begunStatuses: ['under-examination', 'decided', 'closed'] },
    ],
  }
  const { world, stories, pass } = await eve(t, parted)
  const begun = await stories.reach('under-examination')
  const unbegun = await stories.reach('accepted')
  const { referrer } = await pass()
  const known = await outcomes(referrer, 'parted')
  t.strictSame([known.get(begun.id), known.get(unbegun.id)], ['moved menpanrb true', 'moved bkn false'])
  for (const [agency, mine, theirs] of [
    ['menpanrb', begun, unbegun],
    ['bkn', unbegun, begun],
  ] as const) {
    const { commissioner } = await officersOf(world, agency)
    t.equal((await commissioner.get(mine.referral)).status, 200)
    t.equal(refusal(await commissioner.get(theirs.referral)), '404 not-found')
  }

  const staying: Directory = {
    ...shipped,
    mandates: [...others, ended, next, { ...ended, from: ended.to ?? '', to: null, newMatters: false }],
    successions: [{ ...order, code: 'staying', begun: order.from }],
  }
  const later = await eve(t, staying)
  const kept = await later.stories.reach('drafted')
  const passed = await later.stories.reach('sent')
  const day = await later.pass()
  const settled = await outcomes(day.referrer, 'staying')
  t.strictSame([settled.get(kept.id), settled.get(passed.id)], ['stays kasn true', 'moved bkn false'])
  const { commissioner } = await officersOf(later.world, 'kasn')
  const first = `${kept.referral}/decisions/1`
  t.match((await act(commissioner, 'PUT', `${first}/issuance`, undefined, first)).body, { status: 'issued' })
})

t.end()

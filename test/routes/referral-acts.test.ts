import t from 'tap'
import {
  type Case,
  givenAnswers,
  givenAssignment,
  givenRejection,
  givenReturn,
  givenWithdrawal,
  type Stage,
  stages,
  storiesOf,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, commissioner } = world.cast

type Fact = {
  noun: string
  by: Client
  body?: Record<string, unknown>
  other?: Record<string, unknown>
  /** Where it is possible, and where it leads. */
  from: Stage[]
  to: string
  /** Where it stands already, so that repeating it is harmless. */
  standsIn: Stage[]
  /** Where it depends on more than the state, see below. */
  apart?: Stage[]
  rule: string
}

const explanation = { explanation: 'The examination is nearly done.' }
const ended: Stage[] = ['rejected', 'withdrawn', 'closed']
const facts: Fact[] = [
  {
    noun: 'receipt',
    by: intake,
    from: ['sent'],
    to: 'received',
    standsIn: [
      'received',
      'returned',
      'changed',
      'accepted',
      'asked',
      'withdrawal-requested',
      'under-examination',
      'drafted',
      'decided',
      'executed',
      'superseding',
      'closed',
      'rejected',
      'reporter-requested',
      'reporter-consented',
    ],
    rule: '409 referral-not-sent R-REF-05',
  },
  {
    noun: 'acceptance',
    by: intake,
    from: ['received'],
    to: 'accepted',
    standsIn: [
      'accepted',
      'asked',
      'withdrawal-requested',
      'under-examination',
      'drafted',
      'decided',
      'executed',
      'superseding',
      'closed',
      'reporter-requested',
      'reporter-consented',
    ],
    rule: '409 referral-not-received R-REF-06',
  },
  {
    noun: 'rejection',
    by: intake,
    body: givenRejection,
    other: { ...givenRejection, reason: 'duplicate' },
    from: ['received'],
    to: 'rejected',
    standsIn: ['rejected'],
    apart: ['returned', 'changed'],
    rule: '409 referral-not-received R-REF-06',
  },
  {
    noun: 'withdrawal',
    by: referrer,
    body: givenWithdrawal,
    other: { ...givenWithdrawal, explanation: 'Another.' },
    from: ['sent', 'received', 'returned', 'changed'],
    to: 'withdrawn',
    standsIn: ['withdrawn'],
    rule: '409 withdrawal-not-free R-REF-11',
  },
  {
    noun: 'withdrawal-request',
    by: referrer,
    body: givenWithdrawal,
    other: { ...givenWithdrawal, reason: 'new-facts' },
    from: ['accepted', 'asked', 'under-examination', 'drafted', 'reporter-requested', 'reporter-consented'],
    to: 'same',
    standsIn: ['withdrawal-requested'],
    rule: '409 withdrawal-not-requestable R-REF-12',
  },
  {
    noun: 'withdrawal-consent',
    by: commissioner,
    from: ['withdrawal-requested'],
    to: 'withdrawn',
    standsIn: [],
    rule: '409 no-withdrawal-request R-REF-13',
  },
  {
    noun: 'withdrawal-refusal',
    by: commissioner,
    body: explanation,
    other: { explanation: 'Another.' },
    from: ['withdrawal-requested'],
    to: 'same',
    standsIn: [],
    rule: '409 no-withdrawal-request R-REF-13',
  },
  {
    noun: 'assignment',
    by: commissioner,
    body: givenAssignment,
    other: { officer: 'case-officer-2' },
    from: ['accepted', 'asked', 'withdrawal-requested', 'reporter-requested', 'reporter-consented'],
    to: 'under-examination',
    standsIn: ['under-examination', 'drafted', 'decided', 'executed', 'superseding', 'closed'],
    rule: '409 referral-not-accepted R-REF-14',
  },
  {
    noun: 'closure',
    by: referrer,
    from: ['executed', 'superseding'],
    to: 'closed',
    standsIn: ['closed'],
    // Its obligation is not settled: obligations.test.ts.
    apart: ['decided'],
    rule: '409 referral-not-decided R-REF-15',
  },
]

const referred = stages.filter(stage => !['draft', 'documented', 'dismissed'].includes(stage))
const cases = new Map<Stage, Case>()
for (const stage of referred) cases.set(stage, await stories.reach(stage))

for (const { noun, by, body, other, from, to, standsIn, apart, rule } of facts) {
  t.test(`${noun} is possible from ${from.join(', ')} and nowhere else (${rule.slice(-8)})`, async t => {
    for (const stage of referred.filter(stage => !from.includes(stage) && !apart?.includes(stage))) {
      const { referral } = cases.get(stage)!
      const before = await by.get(referral)
      const answer = await by.put(`${referral}/${noun}`, body, { ifMatch: '"1"' })
      if (standsIn.includes(stage)) {
        t.equal(answer.status, 200, `${stage}: it stands, whatever followed`)
        t.strictSame(answer.body, before.body)
        t.equal(answer.headers['etag'], before.headers['etag'])
        if (other !== undefined) {
          const changed = await by.put(`${referral}/${noun}`, other, { ifMatch: before.headers['etag'] })
          t.equal(refusal(changed), '409 fact-stands-differently R-GEN-01', stage)
        }
      } else {
        t.equal(refusal(answer), rule, stage)
        t.strictSame(answer.body.allowedActions, before.body.allowedActions, 'and says what is possible')
      }
    }
  })

  t.test(`${noun}: first 201, repeated 200, also with the old entity tag`, async t => {
    for (const stage of from) {
      const { referral } = await stories.reach(stage)
      const ifMatch = await by.etag(referral)
      const { status: was } = (await by.get(referral)).body
      t.equal(refusal(await by.put(`${referral}/${noun}`, body)), '428 precondition-required')
      t.equal(refusal(await by.put(`${referral}/${noun}`, body, { ifMatch: `W/${ifMatch}` })), '412 stale-version')
      t.equal(refusal(await by.put(`${referral}/${noun}`, body, { ifMatch: '"99"' })), '412 stale-version')
      const first = await by.put(`${referral}/${noun}`, body, { ifMatch })
      t.equal(first.status, 201, stage)
      t.equal(first.body.status, to === 'same' ? was : to)
      t.equal(first.headers['location'], undefined)
      t.not(first.headers['etag'], ifMatch)
      const again = await by.put(`${referral}/${noun}`, body, { ifMatch })
      t.equal(again.status, 200)
      t.strictSame(again.body, first.body)
      t.equal(again.headers['etag'], first.headers['etag'])
      t.equal(
        (await by.get(`${referral}/timeline`)).body.items.filter(({ stream }) => stream === 'referral').length,
        Number(first.headers['etag']?.slice(1, -1)),
      )
    }
  })
}

t.test('R-ACC-02, R-ACC-03: an act belongs to one of the two parties, whoever holds the role', async t => {
  const { referral } = await stories.reach('sent')
  const ifMatch = await intake.etag(referral)
  // Roles follow from mandates, so a token of the other party cannot even carry the role.
  t.equal(refusal(await recorder.put(`${referral}/receipt`, undefined, { ifMatch })), '403 role-required R-ACC-01')
  const pretender = await world.as('kominfo', 'intake-officer', 'recorder-1')
  t.equal(refusal(await pretender.put(`${referral}/receipt`, undefined, { ifMatch })), '403 role-not-allowed')
  t.equal((await intake.get(referral)).body.status, 'sent')
})

t.test('a return cites items and a date; it is read where Location says', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const { status, headers, body } = await intake.post(`${referral}/returns`, givenReturn, { ifMatch })
  t.equal(status, 201)
  t.equal(headers['location'], `${referral}/returns/1`)
  t.equal(body.status, 'returned')
  t.strictSame((await referrer.get(headers['location'] ?? '')).body, body.returns[0])
  const again = await intake.post(`${referral}/returns`, givenReturn, { ifMatch })
  t.equal(refusal(again), '409 referral-not-received R-REF-06', 'with another key it is another return')
})

t.test('R-REF-17, R-REF-18: a return has a due date ahead and cites each item once', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(new Date())
  for (const dueOn of [today, '2023-12-01']) {
    const late = await intake.post(`${referral}/returns`, { ...givenReturn, dueOn }, { ifMatch })
    t.equal(refusal(late), '422 return-due-date-not-ahead R-REF-17 /dueOn rule')
  }
  const items = [...givenReturn.items, { code: 'source', note: 'a' }, ...givenReturn.items]
  const twice = await intake.post(`${referral}/returns`, { ...givenReturn, items }, { ifMatch })
  t.equal(refusal(twice), '422 return-item-cited-twice R-REF-18 /items/2/code rule')
})

t.test('R-REF-08, R-REF-09, R-REF-10: a resubmission answers every item of a return with something new', async t => {
  const found = await stories.reach('returned')
  const path = `${found.referral}/resubmissions`
  const send = async (answers: unknown, by = referrer) =>
    by.post(path, { answers }, { ifMatch: await by.etag(found.referral) })
  t.equal(refusal(await send(givenAnswers.answers)), '422 resubmission-unchanged R-REF-10')
  await stories.take(found, 'change')
  const [answer] = givenAnswers.answers
  t.equal(
    refusal(await send([{ code: 'category', answer: 'x' }])),
    '422 return-item-unanswered R-REF-09 /answers/0/code not-cited /answers missing-evidence',
  )
  t.equal(refusal(await send([answer, answer])), '422 return-item-unanswered R-REF-09 /answers/1/code not-cited')
  t.equal(
    refusal(await send(givenAnswers.answers, await world.as('kominfo', 'referrer', 'recorder-1'))),
    '403 referrer-is-recorder R-REF-02',
  )
  const sent = await send(givenAnswers.answers)
  t.equal(sent.status, 201)
  t.equal(sent.headers['location'], `${found.referral}/versions/2`)
  t.match(sent.body, { status: 'sent', versionNumber: 2, receipt: null, acceptance: null })
  t.equal(refusal(await send(givenAnswers.answers)), '409 referral-not-returned R-REF-08')

  t.equal((await stories.act(intake, 'PUT', `${found.referral}/receipt`, undefined, found.referral)).status, 201)
  const second = await stories.act(intake, 'POST', `${found.referral}/returns`, givenReturn, found.referral)
  t.equal(second.headers['location'], `${found.referral}/returns/2`)
})

t.test('R-REF-01: what is not documented any more is not resubmitted', async t => {
  const found = await stories.reach('returned')
  await stories.act(recorder, 'PATCH', found.violation, { knownAt: null }, found.violation)
  const ifMatch = await referrer.etag(found.referral)
  const refused = await referrer.post(`${found.referral}/resubmissions`, givenAnswers, { ifMatch })
  t.equal(refusal(refused), '409 violation-not-documented R-REF-01')
})

t.test('R-REF-19: the reason not-completed is for returns that are overdue', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const refused = await intake.put(`${referral}/rejection`, { ...givenRejection, reason: 'not-completed' }, { ifMatch })
  t.equal(refusal(refused), '422 rejection-reason-does-not-fit R-REF-19 /reason rule')
})

t.test('R-REF-27: a reason that the catalogue does not have is refused, and changes nothing', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  for (const [caller, noun, given] of [
    [intake, 'rejection', givenRejection],
    [referrer, 'withdrawal', givenWithdrawal],
  ] as const) {
    const refused = await caller.put(`${referral}/${noun}`, { ...given, reason: 'no-such-reason' }, { ifMatch })
    t.equal(refusal(refused), '422 reason-unknown R-REF-27 /reason rule', noun)
  }
  t.equal(await intake.etag(referral), ifMatch)
})

t.test('a withdrawal that was refused may be requested again', async t => {
  const { referral } = await stories.reach('withdrawal-requested')
  await stories.act(commissioner, 'PUT', `${referral}/withdrawal-refusal`, explanation, referral)
  const { body } = await referrer.get(referral)
  t.match(body['withdrawalRequest'], { outcome: 'refused', answer: { ...explanation, by: { agency: 'kasn' } } })
  const again = await stories.act(referrer, 'PUT', `${referral}/withdrawal-request`, givenWithdrawal, referral)
  t.equal(again.status, 201)
  t.match(again.body['withdrawalRequest'], { outcome: 'open', answer: null })
})

t.test('ended referrals stay as they are', async t => {
  for (const stage of ended) t.equal((await referrer.get(cases.get(stage)!.referral)).body.status, stage)
})

// The clock of the database only goes forward, so this comes last.
t.test('R-REF-07: a returned referral is rejected as not-completed after its due date, and not before', async t => {
  const found = await stories.reach('received')
  await stories.act(
    intake,
    'POST',
    `${found.referral}/returns`,
    { ...givenReturn, dueOn: '2030-06-15' },
    found.referral,
  )
  const ifMatch = await intake.etag(found.referral)
  const notCompleted = { reason: 'not-completed', explanation: 'No answer.' }
  const reject = (body: object) => intake.put(`${found.referral}/rejection`, body, { ifMatch })
  t.equal(refusal(await reject(notCompleted)), '409 return-not-overdue R-REF-07')
  t.equal(refusal(await reject(givenRejection)), '422 rejection-reason-does-not-fit R-REF-19 /reason rule')

  await world.sql`insert into clock_shift values (true, timestamptz '2030-06-15 16:59:00Z' - clock_timestamp())`
  t.equal((await intake.get(found.referral)).body['overdue'], false, 'the due date is the last day')
  t.equal(refusal(await reject(notCompleted)), '409 return-not-overdue R-REF-07')

  await world.sql`update clock_shift set shift = timestamptz '2030-06-15 17:00:00Z' - clock_timestamp()`
  const overdue = await intake.get(found.referral)
  t.equal(overdue.body['overdue'], true, 'it is the 16th in Jakarta')
  t.ok(overdue.body.allowedActions.includes('rejection'))
  t.equal((await reject(notCompleted)).status, 201)
})

t.end()

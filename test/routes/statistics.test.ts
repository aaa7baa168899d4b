import t from 'tap'
import { givenAnswers, givenRejection, givenReturn, storiesOf } from '../support/stories.ts'
import { type AnyBody, buildTestApp, refusal } from '../support/test-app.ts'

/** In the middle of a month, so that none turns over in between. */
const at = '2026-11-12T03:00:00.000Z'
const world = await buildTestApp(t, { at })
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, otherReferrer } = world.cast

const monthIn = (months: number) => {
  const [year = 0, month = 0] = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' })
    .format(new Date(at))
    .split('-')
    .map(Number)
  return new Date(Date.UTC(year, month - 1 + months)).toISOString().slice(0, 7)
}
const path = `/v1/statistics/referrals?from=${monthIn(0)}&until=${monthIn(2)}`
const monthsOf = ({ body }: { body: AnyBody }) => body.items as unknown as Record<string, unknown>[]

const caseOfTwoRounds = await stories.reach('received')
for (const items of [givenReturn.items, [...givenReturn.items, { code: 'reported-person', note: 'Who?' }]]) {
  const { referral, violation } = caseOfTwoRounds
  await stories.act(intake, 'POST', `${referral}/returns`, { ...givenReturn, items }, referral)
  await stories.act(recorder, 'PATCH', violation, { eventDescription: `${items.length} likes.` }, violation)
  const answers = items.map(({ code }) => ({ ...givenAnswers.answers[0], code }))
  await stories.act(referrer, 'POST', `${referral}/resubmissions`, { answers }, referral)
  await stories.act(intake, 'PUT', `${referral}/receipt`, undefined, referral)
}
await stories.act(intake, 'PUT', `${caseOfTwoRounds.referral}/acceptance`, undefined, caseOfTwoRounds.referral)
for (const stage of ['accepted', 'closed', 'rejected', 'returned', 'sent', 'withdrawn'] as const)
  await stories.reach(stage)
const duplicate = await stories.reach('received')
await stories.act(
  intake,
  'PUT',
  `${duplicate.referral}/rejection`,
  { ...givenRejection, reason: 'duplicate' },
  duplicate.referral,
)

const whatCame = {
  month: monthIn(0),
  sent: 8,
  acceptedWithoutReturn: 2,
  acceptedAfterReturns: [{ rounds: 2, count: 1 }],
  returned: 2,
  rejected: [
    { reason: 'duplicate', count: 1 },
    { reason: 'outside-mandate', count: 1 },
  ],
  withdrawn: 1,
  open: 2,
  citedItems: [
    { code: 'evidence', count: 3 },
    { code: 'reported-person', count: 1 },
  ],
}

t.test('each party counts what it sent or was sent', async t => {
  t.strictSame(monthsOf(await referrer.get(path)), [{ ...whatCame, side: 'sender' }])
  t.strictSame(monthsOf(await officer.get(path)), [{ ...whatCame, side: 'receiver' }])
  t.match((await officer.get(path)).body, { from: monthIn(0), until: monthIn(2), roundedTo: 1 })
})

t.test('an agency that is no party counts nothing', async t => {
  const outsider = await world.as('bkn', 'observer')
  const { status, body } = await outsider.get(path)
  t.equal(status, 200)
  t.strictSame(body.items, [])
})

t.test('an observer of a party sees every count to the nearest five', async t => {
  const observer = await world.as('kasn', 'observer')
  const { body } = await observer.get(path)
  t.equal(body['roundedTo'], 5)
  t.strictSame(body.items, [
    {
      ...{ month: monthIn(0), side: 'receiver', sent: 10, acceptedWithoutReturn: 0, acceptedAfterReturns: [] },
      ...{ returned: 0, rejected: [], withdrawn: 0, open: 0, citedItems: [{ code: 'evidence', count: 5 }] },
    },
  ])
  const both = await world.as('kasn', ['observer', 'intake-officer'])
  t.match((await both.get(path)).body, { roundedTo: 1, items: [{ sent: 8 }] })
  t.equal(refusal(await (await world.as('kasn', 'auditor')).get(path)), '403 role-required R-ACC-01')
})

t.test('a month is one of Jakarta, and others are not in it', async t => {
  const next = `/v1/statistics/referrals?from=${monthIn(1)}&until=${monthIn(2)}`
  t.strictSame((await referrer.get(next)).body.items, [])
})

t.test('R-CHK-02: a period that is empty or too long is refused', async t => {
  const of = (from: string, until: string) => referrer.get(`/v1/statistics/referrals?from=${from}&until=${until}`)
  t.equal(refusal(await of('2024-01', '2024-01')), '422 period-too-long R-CHK-02 query/until rule')
  t.equal(refusal(await of('2024-01', '2026-02')), '422 period-too-long R-CHK-02 query/until rule')
  t.equal((await of('2024-01', '2026-01')).status, 200)
  t.equal((await of('2024-13', '2026-01')).status, 400)
  t.equal((await referrer.get('/v1/statistics/referrals?from=2024-01')).status, 400)
  t.equal((await of('0000-01', '0000-02')).status, 400, 'a year that no calendar has')
  t.equal((await of('1944-12', '1945-02')).status, 400)
  t.equal((await of('1945-08', '1945-09')).status, 200)
})

t.test('it is on record as a search of referrals, with its period', async t => {
  await referrer.get(path)
  const [row] = await world.sql`select target, target_id, operation, filter from read_records order by id desc limit 1`
  t.strictSame(
    { ...row },
    {
      target: 'referrals',
      target_id: null,
      operation: 'readReferralStatistics',
      filter: { from: monthIn(0), until: monthIn(2) },
    },
  )
})

t.test('whoever is recused from a case does not count it', async t => {
  const interest = { interest: 'family', explanation: 'A cousin.' }
  t.equal((await otherReferrer.put(`${caseOfTwoRounds.referral}/recusal`, interest)).status, 201)
  const [month] = monthsOf(await otherReferrer.get(path))
  t.match(month, { sent: 7, acceptedAfterReturns: [], returned: 1, citedItems: [{ code: 'evidence', count: 1 }] })
  t.match(monthsOf(await referrer.get(path)), [{ sent: 8 }])
})

t.end()

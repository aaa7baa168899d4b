import { createHash } from 'node:crypto'
import t from 'tap'
import { canonicalJson, type JsonValue } from '../../src/domain/canonical-json.ts'
import { givenAnswers, givenReturn, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, otherRecorder, referrer, otherReferrer, intake, officer, commissioner } = world.cast

t.test('a documented violation is sent, and answered whole', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const { content } = (await recorder.get(violation)).body
  const { status, headers, body } = await referrer.post('/v1/referrals', { violationId })
  t.equal(status, 201)
  t.equal(headers['location'], `/v1/referrals/${body.id}`)
  t.equal(headers['etag'], '"2"')
  t.strictSame(body, {
    id: body.id,
    violationId,
    sender: 'kominfo',
    receiver: 'kasn',
    status: 'sent',
    versionNumber: 1,
    sentAt: body['sentAt'],
    changedAt: body['sentAt'],
    content,
    masked: [],
    contentDigest: createHash('sha256')
      .update(canonicalJson(content as JsonValue))
      .digest('hex'),
    evidenceCount: 0,
    manifestDigest: createHash('sha256').update('[]').digest('hex'),
    receipt: null,
    acceptance: null,
    returns: [],
    overdue: false,
    rejection: null,
    withdrawal: null,
    withdrawalRequest: null,
    assignment: null,
    reassignments: [],
    implications: [],
    emergencyAccesses: [],
    questionCount: 0,
    decisionCount: 0,
    reportedPersonsCount: 1,
    unidentifiedPersonsCount: 0,
    closure: null,
    transfers: [],
    obligations: { total: 0, unsettled: 0 },
    allowedActions: ['withdrawal'],
  })
  const seen = await intake.get(`/v1/referrals/${body.id}`)
  const shown = {
    content: { ...content, source: { kind: 'finding' } },
    masked: ['/content/source/channel'],
    allowedActions: ['receipt', 'question'],
  }
  t.strictSame(seen.body, { ...body, ...shown }, 'the receiver sees the same, without the channel it came through')
  t.equal(seen.headers['etag'], '"2"')
  t.strictSame((await recorder.get(violation)).body.referral, { id: body.id, status: 'sent' })
})

t.test('R-REF-01: only a documented violation is sent', async t => {
  for (const stage of ['draft', 'dismissed'] as const) {
    const { violationId } = await stories.reach(stage)
    const refused = await referrer.post('/v1/referrals', { violationId })
    t.equal(refusal(refused), '409 violation-not-documented R-REF-01', stage)
  }
})

t.test('R-REF-02: whoever recorded, changed or documented a violation does not send it', async t => {
  const { violationId, violation } = await stories.reach('documented')
  await stories.act(otherRecorder, 'PATCH', violation, { interaction: 'share' }, violation)
  for (const sub of ['recorder-1', 'recorder-2']) {
    const self = await world.as('kominfo', 'referrer', sub)
    t.equal(refusal(await self.post('/v1/referrals', { violationId })), '403 referrer-is-recorder R-REF-02')
    const both = await world.as('kominfo', ['referrer', 'recorder'], sub)
    t.equal(refusal(await both.post('/v1/referrals', { violationId })), '403 referrer-is-recorder R-REF-02')
  }
  t.equal((await referrer.post('/v1/referrals', { violationId })).status, 201)
})

t.test('R-REF-04: a violation has one open referral at most, and may be sent anew when it has ended', async t => {
  for (const stage of [
    'sent',
    'received',
    'returned',
    'changed',
    'accepted',
    'under-examination',
    'decided',
  ] as const) {
    const { violationId } = await stories.reach(stage)
    const refused = await referrer.post('/v1/referrals', { violationId })
    t.equal(refusal(refused), '409 referral-already-open R-REF-04', stage)
  }
  for (const stage of ['rejected', 'withdrawn'] as const) {
    const { violationId, id, violation } = await stories.reach(stage)
    const anew = await referrer.post('/v1/referrals', { violationId })
    t.equal(anew.status, 201, stage)
    t.not(anew.body.id, id)
    t.equal((await recorder.get(violation)).body.referral?.id, anew.body.id)
    const both = await referrer.get(`/v1/referrals?violationId=${violationId}`)
    t.strictSame(
      both.body.items.map(item => item.id),
      [anew.body.id, id],
    )
  }
  const { violationId } = await stories.reach('closed')
  t.equal(refusal(await referrer.post('/v1/referrals', { violationId })), '409 violation-not-documented R-REF-01')
})

t.test('a version is frozen: changing the violation does not change what was sent', async t => {
  const found = await stories.reach('returned')
  const first = (await intake.get(`${found.referral}/versions/1`)).body
  await stories.take(found, 'change')
  t.strictSame((await intake.get(`${found.referral}/versions/1`)).body, first)
  t.strictSame((await intake.get(found.referral)).body.content, first.content, 'and the receiver does not see drafts')

  await stories.act(referrer, 'POST', `${found.referral}/resubmissions`, givenAnswers, found.referral)
  const [one, two] = (await intake.get(`${found.referral}/versions`)).body.items
  t.strictSame(one, first)
  t.equal(two?.number, 2)
  t.equal(two?.content['eventDescription'], 'Three likes on two days.')
  t.not(two?.['contentDigest'], first['contentDigest'])
  t.strictSame((await intake.get(`${found.referral}/versions/2`)).body, two)
  for (const number of ['3', '2147483647']) {
    t.equal(refusal(await intake.get(`${found.referral}/versions/${number}`)), '404 not-found')
  }
  for (const number of ['0', '-1', '01', '1.0', '2147483648', 'x']) {
    t.equal((await intake.get(`${found.referral}/versions/${number}`)).status, 400, number)
  }
})

t.test('a return is read under its referral', async t => {
  const found = await stories.reach('returned')
  const { body } = await referrer.get(`${found.referral}/returns/1`)
  t.match(body, { ...givenReturn, round: 1, answers: null, by: { agency: 'kasn', role: 'intake-officer' } })
  t.equal(refusal(await referrer.get(`${found.referral}/returns/2`)), '404 not-found')
  await stories.take(found, 'change')
  await stories.act(otherReferrer, 'POST', `${found.referral}/resubmissions`, givenAnswers, found.referral)
  t.strictSame((await intake.get(`${found.referral}/returns/1`)).body.answers, givenAnswers.answers)
})

t.test('the timeline says who did what in which role, oldest first, to each party what it may read', async t => {
  const { referral } = await stories.reach('closed')
  const sender = (await referrer.get(`${referral}/timeline`)).body
  t.equal(sender.next, null)
  t.strictSame(
    sender.items.map(({ by, ...item }) => `${by.agency} ${by.role} ${item['type']}`),
    [
      'kominfo referrer ReferralSent',
      'kominfo referrer DeadlineSet',
      'kasn intake-officer ReferralReceived',
      'kasn intake-officer DeadlineSet',
      'kasn intake-officer ReferralAccepted',
      'kasn intake-officer DeadlineMet',
      'kasn commissioner CaseOfficerAssigned',
      'kasn commissioner ObligationImposed',
      'kasn commissioner DecisionIssued',
      'kasn commissioner ReferralDecided',
      'kasn commissioner DeadlineMet',
      'boyolali personnel-officer ExecutionReported',
      'kominfo referrer ReferralClosed',
    ],
  )
  const times = sender.items.map(({ by }) => by.at)
  t.strictSame(times, [...times].sort())
  t.match(sender.items[0]?.details, { versionNumber: 1, contentDigest: /^[0-9a-f]{64}$/ })
  t.notOk(sender.items[0]?.details['version'])

  const receiver = (await officer.get(`${referral}/timeline`)).body
  t.strictSame(
    receiver.items.filter(({ stream }) => stream !== 'examination'),
    sender.items,
  )
  t.strictSame(
    receiver.items.filter(({ stream }) => stream === 'examination').map(({ type }) => type),
    ['DecisionDrafted', 'DecisionReleased'],
  )
})

t.test('the timeline is read page by page, without a miss or a repetition', async t => {
  const { referral } = await stories.reach('closed')
  for (const reader of [referrer, commissioner]) {
    const whole = (await reader.get(`${referral}/timeline`)).body.items.map(item => item.id)
    const paged: string[] = []
    for (let next: string | null = `${referral}/timeline?limit=2`; next !== null; ) {
      const page: Awaited<ReturnType<typeof reader.get>> = await reader.get(next)
      t.ok(page.body.items.length <= 2)
      paged.push(...page.body.items.map(item => item.id))
      next = page.body.next
      t.equal(page.headers['link'], next === null ? undefined : `<${next}>; rel="next"`)
    }
    t.strictSame(paged, whole)
  }
  const { next } = (await commissioner.get(`${referral}/timeline?limit=2`)).body
  t.equal(refusal(await referrer.get(next ?? '')), '400 cursor-invalid query/cursor cursor')
  const other = await stories.reach('closed')
  const moved = next?.replace(referral, other.referral) ?? ''
  t.equal(refusal(await commissioner.get(moved)), '400 cursor-invalid query/cursor cursor')
})

t.test('what the receiving agency drafts leaves no trace for the sender', async t => {
  const { referral, persons } = await stories.reach('under-examination', {
    reportedPersons: [
      { identification: 'identified', name: 'Sari' },
      { identification: 'identified', name: 'Tono' },
    ],
  })
  const look = async () => {
    const paths = ['', '/timeline', '/decisions', '/decisions/1', '/questions', '/versions'].map(
      path => referral + path,
    )
    const answers = await Promise.all(
      [...paths, '/v1/referrals?limit=1'].flatMap(path => [recorder.get(path), referrer.get(path)]),
    )
    const refused = await referrer.put(`${referral}/closure`, undefined, { ifMatch: '"1"' })
    return [...answers, refused].map(
      ({ status, headers, body: { requestId: _, instance: __, next: ___, ...body } }) => [
        status,
        headers['etag'],
        body,
      ],
    )
  }
  const before = await look()
  const draft = { track: 'discipline', outcome: 'no-violation' }
  const rest = {
    instrument: { kind: 'decision', number: '1', date: '2023-12-18', signatory: 'x' },
    reasons: 'r',
    legalBasis: 'l',
  }
  for (const reportedPersonId of persons) {
    await stories.act(officer, 'POST', `${referral}/decisions`, { reportedPersonId, ...draft, ...rest }, referral)
  }
  const one = `${referral}/decisions/1`
  await stories.act(officer, 'PATCH', one, { reasons: 'better' }, one)
  await stories.act(officer, 'PUT', `${one}/cancellation`, { explanation: 'no' }, one)
  t.strictSame(await look(), before)

  const drafted = await officer.get(`${referral}/decisions`)
  t.strictSame(
    drafted.body.items.map(({ status }) => status),
    ['cancelled', 'draft'],
  )
})

t.end()

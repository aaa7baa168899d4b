import t from 'tap'
import { mostItems } from '../../src/domain/evidence.ts'
import { evidenceForm } from '../support/form.ts'
import {
  type Case,
  evidenceSaid,
  givenAnswers,
  givenDismissal,
  givenRejection,
  givenReturn,
  givenWithdrawal,
  type Stage,
  storiesOf,
} from '../support/stories.ts'
import { type Answer, buildTestApp, type Client } from '../support/test-app.ts'

// What must hold is asserted, and not who wins.
const world = await buildTestApp(t)
const stories = storiesOf(world)
const {
  recorder,
  otherRecorder,
  referrer,
  otherReferrer,
  intake,
  officer,
  otherOfficer,
  commissioner,
  otherCommissioner,
} = world.cast

const events = async (stream: string, id: string) =>
  await world.sql<{ type: string; version: number }[]>`
    select type, version from events where stream = ${stream} and stream_id = ${id} order by version`
/** How many events of a referral there are, beside the deadlines that follow them. */
const actsOn = async (id: string) =>
  (await events('referral', id)).filter(({ type }) => !type.startsWith('Deadline')).length
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()

/** One event came of it, whoever it was; the others were told why not, or that it stands. */
async function oneWins(
  t: Tap,
  stage: Stage,
  requests: (found: Case, ifMatch: string) => Promise<Answer>[],
  added = 1,
): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const found = await stories.reach(stage)
    const before = await actsOn(found.id)
    const answers = await Promise.all(requests(found, await officer.etag(found.referral)))
    t.equal(answers.filter(({ status }) => status === 201).length, 1, `${statuses(answers)}`)
    t.ok(
      // After a return there are other reasons to reject than before one (R-REF-19).
      answers.every(({ status }) => [200, 201, 409, 412, 422].includes(status)),
      `${statuses(answers)}`,
    )
    t.equal(await actsOn(found.id), before + added)
  }
}
type Tap = Pick<typeof t, 'ok' | 'equal'>

t.test('two different acts upon one version: one wins', async t => {
  await oneWins(t, 'received', ({ referral }, ifMatch) => [
    intake.put(`${referral}/acceptance`, undefined, { ifMatch }),
    intake.put(`${referral}/rejection`, givenRejection, { ifMatch }),
    intake.post(`${referral}/returns`, givenReturn, { ifMatch }),
    referrer.put(`${referral}/withdrawal`, givenWithdrawal, { ifMatch }),
  ])
})

t.test('the same act by several at once happens once, and for the others it stands', async t => {
  await oneWins(t, 'sent', ({ referral }, ifMatch) =>
    Array.from({ length: 8 }, () => intake.put(`${referral}/receipt`, undefined, { ifMatch })),
  )
})

t.test('two withdrawals with different reasons: one stands, the other is told so', async t => {
  await oneWins(t, 'sent', ({ referral }, ifMatch) => [
    referrer.put(`${referral}/withdrawal`, givenWithdrawal, { ifMatch }),
    otherReferrer.put(`${referral}/withdrawal`, { ...givenWithdrawal, reason: 'duplicate' }, { ifMatch }),
  ])
})

t.test('consent and refusal of a withdrawal at once: one wins', async t => {
  await oneWins(t, 'withdrawal-requested', ({ referral }, ifMatch) => [
    commissioner.put(`${referral}/withdrawal-consent`, undefined, { ifMatch }),
    otherCommissioner.put(`${referral}/withdrawal-refusal`, { explanation: 'No.' }, { ifMatch }),
  ])
})

t.test('a decision is issued once, by whichever commissioner', async t => {
  for (let round = 0; round < 3; round++) {
    const { referral, id } = await stories.reach('drafted')
    const path = `${referral}/decisions/1`
    const ifMatch = await commissioner.etag(path)
    const answers = await Promise.all([
      commissioner.put(`${path}/issuance`, undefined, { ifMatch }),
      otherCommissioner.put(`${path}/issuance`, undefined, { ifMatch }),
      officer.put(`${path}/cancellation`, { explanation: 'No.' }, { ifMatch }),
      otherOfficer.patch(path, { reasons: 'Better.' }, { ifMatch }),
    ])
    t.ok(
      answers.every(({ status }) => [200, 201, 409, 412].includes(status)),
      `${statuses(answers)}`,
    )
    const examination = await events('examination', id)
    t.equal(examination.length, 2, 'the draft and one thing more')
    const issued = (await events('referral', id)).filter(({ type }) => type === 'DecisionIssued')
    t.equal(issued.length, examination.at(-1)?.type === 'DecisionReleased' ? 1 : 0)
  }
})

t.test('a change and the sending of a violation at once: what is sent is what stands', async t => {
  for (let round = 0; round < 4; round++) {
    const { violation, violationId } = await stories.reach('documented')
    const ifMatch = await recorder.etag(violation)
    const text = `Changed in round ${round}.`
    const [changed, sent] = await Promise.all([
      recorder.patch(violation, { eventDescription: text }, { ifMatch }),
      referrer.post('/v1/referrals', { violationId }),
    ])
    t.equal(sent.status, 201)
    t.ok([200, 409, 412].includes(changed.status), `${changed.status}`)
    const { content } = (await recorder.get(violation)).body
    t.strictSame(sent.body.content, content, 'the violation did not change after it was frozen')
    t.equal(content['eventDescription'] === text, changed.status === 200)
  }
})

/** Referrals that are found by something else than what stands in them now. */
const foundByWhatWas = async () =>
  await world.sql<{ id: string; agency: string }[]>`
    select r.id, e.agency
      from referrals r left join examinations x on x.referral_id = r.id,
           search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state, x.state -> 'drafts') e
      left join search_entries stored using (agency, kind, id)
     where stored is distinct from e`

t.test('an act on a referral and one on a draft at once: it is found by what both have left', async t => {
  const { referral } = await stories.reach('drafted')
  const draft = `${referral}/decisions/1`
  for (let round = 0; round < 40; round++) {
    const ifMatch = await officer.etag(draft)
    const answers = await Promise.all([
      recorder.post(`${referral}/questions`, { text: `What of round ${round}?` }),
      officer.patch(draft, { reasons: `As in round ${round}.` }, { ifMatch }),
    ])
    t.strictSame(statuses(answers), [200, 201])
    t.equal((await foundByWhatWas()).length, 0)
  }
})

t.test('a change and a resubmission at once: what is sent is what stands', async t => {
  for (let round = 0; round < 4; round++) {
    const { violation, referral } = await stories.reach('changed')
    const [ifMatch, violationTag] = [await referrer.etag(referral), await recorder.etag(violation)]
    const text = `Changed in round ${round}.`
    const [changed, sent] = await Promise.all([
      recorder.patch(violation, { eventDescription: text }, { ifMatch: violationTag }),
      referrer.post(`${referral}/resubmissions`, givenAnswers, { ifMatch }),
    ])
    t.equal(sent.status, 201)
    t.ok([200, 409, 412].includes(changed.status), `${changed.status}`)
    const { content } = (await recorder.get(violation)).body
    t.strictSame((await recorder.get(referral)).body.content, content)
    t.equal(content['eventDescription'] === text, changed.status === 200)
  }
})

t.test('sending and dismissing a violation at once: it is not both', async t => {
  for (let round = 0; round < 3; round++) {
    const { violation, violationId } = await stories.reach('documented')
    const ifMatch = await recorder.etag(violation)
    const answers = await Promise.all([
      referrer.put(`${violation}/dismissal`, givenDismissal, { ifMatch }),
      otherReferrer.post('/v1/referrals', { violationId }),
    ])
    t.equal(answers.filter(({ status }) => status === 201).length, 1)
  }
})

t.test('R-REF-04: two sendings of one violation with different keys make one referral', async t => {
  for (let round = 0; round < 3; round++) {
    const { violation, violationId } = await stories.reach('documented')
    const answers = await Promise.all(
      [referrer, otherReferrer, referrer, otherReferrer].map(by => by.post('/v1/referrals', { violationId })),
    )
    t.strictSame(statuses(answers), [201, 409, 409, 409])
    for (const { status, body } of answers) if (status === 409) t.equal(body.rule, 'R-REF-04')
    const { items } = (await referrer.get(`/v1/referrals?violationId=${violationId}`)).body
    t.equal(items.length, 1)
    t.equal((await recorder.get(violation)).body.referral?.id, items[0]?.id)
  }
})

t.test('of a hundred changes to one version, one wins', async t => {
  const { id } = await stories.record()
  const path = `/v1/violations/${id}`
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, writer) =>
      (writer % 2 ? recorder : otherRecorder).patch(path, { eventDescription: `By ${writer}` }, { ifMatch: '"1"' }),
    ),
  )
  t.strictSame(statuses(answers), [200, ...Array(99).fill(412)])
  t.equal((await events('violation', id)).length, 2)
})

t.test('writers who read, change and name the version they read lose nothing', async t => {
  const { id } = await stories.record({ eventDescription: '.' })
  const path = `/v1/violations/${id}`
  const append = async (word: string, by: Client) => {
    for (;;) {
      const { body, headers } = await by.get(path)
      const eventDescription = `${body.content['eventDescription']} ${word}`
      const answer = await by.patch(path, { eventDescription }, { ifMatch: headers['etag'] })
      if (answer.status === 200) return
      if (answer.status !== 412) throw new Error(answer.text)
    }
  }
  const words: string[] = []
  const writers = Array.from({ length: 20 }, async (_, writer) => {
    for (let count = 0; count < 5; count++) {
      words.push(`${writer}-${count}`)
      await append(`${writer}-${count}`, writer % 2 ? recorder : otherRecorder)
    }
  })
  await Promise.all(writers)
  const { body, headers } = await recorder.get(path)
  t.strictSame(String(body.content['eventDescription']).split(' ').slice(1).sort(), words.sort())
  t.equal(headers['etag'], `"${words.length + 1}"`)
})

const addTo = (violation: string) =>
  recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, { bytes: 'the same', fileName: 'a.txt' }))

t.test('R-EVI-04: however many are added at once, a violation has no more items than it may', async t => {
  const { violation } = await stories.reach('draft')
  for (let added = 0; added < mostItems - 10; added += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => addTo(violation)))
    t.strictSame(new Set(statuses(answers)), new Set([201]))
  }
  const answers = await Promise.all(Array.from({ length: 30 }, () => addTo(violation)))
  t.equal(answers.filter(({ status }) => status === 201).length, 10)
  t.ok(answers.every(({ status, body }) => status === 201 || body.rule === 'R-EVI-04'))
})

t.test('R-EVI-03: nothing is added to a violation after it was dismissed', async t => {
  for (let round = 0; round < 3; round++) {
    const { violation } = await stories.reach('documented')
    const ifMatch = await recorder.etag(violation)
    const dismissing = referrer.put(`${violation}/dismissal`, givenDismissal, { ifMatch })
    const adding = await Promise.all(Array.from({ length: 10 }, () => addTo(violation)))
    t.equal((await dismissing).status, 201)
    t.ok(adding.every(({ status, body }) => status === 201 || body.rule === 'R-EVI-03'))
    const order = await world.sql<{ type: string }[]>`
      select type from events
       where type = 'ViolationDismissed' and stream_id = ${violation.split('/').at(-1) ?? ''}
          or stream_id in (select id from evidence_items where violation_id = ${violation.split('/').at(-1) ?? ''})
         and type = 'EvidenceReceived'
       order by at, type`
    t.equal(order.filter(({ type }) => type === 'EvidenceReceived').length, adding.filter(a => a.status === 201).length)
  }
})

t.end()

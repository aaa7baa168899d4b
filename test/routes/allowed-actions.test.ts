import t from 'tap'
import { actsOnViolation, type reporterRequestActs } from '../../src/domain/allowed-acts.ts'
import { type ReferralAct, referralMoves } from '../../src/domain/transitions.ts'
import { evidenceForm } from '../support/form.ts'
import {
  type Case,
  decisionOn,
  evidenceSaid,
  givenAnnulment,
  givenAnswers,
  givenAssignment,
  givenCopy,
  givenCorrection,
  givenDismissal,
  givenIdentification,
  givenRejection,
  givenReporterRequest,
  givenReturn,
  givenWithdrawal,
  mergeOf,
  purpose,
  type Stage,
  splitOf,
  stages,
  storiesOf,
} from '../support/stories.ts'
import { type Answer, buildTestApp, type Client } from '../support/test-app.ts'
import { someAtTurn } from '../support/thorough.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { cast } = world

type Attempt = (found: Case, client: Client, ifMatch: string) => Promise<Answer>
const put =
  (noun: string, body?: object): Attempt =>
  ({ referral }, client, ifMatch) =>
    client.put(`${referral}/${noun}`, body, { ifMatch })
const onDecision =
  (noun: string, body?: object): Attempt =>
  ({ referral }, client, ifMatch) =>
    client.put(`${referral}/decisions/1/${noun}`, body, { ifMatch })
const why = { explanation: 'Said in words.' }

const onViolation: Record<(typeof actsOnViolation)[number], Attempt> = {
  change: ({ violation }, client, ifMatch) => client.patch(violation, { confidentiality: 'limited' }, { ifMatch }),
  documentation: ({ violation }, client, ifMatch) => client.put(`${violation}/documentation`, undefined, { ifMatch }),
  referral: ({ violationId }, client) => client.post('/v1/referrals', { violationId }),
  dismissal: ({ violation }, client, ifMatch) => client.put(`${violation}/dismissal`, givenDismissal, { ifMatch }),
  'evidence-recording': ({ violation }, client) =>
    client.post(`${violation}/evidence`, evidenceForm(evidenceSaid, { bytes: 'one more', fileName: 'a.txt' })),
  'reporter-reading': ({ violation }, client) => client.get(`${violation}/reporter`, { headers: purpose }),
}

const givenImplication = { agency: 'jawa-tengah', because: 'is-reported', explanation: 'Said in words.' }

const onReferral: Partial<Record<ReferralAct, Attempt>> = {
  receipt: put('receipt'),
  acceptance: put('acceptance'),
  return: ({ referral }, client, ifMatch) => client.post(`${referral}/returns`, givenReturn, { ifMatch }),
  rejection: async ({ referral }, client, ifMatch) => {
    const returned = (await cast.intake.get(referral)).body.status === 'returned'
    const rejection = returned ? { ...givenRejection, reason: 'not-completed' } : givenRejection
    return client.put(`${referral}/rejection`, rejection, { ifMatch })
  },
  resubmission: ({ referral }, client, ifMatch) => client.post(`${referral}/resubmissions`, givenAnswers, { ifMatch }),
  supplement: ({ referral }, client) => client.post(`${referral}/supplements`, why),
  withdrawal: put('withdrawal', givenWithdrawal),
  'withdrawal-request': put('withdrawal-request', givenWithdrawal),
  'withdrawal-consent': put('withdrawal-consent'),
  'withdrawal-refusal': put('withdrawal-refusal', why),
  assignment: put('assignment', givenAssignment),
  question: ({ referral }, client) => client.post(`${referral}/questions`, { text: 'Why?' }),
  answer: ({ referral }, client) => client.post(`${referral}/questions/1/answers`, { text: 'Because.' }),
  'decision-draft': ({ referral, persons }, client, ifMatch) =>
    client.post(`${referral}/decisions`, decisionOn(persons[0], { supersedes: 1 }), { ifMatch }),
  closure: put('closure'),
  'copy-giving': ({ referral }, client, ifMatch) => client.post(`${referral}/copies`, givenCopy, { ifMatch }),
  'copy-ending': put('copies/1/ending', why),
  'reporter-request': ({ referral }, client) => client.post(`${referral}/reporter-requests`, givenReporterRequest),
  'reporter-consent': put('reporter-requests/1/consent', { hours: 24 }),
  'reporter-refusal': put('reporter-requests/1/refusal', why),
  reassignment: ({ referral }, client, ifMatch) =>
    client.post(`${referral}/reassignments`, { officer: 'case-officer-9', reason: 'Workload.' }, { ifMatch }),
  'person-identification': ({ referral, persons }, client, ifMatch) =>
    client.post(`${referral}/persons/${persons[0]}/identifications`, givenIdentification, { ifMatch }),
  'person-merge': ({ referral, persons }, client, ifMatch) =>
    client.post(`${referral}/persons/merges`, mergeOf([persons[0], persons[0]]), { ifMatch }),
  'person-split': ({ referral, persons }, client, ifMatch) =>
    client.post(`${referral}/persons/splits`, splitOf(persons), { ifMatch }),
  'person-change-revocation': put('person-changes/1/revocation', why),
  implication: ({ referral }, client, ifMatch) =>
    client.post(`${referral}/implications`, givenImplication, { ifMatch }),
  'implication-revocation': put('implications/1/revocation', why),
}

const onReporterRequest: Record<(typeof reporterRequestActs)[number], Attempt> = {
  'reporter-consent': put('reporter-requests/1/consent', { hours: 24 }),
  'reporter-refusal': put('reporter-requests/1/refusal', why),
  'reporter-opening': ({ referral }, client) => client.get(`${referral}/reporter`, { headers: purpose }),
}

const onOneDecision: Partial<Record<ReferralAct, Attempt>> = {
  'decision-revision': ({ referral }, client, ifMatch) =>
    client.patch(`${referral}/decisions/1`, { reasons: 'Other.' }, { ifMatch }),
  'decision-cancellation': onDecision('cancellation', why),
  issuance: onDecision('issuance'),
  annulment: onDecision('annulment', givenAnnulment),
  'decision-correction': ({ referral }, client, ifMatch) =>
    client.post(`${referral}/decisions/1/corrections`, { ...givenCorrection, legalBasis: 'Another.' }, { ifMatch }),
  // In these stages nothing is judged as a crime.
  'handover-sending': onDecision('handover', { reasonsExcerpts: [] }),
}

t.test('every act of the tables of moves is tried here', async t => {
  t.strictSame(Object.keys(onViolation).sort(), [...actsOnViolation].sort())
  const tried = [...Object.keys(onReferral), ...Object.keys(onOneDecision)]
  t.strictSame(tried.sort(), Object.keys(referralMoves).sort())
})

/** With the openings of reporters. What the service does by itself, such as inspecting what was added, comes when it comes. */
async function eventsOfPersons(): Promise<number> {
  const [row] = await world.sql<[{ count: number }]>`
    select (select count(*) from events where act ->> 'kind' <> 'system')::int
         + (select count(*) from reporter_openings)::int as count`
  return row.count
}

/** Somebody of each role, and whoever has done the thing already: four eyes count. */
const clients: Client[] = [
  cast.recorder,
  cast.referrer,
  cast.intake,
  cast.officer,
  cast.commissioner,
  await world.as('kominfo', 'referrer', 'recorder-1'),
  await world.as('kasn', 'commissioner', 'case-officer-1'),
]

/**
 * Listed acts must be possible: whatever refuses them then is their content (422; R-DEC-07 speaks of one person and
 * track), never who or when. Acts that are not listed must be refused, or be a fact that stands already and changes nothing.
 */
async function compare(
  t: Pick<Tap, 'ok' | 'equal'>,
  stage: Stage,
  attempts: Partial<Record<string, Attempt>>,
  resourceOf: (found: Case) => string,
  by: readonly Client[],
) {
  let found = await stories.reach(stage)
  let events = await eventsOfPersons()
  for (const client of by) {
    let read = await client.get(resourceOf(found))
    for (const [act, attempt] of Object.entries(attempts)) {
      // The referral does not know who recorded the violation behind it; sending from the violation, and the request for
      // the reporter, are what tells.
      const sends =
        ['resubmission', 'supplement'].includes(act) || (act.startsWith('reporter-') && attempts === onReferral)
      if (sends && client.roles.includes('referrer') && client !== cast.referrer) continue
      // What is not to be read has no list: every act must be refused.
      const listed = read.status === 200 && read.body.allowedActions.includes(act)
      const answer = await attempt?.(found, client, read.headers['etag'] ?? '"1"')
      const happened = (await eventsOfPersons()) > events
      const place = `${stage}: ${client.agency} ${client.roles} ${act}: ${answer?.status} ${answer?.body.code ?? ''}`
      const byContent = answer?.status === 422 || answer?.body.rule === 'R-DEC-07'
      if (listed) t.ok(happened || byContent, `listed, ${place}`)
      else t.ok(!happened && [200, 403, 404, 409].includes(answer?.status ?? 0), `not listed, ${place}`)
      if (!happened) continue
      found = await stories.reach(stage)
      events = await eventsOfPersons()
      read = await client.get(resourceOf(found))
    }
  }
}
type Tap = typeof t

for (const [turn, stage] of stages.entries()) {
  t.test(`in the state ${stage}, allowedActions is what really can be done`, async t => {
    await compare(
      t,
      stage,
      onViolation,
      found => found.violation,
      someAtTurn(
        clients.filter(({ agency }) => agency === 'kominfo'),
        turn,
      ),
    )
    if (['draft', 'documented', 'dismissed'].includes(stage)) return
    await compare(t, stage, onReferral, found => found.referral, someAtTurn(clients, turn))
    if (stage.startsWith('reporter-')) {
      await compare(t, stage, onReporterRequest, found => `${found.referral}/reporter-requests/1`, clients)
    }
    if (!['drafted', 'decided', 'executed', 'superseding', 'closed'].includes(stage)) return
    await compare(t, stage, onOneDecision, found => `${found.referral}/decisions/1`, clients)
  })
}

t.end()

import t from 'tap'
import { type Act, access, isForPersons } from '../../src/domain/access.ts'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import {
  type Case,
  decisionOn,
  ethical,
  finding,
  mergeOf,
  onTwo,
  purpose,
  report,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { buildTestApp, type Client } from '../support/test-app.ts'
import { caseFor, everyOperation, readerOf } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)

/** The operations by which each act of a person is done. */
const operations: Readonly<Record<string, readonly string[]>> = {
  issuance: ['issueDecision'],
  'reporter-consent': ['consentToReporter'],
  'recusal-lifting': ['liftViolationRecusal', 'liftReferralRecusal'],
  'concerned-recusal-lifting': ['liftObligationRecusal', 'liftCopyRecusal', 'liftHandoverRecusal'],
  departure: ['recordDeparture'],
  'emergency-confirmation': ['confirmEmergencyAccess'],
  'decision-correction': ['correctDecision'],
  'implication-revocation': ['revokeImplication'],
  'handover-sending': ['sendHandover'],
  'outcome-acceptance': ['acceptAppealOutcome'],
  'evidence-erasure': ['eraseEvidence'],
  'reporter-reading': ['readReporter'],
  'reporter-request': ['requestReporter'],
  'reporter-refusal': ['refuseReporter'],
  'reporter-opening': ['openReporter'],
  'emergency-request': ['requestEmergencyAccess'],
  'emergency-reading': ['readInEmergency'],
}

t.test('every act of a person has its operation here', async t => {
  t.strictSame(Object.keys(operations).sort(), (Object.keys(access) as Act[]).filter(isForPersons).sort())
})

t.test('R-ACC-06 the description says of these operations and of no other that they are for persons', async t => {
  const described = Object.values(openApiDocument(world.app).paths).flatMap(path =>
    Object.values(path)
      .filter(operation => 'x-persons-only' in operation)
      .map(({ operationId }) => operationId),
  )
  t.strictSame(described.sort(), Object.values(operations).flat().sort())
})

for (const [act, ids] of Object.entries(operations)) {
  for (const operation of everyOperation.filter(({ id }) => ids.includes(id))) {
    t.test(`R-ACC-06 ${operation.id}: a machine client is nobody’s second pair of eyes`, async t => {
      const { agency } = world.cast[operation.by]
      const role = world.cast[operation.by].roles[0] ?? 'observer'
      t.ok((access as Record<string, { roles: readonly string[] }>)[act]?.roles.includes(role))
      const machine = { client: true as const, sub: 'machine-1' }
      const client = world.withAuthorization(await world.issuers.authorization(agency, [role], machine))
      const found = await caseFor(stories, operation)
      const own = await operation.own?.(world.cast[operation.by], { stories, world })
      const path = own ?? operation.path(found ?? (await stories.reach('draft')))
      const tagged = found && operation.ifMatch?.(found)
      const ifMatch = tagged && (await readerOf(tagged, world.cast).etag(tagged))
      const { headers = {} } = operation
      const sent = { ifMatch, headers }
      const answer = await client.send(operation.method, path, operation.body?.(found ?? ({} as never)), sent)
      t.match(answer.body, { status: 403, rule: 'R-ACC-06', code: 'person-required' })
    })
  }
}

t.test('R-ACC-06 what is refused to a machine client is not in its allowedActions; to a person it is', async t => {
  const { commissioner, referrer } = world.cast
  const machine = async ({ agency, roles }: Client) =>
    world.withAuthorization(await world.issuers.authorization(agency, roles, { client: true, sub: 'machine-2' }))
  const offered = async (client: Client, path: string) =>
    succeeded(await client.get(path)).body['allowedActions'] as string[]
  const drafted = await stories.reach('drafted')
  const draft = `${drafted.referral}/decisions/1`
  t.strictSame(await offered(commissioner, draft), ['decision-cancellation', 'issuance'])
  t.strictSame(await offered(await machine(commissioner), draft), ['decision-cancellation'])
  const asked = await stories.reach('reporter-requested')
  const answers = ['reporter-consent', 'reporter-refusal']
  t.strictSame(await offered(referrer, `${asked.referral}/reporter-requests/1`), answers)
  t.strictSame(await offered(await machine(referrer), `${asked.referral}/reporter-requests/1`), [])
  t.notOk((await offered(await machine(referrer), asked.referral)).some(act => answers.includes(act)))
})

t.test('R-ACC-06 a machine client does what completes an examination and issues nothing', async t => {
  const { officer, commissioner } = world.cast
  const { agency } = officer
  const machine = world.withAuthorization(
    await world.issuers.authorization(agency, ['case-officer'], { client: true, sub: 'machine-4' }),
  )
  const issued = async (found: Case) => {
    const draft = `${found.referral}/decisions/1`
    await stories.act(commissioner, 'PUT', `${draft}/issuance`, undefined, draft)
  }
  const cancelled = await stories.reach('drafted')
  const draft = `${cancelled.referral}/decisions/2`
  await stories.act(
    officer,
    'POST',
    `${cancelled.referral}/decisions`,
    decisionOn(cancelled.persons[0], ethical),
    cancelled.referral,
  )
  await issued(cancelled)
  await stories.act(machine, 'PUT', `${draft}/cancellation`, { explanation: 'One is enough.' }, draft)
  t.equal((await machine.get(cancelled.referral)).body.status, 'decided', 'the cancellation of the last draft')

  const merged = await stories.reach('drafted', onTwo)
  await issued(merged)
  await stories.act(machine, 'POST', `${merged.referral}/persons/merges`, mergeOf(merged.persons), merged.referral)
  t.equal((await machine.get(merged.referral)).body.status, 'decided', 'a merge that leaves nobody without a decision')
})

t.test(
  'R-ACC-06 an agency’s own system records a report with its reporter, and does not read the reporter back',
  async t => {
    const { agency } = world.cast.recorder
    const system = world.withAuthorization(
      await world.issuers.authorization(agency, ['recorder'], { client: true, sub: 'machine-3' }),
    )
    const recorded = succeeded(await system.post('/v1/violations', { ...finding, ...report }))
    const path = recorded.headers['location'] ?? ''
    t.notOk(recorded.body['allowedActions']?.includes('reporter-reading'))
    t.equal((await system.get(`${path}/reporter`, { headers: purpose })).body['rule'], 'R-ACC-06')
  },
)

t.test('R-CPY-02 with a decision that is superseded its copies end', async t => {
  const { officer, commissioner, personnelOfficer } = world.cast
  const found = await stories.reach('copied')
  t.equal((await personnelOfficer.get(`/v1/copies/${found.copy}`)).status, 200)
  await stories.take(found, 'superseding')
  const draft = `${found.referral}/decisions/2`
  succeeded(await commissioner.put(`${draft}/issuance`, undefined, { ifMatch: await officer.etag(draft) }))
  t.equal((await personnelOfficer.get(`/v1/copies/${found.copy}`)).status, 404)
  t.match((await officer.get(`${found.referral}/copies/1`)).body, {
    ending: { explanation: 'Superseded by decision 2.' },
  })
})

t.end()

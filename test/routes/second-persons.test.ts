import t from 'tap'
import { access, actsOfPersons } from '../../src/domain/access.ts'
import { storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { caseFor, everyOperation } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)

/** The operations by which each act of a person is done. */
const operations: Readonly<Record<string, readonly string[]>> = {
  issuance: ['issueDecision'],
  'reporter-consent': ['consentToReporter'],
  'recusal-lifting': ['liftViolationRecusal', 'liftReferralRecusal'],
  departure: ['recordDeparture'],
  'emergency-confirmation': ['confirmEmergencyAccess'],
  'decision-correction': ['correctDecision'],
  'handover-sending': ['sendHandover'],
  'outcome-acceptance': ['acceptAppealOutcome'],
}

t.test('every act of a person has its operation here', async t => {
  t.strictSame(Object.keys(operations).sort(), [...actsOfPersons].sort())
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
      const ifMatch = operation.ifMatch && found && (await world.cast.officer.etag(operation.ifMatch(found)))
      const { headers = {} } = operation
      const sent = { ifMatch, headers }
      const answer = await client.send(operation.method, path, operation.body?.(found ?? ({} as never)), sent)
      t.match(answer.body, { status: 403, rule: 'R-ACC-06', code: 'person-required' })
    })
  }
}

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

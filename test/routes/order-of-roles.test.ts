import t, { type Test } from 'tap'
import type { Role } from '../../src/domain/agencies.ts'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp, type Cast, type Client, refusal } from '../support/test-app.ts'

/** All that these agencies may give to one person who acts. */
const rolesOf: Readonly<Record<string, readonly Role[]>> = {
  kominfo: ['recorder', 'referrer', 'observer', 'auditor'],
  kasn: ['intake-officer', 'case-officer', 'commissioner', 'observer', 'auditor'],
}
const orders: Readonly<Record<string, (roles: readonly Role[]) => readonly Role[]>> = {
  'as listed': roles => roles,
  reversed: roles => roles.toReversed(),
  turned: ([first, ...others]) => [...others, ...(first === undefined ? [] : [first])],
}
const marked = { releasable: { excerpts: [], evidence: [], originals: [] } }

/** A whole case by people who have every role of their agency: who did what in which role, and what was refused. */
async function story(t: Test, ordered: (roles: readonly Role[]) => readonly Role[]) {
  const world = await buildTestApp(t)
  const cast = world.cast as { -readonly [Name in keyof Cast]: Client }
  const as = (agency: string, sub: string) => world.as(agency, ordered(rolesOf[agency] ?? []), sub)
  for (const name of ['recorder', 'otherRecorder', 'referrer', 'otherReferrer'] as const) {
    cast[name] = await as('kominfo', name)
  }
  for (const name of ['intake', 'officer', 'otherOfficer', 'commissioner', 'otherCommissioner'] as const) {
    cast[name] = await as('kasn', name)
  }
  const stories = storiesOf(world)
  const found = await stories.reach('documented', {}, { evidence: ['one'] })
  const change = async (by: Client, content: object) => {
    const { headers } = await by.get(found.violation)
    return by.patch(found.violation, content, { ifMatch: headers['etag'] })
  }
  const seen: string[] = []
  const tell = (what: string, answer: Parameters<typeof refusal>[0]) => {
    seen.push(`${what}: ${answer.status < 300 ? answer.status : refusal(answer)}`)
  }

  tell('marks what may go on', await change(cast.referrer, marked))
  tell('changes what happened', await change(cast.recorder, { eventDescription: 'The account shared a post.' }))
  tell('says what cannot be', await change(cast.otherRecorder, { occurredAt: '2090-01-01T00:00:00+07:00' }))
  await stories.act(cast.recorder, 'PUT', `${found.violation}/documentation`, undefined, found.violation)
  const { violationId } = found
  tell('sends what they recorded', await cast.recorder.post('/v1/referrals', { violationId }))
  for (const step of ['sent', 'receipt', 'acceptance', 'assignment', 'draft', 'issuance', 'execution', 'closure']) {
    if (step !== 'sent') await stories.take(found, step as Parameters<typeof stories.take>[1])
    else {
      const sent = await cast.referrer.post('/v1/referrals', { violationId })
      tell('sends what they only marked', sent)
      Object.assign(found, { referral: sent.headers['location'], referralId: sent.body.id })
    }
  }
  const events = await world.sql`
    select type, act ->> 'role' as role from events where act ->> 'kind' <> 'system' order by at, stream, version`
  return [...seen, ...events.map(({ type, role }) => `${type} ${role}`)]
}

t.test('in which order a token names the roles changes neither what may be done nor what is on record', async t => {
  const told = new Map<string, readonly string[]>()
  for (const [name, ordered] of Object.entries(orders)) told.set(name, await story(t, ordered))
  const first = told.get('as listed') ?? []
  for (const [name, other] of told) t.strictSame(other, first, name)

  t.strictSame(first.slice(0, 5), [
    'marks what may go on: 200',
    'changes what happened: 200',
    'says what cannot be: 422 time-in-future R-VIO-04 /occurredAt rule',
    'sends what they recorded: 403 referrer-is-recorder R-REF-02',
    'sends what they only marked: 201',
  ])
  t.ok(first.includes('ViolationChanged referrer') && first.includes('ViolationChanged recorder'))
  t.ok(first.includes('ReferralClosed referrer'))
})

for (const order of [['case-officer', 'intake-officer'] as const, ['intake-officer', 'case-officer'] as const]) {
  t.test(`what is offered is what may be done, as ${order.join(' and ')}`, async t => {
    const world = await buildTestApp(t)
    const { referral } = await storiesOf(world).reach('received')
    const client = await world.as('kasn', order)
    t.ok((await client.get(referral)).body.allowedActions.includes('question'))
    const asked = await client.post(`${referral}/questions`, { text: 'Who?' })
    t.match(asked, { status: 201, body: { by: { role: 'case-officer' } } })
  })
}

t.end()

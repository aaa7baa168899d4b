import t from 'tap'
import { storiesOf } from '../support/stories.ts'
import { type AnyBody, buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, otherReferrer } = world.cast
const unkeyed = { key: null }

type Told = { rule: string; code: string; errors: { pointer: string; code: string }[] }
const outcomesIn = (body: AnyBody) =>
  Object.fromEntries(
    (body.items as unknown as { code: string; outcome: string }[]).map(({ code, outcome }) => [code, outcome]),
  )
const rulesIn = (body: AnyBody) => (body['refusals'] as Told[]).map(({ rule }) => rule)

t.test('the sender is told the gaps in the words of the receiver, and what would stop the sending', async t => {
  const { violation, violationId } = await stories.reach('draft')
  const { status, body } = await referrer.post(`${violation}/preflight`, undefined, unkeyed)
  t.equal(status, 200)
  t.match(body, {
    violationId,
    by: 'referral',
    receiver: 'kasn',
    checklist: { code: 'referral-digital', version: 1, name: { id: /./, en: /./ }, legalBasis: /./, mostRounds: 12 },
    complete: false,
  })
  t.match(outcomesIn(body), { 'event-description': 'met', evidence: 'gap', 'account-link': 'for-officer' })
  t.match(
    (body.items as unknown as AnyBody[]).find(({ code }) => code === 'evidence'),
    { name: { id: /Tangkapan layar/, en: /screenshot/ }, required: true, pointers: ['/evidence'] },
  )
  t.strictSame(rulesIn(body), ['R-REF-01'], 'it is not documented yet')
})

t.test('what is told is true: what nothing stops is sent, and what is complete is on the checklist', async t => {
  const { violation, violationId } = await stories.reach('documented', {}, { evidence: ['a capture'] })
  const { body } = await referrer.post(`${violation}/preflight`, undefined, unkeyed)
  t.match(body, { complete: true, refusals: [] })
  t.equal((await referrer.post('/v1/referrals', { violationId })).status, 201)
  const after = await referrer.post(`${violation}/preflight`, undefined, unkeyed)
  t.strictSame(rulesIn(after.body), ['R-REF-04', 'R-REF-01'])
})

t.test('R-REF-02, R-ACC-01, R-EVI-16: each refusal names its rule, as the sending itself would', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const item = await stories.add(violation, 'not sealed')
  const byRecorder = await recorder.post(`${violation}/preflight`, undefined, unkeyed)
  t.strictSame(rulesIn(byRecorder.body), ['R-ACC-01', 'R-REF-02', 'R-EVI-16'])
  const { body } = await referrer.post(`${violation}/preflight`, undefined, unkeyed)
  const [told] = body['refusals'] as Told[]
  t.match(told, { rule: 'R-EVI-16', title: { id: /./, en: /./ }, errors: [{ pointer: `/evidence/${item}` }] })
  const sent = await referrer.post('/v1/referrals', { violationId })
  t.match(sent.body, { rule: told?.rule, code: told?.code, errors: told?.errors })
})

t.test('it changes nothing, takes no key and no body, and is the same when it is asked again', async t => {
  const { violation } = await stories.reach('documented')
  const before = await world.fingerprint()
  const one = await referrer.post(`${violation}/preflight`, undefined, unkeyed)
  const other = await referrer.post(`${violation}/preflight`, undefined, { key: 'abc' })
  const { at: _, ...first } = one.body
  const { at: __, ...second } = other.body
  t.strictSame(second, first)
  t.equal(other.headers['idempotency-replayed'], undefined)
  t.equal(await world.fingerprint(), before)
  t.equal(refusal(await referrer.post(`${violation}/preflight`, {}, unkeyed)), '400 invalid-request  unexpected-body')
})

t.test('whoever is recused from the case finds nothing there', async t => {
  const { violation } = await stories.reach('documented')
  const interest = { interest: 'family', explanation: 'A cousin.' }
  t.equal((await otherReferrer.put(`${violation}/recusal`, interest)).status, 201)
  t.equal(refusal(await otherReferrer.post(`${violation}/preflight`, undefined, unkeyed)), '404 not-found')
  t.equal((await referrer.post(`${violation}/preflight`, undefined, unkeyed)).status, 200)
})

t.end()

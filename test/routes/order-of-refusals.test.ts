import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decisionOn, givenRejection, givenReturn, storiesOf } from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

// Each request is wrong in two or more ways at once; the earlier one in this order is told:
// 401 → 429 → 415, 413, 400 (form) → 404 → 403 → 400 (key missing) → stored reply, 409 or 422 of the key → 428 →
// 409 (state) or 422 (content) → 412.
const world = await buildTestApp(t)
const stories = storiesOf(world)
const { intake, officer, referrer, recorder, commissioner } = world.cast
const nobody = world.withAuthorization(undefined)
const stranger = await world.as('bkn', 'compliance-officer')

const sent = await stories.reach('sent')
const received = await stories.reach('received')
const draft = await stories.reach('draft')
const drafted = await stories.reach('drafted')
const nowhere = `/v1/referrals/${randomUUID()}`
const returns = `${received.referral}/returns`
const spent = randomUUID()
const returned = await stories.reach('received')
await stories.act(intake, 'POST', `${returned.referral}/returns`, givenReturn, returned.referral)
const answered = await stories.reach('received')
await intake.post(`${answered.referral}/returns`, givenReturn, {
  key: spent,
  ifMatch: await intake.etag(answered.referral),
})

type Sending = Parameters<Client['post']>[2]
type Row = [wrong: string, answer: string, by: Client, method: string, path: string, body?: unknown, sending?: Sending]
const json = { 'content-type': 'application/json' }
const rows: Row[] = [
  [
    'no token, media type, body, path',
    '401 not-authenticated',
    nobody,
    'POST',
    returns,
    '<x/>',
    { headers: { 'content-type': 'text/xml' } },
  ],
  ['no token, absent', '401 not-authenticated', nobody, 'PUT', `${nowhere}/receipt`],
  [
    'media type, absent, role',
    '415 unsupported-media-type',
    stranger,
    'POST',
    `${nowhere}/returns`,
    'x',
    { headers: { 'content-type': 'text/plain' } },
  ],
  [
    'media type of a patch, form',
    '415 unsupported-media-type',
    recorder,
    'PATCH',
    draft.violation,
    { wrong: 1 },
    { headers: json },
  ],
  [
    'too large, absent',
    '413 content-too-large',
    stranger,
    'POST',
    `${nowhere}/returns`,
    { text: 'x'.repeat(1_100_000) },
  ],
  [
    'form, absent',
    '400 invalid-request /items required',
    intake,
    'POST',
    `${nowhere}/returns`,
    { dueOn: '2099-01-01' },
  ],
  [
    'form, role, key, If-Match',
    '400 invalid-request /items required',
    recorder,
    'POST',
    returns,
    { dueOn: '2099-01-01' },
    { key: null },
  ],
  ['JSON, absent', '400 invalid-json  syntax', intake, 'POST', `${nowhere}/returns`, '{'],
  ['absent, role', '404 not-found', recorder, 'POST', `${nowhere}/returns`, givenReturn],
  ['hidden, role, key, If-Match', '404 not-found', stranger, 'POST', returns, givenReturn, { key: null }],
  [
    'hidden draft, role, If-Match',
    '404 not-found',
    recorder,
    'PATCH',
    `${drafted.referral}/decisions/1`,
    { reasons: 'x' },
  ],
  [
    'question absent, role',
    '403 role-required R-ACC-01',
    referrer,
    'POST',
    `${sent.referral}/questions/9/answers`,
    { text: 'x' },
  ],
  [
    'question absent, key',
    '404 not-found',
    recorder,
    'POST',
    `${sent.referral}/questions/9/answers`,
    { text: 'x' },
    { key: null },
  ],
  [
    'role, key, If-Match, state',
    '403 role-required R-ACC-01',
    commissioner,
    'POST',
    `${sent.referral}/returns`,
    givenReturn,
    { key: null },
  ],
  ['role, If-Match, state', '403 role-required R-ACC-01', referrer, 'PUT', `${sent.referral}/acceptance`],
  [
    'four eyes, key, If-Match, state',
    '403 referrer-is-recorder R-REF-02',
    await world.as('kominfo', 'referrer', 'recorder-1'),
    'POST',
    '/v1/referrals',
    { violationId: draft.violationId },
    { key: null },
  ],
  [
    'four eyes, If-Match',
    '403 issuer-is-drafter R-DEC-02',
    await world.as('kasn', 'commissioner', 'case-officer-1'),
    'PUT',
    `${drafted.referral}/decisions/1/issuance`,
  ],
  [
    'key, If-Match, state',
    '400 idempotency-key-missing',
    intake,
    'POST',
    `${sent.referral}/returns`,
    givenReturn,
    { key: null },
  ],
  [
    'key malformed, If-Match, content',
    '400 idempotency-key-invalid',
    intake,
    'POST',
    returns,
    { ...givenReturn, dueOn: '2001-01-01' },
    { headers: { 'idempotency-key': 'x' } },
  ],
  [
    'key of another request, If-Match, state',
    '422 idempotency-key-reused',
    intake,
    'POST',
    `${answered.referral}/returns`,
    { ...givenReturn, dueOn: '2001-01-01' },
    { key: spent },
  ],
  [
    'key of another referral, If-Match, state',
    '422 idempotency-key-reused',
    intake,
    'POST',
    `${sent.referral}/returns`,
    givenReturn,
    { key: spent },
  ],
  ['If-Match missing, state', '428 precondition-required', intake, 'PUT', `${sent.referral}/acceptance`],
  [
    'If-Match missing, content',
    '428 precondition-required',
    intake,
    'POST',
    returns,
    { ...givenReturn, dueOn: '2001-01-01' },
  ],
  [
    'If-Match malformed, state',
    '400 invalid-request header/if-match entity-tag',
    intake,
    'PUT',
    `${sent.referral}/acceptance`,
    undefined,
    { ifMatch: '*' },
  ],
  [
    'state, content, stale',
    '409 referral-not-received R-REF-06',
    intake,
    'POST',
    `${sent.referral}/returns`,
    { ...givenReturn, dueOn: '2001-01-01' },
    { ifMatch: '"99"' },
  ],
  [
    'state, stale',
    '409 referral-not-received R-REF-06',
    intake,
    'PUT',
    `${sent.referral}/acceptance`,
    undefined,
    { ifMatch: '"99"' },
  ],
  [
    'content, stale',
    '422 return-due-date-not-ahead R-REF-17 /dueOn rule',
    intake,
    'POST',
    returns,
    { ...givenReturn, dueOn: '2001-01-01' },
    { ifMatch: '"99"' },
  ],
  [
    'content of a decision, stale',
    '422 reported-person-unknown R-DEC-03 /reportedPersonId rule',
    officer,
    'POST',
    `${drafted.referral}/decisions`,
    decisionOn(randomUUID()),
    { ifMatch: '"99"' },
  ],
  [
    'incomplete, stale',
    '422 rejection-reason-does-not-fit R-REF-19 /reason rule',
    intake,
    'PUT',
    `${received.referral}/rejection`,
    { ...givenRejection, reason: 'not-completed' },
    { ifMatch: '"99"' },
  ],
  ['only stale', '412 stale-version', intake, 'POST', returns, givenReturn, { ifMatch: '"99"' }],
]

t.test('of several reasons to refuse a request, the one that comes first in the order is told', async t => {
  const before = await world.fingerprint()
  for (const [wrong, expected, client, method, path, body, sending] of rows) {
    t.equal(refusal(await client.send(method, path, body, sending)), expected, wrong)
  }
  t.equal(await world.fingerprint(), before, 'nothing changed')
})

t.test('a stored reply comes before everything that the request would be refused for now', async t => {
  const again = await intake.post(`${answered.referral}/returns`, givenReturn, { key: spent })
  t.equal(again.status, 201, 'without If-Match, in another state')
  t.equal(again.headers['idempotency-replayed'], 'true')
})

t.test('the quota comes after authentication and before the form of the request', async t => {
  const { cast, withAuthorization, beginMinute } = await buildTestApp(t, { quotas: { agencyPerMinute: 40 } })
  await beginMinute()
  const broken = { headers: { 'content-type': 'text/xml' } }
  for (const _ of [1, 2]) t.equal((await cast.intake.post('/v1/referrals', 'x', broken)).status, 415)
  const over = await cast.intake.post('/v1/referrals', 'x', broken)
  t.equal(refusal(over), '429 too-many-requests')
  t.match(over.headers, { 'retry-after': /^\d+$/, ratelimit: /r=0/ })
  t.equal((await withAuthorization(undefined).post('/v1/referrals', 'x', broken)).status, 401)
  t.equal((await cast.recorder.post('/v1/referrals', 'x', broken)).status, 415, 'another agency has its own quota')
})

t.end()

import t from 'tap'
import { Form } from '../support/form.ts'
import { evidenceSaid, finding, storiesOf } from '../support/stories.ts'
import { type Answer, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const { recorder, officer } = world.cast
const { violation } = await storiesOf(world).reach('draft')
const mebi = 1024 * 1024

/** A finding with this JSON at the end. */
const grown = (members: string) => `${JSON.stringify(finding).slice(0, -1)},${members}}`
const record = (body: string) => recorder.post('/v1/violations', body)
const withPart = (name: string, fileName = 'a.txt', metadata = JSON.stringify(evidenceSaid)) =>
  recorder.post(
    `${violation}/evidence`,
    new Form([
      { name: 'metadata', type: 'application/json', bytes: metadata },
      { name, fileName, bytes: 'x' },
    ]),
  )
const withClaims = async (claims: Record<string, unknown>): Promise<Client> =>
  world.withAuthorization(await world.issuers.authorization('kominfo', ['recorder'], { claims }))
const names = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join()

/** A row of the resource limits, what is sent, and the refusal; a pattern where one of several may come first. */
const rows: [what: string, send: () => Promise<Answer>, refused: string | RegExp][] = [
  ['D-R2: 33 levels', () => record(grown(`"a":${'['.repeat(32)}${']'.repeat(32)}`)), '400 invalid-json  too-deep'],
  [
    'D-R2: 100,000 levels',
    () => record(grown(`"a":${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
    '400 invalid-json  too-deep',
  ],
  ['D-R2: a mebibyte of brackets', () => record(`{"a":${'['.repeat(mebi - 10)}`), '400 invalid-json  too-deep'],
  ['D-R2: a mebibyte of braces', () => record('{"a":'.repeat(mebi / 5 - 1)), '400 invalid-json  too-deep'],
  ['D-R2: 5,001 names', () => record(`{${names(5001)}}`), '400 invalid-json  too-many-values'],
  ['D-R2: 100,000 names', () => record(`{${names(75_000)}}`), '400 invalid-json  too-many-values'],
  ['D-R2: more than a mebibyte', () => record(grown(`"a":"${'x'.repeat(mebi)}"`)), '413 content-too-large'],
  [
    'D-R2: almost a mebibyte of text',
    () => record(JSON.stringify({ ...finding, eventDescription: 'x'.repeat(mebi - 2000) })),
    '400 invalid-request /eventDescription max-length',
  ],
  [
    'D-R2: almost a mebibyte where a time should be',
    () => record(JSON.stringify({ ...finding, occurredAt: '2'.repeat(mebi - 2000) })),
    /^400 invalid-request \/occurredAt /,
  ],
  [
    'D-R2: a path segment of 101 characters',
    () => recorder.get(`/v1/violations/${'a'.repeat(101)}`),
    '414 uri-too-long',
  ],
  ['D-R4: __proto__ in a body', () => record(grown('"__proto__":{"polluted":1}')), '400 invalid-json  forbidden-name'],
  [
    'D-R4: __proto__ in a body, escaped',
    () => record(grown('"\\u005f\\u005fproto__":{"polluted":1}')),
    '400 invalid-json  forbidden-name',
  ],
  [
    'D-R4: constructor.prototype in a body',
    () => record(grown('"constructor":{"prototype":{"polluted":1}}')),
    '400 invalid-json  forbidden-name',
  ],
  [
    'D-R4: __proto__ in a merge patch',
    () => recorder.patch(violation, '{"__proto__":{"polluted":1}}'),
    '400 invalid-json  forbidden-name',
  ],
  [
    'D-R4: __proto__ in a query',
    () => recorder.get('/v1/violations?__proto__[polluted]=1'),
    /^400 invalid-request query/,
  ],
  [
    'D-R4: constructor in a query',
    () => recorder.get('/v1/violations?constructor.prototype.polluted=1'),
    /^400 invalid-request query/,
  ],
  ['D-R4: __proto__ as a part of a form', () => withPart('__proto__'), '400 invalid-request  unexpected-part'],
  [
    'D-R4: __proto__ in the metadata of a form',
    () => withPart('file', 'a.txt', '{"__proto__":{"polluted":1}}'),
    '400 invalid-json /metadata forbidden-name',
  ],
  ['D-R4: __proto__ as an id', () => recorder.get('/v1/violations/__proto__'), /^400 invalid-request path\/id/],
  ['D-R4: constructor as a problem', () => recorder.get('/problems/constructor'), '404 not-found'],
  [
    'D-R4: __proto__ among the claims, as roles',
    async () => (await withClaims({ roles: ['__proto__'] })).get('/v1/violations'),
    '401 invalid-token',
  ],
  [
    'D-R4: constructor as the roles',
    async () => (await withClaims({ roles: { constructor: { prototype: { polluted: 1 } } } })).get('/v1/violations'),
    '401 invalid-token',
  ],
]

for (const [what, send, refused] of rows) {
  t.test(`${what} is refused`, async t => {
    const before = await world.count('events')
    t.match(refusal(await send()), refused)
    t.equal(await world.count('events'), before, 'nothing was recorded')
    t.equal(({} as { polluted?: unknown }).polluted, undefined)
  })
}

t.test('D-R4: names of prototypes that are only names stay what they are, through the database too', async t => {
  const named = await withPart('file', '__proto__.txt')
  t.equal(named.status, 201, named.text)
  t.match((await recorder.get(`${violation}/evidence/${named.body.id}`)).text, /__proto__\.txt/)
  const strange = await withClaims({ sub: '__proto__', __proto__claim: 1, constructor: { prototype: { polluted: 1 } } })
  const made = await strange.post('/v1/violations', { ...finding, eventDescription: 'constructor __proto__' })
  t.equal(made.status, 201, made.text)
  t.equal(
    (await strange.get(`/v1/violations/${made.body.id}`)).body.content['eventDescription'],
    'constructor __proto__',
  )
  t.equal(({} as { polluted?: unknown }).polluted, undefined)
})

t.test('D-R7: a person is the subject of the token, whatever else the request says', async t => {
  const limited = await buildTestApp(t, { quotas: { personPerMinute: 5 } })
  await limited.beginMinute()
  const headers = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip']
  t.equal((await limited.cast.officer.get('/v1/referrals')).status, 200)
  for (const name of headers) {
    const answer = await limited.cast.officer.get('/v1/referrals', { headers: { [name]: '203.0.113.9' } })
    t.equal(refusal(answer), '429 too-many-requests', name)
  }
  const again = await limited.as('kasn', 'case-officer', 'case-officer-1')
  t.equal(refusal(await again.get('/v1/referrals')), '429 too-many-requests', 'a fresh token is the same person')
  t.equal((await limited.cast.otherOfficer.get('/v1/referrals')).status, 200)
})

t.test('refused tokens end in 429 before another signature is verified or another refusal recorded', async t => {
  const limited = await buildTestApp(t, { quotas: { addressPerMinute: 3 } })
  await limited.beginMinute()
  const { recorder: known } = limited.cast
  t.equal((await known.get('/v1/violations')).status, 200)
  const greedy = limited.withAuthorization(
    await limited.issuers.authorization('kominfo', ['recorder'], { claims: { roles: ['case-officer'] } }),
  )
  const said: string[] = []
  for (let attempt = 0; attempt < 6; attempt += 1) said.push(refusal(await greedy.get('/v1/violations')))
  t.strictSame(said, [...Array(3).fill('403 role-not-allowed'), ...Array(3).fill('429 too-many-requests')])
  t.equal(limited.issuers.refusals.length, 3)
  t.equal((await known.get('/v1/violations')).status, 200, 'who was believed before goes on')
  t.equal((await limited.withAuthorization(undefined).get('/healthz')).status, 200, 'and so does the probe')
})

t.test('what was refused left no trace in what others see', async t => {
  t.equal((await officer.get('/v1/referrals')).status, 200)
  t.notMatch(world.logLines.join(''), /polluted/)
})

t.end()

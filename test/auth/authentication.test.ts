import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { actorOf, authentication } from '../../src/auth/authentication.ts'
import { Problem } from '../../src/problems.ts'
import { createTestIssuers, plainAuthentication } from '../support/tokens.ts'

const issuers = await createTestIssuers()
const token = await issuers.token('kominfo', ['recorder'])

const app = Fastify()
app.setErrorHandler((error, _, reply) => {
  if (!(error instanceof Problem)) return reply.code(500).send({ code: 'bug', message: String(error) })
  reply.problem = error
  return reply.code(error.status).headers(error.headers).send({ code: error.code })
})
app.decorateReply('problem', null)
await app.register(authentication, plainAuthentication(issuers.verifier))
app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => done(null, {}))
app.get('/whoami', async ({ actor }) => actor)
app.post('/whoami', async ({ actor }) => actor)
app.get('/open', { config: { public: true } }, async request => ({ actor: actorOf(request) ?? null }))
app.get('/mistaken', { config: { public: true } }, async request => request.actor)
app.register(async below => {
  below.get('/below', async ({ actor }) => actor.agency)
})
await app.listen({ port: 0, host: '127.0.0.1' })
t.teardown(() => app.close())

type Reply = { status: number; code: string; challenge: string | undefined; body: Record<string, unknown> }

/** Sends header lines exactly as given, twice the same if need be. */
async function send(headers: string[], path = '/whoami', method = 'GET', body?: string): Promise<Reply> {
  const { port } = app.server.address() as AddressInfo
  const outgoing = request({ port, host: '127.0.0.1', method, path, headers: ['host', 'api', ...headers] })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming) text += chunk
  const parsed = JSON.parse(text)
  return {
    status: incoming.statusCode,
    code: parsed.code,
    challenge: incoming.headers['www-authenticate'],
    body: parsed,
  }
}

t.test('a good token in the Authorization header tells routes who is calling', async t => {
  const reply = await send(['authorization', `Bearer ${token}`])
  t.match(reply, { status: 200, body: { agency: 'kominfo', subject: 'recorder-1', roles: ['recorder'] } })
  t.match(await app.inject({ url: '/below', headers: { authorization: `Bearer ${token}` } }), { body: 'kominfo' })
})

t.test('the name of the scheme may be written in any case (RFC 9110, section 11.1)', async t => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    t.equal((await send(['authorization', `${scheme} ${token}`])).status, 200, scheme)
  }
  t.equal((await send(['AUTHORIZATION', `Bearer   ${token}`])).status, 200, 'several spaces (RFC 6750, section 2.1)')
})

t.test('without credentials the answer is 401 with a challenge and no error (RFC 6750, section 3.1)', async t => {
  for (const headers of [[], ['x-authorization', `Bearer ${token}`], ['cookie', `access_token=${token}`]]) {
    t.match(await send(headers), { status: 401, code: 'not-authenticated', challenge: 'Bearer realm="penerusan"' })
  }
})

t.test('credentials of another scheme are none', async t => {
  for (const other of [
    'Basic a29taW5mbzpyYWhhc2lh',
    'Digest username="a"',
    'Negotiate',
    `Token ${token}`,
    `BearerX ${token}`,
    `DPoPX ${token}`,
  ]) {
    t.match(
      await send(['authorization', other]),
      { status: 401, code: 'not-authenticated', challenge: 'Bearer realm="penerusan"' },
      other,
    )
  }
})

t.test('malformed credentials are 400 invalid_request', async t => {
  for (const malformed of [
    'Bearer',
    'Bearer ',
    `Bearer\t${token}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer "${token}"`,
    `Bearer ${token};x`,
    `Bearer, ${token}`,
    'Bearer é',
    'Bearer =',
    'DPoP',
    `DPoP ${token}, Bearer ${token}`,
    `:${token}`,
    '',
  ]) {
    const reply = await send(['authorization', malformed])
    t.match(reply, { status: 400, code: 'malformed-credentials' }, malformed.slice(0, 12))
    t.match(
      reply.challenge,
      /^Bearer realm="penerusan", error="invalid_request", error_description="[^"]+", resource_metadata="[^"]+"$/,
    )
  }
})

t.test('two Authorization headers are 400, even when they say the same', async t => {
  const pairs = [
    [`Bearer ${token}`, `Bearer ${token}`],
    [`Bearer ${token}`, 'Basic a29taW5mbzpyYWhhc2lh'],
    ['Basic a29taW5mbzpyYWhhc2lh', `Bearer ${token}`],
    [`Bearer ${token}`, `DPoP ${token}`],
    ['', `Bearer ${token}`],
  ] as const
  for (const [one, two] of pairs) {
    const reply = await send(['authorization', one, 'AuthoriZation', two])
    t.match(reply, { status: 400, code: 'malformed-credentials' })
  }
})

t.test('a bad token is 401 invalid_token, and the answer does not repeat it', async t => {
  const other = await createTestIssuers()
  for (const bad of ['x', 'a.b.c', `${token}x`, await other.token('kominfo', ['recorder'])]) {
    const reply = await send(['authorization', `Bearer ${bad}`])
    t.match(reply, { status: 401, code: 'invalid-token' })
    t.match(reply.challenge, /^Bearer realm="penerusan", error="invalid_token", error_description="[^"]+", /)
    if (bad.length > 10) t.notMatch(JSON.stringify(reply), bad)
  }
})

t.test('a token that claims too much is 403', async t => {
  const reply = await send(['authorization', await issuers.authorization('kominfo', ['case-officer'])])
  t.match(reply, { status: 403, code: 'role-not-allowed' })
  t.match(reply.challenge, /error="insufficient_scope"/)
  t.match(issuers.refusals.at(-1), { agency: 'kominfo', subject: 'case-officer-1', reason: 'claims case-officer' })
})

t.test('a token in the query or in a form authenticates nobody', async t => {
  t.match(await send([], `/whoami?access_token=${token}`), { status: 401, code: 'not-authenticated' })
  const form = ['content-type', 'application/x-www-form-urlencoded']
  t.match(await send(form, '/whoami', 'POST', `access_token=${token}`), { status: 401, code: 'not-authenticated' })
  t.match(
    await send(['authorization', `Bearer ${token}`], `/whoami?access_token=${token}`),
    { status: 400, code: 'malformed-credentials' },
    'two ways at once',
  )
})

t.test('a path that does not exist asks for a token first', async t => {
  t.equal((await send([], '/nowhere')).status, 401)
  t.equal((await send(['authorization', `Bearer ${token}`], '/nowhere')).status, 404)
})

t.test('a public route answers without a token and looks at none', async t => {
  t.match(await send([], '/open'), { status: 200, body: { actor: null } })
  t.match(await send(['authorization', 'Bearer nonsense'], '/open'), { status: 200, body: { actor: null } })
})

t.test('to ask who is calling in a public route is a bug that shows', async t => {
  t.match(await send(['authorization', `Bearer ${token}`], '/mistaken'), { status: 500, code: 'bug' })
})

t.test('the same subject of two issuers is two people', async t => {
  const two = await Promise.all(
    ['kominfo', 'kasn'].map(async agency =>
      issuers.verifier.verify(await issuers.token(agency, ['observer'], { sub: '199001012020121001' })),
    ),
  )
  t.equal(two[0]?.subject, two[1]?.subject)
  t.not(two[0]?.issuer, two[1]?.issuer)
  t.not(two[0]?.agency, two[1]?.agency)
})

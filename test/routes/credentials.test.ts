import * as oauth from 'oauth4webapi'
import t from 'tap'
import { createProofKey, proofBy } from '../support/proofs.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const key = await createProofKey()
const claims = { cnf: { jkt: key.thumbprint } }
const metadata = 'resource_metadata="https://penerusan.example/.well-known/oauth-protected-resource/v1"'
const uri = 'https://penerusan.example/v1/agencies'

t.test('RFC 9728: an independent client finds how to come in, from the address of the API alone', async t => {
  const resource = new URL('https://penerusan.example/v1')
  const response = await oauth.resourceDiscoveryRequest(resource, {
    [oauth.customFetch]: async url => {
      const { pathname } = new URL(url)
      const { statusCode, headers, rawPayload } = await world.app.inject({ url: pathname })
      return new Response(new Uint8Array(rawPayload), {
        status: statusCode,
        headers: headers as Record<string, string>,
      })
    },
  })
  const found = await oauth.processResourceDiscoveryResponse(resource, response)
  t.strictSame(found, {
    resource: 'https://penerusan.example/v1',
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519'],
    dpop_bound_access_tokens_required: false,
    tls_client_certificate_bound_access_tokens: false,
    resource_name: 'Penerusan',
    resource_documentation: 'https://penerusan.example/docs',
  })
})

t.test('RFC 6750, section 3: without credentials the challenge says both ways in, and no error', async t => {
  const { status, headers } = await world.withAuthorization(undefined).get('/v1/agencies')
  t.equal(status, 401)
  t.equal(
    headers['www-authenticate'],
    `Bearer realm="penerusan", ${metadata}, DPoP realm="penerusan", algs="ES256 EdDSA Ed25519", ${metadata}`,
  )
})

t.test('every refusal of credentials names its error and where the metadata is', async t => {
  const bearer = await world.issuers.token('kominfo', ['recorder'])
  const bound = await world.issuers.token('kominfo', ['recorder'], { claims })
  const excessive = await world.issuers.token('kominfo', ['commissioner'])
  const proof = await proofBy(key, { method: 'GET', uri, token: bound })
  const late = await proofBy(key, { method: 'GET', uri, token: bound }, { claims: { iat: 1 } })
  const cases: [title: string, authorization: string, proof: string | undefined, status: number, challenge: RegExp][] =
    [
      [
        'a bad token',
        'Bearer x.y.z',
        undefined,
        401,
        /^Bearer realm="penerusan", error="invalid_token", .*, DPoP realm="penerusan", algs/,
      ],
      ['a bound token as bearer', `Bearer ${bound}`, undefined, 401, /^Bearer .*error="invalid_token", .*, DPoP /],
      [
        'a bound token without a proof',
        `DPoP ${bound}`,
        undefined,
        401,
        /^DPoP .*error="invalid_dpop_proof", .*algs="ES256 /,
      ],
      ['a late proof', `DPoP ${bound}`, late, 401, /^DPoP .*error="invalid_dpop_proof"/],
      ['an unbound token with a proof', `DPoP ${bearer}`, proof, 401, /^DPoP .*error="invalid_token"/],
      ['a malformed token', 'Bearer', undefined, 400, /^Bearer .*error="invalid_request"/],
      ['two ways at once', `Bearer ${bound}`, proof, 400, /^Bearer .*error="invalid_request"/],
      ['two ways in one header', `Bearer ${bearer}, DPoP ${bound}`, proof, 400, /error="invalid_request"/],
      ['too many roles', `Bearer ${excessive}`, undefined, 403, /^Bearer .*error="insufficient_scope"/],
    ]
  for (const [title, authorization, dpop, status, challenge] of cases) {
    const answer = await world.withAuthorization(authorization).get('/v1/agencies', { headers: dpop ? { dpop } : {} })
    t.equal(answer.status, status, title)
    t.match(answer.headers['www-authenticate'], challenge, title)
    t.match(answer.headers['www-authenticate'], metadata, title)
  }
})

t.test(
  'RFC 6750, section 3.1, R-ACC-01: a role that may not do it is told insufficient_scope, in the scheme it used',
  async t => {
    const sent = { source: { kind: 'finding', channel: 'patrol' } }
    const answer = await world.cast.intake.post('/v1/violations', sent)
    t.equal(answer.status === 403 ? answer.body.code : answer.text, 'role-required')
    t.match(
      answer.headers['www-authenticate'],
      /^Bearer realm="penerusan", error="insufficient_scope", error_description="[^"]+"/,
    )
    t.match(answer.headers['www-authenticate'], metadata)
  },
)

t.test('a bound token works on every kind of request, with a proof for each', async t => {
  const token = await world.issuers.token('kominfo', ['recorder'], { claims })
  const client = world.withAuthorization(`DPoP ${token}`)
  const proven = async (method: string, path: string) => ({
    headers: { dpop: await proofBy(key, { method, uri: `https://penerusan.example${path}`, token }) },
  })
  const path = '/v1/violations'
  t.equal((await client.get(`${path}?limit=1`, await proven('GET', path))).status, 200)
  t.equal((await client.post(path, {}, await proven('GET', path))).status, 401, 'made for another method')
  t.equal(
    (await client.post(path, {}, await proven('POST', path))).status,
    400,
    'accepted, and then the body is looked at',
  )
})

t.test('no header of the client says where it sent its request', async t => {
  const token = await world.issuers.token('kominfo', ['recorder'], { claims })
  const client = world.withAuthorization(`DPoP ${token}`)
  const elsewhere = await proofBy(key, { method: 'GET', uri: 'https://evil.example/v1/agencies', token })
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example;proto=https',
    dpop: elsewhere,
  }
  t.equal((await client.get('/v1/agencies', { headers: forged })).body.code, 'invalid-dpop-proof')
  const dpop = await proofBy(key, { method: 'GET', uri, token })
  t.equal((await client.get('/v1/agencies', { headers: { ...forged, dpop } })).status, 200)
})

t.test('the operations of a sandbox are nowhere else, with a token and without', async t => {
  const body = { agency: 'kominfo', roles: ['recorder'] }
  for (const [method, path] of [
    ['POST', 'tokens'],
    ['POST', 'reset'],
    ['GET', 'clock'],
    ['PUT', 'clock'],
  ] as const) {
    const url = `/v1/sandbox/${path}`
    const nobody = await world.app.inject({ method, url, ...(method === 'GET' ? {} : { payload: body }) })
    t.strictSame([nobody.statusCode, nobody.json().code], [401, 'not-authenticated'], url)
    const somebody = await (await world.as('kominfo', 'recorder')).send(
      method,
      url,
      method === 'GET' ? undefined : body,
    )
    t.strictSame([somebody.status, somebody.body.code], [404, 'no-such-path'], url)
  }
})

t.end()

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import t from 'tap'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { type Directory, foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { createServiceDatabase } from '../db/desk.ts'
import { buildInstance } from '../support/app-instances.ts'
import { startIdentityProvider } from '../support/identity-provider.ts'

const port = await freePort()
// The providers are told of it; until the app listens there it is kept from others.
const held = createServer().listen(port, '127.0.0.1')
await once(held, 'listening')
const api = `http://127.0.0.1:${port}`
const audience = `${api}/v1`

const kominfo = await startIdentityProvider(t, {
  audience,
  clients: [
    { id: 'monitoring-desk', roles: ['recorder'] },
    { id: 'referral-desk', roles: ['referrer'] },
    { id: 'overreaching-desk', roles: ['commissioner'] },
  ],
})
const kasn = await startIdentityProvider(t, { audience, clients: [{ id: 'sapa-kasn', roles: ['intake-officer'] }] })
const stranger = await startIdentityProvider(t, { audience, clients: [{ id: 'monitoring-desk', roles: ['recorder'] }] })

const directory: Directory = {
  ...readDirectory(foundingDirectory),
  issuers: [
    { issuer: kominfo.issuer, agency: 'kominfo' as AgencyId },
    { issuer: kasn.issuer, agency: 'kasn' as AgencyId },
  ].map(row => ({ ...row, keys: { kind: 'discovery' }, algorithms: ['ES256'], senderConstraint: 'dpop', clients: [] })),
}
let skippedMs = 0
const verifier = createTokenVerifier({
  directory,
  audience,
  mode: 'production',
  dataDir: '',
  monotonic: () => performance.now() + skippedMs,
})
const urls = await createServiceDatabase(t)
const config = { audience, publicUrl: api, dpopNonces: true }
const app = await buildInstance(t, { urls, directory, verifier, config })
held.close()
await once(held, 'close')
await app.listen({ port, host: '127.0.0.1' })

const violation = JSON.parse(readFileSync(new URL('../../examples/violation.json', import.meta.url), 'utf8'))
const key = () => ({ 'idempotency-key': `"${randomUUID()}"` })

t.test('a real provider’s tokens are as RFC 9068 and RFC 9449 say', async t => {
  const { token } = await kominfo.client('monitoring-desk')
  t.match(decodeProtectedHeader(token), { typ: 'at+jwt', alg: 'ES256' })
  t.match(decodeJwt(token), { iss: kominfo.issuer, aud: audience, sub: 'monitoring-desk', cnf: { jkt: /^[\w-]{43}$/ } })
})

t.test('two agencies hand a case over, each with clients of its own provider, DPoP and nonces', async t => {
  const recorder = await kominfo.client('monitoring-desk')
  const referrer = await kominfo.client('referral-desk')
  const intake = await kasn.client('sapa-kasn')

  const recorded = await recorder.send('POST', `${api}/v1/violations`, violation, key())
  t.equal(recorded.status, 201)
  const { id: violationId } = (await recorded.json()) as { id: string }
  const path = `${api}/v1/violations/${violationId}`
  t.equal((await recorder.send('PUT', `${path}/documentation`, undefined, { 'if-match': '"1"' })).status, 201)

  const sent = await referrer.send('POST', `${api}/v1/referrals`, { violationId }, key())
  t.equal(sent.status, 201)
  const { id: referralId } = (await sent.json()) as { id: string }
  const receipt = `${api}/v1/referrals/${referralId}/receipt`
  t.equal((await intake.send('PUT', receipt, undefined, { 'if-match': sent.headers.get('etag') ?? '' })).status, 201)
  const timeline = await referrer.send('GET', `${api}/v1/referrals/${referralId}/timeline?limit=10`)
  t.match(await timeline.json(), {
    items: [{ type: 'ReferralSent' }, { type: 'DeadlineSet' }, { type: 'ReferralReceived' }, { type: 'DeadlineSet' }],
  })

  // Once by its provider for the token, and once by the API.
  for (const { nonceRequests } of [recorder, referrer, intake]) t.equal(nonceRequests, 2)
})

t.test('what an agency may not give, its provider cannot give', async t => {
  const { send } = await kominfo.client('overreaching-desk')
  const refused = await send('GET', `${api}/v1/agencies`).catch(error => error)
  t.match(refused, { status: 403, cause: [{ scheme: 'dpop', parameters: { error: 'insufficient_scope' } }] })
})

t.test('a provider that no agency has is nobody’s', async t => {
  const { send } = await stranger.client('monitoring-desk')
  const refused = await send('GET', `${api}/v1/agencies`).catch(error => error)
  t.match(refused, { status: 401, cause: [{ scheme: 'dpop', parameters: { error: 'invalid_token' } }] })
})

t.test('a stolen token is worth nothing without its key', async t => {
  const { token } = await kominfo.client('monitoring-desk')
  const asBearer = await fetch(`${api}/v1/agencies`, { headers: { authorization: `Bearer ${token}` } })
  t.equal(asBearer.status, 401)
  const withoutProof = await fetch(`${api}/v1/agencies`, { headers: { authorization: `DPoP ${token}` } })
  t.equal(withoutProof.status, 401)
})

t.test('when a provider rotates its key, new tokens are good within 35 seconds and old ones no longer', async t => {
  const before = await kasn.client('sapa-kasn')
  t.equal((await before.send('GET', `${api}/v1/agencies`)).status, 200)
  await kasn.rotate()
  const after = await kasn.client('sapa-kasn')
  skippedMs += 35_000
  t.equal((await after.send('GET', `${api}/v1/agencies`)).status, 200)
  const refused = await before.send('GET', `${api}/v1/agencies`).catch(error => error)
  t.match(refused, { status: 401, cause: [{ parameters: { error: 'invalid_token' } }] })
})

t.test('when a provider is down, its known clients and the other agency go on', async t => {
  const [down, up] = [await kasn.client('sapa-kasn'), await kominfo.client('monitoring-desk')]
  kasn.fail(true)
  skippedMs += 10 * 60_000
  t.equal((await down.send('GET', `${api}/v1/agencies`)).status, 200)
  t.equal((await up.send('GET', `${api}/v1/agencies`)).status, 200)
  kasn.fail(false)
})

t.end()

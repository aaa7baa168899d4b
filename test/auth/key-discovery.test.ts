import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { metadataUrls } from '../../src/auth/discover-keys.ts'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import {
  audience,
  directoryOf,
  forge,
  goodClaims,
  goodHeader,
  jwkOf,
  keyPairs,
  noon,
  outcomeOf,
  signedBy,
} from './forge.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const pair = keyPairs.ES256()
const other = keyPairs.ES256()
const authorizationServer = '/.well-known/oauth-authorization-server'
const openId = '/.well-known/openid-configuration'

t.test('metadata is where RFC 8414, section 3.1 and OpenID Connect Discovery put it', async t => {
  const at = 'https://sso.example'
  t.strictSame(metadataUrls(at), [at + authorizationServer, at + openId])
  t.strictSame(metadataUrls(`${at}/`), [at + authorizationServer, at + openId])
  t.strictSame(metadataUrls(`${at}/realms/asn`), [
    `${at}${authorizationServer}/realms/asn`,
    `${at}/realms/asn${openId}`,
  ])
})

t.test('keys are found through the metadata of the issuer', async t => {
  const { provider, verify } = await start(t)
  t.equal(await verify(), 'accepted')
  t.strictSame(provider.asked, [authorizationServer, '/jwks'])
})

t.test('an issuer that knows only OpenID Connect is found too', async t => {
  const { provider, verify } = await start(t)
  provider.missing = [authorizationServer]
  t.equal(await verify(), 'accepted')
  t.strictSame(provider.asked, [authorizationServer, openId, '/jwks'])
})

t.test('RFC 8414, section 3.3: metadata of another issuer makes the issuer unusable, and the log says so', async t => {
  for (const claimed of ['https://other.example', 'SAME/', '', null, undefined, 1, ['SAME']]) {
    const { provider, verify, faults } = await start(t)
    const issuer = claimed === 'SAME/' ? `${provider.url}/` : Array.isArray(claimed) ? [provider.url] : claimed
    provider.metadata = { ...provider.metadata, issuer }
    t.equal(await verify(), 'key-source-unavailable', JSON.stringify(claimed))
    t.strictSame(faults, ['the metadata of the issuer is of another issuer'])
    t.notOk(provider.asked.includes('/jwks'), 'its keys are not even looked at')
  }
})

t.test('keys come only from a trustworthy place', async t => {
  for (const jwks_uri of [
    undefined,
    null,
    'http://keys.example/jwks',
    'file:///etc/keys.json',
    '/jwks',
    'https://a:b@c.example',
  ]) {
    const { provider, verify, faults } = await start(t)
    provider.metadata = { ...provider.metadata, jwks_uri }
    t.equal(await verify(), 'key-source-unavailable', String(jwks_uri))
    t.strictSame(faults, ['the metadata of the issuer names no trustworthy place of its keys'])
  }
})

t.test('what is no metadata is a fault of the issuer, and is read to 64 KiB and no further', async t => {
  const answers: Record<string, RequestListener> = {
    'an error': (_, reply) => reply.writeHead(500).end(),
    'not there': (_, reply) => reply.writeHead(404).end(),
    'no JSON': (_, reply) => reply.end('<html>'),
    'no object': (_, reply) => reply.end('null'),
    'a redirect': (_, reply) => reply.writeHead(302, { location: '/elsewhere' }).end(),
    'too much': (_, reply) => reply.end(' '.repeat(64 * 1024 + 1)),
    'no answer': request => request.socket.destroy(),
  }
  for (const [title, answer] of Object.entries(answers)) {
    const { provider, verify, faults } = await start(t)
    provider.answer = answer
    t.equal(await verify(), 'key-source-unavailable', title)
    t.equal(faults.length, 1)
    t.notOk(provider.asked.includes('/elsewhere'))
  }
})

t.test(
  'the outage of a discovered issuer leaves its known keys for 15 minutes, and one look in 30 seconds',
  async t => {
    const { provider, clock, verify } = await start(t)
    t.equal(await verify(), 'accepted')
    provider.answer = request => request.socket.destroy()
    provider.asked.length = 0
    for (let passed = 10; passed < 15 * 60; passed += 10) {
      clock.ms = noon + passed * SECOND
      const outcome = await verify()
      if (outcome !== 'accepted') t.fail(`${outcome} after ${passed} seconds`)
    }
    t.ok(provider.asked.length <= 30, `${provider.asked.length} requests in 15 minutes`)
    t.ok(provider.asked.length > 10, 'it keeps trying')
    clock.ms = noon + 15 * MINUTE
    t.equal(await verify(), 'key-source-unavailable')
    provider.answer = undefined
    clock.ms += 30 * SECOND
    t.equal(await verify(), 'accepted', 'and it comes back')
  },
)

t.test('a rotated key is usable within 35 seconds, and keys may move', async t => {
  const { provider, clock, verify } = await start(t)
  t.equal(await verify(), 'accepted')
  provider.metadata = { ...provider.metadata, jwks_uri: `${provider.url}/moved` }
  provider.keys = [jwkOf(other, { kid: 'k2' })]
  clock.ms += 30 * SECOND
  t.equal(await verify(other, 'k2'), 'accepted')
  t.equal(await verify(), 'invalid-token', 'and the key that is gone is worth nothing')
  t.ok(provider.asked.includes('/moved'))
})

t.test('a flood of unknown key names is one look', async t => {
  const { provider, clock, verify } = await start(t)
  t.equal(await verify(), 'accepted')
  clock.ms += MINUTE
  provider.asked.length = 0
  await Promise.all(Array.from({ length: 100 }, (_, i) => verify(other, `random-${i}`)))
  t.strictSame(provider.asked, [authorizationServer, '/jwks'])
})

/** An issuer on this machine, and a verifier that knows nothing of it but its name. */
async function start(t: Test) {
  const server = createServer((request, reply) => {
    const path = request.url ?? ''
    provider.asked.push(path)
    if (provider.answer !== undefined) return provider.answer(request, reply)
    if (provider.missing.includes(path)) return reply.writeHead(404).end()
    const isMetadata = path.startsWith('/.well-known/')
    reply.setHeader('content-type', 'application/json')
    return reply.end(JSON.stringify(isMetadata ? provider.metadata : { keys: provider.keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = {
    url,
    asked: [] as string[],
    missing: [] as string[],
    metadata: { issuer: url, jwks_uri: `${url}/jwks` } as Record<string, unknown>,
    keys: [jwkOf(pair, { kid: 'k1' })] as unknown[],
    answer: undefined as RequestListener | undefined,
  }

  const clock = { ms: noon }
  const faults: string[] = []
  const verifier = createTokenVerifier({
    directory: directoryOf({ issuer: url, keys: { kind: 'discovery' } }),
    audience,
    mode: 'test',
    dataDir: '',
    now: () => clock.ms,
    monotonic: () => clock.ms,
    onKeyFault: ({ reason }) => faults.push(reason),
  })
  const verify = (by = pair, kid = 'k1') => {
    const iat = Math.floor(clock.ms / SECOND)
    const claims = goodClaims({ iss: url, iat, exp: iat + 300 })
    return outcomeOf(verifier.verify(forge({ ...goodHeader, alg: 'ES256', kid }, claims, signedBy(by, 'ES256'))))
  }
  return { provider, clock, verify, faults }
}

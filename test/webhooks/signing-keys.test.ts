import { execFileSync } from 'node:child_process'
import { createPublicKey, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compactVerify, importJWK } from 'jose'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import type { NewKey } from '../../src/db/webhooks.ts'
import { createKeyRing, KeyUnknown } from '../../src/vault/key-ring.ts'
import { newSigningKey, sharedSecret, signedHeaders } from '../../src/webhooks/signing-keys.ts'

const ring = createKeyRing([{ id: 'test', key: randomBytes(32) }])
const id = '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'
const body = Buffer.from('{"specversion":"1.0","id":"019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e"}')
const now = () => Math.floor(Date.now() / 1000)

const sign = (keys: readonly NewKey[], timestamp = now()) => signedHeaders(ring, keys, { id, timestamp, body })

t.test('the library of Standard Webhooks verifies what v1 signs, and refuses any change of it', async t => {
  const key = newSigningKey(ring, 'v1')
  const secret = sharedSecret(ring, key)
  t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const verifier = new Webhook(secret)
  const headers = sign([key])
  t.strictSame(verifier.verify(body.toString(), headers), JSON.parse(body.toString()))
  t.throws(() => verifier.verify(` ${body}`, headers))
  t.throws(() => verifier.verify(body.toString(), { ...headers, 'webhook-id': 'another' }))
  const later = String(Number(headers['webhook-timestamp']) + 1)
  t.throws(() => verifier.verify(body.toString(), { ...headers, 'webhook-timestamp': later }))
  t.throws(() => new Webhook(sharedSecret(ring, newSigningKey(ring, 'v1'))).verify(body.toString(), headers))
})

t.test('it tolerates five minutes between the clocks, and no more', async t => {
  const key = newSigningKey(ring, 'v1')
  const verifier = new Webhook(sharedSecret(ring, key))
  for (const seconds of [-295, 295]) t.ok(verifier.verify(body.toString(), sign([key], now() + seconds)), `${seconds}`)
  for (const seconds of [-310, 310])
    t.throws(() => verifier.verify(body.toString(), sign([key], now() + seconds)), `${seconds}`)
})

t.test('openssl verifies what v1a signs, with nothing but the published key', async t => {
  const key = newSigningKey(ring, 'v1a')
  t.match(key.publicKey, /^whpk_[A-Za-z0-9+/]{43}=$/)
  const headers = sign([key])
  const folder = t.testdir({})
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const signature = Buffer.from((headers['webhook-signature'] ?? '').replace(/^v1a,/, ''), 'base64')
  const verify = (content: Buffer) =>
    execFileSync(
      'openssl',
      [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-rawin',
        '-inkey',
        file('key.pem', publicPem(key)),
        '-sigfile',
        file('signature', signature),
        '-in',
        file('content', content),
      ],
      { encoding: 'utf8', stdio: 'pipe' },
    )
  const content = Buffer.concat([Buffer.from(`${id}.${headers['webhook-timestamp']}.`), body])
  t.match(verify(content), /Signature Verified Successfully/)
  t.throws(() => verify(Buffer.concat([content, Buffer.from(' ')])))
})

t.test('the public key is one that others read as ed25519', async t => {
  const key = newSigningKey(ring, 'v1a')
  const publicKey = await importJWK(jwkOf(key), 'EdDSA')
  await t.rejects(compactVerify('eyJhbGciOiJFZERTQSJ9.e30.AAAA', publicKey), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  })
})

t.test('every key signs: a receiver that knows one of them finds its signature among the others', async t => {
  const keys = [newSigningKey(ring, 'v1a'), newSigningKey(ring, 'v1'), newSigningKey(ring, 'v1')]
  const headers = sign(keys)
  t.equal(headers['webhook-signature']?.split(' ').length, 3)
  for (const key of keys.slice(1)) t.ok(new Webhook(sharedSecret(ring, key)).verify(body.toString(), headers))
})

t.test('two keys are never the same, and one opens only as itself and under its ring', async t => {
  const [one, other] = [newSigningKey(ring, 'v1'), newSigningKey(ring, 'v1')]
  t.not(sharedSecret(ring, one), sharedSecret(ring, other))
  t.throws(() => sharedSecret(ring, { ...one, id: other.id }), KeyUnknown)
  t.throws(() => sharedSecret(createKeyRing([{ id: 'test', key: randomBytes(32) }]), one), KeyUnknown)
  t.notMatch(JSON.stringify(one), /whsec/)
})

function jwkOf({ publicKey }: NewKey) {
  const x = Buffer.from((publicKey ?? '').replace(/^whpk_/, ''), 'base64').toString('base64url')
  return { kty: 'OKP', crv: 'Ed25519', x }
}

function publicPem(key: NewKey): string {
  return createPublicKey({ key: jwkOf(key), format: 'jwk' })
    .export({ format: 'pem', type: 'spki' })
    .toString()
}

t.end()

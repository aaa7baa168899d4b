import { generateKeyPairSync, hash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import t from 'tap'
import type { Actor } from '../../src/auth/actor.ts'
import type { Credentials } from '../../src/auth/credentials.ts'
import { createNonces } from '../../src/auth/dpop-nonces.ts'
import { createPossessionCheck, type PresentedRequest } from '../../src/auth/possession.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { Problem } from '../../src/problems.ts'
import { createProofKey, type ProofOptions, proofBy } from '../support/proofs.ts'
import { forge, jwkOf, macBy, noon, noonSeconds, signedBy, unsigned } from './forge.ts'

const publicUrl = 'https://penerusan.example'
const uri = `${publicUrl}/v1/violations`
const token = 'header.payload.signature'
const key = await createProofKey('ES256')
const stranger = await createProofKey('ES256')
const actor = boundTo({ kind: 'dpop', thumbprint: key.thumbprint })

const made = (options: ProofOptions = {}, by = key) =>
  proofBy(by, { method: 'GET', uri, token }, { ...options, claims: { iat: noonSeconds, ...options.claims } })

t.test('a proof for this request, this token and this key is accepted', async t => {
  for (const alg of ['ES256', 'EdDSA', 'Ed25519'] as const) {
    const own = await createProofKey(alg)
    const { attempt } = start()
    const bound = boundTo({ kind: 'dpop', thumbprint: own.thumbprint })
    t.equal(await attempt([await made({}, own)], { actor: bound }), 'accepted', alg)
  }
})

type Case = [title: string, proofs: (() => Promise<string[]>) | ProofOptions]

const raw = (header: object, claims: object = {}, signature = unsigned) =>
  forge(
    { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...header },
    {
      jti: randomUUID(),
      htm: 'GET',
      htu: uri,
      iat: noonSeconds,
      ath: hash('sha256', token, 'base64url'),
      ...claims,
    },
    signature,
  )
const one = (proof: string | Promise<string>) => async () => [await proof]
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })

const refused: Record<string, Case[]> = {
  'check 1: there is exactly one DPoP header': [
    ['none', async () => []],
    ['two', async () => [await made(), await made()]],
    ['the same twice', async () => made().then(proof => [proof, proof])],
  ],
  'check 2: it is one well-formed JWT': [
    ['empty', one('')],
    ['garbage', one('garbage')],
    ['two parts', one(made().then(proof => proof.split('.').slice(0, 2).join('.')))],
    ['four parts', one(made().then(proof => `${proof}.x`))],
    ['two proofs in one header', one(made().then(proof => `${proof}, ${proof}`))],
    ['padding', one(made().then(proof => `${proof}=`))],
    [
      'JSON serialization',
      one(
        made().then(proof => {
          const [header, payload, signature] = proof.split('.')
          return JSON.stringify({ protected: header, payload, signature })
        }),
      ),
    ],
    ['a payload that is no object', one(forge({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }, '[]', unsigned))],
    ['1 MB', one('a'.repeat(1024 * 1024))],
  ],
  'check 3: every claim is there and of its type': [
    ...['jti', 'htm', 'htu', 'iat', 'ath'].flatMap((name): Case[] => [
      [`without ${name}`, { claims: { [name]: undefined } }],
      [`${name} is null`, { claims: { [name]: null } }],
      [`${name} is a list`, { claims: { [name]: ['GET'] } }],
    ]),
    ['an empty jti', { claims: { jti: '' } }],
    ['a jti of 257 characters', { claims: { jti: 'j'.repeat(257) } }],
    ['iat as text', { claims: { iat: String(noonSeconds) } }],
  ],
  'check 4: its type is dpop+jwt': ['jwt', 'JWT', 'at+jwt', 'DPoP+JWT', '', null, undefined].map(
    (typ): Case => [`typ ${typ}`, { header: { typ } }],
  ),
  'check 5: its algorithm is one of algs': [
    ...['none', 'NONE', 'es256', 'RS1', 'ES256K', '', undefined, null, ['ES256']].map(
      (alg): Case => [`alg ${alg}`, one(raw({ alg }))],
    ),
    ['HS256 with the public key', one(raw({ alg: 'HS256' }, {}, macBy(JSON.stringify(key.jwk), 256)))],
    ['RS256', one(raw({ alg: 'RS256', jwk: jwkOf(rsa, {}) }, {}, signedBy(rsa, 'RS256')))],
    ['PS256', one(raw({ alg: 'PS256', jwk: jwkOf(rsa, {}) }, {}, signedBy(rsa, 'PS256')))],
    ['ES384', one(raw({ alg: 'ES384', jwk: jwkOf(p384, {}) }, {}, signedBy(p384, 'ES256')))],
    ['EdDSA with a key of P-256', one(raw({ alg: 'EdDSA' }))],
  ],
  'check 6: its signature verifies with its key': [
    ['a flipped byte', one(made().then(flipped))],
    ['no signature', one(raw({}))],
    ['signed by another key', one(raw({}, {}, signedBy(generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256')))],
    ['a point that is not on the curve', one(raw({ jwk: { ...key.jwk, y: key.jwk.x } }))],
  ],
  'check 7: its key is public': ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(
    (name): Case => [name, { header: { jwk: { ...key.jwk, [name]: 'AQAB' } } }],
  ),
  'check 8: its method is that of the request': ['POST', 'get', 'HEAD', ''].map(
    (htm): Case => [htm, { claims: { htm } }],
  ),
  'check 9: its URI is that of the request': [
    `${publicUrl}/v1/referrals`,
    `${publicUrl}/v1/violations/`,
    'https://evil.example/v1/violations',
    'http://penerusan.example/v1/violations',
    `${publicUrl}:8443/v1/violations`,
    '/v1/violations',
    '',
  ].map((htu): Case => [htu, { claims: { htu } }]),
  'RFC 7519, sections 4.1.4 and 4.1.5: a time that it says itself is kept': [
    ...[-5, -60, -noonSeconds, -1e308].map(
      (offset): Case => [`exp ${offset} s`, { claims: { exp: noonSeconds + offset } }],
    ),
    ...[11, 3600].map((offset): Case => [`nbf ${offset} s`, { claims: { nbf: noonSeconds + offset } }]),
    ...['exp', 'nbf'].flatMap((name): Case[] =>
      [null, String(noonSeconds), [noonSeconds], true].map(value => [
        `${name} ${value}`,
        { claims: { [name]: value } },
      ]),
    ),
  ],
  'check 11: it was made in the last 60 seconds, by a clock at most 10 seconds ahead': [-61, -300, 11, 61].map(
    (offset): Case => [`${offset} s`, { claims: { iat: noonSeconds + offset } }],
  ),
  'check 12: it is for this token and by its key': [
    ['the hash of another token', { claims: { ath: hash('sha256', 'other', 'base64url') } }],
    ['the hash in base64', { claims: { ath: hash('sha256', token, 'base64') } }],
    ['the token itself', { claims: { ath: token } }],
    ['by another key', one(made({}, stranger))],
    ['by another key that calls itself this one', one(made({ header: { kid: key.thumbprint } }, stranger))],
  ],
  'a parameter that would bring or demand something is refused': [
    ['jku', { header: { jku: 'https://evil.example/jwks' } }],
    ['x5u', { header: { x5u: 'https://evil.example/cert' } }],
    ['x5c', { header: { x5c: ['MIIB'] } }],
    ['crit', one(raw({ crit: ['exp'], exp: 1 }))],
    ['b64', one(raw({ b64: false }))],
    ['zip', { header: { zip: 'DEF' } }],
  ],
}

for (const [rule, cases] of Object.entries(refused)) {
  t.test(`RFC 9449, section 4.3, ${rule}`, async t => {
    const { attempt, seen } = start()
    for (const [title, proofs] of cases) {
      const sent = typeof proofs === 'function' ? await proofs() : [await made(proofs)]
      t.equal(await attempt(sent), 'invalid-dpop-proof', title)
    }
    t.equal(seen.size, 0, 'and no refused proof is kept')
  })
}

t.test('RFC 9449, section 4.3, check 9: query, case and default port make no difference', async t => {
  for (const htu of [
    `${uri}?limit=5`,
    `${uri}#x`,
    'https://PENERUSAN.example/v1/violations',
    'https://penerusan.example:443/v1/violations',
  ]) {
    const { attempt } = start()
    t.equal(await attempt([await made({ claims: { htu } })], { target: '/v1/violations?status=draft' }), 'accepted')
  }
})

t.test('RFC 7519: a proof within the times that it says itself is accepted, with a leeway for clocks', async t => {
  const { attempt } = start()
  for (const claims of [
    { exp: noonSeconds + 1, nbf: noonSeconds },
    { exp: noonSeconds - 4 },
    { nbf: noonSeconds + 10 },
  ]) {
    t.equal(await attempt([await made({ claims })]), 'accepted', JSON.stringify(claims))
  }
})

t.test('RFC 9449, section 4.3, check 11: the window is 60 seconds back and 10 ahead', async t => {
  for (const offset of [-59, 0, 10]) {
    const { attempt } = start()
    t.equal(await attempt([await made({ claims: { iat: noonSeconds + offset } })]), 'accepted', `${offset} s`)
  }
})

t.test('RFC 9449, section 4.3, check 10: where nonces are asked for, a proof carries a recent one', async t => {
  const { attempt, clock, nonces } = start({ withNonces: true })
  const withNonce = (nonce: unknown) => made({ claims: { nonce, iat: Math.floor(clock.ms / 1000) } })
  const first = nonces.current()

  t.equal(await attempt([await made()]), 'dpop-nonce-required', 'none')
  for (const odd of ['', 'made-up', null, 1, [first], createNonces(Buffer.alloc(32, 2), () => clock.ms).current()]) {
    t.equal(await attempt([await withNonce(odd)]), 'dpop-nonce-required', JSON.stringify(odd))
  }
  t.equal(await attempt([await withNonce(first)]), 'accepted')

  clock.ms += 60_000
  const next = nonces.current()
  t.not(next, first)
  const proof = await withNonce(first)
  t.equal(await attempt([proof]), `accepted, next ${next}`, 'the one before, and the answer brings the new one')
  clock.ms += 60_000
  t.equal(await attempt([await withNonce(first)]), 'dpop-nonce-required', 'an old one')
})

t.test('RFC 9449, section 9: the answer that asks for a nonce brings it, the same in every process', async t => {
  const [one, other] = [start({ withNonces: true }), start({ withNonces: true })]
  const problem = await one.refusal([await made()])
  t.match(problem, { code: 'dpop-nonce-required', status: 401 })
  const nonce = problem?.headers['dpop-nonce']
  t.equal(await other.attempt([await made({ claims: { nonce } })]), 'accepted')
})

t.test('RFC 9449, section 4.3, check 10: a nonce cannot be had by guessing the time', async t => {
  const ours = createNonces(Buffer.alloc(32, 1), () => noon).current()
  t.match(ours, /^[A-Za-z0-9_-]{43}$/)
  t.not(ours, createNonces(Buffer.alloc(32, 3), () => noon).current())
})

t.test('RFC 9449, section 11.1: a proof counts once', async t => {
  const { attempt } = start()
  const proof = await made()
  t.equal(await attempt([proof]), 'accepted')
  t.equal(await attempt([proof]), 'invalid-dpop-proof')
  const jti = 'chosen by the client'
  t.equal(await attempt([await made({ claims: { jti } })]), 'accepted')
  t.equal(await attempt([await made({ claims: { jti } })]), 'invalid-dpop-proof', 'another with the same jti')
  const elsewhere = await made({ claims: { jti, htu: `${publicUrl}/v1/referrals` } })
  t.equal(await attempt([elsewhere], { target: '/v1/referrals' }), 'accepted', 'for another URI')
})

t.test('nobody can use up the jti of another', async t => {
  const { attempt } = start()
  const claims = { jti: 'the same' }
  const bound = boundTo({ kind: 'dpop', thumbprint: stranger.thumbprint })
  t.equal(await attempt([await made({ claims }, stranger)], { actor: bound }), 'accepted')
  t.equal(await attempt([await made({ claims })]), 'accepted')
})

t.test(
  'RFC 9449, section 7.2: a token bound to a key is refused as a bearer token, and one bound to none as DPoP',
  async t => {
    const { attempt } = start()
    t.equal(await attempt([], { scheme: 'Bearer' }), 'invalid-token')
    t.equal(await attempt([await made()], { actor: boundTo(undefined) }), 'invalid-token')
    const certificate = boundTo({ kind: 'mtls', thumbprint: key.thumbprint })
    t.equal(await attempt([await made()], { actor: certificate }), 'invalid-token', 'a certificate is no key')
  },
)

t.test('RFC 8705, section 3: a token bound to a certificate comes with that certificate', async t => {
  const { attempt } = start()
  const bound = boundTo({ kind: 'mtls', thumbprint: key.thumbprint })
  const as = (certificate: string | undefined) =>
    attempt([], { scheme: 'Bearer', actor: bound, certificate: () => certificate })
  t.equal(await as(key.thumbprint), 'accepted')
  t.equal(await as(stranger.thumbprint), 'invalid-token')
  t.equal(await as(undefined), 'invalid-token')
})

t.test('RFC 9449: the values of its examples come out the same', async t => {
  const jwk = {
    kty: 'EC',
    x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
    y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
    crv: 'P-256',
  }
  t.equal(await calculateJwkThumbprint(jwk), '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I')
  // Section 7.1: its proof, its token, its target, its time.
  const proof =
    'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA'
  const actor = boundTo({ kind: 'dpop', thumbprint: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' })
  const { attempt, clock } = start({ at: 'https://resource.example.org' })
  clock.ms = 1_562_262_618_000
  const sent = { actor, token: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU', target: '/protectedresource' }
  t.equal(await attempt([proof], sent), 'accepted')
  t.equal(await attempt([proof], { ...sent, target: '/protectedresource2' }), 'invalid-dpop-proof')
})

type Attempt = Partial<Pick<PresentedRequest, 'method' | 'target' | 'certificate'>> &
  Partial<Pick<Credentials, 'scheme' | 'token'>> & { readonly actor?: Actor }

/** A check at noon, with a record of proofs in memory. */
function start({ withNonces = false, at = publicUrl }: { withNonces?: boolean; at?: string } = {}) {
  const clock = { ms: noon }
  const seen = new Set<string>()
  const nonces = createNonces(Buffer.alloc(32, 1), () => clock.ms)
  const possession = createPossessionCheck({
    publicUrl: at,
    nonces: withNonces ? nonces : undefined,
    rememberProof: async (_, digest) => seen.size < seen.add(digest.toString('hex')).size,
    now: () => clock.ms,
  })
  const check = (proofs: string[], { scheme = 'DPoP', token: sent = token, ...request }: Attempt) =>
    possession.check({ scheme, token: sent, proofs }, request.actor ?? actor, {
      method: 'GET',
      target: '/v1/violations',
      certificate: () => undefined,
      ...request,
    })
  return {
    clock,
    seen,
    nonces,
    /** `accepted`, with the nonce that comes back, or the code of the problem. */
    async attempt(proofs: string[], attempt: Attempt = {}): Promise<string> {
      try {
        const next = await check(proofs, attempt)
        return next === undefined ? 'accepted' : `accepted, next ${next}`
      } catch (error) {
        if (error instanceof Problem) return error.code
        throw error
      }
    },
    refusal: (proofs: string[]): Promise<Problem | undefined> =>
      check(proofs, {}).then(
        () => undefined,
        error => error,
      ),
  }
}

function boundTo(binding: Actor['tokenBinding']): Actor {
  return {
    agency: 'kominfo' as AgencyId,
    issuer: 'https://kominfo.penerusan.example',
    subject: 'recorder-1',
    clientId: 'desk',
    kind: 'person',
    roles: ['recorder'],
    tokenId: 't',
    expiresAt: noonSeconds + 300,
    ...(binding && { tokenBinding: binding }),
  }
}

/** The signature with one bit of its middle changed. */
function flipped(proof: string): string {
  const [header, payload, signature = ''] = proof.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
  return [header, payload, bytes.toString('base64url')].join('.')
}

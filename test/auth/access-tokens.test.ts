import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { challengesOf } from '../../src/auth/challenges.ts'
import type { KeySource } from '../../src/auth/key-source.ts'
import { createTokenVerifier, type TokenRefusal, type TokenVerifier } from '../../src/auth/token-verifier.ts'
import { type SenderConstraint, type SignatureAlgorithm, senderConstraints } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { Problem } from '../../src/problems.ts'
import { staticKeySource } from '../support/tokens.ts'
import {
  audience,
  directoryOf,
  forge,
  goodClaims,
  goodHeader,
  iss,
  jwkOf,
  keyPairs,
  keysOf,
  macBy,
  noon,
  noonSeconds,
  outcomeOf,
  signedBy,
  unsigned,
} from './forge.ts'

const kominfo = keyPairs.EdDSA()
const good = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  forge({ ...goodHeader, ...header }, goodClaims(claims), signedBy(kominfo, 'EdDSA'))

const theVerifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1' })))

t.test('a good token says who is calling', async t => {
  const actor = await theVerifier.verify(good({ jti: 'token-1' }))
  t.strictSame(actor, {
    agency: 'kominfo',
    issuer: iss,
    subject: 'recorder-1',
    clientId: 'monitoring-desk',
    kind: 'person',
    roles: ['recorder'],
    tokenId: 'token-1',
    expiresAt: noonSeconds + 300,
  })
  t.ok(Object.isFrozen(actor) && Object.isFrozen(actor.roles), 'nothing later can change who it was')
})

t.test('a client that acts for itself has its client_id as subject (RFC 9068, section 2.2)', async t => {
  t.equal((await theVerifier.verify(good({ sub: 'robot', client_id: 'robot' }))).kind, 'client')
})

t.test('a client that its issuer lists is a system, whoever the subject of its token is', async t => {
  const directory = directoryOf({ clients: ['issuer-bot'] })
  const verifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1' })), undefined, { directory })
  const kindOf = async (sub: string, clientId: string) =>
    (await verifier.verify(good({ sub, client_id: clientId, jti: `${sub} ${clientId}` }))).kind
  t.equal(await kindOf('service-account-issuer-bot', 'issuer-bot'), 'client')
  t.equal(await kindOf('recorder-1', 'monitoring-desk'), 'person')
  t.equal(await kindOf('issuer-bot', 'monitoring-desk'), 'person', 'it lists clients, not subjects')
})

t.test('each algorithm of the list verifies with its own kind of key', async t => {
  for (const alg of ['EdDSA', 'Ed25519', 'ES256', 'RS256', 'PS256'] as const) {
    const pair = keyPairs[alg]()
    for (const members of [
      { kid: 'k1', alg },
      { kid: 'k1', alg, use: 'sig', key_ops: ['verify'] },
    ]) {
      const verifier = await verifierOf(await keysOf(jwkOf(pair, members)))
      const token = forge({ ...goodHeader, alg }, goodClaims(), signedBy(pair, alg))
      t.equal(await outcomeOf(verifier.verify(token)), 'accepted', alg)
    }
  }
})

t.test('EdDSA and Ed25519 are two names of one algorithm (RFC 9864)', async t => {
  for (const published of [undefined, 'EdDSA', 'Ed25519']) {
    const verifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1', ...(published && { alg: published }) })))
    t.equal(await outcomeOf(verifier.verify(good({}, { alg: 'EdDSA' }))), 'accepted')
    t.equal(await outcomeOf(verifier.verify(good({}, { alg: 'Ed25519' }))), 'accepted')
  }
})

t.test('no algorithm but the listed ones is accepted (RFC 8725, section 3.1)', async t => {
  const { publicKey } = kominfo
  const jwk = publicKey.export({ format: 'jwk' })
  const secrets = {
    jwk: JSON.stringify(jwk),
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
    der: publicKey.export({ format: 'der', type: 'spki' }),
    raw: Buffer.from(String(jwk.x), 'base64url'),
    'raw in base64url': String(jwk.x),
    nothing: '',
  }
  for (const [encoding, secret] of Object.entries(secrets)) {
    for (const bits of [256, 384, 512]) {
      const token = forge({ ...goodHeader, alg: `HS${bits}` }, goodClaims(), macBy(secret, bits))
      t.equal(
        await outcomeOf(theVerifier.verify(token)),
        'invalid-token',
        `HS${bits} with the public key as ${encoding}`,
      )
    }
  }
  const spellings = ['none', 'None', 'nOnE', 'NONE', '', 'eddsa', 'EDDSA', 'EdDSA ', 'Ed448', 'ES256K', 'ES384', 'RS1']
  for (const alg of [...spellings, undefined, null, 1, ['EdDSA'], { alg: 'EdDSA' }, '__proto__', 'constructor']) {
    for (const signature of [unsigned, signedBy(kominfo, 'EdDSA')]) {
      const token = forge({ ...goodHeader, alg }, goodClaims(), signature)
      t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', `alg ${JSON.stringify(alg)}`)
    }
  }
})

t.test('an issuer may use only its own algorithms', async t => {
  const rsa = keyPairs.RS256()
  const jwk = jwkOf(rsa, { kid: 'k1' })
  const token = (alg: string) => forge({ ...goodHeader, alg }, goodClaims(), signedBy(rsa, alg))
  const only = async (algorithms: SignatureAlgorithm[]) => verifierOf(await keysOf(jwk), algorithms)
  t.equal(await outcomeOf((await only(['ES256'])).verify(token('RS256'))), 'invalid-token')
  t.equal(await outcomeOf((await only(['RS256'])).verify(token('RS256'))), 'accepted')
  t.equal(await outcomeOf((await only(['RS256'])).verify(token('PS256'))), 'invalid-token')
})

t.test('a key is used with exactly one algorithm', async t => {
  const rsa = keyPairs.RS256()
  const token = (alg: string) => forge({ ...goodHeader, alg }, goodClaims(), signedBy(rsa, alg))
  for (const [published, used, other] of [
    ['RS256', 'RS256', 'PS256'],
    ['PS256', 'PS256', 'RS256'],
    [undefined, 'RS256', 'PS256'],
  ] as const) {
    const verifier = await verifierOf(await keysOf(jwkOf(rsa, { kid: 'k1', ...(published && { alg: published }) })))
    t.equal(await outcomeOf(verifier.verify(token(used))), 'accepted')
    t.equal(await outcomeOf(verifier.verify(token(other))), 'invalid-token')
  }
})

t.test('an algorithm does not verify with a key of another kind', async t => {
  const ec = keyPairs.ES256()
  const verifier = await verifierOf(await keysOf(jwkOf(ec, { kid: 'k1' })))
  for (const alg of ['EdDSA', 'RS256', 'PS256', 'ES384']) {
    const token = forge({ ...goodHeader, alg }, goodClaims(), signedBy(ec, 'ES256'))
    t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token', alg)
  }
})

t.test('a token cannot bring its own key, and nobody is asked for one (RFC 8725, section 3.10)', async t => {
  let connections = 0
  const listener = createServer((_, reply) => reply.end('{"keys":[]}')).on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  t.teardown(() => listener.close())
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/jwks`

  const attacker = keyPairs.EdDSA()
  const jwk = jwkOf(attacker, { kid: 'k1' })
  for (const parameter of [
    { jku: url },
    { x5u: url },
    { jwk },
    { x5c: ['MIIB'] },
    { jku: url, kid: 'elsewhere' },
    { jwk: null },
  ]) {
    for (const pair of [attacker, kominfo]) {
      const token = forge({ ...goodHeader, ...parameter }, goodClaims(), signedBy(pair, 'EdDSA'))
      t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', JSON.stringify(parameter))
    }
  }
  t.equal(connections, 0)
})

t.test('extensions, unencoded payloads and compression are refused', async t => {
  for (const header of [
    { crit: ['b64'], b64: false },
    { crit: ['b64'], b64: true },
    { crit: ['exp'], exp: noonSeconds },
    { crit: [] },
    { crit: null },
    { b64: false },
    { b64: true },
    { zip: 'DEF' },
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(good({}, header))), 'invalid-token', JSON.stringify(header))
  }
})

t.test('an issuer cannot sign for another, even when their keys have one name (RFC 8725, section 3.8)', async t => {
  const names = ['kominfo', 'kasn', 'bkn', 'bawaslu', 'boyolali']
  const pairs = new Map(names.map(name => [name, keyPairs.EdDSA()]))
  const sources = new Map<string, KeySource>()
  for (const [name, pair] of pairs) {
    sources.set(`https://${name}.example`, staticKeySource(await keysOf(jwkOf(pair, { kid: 'k1' }))))
  }
  const verifier = createTokenVerifier({
    directory: directoryOf(...names.map(name => ({ issuer: `https://${name}.example`, agency: name as AgencyId }))),
    audience,
    mode: 'test',
    dataDir: '',
    now: () => noon,
    keySourceOf: ({ issuer }) => sources.get(issuer)!,
  })
  for (const claimed of names) {
    for (const signer of names) {
      const claims = goodClaims({ iss: `https://${claimed}.example`, roles: ['observer'] })
      const token = forge(goodHeader, claims, signedBy(pairs.get(signer)!, 'EdDSA'))
      const expected = claimed === signer ? 'accepted' : 'invalid-token'
      t.equal(await outcomeOf(verifier.verify(token)), expected, `${claimed} signed by ${signer}`)
      if (claimed === signer) t.equal((await verifier.verify(token)).agency, claimed)
    }
  }
})

t.test('the issuer is compared exactly', async t => {
  for (const other of [
    `${iss}/`,
    iss.toUpperCase(),
    iss.replace('https', 'HTTPS'),
    `${iss}/kominfo`,
    `${iss}:443`,
    `${iss} `,
    iss.slice(0, -1),
    iss.replace('https', 'http'),
    '',
    null,
    [iss],
    { iss },
    undefined,
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(good({ iss: other }))), 'invalid-token', JSON.stringify(other))
  }
})

t.test('a token must be meant for this API (RFC 8725, section 3.9)', async t => {
  const accepted = [audience, [audience], ['https://other.example', audience]]
  const refused = [
    'https://other.example',
    ['https://other.example'],
    [],
    '',
    audience.slice(0, -1),
    `${audience}/`,
    audience.toUpperCase(),
    [audience, 1],
    [[audience]],
    { [audience]: true },
    1,
    null,
    undefined,
  ]
  for (const aud of accepted)
    t.equal(await outcomeOf(theVerifier.verify(good({ aud }))), 'accepted', JSON.stringify(aud))
  for (const aud of refused) {
    t.equal(await outcomeOf(theVerifier.verify(good({ aud }))), 'invalid-token', JSON.stringify(aud))
  }
})

t.test('only an access token passes for one (RFC 9068, section 4)', async t => {
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
    t.equal(await outcomeOf(theVerifier.verify(good({}, { typ }))), 'accepted', typ)
  }
  for (const typ of [
    'JWT',
    'jwt',
    'dpop+jwt',
    'secevent+jwt',
    'at',
    '',
    'text/at+jwt',
    'at+jwt ',
    null,
    1,
    ['at+jwt'],
    undefined,
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(good({}, { typ }))), 'invalid-token', JSON.stringify(typ))
  }
  const impostors = {
    'an ID token': [{ typ: 'JWT' }, { iss, sub: 'recorder-1', aud: audience, nonce: 'n', auth_time: noonSeconds }],
    'a client assertion': [{ typ: 'JWT' }, { iss, sub: iss, aud: audience, jti: randomUUID(), exp: noonSeconds + 60 }],
    'a DPoP proof': [
      { typ: 'dpop+jwt', jwk: jwkOf(kominfo, {}) },
      { htm: 'GET', htu: audience, iat: noonSeconds },
    ],
  } as const
  for (const [title, [header, claims]] of Object.entries(impostors)) {
    const token = forge({ ...goodHeader, ...header }, claims, signedBy(kominfo, 'EdDSA'))
    t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', title)
  }
})

t.test('every required claim must be there, and of its type (RFC 9068, section 2.2)', async t => {
  for (const claim of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'roles']) {
    t.equal(await outcomeOf(theVerifier.verify(good({ [claim]: undefined }))), 'invalid-token', `${claim} missing`)
    const { [claim]: kept, ...rest } = goodClaims()
    const isTime = claim === 'exp' || claim === 'iat'
    const wrong = [
      'null',
      'true',
      '{}',
      '[]',
      '[[]]',
      '1e400',
      '-1e400',
      '-1',
      ...(isTime ? [JSON.stringify(String(kept)), '"tomorrow"', `[${kept}]`] : ['0', '12.5', '""']),
    ]
    for (const value of wrong) {
      const payload = `${JSON.stringify(rest).slice(0, -1)},"${claim}":${value}}`
      const token = forge(goodHeader, payload, signedBy(kominfo, 'EdDSA'))
      t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', `${claim} as ${value}`)
    }
  }
})

t.test('names in a token are 1 to 255 printable characters', async t => {
  for (const claim of ['sub', 'client_id', 'jti']) {
    for (const value of ['a', 'Siti Nurhaliza', '199001012020121001', 'ü@例.example', 'x'.repeat(255)]) {
      t.equal(await outcomeOf(theVerifier.verify(good({ [claim]: value }))), 'accepted', value)
    }
    const refused = {
      NUL: 'a\u0000b',
      'a line break': 'a\nb',
      DEL: '\u007f',
      'half a character': '\ud800',
      'a line separator': 'x\u2028',
      '256 characters': 'x'.repeat(256),
    }
    for (const [title, value] of Object.entries(refused)) {
      const token = forge(goodHeader, goodClaims({ [claim]: value }), signedBy(kominfo, 'EdDSA'))
      t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', `${claim} with ${title}`)
    }
  }
})

t.test('a token is good until 5 seconds after it expires', async t => {
  const expires = async (exp: number) => outcomeOf(theVerifier.verify(good({ iat: exp - 60, exp })))
  t.equal(await expires(noonSeconds - 4), 'accepted')
  t.equal(await expires(noonSeconds - 5), 'invalid-token')
  t.equal(await expires(noonSeconds - 6), 'invalid-token')
  t.equal(await expires(noonSeconds - 600), 'invalid-token')
})

t.test("an issuer's clock may be 10 seconds ahead, not more", async t => {
  for (const [ahead, expected] of [
    [9, 'accepted'],
    [10, 'accepted'],
    [11, 'invalid-token'],
    [59, 'invalid-token'],
    [61, 'invalid-token'],
    [3600, 'invalid-token'],
  ] as const) {
    const iat = noonSeconds + ahead
    t.equal(await outcomeOf(theVerifier.verify(good({ iat, exp: iat + 60 }))), expected, `iat +${ahead}`)
    t.equal(await outcomeOf(theVerifier.verify(good({ nbf: iat }))), expected, `nbf +${ahead}`)
  }
  for (const nbf of [null, '0', [], true]) {
    const token = forge(goodHeader, JSON.stringify(goodClaims({ nbf })), signedBy(kominfo, 'EdDSA'))
    t.equal(await outcomeOf(theVerifier.verify(token)), 'invalid-token', `nbf ${JSON.stringify(nbf)}`)
  }
})

t.test('a token lives at most 300 seconds', async t => {
  const lives = async (seconds: number) => outcomeOf(theVerifier.verify(good({ exp: noonSeconds + seconds })))
  t.equal(await lives(300), 'accepted')
  t.equal(await lives(301), 'invalid-token')
  t.equal(await lives(10 * 365 * 86400), 'invalid-token')
  t.equal(await lives(0), 'invalid-token')
  t.equal(await outcomeOf(theVerifier.verify(good({ iat: noonSeconds + 5, exp: noonSeconds + 4 }))), 'invalid-token')
})

t.test('only a compact JWS in canonical base64url is a token (RFC 7515, section 7.1)', async t => {
  const token = good()
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const lastOfSignature = signature.at(-1)!
  const others: Record<string, string> = {
    empty: '',
    'one dot': `${header}.${payload}`,
    'four parts': `${token}.${signature}`,
    'five parts, as in a JWE': `${header}.${payload}.${signature}.${payload}.${signature}`,
    'six parts': `${token}.${token}`,
    'no header': `.${payload}.${signature}`,
    'no payload': `${header}..${signature}`,
    'no signature': `${header}.${payload}.`,
    'JSON serialization': JSON.stringify({ protected: header, payload, signature }),
    'padding in the header': `${header}=.${payload}.${signature}`,
    'padding in the signature': `${token}==`,
    'base64 instead of base64url': `${header}.${payload}.+/${signature.slice(2)}`,
    'a blank': `${header}. ${payload}.${signature}`,
    'a line break': `${token}\n`,
    NUL: `${token}\0`,
    'other trailing bits': `${header}.${payload}.${signature.slice(0, -1)}${next(lastOfSignature)}`,
    'a signature cut short': token.slice(0, -4),
    'a signature with more': `${token}AAAA`,
    'a flipped bit': `${header}.${payload}.${next(signature[0]!)}${signature.slice(1)}`,
    'letters outside ASCII': `${header}.${payload}.é${signature.slice(1)}`,
    'another payload': `${header}.${Buffer.from(JSON.stringify(goodClaims())).toString('base64url')}.${signature}`,
  }
  for (const [title, other] of Object.entries(others)) {
    t.equal(await outcomeOf(theVerifier.verify(other)), 'invalid-token', title)
  }
  t.equal(await outcomeOf(theVerifier.verify(token)), 'accepted')
})

t.test('header and claims must be JSON objects in UTF-8', async t => {
  const parts = [
    '',
    'null',
    '[]',
    '"text"',
    '1',
    '{',
    '{"a":1}}',
    '\ufeff{}',
    `${JSON.stringify(goodHeader)} x`,
    `\ufeff${JSON.stringify(goodHeader)}`,
  ]
  for (const part of parts) {
    t.equal(await outcomeOf(theVerifier.verify(forge(part, goodClaims(), signedBy(kominfo, 'EdDSA')))), 'invalid-token')
    t.equal(await outcomeOf(theVerifier.verify(forge(goodHeader, part, signedBy(kominfo, 'EdDSA')))), 'invalid-token')
  }
  const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')
  const [header, , signature] = good().split('.')
  t.equal(await outcomeOf(theVerifier.verify(`${header}.${broken}.${signature}`)), 'invalid-token')
})

t.test('a key id is a name to compare and nothing else (RFC 8725, section 3.10)', async t => {
  for (const kid of [
    undefined,
    null,
    '',
    1,
    true,
    [],
    ['k1'],
    { k1: 1 },
    'k2',
    'K1',
    'k1 ',
    '../../dev/null',
    "' or 1=1--",
    '*)(uid=*',
    'k1\u0000',
    'k1\n',
    '\u001b[31m',
    '__proto__',
    'constructor',
    'toString',
    'k'.repeat(201),
    'k'.repeat(10_000),
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(good({}, { kid }))), 'invalid-token', JSON.stringify(kid)?.slice(0, 40))
  }
})

t.test('a token over 8 KiB is refused before any work', async t => {
  t.equal(await outcomeOf(theVerifier.verify(good({ more: 'x'.repeat(5000) }))), 'accepted')
  const attempt = await theVerifier.verify(good({ more: 'x'.repeat(7000) })).catch(error => error)
  t.match(attempt, { code: 'invalid-token', detail: 'The token is too long' })
})

t.test('a JWE is refused without being decrypted', async t => {
  const header = { alg: 'PBES2-HS256+A128KW', enc: 'A128CBC-HS256', p2c: 2_000_000_000, p2s: 'AAAA', zip: 'DEF' }
  const jwe = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.AAAA.AAAA.AAAA.AAAA`
  t.equal(await outcomeOf(theVerifier.verify(jwe)), 'invalid-token')
})

t.test('a signature that does not fit is refused', async t => {
  for (const signature of [
    unsigned,
    () => Buffer.alloc(64),
    () => Buffer.alloc(1),
    signedBy(keyPairs.EdDSA(), 'EdDSA'),
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(forge(goodHeader, goodClaims(), signature))), 'invalid-token')
  }
  const ec = keyPairs.ES256()
  const verifier = await verifierOf(await keysOf(jwkOf(ec, { kid: 'k1' })))
  const es256 = (signature: (input: string) => Buffer) =>
    outcomeOf(verifier.verify(forge({ ...goodHeader, alg: 'ES256' }, goodClaims(), signature)))
  t.equal(await es256(signedBy(ec, 'ES256')), 'accepted')
  t.equal(await es256(() => Buffer.alloc(64)), 'invalid-token', 'r = s = 0 (CVE-2022-21449)')
  t.equal(await es256(() => Buffer.from('30440220'.padEnd(140, '0'), 'hex')), 'invalid-token', 'DER instead of r and s')
})

t.test('two keys of one name: the one that fits is used', async t => {
  const [rsa, ec, first, second] = [keyPairs.RS256(), keyPairs.ES256(), keyPairs.EdDSA(), keyPairs.EdDSA()]
  const verifier = await verifierOf(await keysOf(...[rsa, ec, first, second].map(pair => jwkOf(pair, { kid: 'k1' }))))
  for (const [pair, alg] of [
    [rsa, 'RS256'],
    [ec, 'ES256'],
    [first, 'EdDSA'],
    [second, 'EdDSA'],
  ] as const) {
    const token = forge({ ...goodHeader, alg }, goodClaims(), signedBy(pair, alg))
    t.equal(await outcomeOf(verifier.verify(token)), 'accepted', alg)
  }
})

t.test('a token says what it is bound to: one key (RFC 9449) or one certificate (RFC 8705)', async t => {
  const thumbprint = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'
  const bindingOf = async (cnf: unknown) => (await theVerifier.verify(good({ cnf }))).tokenBinding
  t.strictSame(await bindingOf({ jkt: thumbprint }), { kind: 'dpop', thumbprint })
  t.strictSame(await bindingOf({ 'x5t#S256': thumbprint }), { kind: 'mtls', thumbprint })
})

t.test('a token that is bound in any other way is not taken for one that is bound to nothing (RFC 7800)', async t => {
  const jkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'
  const others = [
    { 'x5t#S256': 'AAAA' },
    { jkt: `${jkt}=` },
    { jkt: `${jkt.slice(0, -1)}J` }, // not canonical
    { jkt, 'x5t#S256': jkt },
    { jkt, kid: 'k1' },
    { jwk: jwkOf(kominfo, {}) },
    { JKT: jkt },
    { jkt: [jkt] },
    { jkt: null },
    {},
    [],
    [jkt],
    jkt,
    null,
    true,
  ]
  for (const cnf of others) {
    t.equal(await outcomeOf(theVerifier.verify(good({ cnf }))), 'invalid-token', JSON.stringify(cnf))
  }
})

t.test('an issuer may be asked to bind its tokens, and then no other is accepted', async t => {
  const jkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'
  const tokens = { unbound: {}, dpop: { cnf: { jkt } }, mtls: { cnf: { 'x5t#S256': jkt } } }
  const acceptedBy = {
    none: ['unbound', 'dpop', 'mtls'],
    dpop: ['dpop'],
    mtls: ['mtls'],
    any: ['dpop', 'mtls'],
  } as const satisfies Record<SenderConstraint, string[]>
  const keys = await keysOf(jwkOf(kominfo, { kid: 'k1' }))
  for (const senderConstraint of senderConstraints) {
    const verifier = await verifierOf(keys, undefined, { directory: directoryOf({ senderConstraint }) })
    for (const [kind, claims] of Object.entries(tokens)) {
      const accepted = (acceptedBy[senderConstraint] as readonly string[]).includes(kind)
      const expected = accepted ? 'accepted' : 'invalid-token'
      t.equal(await outcomeOf(verifier.verify(good(claims))), expected, `${senderConstraint}: ${kind}`)
    }
  }
})

t.test('roles are a list of roles that this API knows', async t => {
  for (const roles of [
    'recorder',
    [],
    ['judge'],
    ['recorder', 'judge'],
    [1],
    [null],
    [['recorder']],
    { 0: 'recorder' },
    ['toString'],
    ['Recorder'],
  ]) {
    t.equal(await outcomeOf(theVerifier.verify(good({ roles }))), 'invalid-token', JSON.stringify(roles))
  }
  t.same((await theVerifier.verify(good({ roles: ['recorder', 'observer', 'recorder'] }))).roles, [
    'recorder',
    'observer',
  ])
})

t.test('a token that claims a role of another agency is refused as a whole, and reported', async t => {
  const refusals: TokenRefusal[] = []
  const verifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1' })), undefined, {
    onRefusal: async refusal => {
      refusals.push(refusal)
    },
  })
  for (const roles of [['case-officer'], ['recorder', 'commissioner']]) {
    t.equal(await outcomeOf(verifier.verify(good({ roles }))), 'role-not-allowed')
  }
  t.equal(await outcomeOf(verifier.verify(good({ roles: ['recorder'] }))), 'accepted')
  t.strictSame(refusals, [
    { agency: 'kominfo', issuer: iss, subject: 'recorder-1', reason: 'claims case-officer' },
    { agency: 'kominfo', issuer: iss, subject: 'recorder-1', reason: 'claims commissioner' },
  ])
  t.equal(verifier.remembered, 1, 'a refused token is not remembered')
})

t.test('nothing is reported of a token that nobody proved to be genuine', async t => {
  const refusals: TokenRefusal[] = []
  const verifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1' })), undefined, {
    onRefusal: refusal => {
      refusals.push(refusal)
    },
  })
  const token = forge(goodHeader, goodClaims({ roles: ['commissioner'] }), signedBy(keyPairs.EdDSA(), 'EdDSA'))
  t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token')
  t.same(refusals, [])
})

t.test('a refusal that cannot be recorded is a refusal all the same', async t => {
  const verifier = await verifierOf(await keysOf(jwkOf(kominfo, { kid: 'k1' })), undefined, {
    onRefusal: () => Promise.reject(new Error('the database is gone')),
  })
  await t.rejects(verifier.verify(good({ roles: ['commissioner'] })), { message: 'the database is gone' })
})

t.test('the answer says what is wrong without repeating any of it', async t => {
  const secret = 'siti-199001012020121001'
  for (const token of [
    good({ sub: `${secret}\n` }),
    good({ aud: secret }),
    good({ iss: `https://${secret}.example` }),
    good({ roles: [secret] }),
    good({ roles: ['commissioner'], sub: secret }),
    good({}, { kid: secret }),
    good({}, { alg: secret }),
    good({}, { typ: secret }),
    good({}, { crit: [secret] }),
    `${secret}.x.y`,
  ]) {
    const problem = await theVerifier.verify(token).catch(error => error)
    t.type(problem, Problem)
    const challenges = challengesOf(problem, 'Bearer', 'https://penerusan.example/metadata')
    t.notMatch(JSON.stringify([problem.message, problem.detail, problem.headers, challenges]), secret)
    // RFC 6750, section 3: only these characters may stand in error_description.
    t.match(challenges, /^Bearer realm="penerusan", error="[a-z_]+", error_description="[ !#-[\]-~]+", /)
  }
})

async function verifierOf(
  keys: Awaited<ReturnType<typeof keysOf>>,
  algorithms?: readonly SignatureAlgorithm[],
  needs: Partial<Parameters<typeof createTokenVerifier>[0]> = {},
): Promise<TokenVerifier> {
  return createTokenVerifier({
    directory: directoryOf(algorithms === undefined ? {} : { algorithms }),
    audience,
    mode: 'test',
    dataDir: '',
    now: () => noon,
    keySourceOf: () => staticKeySource(keys),
    ...needs,
  })
}

/** The next character of the base64url alphabet. */
function next(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[(alphabet.indexOf(character) + 1) % 64]!
}

import * as oauth from 'oauth4webapi'
import t from 'tap'
import { readCredentials } from '../../src/auth/credentials.ts'
import { createPossessionCheck } from '../../src/auth/possession.ts'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import { Problem } from '../../src/problems.ts'
import { createProofKey, type ProofOptions, proofBy } from '../support/proofs.ts'
import { staticKeySource } from '../support/tokens.ts'
import { audience, directoryOf, forge, goodClaims, iss, jwkOf, keyPairs, keysOf, signedBy, unsigned } from './forge.ts'

// The same requests to our checks and to those of a library that we did not write, at the same moment.

const uri = 'https://penerusan.example/v1/violations'
const pair = keyPairs.ES256()
const strange = keyPairs.ES256()
const jwk = jwkOf(pair, { kid: 'k1', alg: 'ES256', use: 'sig' })
const key = await createProofKey('ES256')
const otherKey = await createProofKey('ES256')
const keys = await keysOf(jwk)
const nowSeconds = Math.floor(Date.now() / 1000)

const verifier = createTokenVerifier({
  directory: directoryOf({}),
  audience,
  mode: 'test',
  dataDir: '',
  keySourceOf: () => staticKeySource(keys),
})
const possession = createPossessionCheck({
  publicUrl: 'https://penerusan.example',
  nonces: undefined,
  rememberProof: async () => true,
  now: Date.now,
})

type Sent = { readonly title: string; readonly authorization: string; readonly proof?: string }
type Changes = Record<string, unknown>

const values: Record<string, unknown> = {
  missing: undefined,
  null: null,
  true: true,
  zero: 0,
  negative: -1,
  'an empty text': '',
  'another text': 'other',
  'an empty list': [],
  'a list of lists': [['x']],
  'an object': { a: 1 },
}

function tokenOf(claims: Changes = {}, header: Changes = {}, by = pair): string {
  const times = { iat: nowSeconds, exp: nowSeconds + 300 }
  return forge(
    { alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header },
    goodClaims({ ...times, ...claims }),
    signedBy(by, 'ES256'),
  )
}

const bound = { cnf: { jkt: key.thumbprint } }
const boundToken = tokenOf(bound)
const bearer = (title: string, token: string): Sent => ({ title, authorization: `Bearer ${token}` })
const proven = async (title: string, options: ProofOptions = {}, token = boundToken, by = key): Promise<Sent> => ({
  title,
  authorization: `DPoP ${token}`,
  proof: await proofBy(by, { method: 'GET', uri, token }, options),
})

/** Every byte of a signature that matters is a different token. */
function tampered(title: string, jws: string, send: (title: string, jws: string) => Sent): Sent[] {
  return ['header', 'payload', 'signature'].flatMap((part, index) =>
    [0, 1, 7, 20, 33].map(place => {
      const parts = jws.split('.')
      const bytes = Buffer.from(parts[index] ?? '', 'base64url')
      bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
      parts[index] = bytes.toString('base64url')
      return send(`${title}: byte ${place} of the ${part}`, parts.join('.'))
    }),
  )
}

async function requests(): Promise<Sent[]> {
  const sent: Sent[] = [bearer('a good token', tokenOf()), await proven('a good proof')]
  for (const name of ['iss', 'aud', 'sub', 'client_id', 'jti', 'iat', 'exp', 'nbf', 'roles', 'cnf']) {
    for (const [what, value] of Object.entries(values))
      sent.push(bearer(`claim ${name}: ${what}`, tokenOf({ [name]: value })))
  }
  for (const name of ['alg', 'typ', 'kid', 'crit', 'b64', 'jku', 'jwk', 'x5c', 'x5u', 'zip', 'cty']) {
    for (const [what, value] of Object.entries(values)) {
      sent.push(bearer(`header ${name}: ${what}`, tokenOf({}, { [name]: value })))
    }
  }
  for (const alg of ['none', 'None', 'HS256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'es256']) {
    sent.push(bearer(`alg ${alg}`, tokenOf({}, { alg })))
    sent.push(bearer(`alg ${alg}, unsigned`, forge({ alg, typ: 'at+jwt', kid: 'k1' }, goodClaims(), unsigned)))
  }
  for (const typ of ['JWT', 'at', 'application/at+jwt', 'AT+JWT', 'dpop+jwt']) {
    sent.push(bearer(`typ ${typ}`, tokenOf({}, { typ })))
  }
  for (const seconds of [-3600, -60, -10, -1, 0, 1, 5, 9, 11, 60, 3600]) {
    const moment = nowSeconds + seconds
    sent.push(bearer(`iat ${seconds} s from now`, tokenOf({ iat: moment, exp: moment + 299 })))
    sent.push(bearer(`nbf ${seconds} s from now`, tokenOf({ nbf: moment })))
  }
  for (const aud of [[audience], ['https://other.example', audience], ['https://other.example'], `${audience}/`]) {
    sent.push(bearer(`aud ${JSON.stringify(aud)}`, tokenOf({ aud })))
  }
  for (const issuer of [`${iss}/`, iss.toUpperCase(), iss.replace('https', 'http')]) {
    sent.push(bearer(`iss ${issuer}`, tokenOf({ iss: issuer })))
  }
  sent.push(bearer('signed by another', tokenOf({}, {}, strange)))
  sent.push(...tampered('a token', tokenOf(), bearer))
  sent.push(bearer('lives for an hour', tokenOf({ exp: nowSeconds + 3600 })))
  sent.push(bearer('a bound token as bearer', boundToken))
  sent.push({ title: 'a bound token without a proof', authorization: `DPoP ${boundToken}` })
  sent.push({
    title: 'a bearer token as DPoP',
    authorization: `DPoP ${tokenOf()}`,
    proof: await proofBy(key, { method: 'GET', uri, token: tokenOf() }),
  })
  for (const authorization of ['', 'Bearer', 'Basic x', `Token ${tokenOf()}`])
    sent.push({ title: `"${authorization.slice(0, 8)}"`, authorization })

  for (const name of ['jti', 'htm', 'htu', 'iat', 'ath']) {
    for (const [what, value] of Object.entries(values)) {
      sent.push(await proven(`proof claim ${name}: ${what}`, { claims: { [name]: value } }))
    }
  }
  for (const name of ['typ', 'jwk', 'jku', 'x5u', 'x5c']) {
    for (const [what, value] of Object.entries(values)) {
      sent.push(await proven(`proof header ${name}: ${what}`, { header: { [name]: value } }))
    }
  }
  for (const htu of [
    `${uri}?a=b`,
    `${uri}#c`,
    `${uri}/`,
    uri.replace('https', 'http'),
    uri.toUpperCase(),
    'HTTPS://penerusan.example:443/v1/violations',
  ]) {
    sent.push(await proven(`htu ${htu}`, { claims: { htu } }))
  }
  for (const htm of ['POST', 'get']) sent.push(await proven(`htm ${htm}`, { claims: { htm } }))
  for (const seconds of [-600, -330, -200, -90, -30, -5, 0, 5, 40, 65, 200, 360]) {
    sent.push(await proven(`proof made ${seconds} s from now`, { claims: { iat: nowSeconds + seconds } }))
  }
  for (const member of ['d', 'k']) {
    sent.push(await proven(`a private ${member}`, { header: { jwk: { ...key.jwk, [member]: 'AQAB' } } }))
  }
  sent.push(await proven('a proof by another key', {}, boundToken, otherKey))
  sent.push(
    await proven('a proof for another token', {}, tokenOf(bound)).then(other => ({
      ...other,
      authorization: `DPoP ${boundToken}`,
    })),
  )
  const { proof = '' } = await proven('')
  sent.push(
    ...tampered('a proof', proof, (title, altered) => ({ title, authorization: `DPoP ${boundToken}`, proof: altered })),
  )
  return sent
}

/** Where we are stricter on purpose, and why. Nothing else may differ. */
const stricter: Record<string, RegExp> = {
  'a token lives at most 300 seconds': /^lives for an hour$|^claim iat: (zero|negative)$/,
  'a time is a number of seconds since 1970': /^claim nbf: negative$/,
  'an issuer’s clock is at most 10 seconds ahead': /^iat (11|60|3600) s|^nbf (11|60) s/,
  'nothing that would bring a key, change or compress is read over':
    /^header (b64|jku|jwk|x5c|x5u|zip)|^proof header (jku|x5u|x5c)/,
  'every token gives roles that its agency may give': /^claim roles:/,
  'every token names its key': /^header kid: missing/,
  'names are there and can be shown': /^claim (sub|client_id|jti): an empty text$/,
  'what a token is bound to must be known': /^claim cnf:/,
  'a proof was made in the last 60 seconds, at most 10 ahead': /^proof made (-200|-90|40|65|200) s/,
  'a proof’s key has no part of a shared secret': /^a private k$/,
  'a proof names itself': /^proof claim jti: an empty text$/,
}

t.test(
  'RFC 9068, RFC 9449: we accept nothing that an independent library refuses, and refuse more only where we say so',
  async t => {
    const all = await requests()
    const tally = { accepted: 0, refused: 0, stricter: 0 }
    for (const sent of all) {
      const [ours, theirs] = [await weAccept(sent), await theyAccept(sent)]
      if (ours === theirs) tally[ours ? 'accepted' : 'refused'] += 1
      else {
        tally.stricter += 1
        const reason = Object.keys(stricter).find(name => stricter[name]?.test(sent.title))
        t.ok(!ours && reason !== undefined, `${sent.title}: ${ours ? 'only we' : 'only they'} accept it`)
      }
    }
    t.comment(JSON.stringify({ requests: all.length, ...tally }))
    t.ok(all.length > 400, `${all.length} requests`)
    t.ok(tally.accepted > 10 && tally.refused > 200 && tally.stricter > 10, JSON.stringify(tally))
  },
)

/** What is neither an answer nor a refusal is a bug of ours, and thrown on. */
async function weAccept({ authorization, proof }: Sent): Promise<boolean> {
  try {
    const headers = ['authorization', authorization, ...(proof === undefined ? [] : ['dpop', proof])]
    const credentials = readCredentials(headers)
    const actor = await verifier.verify(credentials.token)
    await possession.check(credentials, actor, {
      method: 'GET',
      target: '/v1/violations',
      certificate: () => undefined,
    })
    return true
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return false
    throw error
  }
}

/** The library throws errors of other kinds too, as when a URI cannot be parsed. */
async function theyAccept({ authorization, proof }: Sent): Promise<boolean> {
  const request = new Request(uri, { headers: { authorization, ...(proof !== undefined && { dpop: proof }) } })
  return oauth
    .validateJwtAccessToken({ issuer: iss, jwks_uri: `${iss}/jwks` }, request, audience, {
      signingAlgorithms: ['ES256'],
      [oauth.customFetch]: async () => Response.json({ keys: [jwk] }),
    })
    .then(
      () => true,
      () => false,
    )
}

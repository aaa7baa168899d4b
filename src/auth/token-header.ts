import { invalidToken } from './bearer.ts'
import { keyIdPattern } from './key-set.ts'

/** What may be believed before the signature is checked: nothing. It only selects the issuer and the key. */
export type UnverifiedToken = { readonly issuer: string; readonly alg: string; readonly kid: string }

/**
 * Ways to bring one's own key (RFC 7515, sections 4.1.2, 4.1.3, 4.1.5, 4.1.6), to change what is signed (RFC 7797),
 * to compress, or to demand an extension (RFC 7515, section 4.1.11): refused outright rather than ignored.
 */
const refusedParameters = ['jku', 'jwk', 'x5u', 'x5c', 'b64', 'zip', 'crit'] as const

/**
 * Takes a JWS in compact serialization apart (RFC 7515, section 7.1), as strictly as it is written: three parts of
 * canonical base64url, the first two of them JSON objects.
 *
 * @throws {Problem} `invalid-token`
 */
export function readUnverifiedToken(token: string): UnverifiedToken {
  const [header, payload, signature, ...more] = token.split('.')
  if (
    header === undefined ||
    payload === undefined ||
    signature === undefined ||
    more.length > 0 ||
    ![header, payload, signature].every(isCanonicalBase64url)
  ) {
    throw invalidToken('The token is not a signed JWT in compact form')
  }
  const { alg, kid, ...parameters } = parseObject(header)
  if (refusedParameters.some(name => Object.hasOwn(parameters, name))) {
    throw invalidToken('The token header has a parameter that is not accepted')
  }
  if (typeof alg !== 'string') throw invalidToken('The token header names no algorithm')
  if (typeof kid !== 'string' || !keyIdPattern.test(kid)) throw invalidToken('The token header names no key')
  const { iss } = parseObject(payload)
  if (typeof iss !== 'string') throw invalidToken('The claim iss is missing or not acceptable')
  return { issuer: iss, alg, kid }
}

/** Two spellings of one part would be two tokens with one signature. Also refuses an empty part. */
function isCanonicalBase64url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseObject(part: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')))
  } catch (cause) {
    throw invalidToken('The token is not a signed JWT in compact form', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidToken('The token is not a signed JWT in compact form')
  }
  return value as Record<string, unknown>
}

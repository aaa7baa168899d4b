import { readCompactJws, refusedParameters } from './compact-jws.ts'
import { keyIdPattern } from './key-set.ts'
import { invalidToken } from './token-refusals.ts'

/** What may be believed before the signature is checked: nothing. It only selects the issuer and the key. */
export type UnverifiedToken = { readonly issuer: string; readonly alg: string; readonly kid: string }

/**
 * Reads from an access token whose it claims to be. A token that brings a key (`jwk`) is refused too: its key is one
 * of its issuer's.
 *
 * @throws {Problem} `invalid-token`
 */
export function readUnverifiedToken(token: string): UnverifiedToken {
  const jws = readCompactJws(token)
  if (jws === undefined) throw invalidToken('The token is not a signed JWT in compact form')
  const { header, payload } = jws
  if ([...refusedParameters, 'jwk'].some(name => Object.hasOwn(header, name))) {
    throw invalidToken('The token header has a parameter that is not accepted')
  }
  const { alg, kid } = header
  if (typeof alg !== 'string') throw invalidToken('The token header names no algorithm')
  if (typeof kid !== 'string' || !keyIdPattern.test(kid)) throw invalidToken('The token header names no key')
  const { iss } = payload
  if (typeof iss !== 'string') throw invalidToken('The claim iss is missing or not acceptable')
  return { issuer: iss, alg, kid }
}

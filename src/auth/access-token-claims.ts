import type { JWTPayload } from 'jose'
import { type Role, roles } from '../domain/agencies.ts'
import { readConfirmation, type TokenBinding } from './token-binding.ts'
import { expiredToken, invalidToken } from './token-refusals.ts'

/** What every access token must say (RFC 9068, section 2.2), and the roles it gives (section 2.2.3.1). */
export const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'roles'] as const

export const MAX_LIFETIME_SECONDS = 300
export const EXPIRY_LEEWAY_SECONDS = 5
/** FAPI 2.0 Security Profile: the clock of an issuer may be up to ten seconds ahead of ours. */
export const CLOCK_SKEW_SECONDS = 10

export type AccessTokenClaims = {
  readonly subject: string
  readonly clientId: string
  readonly tokenId: string
  readonly expiresAt: number
  readonly roles: readonly Role[]
  readonly binding: TokenBinding | undefined
}

/**
 * Checks what a JWT library does not: JSON types, bounds, a lifetime cap, and the roles. The signature, `iss`, `aud`
 * and `typ` have been checked before.
 *
 * @param nowSeconds seconds since 1970, with fraction
 * @throws {Problem} `invalid-token`
 */
export function readAccessTokenClaims(payload: JWTPayload, nowSeconds: number): AccessTokenClaims {
  const issuedAt = readInstant(payload, 'iat')
  const expiresAt = readInstant(payload, 'exp')
  const notBefore = payload['nbf'] === undefined ? issuedAt : readInstant(payload, 'nbf')

  if (hasExpired({ expiresAt }, nowSeconds)) throw expiredToken()
  if (expiresAt <= issuedAt) throw invalidToken('The token expires before it is issued')
  if (expiresAt - issuedAt > MAX_LIFETIME_SECONDS) {
    throw invalidToken(`The token lives longer than ${MAX_LIFETIME_SECONDS} seconds`)
  }
  if (issuedAt > nowSeconds + CLOCK_SKEW_SECONDS || notBefore > nowSeconds + CLOCK_SKEW_SECONDS) {
    throw invalidToken('The token is not valid yet')
  }
  checkAudience(payload['aud'])
  return {
    subject: readText(payload, 'sub'),
    clientId: readText(payload, 'client_id'),
    tokenId: readText(payload, 'jti'),
    expiresAt,
    roles: readRoles(payload['roles']),
    binding: readBinding(payload['cnf']),
  }
}

/** Whether a token is over: at the door, and for what runs under it. */
export function hasExpired({ expiresAt }: { readonly expiresAt: number }, nowSeconds: number): boolean {
  return expiresAt + EXPIRY_LEEWAY_SECONDS <= nowSeconds
}

/** A NumericDate (RFC 7519, section 2). JSON can say 1e400, which is no number of seconds. */
function readInstant(payload: JWTPayload, claim: string): number {
  const value = payload[claim]
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw unacceptable(claim)
  return value
}

/** 1 to 255 characters, none of them a control character or half of one: they are stored and shown. */
const printable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u

function readText(payload: JWTPayload, claim: string): string {
  const value = payload[claim]
  if (typeof value !== 'string' || !printable.test(value)) throw unacceptable(claim)
  return value
}

/** That we are in it has been checked; a list must hold nothing but strings all the same. */
function checkAudience(aud: unknown): void {
  if (typeof aud === 'string') return
  if (!Array.isArray(aud) || !aud.every(one => typeof one === 'string')) throw unacceptable('aud')
}

function readBinding(cnf: unknown): TokenBinding | undefined {
  if (cnf === undefined) return undefined
  return readConfirmation(cnf) ?? refuseBinding()
}

/** RFC 7800: what it is bound to would have to be proven, and there is no way to. */
function refuseBinding(): never {
  throw invalidToken('The token is bound in a way that is not accepted here')
}

function readRoles(value: unknown): Role[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRole)) throw unacceptable('roles')
  return [...new Set(value)]
}

function isRole(name: unknown): name is Role {
  return typeof name === 'string' && Object.hasOwn(roles, name)
}

function unacceptable(claim: string): Error {
  return invalidToken(`The claim ${claim} is missing or not acceptable`)
}

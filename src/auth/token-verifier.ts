import { hash } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { Config } from '../config.ts'
import { type Directory, type Issuer, type SignatureAlgorithm, signatureAlgorithms } from '../directory/directory.ts'
import { type AgencyId, rolesOf } from '../domain/agencies.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import {
  type AccessTokenClaims,
  CLOCK_SKEW_SECONDS,
  EXPIRY_LEEWAY_SECONDS,
  readAccessTokenClaims,
  requiredClaims,
} from './access-token-claims.ts'
import type { Actor } from './actor.ts'
import { type KeySet, matchingKeys, type VerificationKey } from './key-set.ts'
import type { KeySource } from './key-source.ts'
import { createKeySources, type KeyFault } from './key-sources.ts'
import { RefusedClaims } from './refused-claims.ts'
import { satisfies } from './token-binding.ts'
import { readUnverifiedToken, type UnverifiedToken } from './token-header.ts'
import { invalidToken, roleNotAllowed } from './token-refusals.ts'
import { createVerifiedTokens, type LegalDay, type VerifiedToken } from './verified-tokens.ts'

export const MAX_TOKEN_BYTES = 8 * 1024
const REMEMBERED_TOKENS = 10_000
const DAY_MS = 24 * 60 * 60 * 1000

const boundTo = {
  none: 'nothing',
  dpop: 'a key (DPoP)',
  mtls: 'a certificate (mutual TLS)',
  any: 'a key (DPoP) or a certificate (mutual TLS)',
} as const

/** A genuine token that claims more than its agency may give. */
export type TokenRefusal = {
  readonly agency: AgencyId
  readonly issuer: string
  readonly subject: string
  readonly reason: string
}

export type TokenVerifier = {
  /**
   * Who is calling, as proven by an access token (RFC 9068, section 4).
   *
   * @throws {Problem} `invalid-token`, `role-not-allowed` or `key-source-unavailable`
   */
  verify(token: string): Promise<Actor>
  /** Whether this very token was believed before. It may be over since: `verify` decides. */
  remembers(token: string): boolean
  /** Looks at every key source once, so that the first request need not. Faults go to `onKeyFault`. */
  loadKeys(): Promise<void>
  /** How many verified tokens are remembered. */
  readonly remembered: number
}

type Needs = {
  readonly directory: Directory
  /** Our own identifier; a token must name it in `aud`. */
  readonly audience: string
  readonly mode: Config['mode']
  /** Where local issuers keep their keys. */
  readonly dataDir: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** The time by whose day agencies may give roles; that of a sandbox is moved. */
  readonly rolesNow?: (() => number) | undefined
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number
  readonly fetch?: typeof fetch
  readonly fetchTimeoutMs?: number
  readonly rememberedTokens?: number
  /** Where the keys of an issuer come from; by default from where the directory says. */
  readonly keySourceOf?: (issuer: Issuer) => KeySource
  /** Called before the refusal is answered. When it fails, the token is refused all the same, with its error. */
  readonly onRefusal?: (refusal: TokenRefusal) => void | Promise<void>
  readonly onKeyFault?: (fault: KeyFault) => void
}

/**
 * Verifies access tokens of the directory's issuers. The issuer decides the agency; nothing else in a token can.
 *
 * @throws {ConfigError} in production mode with local issuers
 */
export function createTokenVerifier({
  directory,
  audience,
  mode,
  dataDir,
  now = Date.now,
  rolesNow = now,
  monotonic = () => performance.now(),
  fetch = globalThis.fetch,
  fetchTimeoutMs = 5000,
  rememberedTokens = REMEMBERED_TOKENS,
  onKeyFault = () => {},
  keySourceOf = createKeySources({ directory, mode, dataDir, monotonic, fetch, fetchTimeoutMs, onKeyFault }),
  onRefusal = () => {},
}: Needs): TokenVerifier {
  const trusted = new Map(
    directory.issuers.map(issuer => [issuer.issuer, { issuer, source: keySourceOf(issuer) }] as const),
  )
  const verified = createVerifiedTokens(rememberedTokens)

  return {
    async verify(token) {
      // Before any work is spent on it. A token is ASCII, so this counts bytes.
      if (token.length > MAX_TOKEN_BYTES) throw invalidToken('The token is too long')
      const digest = hash('sha256', token, 'base64')
      const known = verified.find(digest)
      if (known === undefined) return verifyAnew(token, digest)
      if (await stillHolds(known)) return known.actor
      verified.forget(digest)
      return verifyAnew(token, digest)
    },
    remembers(token) {
      return token.length <= MAX_TOKEN_BYTES && verified.find(hash('sha256', token, 'base64')) !== undefined
    },
    async loadKeys() {
      await Promise.allSettled([...trusted.values()].map(({ source }) => source.current()))
    },
    get remembered() {
      return verified.size
    },
  }

  function stillHolds({ key, source, validUntil, rolesOn }: VerifiedToken): boolean | Promise<boolean> {
    const day = rolesNow()
    if (now() >= validUntil || day < rolesOn.from || day >= rolesOn.to) return false
    if (monotonic() < source.freshUntil()) return !key.withdrawn
    return source.current().then(() => !key.withdrawn)
  }

  async function verifyAnew(token: string, digest: string): Promise<Actor> {
    const unverified = readUnverifiedToken(token)
    const { issuer, source } = trusted.get(unverified.issuer) ?? refuse('The issuer of the token is not known')
    const alg = allowedAlgorithm(unverified, issuer)
    const keys = await findKeys(source, unverified.kid, alg)
    const { payload, key } = await verifySignature(token, keys, issuer, alg)
    const claims = readAccessTokenClaims(payload, now() / 1000)
    if (!satisfies(claims.binding, issuer.senderConstraint)) {
      throw invalidToken(`The tokens of this issuer must be bound to ${boundTo[issuer.senderConstraint]}`)
    }
    const legalDate = legalDateOf(new Date(rolesNow()).toISOString())
    await checkRoles(claims, issuer, legalDate)

    const actor: Actor = Object.freeze({
      agency: issuer.agency,
      issuer: issuer.issuer,
      subject: claims.subject,
      clientId: claims.clientId,
      kind: isSystem(claims, issuer) ? 'client' : 'person',
      roles: Object.freeze(claims.roles),
      tokenId: claims.tokenId,
      expiresAt: claims.expiresAt,
      ...(claims.binding && { tokenBinding: Object.freeze(claims.binding) }),
    })
    const validUntil = (claims.expiresAt + EXPIRY_LEEWAY_SECONDS) * 1000
    if (!key.withdrawn) verified.remember(digest, { actor, key, source, validUntil, rolesOn: legalDay(legalDate) })
    return actor
  }

  async function verifySignature(
    token: string,
    keys: KeySet,
    { issuer }: Issuer,
    alg: SignatureAlgorithm,
  ): Promise<{ payload: JWTPayload; key: VerificationKey }> {
    for (const key of keys) {
      const result = await jwtVerify(token, key.key, {
        issuer,
        audience,
        algorithms: [alg],
        typ: 'at+jwt', // RFC 9068, section 4: an ID token must not pass for an access token
        requiredClaims: [...requiredClaims],
        clockTolerance: CLOCK_SKEW_SECONDS, // of `nbf`; `exp` is checked more tightly with the claims
        currentDate: new Date(now()),
      }).catch(orTryNextKey)
      if (result !== undefined) return { payload: result.payload, key }
    }
    throw invalidToken('The signature of the token does not verify')
  }

  /** RFC 9068 leaves `roles` to the profile: an agency can give only what its mandates hold on that day. */
  async function checkRoles(
    { roles, subject }: AccessTokenClaims,
    { agency, issuer }: Issuer,
    legalDate: string,
  ): Promise<void> {
    const allowed = rolesOf(directory.mandates, agency, legalDate)
    const excess = roles.filter(role => !allowed.includes(role))
    if (excess.length === 0) return
    await onRefusal({ agency, issuer, subject, reason: `claims ${excess.join(', ')}` })
    const cause = new RefusedClaims({ agency, issuer, subject })
    throw roleNotAllowed('The token claims a role that its agency may not give', cause)
  }
}

async function findKeys(source: KeySource, kid: string, alg: SignatureAlgorithm): Promise<KeySet> {
  const known = matchingKeys(await source.current(), kid, alg)
  return known.length > 0 ? known : matchingKeys(await source.renewed(), kid, alg)
}

/** RFC 8725, section 3.1: compared by case, against the list of this issuer and not of the key. */
function allowedAlgorithm({ alg }: UnverifiedToken, { algorithms }: Issuer): SignatureAlgorithm {
  const allowed = signatureAlgorithms.find(name => name === alg && algorithms.includes(name))
  return allowed ?? refuse('The issuer may not use this algorithm')
}

/** A `kid` may be used twice in a set; only a wrong signature says "perhaps the other key". */
function orTryNextKey(error: unknown): undefined {
  if (error instanceof errors.JWSSignatureVerificationFailed) return undefined
  throw toProblem(error)
}

/** Claim names in these sentences come from the library's own checks, not from the token. */
function toProblem(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return invalidToken('The token has expired', error)
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return invalidToken('The token is not valid yet', error)
    if (error.claim === 'typ') return invalidToken('The token is not an access token', error)
    return invalidToken(`The claim ${error.claim} is missing or not acceptable`, error)
  }
  if (error instanceof errors.JOSEError) return invalidToken('The token is not a signed JWT in compact form', error)
  return error
}

function refuse(description: string): never {
  throw invalidToken(description)
}

function legalDay(legalDate: string): LegalDay {
  const from = Date.parse(`${legalDate}T00:00:00+07:00`)
  return { from, to: from + DAY_MS }
}

/** A client for itself is its own subject (RFC 9068, section 2.2); some issuers name a service account instead. */
function isSystem({ subject, clientId }: AccessTokenClaims, { clients }: Issuer): boolean {
  return subject === clientId || clients.includes(clientId)
}

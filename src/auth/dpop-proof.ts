import { hash, type webcrypto } from 'node:crypto'
import { compactVerify, importJWK, type JWK } from 'jose'
import { CLOCK_SKEW_SECONDS, EXPIRY_LEEWAY_SECONDS } from './access-token-claims.ts'
import { readCompactJws, refusedParameters } from './compact-jws.ts'
import { normalUri } from './request-uri.ts'
import { invalidProof } from './token-refusals.ts'

/** No RSA: its keys can be made so that checking one signature takes very long. */
export const proofAlgorithms = ['ES256', 'EdDSA', 'Ed25519'] as const

/** How old a proof may be. With the skew of clocks, a proof can be accepted for 70 seconds. */
export const PROOF_LIFETIME_SECONDS = 60

const MAX_PROOF_BYTES = 4 * 1024
const MAX_ID_LENGTH = 256
const REMEMBERED_KEYS = 10_000

/** What a proof must be about. */
export type ProvenRequest = {
  readonly method: string
  /** As `normalUri` writes it. */
  readonly uri: string | undefined
  readonly token: string
  /** The key that the token is bound to (RFC 7638). */
  readonly thumbprint: string
  /** Seconds since 1970, with fraction. */
  readonly nowSeconds: number
}

/** A proof that holds, as far as one request can tell: whether it was sent before, and its nonce, are for others. */
export type Proof = {
  /** Of key, `jti` and target together: nobody can use up another's `jti`. */
  readonly digest: Buffer
  readonly nonce: unknown
}

export type ProofCheck = (proofs: readonly string[], request: ProvenRequest) => Promise<Proof>

/**
 * Checks a DPoP proof as RFC 9449, section 4.3 asks; `proofs` are the DPoP headers of the request. A proof is never
 * remembered, only the keys of those that held.
 *
 * @throws {Problem} `invalid-dpop-proof`
 */
export function createProofCheck(): ProofCheck {
  const keys = new Map<string, webcrypto.CryptoKey>()

  return async (proofs, { method, uri, token, thumbprint, nowSeconds }) => {
    const [proof, ...more] = proofs
    if (proof === undefined) throw invalidProof('There is no DPoP header')
    if (more.length > 0) throw invalidProof('There is more than one DPoP header')
    const jws = proof.length > MAX_PROOF_BYTES ? undefined : readCompactJws(proof)
    if (jws === undefined) throw invalidProof('The DPoP header is not one signed JWT in compact form')

    const { header, payload } = jws
    if (header['typ'] !== 'dpop+jwt') throw invalidProof('The type of the proof is not dpop+jwt')
    if (refusedParameters.some(name => Object.hasOwn(header, name))) {
      throw invalidProof('The header of the proof has a parameter that is not accepted')
    }
    const alg = proofAlgorithms.find(name => name === header['alg'])
    if (alg === undefined) throw invalidProof('The algorithm of the proof is not one of algs')
    const jwk = readPublicKey(header['jwk'], alg)
    if (thumbprintOf(jwk) !== thumbprint) throw invalidProof('The key of the proof is not the one of the token')

    const { htm, htu, ath, iat, exp, nbf, jti, nonce } = payload
    if (htm !== method) throw invalidProof('The proof is for another method')
    const target = typeof htu === 'string' ? normalUri(htu) : undefined
    if (target === undefined || target !== uri) throw invalidProof('The proof is for another URI')
    if (ath !== hash('sha256', token, 'base64url')) throw invalidProof('The proof is for another token')
    if (!isInstant(iat)) throw invalidProof('The proof does not say when it was made')
    if (iat < nowSeconds - PROOF_LIFETIME_SECONDS || iat > nowSeconds + CLOCK_SKEW_SECONDS) {
      throw invalidProof('The proof was not made just now')
    }
    // A proof needs neither; one that says them is not taken outside of them (RFC 7519, sections 4.1.4 and 4.1.5).
    if (exp !== undefined && !(isInstant(exp) && exp + EXPIRY_LEEWAY_SECONDS > nowSeconds)) {
      throw invalidProof('The proof has expired')
    }
    if (nbf !== undefined && !(isInstant(nbf) && nbf <= nowSeconds + CLOCK_SKEW_SECONDS)) {
      throw invalidProof('The proof is not valid yet')
    }
    if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH) {
      throw invalidProof('The claim jti of the proof is missing or too long')
    }
    await verifySignature(proof, jwk, alg, thumbprint)
    return { digest: hash('sha256', JSON.stringify([thumbprint, jti, target]), 'buffer'), nonce }
  }

  async function verifySignature(proof: string, jwk: ProofKey, alg: string, thumbprint: string): Promise<void> {
    try {
      const key = keys.get(thumbprint) ?? ((await importJWK(jwk as JWK, alg)) as webcrypto.CryptoKey)
      await compactVerify(proof, key, { algorithms: [alg] })
      if (keys.size >= REMEMBERED_KEYS) keys.clear()
      keys.set(thumbprint, key)
    } catch {
      throw invalidProof('The signature of the proof does not verify')
    }
  }
}

/** A NumericDate (RFC 7519, section 2). */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** The public members alone, in the order in which they are hashed. */
type ProofKey =
  | { readonly crv: 'P-256'; readonly kty: 'EC'; readonly x: string; readonly y: string }
  | { readonly crv: 'Ed25519'; readonly kty: 'OKP'; readonly x: string }

/** RFC 7518, section 6, and RFC 8037, section 2: members that no public key has. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
/** 32 bytes in canonical base64url. */
const coordinate = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

function readPublicKey(jwk: unknown, alg: (typeof proofAlgorithms)[number]): ProofKey {
  if (typeof jwk !== 'object' || jwk === null) throw invalidProof('The header of the proof has no key')
  if (privateMembers.some(name => Object.hasOwn(jwk, name))) throw invalidProof('The key of the proof is not public')
  const { kty, crv, x, y } = jwk as Record<string, unknown>
  if (typeof x === 'string' && coordinate.test(x)) {
    if (alg !== 'ES256' && kty === 'OKP' && crv === 'Ed25519') return { crv, kty, x }
    if (alg === 'ES256' && kty === 'EC' && crv === 'P-256' && typeof y === 'string' && coordinate.test(y)) {
      return { crv, kty, x, y }
    }
  }
  throw invalidProof('The key of the proof is not one of its algorithm')
}

/** RFC 7638, section 3: the required members in the order of their names. */
function thumbprintOf(jwk: ProofKey): string {
  return hash('sha256', JSON.stringify(jwk), 'base64url')
}

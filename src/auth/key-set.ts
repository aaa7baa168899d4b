import type { webcrypto } from 'node:crypto'
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import type { SignatureAlgorithm } from '../directory/directory.ts'

/** A public key with the one algorithm it is used for (RFC 8725, section 3.1). */
export type VerificationKey = {
  readonly kid: string
  readonly algorithm: Exclude<SignatureAlgorithm, 'EdDSA'>
  /** RFC 7638: the same key read again is the same object, so what it verified stays verified. */
  readonly thumbprint: string
  readonly key: webcrypto.CryptoKey
  /** Its source stopped publishing it: nothing it verified counts any longer. */
  withdrawn: boolean
}

export type KeySet = readonly VerificationKey[]

/** RFC 7517, section 4.5 says only "string"; ours end up in log lines. */
export const keyIdPattern = /^[\x20-\x7e]{1,200}$/

const MINIMAL_RSA_BITS = 2048 // RFC 7518, sections 3.3 and 3.5

/**
 * Reads a JWK Set (RFC 7517, section 5). A key that cannot be used is skipped and named to `onUnusable`, because a set
 * may hold keys for other purposes; keys known from `previous` keep their identity.
 *
 * @throws {TypeError} when the document is not a JWK Set at all
 */
export async function readKeySet(
  document: unknown,
  algorithms: readonly SignatureAlgorithm[],
  previous: KeySet,
  onUnusable: (reason: string) => void,
): Promise<KeySet> {
  const keys: VerificationKey[] = []
  for (const [i, jwk] of jwksOf(document).entries()) {
    const read = await readKey(jwk, algorithms)
    if (typeof read === 'string') {
      onUnusable(`key ${i} of the set ${read}`)
      continue
    }
    keys.push(previous.find(known => isSameKey(known, read)) ?? read)
  }
  return keys
}

/** Keys for a token header: usually one, more when a set uses a `kid` twice, none when there is no such key. */
export function matchingKeys(keys: KeySet, kid: string, alg: SignatureAlgorithm): KeySet {
  const algorithm = fullySpecified(alg)
  return keys.filter(key => key.kid === kid && key.algorithm === algorithm)
}

export function isSameKey(a: VerificationKey, b: VerificationKey): boolean {
  return a.kid === b.kid && a.algorithm === b.algorithm && a.thumbprint === b.thumbprint
}

function jwksOf(document: unknown): unknown[] {
  const keys = isObject(document) ? document['keys'] : undefined
  if (!Array.isArray(keys)) throw new TypeError('not a JWK Set')
  return keys
}

async function readKey(jwk: unknown, algorithms: readonly SignatureAlgorithm[]): Promise<VerificationKey | string> {
  if (!isObject(jwk)) return 'is not an object'
  const { kid, kty, use, key_ops: operations } = jwk
  if (typeof kid !== 'string' || !keyIdPattern.test(kid)) return 'has no usable kid'
  if (kty === 'oct') return 'is a shared secret'
  if ('d' in jwk || 'priv' in jwk) return 'is a private key'
  if (use !== undefined && use !== 'sig') return 'is not for signatures'
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'is not for verifying'
  }
  const alg = algorithmOf(jwk, algorithms)
  if (alg === undefined) return 'fits none of the algorithms of its issuer'
  try {
    // Of the rest of the JWK nothing may change how the key is used.
    const { crv, x, y, n, e } = jwk as JWK
    const material = Object.fromEntries(
      Object.entries({ kty, crv, x, y, n, e }).filter(([, member]) => member !== undefined),
    ) as JWK
    const key = (await importJWK(material, alg)) as webcrypto.CryptoKey
    const { modulusLength } = key.algorithm as Partial<webcrypto.RsaHashedKeyAlgorithm>
    if (modulusLength !== undefined && modulusLength < MINIMAL_RSA_BITS) return `has only ${modulusLength} bits`
    return {
      kid,
      algorithm: fullySpecified(alg),
      thumbprint: await calculateJwkThumbprint(material),
      key,
      withdrawn: false,
    }
  } catch {
    return 'is not a valid key'
  }
}

const keyTypes = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519' }, // RFC 8037
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
  ES256: { kty: 'EC', crv: 'P-256' }, // RFC 7518, section 3.4
  RS256: { kty: 'RSA', crv: undefined },
  PS256: { kty: 'RSA', crv: undefined },
} as const satisfies Record<SignatureAlgorithm, { kty: string; crv: string | undefined }>

/**
 * The key's own `alg`, or the first of the issuer's algorithms that fits it: a published RSA key that names none must
 * not serve for both RS256 and PS256.
 */
function algorithmOf(
  { kty, crv, alg }: Record<string, unknown>,
  algorithms: readonly SignatureAlgorithm[],
): SignatureAlgorithm | undefined {
  return algorithms.find(
    allowed =>
      keyTypes[allowed].kty === kty &&
      keyTypes[allowed].crv === crv &&
      (alg === undefined || (typeof alg === 'string' && fullySpecified(alg) === fullySpecified(allowed))),
  )
}

/** RFC 9864: `EdDSA` with an Ed25519 key is the algorithm `Ed25519`, one algorithm with two names. */
function fullySpecified<Name extends string>(alg: Name): Exclude<Name, 'EdDSA'> | 'Ed25519' {
  return alg === 'EdDSA' ? 'Ed25519' : (alg as Exclude<Name, 'EdDSA'>)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

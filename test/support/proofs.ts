import { hash, randomUUID } from 'node:crypto'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** A client's key, with which it proves that a token is its own. */
export type ProofKey = {
  readonly alg: string
  readonly jwk: JWK
  readonly privateKey: CryptoKey
  /** As `cnf.jkt` of its tokens. */
  readonly thumbprint: string
}

export async function createProofKey(alg: 'ES256' | 'EdDSA' | 'Ed25519' = 'ES256'): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { alg, jwk, privateKey, thumbprint: await calculateJwkThumbprint(jwk) }
}

export type ProofOptions = {
  /** Added to the claims or put in their place; undefined takes a claim away. */
  readonly claims?: Record<string, unknown>
  /** Likewise for the header. */
  readonly header?: Record<string, unknown>
}

/** A DPoP proof (RFC 9449, section 4.2), made now. */
export function proofBy(
  { alg, jwk, privateKey }: ProofKey,
  { method, uri, token }: { method: string; uri: string; token: string },
  { claims, header }: ProofOptions = {},
): Promise<string> {
  return new SignJWT({
    jti: randomUUID(),
    htm: method,
    htu: uri,
    iat: Math.floor(Date.now() / 1000),
    ath: hash('sha256', token, 'base64url'),
    ...claims,
  })
    .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
    .sign(privateKey)
}

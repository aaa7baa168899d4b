import { constants, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { type KeySet, readKeySet } from '../../src/auth/key-set.ts'
import {
  type Directory,
  foundingDirectory,
  type Issuer,
  readDirectory,
  signatureAlgorithms,
} from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { Problem } from '../../src/problems.ts'

/** A Tuesday noon in Jakarta, in the middle of a second. */
export const noon = Date.parse('2025-03-04T12:00:00.500+07:00')
export const noonSeconds = Math.floor(noon / 1000)

export const audience = 'https://penerusan.example/v1'
export const iss = 'https://kominfo.penerusan.example'

export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }

export const keyPairs = {
  EdDSA: () => generateKeyPairSync('ed25519'),
  Ed25519: () => generateKeyPairSync('ed25519'),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} satisfies Record<string, () => KeyPair>

export function jwkOf({ publicKey }: KeyPair, members: object): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), ...members }
}

export function keysOf(...jwks: unknown[]): Promise<KeySet> {
  return readKeySet({ keys: jwks }, signatureAlgorithms, [], () => {})
}

type Signature = (input: string) => Buffer

/** Signs as the algorithm of that name does, whatever the header says. */
export function signedBy({ privateKey }: KeyPair, alg: string): Signature {
  return input => {
    switch (alg) {
      case 'EdDSA':
      case 'Ed25519':
        return sign(null, Buffer.from(input), privateKey)
      case 'PS256':
        return sign('sha256', Buffer.from(input), {
          key: privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        })
      default:
        return sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    }
  }
}

export function macBy(secret: Buffer | string, bits: number): Signature {
  return input => createHmac(`sha${bits}`, secret).update(input).digest()
}

export const unsigned: Signature = () => Buffer.alloc(0)

/** Claims of a good token at noon. */
export function goodClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss,
    aud: audience,
    sub: 'recorder-1',
    client_id: 'monitoring-desk',
    roles: ['recorder'],
    iat: noonSeconds,
    exp: noonSeconds + 300,
    jti: randomUUID(),
    ...changes,
  }
}

export const goodHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' }

/** Writes a compact JWS from parts that need not be sound; text is taken as it stands. */
export function forge(header: unknown, payload: unknown, signature: Signature): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signature(input).toString('base64url')}`
}

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/** The founding agencies and mandates with other issuers. */
export function directoryOf(...issuers: readonly Partial<Issuer>[]): Directory {
  return {
    ...readDirectory(foundingDirectory),
    issuers: issuers.map(changes => ({
      issuer: iss,
      agency: 'kominfo' as AgencyId,
      keys: { kind: 'local' },
      algorithms: signatureAlgorithms,
      senderConstraint: 'none',
      clients: [],
      ...changes,
    })),
  }
}

/** `accepted`, or the code of the problem; anything else is a bug and thrown on. */
export async function outcomeOf(verification: Promise<unknown>): Promise<string> {
  try {
    await verification
    return 'accepted'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { ConfigError } from '../../config.ts'

/** Signs the content of a bell as Standard Webhooks says; the value of `webhook-signature`. */
export type Signer = (content: string) => string

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Reads a key: `whsec_` for HMAC-SHA256 (`v1`), `whsk_` for ed25519 (`v1a`). Throws ConfigError. */
export function signerOf(key: string): Signer {
  const [, kind, encoded = ''] = /^(whsec|whsk)_([A-Za-z0-9+/]+=*)$/.exec(key) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (kind === 'whsec' && bytes.length >= 24 && bytes.length <= 64) return hmacSigner(bytes)
  if (kind === 'whsk' && (bytes.length === 32 || bytes.length === 64)) return ed25519Signer(privateKeyOf(bytes))
  throw new ConfigError('--key must be whsec_ with 24 to 64 bytes, or whsk_ with an ed25519 key, in base64')
}

/** Another key of the same kind, which the receiver does not know. */
export function strangerTo(key: string): Signer {
  if (key.startsWith('whsec_')) return hmacSigner(randomBytes(32))
  return ed25519Signer(generateKeyPairSync('ed25519').privateKey)
}

/** Keys to configure a receiver with, and to try it with. */
export function newKeys(): { readonly shared: string; readonly privateKey: string; readonly publicKey: string } {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const text = (...parts: string[]) =>
    Buffer.concat(parts.map(part => Buffer.from(part, 'base64url'))).toString('base64')
  return {
    shared: `whsec_${randomBytes(32).toString('base64')}`,
    privateKey: `whsk_${text(d, x)}`,
    publicKey: `whpk_${text(x)}`,
  }
}

function hmacSigner(secret: Buffer): Signer {
  return content => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`
}

function ed25519Signer(key: KeyObject): Signer {
  return content => `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`
}

/** The seed alone, or the seed with its public key behind it. */
function privateKeyOf(bytes: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, bytes.subarray(0, 32)]), format: 'der', type: 'pkcs8' })
}

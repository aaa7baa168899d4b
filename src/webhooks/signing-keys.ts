import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { NewKey, SealedKey } from '../db/webhooks.ts'
import type { WebhookKeyId } from '../domain/ids.ts'
import type { SignatureScheme } from '../domain/webhook.ts'
import type { KeyRing, WrappedKey } from '../vault/key-ring.ts'
import { openText, rewrapText, sealText } from '../vault/sealed-text.ts'

const secretBytes = 32

/** A new key of its own for one endpoint. */
export function newSigningKey(ring: KeyRing, scheme: SignatureScheme): NewKey {
  const id = uuidv7() as WebhookKeyId
  if (scheme === 'v1') {
    const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`
    return { id, scheme, sealed: sealText(ring, secret, placeOf(id)), publicKey: null }
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  return {
    id,
    scheme,
    sealed: sealText(ring, secret, placeOf(id)),
    publicKey: `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`,
  }
}

/** The secret that both sides of a `v1` key share, as its partner must have it. */
export function sharedSecret(ring: KeyRing, { id, sealed }: SealedKey): string {
  return openText(ring, sealed, placeOf(id))
}

/** The wrapping of a key's data key under the current key of the ring; what is sealed stays as it is. Throws KeyUnknown. */
export function rewrapSigningKey(ring: KeyRing, { id, sealed }: Pick<SealedKey, 'id' | 'sealed'>): WrappedKey {
  return rewrapText(ring, sealed, placeOf(id))
}

/** What is signed, for the headers of one attempt. */
export type Signable = {
  /** The same for every attempt. */
  readonly id: string
  /** When this attempt is made, in whole seconds. */
  readonly timestamp: number
  /** The exact bytes that are sent. */
  readonly body: Buffer
}

/** The three headers of Standard Webhooks, with a signature of each key. */
export function signedHeaders(
  ring: KeyRing,
  keys: readonly SealedKey[],
  { id, timestamp, body }: Signable,
): Record<string, string> {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys.map(key => signatureBy(ring, key, content)).join(' '),
  }
}

function signatureBy(ring: KeyRing, key: SealedKey, content: Buffer): string {
  const secret = openText(ring, key.sealed, placeOf(key.id))
  if (key.scheme === 'v1') {
    const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`
  }
  const privateKey = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' })
  return `v1a,${sign(null, content, privateKey).toString('base64')}`
}

/** A sealed key opens only as the key that it is. */
function placeOf(id: WebhookKeyId): string {
  return `webhook key ${id}`
}

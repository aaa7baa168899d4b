import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { ContentDamaged } from './content-cipher.ts'
import type { KeyRing, WrappedKey } from './key-ring.ts'

/** A short text, encrypted under a data key of its own: the nonce, and what is encrypted with its tag, in base64url. */
export type SealedText = WrappedKey & { readonly iv: string; readonly ciphertext: string }

/** Texts are as long as the next multiple of this, so that their length tells little. */
const blockLength = 256
const nonceLength = 12
const tagLength = 16

/** Encrypts a text so that it opens only where it belongs. It may not end in spaces. */
export function sealText(keys: KeyRing, text: string, place: string): SealedText {
  const dataKey = randomBytes(32)
  const iv = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(padded(text)), cipher.final(), cipher.getAuthTag()])
  return {
    ...keys.wrap(dataKey, place),
    iv: iv.toString('base64url'),
    ciphertext: sealed.toString('base64url'),
  }
}

/** Throws KeyUnknown when no key of the ring opens it there, and ContentDamaged when it is not what was sealed. */
export function openText(keys: KeyRing, { iv, ciphertext, ...wrapped }: SealedText, place: string): string {
  const dataKey = keys.unwrap(wrapped, place)
  const sealed = Buffer.from(ciphertext, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, Buffer.from(iv, 'base64url'), {
      authTagLength: tagLength,
    })
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(-tagLength))
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()])
    return text.toString('utf8').trimEnd()
  } catch (cause) {
    throw new ContentDamaged('the text is not what was sealed', { cause })
  }
}

/** The data key, wrapped anew under the current key; the text stays as it is. Throws KeyUnknown. */
export function rewrapText(keys: KeyRing, wrapped: WrappedKey, place: string): WrappedKey {
  return keys.wrap(keys.unwrap(wrapped, place), place)
}

function padded(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & (blockLength - 1), ' ')])
}

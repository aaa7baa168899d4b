import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ContentDamaged, seal, unseal } from './content-cipher.ts'
import { type KeyRing, KeyUnknown } from './key-ring.ts'
import { type ByteRange, ObjectMissing, type ObjectStore } from './object-store.ts'

export { ContentDamaged, KeyUnknown }

/** Where sealed bytes are, and how to open them. Everything of it but the digest and the size is the vault's own. */
export type StoredContent = {
  /** Hex SHA-256 of the content itself. */
  readonly digest: string
  /** Of the content itself, in bytes. */
  readonly size: number
  /** Its name in the object store. */
  readonly object: string
  /** The key-encryption key that wraps its data key, and the wrapped data key in base64url. */
  readonly keyId: string
  readonly wrappedKey: string
}

/** What the sender says the bytes are: raw digests to compare with (RFC 9530). */
export type ExpectedDigests = { readonly sha256?: Uint8Array; readonly sha512?: Uint8Array }

/** Keeps content encrypted in an object store, and gives out only what is still what was taken in. */
export type Vault = {
  /**
   * Streams content in with constant memory, hashing and encrypting as it comes. `owner` is part of what names it in
   * the store. Throws ContentTooLarge beyond `maxBytes`, DigestMismatch, StoreFull, StoreUnavailable, or what the source
   * throws; nothing stays behind then.
   */
  takeIn(
    source: AsyncIterable<Uint8Array>,
    options: { owner: string; maxBytes: number; expected?: ExpectedDigests; signal?: AbortSignal },
  ): Promise<StoredContent>
  /**
   * The content, or a part of it. Every chunk is authenticated before it is given out: throws ContentDamaged at the
   * first that is not what was taken in, ObjectMissing, StoreUnavailable or KeyUnknown.
   */
  open(content: StoredContent, range?: ByteRange): AsyncIterable<Uint8Array>
  /** Reads everything and compares the digest. Throws StoreUnavailable or KeyUnknown, which say nothing of the content. */
  verify(content: StoredContent): Promise<'intact' | 'damaged' | 'missing'>
  /** The content's data key, wrapped anew under the current key: nothing of the content is rewritten. */
  rewrap(content: StoredContent): Pick<StoredContent, 'keyId' | 'wrappedKey'>
  /** Takes the bytes away. */
  discard(content: Pick<StoredContent, 'object'>): Promise<void>
}

/** More bytes arrived than may. */
export class ContentTooLarge extends Error {
  override readonly name = 'ContentTooLarge'
}

/** The bytes that arrived are not those that were announced. */
export class DigestMismatch extends Error {
  override readonly name = 'DigestMismatch'
}

type Needs = {
  readonly store: ObjectStore
  readonly keys: KeyRing
  /** Makes the names of objects, so it must stay the same. */
  readonly addressKey: Uint8Array
  /** Told the name of every object before it is stored. */
  readonly announce?: (object: string) => Promise<void>
}

/** A vault over any object store: whoever runs that sees sizes and times, and neither contents nor what is known of them. */
export function createVault({ store, keys, addressKey, announce }: Needs): Vault {
  /**
   * Without the address key nobody can tell whether a file they know is there. The random part keeps two uploads of the
   * same bytes apart: each has a data key of its own, and which of them counts is not decided here.
   */
  function nameObject(owner: string, digest: string): string {
    const address = createHmac('sha256', addressKey).update(`${owner}\0${digest}`).digest('hex')
    return `${address}.${randomBytes(8).toString('hex')}`
  }

  const open: Vault['open'] = async function* (content, range) {
    const read = (part?: ByteRange) => store.read(content.object, part)
    yield* unseal({ read, key: keys.unwrap(content, content.object), size: content.size }, range)
  }

  return {
    async takeIn(source, { owner, maxBytes, expected = {}, signal }) {
      const sha256 = createHash('sha256')
      const sha512 = expected.sha512 && createHash('sha512')
      const dataKey = randomBytes(32)
      let size = 0
      let digest = ''
      let object = ''

      const see = (chunk: Uint8Array) => {
        size += chunk.length
        if (size > maxBytes) throw new ContentTooLarge(`the content has more than ${maxBytes} bytes`)
        sha256.update(chunk)
        sha512?.update(chunk)
      }
      const nameOf = async () => {
        const found = sha256.digest()
        assertAsAnnounced('SHA-256', expected.sha256, found)
        assertAsAnnounced('SHA-512', expected.sha512, sha512?.digest())
        digest = found.toString('hex')
        object = nameObject(owner, digest)
        // Noted before it is there: after a crash in between, somebody knows its name.
        await announce?.(object)
        return object
      }
      await store.write(seal(source, dataKey, see), nameOf, signal && { signal })
      return { digest, size, object, ...keys.wrap(dataKey, object) }
    },

    open,

    async verify(content) {
      const sha256 = createHash('sha256')
      try {
        for await (const chunk of open(content)) sha256.update(chunk)
      } catch (error) {
        if (error instanceof ContentDamaged) return 'damaged'
        if (error instanceof ObjectMissing) return 'missing'
        throw error
      }
      return sha256.digest('hex') === content.digest ? 'intact' : 'damaged'
    },

    rewrap(content) {
      return keys.wrap(keys.unwrap(content, content.object), content.object)
    },

    async discard({ object }) {
      await store.remove(object)
    },
  }
}

function assertAsAnnounced(algorithm: string, announced: Uint8Array | undefined, found: Uint8Array | undefined): void {
  if (announced === undefined || found === undefined) return
  if (announced.length === found.length && timingSafeEqual(announced, found)) return
  throw new DigestMismatch(`the ${algorithm} of the bytes is not the one that was announced`)
}

import type { ByteRange } from './object-store.ts'

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

/** What is stored is no longer what was taken in. */
export class ContentDamaged extends Error {
  override readonly name = 'ContentDamaged'
}

/** The key that wraps this content's key is not among those configured. */
export class KeyUnknown extends Error {
  override readonly name = 'KeyUnknown'
}

/** Bytes from `start` to `end`, both included, counted from 0. */
export type ByteRange = { readonly start: number; readonly end: number }

export type ObjectListing = { readonly name: string; readonly size: number; readonly storedAt: Date }

/**
 * Keeps opaque objects by name: on a disk, or in any S3-compatible store. Knows nothing of what is in them. An object is
 * there whole or not at all, and never changes.
 */
export type ObjectStore = {
  /**
   * Takes an object in. Its name is asked for when the last byte has arrived, so that it may follow from the bytes; 1 to
   * 200 characters of `[a-z0-9.-]`, the first not a dot or dash. What the source has given it does not touch again.
   * Nothing stays behind when the source fails or the signal aborts; once it resolves, the object is durable. Throws
   * StoreFull, StoreUnavailable, or what the source throws.
   */
  write(
    bytes: AsyncIterable<Uint8Array>,
    nameOf: () => string | Promise<string>,
    options?: { signal?: AbortSignal },
  ): Promise<void>
  /** The bytes of an object, or of a part of it. Throws ObjectMissing or StoreUnavailable, also in the middle. */
  read(name: string, range?: ByteRange): AsyncIterable<Uint8Array>
  /** Takes an object away; that it is not there is no fault. */
  remove(name: string): Promise<void>
  /** Every object, in no order. */
  list(): AsyncIterable<ObjectListing>
  /**
   * Takes away what broken-off writes have left since before that time; returns how many. An hour ago or more is safe
   * for the writes of other processes that are still going on.
   */
  sweep(before: Date): Promise<number>
  /**
   * Resolves when the store can be written to and read from, which begins with it: a new one is set up. Throws
   * StoreUnavailable or StoreFull otherwise.
   */
  check(): Promise<void>
}

/** Names come from a database and become paths: whatever could lead elsewhere is a fault of ours. */
export function assertObjectName(name: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{0,199}$/.test(name)) throw new TypeError('this is no name of an object')
}

/** There is no room for more. What was begun is gone again. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}

/** The store did not answer, or refused for a reason of its own: the same may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** What should be there is not. */
export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing'
}

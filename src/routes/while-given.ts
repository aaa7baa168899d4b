/** Bytes that leave within this time of the last look are not looked after again. */
const everyMs = 1000
/** Nor are so few: a reader on a fast network could have the rest of a file within the time. */
const everyBytes = 8 * 1024 * 1024

/**
 * Passes bytes on for as long as whoever reads them may have them, however slowly they read: with the time or the bytes, and at
 * `expiresAt` (milliseconds since 1970), `assertGiven` is asked again before the next piece leaves. When it throws, or cannot be known, the pieces end with that error, and
 * the connection is broken off before the announced length.
 */
export async function* whileGiven(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { expiresAt, assertGiven }: { readonly expiresAt: number; readonly assertGiven: () => Promise<void> },
): AsyncGenerator<Uint8Array, void, undefined> {
  let lookedAt = performance.now()
  let sinceThen = 0
  for await (const piece of pieces) {
    if (performance.now() - lookedAt >= everyMs || sinceThen >= everyBytes || Date.now() >= expiresAt) {
      await assertGiven()
      lookedAt = performance.now()
      sinceThen = 0
    }
    sinceThen += piece.length
    yield piece
  }
}

import { createHash } from 'node:crypto'
import { DatabaseUnavailable } from '../db/database-errors.ts'
import { addUploadPart, type UploadHolder } from '../db/uploads.ts'
import type { UploadId } from '../domain/ids.ts'
import { DigestMismatch } from '../vault/vault.ts'
import type { Uploads } from './uploads.ts'

/**
 * What is lost when a process is killed is the part it was taking in, so a part is never large and never takes long.
 * Tests make them smaller.
 */
export type PartLimits = { readonly bytes: number; readonly ms: number }
export const usualParts: PartLimits = { bytes: 64 * 1024 * 1024, ms: 30_000 }

export type Append = {
  readonly offset: number
  /** How many bytes are still missing: a body with more than these is refused. */
  readonly missing: number
  /** What the SHA-256 of the whole body must be; it then is one part, and no larger than one may be. */
  readonly sha256?: Uint8Array | undefined
}

/** More bytes arrived than the upload misses, or than a body with a checksum may have. */
export class BeyondLength extends Error {
  override readonly name = 'BeyondLength'
}

/**
 * Appends a body to an upload, part by part, each recorded as soon as it is durable. When the body breaks off, what had
 * arrived of it is kept, and then this throws what broke it. With a checksum it is all or nothing, because bytes that
 * have not been compared must not be kept (tus 1.0.0, checksum).
 *
 * Nobody is locked out meanwhile, in no process: who records first at an offset has won it, and the other gets
 * UploadRefused (`another-offset`). Throws BeyondLength, or what the vault throws.
 */
export async function appendToUpload(
  { pools, vault }: Uploads,
  holder: UploadHolder,
  id: UploadId,
  { offset, missing, sha256 }: Append,
  body: AsyncIterable<Uint8Array>,
  limits: PartLimits = usualParts,
): Promise<{ offset: number; expiresAt: string | undefined }> {
  const most = sha256 === undefined ? missing : Math.min(missing, limits.bytes)
  const ms = sha256 === undefined ? limits.ms : Number.POSITIVE_INFINITY
  const arriving = divide(body, { bytes: limits.bytes, ms }, most)
  const expected = sha256 === undefined ? {} : { expected: { sha256 } }
  let end = offset
  let expiresAt: string | undefined

  try {
    while (await arriving.isMore()) {
      const part = await vault.takeIn(arriving.part(), { owner: id, maxBytes: limits.bytes, ...expected })
      try {
        expiresAt = await addUploadPart(pools, holder, id, { offset: end, part })
      } catch (error) {
        // When the outcome is unknown, it may be recorded; if not, it is loose and will be swept.
        if (!(error instanceof DatabaseUnavailable)) await vault.discard(part).catch(() => {})
        throw error
      }
      end += part.size
    }
    arriving.assertWhole()
    if (end === offset && sha256 !== undefined) assertOfNothing(sha256)
    return { offset: end, expiresAt }
  } catch (error) {
    // Of a body that broke off the digest is another one, but that is not why.
    if (error instanceof DigestMismatch) arriving.assertWhole()
    throw error
  } finally {
    await arriving.close()
  }
}

function assertOfNothing(sha256: Uint8Array): void {
  if (!createHash('sha256').digest().equals(sha256)) throw new DigestMismatch('the body is empty')
}

/** Divides a body into parts. To the one that takes them in, a body that breaks off looks like one that ends. */
function divide(body: AsyncIterable<Uint8Array>, { bytes, ms }: PartLimits, most: number) {
  const pieces = body[Symbol.asyncIterator]()
  /** What has arrived and belongs to no part yet. */
  let ahead: Uint8Array = Buffer.alloc(0)
  let received = 0
  let ended = false
  let broken: { readonly error: unknown } | undefined

  async function isMore(): Promise<boolean> {
    while (ahead.length === 0 && !ended) {
      const { done, value } = await next()
      ended = done === true
      if (value === undefined) continue
      received += value.length
      if (received > most) throw new BeyondLength(`more than ${most} bytes`)
      ahead = value
    }
    return ahead.length > 0
  }

  async function next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }> {
    try {
      return await pieces.next()
    } catch (error) {
      broken = { error }
      return { done: true }
    }
  }

  return {
    isMore,

    async *part(): AsyncGenerator<Uint8Array, void, undefined> {
      const endsAt = performance.now() + ms
      let room = bytes
      do {
        const piece = ahead.subarray(0, room)
        ahead = ahead.subarray(piece.length)
        room -= piece.length
        yield piece
      } while (room > 0 && performance.now() < endsAt && (await isMore()))
    },

    assertWhole(): void {
      if (broken !== undefined) throw broken.error
    },

    async close(): Promise<void> {
      await pieces.return?.()
    },
  }
}

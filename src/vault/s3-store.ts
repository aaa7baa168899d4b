import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type ExactPieces, exactPieces } from './exact-pieces.ts'
import { assertObjectName, type ByteRange, ObjectMissing, type ObjectStore, StoreUnavailable } from './object-store.ts'
import { createBucket, type S3Options, s3ErrorOf, toStoreFault } from './s3-bucket.ts'
import { hasGrownSince, listObjects, listUploads, type UnfinishedUpload } from './s3-listing.ts'
import { copy, partLength, upload } from './s3-multipart.ts'
import { untilAborted } from './until-aborted.ts'

/**
 * Keeps objects in a bucket, as `objects/<name>`. What fits into one part is put there at once. More is uploaded to
 * `incoming` under a random name, for the name follows from the last byte, and copied inside the store.
 */
export function createS3Store(options: S3Options): ObjectStore {
  const bucket = createBucket(options)
  const prefix = options.prefix ?? ''
  const incoming = `${prefix}incoming/`
  const objects = `${prefix}objects/`
  const beingWritten = new Set<string>()

  function keyOf(name: string): string {
    assertObjectName(name)
    return objects + name
  }

  async function put(key: string, body: Uint8Array): Promise<void> {
    await bucket.call(s3 => s3.putObject({ Bucket: bucket.name, Key: key, Body: body }))
  }

  async function removeKey(key: string): Promise<void> {
    await bucket.call(s3 => s3.deleteObject({ Bucket: bucket.name, Key: key }))
  }

  /** Nothing when the range begins after the end. */
  async function open(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const part = range && { Range: `bytes=${range.start}-${range.end}` }
    try {
      const { Body } = await bucket.call(s3 => s3.getObject({ Bucket: bucket.name, Key: key, ...part }))
      return Body as Readable
    } catch (error) {
      if (s3ErrorOf(error) === 'InvalidRange') return undefined
      if (s3ErrorOf(error) !== 'NoSuchKey') throw error
      throw new ObjectMissing('there is no such object in the bucket', { cause: error })
    }
  }

  /**
   * Stores under the final key. Whether a fault came before or after it was stored, it is gone again as far as the store
   * answers; what then remains is an object that nobody knows. An abort comes too late for it.
   */
  async function publish(key: string, store: () => Promise<void>): Promise<void> {
    beingWritten.add(key)
    try {
      await store()
    } catch (error) {
      await removeKey(key).catch(() => {})
      throw error
    } finally {
      beingWritten.delete(key)
    }
  }

  async function writeInParts(first: Uint8Array, rest: ExactPieces, nameOf: () => string | Promise<string>) {
    const draft = incoming + randomBytes(16).toString('hex')
    let size = 0
    async function* parts() {
      for (let part = first; part.length > 0; part = Buffer.from(await rest.take(partLength))) {
        size += part.length
        yield part
      }
    }
    beingWritten.add(draft)
    try {
      await upload(bucket, draft, parts())
      const key = keyOf(await nameOf())
      await publish(key, () => copy(bucket, draft, key, size))
    } finally {
      // What cannot be taken away now is swept later.
      await removeKey(draft).catch(() => {})
      beingWritten.delete(draft)
    }
  }

  /** An upload that still grows is somebody's. One that is gone has ended meanwhile. */
  async function breakOff(found: UnfinishedUpload, before: Date): Promise<boolean> {
    try {
      if (await hasGrownSince(bucket, found, before)) return false
      const { key, id } = found
      await bucket.call(s3 => s3.abortMultipartUpload({ Bucket: bucket.name, Key: key, UploadId: id }))
      return true
    } catch (error) {
      if (s3ErrorOf(error) === 'NoSuchUpload') return false
      throw error
    }
  }

  return {
    async write(bytes, nameOf, { signal } = {}) {
      signal?.throwIfAborted()
      const pieces = exactPieces(untilAborted(bytes, signal))
      try {
        const first = Buffer.from(await pieces.take(partLength))
        if (!(await pieces.atEnd())) return await writeInParts(first, pieces, nameOf)
        const key = keyOf(await nameOf())
        await publish(key, () => put(key, first))
      } finally {
        await pieces.close()
      }
    },

    async *read(name, range) {
      const body = await open(keyOf(name), range)
      if (body === undefined) return
      try {
        yield* body
      } catch (error) {
        throw toStoreFault(error)
      }
    },

    async remove(name) {
      await removeKey(keyOf(name))
    },

    async *list() {
      for await (const { key, size, storedAt } of listObjects(bucket, objects)) {
        yield { name: key.slice(objects.length), size, storedAt }
      }
    },

    async sweep(before) {
      let swept = 0
      for await (const found of listUploads(bucket, prefix)) {
        const isOurs = found.key.startsWith(incoming) || found.key.startsWith(objects)
        if (!isOurs || beingWritten.has(found.key) || found.begunAt >= before) continue
        if (await breakOff(found, before)) swept++
      }
      for await (const { key, storedAt } of listObjects(bucket, incoming)) {
        if (beingWritten.has(key) || storedAt >= before) continue
        await removeKey(key)
        swept++
      }
      return swept
    },

    async check() {
      const probe = randomBytes(16)
      const key = incoming + randomBytes(16).toString('hex')
      await put(key, probe)
      try {
        const found = await open(key)
        if (found === undefined || !probe.equals(await buffer(found)))
          throw new StoreUnavailable('the bucket does not keep what is written to it')
      } finally {
        await removeKey(key)
      }
    },
  }
}

import { randomBytes } from 'node:crypto'
import { access, type FileHandle, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsence, onDisk, toStoreFault } from './disk-faults.ts'
import { flushFolder, makeFolder } from './durable-folder.ts'
import { createIncomingFile } from './incoming-file.ts'
import { assertObjectName, ObjectMissing, type ObjectStore, StoreFull, StoreUnavailable } from './object-store.ts'
import { untilAborted } from './until-aborted.ts'

const GIB = 1024 ** 3
const readLength = 512 * 1024

type Options = {
  readonly folder: string
  /**
   * Left free for others on the same disk, such as the database. Otherwise 5 % of it, and at most 1 GiB.
   */
  readonly reserveBytes?: number
}

/**
 * Keeps objects as files: `objects/<first two characters>/<name>`. What is being written is in `incoming`, under a
 * random name, and becomes an object by being renamed. Several processes may use one folder.
 */
export function createDiskStore({ folder, reserveBytes }: Options): ObjectStore {
  const objects = join(folder, 'objects')
  const incoming = join(folder, 'incoming')
  const beingWritten = new Set<string>()
  const shardsFlushed = new Set<string>()

  function shardOf(name: string): string {
    assertObjectName(name)
    return join(objects, name.slice(0, 2))
  }

  async function assertRoom(): Promise<void> {
    const { bsize, blocks, bavail } = await onDisk(() => statfs(folder))
    const reserve = reserveBytes ?? Math.min(0.05 * blocks * bsize, GIB)
    if (bavail * bsize < reserve) throw new StoreFull('what is left of the disk is kept free')
  }

  /** Writes a file in `incoming` and hands it on; afterwards it is gone from there in any case. */
  async function withIncoming(
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    then: (path: string) => Promise<void>,
  ): Promise<void> {
    await onDisk(() => makeFolder(incoming))
    await assertRoom()
    const name = randomBytes(16).toString('hex')
    beingWritten.add(name)
    try {
      const file = await createIncomingFile(join(incoming, name), assertRoom)
      try {
        for await (const piece of bytes) await file.append(piece)
        await file.finish()
        await then(join(incoming, name))
      } finally {
        await file.discard()
      }
    } finally {
      beingWritten.delete(name)
    }
  }

  async function publish(draft: string, name: string): Promise<void> {
    const shard = shardOf(name)
    await makeFolder(shard)
    // Another process may have made it and not flushed it yet.
    if (!shardsFlushed.has(shard)) await flushFolder(objects)
    shardsFlushed.add(shard)
    // From here it is stored, if the folder can be flushed.
    await rename(draft, join(shard, name))
    try {
      await flushFolder(shard)
    } catch (error) {
      await rm(join(shard, name), { force: true })
      throw error
    }
  }

  return {
    async write(bytes, nameOf, { signal } = {}) {
      signal?.throwIfAborted()
      await withIncoming(untilAborted(bytes, signal), async draft => {
        const name = await nameOf()
        signal?.throwIfAborted()
        await onDisk(() => publish(draft, name))
      })
    },

    async *read(name, range) {
      const file = await openObject(join(shardOf(name), name), objects)
      try {
        yield* file.createReadStream({ ...range, highWaterMark: readLength })
      } catch (error) {
        throw toStoreFault(error)
      }
    },

    async remove(name) {
      const shard = shardOf(name)
      await onDisk(async () => {
        try {
          await rm(join(shard, name))
          await flushFolder(shard)
        } catch (error) {
          if (!isAbsence(error)) throw error
        }
      })
    },

    async *list() {
      for (const shard of await namesIn(objects)) {
        for (const name of await namesIn(join(objects, shard))) {
          const found = await statIfThere(join(objects, shard, name))
          if (found?.isFile()) yield { name, size: found.size, storedAt: found.mtime }
        }
      }
    },

    async sweep(before) {
      let swept = 0
      for (const name of await namesIn(incoming)) {
        if (beingWritten.has(name)) continue
        const found = await statIfThere(join(incoming, name))
        if (found === undefined || found.mtime >= before) continue
        await onDisk(() => rm(join(incoming, name), { force: true }))
        swept++
      }
      return swept
    },

    async check() {
      const probe = randomBytes(16)
      await withIncoming([probe], async path => {
        const found = await onDisk(() => readFile(path))
        if (!probe.equals(found)) throw new StoreUnavailable('the disk does not keep what is written to it')
      })
    },
  }
}

/** When the folder itself is gone, as with a disk that is not mounted, that says nothing of the object. */
async function openObject(path: string, objects: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    if (!isAbsence(error)) throw toStoreFault(error)
    await onDisk(() => access(objects))
    throw new ObjectMissing('there is no such object on the disk', { cause: error })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw toStoreFault(error)
  }
}

/** What is listed may have been taken away since. */
async function statIfThere(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw toStoreFault(error)
  }
}

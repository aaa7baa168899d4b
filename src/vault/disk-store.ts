import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsence, onDisk, toStoreFault } from './disk-faults.ts'
import { addFolder, flushFolder, makeFolder, placeFile } from './durable-folder.ts'
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
  /** Whose store it is; the same for every process that uses the folder. */
  readonly owner?: StoreOwner
}

export type StoreOwner = {
  /** What the store's marker says: one line, which no other deployment has. */
  readonly mark: string
  /** Whether anything was ever stored that must still be there. */
  hasStored(): Promise<boolean>
}

/** The file that tells a store from the empty folder that is seen where its disk is not mounted. */
export const markerName = 'penerusan-store'

const nobody: StoreOwner = { mark: 'a store of evidence', hasStored: async () => false }

/**
 * Keeps objects as files: `objects/<first two characters>/<name>`. What is being written is in `incoming`, under a
 * random name, and becomes an object by being renamed. Several processes may use one folder.
 *
 * The first check or write of a process sets the store up where there is none yet. Afterwards a folder without the
 * marker is a disk that is not mounted: nothing is written there, and nothing it lacks is called missing.
 */
export function createDiskStore({ folder, reserveBytes, owner = nobody }: Options): ObjectStore {
  const marker = join(folder, markerName)
  const objects = join(folder, 'objects')
  const incoming = join(folder, 'incoming')
  let isSetUp = false
  const beingWritten = new Set<string>()
  const shardsFlushed = new Set<string>()

  function shardOf(name: string): string {
    assertObjectName(name)
    return join(objects, name.slice(0, 2))
  }

  async function isMarked(): Promise<boolean> {
    const mark = await onDisk(() => readIfThere(marker))
    if (mark === undefined) return false
    if (mark.trim() === owner.mark) return true
    throw new StoreUnavailable(`the folder is the store of another deployment, as its file ${markerName} says`)
  }

  async function assertMarked(): Promise<void> {
    if (await isMarked()) return
    throw new StoreUnavailable(`the folder has no file ${markerName}: the disk of the store is not mounted`)
  }

  /** Other processes may do the same at the same time. */
  async function setUp(): Promise<void> {
    const marked = await isMarked()
    if (!marked && (await owner.hasStored()) && !(await hasObjects())) {
      throw new StoreUnavailable(
        `evidence has been stored, but the folder is empty: its disk is not mounted, or it is another folder. To go on ` +
          `without that evidence, put a file ${markerName} there with the line ${owner.mark}`,
      )
    }
    await onDisk(async () => {
      if (!marked) await makeFolder(folder)
      await addFolder(objects)
      await addFolder(incoming)
      await flushFolder(folder)
      if (!marked) await placeFile(marker, `${owner.mark}\n`)
    })
    isSetUp = true
  }

  /** A store from before there were markers has none. */
  async function hasObjects(): Promise<boolean> {
    for (const shard of await namesIn(objects)) {
      if ((await namesIn(join(objects, shard))).length > 0) return true
    }
    return false
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
    if (!isSetUp) await setUp()
    await assertMarked()
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
    const made = await addFolder(shard)
    // Another process may have made it and not flushed it yet.
    if (made || !shardsFlushed.has(shard)) await flushFolder(objects)
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

  async function openObject(path: string): Promise<FileHandle> {
    await assertMarked()
    try {
      return await open(path)
    } catch (error) {
      if (!isAbsence(error)) throw toStoreFault(error)
      // The disk may have gone in between.
      await assertMarked()
      throw new ObjectMissing('there is no such object on the disk', { cause: error })
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
      const file = await openObject(join(shardOf(name), name))
      try {
        yield* file.createReadStream({ ...range, highWaterMark: readLength })
      } catch (error) {
        throw toStoreFault(error)
      }
    },

    async remove(name) {
      const shard = shardOf(name)
      await assertMarked()
      try {
        await rm(join(shard, name))
        await flushFolder(shard)
      } catch (error) {
        if (!isAbsence(error)) throw toStoreFault(error)
        await assertMarked()
      }
    },

    async *list() {
      await assertMarked()
      for (const shard of await namesIn(objects)) {
        for (const name of await namesIn(join(objects, shard))) {
          const found = await statIfThere(join(objects, shard, name))
          if (found?.isFile()) yield { name, size: found.size, storedAt: found.mtime }
        }
      }
    },

    async sweep(before) {
      await assertMarked()
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

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
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

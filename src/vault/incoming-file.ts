import { type FileHandle, open, rm } from 'node:fs/promises'
import { onDisk } from './disk-faults.ts'

/** A file that is being written and is nothing yet. Its methods throw StoreFull or StoreUnavailable. */
export type IncomingFile = {
  /** Takes bytes, which must not change afterwards: they may be written later. */
  append(bytes: Uint8Array): Promise<void>
  /** When this resolves, everything is on the disk and the file closed. */
  finish(): Promise<void>
  /** Takes the file away, whatever state it is in. */
  discard(): Promise<void>
}

const MIB = 1024 * 1024
const batchLength = MIB
/** What is written out while more arrives need not be waited for at the end. */
const flushEvery = 32 * MIB
/** The room on the disk is looked at again after so much. */
const lookEvery = 64 * MIB
/** A file that has not been touched for a minute is nobody's. */
const touchEveryMs = 20_000

/** Starts a file for its owner alone, where there is none. `assertRoom` throws when the disk is as full as it may be. */
export async function createIncomingFile(path: string, assertRoom: () => Promise<void>): Promise<IncomingFile> {
  const file = await onDisk(() => open(path, 'wx', 0o600))
  const touching = setInterval(() => touch(file), touchEveryMs).unref()

  let batch: Uint8Array[] = []
  let batched = 0
  let written = 0
  // At most one write and one flush are under way. A failure shows when it is awaited, and may be first noticed then.
  let writing = Promise.resolve()
  let flushing = Promise.resolve()

  async function writeBatch(): Promise<void> {
    await onDisk(() => writing)
    writing = writeAll(file, batch)
    writing.catch(() => {})
    batch = []
    const before = written
    written += batched
    batched = 0
    if (passes(flushEvery, before, written)) {
      await onDisk(() => flushing)
      flushing = file.datasync()
      flushing.catch(() => {})
    }
    if (passes(lookEvery, before, written)) await assertRoom()
  }

  return {
    async append(bytes) {
      batch.push(bytes)
      batched += bytes.length
      if (batched >= batchLength) await writeBatch()
    },

    async finish() {
      await writeBatch()
      await onDisk(async () => {
        await writing
        await flushing
        await file.sync()
        clearInterval(touching)
        await file.close()
      })
    },

    async discard() {
      clearInterval(touching)
      await Promise.allSettled([writing, flushing])
      await file.close().catch(() => {})
      // What cannot be taken away now is swept later.
      await rm(path, { force: true }).catch(() => {})
    },
  }
}

function passes(step: number, before: number, after: number): boolean {
  return Math.floor(after / step) > Math.floor(before / step)
}

/** A disk that fills up takes a part of a write before it refuses the rest. */
async function writeAll(file: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
  let rest = batch
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest)
    rest = without(rest, bytesWritten)
  }
}

function without(batch: readonly Uint8Array[], length: number): readonly Uint8Array[] {
  let passed = 0
  for (const [index, bytes] of batch.entries()) {
    if (passed + bytes.length > length) return [bytes.subarray(length - passed), ...batch.slice(index + 1)]
    passed += bytes.length
  }
  return []
}

async function touch(file: FileHandle): Promise<void> {
  const now = new Date()
  // The file may be closed by now, and a disk that refuses this refuses the next write too.
  await file.utimes(now, now).catch(() => {})
}

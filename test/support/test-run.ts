import { existsSync, statfsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgresPrograms } from '../../src/db/embedded/postgres-programs.ts'
import { stopPostmaster } from '../../src/db/embedded/postmaster.ts'
import { isThorough } from './thorough.ts'

const prefix = 'penerusan-test-'

/** A hundred databases come and go, each of hundreds of files: where there is a folder in memory, they are made there. */
const inMemory = '/dev/shm'
const neededInMemory = (isThorough ? 12 : 4) * 1024 ** 3
const places = [inMemory, tmpdir()].filter(place => existsSync(place))

/**
 * The folder of one run of the tests. `before`, `after` and every test file are processes of their own; the tap runner
 * is the parent of them all, and two runs at once have different runners.
 */
export const runFolder = folderOf(process.ppid)

function folderOf(runner: number): string {
  const begun = places.map(place => join(place, `${prefix}${runner}`)).find(existsSync)
  return begun ?? join(hasRoomInMemory() ? inMemory : tmpdir(), `${prefix}${runner}`)
}

function hasRoomInMemory(): boolean {
  if (!places.includes(inMemory)) return false
  const { bavail, bsize } = statfsSync(inMemory)
  return Math.min(bavail * bsize, freemem()) >= neededInMemory
}

/** What `before` hands over to the test files. */
export const handoverFile = join(runFolder, 'cluster.json')

/** Makes the run's folder, and clears those of runs that were broken off. */
export async function beginRun(): Promise<void> {
  for (const place of places) {
    for (const name of await readdir(place)) {
      const runner = Number(name.startsWith(prefix) ? name.slice(prefix.length) : 'another')
      const folder = join(place, name)
      if (runner === process.ppid) await endRun(folder)
      // Another run may be clearing it as well, or it may be somebody else’s.
      else if (runner > 0 && !isAlive(runner)) await endRun(folder).catch(() => {})
    }
  }
  // Open to pass through: for root, the clusters in it run as another user.
  await mkdir(runFolder, { mode: 0o755 })
}

/** Stops every cluster that was made below the folder, and deletes it. */
export async function endRun(folder = runFolder): Promise<void> {
  const programs = await findPostgresPrograms()
  for (const name of await readdir(folder)) {
    await stopPostmaster({ files: join(folder, name, 'postgres', 'data'), programs }, 'immediate')
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

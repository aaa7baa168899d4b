import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgresPrograms } from '../../src/db/embedded/postgres-programs.ts'
import { stopPostmaster } from '../../src/db/embedded/postmaster.ts'

const prefix = 'penerusan-test-'

/**
 * The folder of one run of the tests. `before`, `after` and every test file are processes of their own; the tap runner
 * is the parent of them all, and two runs at once have different runners.
 */
export const runFolder = join(tmpdir(), `${prefix}${process.ppid}`)

/** What `before` hands over to the test files. */
export const handoverFile = join(runFolder, 'cluster.json')

/** Makes the run's folder, and clears those of runs that were broken off. */
export async function beginRun(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const runner = Number(name.startsWith(prefix) ? name.slice(prefix.length) : 'another')
    if (runner === process.ppid || (runner > 0 && !isAlive(runner))) await endRun(join(tmpdir(), name))
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

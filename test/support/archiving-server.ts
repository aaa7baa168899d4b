import { execFile } from 'node:child_process'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { Test } from 'tap'
import { type ClusterFolder, openClusterFolder } from '../../src/db/embedded/cluster-folder.ts'
import { startPostmaster, stopPostmaster } from '../../src/db/embedded/postmaster.ts'
import type { DatabaseUrls } from '../db/desk.ts'
import { startOnFreePort } from './start-on-free-port.ts'
import { createDataDir } from './test-cluster.ts'
import { until } from './until.ts'

const run = promisify(execFile)

/** A PostgreSQL of a test's own that archives what it writes, so that it can be recovered to any moment after a backup. */
export type ArchivingServer = {
  readonly urls: DatabaseUrls
  /** A copy of its files; it is stopped for that moment. */
  backUp(): Promise<string>
  /** Stops it in order: all that it wrote is in the archive. */
  stop(): Promise<void>
  /** Recovers a backup from the archive to its end, as a standby does that is promoted then: a timeline later. */
  recover(backup: string): Promise<DatabaseUrls>
  /** Recovers it to a restore point, where it stays, to be looked at only, until it is told to go on. */
  recoverTo(restorePoint: string, backup: string): Promise<DatabaseUrls & { goOn(): Promise<void> }>
}

/** Starts it, with nothing in it. Everything that comes of it is stopped and deleted when the tests end. */
export async function startArchivingServer(t: Pick<Test, 'after'>): Promise<ArchivingServer> {
  const folder = await openClusterFolder(join(await createDataDir(), 'postgres'), { sync: false })
  const archive = join(await createDataDir(), 'archive')
  await mkdir(archive)
  if (folder.account !== undefined) await chown(archive, folder.account.uid, folder.account.gid)
  const archiving = { archive_mode: 'on', archive_command: `cp "%p" "${archive}/%f"` }
  const port = await startFirst(folder, archiving)

  return {
    urls: urlsOf(folder, port),
    async backUp() {
      await stopPostmaster(folder)
      const backup = await createDataDir()
      await run('cp', ['-a', folder.files, backup])
      const outcome = await startPostmaster(folder, port, { ...cheap, ...archiving })
      if (outcome !== 'started') throw new Error(`the archiving PostgreSQL did not start again: ${outcome}`)
      return join(backup, 'data')
    },
    stop: async () => void (await stopPostmaster(folder)),
    async recover(backup) {
      const urls = await startRecovery(backup, {})
      await recovered(urls)
      return urls
    },
    async recoverTo(restorePoint, backup) {
      const urls = await startRecovery(backup, { recovery_target_name: restorePoint })
      await asAdmin(urls, sql =>
        until(
          async () =>
            (await sql`select pg_get_wal_replay_pause_state()`)[0]?.['pg_get_wal_replay_pause_state'] === 'paused',
        ),
      )
      const goOn = async () => {
        await asAdmin(urls, sql => sql`select pg_wal_replay_resume()`)
        await recovered(urls)
      }
      return { ...urls, goOn }
    },
  }

  async function startRecovery(backup: string, target: Record<string, string>): Promise<DatabaseUrls> {
    const place = join(await createDataDir(), 'postgres')
    await mkdir(place)
    await run('cp', ['-a', backup, place])
    const files = join(place, 'data')
    const signal = join(files, 'recovery.signal')
    await writeFile(signal, '')
    if (folder.account !== undefined) await chown(signal, folder.account.uid, folder.account.gid)
    const cluster = { ...folder, files, logFile: join(place, 'server.log') }
    return urlsOf(cluster, await startFirst(cluster, { restore_command: `cp "${archive}/%f" "%p"`, ...target }))
  }

  async function startFirst(cluster: ClusterFolder, settings: Record<string, string>): Promise<number> {
    const onPort = await startOnFreePort(cluster, { ...cheap, ...settings })
    t.after(() => stopPostmaster(cluster, 'immediate'))
    return onPort
  }
}

const cheap = { fsync: 'off', shared_buffers: '64MB' }

function urlsOf({ passwords }: ClusterFolder, port: number): DatabaseUrls {
  return {
    adminUrl: `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/penerusan`,
    serviceUrl: `postgres://penerusan_service:${passwords.service}@127.0.0.1:${port}/penerusan`,
  }
}

/** It takes writes: a new timeline has begun. */
async function recovered(urls: DatabaseUrls): Promise<void> {
  await asAdmin(urls, sql =>
    until(async () => (await sql`select pg_is_in_recovery() as still`)[0]?.['still'] === false),
  )
}

async function asAdmin({ adminUrl }: DatabaseUrls, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}

import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ClusterFolder, openClusterFolder } from '../../src/db/embedded/cluster-folder.ts'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { readPostmaster, startPostmaster, stopPostmaster } from '../../src/db/embedded/postmaster.ts'

export type OwnDatabase = {
  readonly adminUrl: string
  readonly serviceUrl: string
  /** Ends its main process as a crash would; what is returned says when it is back. Undefined: it was away already. */
  kill(awayMs: number): Promise<{ readonly back: Promise<void> } | undefined>
  stop(): Promise<void>
}

/** A PostgreSQL that nobody brings back but whoever killed it, so that it stays away for as long as is wanted. */
export async function startOwnDatabase(dataDir: string): Promise<OwnDatabase> {
  const folder = await openClusterFolder(join(dataDir, 'postgres'))
  const port = await freePort()
  await start(folder, port)
  let away = false
  return {
    adminUrl: `postgres://postgres:${folder.passwords.superuser}@127.0.0.1:${port}/penerusan`,
    serviceUrl: `postgres://penerusan_service:${folder.passwords.service}@127.0.0.1:${port}/penerusan`,
    async kill(awayMs) {
      const running = await readPostmaster(folder)
      if (running === undefined || away) return undefined
      process.kill(running.pid, 'SIGKILL')
      away = true
      const back = delay(awayMs)
        .then(() => start(folder, port))
        .then(() => {
          away = false
        })
      return { back }
    },
    async stop() {
      await stopPostmaster(folder, 'immediate')
    },
  }
}

/** What the one before has left in memory may be in use for a moment more. */
async function start(folder: ClusterFolder, port: number): Promise<void> {
  while ((await startPostmaster(folder, port)) !== 'started') await delay(100)
}

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import { type ClusterFolder, openClusterFolder } from './cluster-folder.ts'
import { becomeMember, type Membership } from './cluster-membership.ts'
import { freePort } from './loopback-port.ts'
import { readPostmaster, startPostmaster, stopPostmaster, wasKilled } from './postmaster.ts'

const PATIENCE_MS = 60_000

/** The embedded database, as one of the processes that use it. */
export type Cluster = {
  /** As the superuser, in the database `postgres`. For set-up only. */
  adminUrl: string
  /** As the role `penerusan_service`, in the database `penerusan`; set-up makes both. */
  serviceUrl: string
  /** Gives it up. The last process to do so stops the database. */
  release(): Promise<void>
}

/**
 * Uses the PostgreSQL in `DATA_DIR/postgres`: creates it, starts it, or joins it when it already runs, and says in the
 * log which. It belongs to no process: it outlives a member that is killed, serves several, and is stopped by the last
 * that leaves in order. If it dies while we are a member, it is started again, at the same port.
 *
 * Throws ConfigError when the folder cannot be used, Error when the database cannot be made to run.
 */
export async function joinCluster({ dataDir, log }: { dataDir: string; log: Log }): Promise<Cluster> {
  const folder = await openClusterFolder(join(dataDir, 'postgres'))
  const entered = await enter(folder, log, { port: 'any' })
  const { port } = entered

  let { membership } = entered
  let released: Promise<void> | undefined
  watch()

  function watch(): void {
    membership.lost.then(() => {
      if (released === undefined) healing = heal()
    })
  }

  let healing: Promise<void> = Promise.resolve()
  async function heal(): Promise<void> {
    log.warn({}, 'database: lost, bringing it back')
    await membership.close()
    for (let pauseMs = 100; released === undefined; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        membership = (await enter(folder, log, { port, isWanted: () => released === undefined })).membership
        return watch()
      } catch (error) {
        log.error({ err: error }, `database: not back yet: ${error instanceof Error ? error.message : error}`)
        await delay(pauseMs)
      }
    }
  }

  async function leave(): Promise<void> {
    await healing
    try {
      if (await membership.leave()) {
        const stopped = await stopPostmaster(folder)
        if (stopped) log.info({}, 'database: stopped')
        else log.warn({}, 'database: still stopping')
      } else {
        log.info({}, 'database: left running for the others')
      }
    } finally {
      await membership.close()
    }
  }

  return {
    adminUrl: adminUrl(folder, port),
    serviceUrl: `postgres://penerusan_service:${folder.passwords.service}@127.0.0.1:${port}/penerusan`,
    release: () => {
      released ??= leave()
      return released
    },
  }
}

/** Until we are a member: start what does not run, wait for what starts or stops, join what is ready. */
async function enter(
  folder: ClusterFolder,
  log: Log,
  { port: wanted, isWanted = () => true }: { port: number | 'any'; isWanted?: () => boolean },
): Promise<{ membership: Membership; port: number }> {
  const usual = wanted === 'any' ? await usualPort(folder) : wanted
  let port = usual ?? (await freePort())
  let how = 'database: joined, it runs'

  for (let giveUpAt = performance.now() + PATIENCE_MS; isWanted() && performance.now() < giveUpAt; await delay(20)) {
    const running = await readPostmaster(folder)
    if (running?.ready) {
      const membership = await becomeMember(adminUrl(folder, running.port))
      if (membership === undefined) continue
      log.info({ port: running.port, pid: running.pid }, how)
      return { membership, port: running.port }
    }
    if (running !== undefined) {
      // Recovery after a crash takes as long as it takes.
      giveUpAt = performance.now() + PATIENCE_MS
      continue
    }

    const crashed = await wasKilled(folder)
    const outcome = await startPostmaster(folder, port)
    if (outcome === 'started') {
      how = crashed ? 'database: recovered after it was killed, and started' : 'database: started'
      await writeFile(folder.portFile, `${port}\n`)
    } else if (outcome === 'port-taken') {
      if (wanted !== 'any') throw new Error(`port ${port} on 127.0.0.1, where our connections go, is taken`)
      port = await freePort()
    }
  }
  throw new Error(`the embedded database in ${folder.files} neither starts nor answers (see ${folder.logFile})`)
}

function adminUrl({ passwords }: ClusterFolder, port: number): string {
  return `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/postgres`
}

async function usualPort({ portFile }: ClusterFolder): Promise<number | undefined> {
  const port = Number(await readFile(portFile, 'utf8').catch(() => ''))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ClusterFolder } from './cluster-folder.ts'
import { commandAs } from './server-account.ts'

const run = promisify(execFile)

const POLL_MS = 20
const LARGEST_LOG_BYTES = 10 * 1024 * 1024

/** The running main process of a cluster. Not ready: it is starting, recovering or stopping. */
export type Postmaster = { pid: number; port: number; ready: boolean }

/** `port-taken` and `rival`: nothing was started, because the port or the cluster belongs to another process. */
export type StartOutcome = 'started' | 'port-taken' | 'rival'

/**
 * The postmaster that runs on this cluster, or undefined. A lock file left behind by one that was killed does not
 * count, also when its process id has since been given to another program.
 */
export async function readPostmaster({ files }: Pick<ClusterFolder, 'files'>): Promise<Postmaster | undefined> {
  const lock = await readLock(files)
  if (lock === undefined || !(await isPostmasterOf(files, lock.pid))) return undefined
  return lock
}

/** Whether the last postmaster left its lock, which one that ends in order takes away. Ask only when none runs. */
export async function wasKilled({ files }: Pick<ClusterFolder, 'files'>): Promise<boolean> {
  return (await stat(join(files, 'postmaster.pid')).catch(() => undefined)) !== undefined
}

/**
 * Starts a postmaster that outlives this process, and waits until it takes connections, through crash recovery if the
 * last one was killed. PostgreSQL's own lock makes sure that there is only ever one on the cluster.
 * Throws when it ends for a reason that trying again does not cure.
 */
export async function startPostmaster(
  cluster: ClusterFolder,
  port: number,
  settings: Record<string, string | number> = {},
): Promise<StartOutcome> {
  await discardAbandonedLock(cluster.files)
  await startNewLogWhenLarge(cluster.logFile)

  const log = await open(cluster.logFile, 'a', 0o600)
  const logStart = (await log.stat()).size
  const command = commandAs(
    cluster.account,
    cluster.programs.postgres,
    ['-D', cluster.files, ...flags({ ...defaultSettings, port, ...settings })],
    [cluster.programs.postgres, cluster.files],
  )
  const postmaster = spawn(command.program, command.args, {
    ...command.identity,
    // In a session of its own: it outlives us, and Ctrl-C in our terminal does not reach it.
    detached: true,
    windowsHide: true,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
  })
  postmaster.unref()
  const ended = once(postmaster, 'exit').catch(error => {
    throw new Error(`the embedded database cannot run ${command.program} (${error.code})`, { cause: error })
  })
  await log.close()

  const outcome = await Promise.race([ended.then(() => 'ended' as const), untilReady(cluster, postmaster.pid)])
  return outcome === 'started' ? outcome : reasonItEnded(cluster.logFile, logStart)
}

/**
 * Ends the postmaster, open sessions included, and waits until it is gone; what is committed is safe.
 * `immediate` skips the last checkpoint, for clusters that are thrown away. False: it still runs after a minute.
 */
export async function stopPostmaster(
  cluster: Pick<ClusterFolder, 'files' | 'programs'>,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<boolean> {
  const running = await readPostmaster(cluster)
  if (running === undefined) return true

  if (process.platform === 'win32') {
    await run(cluster.programs.pg_ctl, ['stop', '-D', cluster.files, '-m', mode, '-t', '60'])
    return true
  }
  process.kill(running.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  for (const giveUpAt = performance.now() + 60_000; performance.now() < giveUpAt; await delay(POLL_MS)) {
    if (!(await isPostmasterOf(cluster.files, running.pid))) return true
  }
  return false
}

/** The rest of PostgreSQL's defaults stand, above all those that make a commit durable. */
const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  random_page_cost: 1.1,
  jit: 'off',
  // Requests share few cores; one of them must not take the others' by planning in parallel.
  max_parallel_workers_per_gather: 0,
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A client's error may quote case data. The client gets it; the log of the database does not.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

function flags(settings: Record<string, string | number>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Only what it needs: our own environment may hold secrets, and another locale would change its messages. */
function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return process.env
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

async function untilReady(cluster: ClusterFolder, pid: number | undefined): Promise<'started' | 'ended'> {
  while (pid !== undefined) {
    await delay(POLL_MS)
    const lock = await readLock(cluster.files)
    if (lock?.pid === pid && lock.ready) return 'started'
    if (!isAlive(pid)) return 'ended'
  }
  // It could not be started at all; the error event says why.
  return new Promise(() => {})
}

async function reasonItEnded(logFile: string, logStart: number): Promise<StartOutcome> {
  const said = (await readFile(logFile)).subarray(logStart).toString()
  if (/could not bind .* address|could not create any TCP\/IP sockets/.test(said)) return 'port-taken'
  if (/lock file .* (already exists|is empty)|shared memory block .* is still in use/.test(said)) return 'rival'

  const reason =
    said
      .trim()
      .split('\n')
      .findLast(line => line.includes('FATAL:')) ?? said.trim().split('\n').at(-1)
  throw new Error(`the embedded database did not start: ${reason?.replace(/^.*FATAL:\s*/, '')} (see ${logFile})`)
}

/** Reads `postmaster.pid`: process id, directory, start time, port, socket, address, memory, status; one a line. */
async function readLock(files: string): Promise<Postmaster | undefined> {
  const lines = await readFile(join(files, 'postmaster.pid'), 'utf8').then(
    content => content.split('\n'),
    () => [],
  )
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined
}

/**
 * PostgreSQL clears the lock of a dead postmaster itself, but not one that a machine crash left empty, nor one whose
 * process id now belongs to another program of the same user; containers start over with the same few ids.
 */
async function discardAbandonedLock(files: string): Promise<void> {
  const path = join(files, 'postmaster.pid')
  const before = await readFile(path, 'utf8').catch(() => undefined)
  if (before === undefined || !(await isAbandoned(files, before))) return

  // Renamed first, so that we can look at what we took: a rival may have just replaced it by a lock of its own.
  const taken = `${path}.abandoned-${process.pid}`
  try {
    await rename(path, taken)
    if ((await readFile(taken, 'utf8')) === before) await rm(taken)
    else await rename(taken, path)
  } catch {
    // A rival was quicker. Starting will tell.
  }
}

async function isAbandoned(files: string, content: string): Promise<boolean> {
  const pid = Number(content.split('\n')[0])
  if (pid > 0) return !(await isPostmasterOf(files, pid))
  const written = await stat(join(files, 'postmaster.pid')).catch(() => undefined)
  return written !== undefined && Date.now() - written.mtimeMs > 5_000
}

/** Told by its command line, because process ids are used again; a zombie has none. */
async function isPostmasterOf(files: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(files)
    }
    if (process.platform === 'win32') return true
    return (await run('ps', ['-p', String(pid), '-o', 'command='])).stdout.includes(files)
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function startNewLogWhenLarge(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    found => found.size,
    () => 0,
  )
  if (size > LARGEST_LOG_BYTES) await rename(logFile, `${logFile}.1`)
}

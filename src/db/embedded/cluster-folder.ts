import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ConfigError } from '../../config.ts'
import { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts'
import { type Account, commandAs, findServerAccount } from './server-account.ts'

/** An initialised cluster: what lies in its folder and what it takes to run it. */
export type ClusterFolder = {
  /** PostgreSQL's own directory. */
  files: string
  logFile: string
  /** Holds the port of the last start, so that connection pools find the database where it was. */
  portFile: string
  passwords: Passwords
  programs: PostgresPrograms
  account: Account | undefined
}

const draftMark = '.new-'
const thisLife = randomBytes(4).toString('hex')

/** Made at random with the cluster; `superuser` is for the role postgres. */
export type Passwords = { superuser: string; service: string }

/**
 * Opens the cluster at `path` (`DATA_DIR/postgres`) and creates it if there is none.
 *
 * It comes into being whole or not at all: everything is made in a folder of another name, flushed, and renamed.
 * So a start that is killed half-way leaves only rubbish, which the next one clears, and of several first starts at
 * once exactly one succeeds in renaming while the others use what it made.
 *
 * `sync: false` is for throw-away clusters. Throws ConfigError when the folder cannot be used.
 */
export async function openClusterFolder(path: string, { sync = true } = {}): Promise<ClusterFolder> {
  await makeUsable(dirname(path))
  await clearRubbish(path)
  const [programs, account] = await Promise.all([findPostgresPrograms(), findServerAccount()])

  const passwords = await readPasswords(path).catch(async error => {
    if (error.code !== 'ENOENT') throw unusable(path, error)
    await createCluster(path, programs, account, sync)
    return readPasswords(path)
  })

  return {
    files: join(path, 'data'),
    logFile: join(path, 'server.log'),
    portFile: join(path, 'port'),
    passwords,
    programs,
    account,
  }
}

async function makeUsable(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

async function createCluster(
  path: string,
  programs: PostgresPrograms,
  account: Account | undefined,
  sync: boolean,
): Promise<void> {
  const draft = `${path}${draftMark}${process.pid}-${thisLife}-${randomBytes(4).toString('hex')}`
  const files = join(draft, 'data')
  const passwordFile = join(draft, 'initdb-password')
  const passwords: Passwords = { superuser: randomPassword(), service: randomPassword() }

  try {
    await mkdir(files, { recursive: true, mode: 0o700 })
    await writeFile(join(draft, 'passwords.json'), `${JSON.stringify(passwords)}\n`, { mode: 0o600, flush: sync })
    await writeFile(passwordFile, passwords.superuser, { mode: 0o600 })
    await chmod(draft, account === undefined ? 0o700 : 0o711)
    if (account !== undefined) {
      await chown(files, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }

    await runInitdb({ programs, account, files, passwordFile, sync })
    await rm(passwordFile)
    if (sync) await flushFolder(draft)

    // From here the cluster exists.
    await publish(draft, path)
    if (sync) await flushFolder(dirname(path))
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {})
    throw isFileError(error) ? unusable(path, error) : error
  }
}

async function runInitdb(make: {
  programs: PostgresPrograms
  account: Account | undefined
  files: string
  passwordFile: string
  sync: boolean
}): Promise<void> {
  const command = commandAs(
    make.account,
    make.programs.initdb,
    [
      `--pgdata=${make.files}`,
      `--pwfile=${make.passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and upper case everywhere, whatever C library the machine has or is upgraded to.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      ...(make.sync ? [] : ['--no-sync']),
    ],
    [make.programs.initdb, make.files],
  )
  const initdb = spawn(command.program, command.args, {
    ...command.identity,
    // Not ours: the account may not be able to enter it.
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    initdb.once('error', reject)
    initdb.once('close', resolve)
  }).catch(error => {
    throw new Error(`the embedded database cannot run ${command.program} (${error.code})`, { cause: error })
  })
  const [code, complaints] = await Promise.all([ended, text(initdb.stderr)])
  if (code !== 0) throw new Error(`the embedded database could not be created: ${lastLine(complaints)}`)
}

/** Of several starts at once, the first to rename has made the cluster. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    await access(join(path, 'passwords.json')).catch(() => {
      throw error
    })
  }
}

/** Clears what starts that were killed half-way left behind; what cannot be cleared now waits for the next start. */
async function clearRubbish(path: string): Promise<void> {
  const prefix = basename(path) + draftMark
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(prefix) && !isInTheMaking(name.slice(prefix.length))) {
      await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => {})
    }
  }
}

/** In containers every start has the same process id, so ours on a draft of another life says that it is abandoned. */
function isInTheMaking(creator: string): boolean {
  const [pid, life] = creator.split('-')
  if (Number(pid) === process.pid) return life === thisLife
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return isFileError(error) && error.code === 'EPERM'
  }
}

async function readPasswords(path: string): Promise<Passwords> {
  return JSON.parse(await readFile(join(path, 'passwords.json'), 'utf8'))
}

/** Safe in a URL without escaping. */
function randomPassword(): string {
  return randomBytes(24).toString('base64url')
}

async function flushFolder(path: string): Promise<void> {
  // Windows cannot open a folder to flush it.
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function unusable(path: string, cause: unknown): ConfigError {
  const why = isFileError(cause) ? ` (${cause.code})` : ''
  return new ConfigError(`DATA_DIR cannot be used: ${path} cannot be read and written${why}`, { cause })
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? ''
}

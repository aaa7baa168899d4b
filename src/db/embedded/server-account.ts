import { execFile } from 'node:child_process'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { ConfigError } from '../../config.ts'

const run = promisify(execFile)

/** The system user that owns the database's files when we are root. */
export type Account = { uid: number; gid: number }

/** What to hand to `spawn`. */
export type Command = { program: string; args: readonly string[]; identity: Account | Record<string, never> }

/**
 * PostgreSQL refuses to run as root, so root runs it as the system user `postgres`, made here if it is missing.
 * Undefined: we are not root, and the database runs as ourselves.
 */
export async function findServerAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (await readAccount()) ?? createAccount()
}

/**
 * How to run a program as that account when it must reach these paths. Folders like /root are closed to it; there it
 * is given the one capability to pass through them. Throws ConfigError where that cannot be done.
 */
export function commandAs(
  account: Account | undefined,
  program: string,
  args: readonly string[],
  reach: readonly string[],
): Command {
  if (account === undefined) return { program, args, identity: {} }

  const closed = reach.map(path => closedFolder(realpathSync(path), account)).find(folder => folder !== undefined)
  if (closed === undefined) return { program, args, identity: account }

  const capability = passingCapability()
  if (capability === undefined) {
    throw new ConfigError(
      `DATA_DIR and the programs must be outside ${closed}: for root the database runs as the user postgres, ` +
        'which may not enter it (or start the service as a normal user)',
    )
  }
  return {
    program: 'setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      program,
      ...args,
    ],
    identity: {},
  }
}

async function readAccount(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function createAccount(): Promise<Account> {
  try {
    // --force: another start may be creating it at this moment.
    await run('groupadd', ['--system', '--force', 'postgres'])
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/bin/false', 'postgres'])
  } catch (error) {
    const account = await readAccount()
    if (account !== undefined) return account
    throw new ConfigError(
      'DATABASE_URL must be set, because root cannot run the embedded database and the user postgres could not be ' +
        'created (or start the service as a normal user)',
      { cause: error },
    )
  }
  const account = await readAccount()
  if (account === undefined) throw new Error('the user postgres was created but cannot be found')
  return account
}

/** The first folder on the way to the path that the account may not enter. */
function closedFolder(path: string, account: Account): string | undefined {
  const parent = dirname(path)
  return (parent === path ? undefined : closedFolder(parent, account)) ?? (isClosed(path, account) ? path : undefined)
}

function isClosed(path: string, { uid, gid }: Account): boolean {
  const found = statSync(path)
  const mayEnter = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001
  return (found.mode & mayEnter) === 0
}

/** The narrower of the two capabilities that open folders, of those this process has (capabilities(7)). */
function passingCapability(): 'dac_read_search' | 'dac_override' | undefined {
  try {
    const held = BigInt(`0x${/^CapEff:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`)
    if (held & (1n << 2n)) return 'dac_read_search'
    if (held & (1n << 1n)) return 'dac_override'
  } catch {
    // Not Linux: there are no capabilities to give.
  }
  return undefined
}

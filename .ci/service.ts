import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))

export type Environment = Record<string, string>

/** A server process as a supervisor sees it. */
export type Service = {
  /** Where it says that it listens, without a slash at the end. */
  origin: string
  /** What it has said so far, both streams. */
  said(): string
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
}

/** Only what is given, and what a process needs to run at all: nothing configured around us reaches the service. */
function environment(given: Environment): Environment {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/root', ...given }
}

/** Where and as whom to start it; by default this working tree and whoever runs the checks. */
export type Place = { folder: string; command: readonly [string, ...string[]]; uid: number; gid: number }

/** Starts the service on a free port and waits until it says that it listens. Throws with what it said if it ends instead. */
export async function startService(given: Environment, place?: Place): Promise<Service> {
  const [program, ...args] = place?.command ?? [process.execPath, 'src/server.ts']
  const child = spawn(program, args, {
    cwd: place?.folder ?? root,
    env: environment({ PORT: '0', ...given }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(place === undefined ? {} : { uid: place.uid, gid: place.gid }),
  })
  const words: string[] = []
  const origin = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      words.push(chunk.toString())
      const listens = /Penerusan listens on http:\/\/\S+:(\d+)/.exec(words.join(''))
      if (listens !== null) resolve(`http://127.0.0.1:${listens[1]}`)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('close', code => reject(new Error(`the service ended with ${code}: ${words.join('')}`)))
  })
  return { origin, said: () => words.join(''), stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await gone
  return code as number | null
}

/** Runs a start that must be refused. Gives what it wrote to standard error; throws if it succeeds. */
export async function refusedStart(given: Environment, place?: Place): Promise<string> {
  let started: Service
  try {
    started = await startService({ LOG_LEVEL: 'silent', ...given }, place)
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replace(/^the service ended with 1: /, '')
  }
  await started.stop()
  throw new Error('the service started where it must refuse to')
}

/** A token of a local issuer in the given data directory. */
export function mintToken(given: Environment, agency: string, role: string): string {
  return execFileSync(process.execPath, ['src/commands/token.ts', agency, role], {
    cwd: root,
    env: environment(given),
    encoding: 'utf8',
  }).trim()
}

import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { processorMs } from './processor-time.ts'

/** A server under measurement, in a process of its own. */
export type Server = {
  readonly url: string
  /** From the start of the process to its first good answer to a probe. */
  readonly readyAfterMs: number
  /** Resident memory now, in MiB; NaN where the system does not tell. */
  residentMiB(): number
  /** Processor time of its process until now, in milliseconds; NaN where the system does not tell. */
  processorMs(): number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** The service as `npm start` runs it, writing its log into a file; of this checkout or of another one. */
export async function startService(
  env: Readonly<Record<string, string>>,
  logFile: string,
  checkout = root,
): Promise<Server> {
  const log = openSync(logFile, 'a')
  const began = performance.now()
  const child: ChildProcess = spawn(process.execPath, ['src/server.ts'], {
    cwd: checkout,
    env: {
      ...inherited(),
      HOST: '127.0.0.1',
      PORT: '0',
      RATE_LIMIT: '1000000000',
      RATE_LIMIT_PERSON: '1000000000',
      HARVEST_LIMIT: '1000000000',
      ...env,
    },
    stdio: ['ignore', log, 'pipe'],
  })
  closeSync(log)
  return serverOf(child, await addressIn(child), began)
}

/** The address the service greets with. */
function addressIn({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = /listens on (http:\S+)/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
    stderr?.on('end', () => reject(new Error(`the service did not start: ${said}`)))
  })
}

/** The bare server on the same database. */
export function startBare(databaseUrl: string): Promise<Server> {
  return startFile('./bare-server.ts', { DATABASE_URL: databaseUrl })
}

/** The bare server that keeps files in this folder. */
export function startBareFiles(folder: string): Promise<Server> {
  return startFile('./bare-files.ts', { FOLDER: folder })
}

async function startFile(file: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const began = performance.now()
  const child = fork(new URL(file, import.meta.url), {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return serverOf(child, `http://127.0.0.1:${port}`, began)
}

async function serverOf(child: ChildProcess, url: string, began: number): Promise<Server> {
  const ready = await fetch(`${url}/readyz`)
  await ready.arrayBuffer()
  if (!ready.ok) throw new Error(`${url} is not ready: ${ready.status}`)
  const readyAfterMs = performance.now() - began
  return {
    url,
    readyAfterMs,
    residentMiB: () => residentMiB(child.pid ?? 0),
    processorMs: () => processorMs(child.pid ?? 0),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Nothing of the caller's own configuration may decide what is measured. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, SystemRoot } = process.env
  return { PATH, HOME, LANG, ...(SystemRoot === undefined ? {} : { SystemRoot }), LOG_LEVEL: 'info' }
}

function residentMiB(pid: number): number {
  try {
    if (process.platform === 'linux') {
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return Number(kilobytes) / 1024
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`], { encoding: 'utf8' })) / 1024
  } catch {
    return Number.NaN
  }
}

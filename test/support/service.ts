import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createDataDir } from './test-cluster.ts'
import { until } from './until.ts'

export const project = join(import.meta.dirname, '../..')

/** The real service as a process of its own. */
export type Service = {
  child: ChildProcess
  env: Record<string, string | undefined>
  ended: Promise<{ code: number | null; signal: string | null }>
  /** Standard error so far. */
  said(): string
  /** Standard output so far. */
  logged(): string
}

/** Starts it, well or badly configured; ended when the test ends. */
export function launch(
  t: Pick<Test, 'after'>,
  env: Record<string, string>,
  command = [process.execPath, 'src/server.ts'],
): Service {
  const settings = { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'info', PORT: '0', ...env }
  const [program = '', ...args] = command
  // In a group of its own, as a terminal gives to what it starts.
  const child = spawn(program, args, { cwd: project, env: settings, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let logged = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    logged += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  })
  return { child, env: settings, ended, said: () => said, logged: () => logged }
}

/** Starts it and waits until it listens. Without a DATA_DIR it gets a fresh one. */
export async function startService(t: Pick<Test, 'after'>, env: Record<string, string> = {}, command?: string[]) {
  const service = launch(t, { DATA_DIR: env['DATA_DIR'] ?? (await createDataDir()), ...env }, command)
  const url = await Promise.race([
    until(() => /listens on (http:\S+)\n(?:.+\n){3}/.exec(service.said())?.[1]),
    service.ended.then(({ code }) => {
      throw new Error(`it ended with ${code}: ${service.said()}`)
    }),
  ])
  return {
    ...service,
    url,
    end: (signal: NodeJS.Signals) => {
      service.child.kill(signal)
      return service.ended
    },
  }
}

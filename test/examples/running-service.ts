import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createDataDir } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

const project = join(import.meta.dirname, '../..')

export type RunningService = { readonly url: string; readonly dataDir: string }

/** The service as it is started for real, with a database of its own that is empty. */
export async function startService(t: Test): Promise<RunningService> {
  const dataDir = await createDataDir()
  const service = startProgram(t, ['src/server.ts'], { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' })
  const url = await Promise.race([
    until(() => /listens on (http:\S+)\n/.exec(service.said())?.[1]),
    service.ended.then(code => {
      throw new Error(`it ended with ${code}: ${service.said()}`)
    }),
  ])
  return { url, dataDir }
}

/** The demo, with the variables it is given. */
export function startDemo(t: Test, args: readonly string[], env: Record<string, string> = {}) {
  return startProgram(t, ['examples/demo.ts', ...args], env)
}

/** Waits for the demo to end, and tells how it ended and what it printed. */
export async function runDemo(t: Test, args: readonly string[], env: Record<string, string> = {}) {
  const demo = startDemo(t, args, env)
  const code = await demo.ended
  return { code, told: demo.told(), said: demo.said() }
}

function startProgram(t: Test, args: readonly string[], env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  })
  return { child, ended, told: () => told, said: () => said }
}

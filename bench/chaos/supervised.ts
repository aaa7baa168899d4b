import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export type Kind = 'service' | 'office' | 'follower' | 'receiver'

/** A process that is started again after a while whenever it has ended, whoever ended it. */
export type Supervised = {
  readonly kind: Kind
  readonly name: string
  /** Whether it is there and has said that it works. */
  isUp(): boolean
  /** What it last said of itself. */
  said(): Readonly<Record<string, unknown>>
  signal(signal: NodeJS.Signals): boolean
  stop(): Promise<void>
}

type Given = {
  readonly kind: Kind
  readonly name: string
  readonly file: string
  readonly args?: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Where its standard output goes. */
  readonly log: string
  /** What it writes to standard error when it works; without it, it works from its start. */
  readonly greeting?: string
  /** Told when it ended and nobody had killed it. */
  readonly onFault: (fault: string) => void
  /** From when no restart waits. */
  readonly isCalm: () => boolean
}

export function supervise({ kind, name, file, args = [], env, log, greeting, onFault, isCalm }: Given): Supervised {
  let child: ChildProcess | undefined
  let up = false
  let said: Record<string, unknown> = {}
  let stopped = false
  const running = run()

  return {
    kind,
    name,
    isUp: () => up,
    said: () => said,
    signal(signal) {
      if (child === undefined || !up) return false
      if (signal === 'SIGKILL') up = false
      return child.kill(signal)
    },
    async stop() {
      stopped = true
      child?.kill('SIGKILL')
      await running
    },
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let heard = ''
      let killed = false
      said = {}
      const output = openSync(log, 'a')
      const one = fork(new URL(file, import.meta.url), args, { env, stdio: ['ignore', output, 'pipe', 'ipc'] })
      closeSync(output)
      child = one
      up = greeting === undefined
      one.stderr?.setEncoding('utf8').on('data', (text: string) => {
        heard = (heard + text).slice(-4_000)
        if (greeting !== undefined && heard.includes(greeting)) up = one.signalCode === null && !one.killed
      })
      one.on('message', (message: Record<string, unknown>) => {
        said = message
        if (typeof message['fault'] === 'string') onFault(message['fault'])
      })
      const [code, signal] = await once(one, 'exit')
      killed = signal === 'SIGKILL'
      // One that had not begun to work may be refused by a database that is away.
      if (!killed && up && !stopped)
        onFault(`${name} ended by itself (${code ?? signal}): ${heard.trim().split('\n').slice(-12).join(' | ')}`)
      up = false
      child = undefined
      if (!stopped) await delay(isCalm() ? 100 : 200 + Math.random() * 3_000)
    }
  }
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Run } from './figures.ts'

/** What the load generator is told to send. */
export type Load = {
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Sent in turn; each once when `amount` is given. */
  readonly paths: readonly string[]
  /** Gives every request an Idempotency-Key of its own. */
  readonly keyed?: boolean
  readonly connections: number
  /** Ends after so many seconds, or after so many answers. */
  readonly seconds?: number
  readonly amount?: number
}

/** A process of its own, so that the load and the server do not share an event loop. */
export type LoadGenerator = { run(load: Load): Promise<Run>; stop(): Promise<void> }

export function startLoadGenerator(): LoadGenerator {
  const child = fork(new URL('./load-process.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    async run(load) {
      child.send(load)
      const [answer] = (await once(child, 'message')) as [Run | { failure: string }]
      if ('failure' in answer) throw new Error(`the load on ${load.url} failed: ${answer.failure}`)
      return answer
    },
    async stop() {
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

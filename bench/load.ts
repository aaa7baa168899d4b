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
export type Generator<Work, Answer> = { run(work: Work): Promise<Answer>; stop(): Promise<void> }
export type LoadGenerator = Generator<Load, Run>

export function startLoadGenerator(): LoadGenerator {
  return startGenerator('./load-process.ts')
}

/** Starts a file of this folder that is sent work and answers it, one after the other. */
export function startGenerator<Work extends { readonly url: string }, Answer extends object>(
  file: string,
): Generator<Work, Answer> {
  const child = fork(new URL(file, import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    async run(load) {
      child.send(load)
      const [answer] = (await once(child, 'message')) as [Answer | { failure: string }]
      if ('failure' in answer) throw new Error(`the load on ${load.url} failed: ${answer.failure}`)
      return answer
    },
    async stop() {
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

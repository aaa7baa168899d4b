import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { exchangeDatabases, finishReset, prepareFreshDatabase } from '../db/sandbox-database.ts'
import type { Directory } from '../directory/directory.ts'
import type { Log } from '../log.ts'
import type { Front } from './front.ts'
import type { Sandbox } from './sandbox.ts'

/** One life of the service on one database: everything that knows what is in it. */
export type ServiceLife = {
  readonly app: FastifyInstance
  /** Takes away all evidence that is kept. */
  emptyStore(): Promise<void>
  close(): Promise<void>
}

type Needs = {
  readonly front: Front
  readonly urls: { readonly adminUrl: string; readonly serviceUrl: string }
  readonly directory: Directory
  readonly log: Log
  readonly open: (reset: Sandbox['reset']) => Promise<ServiceLife>
}

const retryMs = 1_000

/**
 * Opens the service behind the front. A reset closes it, puts a fresh database in the place of its own, and opens another:
 * nothing that a process remembers outlives what it remembers of, and no right to delete is given to anybody.
 */
export async function startSandbox({ front, urls, directory, log, open }: Needs): Promise<{ close(): Promise<void> }> {
  const asking = new Set<ServerResponse>()
  let resetting: Promise<boolean> | undefined
  let ended = false
  let life: ServiceLife | undefined = await open(reset)
  front.serve(life.app)

  return {
    async close() {
      ended = true
      await resetting?.catch(() => {})
      await life?.close()
    },
  }

  /** Whoever asks during one gets the outcome of that one. */
  function reset(response: ServerResponse): Promise<boolean> {
    asking.add(response)
    resetting ??= renew().finally(() => {
      resetting = undefined
      asking.clear()
    })
    return resetting
  }

  async function renew(): Promise<boolean> {
    await prepareFreshDatabase({ ...urls, directory, log: line => log.info({}, `database: ${line}`) })
    const old = life
    life = undefined
    try {
      // What never ends by itself, such as a stream, ends when its app closes; the rest is given its time.
      await Promise.all([front.close(asking), old?.app.close()])
      await old?.close()
      const exchanged = await exchangeDatabases(urls)
      if (exchanged) await old?.emptyStore()
      log.info({ exchanged }, 'sandbox: reset')
      return exchanged
    } finally {
      await reopen()
    }
  }

  async function reopen(): Promise<void> {
    while (!ended) {
      try {
        await finishReset(urls)
        life = await open(reset)
        return front.serve(life.app)
      } catch (err) {
        log.error({ err }, 'sandbox: not back yet')
        await delay(retryMs)
      }
    }
  }
}

import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { whenOver } from '../http/when-over.ts'
import { Problem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** For an answer that takes long. @throws {Problem} when whoever asked may ask no more: revoked, or gone */
    assertStillCounts(): Promise<void>
  }
}

/** Lets every request be looked at again: whether its token still counts, and its person is still there. */
export function recheckLongAnswers(
  app: FastifyInstance,
  assertNotDeparted: (request: FastifyRequest) => Promise<void>,
): void {
  app.decorateRequest('assertStillCounts', async function (this: FastifyRequest) {
    await this.recheckToken()
    await assertNotDeparted(this)
  })
}

/** Why an answer of many parts ends before all of them are in it, and nothing is wrong with the request. */
export type EarlyEnd = 'token-expired' | 'access-ended' | 'shutting-down' | 'outage'

/** Bytes leave for as long as somebody reads them; a connection on which nothing moves ends all the same. */
export const longAnswerTimeoutMs = 24 * 60 * 60 * 1000

/** An answer that is made while it is sent. */
export type LongAnswer = {
  /** Aborted when nobody reads it any more, and when the service ends. */
  readonly signal: AbortSignal
  /** Why it must end now: whoever called may do no more than their token lets them, and only while they are let in. */
  mustEnd(): Promise<EarlyEnd | undefined>
  /** Waits until the quotas have so many units left, or the signal is aborted. */
  room(units: number): Promise<void>
  send(type: string, parts: AsyncIterable<string>): FastifyReply
}

type Needs = { readonly now: () => Date }

/** Makes long answers that end when the service does: it closes only when the last answer is out. */
export function longAnswers(app: FastifyInstance, { now }: Needs) {
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())

  return (request: FastifyRequest, reply: FastifyReply): LongAnswer => {
    const left = new AbortController()
    whenOver(reply.raw, () => left.abort())
    const signal = AbortSignal.any([left.signal, ending.signal])
    const { actor } = request

    return {
      signal,
      async mustEnd() {
        if (ending.signal.aborted) return 'shutting-down'
        if (now().getTime() >= actor.expiresAt * 1000) return 'token-expired'
        try {
          await request.assertStillCounts()
          return undefined
        } catch (error) {
          const isRefused = error instanceof Problem && error.status < 500
          request.log[isRefused ? 'info' : 'error']({ err: error }, 'a long answer ended early')
          return isRefused ? 'access-ended' : 'outage'
        }
      },
      async room(units) {
        for (;;) {
          const seconds = app.furtherCosts.wait(actor, units)
          if (seconds === 0 || signal.aborted) return
          await setTimeout(seconds * 1000, undefined, { signal }).catch(() => {})
        }
      },
      send(type, parts) {
        return reply.type(`${type}; charset=utf-8`).send(Readable.from(parts, { objectMode: false }))
      },
    }
  }
}

import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Why an answer of many parts ends before all of them are in it, and nothing is wrong with the request. */
export const earlyEnds = ['token-expired', 'shutting-down', 'outage'] as const

/** Bytes leave for as long as somebody reads them; a connection on which nothing moves ends all the same. */
export const longAnswerTimeoutMs = 24 * 60 * 60 * 1000

/** An answer that is made while it is sent. */
export type LongAnswer = {
  /** Aborted when nobody reads it any more, and when the service ends. */
  readonly signal: AbortSignal
  /** Why it must end now: whoever called may do no more than their token lets them. */
  mustEnd(): 'token-expired' | 'shutting-down' | undefined
  /** Waits until the quotas have so many units left, or the signal is aborted. */
  room(units: number): Promise<void>
  send(type: string, parts: AsyncIterable<string>): FastifyReply
}

/** Makes long answers that end when the service does: it closes only when the last answer is out. */
export function longAnswers(app: FastifyInstance, now: () => Date) {
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())

  return (request: FastifyRequest, reply: FastifyReply): LongAnswer => {
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const signal = AbortSignal.any([left.signal, ending.signal])
    const { actor } = request

    return {
      signal,
      mustEnd() {
        if (ending.signal.aborted) return 'shutting-down'
        return now().getTime() >= actor.expiresAt * 1000 ? 'token-expired' : undefined
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

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import { Problem } from '../problems.ts'

const windowMs = 60_000

type Needs = {
  /** Requests of one agency in a minute, in this process. */
  readonly perMinute: number
  readonly now: () => Date
}

/**
 * Counts requests per agency in fixed windows of a minute and refuses what is over the quota (429). The agency is the
 * token's, so no header can change the count; a request without one is not counted, because authentication has refused
 * it. Every counted answer carries `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11).
 * Call it after authentication is registered, on the same instance. Each process counts for itself.
 */
export function limitRate(app: FastifyInstance, { perMinute, now }: Needs): void {
  const policy = `"agency";q=${perMinute};w=${windowMs / 1000}`
  let windowEndsAt = 0
  let used = new Map<string, number>()

  app.addHook('onRequest', (request: FastifyRequest, reply, done) => {
    const agency = actorOf(request)?.agency
    if (agency === undefined) return done()

    const time = now().getTime()
    if (time >= windowEndsAt || time < windowEndsAt - windowMs) {
      windowEndsAt = time + windowMs
      used = new Map()
    }
    const count = (used.get(agency) ?? 0) + 1
    used.set(agency, count)
    const secondsLeft = Math.ceil((windowEndsAt - time) / 1000)
    reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `"agency";r=${Math.max(perMinute - count, 0)};t=${secondsLeft}`,
    })
    if (count > perMinute) throw new Problem('too-many-requests', { headers: { 'retry-after': String(secondsLeft) } })
    done()
  })
}

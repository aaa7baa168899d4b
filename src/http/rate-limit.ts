import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Actor } from '../auth/actor.ts'
import { actorOf } from '../auth/authentication.ts'
import { Problem } from '../problems.ts'
import { costs } from './cost.ts'
import type { CountsExchange } from './counts-exchange.ts'
import { createQuota, type Left, rateLimitItem } from './quota.ts'

declare module 'fastify' {
  interface FastifyInstance {
    furtherCosts: FurtherCosts
  }
}

/** The quotas, for a request that goes on to do more than its operation costs at the door. */
export type FurtherCosts = {
  take(actor: Actor, units: number): void
  /** Seconds until there may be so many units; 0 when there are. */
  wait(actor: Actor, units: number): number
}

export const windowSeconds = 60

export type RateLimits = {
  /** Units that one agency may use in a minute, in all processes. */
  readonly agencyPerMinute: number
  /** … that one person, or one client that acts for itself, may use of them. */
  readonly personPerMinute: number
}

type Needs = {
  readonly limits: RateLimits
  readonly now: () => Date
  /** With the other processes; without it, this one counts for itself. */
  readonly exchange?: CountsExchange
}

/**
 * Counts what each agency and each person uses, by the cost of the operations, and refuses what is over a quota (429).
 * Both are the token's, so no header can change the count. Every counted answer carries `RateLimit-Policy` and
 * `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11). Call it after authentication is registered, on the same
 * instance. No request waits for a count: what other processes counted is known as it was within the last second.
 */
export function limitRate(app: FastifyInstance, { limits, now, exchange }: Needs): void {
  const agencies = createQuota({ name: 'agency', units: limits.agencyPerMinute, windowSeconds, now, exchange })
  const persons = createQuota({ name: 'person', units: limits.personPerMinute, windowSeconds, now, exchange })
  const policies = `${agencies.policy}, ${persons.policy}`

  const personOf = ({ issuer, subject }: Actor) => `${issuer}\n${subject}`
  app.decorate('furtherCosts', {
    take(actor, units) {
      agencies.take(actor.agency, units)
      persons.take(personOf(actor), units)
    },
    wait(actor, units) {
      // What is more than all of a quota would never be there.
      const needed = Math.min(units, limits.agencyPerMinute, limits.personPerMinute)
      const left = Math.min(agencies.left(actor.agency), persons.left(personOf(actor)))
      return left >= needed ? 0 : agencies.take(actor.agency, 0).seconds
    },
  })

  app.addHook('onRequest', (request, reply, done) => {
    const actor = actorOf(request)
    if (actor === undefined) return done()

    const { cost = costs.read } = request.routeOptions.config
    const agency = agencies.take(actor.agency, cost)
    const person = persons.take(personOf(actor), cost)
    const items = `${rateLimitItem('agency', agency)}, ${rateLimitItem('person', person)}`
    tellQuotas(reply, policies, items)
    refuseExceeded({ agency, person })
    done()
  })
}

/** Adds to the two headers of the draft; each is a list. */
export function tellQuotas(reply: FastifyReply, policies: string, items: string): void {
  const told = { 'ratelimit-policy': policies, ratelimit: items }
  for (const [name, more] of Object.entries(told)) {
    const before = reply.getHeader(name)
    reply.header(name, before === undefined ? more : `${before}, ${more}`)
  }
}

/** Throws `too-many-requests`, naming every policy that is exceeded; they all end by `Retry-After`. */
export function refuseExceeded(quotas: Readonly<Record<string, Left>>): void {
  const exceeded = Object.entries(quotas).filter(([, left]) => left.exceeded)
  if (exceeded.length === 0) return
  throw new Problem('too-many-requests', {
    violatedPolicies: exceeded.map(([name]) => name),
    headers: { 'retry-after': String(Math.max(...exceeded.map(([, left]) => left.seconds))) },
  })
}

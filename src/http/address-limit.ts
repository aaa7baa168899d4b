import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ProblemCode } from '../problems.ts'
import { costs } from './cost.ts'
import type { CountsExchange } from './counts-exchange.ts'
import { createQuota, rateLimitItem } from './quota.ts'
import { refuseExceeded, tellQuotas, windowSeconds } from './rate-limit.ts'

type Needs = {
  /** Units that one address may use in a minute without a token that is believed, in all processes. */
  readonly perMinute: number
  /** Whether the token of a request has been believed before: then it is not held up by the failures of others. */
  readonly isKnown: (request: FastifyRequest) => boolean
  readonly now: () => Date
  /** With the other processes; without it, this one counts for itself. */
  readonly exchange?: CountsExchange
}

/** The answers to credentials that are missing, malformed, wrong, or claim too much. */
const refusedCredentials: ReadonlySet<ProblemCode> = new Set([
  'not-authenticated',
  'malformed-credentials',
  'invalid-token',
  'invalid-dpop-proof',
  'role-not-allowed',
])

/**
 * Bounds what an address can make us do without a token that is believed: public operations by their cost, refused
 * credentials by one each. What is over the quota is refused (429) before its token is looked at, so that guessing costs
 * us neither a signature nor a record. Call it before authentication is registered, on the same instance.
 *
 * The address is that of the connection, or what a trusted proxy says it is; never what a stranger writes in a header.
 */
export function limitAddresses(app: FastifyInstance, { perMinute, isKnown, now, exchange }: Needs): void {
  const addresses = createQuota({ name: 'address', units: perMinute, windowSeconds, now, exchange })

  app.addHook('onRequest', (request, reply, done) => {
    const { public: isPublic = false, cost = costs.read } = request.routeOptions.config
    const place = placeOf(request.ip)
    const isFree = isPublic ? cost === 0 : addresses.left(place) > 0 || isKnown(request)
    if (isFree) return done()
    const address = addresses.take(place, isPublic ? cost : 1)
    tellQuotas(reply, addresses.policy, rateLimitItem('address', address))
    refuseExceeded({ address })
    done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.problem !== null && refusedCredentials.has(reply.problem.code)) {
      const address = addresses.take(placeOf(request.ip), 1)
      tellQuotas(reply, addresses.policy, rateLimitItem('address', address))
    }
    done(null, payload)
  })
}

/** An IPv6 network of 64 bits is one place: whoever has one address of it has them all (RFC 6177). */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (ipv4 !== undefined || !isIPv6(address)) return ipv4 ?? address
  const [before, after] = address.split('::').map(half => half.split(':').filter(group => group !== ''))
  const gap = after === undefined ? 0 : 8 - (before?.length ?? 0) - after.length
  return [...(before ?? []), ...Array<string>(gap).fill('0'), ...(after ?? [])].slice(0, 4).join(':')
}

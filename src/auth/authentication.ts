import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasExpired } from './access-token-claims.ts'
import type { Actor } from './actor.ts'
import { challengesOf } from './challenges.ts'
import { readCredentials, type Scheme } from './credentials.ts'
import type { PossessionCheck } from './possession.ts'
import type { RevocationWatch } from './revocation-watch.ts'
import { expiredToken, malformedCredentials } from './token-refusals.ts'
import type { TokenVerifier } from './token-verifier.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling. Reading it in a public route is a bug and throws. */
    readonly actor: Actor
    /** Looks again whether the token still counts, for an answer that takes long. @throws {Problem} expired or revoked */
    recheckToken(): Promise<void>
    [authenticated]: Actor | null
    [presentedAs]: Scheme
  }
}

const authenticated = Symbol('authenticated')
const presentedAs = Symbol('presentedAs')

export type AuthenticationNeeds = {
  readonly verifier: TokenVerifier
  readonly possession: PossessionCheck
  readonly revocations: Pick<RevocationWatch, 'check'>
  readonly certificateOf: (request: FastifyRequest['raw']) => string | undefined
  /** Where clients read which issuers and methods we accept (RFC 9728). */
  readonly resourceMetadata: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Requires an access token for every route that does not say `config: { public: true }`, unknown paths included, and
 * decorates requests with `actor`. Tells with every refusal of credentials how they are presented. Applies to the
 * instance it is registered on and everything below.
 */
export async function authentication(app: FastifyInstance, needs: AuthenticationNeeds): Promise<void> {
  const { verifier, possession, revocations, certificateOf, resourceMetadata, now } = needs
  app.decorateRequest(authenticated, null)
  app.decorateRequest(presentedAs, 'Bearer')
  app.decorateRequest('actor', {
    getter(this: FastifyRequest): Actor {
      const actor = actorOf(this)
      if (actor === undefined) throw new Error('nobody is authenticated in a public route')
      return actor
    },
  })
  app.decorateRequest('recheckToken', async function (this: FastifyRequest) {
    if (hasExpired(this.actor, now() / 1000)) throw expiredToken()
    await revocations.check(this.actor)
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.public === true) return
    request[authenticated] = await authenticate(request, reply)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const challenges = reply.problem && challengesOf(reply.problem, request[presentedAs], resourceMetadata)
    if (challenges) reply.header('www-authenticate', challenges)
    done(null, payload)
  })

  async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
    const { method, url, rawHeaders } = request.raw
    const credentials = readCredentials(rawHeaders)
    request[presentedAs] = credentials.scheme
    // RFC 6750, section 2: one method per request. A token in the query alone counts as none.
    if (hasQueryToken(request)) throw malformedCredentials('A token must be sent in the Authorization header only')
    const actor = await verifier.verify(credentials.token)
    await revocations.check(actor)
    const nonce = await possession.check(credentials, actor, {
      method: method ?? '',
      target: url ?? '',
      certificate: () => certificateOf(request.raw),
    })
    if (nonce !== undefined) reply.header('dpop-nonce', nonce)
    return actor
  }
}

// As fastify-plugin does it: the hook belongs to the instance that registers this, not to a child of it.
Object.assign(authentication, { [Symbol.for('skip-override')]: true })

/** Who is calling, for what runs on public routes and failed requests too. */
export function actorOf(request: FastifyRequest): Actor | undefined {
  return request[authenticated] ?? undefined
}

function hasQueryToken({ query }: FastifyRequest): boolean {
  return typeof query === 'object' && query !== null && Object.hasOwn(query, 'access_token')
}

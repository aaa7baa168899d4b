import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'
import { malformedCredentials, readBearerToken } from './bearer.ts'
import type { TokenVerifier } from './token-verifier.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling. Reading it in a public route is a bug and throws. */
    readonly actor: Actor
    [authenticated]: Actor | null
  }
}

const authenticated = Symbol('authenticated')

type Needs = { readonly verifier: TokenVerifier }

/**
 * Requires an access token for every route that does not say `config: { public: true }`, unknown paths included, and
 * decorates requests with `actor`. Applies to the instance it is registered on and everything below.
 */
export async function authentication(app: FastifyInstance, { verifier }: Needs): Promise<void> {
  app.decorateRequest(authenticated, null)
  app.decorateRequest('actor', {
    getter(this: FastifyRequest): Actor {
      const actor = actorOf(this)
      if (actor === undefined) throw new Error('nobody is authenticated in a public route')
      return actor
    },
  })
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.public === true) return
    const token = readBearerToken(request.raw.rawHeaders)
    // RFC 6750, section 2: one method per request. A token in the query alone counts as none.
    if (hasQueryToken(request)) throw malformedCredentials('A token must be sent in the Authorization header only')
    request[authenticated] = await verifier.verify(token)
  })
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

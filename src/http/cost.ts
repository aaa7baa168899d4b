import type { FastifyInstance, RouteOptions } from 'fastify'

// For `cost` and the rest in a route's config.
import type {} from './route-config.ts'

/** What a request takes from the quotas, by what it makes us do. An operation that does more says so itself. */
export const costs = {
  /** A question whether we are alive is always answered. */
  probe: 0,
  /** One thing, found by its id. */
  read: 1,
  /** A page. */
  list: 5,
  /** A change of a case: an act, with its events. */
  write: 5,
  /** Bytes of evidence, in or out. */
  content: 10,
  /** All evidence of a case is re-hashed before it leaves. */
  handover: 20,
  /** Something is sent to a server of the caller's. */
  dial: 50,
} as const

/** Gives every route that is added from now on its cost. */
export function weighRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', route => {
    route.config = { ...route.config, cost: route.config?.cost ?? costs[kindOf(route)] }
  })
}

function kindOf({ method, config, schema }: RouteOptions): keyof typeof costs {
  if (config?.longBody !== undefined || config?.produces !== undefined) return 'content'
  const isRead = [method].flat().every(name => ['GET', 'HEAD', 'OPTIONS'].includes(name))
  if (!isRead) return 'write'
  const parameters = (schema?.querystring as { properties?: object } | undefined)?.properties ?? {}
  return Object.hasOwn(parameters, 'limit') ? 'list' : 'read'
}

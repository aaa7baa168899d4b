import type { FastifyInstance } from 'fastify'

/** On every answer, errors included: replies may hold personal data, and nothing here is meant to be run by a browser. */
export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** RFC 6797: a year, as preload lists ask. Said over TLS only (section 7.2), which a trusted proxy ends. */
export const transportSecurity = 'max-age=31536000; includeSubDomains'

/** Sets them before anything else happens to a request, so that a route may still say otherwise. */
export function sendSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders)
    if (request.protocol === 'https') reply.header('strict-transport-security', transportSecurity)
    done()
  })
}

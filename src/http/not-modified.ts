import type { FastifyInstance } from 'fastify'
import { matchesIfNoneMatch } from './etag.ts'

/**
 * Answers 304 without a body when a GET or HEAD names, in `If-None-Match`, the entity tag its answer carries
 * (RFC 9110, section 15.4.5). The resource is read all the same: whether the caller may see it is decided first.
 */
export function answerNotModified(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag')
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || reply.statusCode !== 200 || typeof etag !== 'string') return done(null, payload)
    if (!matchesIfNoneMatch(request.headers['if-none-match'], etag)) return done(null, payload)
    reply.code(304).removeHeader('content-type').removeHeader('content-length').removeHeader('link')
    // Fastify itself cuts the body of a HEAD, and takes the length that a 200 would have had from it.
    done(null, request.method === 'HEAD' ? payload : null)
  })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

/** What may be said in `X-Purpose`: printable ASCII, because header fields carry nothing else safely (RFC 9110, section 5.5). */
export const purposeForm = { maxLength: 200, pattern: '^[ -~]+$' } as const
const purposePattern = new RegExp(purposeForm.pattern)

/**
 * Refuses requests whose `X-Purpose` cannot be recorded as it is, and on routes with `config: { purpose: true }` those
 * without one.
 */
export function checkPurposes(app: FastifyInstance): void {
  app.addHook('preHandler', (request, _reply, done) => {
    const purpose = purposeOf(request)
    if (purpose !== null && (purpose.length > purposeForm.maxLength || !purposePattern.test(purpose))) {
      throw new Problem('invalid-request', { errors: [{ pointer: 'header/x-purpose', code: 'format' }] })
    }
    if (purpose === null && request.routeOptions.config.purpose === true) throw new Problem('purpose-required')
    done()
  })
}

/** What the request says it is for; null when it says nothing. */
export function purposeOf({ headers }: FastifyRequest): string | null {
  const purpose = headers['x-purpose']
  return typeof purpose === 'string' && purpose !== '' ? purpose : null
}

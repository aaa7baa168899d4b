import type { FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Problem } from '../problems.ts'

/**
 * What a route has read by itself, held to a schema as a body is. Throws `invalid-request`. The schema must be the same
 * object every time: Fastify keeps the validator with it.
 */
export function validated<Schema extends TSchema>(
  request: FastifyRequest,
  schema: Schema,
  value: unknown,
): Static<Schema> {
  const validate = request.compileValidationSchema(schema, 'body') as unknown as (
    value: unknown,
  ) => { value: unknown } | { error: Problem }
  const checked = validate(value)
  if ('error' in checked) throw checked.error
  return checked.value as Static<Schema>
}

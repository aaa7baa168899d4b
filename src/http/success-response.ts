import type { TSchema } from 'typebox'
import type { HeaderSchemas } from './problem-responses.ts'
import { jsonType } from './route-config.ts'

/**
 * A `response` entry for what goes well: `response: { 200: success('The referral.', ref(Referral), { ETag }) }`, with
 * the headers from `headerSchemas` that it carries. Fastify serializes by it and drops whatever it does not list.
 */
export function success<Schema extends TSchema>(description: string, schema: Schema, headers: HeaderSchemas = {}) {
  return { description, headers, content: { [jsonType]: { schema } } } as {
    description: string
    headers: HeaderSchemas
    content: { 'application/json': { schema: Schema } }
  }
}

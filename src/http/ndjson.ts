import type { TSchema } from 'typebox'
import type { HeaderSchemas } from './problem-responses.ts'

/** JSON texts, one a line (RFC 8259 each; no registered type has become usual yet). */
export const ndjsonType = 'application/x-ndjson'
export const csvType = 'text/csv'

/** A stream of lines in the API description: text, which read line by line is a list of these items. */
export function linesSchema(description: string, maxItems: number, ...items: readonly TSchema[]) {
  return {
    type: 'string',
    format: 'binary',
    contentMediaType: ndjsonType,
    maxLength: 2 ** 31,
    description,
    contentSchema: {
      type: 'array',
      maxItems,
      description: 'The lines, one JSON text each.',
      items: items.length === 1 ? items[0] : { oneOf: items },
    },
  } as const
}

/** A `response` entry for what is streamed, by its media types. */
export function streamed(
  description: string,
  content: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  headers: HeaderSchemas = {},
) {
  return {
    description,
    headers,
    content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
  }
}

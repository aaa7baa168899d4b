import type { HeaderSchemas } from './problem-responses.ts'

/** Opaque bytes are given out as what they are to us, whatever they hold. */
export const bytesType = 'application/octet-stream'

/** Bytes in the API description. How many there may be is configured; this is the usual limit. */
export const bytesSchema = {
  type: 'string',
  format: 'binary',
  contentMediaType: bytesType,
  maxLength: 2 ** 31,
} as const

/** A `response` entry for bytes that are streamed. */
export function bytesResponse(description: string, headers: HeaderSchemas) {
  return {
    description,
    headers,
    content: { [bytesType]: { schema: bytesSchema } },
  }
}

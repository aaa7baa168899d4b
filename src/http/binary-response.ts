import type { HeaderSchemas } from './problem-responses.ts'

/** Opaque bytes are given out as what they are to us, whatever they hold. */
export const bytesType = 'application/octet-stream'

/** A `response` entry for bytes that are streamed. */
export function bytesResponse(description: string, headers: HeaderSchemas) {
  return {
    description,
    headers,
    content: { [bytesType]: { schema: { type: 'string', contentMediaType: bytesType, format: 'binary' } } },
  }
}

/** What a JWS in compact serialization says, before anybody has checked its signature. */
export type CompactJws = {
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
}

/**
 * Ways to bring one's own key (RFC 7515, sections 4.1.2, 4.1.5, 4.1.6), to change what is signed (RFC 7797), to
 * compress, or to demand an extension (RFC 7515, section 4.1.11): refused outright rather than ignored.
 */
export const refusedParameters = ['jku', 'x5u', 'x5c', 'b64', 'zip', 'crit'] as const

/**
 * Takes a JWS in compact serialization apart (RFC 7515, section 7.1), as strictly as it is written: three parts of
 * canonical base64url, the first two of them JSON objects. Undefined when it is anything else.
 */
export function readCompactJws(text: string): CompactJws | undefined {
  const parts = text.split('.', 4)
  const [header, payload] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || !parts.every(isCanonicalBase64url)) {
    return undefined
  }
  const [read, said] = [parseObject(header), parseObject(payload)]
  return read === undefined || said === undefined ? undefined : { header: read, payload: said }
}

/** Two spellings of one part would be two tokens with one signature. Also refuses an empty part. */
function isCanonicalBase64url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

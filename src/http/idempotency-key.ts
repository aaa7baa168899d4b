import { createHash, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { ParseError, parseItem } from 'structured-headers'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { Problem } from '../problems.ts'

export const longestKey = 255

/**
 * The key from an `Idempotency-Key` header: one structured-field string (RFC 9651, section 3.3.3) of 1 to 255
 * characters, so `"8e03978e-40d5-43dd-bc93-6894a57f9324"` with its quotes.
 * Throws `idempotency-key-missing` or `idempotency-key-invalid`.
 */
export function parseIdempotencyKey(header: string | string[] | undefined): string {
  if (header === undefined) throw new Problem('idempotency-key-missing')
  const key = typeof header === 'string' ? readString(header) : undefined
  if (key === undefined || key.length === 0 || key.length > longestKey) {
    throw new Problem('idempotency-key-invalid', {
      detail: 'The key stands in double quotes, as in "8e03978e-40d5-43dd-bc93-6894a57f9324" (RFC 9651).',
    })
  }
  return key
}

/** A string item without parameters. Node joins repeated headers with a comma, which no item contains. */
function readString(header: string): string | undefined {
  try {
    const [value, parameters] = parseItem(header)
    return typeof value === 'string' && parameters.size === 0 && /^[\x20-\x7e]*$/.test(value) ? value : undefined
  } catch (error) {
    if (error instanceof ParseError) return undefined
    throw error
  }
}

/**
 * What makes two requests the same request: SHA-256 over method, route, parameters and body in canonical JSON, so that
 * white space and the order of names do not matter and everything else does.
 */
export function requestFingerprint(
  method: string,
  route: string,
  params: Readonly<Record<string, string>>,
  body: JsonValue,
): Buffer {
  return createHash('sha256')
    .update(canonicalJson([method, route, params, body]))
    .digest()
}

const deriveKey = promisify<Buffer, string, number, Buffer>(scrypt)

/**
 * A fingerprint from which nobody can guess what was asked: for requests that name a person who must stay secret. Slow
 * on purpose (scrypt, RFC 7914), with a salt of its own for each caller and key.
 */
export function guardedFingerprint(fingerprint: Buffer, salt: string): Promise<Buffer> {
  return deriveKey(fingerprint, salt, fingerprint.length)
}

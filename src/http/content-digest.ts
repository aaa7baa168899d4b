import { ParseError, parseDictionary } from 'structured-headers'
import { Problem } from '../problems.ts'
import type { ExpectedDigests } from '../vault/vault.ts'

const lengths = { 'sha-256': 32, 'sha-512': 64 } as const
type Algorithm = keyof typeof lengths

/** What we want digests to be made with (RFC 9530, section 4): both are strong, and the first is what we keep. */
export const wantedDigests = 'sha-256=10, sha-512=5'

/**
 * The digests of a `Content-Digest` field (RFC 9530, section 2), raw. Throws `digest-unsupported` when one is made with
 * another algorithm, and `invalid-request` when it is not such a field; `pointer` says where it stood.
 */
export function parseContentDigest(field: string, pointer: string): ExpectedDigests {
  const digests: { sha256?: Uint8Array; sha512?: Uint8Array } = {}
  const entries = entriesOf(field, pointer)
  // A bare hex digest can be read as the name of an algorithm without a value.
  if (entries.length === 0 || entries.some(([, value]) => !(value instanceof ArrayBuffer))) throw malformed(pointer)
  for (const [name, value] of entries) {
    if (!isSupported(name)) throw unsupported(pointer)
    const bytes = new Uint8Array(value as ArrayBuffer)
    if (bytes.length !== lengths[name]) throw malformed(pointer)
    digests[name === 'sha-256' ? 'sha256' : 'sha512'] = bytes
  }
  return digests
}

function entriesOf(field: string, pointer: string): [string, unknown][] {
  try {
    return [...parseDictionary(field)].map(([name, [value]]) => [name, value])
  } catch (error) {
    if (error instanceof ParseError) throw malformed(pointer)
    throw error
  }
}

function isSupported(name: string): name is Algorithm {
  return Object.hasOwn(lengths, name)
}

function malformed(pointer: string): Problem {
  return new Problem('invalid-request', {
    detail: 'Write it as sha-256=:<base64>: (RFC 9530).',
    errors: [{ pointer, code: 'content-digest' }],
  })
}

function unsupported(pointer: string): Problem {
  return new Problem('digest-unsupported', {
    errors: [{ pointer, code: 'algorithm' }],
    headers: { 'want-content-digest': wantedDigests },
  })
}

/** The value of a `Content-Digest` or `Repr-Digest` field for a hex SHA-256. */
export function toContentDigest(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
}

import { ParseError, parseDictionary } from 'structured-headers'
import { Problem } from '../problems.ts'
import type { ExpectedDigests } from '../vault/vault.ts'

const lengths = { 'sha-256': 32, 'sha-512': 64 } as const
type Algorithm = keyof typeof lengths

/** What we want digests to be made with (RFC 9530, section 4): both are strong, and the first is what we keep. */
export const wantedDigests = 'sha-256=10, sha-512=5'

/**
 * The digests of a `Content-Digest` field (RFC 9530, section 2), raw. Throws `digest-unsupported` when it names another
 * algorithm, or none at all, and `invalid-request` when it is not such a field; `pointer` says where it stood.
 */
export function parseContentDigest(field: string, pointer: string): ExpectedDigests {
  const digests: { sha256?: Uint8Array; sha512?: Uint8Array } = {}
  for (const [name, value] of entriesOf(field, pointer)) {
    if (!isSupported(name)) throw unsupported(pointer)
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
    if (bytes?.length !== lengths[name]) throw malformed(pointer)
    digests[name === 'sha-256' ? 'sha256' : 'sha512'] = bytes
  }
  if (digests.sha256 === undefined && digests.sha512 === undefined) throw unsupported(pointer)
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
  return new Problem('invalid-request', { errors: [{ pointer, code: 'content-digest' }] })
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

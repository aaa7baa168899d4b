import { Problem } from '../problems.ts'

/**
 * A strong entity tag (RFC 9110, section 8.8.3) for a version: 3 becomes `"3"`. What has turned by time alone, or with
 * something else, comes after a full stop (`"3.overdue"`): whoever compares with If-None-Match gets what is new, and
 * whoever names the version in If-Match still names the one that they decided upon.
 */
export function toEtag(version: string | number, turned: readonly string[] = []): string {
  const opaque = [version, ...turned].join('.')
  // The narrower half of etagc: what every client and proxy handles alike.
  if (!/^[\x21\x23-\x7e]+$/.test(opaque)) throw new TypeError('not a version for an entity tag')
  return `"${opaque}"`
}

/**
 * The version a client has seen, from its `If-Match` header: `"3"` gives `3`, and so does `"3.overdue"`.
 * Compare it with the current version as text; a weak tag comes back whole (`W/"3"`) and so equals no version, because
 * If-Match compares strongly (RFC 9110, section 13.1.1).
 * Throws `precondition-required` without the header, `invalid-request` for a list, for `*` and for anything malformed:
 * an act names the one version it was decided upon, and `*` would mean "whatever it is now".
 */
export function parseIfMatch(header: string | undefined): string {
  if (header === undefined) throw new Problem('precondition-required')
  const tag = /^(W\/)?"([\x21\x23-\x7e]*)"$/.exec(header.trim())
  if (tag === null) {
    throw new Problem('invalid-request', {
      detail: 'If-Match must be exactly one entity tag in double quotes, as the ETag header gave it.',
      errors: [{ pointer: 'header/if-match', code: 'entity-tag' }],
    })
  }
  const [whole, weak, opaque = ''] = tag
  if (weak !== undefined) return whole
  const [version = ''] = opaque.split('.', 1)
  return version
}

/** Whether `If-None-Match` names the current tag, compared weakly (RFC 9110, section 13.1.2); `*` names any. */
export function matchesIfNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  // A tag may contain commas, so the list is read tag by tag and not split.
  const tags = header.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)
  const current = etag.replace(/^W\//, '')
  for (const [, opaque] of tags) if (opaque === current) return true
  return false
}

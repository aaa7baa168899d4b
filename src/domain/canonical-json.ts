export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined }

/**
 * The one text of a JSON value, by the JSON Canonicalization Scheme (RFC 8785): members sorted by
 * UTF-16 code units, no white space, numbers as ECMAScript prints them. Members that are `undefined` are
 * left out. Throws on what is not JSON (NaN, Infinity) or not Unicode (a lone surrogate).
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not a JSON number')
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`

  const members: string[] = []
  // The default sort compares UTF-16 code units, which is what RFC 8785, section 3.2.3 asks for.
  for (const name of Object.keys(value).sort()) {
    const member = value[name]
    if (member !== undefined) members.push(`${quoted(name)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

/** `JSON.stringify` would write a lone surrogate as an escape, which RFC 8785, section 3.2.2.2 forbids. */
function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('not Unicode text')
  return JSON.stringify(text)
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value)
}

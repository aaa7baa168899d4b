import { Problem } from '../problems.ts'

export type UploadMetadata = {
  /** `filetype`, as the client declares it. */
  readonly mediaType: string
  /** `filename`: for people only; it never becomes a path or a header. */
  readonly fileName: string | null
}

const longestHeader = 2000
const longestName = 255
const token = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,63}"
const mediaTypePattern = new RegExp(`^${token}/${token}$`)
/** Control characters and lone surrogates, whatever turns the direction of text, line and path separators. */
const unfitForNames = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\]/u

/**
 * Reads an `Upload-Metadata` header (tus 1.0.0, creation): pairs of a key and a base64 text. Only `filename` and
 * `filetype` are known, the names that tus clients use. Throws `invalid-request` for anything else.
 */
export function parseUploadMetadata(header: string): UploadMetadata {
  if (header.length > longestHeader) throw refused('max-length')
  const values = new Map<string, string>()
  for (const pair of header.trim() === '' ? [] : header.split(',')) {
    const [key = '', encoded = '', ...rest] = pair.trim().split(' ')
    if (key !== 'filename' && key !== 'filetype') throw refused('unknown-key')
    if (rest.length > 0 || values.has(key)) throw refused('pattern')
    values.set(key, decoded(encoded))
  }
  const mediaType = values.get('filetype') || 'application/octet-stream'
  const fileName = values.get('filename') || null
  if (!mediaTypePattern.test(mediaType)) throw refused('media-type')
  if (fileName !== null && !isFileName(fileName)) throw refused('file-name')
  return { mediaType: mediaType.toLowerCase(), fileName }
}

function decoded(encoded: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) throw refused('base64')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw refused('utf-8')
  }
}

function isFileName(name: string): boolean {
  return [...name].length <= longestName && name.trim() !== '' && !unfitForNames.test(name) && !/^\.{1,2}$/.test(name)
}

function refused(code: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer: 'header/upload-metadata', code }] })
}

import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync } from 'node:crypto'
import Type from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { Problem } from '../problems.ts'

/** Whom a cursor is for and what it continues. */
export type CursorScope = {
  readonly agency: AgencyId
  readonly operationId: string
  /** Every parameter that decides which items are listed and in which order; not `limit`. */
  readonly filter: { readonly [name: string]: JsonValue | undefined }
}

export type PageCursors = {
  /** The cursor of the page that begins after `position`. */
  seal(scope: CursorScope, position: JsonValue): string
  /** The position a cursor was made from. Throws `cursor-invalid` for any other scope and for any change. */
  open(scope: CursorScope, cursor: string): JsonValue
}

const nonceLength = 12
const tagLength = 16

/**
 * Opaque page cursors under AES-256-GCM. The scope is authenticated with the position, so a cursor is no authorisation:
 * under another agency, operation or filter it does not open. Every process needs the same 32-byte key.
 */
export function createPageCursors(secret: Uint8Array): PageCursors {
  if (secret.length !== 32) throw new TypeError('a cursor key has 32 bytes')
  const key = createSecretKey(secret)
  const freshNonce = drawNonces()

  return {
    seal(scope, position) {
      const nonce = freshNonce()
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
      cipher.setAAD(associatedData(scope))
      const sealed = cipher.update(JSON.stringify(position), 'utf8')
      return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },

    open(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      // Node skips what is not base64url; only the text that was given out may open.
      if (bytes.length <= nonceLength + tagLength || bytes.toString('base64url') !== cursor) throw cursorInvalid()
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), {
        authTagLength: tagLength,
      })
      decipher.setAAD(associatedData(scope))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      const opened = decipher.update(bytes.subarray(nonceLength, -tagLength))
      try {
        return JSON.parse(Buffer.concat([opened, decipher.final()]).toString('utf8')) as JsonValue
      } catch (cause) {
        throw cursorInvalid(cause)
      }
    },
  }
}

/** Random nonces, each given out once. They are drawn many at a time, because a draw costs as much as the rest of a seal. */
function drawNonces(): () => Buffer {
  const drawn = Buffer.alloc(256 * nonceLength)
  let used = drawn.length
  return () => {
    if (used === drawn.length) {
      randomFillSync(drawn)
      used = 0
    }
    used += nonceLength
    return drawn.subarray(used - nonceLength, used)
  }
}

function associatedData({ agency, operationId, filter }: CursorScope): Buffer {
  return Buffer.from(canonicalJson([agency, operationId, filter]))
}

function cursorInvalid(cause?: unknown): Problem {
  return new Problem('cursor-invalid', { errors: [{ pointer: 'query/cursor', code: 'cursor' }], cause })
}

/** The query parameters of every list. */
export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 200,
      default: 50,
      format: 'int32',
      description: 'How many items a page has at most.',
      examples: [50],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 38,
      maxLength: 1000,
      pattern: '^[A-Za-z0-9_-]+$',
      description: 'Where the page begins; take it from `next`, never make it.',
    }),
  ),
}

/**
 * Where the next page is, for the body (`next`) and the same for the `Link` header (RFC 8288).
 * Keeps the request's other parameters, so that following `next` repeats the filter the cursor is bound to.
 */
export function nextPage(requestUrl: string, cursor: string | null): { next: string | null; link: string | undefined } {
  if (cursor === null) return { next: null, link: undefined }
  const next = plainPath.test(requestUrl) ? `${requestUrl}?cursor=${cursor}` : withCursor(requestUrl, cursor)
  return { next, link: `<${next}>; rel="next"` }
}

/** Without parameters to keep, and without a character that would have to be escaped. */
const plainPath = /^(?:\/[\w-]+)+$/

function withCursor(requestUrl: string, cursor: string): string {
  const url = new URL(requestUrl, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  return `${url.pathname}${url.search}`
}

import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync } from 'node:crypto'
import Type from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { Problem } from '../problems.ts'
import type { IsPosition } from './page-position.ts'

/** Whom a cursor is for, what it continues, and what a position is there. */
export type CursorScope<Position> = {
  readonly agency: AgencyId
  readonly operationId: string
  /** Every parameter that decides which items are listed and in which order; not `limit`. */
  readonly filter: { readonly [name: string]: JsonValue | undefined }
  readonly isPosition: IsPosition<Position>
}

export type PageCursors = {
  /** The cursor of the page that begins after `position`. */
  seal<Position extends JsonValue>(scope: CursorScope<Position>, position: NoInfer<Position>): string
  /** The position a cursor was made from. Throws `cursor-invalid` for any other scope or kind of position, and for any change. */
  open<Position extends JsonValue>(scope: CursorScope<Position>, cursor: string): Position
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
      const position = parsed(() => Buffer.concat([opened, decipher.final()]))
      if (!scope.isPosition(position)) throw cursorInvalid()
      return position
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

function associatedData({ agency, operationId, filter }: Omit<CursorScope<unknown>, 'isPosition'>): Buffer {
  return Buffer.from(canonicalJson([agency, operationId, filter]))
}

function parsed(opened: () => Buffer): unknown {
  try {
    return JSON.parse(opened().toString('utf8'))
  } catch (cause) {
    throw cursorInvalid(cause)
  }
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

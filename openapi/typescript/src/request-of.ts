import { type Operations, operations } from './api.ts'
import type { Request } from './exchange.ts'
import { entityTagOf, type Version } from './version.ts'

/** A line of the generated table. */
type Row = {
  readonly method: string
  readonly path: string
  readonly answers: Request['answers']
  readonly query?: readonly string[]
  /** The headers that are given as arguments, by their names as such. */
  readonly headers?: Readonly<Record<string, string>>
  /** The media type of a body that is no form. */
  readonly body?: string
  readonly repeatable?: boolean
}

type Base = {
  readonly baseUrl: string
  readonly language: string | undefined
  readonly timeoutMs: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The request that calls an operation. Throws a TypeError for arguments it does not have. */
export function requestOf(id: keyof Operations, input: object, base: Base): Request {
  const row: Row = operations[id]
  const given = input as Readonly<Record<string, unknown>>
  const url = urlOf(base.baseUrl, row, given)
  const known = [...argumentsOfPath(row.path), ...(row.query ?? []), ...Object.keys(row.headers ?? {}), 'body']
  const unknown = Object.keys(given).find(name => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${id} has no argument ${unknown}`)

  const headers: Record<string, string> = { accept: row.answers === 'bytes' ? '*/*' : 'application/json' }
  if (base.language !== undefined) headers['accept-language'] = base.language
  const idempotencyKey = keyOf(row, given)
  for (const [name, header] of Object.entries(row.headers ?? {})) {
    const value = name === 'idempotencyKey' ? idempotencyKey : given[name]
    if (value !== undefined) headers[header] = headerValue(name, value)
  }
  const body = bodyOf(row, given['body'], headers)
  return {
    method: row.method,
    url,
    headers,
    ...(body !== undefined && { body }),
    repeatable: row.repeatable === true,
    idempotencyKey,
    answers: row.answers,
    inRanges: 'ifRange' in (row.headers ?? {}),
    signal: base.signal,
    timeoutMs: base.timeoutMs ?? 30_000,
  }
}

function urlOf(baseUrl: string, { path, query = [] }: Row, given: Readonly<Record<string, unknown>>): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(name, given[name]))
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${filled}`)
  for (const name of query) {
    for (const value of [given[name]].flat()) if (value !== undefined) url.searchParams.append(name, String(value))
  }
  return url
}

function argumentsOfPath(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** One segment of a path; a dot or two would be taken for a way up. */
function segmentOf(name: string, value: unknown): string {
  const text = String(value ?? '')
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`${name} cannot be “${text}”`)
  return encodeURIComponent(text)
}

/** One key for all attempts. */
function keyOf({ headers = {} }: Row, { idempotencyKey }: Readonly<Record<string, unknown>>): string | undefined {
  if (!('idempotencyKey' in headers)) return undefined
  return idempotencyKey === undefined ? crypto.randomUUID() : String(idempotencyKey)
}

function headerValue(name: string, value: unknown): string {
  if (name === 'ifMatch') return entityTagOf(value as Version)
  if (name !== 'idempotencyKey') return String(value)
  // A string of RFC 9651, unless it is one already.
  const key = String(value)
  return /^"[\s\S]*"$/.test(key) ? key : `"${key.replace(/[\\"]/g, '\\$&')}"`
}

function bodyOf({ body: type }: Row, body: unknown, headers: Record<string, string>): RequestInit['body'] | undefined {
  if (body === undefined) return undefined
  // A form names its own type, with its boundary.
  if (body instanceof FormData) return body
  if (type === undefined) throw new TypeError('this operation takes a form')
  headers['content-type'] = type
  return /[/+]json$/.test(type) ? JSON.stringify(body) : (body as NonNullable<RequestInit['body']>)
}

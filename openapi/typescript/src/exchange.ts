import type { ProblemDocument } from './api.ts'
import { backoffMs, type RetryPolicy, retryAfterMs, sleep } from './backoff.ts'
import type { createAuthorization } from './credentials.ts'
import { NoAnswer, ProblemError, UnexpectedAnswer } from './problem.ts'

/** One request, whole: what is sent again when it is repeated. */
export type Request = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: RequestInit['body']
  /** Whether two of it are as good as one. */
  readonly repeatable: boolean
  readonly idempotencyKey: string | undefined
  readonly answers: 'json' | 'bytes' | 'nothing'
  /** Whether a part of the answer can be asked for. */
  readonly inRanges: boolean
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

export type Transport = {
  readonly fetch: typeof fetch
  readonly authorization: ReturnType<typeof createAuthorization>
  readonly retry: RetryPolicy
  readonly onRetry: ((why: Retry) => void) | undefined
}

/** Why a request is sent again, and after how long. */
export type Retry = {
  readonly method: string
  readonly path: string
  readonly attempt: number
  readonly waitMs: number
  readonly error: Error
}

export type Success = { readonly status: number; readonly headers: Headers; readonly data: unknown }

/** A request whose answer was lost, or that was not let in yet, comes again; `unknown` is what it may have done. */
class Again {
  readonly error: Error
  readonly waitMs: number | undefined
  readonly unknown: boolean

  constructor(error: Error, { waitMs, unknown }: { waitMs?: number | undefined; unknown: boolean }) {
    this.error = error
    this.waitMs = waitMs
    this.unknown = unknown
  }
}

/** Sends a request until there is an answer that counts. Throws what the last attempt came to. */
export async function exchange(request: Request, transport: Transport): Promise<Success> {
  const { retry, onRetry } = transport
  let refused = 0
  let mayBeDone = false
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(request, transport, refused > 0).catch(error => {
      if (mayBeDone && isGone(request, error)) return gone()
      throw error
    })
    if (!(outcome instanceof Again)) return outcome

    const { error, waitMs = backoffMs(attempt, retry), unknown } = outcome
    mayBeDone ||= unknown
    const hopeless = isUnauthenticated(error) && ++refused > 2
    const safe = request.repeatable || !unknown
    const lasting = request.body instanceof ReadableStream
    if (hopeless || !safe || lasting || attempt >= retry.attempts || waitMs > retry.longestWaitMs) throw error
    onRetry?.({ method: request.method, path: request.url.pathname, attempt, waitMs, error })
    await sleep(waitMs, request.signal)
  }
}

/** What was to go is not there: after an attempt whose answer was lost, that one has done it. */
function isGone({ method }: Request, error: unknown): boolean {
  return method === 'DELETE' && error instanceof ProblemError && error.code === 'not-found'
}

/** As the answer that was lost. */
const gone = (): Success => ({ status: 204, headers: new Headers(), data: undefined })

async function attemptOnce(request: Request, transport: Transport, refused: boolean): Promise<Success | Again> {
  const { method, url, signal } = request
  signal?.throwIfAborted()
  const credentials = await transport.authorization.authorize(method, url, refused)
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new Error(`no answer in ${request.timeoutMs} ms`)), request.timeoutMs)
  try {
    const response = await transport.fetch(url, {
      method,
      headers: { ...request.headers, ...credentials },
      // A token goes to the service it is meant for, and nowhere it is sent on to.
      redirect: 'manual',
      signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
      ...(request.body !== undefined && { body: request.body }),
      ...(request.body instanceof ReadableStream && { duplex: 'half' }),
    })
    transport.authorization.heed(response.headers)
    return await readAnswer(request, response)
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (cause instanceof ProblemError || cause instanceof UnexpectedAnswer) throw cause
    return new Again(new NoAnswer(asked(request), { cause }), { unknown: true })
  } finally {
    clearTimeout(timer)
  }
}

async function readAnswer(request: Request, response: Response): Promise<Success | Again> {
  const { status, headers, ok } = response
  if (ok && request.answers === 'bytes') return { status, headers, data: response.body }
  const text = await response.text()
  if (status === 304 || (ok && request.answers === 'nothing')) return { status, headers, data: undefined }
  const body = parse(headers, text)
  if (ok && body !== undefined) return { status, headers, data: body }

  const waitMs = retryAfterMs(headers.get('retry-after'))
  if (isProblemDocument(body)) return refusal(new ProblemError(asked(request), body, waitMs))
  const unexpected = new UnexpectedAnswer(asked(request), status)
  // A gateway that did not reach the service answers in its own words.
  if ([408, 429, 502, 503, 504].includes(status)) return new Again(unexpected, { waitMs, unknown: status !== 429 })
  throw unexpected
}

/** What may yet be answered otherwise comes again; every other refusal is the answer. */
function refusal(error: ProblemError<string>): Again {
  const waitMs = error.retryAfterMs
  const { status, code } = error
  // Refused before anything was done.
  if (status === 429) return new Again(error, { waitMs, unknown: false })
  if (isUnauthenticated(error)) return new Again(error, { waitMs: 0, unknown: false })
  // An earlier attempt under the same key is still being worked on.
  if (code === 'request-in-progress') return new Again(error, { waitMs, unknown: false })
  if (status === 503 || status === 408) return new Again(error, { waitMs, unknown: true })
  throw error
}

/** Another token or another proof may be accepted. */
function isUnauthenticated(error: Error): boolean {
  return (
    error instanceof ProblemError && ['invalid-token', 'dpop-nonce-required', 'invalid-dpop-proof'].includes(error.code)
  )
}

function parse(headers: Headers, text: string): unknown {
  if (!/^application\/([\w.-]+\+)?json\b/.test(headers.get('content-type') ?? '')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblemDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && 'status' in body && 'title' in body
}

/** What an error says that it is about. */
export function asked({ method, url, idempotencyKey }: Request) {
  return { method, path: url.pathname, idempotencyKey }
}

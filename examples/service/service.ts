import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Officer } from './officer.ts'
import type { Tokens } from './tokens.ts'

/** The parts of a problem document (RFC 9457) that this client reads. */
export type Problem = {
  readonly title: string
  readonly code: string
  readonly rule?: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[]
}

/** The service said no; the problem document says why. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly problem: Problem

  constructor(request: string, status: number, problem: Problem) {
    const { title, code, rule, detail, errors = [] } = problem
    const places = errors.map(({ pointer, code }) => `${pointer || '/'} ${code}`).join(', ')
    super([`${request}: ${status} ${code}`, rule, title, detail, places].filter(Boolean).join('; '))
    this.status = status
    this.problem = problem
  }
}

/** No service answers at this address. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

/** What is waited for did not come about in time. */
export class Overdue extends Error {
  override name = 'Overdue'
}

/** One answered request; `bytes` is the whole body of the reply. */
export type Exchange = {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: Buffer
  readonly isJson: boolean
}

export type Request = {
  readonly as: Officer
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly body?: unknown
  /** Sent as a form instead: what is said about a file, then the file. */
  readonly form?: { readonly metadata: unknown; readonly file: File }
  /** The ETag that If-Match carries. */
  readonly ifMatch?: string | undefined
  /** What it is read for, as X-Purpose carries it. */
  readonly purpose?: string
}

export type Answer<Body> = { readonly body: Body; readonly etag: string | undefined }

export type Service = {
  /** Throws `Refused` for an answer from 400 on, and `Unreachable` when none comes. */
  ask<Body>(request: Request): Promise<Answer<Body>>
  /** Asks for bytes. Throws as `ask` does. */
  download(request: Request): Promise<Buffer>
  /** Asks again and again, and answers when it is what is waited for; throws `Overdue` when that takes too long. */
  askUntil<Body>(request: Request, isThere: (body: Body) => boolean, patienceMs?: number): Promise<Answer<Body>>
  /** How many requests had to be repeated. */
  repeats(): number
}

type Needs = {
  readonly url: string
  readonly tokens: Tokens
  /** Told of every answer that counts; repeats are not told of. */
  readonly heard?: (exchange: Exchange) => void
}

const mostAttempts = 12
const longestWaitMs = 65_000
const patienceMs = 30_000
const longestPollMs = 90_000

/** Speaks to the service over HTTP, and repeats what a busy or restarting service could not answer. */
export function createService({ url, tokens, heard }: Needs): Service {
  let repeated = 0

  /** The answer that counts: repeats what was not answered under the same key, so that nothing is done twice. */
  async function exchange({ as, method, path, body, form, ifMatch, purpose }: Request): Promise<Exchange & Tagged> {
    const key = method === 'POST' ? { 'idempotency-key': `"${randomUUID()}"` } : {}
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    for (let attempt = 1; ; attempt++) {
      const reply = await send(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokens.tokenOf(as)}`,
          ...key,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(purpose !== undefined && { 'x-purpose': purpose }),
          ...(body !== undefined && { 'content-type': type }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(form !== undefined && { body: toFormData(form) }),
      })
      const waitMs = reply instanceof Unreachable ? Math.min(100 * 2 ** attempt, 5_000) : reply.retryAfterMs
      if (waitMs !== undefined && attempt < mostAttempts) {
        repeated += 1
        await delay(Math.min(waitMs, longestWaitMs))
        continue
      }
      if (reply instanceof Unreachable) throw reply
      return { method, path, ...reply }
    }
  }

  function accepted(answer: Exchange & Tagged): Exchange & Tagged {
    heard?.(answer)
    const { method, path, status } = answer
    if (status >= 400) throw new Refused(`${method} ${path}`, status, jsonOf(answer) as Problem)
    return answer
  }

  return {
    repeats: () => repeated,
    async ask<Body>(request: Request): Promise<Answer<Body>> {
      const answer = accepted(await exchange(request))
      return { body: jsonOf(answer) as Body, etag: answer.etag }
    },
    async download(request) {
      return accepted(await exchange(request)).bytes
    },
    async askUntil<Body>(request: Request, isThere: (body: Body) => boolean, patienceMs = longestPollMs) {
      const giveUpAt = performance.now() + patienceMs
      for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 1_000)) {
        const answer = await exchange(request)
        // Only the last answer is told of: that it was asked for before is no part of the story.
        if (answer.status >= 400 || isThere(jsonOf(answer) as Body)) {
          accepted(answer)
          return { body: jsonOf(answer) as Body, etag: answer.etag }
        }
        if (performance.now() > giveUpAt) {
          throw new Overdue(`${request.path} is not what is waited for after ${patienceMs / 1000} s`)
        }
        await delay(waitMs)
      }
    },
  }
}

type Tagged = { readonly etag: string | undefined }

export function jsonOf({ bytes }: Pick<Exchange, 'bytes'>): unknown {
  return bytes.length === 0 ? null : JSON.parse(bytes.toString())
}

/** The service reads the parts in this order, so that it can refuse before the file has come. */
function toFormData({ metadata, file }: NonNullable<Request['form']>): FormData {
  const form = new FormData()
  form.append('metadata', JSON.stringify(metadata))
  form.append('file', file)
  return form
}

async function send(url: string, request: RequestInit) {
  try {
    const reply = await fetch(url, { ...request, signal: AbortSignal.timeout(patienceMs) })
    const retryAfter = reply.headers.get('retry-after')
    return {
      status: reply.status,
      etag: reply.headers.get('etag') ?? undefined,
      // Busy (503), over the quota (429) or still at it (409): the service says when to come again.
      retryAfterMs: reply.ok || retryAfter === null ? undefined : waitAfter(retryAfter),
      isJson: /^application\/([\w.-]+\+)?json\b/.test(reply.headers.get('content-type') ?? ''),
      bytes: Buffer.from(await reply.arrayBuffer()),
    }
  } catch (cause) {
    return new Unreachable(`no answer from ${url}`, { cause })
  }
}

/** Seconds are what this service says; a proxy before it may name a date, and then a second will do. */
function waitAfter(retryAfter: string): number {
  return /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 1000
}

/**
 * Looks once whether a service is there and ready.
 *
 * @throws {Unreachable} with the one line that says what to do
 */
export async function assertServes(url: string): Promise<void> {
  const reply = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(patienceMs) }).catch((cause: unknown) => {
    throw new Unreachable(`No service answers at ${url}; start it in another terminal with: npm start`, { cause })
  })
  const text = await reply.text()
  if (reply.status === 200 && /^\{"status":"(ok|degraded)"/.test(text)) return
  const why = reply.status === 503 ? 'is there but not ready' : 'is not Penerusan'
  throw new Unreachable(`What answers at ${url} ${why} (GET /readyz: ${reply.status})`)
}

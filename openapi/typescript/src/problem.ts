import type { ProblemCode, ProblemDocument } from './api.ts'

/** What was asked for, for whoever reads the error. */
type Asked = { readonly method: string; readonly path: string; readonly idempotencyKey: string | undefined }

/** The service refused, and the problem document (RFC 9457) says why. `isProblem` tells one kind from another. */
export class ProblemError<Code extends string = ProblemCode> extends Error {
  override readonly name = 'ProblemError'
  readonly code: Code
  readonly status: number
  /** The numbered rule that refused. */
  readonly rule: string | undefined
  readonly problem: ProblemDocument
  /** How long the service asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined
  /** The key the request was sent under; another attempt under it cannot act twice. */
  readonly idempotencyKey: string | undefined

  constructor(asked: Asked, problem: ProblemDocument, retryAfterMs: number | undefined) {
    const { title, status, code, rule, detail, errors = [] } = problem
    const places = errors.map(place => `${place.pointer || '/'} ${place.code}`).join(', ')
    super([`${asked.method} ${asked.path}: ${status} ${code}`, rule, title, detail, places].filter(Boolean).join('; '))
    this.code = code as Code
    this.status = status
    this.rule = rule
    this.problem = problem
    this.retryAfterMs = retryAfterMs
    this.idempotencyKey = asked.idempotencyKey
  }
}

/**
 * No answer came, after all attempts. Whether the request had an effect is not known: ask again under the same
 * `idempotencyKey`, or look.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly idempotencyKey: string | undefined

  constructor(asked: Asked, options: ErrorOptions) {
    super(`${asked.method} ${asked.path}: no answer`, options)
    this.idempotencyKey = asked.idempotencyKey
  }
}

/** A download broke off, and what there is now is another version: what came so far is the beginning of nothing. */
export class DownloadChanged extends Error {
  override readonly name = 'DownloadChanged'

  constructor(asked: Asked) {
    super(`${asked.method} ${asked.path}: the rest is that of another version`)
  }
}

/** What answered is not this API: neither what is described, nor a problem document. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer'
  readonly status: number
  readonly idempotencyKey: string | undefined

  constructor(asked: Asked, status: number) {
    super(`${asked.method} ${asked.path}: ${status}, and not an answer of this API`)
    this.status = status
    this.idempotencyKey = asked.idempotencyKey
  }
}

/** Whether an error is a problem of one of these kinds, or of any kind if none is named. */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ProblemError<Code> {
  return error instanceof ProblemError && (codes.length === 0 || codes.some(code => code === error.code))
}

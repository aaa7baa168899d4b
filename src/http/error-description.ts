import { Problem } from '../problems.ts'

/** What of an error may be written down. */
export type ErrorDescription = {
  type: string
  message?: string
  code?: string
  /** PostgreSQL: SQLSTATE, and names that our own migrations chose. */
  sqlstate?: string
  constraint?: string
  routine?: string
  statement?: string
  frames?: string[]
  cause?: ErrorDescription
}

const longestChain = 5
const mostFrames = 12

/**
 * Describes an error for the log without anything a caller or a case put into it. Messages are left out: those of a
 * database error hold its parameters, those of a parser quote its input. Only the messages of `Problem`, which are
 * ours word for word, are kept; for the rest the type, the code and the stack frames say where to look.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error }
  const fields = error as Error & Record<string, unknown>
  const isDatabaseError = typeof fields['severity'] === 'string' && typeof fields['routine'] === 'string'
  return {
    type: identifier(error.constructor.name) ?? 'Error',
    ...(error instanceof Problem ? { message: error.message } : {}),
    ...optional(isDatabaseError ? 'sqlstate' : 'code', identifier(fields['code'])),
    ...(isDatabaseError ? optional('constraint', identifier(fields['constraint_name'])) : {}),
    ...(isDatabaseError ? optional('routine', identifier(fields['routine'])) : {}),
    ...optional('statement', identifier(fields['statement'])),
    ...optional('frames', framesOf(error)),
    ...(error.cause !== undefined && depth < longestChain ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }
}

/** A name as programs give them; a sentence or a value is none. */
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_.-]{1,63}$/.test(value) ? value : undefined
}

/** The stack without its first part, which repeats the message; a message may even contain lines that look like frames. */
function framesOf({ stack = '', message }: Error): string[] | undefined {
  const end = message === '' ? 0 : stack.indexOf(message) + message.length
  if (end < message.length) return undefined
  const frames = stack
    .slice(end)
    .split('\n')
    .filter(line => /^ {4}at /.test(line))
  return frames.length === 0 ? undefined : frames.slice(0, mostFrames).map(line => line.trim())
}

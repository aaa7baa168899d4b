import { parseHttpDate } from './http-date.ts'

/** Everything that can come of an attempt. The world has more errors; whoever receives bells needs only these. */
export const attemptOutcomes = [
  'delivered',
  'refused',
  'timeout',
  'unreachable',
  'tls-failed',
  'address-refused',
  'answer-unfit',
] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

/** What an endpoint answered, or why it did not. */
export type Answered = {
  readonly outcome: AttemptOutcome
  /** Its HTTP status; null when there was none. */
  readonly status: number | null
  /** What it said in Retry-After, in milliseconds. */
  readonly retryAfterMs?: number | undefined
}

/** What becomes of a delivery after an attempt, and how long its endpoint gets a rest. */
export type AfterAttempt = {
  readonly next: 'delivered' | 'waiting' | 'parked' | 'gone'
  /** Until the next attempt. */
  readonly afterMs: number
  /** Until anything else goes to this endpoint. */
  readonly restMs: number
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** What passes before the second, third, … attempt: the example of Standard Webhooks 1.0.0, ten attempts in 75 hours and 35 minutes. */
export const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const
export const mostAttempts = pauses.length + 1

/** Pauses are longer by up to this part, so that what failed at one moment does not come back at one moment. */
const jitter = 0.1
/** An endpoint may ask for no longer pause than this. */
const longestRest = 24 * hour
const restWhenThrottled = minute
/** Statuses by which an endpoint, or what stands before it, says that it has too much to do. */
const throttling: readonly (number | null)[] = [429, 502, 504]

/** Whether this status is a success: 2xx and no other. A redirection is a failure, and is never followed. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/**
 * Decides what follows the nth attempt. `random` is from 0 to 1. A delivery that has failed as often as it is tried is
 * parked, never dropped.
 */
export function afterAttempt(attempt: number, answered: Answered, random: number): AfterAttempt {
  const { outcome, status, retryAfterMs } = answered
  if (outcome === 'delivered') return { next: 'delivered', afterMs: 0, restMs: 0 }
  if (status === 410) return { next: 'gone', afterMs: 0, restMs: 0 }

  const asked = Math.min(retryAfterMs ?? 0, longestRest)
  const restMs = throttling.includes(status) ? Math.max(asked, restWhenThrottled) : asked
  const pause = pauses[attempt - 1]
  if (pause === undefined) return { next: 'parked', afterMs: 0, restMs }
  return { next: 'waiting', afterMs: Math.max(Math.round(pause * (1 + jitter * random)), restMs), restMs }
}

/** What Retry-After asks for, in milliseconds from now and up to a day: a number of seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const asked = header?.trim() ?? ''
  // However many digits it has, a pause is asked for.
  if (/^\d+$/.test(asked)) return Math.min(Number(asked) * second, longestRest)
  const at = parseHttpDate(asked, nowMs)
  return at === undefined ? undefined : Math.min(Math.max(0, at - nowMs), longestRest)
}

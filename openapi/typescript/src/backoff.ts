/** How often and how patiently a request is repeated. */
export type RetryPolicy = {
  /** Attempts in all; 1 repeats nothing. */
  readonly attempts: number
  /** The first wait without a `Retry-After`; each one after it is twice as long. */
  readonly firstWaitMs: number
  /** No wait is longer; where the service asks for more, its refusal is thrown. */
  readonly longestWaitMs: number
}

export const patience: RetryPolicy = { attempts: 8, firstWaitMs: 250, longestWaitMs: 60_000 }

/** Anywhere between nothing and twice the last wait, so that those who failed together do not come back together. */
export function backoffMs(attempt: number, { firstWaitMs, longestWaitMs }: RetryPolicy): number {
  return Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1))
}

/** What `Retry-After` asks for (RFC 9110): seconds, or a date. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** A timer for longer than this rings at once. */
const longestTimerMs = 2 ** 31 - 1

/** Waits, unless the signal says that nobody waits any more; then its reason is thrown. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms
  for (; left > longestTimerMs; left -= longestTimerMs) await timer(longestTimerMs, signal)
  await timer(left, signal)
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(running)
      reject(signal?.reason)
    }
    const running = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

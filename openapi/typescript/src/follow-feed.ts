import type { FeedItem } from './api.ts'
import { backoffMs, sleep } from './backoff.ts'
import type { Client } from './client.ts'
import { advance, FeedFault, type FeedPosition, feedStart } from './feed-chain.ts'
import { isProblem, NoAnswer, ProblemError, UnexpectedAnswer } from './problem.ts'

export type FollowOptions = {
  /** Where you had come to; without it, from the first entry. */
  readonly after?: FeedPosition
  /** Ends it: the loop throws the reason. */
  readonly signal?: AbortSignal | undefined
  /** How long the service may wait for the next entry before it answers that there is none, in seconds. */
  readonly waitSeconds?: number
  /** How many entries at most come in one answer. */
  readonly limit?: number
  /** Told of every attempt that failed while the service cannot be reached. The feed is followed again when it can. */
  readonly onOutage?: ((error: Error) => void) | undefined
}

/** An entry, and the position after it: keep it when you have done what the entry asks for. */
export type Followed = { readonly item: FeedItem; readonly position: FeedPosition }

const outagePatience = { attempts: Number.POSITIVE_INFINITY, firstWaitMs: 500, longestWaitMs: 60_000 }

/**
 * Every entry of your feed from a position on, in its order and without end. Each is checked: no number is missing, its
 * digest fits, and so does the running digest; otherwise a FeedFault is thrown.
 *
 * What was yielded and whose position was not kept comes again after a restart: at least once, so act by the `id` of the
 * entry. Outages are waited for.
 */
export async function* followFeed(
  client: Pick<Client, 'readFeed' | 'reconcileFeed'>,
  { after = feedStart, signal, waitSeconds = 20, limit = 100, onOutage }: FollowOptions = {},
): AsyncGenerator<Followed, never, undefined> {
  const patiently = <Result>(ask: () => Promise<Result>) => throughOutages(ask, { signal, onOutage })
  let position = after
  if (position.number > 0) await patiently(() => assertSameHistory(client, after, signal))
  for (;;) {
    const query = { after: position.number, limit, prefer: `wait=${waitSeconds}` }
    const options = { signal, timeoutMs: (waitSeconds + 15) * 1000 }
    const { data } = await patiently(() => client.readFeed(query, options)).catch(error => {
      // You have what the service has not, as after it was set back to an earlier day while you followed.
      throw isProblem(error, 'feed-number-unknown') ? new FeedFault('history', position.number) : error
    })
    for (const item of data.items) {
      position = await advance(position, item)
      yield { item, position }
      signal?.throwIfAborted()
    }
  }
}

async function assertSameHistory(
  client: Pick<Client, 'reconcileFeed'>,
  { number, runningDigest }: FeedPosition,
  signal: AbortSignal | undefined,
): Promise<void> {
  const body = { points: [{ number, runningdigest: runningDigest }] }
  const { data } = await client.reconcileFeed({ body }, { signal })
  if (data.outcome === 'different') throw new FeedFault('history', number)
}

/** Asks until there is an answer; only what waiting cannot cure is thrown. */
async function throughOutages<Result>(
  ask: () => Promise<Result>,
  { signal, onOutage }: Pick<FollowOptions, 'onOutage' | 'signal'>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (error) {
      if (!isOutage(error)) throw error
      onOutage?.(error)
      const asked = error instanceof ProblemError ? error.retryAfterMs : undefined
      await sleep(asked ?? backoffMs(Math.min(attempt, 10), outagePatience), signal)
    }
  }
}

function isOutage(error: unknown): error is NoAnswer | ProblemError | UnexpectedAnswer {
  if (error instanceof NoAnswer) return true
  if (!(error instanceof ProblemError || error instanceof UnexpectedAnswer)) return false
  return error.status >= 500 || error.status === 429 || error.status === 408
}

import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a condition; what it answers when it holds is returned. Throws with the last reason after two minutes: a transaction
 * that fills a table of another test holds up numbering for its whole length, which on a slow machine is more than half of one.
 */
export async function until<Answer>(condition: () => Promise<Answer> | Answer): Promise<NonNullable<Answer>> {
  let reason: unknown
  for (const giveUpAt = performance.now() + 120_000; performance.now() < giveUpAt; await delay(10)) {
    try {
      const answer = await condition()
      if (answer) return answer
    } catch (error) {
      reason = error
    }
  }
  throw new Error(`it did not come about: ${condition}`, { cause: reason })
}

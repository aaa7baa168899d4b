import type { FeedItem, FeedPage, FeedReconciliation } from '../../openapi/typescript/src/api.ts'
import { advance, type FeedPosition, feedStart } from '../../openapi/typescript/src/feed-chain.ts'
import type { Officer } from './officer.ts'
import type { Answer, Service } from './service.ts'

export type FollowedFeed = { readonly entries: readonly FeedItem[]; readonly position: FeedPosition }

/** An agency's feed as its own system follows it: each entry is checked against the one before. */
export function openFeed(service: Service, as: Officer) {
  return {
    /** Reads it from its first entry until all of these events are there, and all that was numbered with them. */
    async followTo(eventIds: readonly string[]): Promise<FollowedFeed> {
      const entries: FeedItem[] = []
      let position = feedStart
      const missing = new Set(eventIds)
      for (let more = true; more || missing.size > 0; ) {
        const path = `/v1/feed?after=${position.number}&limit=1000`
        const { body }: Answer<FeedPage> = await service.askUntil(
          { as, method: 'GET', path },
          (page: FeedPage) => page.items.length > 0 || missing.size === 0,
        )
        for (const item of body.items) {
          position = await advance(position, item)
          entries.push(item)
          missing.delete(item.id)
        }
        more = body.items.length > 0
      }
      return { entries, position }
    },

    /** What the service says to the number and the digest that the follower has come to. */
    async reconcile({ number, runningDigest }: FeedPosition) {
      const body = { points: [{ number, runningdigest: runningDigest }] }
      const path = '/v1/feed/reconciliation'
      return (await service.ask<FeedReconciliation>({ as, method: 'POST', path, body })).body
    },
  }
}

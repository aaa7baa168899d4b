import type { AgencyPools } from '../db/agency-pools.ts'
import { readFeed } from '../db/feed.ts'
import type { DeliveryTakenUp } from '../db/webhook-deliveries.ts'
import { streamKinds } from '../domain/event-types.ts'
import { type CloudEvent, toCloudEvent } from '../domain/feed-entry.ts'

/**
 * The bell for a delivery: the entry of the feed as whoever made the webhook may see it at this moment. So nothing is told by
 * a bell that the feed would withhold.
 */
export async function readBell(
  pools: AgencyPools,
  { agency, person, number }: Pick<DeliveryTakenUp, 'agency' | 'person' | 'number'>,
): Promise<CloudEvent> {
  const { entries } = await readFeed(pools, { agency, person, streams: streamKinds }, number - 1, 1)
  const [entry] = entries
  if (entry?.number !== number) throw new Error('a delivery is of an entry of the feed')
  return toCloudEvent(entry)
}

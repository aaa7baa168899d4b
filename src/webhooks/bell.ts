import type { AgencyPools } from '../db/agency-pools.ts'
import { readFeed } from '../db/feed.ts'
import type { DeliveryTakenUp } from '../db/webhook-deliveries.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { type CloudEvent, type FeedEntry, toCloudEvent } from '../domain/feed-entry.ts'
import { streamsTold } from '../domain/feed-reading.ts'
import { inBatches } from '../in-batches.ts'

type Wanted = Pick<DeliveryTakenUp, 'agency' | 'person' | 'number'>

/** Entries between two that are wanted may be read along, so many of them. */
const widestGap = 20

/**
 * Makes what reads the bell for a delivery: the entry of the feed as whoever made the webhook may see it at this moment. So
 * nothing is told by a bell that the feed would withhold. Each agency's are read for themselves: one whose connections are all
 * in use holds up no other's.
 */
export function createBellReader(pools: AgencyPools): (wanted: Wanted) => Promise<CloudEvent> {
  const readers = new Map<AgencyId, (wanted: Wanted) => Promise<FeedEntry | undefined>>()
  return async wanted => {
    const read = readers.get(wanted.agency) ?? createEntryReader(pools)
    readers.set(wanted.agency, read)
    const entry = await read(wanted)
    if (entry === undefined) throw new Error('a delivery is of an entry of the feed')
    return toCloudEvent(entry)
  }
}

function createEntryReader(pools: AgencyPools): (wanted: Wanted) => Promise<FeedEntry | undefined> {
  return inBatches<Wanted, FeedEntry | undefined>(async batch => {
    const entries = new Map<string, FeedEntry>()
    await Promise.all(
      runsOf(batch).map(async ({ agency, person, from, through }) => {
        const reader = { agency, person, streams: streamsTold(['integrator']) }
        const page = await readFeed(pools, reader, from - 1, through - from + 1)
        for (const entry of page.entries) entries.set(keyOf({ agency, person, number: entry.number }), entry)
      }),
    )
    return wanted => entries.get(keyOf(wanted))
  })
}

function keyOf({ agency, person, number }: Wanted): string {
  return `${agency} ${person} ${number}`
}

type Run = Pick<Wanted, 'agency' | 'person'> & { readonly from: number; through: number }

/** What is wanted of each reader, in stretches that lie close together. */
function runsOf(batch: readonly Wanted[]): Run[] {
  const runs: Run[] = []
  const sorted = batch.toSorted(
    (a, b) => a.agency.localeCompare(b.agency) || a.person.localeCompare(b.person) || a.number - b.number,
  )
  for (const { agency, person, number } of sorted) {
    const last = runs.at(-1)
    const isClose = last !== undefined && number - last.through <= widestGap
    if (isClose && last.agency === agency && last.person === person) last.through = number
    else runs.push({ agency, person, from: number, through: number })
  }
  return runs
}

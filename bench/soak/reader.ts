import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { readFeed } from '../../src/db/feed.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import { digestOfNothing } from '../../src/domain/feed-entry.ts'
import { entryDigestOf, runningDigestAfter } from '../../src/feed/digests.ts'

/** What a reader has come to: how many entries, the running digest it made of them itself, and what was wrong. */
export type Followed = {
  readonly read: number
  readonly runningDigest: string
  readonly faults: string[]
  readonly seen: string
}

/**
 * Follows one agency's feed from the beginning, in pieces of random size, until it is told to end and there is no more. It
 * remembers the last number alone and begins anew with other connections now and then, as a client that is restarted.
 */
export async function follow(url: string, agency: string, isOver: () => boolean): Promise<Followed> {
  const faults: string[] = []
  const seen = createHash('sha256')
  let runningDigest = digestOfNothing
  let read = 0
  let pools = createAgencyPools({ url })
  for (let round = 1; ; round++) {
    const over = isOver()
    const page = await readFeed(pools, readerOf(agency), read, 1 + Math.floor(Math.random() * 1_000)).catch(() => null)
    if (page === null) continue // Killed under way: asked again.
    for (const entry of page.entries) {
      if (entry.number !== read + 1) faults.push(`${agency}: ${entry.number} after ${read}`)
      if (entryDigestOf(entry) !== entry.entryDigest) faults.push(`${agency}: digest of ${entry.number}`)
      runningDigest = runningDigestAfter(runningDigest, entry.entryDigest)
      if (runningDigest !== entry.runningDigest) faults.push(`${agency}: running digest of ${entry.number}`)
      seen.update(entry.eventId)
      read = entry.number
    }
    if (over && page.entries.length === 0) break
    if (page.entries.length === 0) await delay(20)
    if (round % 50 === 0) {
      await pools.close()
      pools = createAgencyPools({ url })
    }
  }
  await pools.close()
  return { read, runningDigest, faults, seen: seen.digest('hex') }
}

function readerOf(agency: string) {
  return {
    agency: agency as AgencyId,
    person: '00000000-0000-7000-8000-000000000000' as PersonId,
    streams: ['violation'] as const,
  }
}

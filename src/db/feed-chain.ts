import { createHash } from 'node:crypto'
import type { AgencyId } from '../domain/agencies.ts'
import { textOfEntry } from '../domain/feed-entry.ts'
import type { AgencyPools } from './agency-pools.ts'

type Entry = {
  readonly number: number
  readonly eventId: string
  readonly type: string
  readonly subject: string
  readonly subjectVersion: number
  readonly digest: string
  readonly entryDigest: string
  readonly runningDigest: string
}

/** How a feed is: how far it goes, and the first number that does not fit what comes before it. */
export type ChainFindings = { readonly last: number; readonly firstWrong: number | null }

const atOnce = 1_000

/** Computes the digests of an agency's feed anew, from the first entry on, as the agency itself would. */
export async function verifyFeed(pools: AgencyPools, agency: AgencyId): Promise<ChainFindings> {
  let running = Buffer.alloc(32)
  for (let last = 0; ; ) {
    const entries = await pools.run(
      agency,
      'verify_feed',
      ({ sql }) => sql<Entry[]>`
        select number::float8 as number, event_id as "eventId", type, subject, subject_version as "subjectVersion",
               encode(digest, 'hex') as digest, encode(entry_digest, 'hex') as "entryDigest",
               encode(running_digest, 'hex') as "runningDigest"
          from feed_entries where agency = ${agency} and number > ${last} order by number limit ${atOnce}`,
    )
    for (const entry of entries) {
      const text = textOfEntry({ ...entry, at: '', about: null }, entry)
      const digest = createHash('sha256').update(text).digest()
      running = createHash('sha256').update(running).update(digest).digest()
      const fits =
        entry.number === last + 1 &&
        entry.entryDigest === digest.toString('hex') &&
        entry.runningDigest === running.toString('hex')
      if (!fits) return { last, firstWrong: entry.number }
      last = entry.number
    }
    if (entries.length < atOnce) return { last, firstWrong: null }
  }
}

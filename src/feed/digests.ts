import { createHash } from 'node:crypto'
import { type FeedEntry, textOfEntry } from '../domain/feed-entry.ts'

/** The digest of an entry, as anybody computes it from what the feed says; null where it is withheld. */
export function entryDigestOf(entry: FeedEntry): string | null {
  return entry.about && sha256(textOfEntry(entry, entry.about))
}

/** The running digest after an entry. */
export function runningDigestAfter(before: string, entryDigest: string): string {
  return sha256(Buffer.from(before + entryDigest, 'hex'))
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

import type { FeedItem } from '../../openapi/typescript/src/api.ts'
import type { FollowedFeed } from '../service/feed.ts'
import { table } from '../table.ts'
import { jakartaTime, whenTitle } from './jakarta-time.ts'

const linesShown = 6

/** The last entries of a feed, one line for each. */
export function feedTable({ entries }: FollowedFeed): string {
  const rows = entries
    .slice(-linesShown)
    .map(({ number, time, type, subject = '', subjectversion, digest }) => [
      String(number),
      jakartaTime(time),
      type,
      subject.replace(/-[0-9a-f-]+$/, '-…'),
      String(subjectversion ?? ''),
      shortOf(digest),
    ])
  return table(['', whenTitle, 'type', 'subject', 'version', 'digest'], rows, [0, 4])
}

/** The events that two agencies were told of; throws where they were told different ones under one id. */
export function toldToBoth(one: FollowedFeed, other: FollowedFeed): readonly FeedItem[] {
  const others = new Map(other.entries.map(entry => [entry.id, entry]))
  const shared = one.entries.filter(({ id }) => others.has(id))
  for (const { id, digest } of shared) {
    if (digest !== others.get(id)?.digest) throw new Error(`event ${id} was told with two digests`)
  }
  return shared
}

export function shortOf(digest: string | undefined): string {
  return digest === undefined ? '' : `${digest.slice(0, 12)}…`
}

import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { StreamKind } from '../domain/event-types.ts'
import { digestOfNothing, type FeedEntry } from '../domain/feed-entry.ts'
import type { AgencyPools } from './agency-pools.ts'

/** Who reads a feed, and of which streams they may be told. */
export type FeedReader = {
  readonly agency: AgencyId
  readonly person: PersonId
  readonly streams: readonly StreamKind[]
}

/** What follows a number in an agency's feed, some at once, and the number of the last entry there is. */
export type FeedPage = { readonly entries: readonly FeedEntry[]; readonly last: number }

/**
 * What follows a number in the agency's feed. An entry whose event this reader may not see any more keeps only its place: the
 * event, or the obligation, the copy or the hand-over that it is told of, is looked for anew, under row security and without the cases from
 * which the person is cut off.
 */
export async function readFeed(
  pools: AgencyPools,
  { agency, person, streams }: FeedReader,
  after: number,
  most: number,
): Promise<FeedPage> {
  const [row] = await pools.run(
    agency,
    'read_feed',
    ({ sql }) => sql<[{ last: string; entries: FeedEntry[] }]>`
      select coalesce((select last_number from feeds where agency = app_agency()), 0) as last,
             coalesce((select jsonb_agg(jsonb_build_object(
                 'number', page.number, 'at', rfc3339(page.at), 'eventId', page.event_id,
                 'entryDigest', encode(page.entry_digest, 'hex'), 'runningDigest', encode(page.running_digest, 'hex'),
                 'about', case when page.seen then jsonb_build_object(
                   'type', page.type, 'subject', page.subject, 'subjectVersion', page.subject_version,
                   'digest', encode(page.digest, 'hex')) end) order by page.number)
               from (
                 select entry.*, entry.stream = any (string_to_array(${streams.join(',')}, ','))
                          and coalesce(entry.violation_id <> all (array(
                            select violation_id from recusals
                             where agency = app_agency() and person = ${person} and lifted_at is null)), true)
                          and (exists (select from events where events.stream = entry.stream
                              and events.stream_id = entry.stream_id and events.version = entry.subject_version)
                            or entry.stream = 'obligation' and exists (select from obligations where id = entry.stream_id)
                            or entry.subject like '/v1/copies/%' and exists (
                              select from copies where '/v1/copies/' || id = entry.subject)
                            or entry.stream = 'referral' and exists (
                              select from handovers where id = case when entry.subject ~ '^/v1/handovers/[0-9a-f-]{36}$'
                                then substr(entry.subject, length('/v1/handovers/') + 1)::uuid end)) as seen
                   from feed_entries entry
                  where entry.agency = app_agency() and entry.number > ${after}
                  order by entry.number limit ${most}) page), '[]') as entries`,
  )
  return { entries: row.entries, last: Number(row.last) }
}

/** The agency's running digests (hex) at those of these numbers that its feed has reached, 0 with them, and its last number. */
export async function readRunningDigests(
  pools: AgencyPools,
  agency: AgencyId,
  numbers: readonly number[],
): Promise<{ readonly digests: ReadonlyMap<number, string>; readonly last: number }> {
  const [row] = await pools.run(
    agency,
    'read_running_digests',
    ({ sql }) => sql<[{ last: string; digests: [number, string][] }]>`
      select coalesce((select last_number from feeds where agency = app_agency()), 0) as last,
             coalesce((select jsonb_agg(jsonb_build_array(number, encode(running_digest, 'hex')))
               from feed_entries where agency = app_agency() and number = any (array(
                 select jsonb_array_elements_text(${JSON.stringify(numbers)}::text::jsonb)::bigint))), '[]') as digests`,
  )
  return { digests: new Map([[0, digestOfNothing], ...row.digests]), last: Number(row.last) }
}

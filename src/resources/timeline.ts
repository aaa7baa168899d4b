import Type, { type Static } from 'typebox'
import type { listTimeline } from '../db/lists.ts'
import { type EventTypeName, eventTypes, type StreamKind } from '../domain/event-types.ts'
import { named, ref } from '../http/named-schema.ts'
import { ActRecord, closed, count, id, oneOf, oneOfThoseKnown, pageOf } from './words.ts'

/** What is an agency's own affair is not on a referral's timeline. */
const notShown: readonly StreamKind[] = ['violation', 'recusal', 'departure', 'emergency']
export const typesShown = (Object.keys(eventTypes) as EventTypeName[]).filter(
  type => !notShown.includes(eventTypes[type].stream),
)

export const TimelineEntry = named(
  'TimelineEntry',
  Type.Object(
    {
      id: id('The event.'),
      type: oneOfThoseKnown(typesShown, 'What happened.'),
      stream: oneOf(
        ['referral', 'examination', 'obligation'] as const,
        "`referral` and `obligation`: both agencies see it. `examination`: the receiving agency's own work.",
      ),
      version: count('Counts 1, 2, 3, … in the stream.', 1),
      by: ref(ActRecord),
      digest: Type.String({
        minLength: 64,
        maxLength: 64,
        pattern: '^[0-9a-f]{64}$',
        description:
          'Hex SHA-256 of the event in the log, over its salt and its content. Both parties see the same one; the salt stays in the log.',
      }),
      details: Type.Unsafe<Record<string, unknown> | null>({
        type: ['object', 'null'],
        description:
          'What the event says, by its type; a frozen content is named by its digest. Null once erased by law.',
        // The one open object of the API: each event type has its own members.
        additionalProperties: true,
      }),
    },
    { ...closed, description: 'Something that happened to a referral.' },
  ),
)
export const TimelinePage = named('TimelinePage', pageOf(ref(TimelineEntry), 'What happened, oldest first.'))

export function toTimelineEntry(row: Awaited<ReturnType<typeof listTimeline>>[number]): Static<typeof TimelineEntry> {
  const { id, type, version, act, at, digest, details } = row
  const stream = row.stream === 'examination' || row.stream === 'obligation' ? row.stream : 'referral'
  const { agency, role, person, kind } = act
  return { id, type, stream, version, by: { at, agency, role, person, kind }, digest, details }
}

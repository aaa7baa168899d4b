import Type, { type Static } from 'typebox'
import { eventTypes } from '../domain/event-types.ts'
import { digestOfNothing, feedSource, feedTypeOf, obligationChangedType, withheldType } from '../domain/feed-entry.ts'
import { named, ref } from '../http/named-schema.ts'
import { closed, count, id, instant, oneOf, oneOfThoseKnown, sha256 } from './words.ts'

const feedTypes = [...Object.keys(eventTypes).map(feedTypeOf), obligationChangedType, withheldType]

/** More than any feed will have. */
const largestNumber = 999_999_999_999

/** A number of an agency's feed. */
export function feedNumber(description: string, minimum = 0) {
  return Type.Integer({ format: 'int64', minimum, maximum: largestNumber, description, examples: [7] })
}

const runningDigest = sha256(
  'Hex SHA-256 over the running digest before it (32 bytes; 32 zero bytes before the first) and `entrydigest` (32 bytes).',
)

export const FeedItem = named(
  'FeedItem',
  Type.Object(
    {
      specversion: oneOf(['1.0'] as const, 'Of CloudEvents.'),
      id: id('The event: the same for every agency that is told of it.'),
      source: oneOf([feedSource], 'This feed.'),
      type: oneOfThoseKnown(
        feedTypes,
        `What happened; pass over what you do not know. \`${withheldType}\`: something that you may not see, or not any more; it keeps its number.`,
      ),
      subject: Type.Optional(
        Type.String({
          maxLength: 200,
          pattern: '^/v1/[a-z0-9/-]+$',
          description: 'Where you read, with your own rights, what it is about.',
          examples: ['/v1/referrals/019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'],
        }),
      ),
      time: instant('When it happened.'),
      number: feedNumber("Counts 1, 2, 3, … in your agency's feed, without a gap.", 1),
      subjectversion: Type.Optional(count('Counts 1, 2, 3, … of what happened to the subject.', 1)),
      digest: Type.Optional(sha256('Hex SHA-256 of the event in the log; both parties are told the same one.')),
      entrydigest: sha256(
        'Hex SHA-256 over `number`, `id`, `type`, `subject`, `subjectversion` and `digest`, each followed by a line feed.',
      ),
      runningdigest: runningDigest,
    },
    { ...closed, description: 'A CloudEvent (1.0) without data: that something happened, and nothing of what.' },
  ),
)

export const FeedPage = named(
  'FeedPage',
  Type.Object(
    {
      items: Type.Array(ref(FeedItem), { maxItems: 1000, description: 'In the order of their numbers.' }),
      next: Type.String({
        maxLength: 200,
        pattern: '^/v1/feed\\?',
        description: 'Where to go on, always: when there is nothing new yet, ask there again.',
        examples: ['/v1/feed?after=7'],
      }),
      last: feedNumber('The number of the last entry that there is; 0 before the first.'),
    },
    { ...closed, description: "A piece of an agency's feed." },
  ),
)

export const ReconciliationInput = named(
  'ReconciliationInput',
  Type.Object(
    {
      points: Type.Array(
        Type.Object(
          {
            number: feedNumber('A number that you have followed to; 0 before the first.'),
            runningdigest: runningDigest,
          },
          { ...closed, description: 'How far you have come, and your running digest there.' },
        ),
        { minItems: 1, maxItems: 500, description: 'One is enough; more of them narrow down where the two parted.' },
      ),
    },
    {
      ...closed,
      description: 'What a follower has.',
      examples: [{ points: [{ number: 0, runningdigest: digestOfNothing }] }],
    },
  ),
)
export type ReconciliationInputBody = Static<typeof ReconciliationInput>

export const FeedReconciliation = named(
  'FeedReconciliation',
  Type.Union(
    [
      Type.Object(
        {
          outcome: oneOf(['same'] as const, 'You have what was told.'),
          through: feedNumber('Up to this number, the largest that you named.'),
        },
        { ...closed, description: 'The same.' },
      ),
      Type.Object(
        {
          outcome: oneOf(['different'] as const, 'You have something else.'),
          lastSame: feedNumber('The last of your numbers at which all is the same; 0 when none is.'),
          firstDifferent: feedNumber(
            'The first of your numbers at which it is not, or the first that the feed has not reached: the two part after `lastSame` and here at the latest.',
          ),
          last: feedNumber(
            'The number of the last entry that there is. When `firstDifferent` is greater, you have more than the feed, as after a restore from a backup: stop, and call.',
          ),
        },
        { ...closed, description: 'Different, and where.' },
      ),
    ],
    { description: 'Whether a follower has what was told.' },
  ),
)

import Type, { type Static } from 'typebox'
import type { PersonId } from '../domain/agencies.ts'
import { mostCounted, type ReferralSearch, type ViolationSearch } from '../domain/case-search.ts'
import { decisionOutcomes, decisionTracks } from '../domain/decision.ts'
import { mostWords } from '../domain/search-text.ts'
import { referralStatuses, violationStatuses } from '../domain/transitions.ts'
import { type WaitingFor, waits } from '../domain/waiting.ts'
import { named, ref } from '../http/named-schema.ts'
import { ReferralSummary } from './referral.ts'
import { ViolationSummary } from './violation.ts'
import { placeFields } from './violation-input.ts'
import { Agency, catalogueCode, closed, count, instant, nullable, oneOf, pageOf, text } from './words.ts'

const some = <Item extends import('typebox').TSchema>(item: Item, description: string) =>
  Type.Array(item, { minItems: 1, maxItems: 20, uniqueItems: true, description })

const openRange = (description: string) =>
  Type.Object(
    {
      from: Type.Optional(instant('At this time or later.')),
      until: Type.Optional(instant('Before this time.')),
    },
    { ...closed, minProperties: 1, description },
  )

const closedRange = (description: string) =>
  Type.Object(
    { from: instant('At this time or later.'), until: instant('Before this time.') },
    { ...closed, description },
  )

const content = {
  text: Type.Optional(
    text(
      500,
      `Up to ${mostWords} words, all of which a case must have: each by its Indonesian or English stem, or as a name as it is written. Words in double quotes stand next to one another. No character is an operator.`,
      'kampanye "Sari Wulandari"',
    ),
  ),
  occurredAt: Type.Optional(closedRange('When it happened; at most 36 months.')),
  knownAt: Type.Optional(closedRange('When it became known; at most 36 months.')),
  regions: Type.Optional(some(placeFields.regionCode, 'In one of these regions, or in a part of one.')),
  suggestedCategories: Type.Optional(
    some(catalogueCode('A code of `violation-types`.', 'PD-06'), 'One of these was suggested.'),
  ),
}

const total = Type.Optional(
  Type.Boolean({ description: `Whether to count what is found, up to ${mostCounted}.`, default: false }),
)

export const ViolationSearchInput = named(
  'ViolationSearchInput',
  Type.Object(
    {
      ...content,
      recordedAt: Type.Optional(openRange('When it was recorded.')),
      statuses: Type.Optional(some(oneOf(violationStatuses, 'A state.'), 'In one of these states.')),
      referralStatuses: Type.Optional(
        some(oneOf(referralStatuses, 'A state.'), 'Its current referral is in one of these states.'),
      ),
      total,
    },
    {
      ...closed,
      description:
        'What to look for: everything that is named must be so. Without anything, all violations of your agency.',
      examples: [{ text: 'kampanye "Sari Wulandari"', regions: ['33'], statuses: ['referred'] }],
    },
  ),
)

const deadline = Type.Union(
  [
    Type.Object({ before: instant('Before this time; what is overdue too.') }, { ...closed, title: 'Before a time' }),
    Type.Object(
      {
        withinDays: Type.Integer({
          format: 'int32',
          minimum: 0,
          maximum: 366,
          description: 'From now to the end of the day (Asia/Jakarta) that many days from today; not what is overdue.',
        }),
      },
      { ...closed, title: 'Within days' },
    ),
    Type.Object(
      { overdue: Type.Literal(true, { description: 'It is over already.' }) },
      { ...closed, title: 'Overdue' },
    ),
  ],
  {
    description:
      'The earliest running deadline that your agency bears. Only what has one is found, and in the order of deadlines.',
  },
)

const waitsInWords = Object.entries(waits)
  .map(([name, { meaning }]) => `\`${name}\` ${meaning}`)
  .join('; ')

export const ReferralSearchInput = named(
  'ReferralSearchInput',
  Type.Object(
    {
      ...content,
      sentAt: Type.Optional(openRange('When version 1 was sent.')),
      statuses: Type.Optional(some(oneOf(referralStatuses, 'A state.'), 'In one of these states.')),
      side: Type.Optional(oneOf(['sender', 'receiver'] as const, 'Which side your agency is.')),
      senders: Type.Optional(some(Agency, 'Sent by one of these.')),
      receivers: Type.Optional(some(Agency, 'Received by one of these.')),
      officers: Type.Optional(
        some(
          Type.Unsafe<PersonId | 'me'>(
            Type.String({
              minLength: 2,
              maxLength: 36,
              pattern: '^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$',
              description: 'The `person` of a case officer, or `me`.',
              examples: ['me'],
            }),
          ),
          'The case is with one of these officers.',
        ),
      ),
      decidedTypes: Type.Optional(
        some(catalogueCode('A code of `violation-types`.', 'PD-13'), 'A standing decision cites one of these.'),
      ),
      tracks: Type.Optional(some(oneOf(decisionTracks, 'A track.'), 'A standing decision is on one of these.')),
      outcomes: Type.Optional(some(oneOf(decisionOutcomes, 'An outcome.'), 'A standing decision says one of these.')),
      returnedAtLeast: Type.Optional(
        Type.Integer({ format: 'int32', minimum: 1, maximum: 20, description: 'Returned so often, or more often.' }),
      ),
      waitingFor: Type.Optional(oneOf(Object.keys(waits) as WaitingFor[], `What it waits for: ${waitsInWords}.`)),
      deadline: Type.Optional(deadline),
      total,
    },
    {
      ...closed,
      description:
        'What to look for: everything that is named must be so. Without anything, all referrals of your agency. With `deadline` the earliest come first, otherwise the newest.',
      examples: [{ officers: ['me'], returnedAtLeast: 2, deadline: { withinDays: 3 } }],
    },
  ),
)

const FoundTotal = Type.Object(
  {
    count: count('How many were found.'),
    capped: Type.Boolean({ description: 'There are more; nobody counts further.' }),
  },
  { ...closed, description: 'How many there are in all.' },
)
const totalFound = nullable(FoundTotal, 'Null unless asked for.')

const pageOfFound = <Item extends import('typebox').TSchema>(item: Item, description: string) =>
  Type.Object(
    {
      ...pageOf(item, description).properties,
      next: nullable(
        Type.String({ maxLength: 4096, pattern: '^/v1/', description: 'Send the same body there for the next page.' }),
        'Null on the last page.',
      ),
      total: totalFound,
    },
    { ...closed, description },
  )

export const FoundViolationPage = named(
  'FoundViolationPage',
  pageOfFound(ref(ViolationSummary), 'Violations that were found, newest first.'),
)

export const FoundReferral = named(
  'FoundReferral',
  Type.Object(
    {
      referral: ref(ReferralSummary),
      deadline: nullable(instant('Until when.'), 'The earliest running deadline that your agency bears, or null.'),
    },
    { ...closed, description: 'A referral that was found.' },
  ),
)
export const FoundReferralPage = named(
  'FoundReferralPage',
  pageOfFound(ref(FoundReferral), 'Referrals that were found, newest first or by deadline.'),
)

/** What was found in all, as far as it is counted. */
export function toTotal(total: number | null): Static<typeof totalFound> {
  return total === null ? null : { count: Math.min(total, mostCounted), capped: total > mostCounted }
}

/** The search of a body, without what is about the answer. */
export function searchOfBody<Search extends ViolationSearch | ReferralSearch>({
  total: _,
  ...search
}: Search & { readonly total?: boolean }): Omit<Search, 'total'> {
  return search
}

import type { AgencyId, PersonId, Role } from './agencies.ts'
import type { DecisionOutcome, DecisionTrack } from './decision.ts'
import { guardsFor, type IdentifierGuard } from './fields.ts'
import { type Fault, Rejection } from './rejection.ts'
import { type SearchWord, wordsOf } from './search-text.ts'
import type { ReferralStatus, ViolationStatus } from './transitions.ts'
import { type WaitingFor, waits } from './waiting.ts'

/** RFC 3339 instants, half-open. */
export type OpenRange = { readonly from?: string; readonly until?: string }
export type ClosedRange = { readonly from: string; readonly until: string }

/** By when something is due: before an instant, within so many days from now, or overdue now. */
export type DeadlineAsked =
  | { readonly before: string }
  | { readonly withinDays: number }
  | { readonly overdue: true }
  | Record<never, never>

/** What both kinds of cases are searched by. */
type ContentSearch = {
  readonly text?: string
  readonly occurredAt?: ClosedRange
  readonly knownAt?: ClosedRange
  readonly regions?: readonly string[]
  readonly suggestedCategories?: readonly string[]
}

export type ViolationSearch = ContentSearch & {
  readonly recordedAt?: OpenRange
  readonly statuses?: readonly ViolationStatus[]
  readonly referralStatuses?: readonly ReferralStatus[]
}

export type ReferralSearch = ContentSearch & {
  readonly sentAt?: OpenRange
  readonly statuses?: readonly ReferralStatus[]
  readonly side?: 'sender' | 'receiver'
  readonly senders?: readonly AgencyId[]
  readonly receivers?: readonly AgencyId[]
  /** `me` is whoever asks. */
  readonly officers?: readonly (PersonId | 'me')[]
  readonly decidedTypes?: readonly string[]
  readonly tracks?: readonly DecisionTrack[]
  readonly outcomes?: readonly DecisionOutcome[]
  readonly returnedAtLeast?: number
  readonly waitingFor?: WaitingFor
  readonly deadline?: DeadlineAsked
}

/** Whose eyes a search is made with. */
export type Searcher = { readonly person: PersonId; readonly roles: readonly Role[] }

/** A search as the index understands it: words, one term out of each group, none of those excluded, and ranges. */
export type EntrySearch = {
  readonly words: readonly SearchWord[]
  readonly guards: readonly IdentifierGuard[]
  readonly all: readonly (readonly string[])[]
  readonly none: readonly string[]
  /** When it was recorded or sent: its id says so. */
  readonly made?: OpenRange
  readonly occurred?: ClosedRange
  readonly known?: ClosedRange
  /** In the order of deadlines, and only what has one. */
  readonly due?: DeadlineAsked
}

/** The most values that all filters of a search name together. */
export const mostValues = 60
const mostMonths = 36
/** What is found is counted up to here. */
export const mostCounted = 1_000

export function toViolationSearch(search: ViolationSearch, searcher: Searcher): EntrySearch | Rejection {
  const { recordedAt, statuses, referralStatuses, ...content } = search
  const unfit = refusalOfRanges({ recordedAt }, content)
  if (unfit) return unfit
  const said = searchOfContent(content, guardsFor(['owner'], searcher.roles))
  if (said instanceof Rejection) return said
  return withinBounds({
    ...said,
    all: [...said.all, ...group('status', statuses), ...group('referral', referralStatuses)],
    ...(recordedAt && { made: recordedAt }),
  })
}

export function toReferralSearch(search: ReferralSearch, searcher: Searcher): EntrySearch | Rejection {
  const { sentAt, statuses, side, senders, receivers, officers, decidedTypes, tracks, outcomes, ...rest } = search
  const { returnedAtLeast, waitingFor, deadline, ...content } = rest
  const unfit = refusalOfRanges({ sentAt }, content)
  if (unfit) return unfit
  const said = searchOfContent(content, guardsFor(['sender', 'receiver'], searcher.roles))
  if (said instanceof Rejection) return said
  const waited = waitingFor && waits[waitingFor]
  const none = waited?.notBy === undefined ? [] : [`${waited.notBy}:${searcher.person}`]
  return withinBounds({
    ...said,
    all: [
      ...said.all,
      ...group('status', statuses),
      ...group('side', side && [side]),
      ...group('sender', senders),
      ...group('receiver', receivers),
      ...group(
        'officer',
        officers?.map(officer => (officer === 'me' ? searcher.person : officer)),
      ),
      ...group('decided', decidedTypes),
      ...group('track', tracks),
      ...group('outcome', outcomes),
      ...group('returned', returnedAtLeast === undefined ? undefined : [`${returnedAtLeast}`]),
      ...(waited?.all ?? []),
    ],
    none: [...said.none, ...(waited?.none ?? []), ...none],
    ...(sentAt && { made: sentAt }),
    ...(deadline && { due: deadline }),
  })
}

function searchOfContent(
  { text, occurredAt, knownAt, regions, suggestedCategories }: ContentSearch,
  guards: readonly IdentifierGuard[],
): EntrySearch | Rejection {
  const words = text === undefined ? [] : wordsOf(text)
  if (words instanceof Rejection) return words
  return {
    words,
    guards,
    all: [
      ...group('region', regions),
      ...group('suggested', suggestedCategories),
      ...group('occurred', occurredAt && monthsOf(occurredAt)),
      ...group('known', knownAt && monthsOf(knownAt)),
    ],
    none: [],
    ...(occurredAt && { occurred: occurredAt }),
    ...(knownAt && { known: knownAt }),
  }
}

function group(name: string, values: readonly string[] | undefined): (readonly string[])[] {
  return values === undefined ? [] : [values.map(value => `${name}:${value}`)]
}

/** R-SRC-02: every range that is asked for, those of what happened with a length too, and what is wrong with each. */
function refusalOfRanges(
  made: Readonly<Record<string, OpenRange | undefined>>,
  { occurredAt, knownAt }: Pick<ContentSearch, 'occurredAt' | 'knownAt'>,
): Rejection | undefined {
  const faults = Object.entries({ ...made, occurredAt, knownAt }).flatMap(([name, range]): Fault[] => {
    if (range === undefined) return []
    const { from, until } = range
    if (from === undefined && until === undefined) return [{ pointer: `/${name}`, code: 'empty' }]
    if (from === undefined || until === undefined) return []
    if (Date.parse(until) <= Date.parse(from)) return [{ pointer: `/${name}/until`, code: 'not-after-from' }]
    const isTooLong = !(name in made) && monthsOf({ from, until }).length > mostMonths + 1
    return isTooLong ? [{ pointer: `/${name}`, code: 'too-long' }] : []
  })
  return faults.length === 0 ? undefined : new Rejection('R-SRC-02', faults)
}

/** The months in UTC (`2023-11`) that a range touches; no more than are asked for are ever counted. */
function monthsOf({ from, until }: ClosedRange): string[] {
  const months: string[] = []
  const end = Date.parse(until)
  const first = new Date(Date.parse(from))
  for (let at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth()); at < end && months.length <= mostMonths + 1; ) {
    const month = new Date(at)
    months.push(month.toISOString().slice(0, 7))
    at = Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1)
  }
  return months
}

function withinBounds(search: EntrySearch): EntrySearch | Rejection {
  const named = search.all.filter(([first]) => !/^(occurred|known):/.test(first ?? ''))
  return search.words.length + named.flat().length > mostValues ? new Rejection('R-SRC-03') : search
}

import { Rejection } from './rejection.ts'

export const outcomes = ['waiting', 'returned', 'accepted', 'rejected', 'withdrawn'] as const
export type Outcome = (typeof outcomes)[number]

/** How many referrals of a month have one outcome after so many returns; or how often their returns cite an item. */
export type Counted = { readonly month: string; readonly side: 'sender' | 'receiver'; readonly count: number } & (
  | { readonly outcome: Outcome; readonly rounds: number; readonly rejection: string | null; readonly item: null }
  | { readonly outcome: null; readonly item: string }
)

/** What came of the referrals whose first version was sent in a month (`2024-02`, Asia/Jakarta). */
export type MonthOfReferrals = {
  readonly month: string
  readonly side: 'sender' | 'receiver'
  readonly sent: number
  readonly acceptedWithoutReturn: number
  readonly acceptedAfterReturns: readonly { readonly rounds: number; readonly count: number }[]
  /** Returned at least once, whatever came of them. */
  readonly returned: number
  readonly rejected: readonly { readonly reason: string; readonly count: number }[]
  readonly withdrawn: number
  /** With neither an acceptance nor an end yet. */
  readonly open: number
  /** Most cited first: how often returns cite an item. */
  readonly citedItems: readonly { readonly code: string; readonly count: number }[]
}

const mostMonths = 24

/** Refuses a period that is empty or too long to be counted at once. Months are `2024-02`, from inclusive, until exclusive. */
export function refusalOfPeriod(from: string, until: string): Rejection | undefined {
  const months = monthsSince(until) - monthsSince(from)
  return months >= 1 && months <= mostMonths
    ? undefined
    : new Rejection('R-CHK-02', [{ pointer: 'query/until', code: 'rule' }])
}

function monthsSince(month: string): number {
  const [year = 0, ofYear = 0] = month.split('-').map(Number)
  return year * 12 + ofYear
}

/** The months for which there is anything to count, oldest first; the sender's side before the receiver's. */
export function rightFirstTime(counted: readonly Counted[]): MonthOfReferrals[] {
  return [...Map.groupBy(counted, ({ month, side }) => `${month} ${side === 'sender' ? 0 : 1}`)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, rows]) => monthOf(rows))
}

function monthOf(rows: readonly Counted[]): MonthOfReferrals {
  const [first] = rows
  if (first === undefined) throw new Error('a month has at least one row')
  const { month, side } = first
  const cases = rows.filter(row => row.outcome !== null)
  const accepted = cases.filter(({ outcome }) => outcome === 'accepted')
  const rejected = cases.filter(({ outcome }) => outcome === 'rejected')
  const cited = rows.filter(row => row.item !== null)
  return {
    month,
    side,
    sent: sum(cases),
    acceptedWithoutReturn: sum(accepted.filter(({ rounds }) => rounds === 0)),
    acceptedAfterReturns: sums(
      accepted.filter(({ rounds }) => rounds > 0),
      ({ rounds }) => rounds,
    )
      .map(([rounds, count]) => ({ rounds, count }))
      .toSorted((one, other) => one.rounds - other.rounds),
    returned: sum(cases.filter(({ rounds }) => rounds > 0)),
    rejected: sums(rejected, ({ rejection }) => rejection ?? '')
      .map(([reason, count]) => ({ reason, count }))
      .toSorted(mostFirst(({ reason }) => reason)),
    withdrawn: sum(cases.filter(({ outcome }) => outcome === 'withdrawn')),
    open: sum(cases.filter(({ outcome }) => outcome === 'waiting' || outcome === 'returned')),
    citedItems: sums(cited, ({ item }) => item)
      .map(([code, count]) => ({ code, count }))
      .toSorted(mostFirst(({ code }) => code)),
  }
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}

function sums<Row extends { readonly count: number }, Key>(rows: readonly Row[], keyOf: (row: Row) => Key) {
  return [...Map.groupBy(rows, keyOf)].map(([key, group]): [Key, number] => [key, sum(group)])
}

function mostFirst<Row extends { readonly count: number }>(nameOf: (row: Row) => string) {
  return (one: Row, other: Row) => other.count - one.count || (nameOf(one) < nameOf(other) ? -1 : 1)
}

/** To what an observer's counts are rounded, so that no single case shows: not in one of them, and not in a difference. */
export const observersStep = 5

/** The same for observers: every count is rounded by itself to the nearest multiple of five, and what comes to nothing is left out. */
export function roundedForObservers(month: MonthOfReferrals): MonthOfReferrals {
  const rounded = (count: number) => Math.round(count / observersStep) * observersStep
  const each = <Row extends { readonly count: number }>(rows: readonly Row[]): Row[] =>
    rows.map(row => ({ ...row, count: rounded(row.count) })).filter(({ count }) => count > 0)
  const { sent, acceptedWithoutReturn, returned, withdrawn, open } = month
  return {
    ...month,
    sent: rounded(sent),
    acceptedWithoutReturn: rounded(acceptedWithoutReturn),
    acceptedAfterReturns: each(month.acceptedAfterReturns),
    returned: rounded(returned),
    rejected: each(month.rejected),
    withdrawn: rounded(withdrawn),
    open: rounded(open),
    // By what is shown: the order of what was counted would tell more.
    citedItems: each(month.citedItems).toSorted(mostFirst(({ code }) => code)),
  }
}

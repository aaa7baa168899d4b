import { type Checklist, type ChecklistItem, type Clock, inForce, type Law, rowInForce } from './catalogue.ts'
import { legalDateOf } from './legal-date.ts'
import { currentVersion, type Referral } from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'

/** What of the law a receiver's checklist needs. */
export type ChecklistLaw = Pick<Law, 'checklists' | 'clocks' | 'calendars' | 'versions'>

/** The checklist that applies to a case, with the version of the catalogue that it is read from. */
export type AppliedChecklist = {
  readonly checklist: Checklist
  readonly version: number
}
/** The same for a return, with the first day (Asia/Jakarta) on which it may be due. */
export type ReturnTerms = AppliedChecklist & { readonly leastDueOn: string }

/** What stays on record of the checklist that something was done under. */
export type CitedChecklist = { readonly code: string; readonly version: number }

/** How an officer found an item that the service cannot look at by itself. */
export const checkMarks = ['met', 'not-met'] as const
export type CheckMark = { readonly code: string; readonly mark: (typeof checkMarks)[number]; readonly note?: string }

/** The checklist that names the category, or else the one for all that have none of their own. */
export function checklistFor(
  law: ChecklistLaw,
  category: string | undefined,
  onDate: string,
): AppliedChecklist | undefined {
  const candidates = inForce(law.checklists, onDate)
  const named = candidates.find(({ violationTypes }) => category !== undefined && violationTypes.includes(category))
  const checklist = named ?? candidates.find(({ violationTypes }) => violationTypes.length === 0)
  return checklist && { checklist, version: law.versions.checklists }
}

/** The checklist that a referral is measured by: the one in force when its current version was sent. */
export function checklistOf(referral: Referral, law: ChecklistLaw): AppliedChecklist | undefined {
  const { suggestedCategory } = currentVersion(referral).content
  return checklistFor(law, suggestedCategory, legalDateOf(referral.lastSentAt))
}

/** What a return of the referral at this time (RFC 3339) has to keep to. */
export function termsOfReturn(referral: Referral, law: ChecklistLaw, at: string): ReturnTerms | undefined {
  const applied = checklistOf(referral, law)
  return applied && { ...applied, leastDueOn: leastDueOn(law, applied.checklist, at) }
}

export function cited({ checklist, version }: AppliedChecklist): CitedChecklist {
  return { code: checklist.code, version }
}

/**
 * How often a referral may be returned: the checklist of its first return fixes it; before that, and after returns that were
 * made before there were checklists, the one that applies does. Undefined when there is none.
 */
export function mostRoundsOf({ returns }: Pick<Referral, 'returns'>, applied?: AppliedChecklist): number | undefined {
  return returns.find(({ mostRounds }) => mostRounds !== null)?.mostRounds ?? applied?.checklist.mostRounds
}

/** Whether a referral has been returned as often as it may be. */
export function roundsAreUsedUp(referral: Pick<Referral, 'returns'>, applied?: AppliedChecklist): boolean {
  const most = mostRoundsOf(referral, applied)
  return most !== undefined && referral.returns.length >= most
}

/** Refuses a return that cites nothing, or what the checklist does not ask for. */
export function refusalOfItems(
  items: readonly { readonly code: string }[],
  applied: AppliedChecklist | undefined,
): Rejection | undefined {
  if (items.length === 0) return new Rejection('R-REF-24', [{ pointer: '/items', code: 'rule' }])
  const known = applied?.checklist.items.map(({ code }) => code) ?? []
  const faults = items.flatMap(({ code }, index): Fault[] =>
    known.includes(code) ? [] : [{ pointer: `/items/${index}/code`, code: 'not-on-checklist' }],
  )
  return faults.length > 0 ? new Rejection('R-REF-24', faults) : undefined
}

/** Refuses marks on what the service looks at itself, on what is not asked for, and a second mark on the same. */
export function refusalOfMarks(
  marks: readonly CheckMark[],
  applied: AppliedChecklist | undefined,
): Rejection | undefined {
  const judged = applied?.checklist.items.filter(isJudged).map(({ code }) => code) ?? []
  const codes = marks.map(({ code }) => code)
  const faults = codes.flatMap((code, index): Fault[] =>
    judged.includes(code) && codes.indexOf(code) === index ? [] : [{ pointer: `/marks/${index}/code`, code: 'rule' }],
  )
  return faults.length > 0 ? new Rejection('R-CHK-01', faults) : undefined
}

/** Whether the receiver's officer judges it, because the service cannot. */
export function isJudged({ test }: ChecklistItem): boolean {
  return test === null
}

/** The day of the return is not counted, and a last day that is no working day stays where it is. */
function leastDueOn(law: ChecklistLaw, { completionClock }: Checklist, at: string): string {
  const today = legalDateOf(at)
  const clock = rowInForce(law.clocks, completionClock, today)
  if (clock === undefined) return dayAfter(today)
  switch (clock.unit) {
    case 'hour':
      return legalDateOf(new Date(Date.parse(at) + clock.length * 60 * 60 * 1000).toISOString())
    case 'calendar-day':
      return Array.from({ length: clock.length }).reduce<string>(dayAfter, today)
    case 'working-day':
      return nthWorkingDay(law, clock, today)
  }
}

function nthWorkingDay({ calendars }: ChecklistLaw, { length, calendar: code }: Clock, today: string): string {
  let date = today
  for (let left = length; left > 0; ) {
    date = dayAfter(date)
    const calendar = code === null ? undefined : rowInForce(calendars, code, date)
    const named = calendar?.days.find(day => day.date === date)
    const rests = calendar?.restDays.includes(new Date(date).getUTCDay()) ?? false
    if (named === undefined ? !rests : named.kind === 'working-day') left -= 1
  }
  return date
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}

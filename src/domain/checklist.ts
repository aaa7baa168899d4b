import { type Checklist, type ChecklistItem, inForce, type Law } from './catalogue.ts'
import { clockAt, computeDeadline } from './deadline.ts'
import { legalDateOf } from './legal-date.ts'
import { currentVersion, type Referral } from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'

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
export function checklistFor(law: Law, category: string | undefined, onDate: string): AppliedChecklist | undefined {
  const candidates = inForce(law.checklists, onDate)
  const named = candidates.find(({ violationTypes }) => category !== undefined && violationTypes.includes(category))
  const checklist = named ?? candidates.find(({ violationTypes }) => violationTypes.length === 0)
  return checklist && { checklist, version: law.versions.checklists }
}

/** The checklist that a referral is measured by: the one in force when its current version was sent. */
export function checklistOf(referral: Referral, law: Law): AppliedChecklist | undefined {
  const { suggestedCategory } = currentVersion(referral).content
  return checklistFor(law, suggestedCategory, legalDateOf(referral.lastSentAt))
}

/** What a return of the referral at this time (RFC 3339) has to keep to. */
export function termsOfReturn(referral: Referral, law: Law, at: string): ReturnTerms | undefined {
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

/** Where the law has no such clock, the day after. */
function leastDueOn(law: Law, { completionClock }: Checklist, at: string): string {
  const clock = clockAt(law, completionClock, at)
  return clock === undefined ? dayAfter(legalDateOf(at)) : computeDeadline(law, clock, at).dueOn
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}

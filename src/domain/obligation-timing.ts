import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { unanswered } from './appeals.ts'
import { type EscalationStep, inForce, type Law } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isAhead } from './deadline.ts'
import { legalDateOf } from './legal-date.ts'
import type { Obligation, ObligationEvent } from './obligation.ts'
import { evolveObligation } from './obligation-history.ts'
import { awaitsAnswer, awaitsDecision, isSuspended, waitingReport } from './obligation-standing.ts'

/** The clock of the law that an obligation of this kind runs by. */
export const followUpClock = 'personnel-follow-up'

/** Why there is a deadline, or a new one in place of the last. */
export const deadlineCauses = [
  'imposed',
  'addressed',
  'received',
  'appeal-ended',
  'appeal-overdue',
  'report-refused',
  'law-changed',
] as const
export type DeadlineCause = (typeof deadlineCauses)[number]
export type DeadlineRow = Deadline & { readonly number: number; readonly because: DeadlineCause }

/** What the service does by itself, and the time (RFC 3339) from which it does. */
export type Next = {
  readonly action: 'step' | 'unblock-signal' | 'appeal-overdue'
  readonly step: string | null
  readonly at: string
}

/**
 * What an event changes of the time: a new deadline, if any, and what comes next; `byOlderLaw` where that was counted by
 * an older law than the deadline.
 */
export type Timing = {
  readonly deadline: DeadlineRow | null
  readonly next: Next | null
  readonly byOlderLaw?: true
}

/** What deciding on an obligation looks up: the law, and who has which duty towards the obliged agency. */
export type Terms = {
  readonly law: Law
  readonly agencyFor: (addressee: EscalationStep['addressee'], obliged: AgencyId) => AgencyId | undefined
}

/** Starts of a clock (`startsOn`) that mean the receipt by whoever is obliged. */
const receipts = ['obligation-received', 'decision-received', 'recommendation-received', 'copy-received']

/** Whether the clock, as it is in force at that time, starts with the receipt. */
export function countsFromReceipt(law: Law, at: string): boolean {
  return receipts.includes(clockAt(law, followUpClock, at)?.startsOn ?? '')
}

type Untimed<Event> = Event extends { type: infer Type; data: infer Data }
  ? { type: Type; data: Omit<Data, 'timing'> }
  : never
type TimedEvent = Extract<ObligationEvent, { data: { timing: Timing } }>

/** The event with what it changes of the time, as the obligation stands after it. */
export function timed(
  obligation: Obligation | undefined,
  terms: Terms,
  act: Act,
  event: Untimed<TimedEvent>,
  because: DeadlineCause | null,
): ObligationEvent {
  const at = (timing: Timing) => ({ ...event, data: { ...event.data, timing } }) as TimedEvent
  const after = evolveObligation(obligation, { ...at({ deadline: null, next: null }), act })
  // While it still waits for somebody else, no day is said: what ends the waiting says it.
  const isSaid = because !== null && after.status === 'open' && (because === 'law-changed' || !isPaused(after))
  const deadline = isSaid ? nextDeadline(after, terms, because) : null
  const next = nextOf(after, terms, act)
  if (deadline !== null || !knowsLess(terms, obligation)) return at({ deadline, next })
  // A step is taken on its day by whoever is there; the day of the one after it waits for a process that knows better.
  const isStep = event.type === 'EscalationStepTaken'
  const standing = obligation?.next
  const isCounted = next?.action === 'step'
  const stays = !isStep && isCounted && standing?.action === 'step'
  const byOlderLaw = isStep || obligation?.countedByOlderLaw === true || (isCounted && !stays && standing != null)
  return at({ deadline, next: stays ? standing : next, ...(byOlderLaw && { byOlderLaw }) })
}

/** Whether the obligation goes by a newer law already than this process has: then what it counts anew would go back. */
function knowsLess({ law }: Terms, obligation: Obligation | undefined): boolean {
  const deadline = obligation?.deadlines.at(-1)
  return deadline !== undefined && isAhead(deadline, law.versions)
}

/** The deadline of the obligation as it stands, counted without the times that do not count. */
function nextDeadline(obligation: Obligation, { law }: Terms, because: DeadlineCause): DeadlineRow | null {
  const { addressee, deadlines, pauses, runsFrom } = obligation
  if (addressee === null) return null
  const start = presentSteps(obligation).length === 0 ? runsFrom : (deadlines.at(-1)?.start ?? runsFrom)
  const clock = clockAt(law, followUpClock, start)
  if (clock === undefined) return null
  return { ...computeDeadline(law, clock, start, pauses), number: deadlines.length + 1, because }
}

/** Whatever comes first: what follows from how the obligation stands, or that the answer to an appeal is overdue. */
function nextOf(after: Obligation, terms: Terms, act: Act): Next | null {
  const overdue = unanswered(after).map(({ dueAt: at }): Next => ({ action: 'appeal-overdue', step: null, at }))
  const following = after.status === 'open' ? nextStep(after, terms, act) : nextSignal(after, act)
  const all = following === null ? overdue : [following, ...overdue]
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null
}

function nextSignal({ block, unblock, unblockSignal }: Obligation, { at }: Act): Next | null {
  const blocked = block !== null && unblock === null && unblockSignal === null
  return blocked ? { action: 'unblock-signal', step: null, at } : null
}

function nextStep(after: Obligation, { law, agencyFor }: Terms, { at }: Act): Next | null {
  const { addressee, kind, runsFrom, pauses } = after
  if (addressee === null || isPaused(after)) return null
  const taken = presentSteps(after).at(-1)?.order ?? 0
  const ahead = stepsOf(law, kind, legalDateOf(at)).filter(({ order }) => order > taken)
  const next = ahead.find(step => {
    // Nobody is warned about themselves.
    const whom = agencyFor(step.addressee, addressee)
    return whom !== undefined && (whom !== addressee || step.addressee === 'obliged-agency')
  })
  // How long is waited is a matter of the step that was taken, whichever comes after it: the ladder says it in the row behind.
  const clock = ahead[0] && clockAt(law, ahead[0].clock, runsFrom)
  if (next === undefined || clock === undefined) return null
  return { action: 'step', step: next.code, at: computeDeadline(law, clock, runsFrom, pauses).dueAt }
}

/** The steps taken towards whom it obliges now. */
export function presentSteps({ steps, earlierSteps = 0 }: Obligation): Obligation['steps'] {
  return steps.slice(earlierSteps)
}

/** The steps of the law for obligations of this kind, in order. */
function stepsOf(law: Law, kind: string, onDate: string): EscalationStep[] {
  return inForce(law['escalation-steps'], onDate)
    .filter(({ obligation }) => obligation === kind)
    .sort((a, b) => a.order - b.order)
}

/** While it waits for somebody else, silence is not the obliged agency's. */
export function isPaused(obligation: Obligation): boolean {
  const waits = isSuspended(obligation) || awaitsDecision(obligation) || awaitsAnswer(obligation)
  return waits || waitingReport(obligation) !== undefined
}

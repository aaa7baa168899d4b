import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { type EscalationStep, inForce, type Law } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isAhead } from './deadline.ts'
import { legalDateOf } from './legal-date.ts'
import { awaitsDecision, isSuspended, type Obligation, type ObligationEvent, waitingReport } from './obligation.ts'
import { evolveObligation } from './obligation-history.ts'

/** The clock of the law that an obligation of this kind runs by. */
export const followUpClock = 'personnel-follow-up'

/** Why there is a deadline, or a new one in place of the last. */
export const deadlineCauses = [
  'imposed',
  'addressed',
  'received',
  'appeal-ended',
  'report-refused',
  'law-changed',
] as const
export type DeadlineCause = (typeof deadlineCauses)[number]
export type DeadlineRow = Deadline & { readonly number: number; readonly because: DeadlineCause }

/** What the service does by itself, and the time (RFC 3339) from which it does. */
export type Next = { readonly action: 'step' | 'unblock-signal'; readonly step: string | null; readonly at: string }

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
  const deadline = because === null || after.status !== 'open' ? null : nextDeadline(after, terms, because)
  const next = nextOf(after, terms, act)
  if (deadline !== null || !knowsLess(terms, obligation)) return at({ deadline, next })
  // A step is taken on its day by whoever is there; the day of the one after it waits for a process that knows better.
  const isStep = event.type === 'EscalationStepTaken'
  const byOlderLaw = isStep || obligation?.countedByOlderLaw === true
  const stays = !isStep && after.status === 'open' && !isPaused(after)
  return at({ deadline, next: stays ? (obligation?.next ?? next) : next, ...(byOlderLaw && { byOlderLaw }) })
}

/** Whether the obligation goes by a newer law already than this process has: then what it counts anew would go back. */
function knowsLess({ law }: Terms, obligation: Obligation | undefined): boolean {
  const deadline = obligation?.deadlines.at(-1)
  return deadline !== undefined && isAhead(deadline, law.versions)
}

/** The deadline of the obligation as it stands, counted without the times that do not count. */
function nextDeadline(
  { addressee, deadlines, pauses, runsFrom, steps }: Obligation,
  { law }: Terms,
  because: DeadlineCause,
): DeadlineRow | null {
  if (addressee === null) return null
  const start = steps.length === 0 ? runsFrom : (deadlines.at(-1)?.start ?? runsFrom)
  const clock = clockAt(law, followUpClock, start)
  if (clock === undefined) return null
  return { ...computeDeadline(law, clock, start, pauses), number: deadlines.length + 1, because }
}

function nextOf(after: Obligation, { law, agencyFor }: Terms, { at }: Act): Next | null {
  if (after.status !== 'open') {
    const blocked = after.block !== null && after.unblock === null && after.unblockSignal === null
    return blocked ? { action: 'unblock-signal', step: null, at } : null
  }
  const { addressee, kind, runsFrom, pauses } = after
  if (addressee === null || isPaused(after)) return null
  const taken = after.steps.at(-1)?.order ?? 0
  for (const step of stepsOf(law, kind, legalDateOf(at))) {
    // Nobody is warned about themselves.
    const whom = agencyFor(step.addressee, addressee)
    const isIdle = whom === undefined || (whom === addressee && step.addressee !== 'obliged-agency')
    if (step.order <= taken || isIdle) continue
    const clock = clockAt(law, step.clock, runsFrom)
    return clock === undefined
      ? null
      : { action: 'step', step: step.code, at: computeDeadline(law, clock, runsFrom, pauses).dueAt }
  }
  return null
}

/** The steps of the law for obligations of this kind, in order. */
function stepsOf(law: Law, kind: string, onDate: string): EscalationStep[] {
  return inForce(law['escalation-steps'], onDate)
    .filter(({ obligation }) => obligation === kind)
    .sort((a, b) => a.order - b.order)
}

/** While it waits for somebody else, silence is not the obliged agency's. */
export function isPaused(obligation: Obligation): boolean {
  return isSuspended(obligation) || awaitsDecision(obligation) || waitingReport(obligation) !== undefined
}

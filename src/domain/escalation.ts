import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { sayOverdue } from './appeals.ts'
import { type EscalationStep, rowInForce } from './catalogue.ts'
import { legalDateOf } from './legal-date.ts'
import type { Obligation, ObligationEvent, ObligationOrder } from './obligation.ts'
import { type Terms, timed } from './obligation-timing.ts'
import { repeated } from './referral.ts'
import { Rejection } from './rejection.ts'

/** A step taken because the obliged agency was silent: the row of the law it follows, and whom it is addressed to. */
export type StepTaken = Pick<
  EscalationStep,
  'code' | 'order' | 'name' | 'legalBasis' | 'confidence' | 'actor' | 'effect'
> & {
  /** Counts in the obligation. */
  readonly number: number
  readonly addressee: AgencyId
}

/** Does what is due by now, if anything: whoever asks twice, or at the same time as another, finds nothing left. */
export function escalate(
  obligation: Obligation,
  terms: Terms,
  { act }: ObligationOrder<'Escalate'>,
): ObligationEvent[] {
  const { next, addressee } = obligation
  if (next === null || Date.parse(act.at) < Date.parse(next.at)) return []
  if (next.action === 'unblock-signal') {
    return [timed(obligation, terms, act, { type: 'UnblockSignalled', data: {} }, null)]
  }
  if (next.action === 'appeal-overdue') return sayOverdue(obligation, terms, act)
  const row = rowInForce(terms.law['escalation-steps'], next.step ?? '', legalDateOf(act.at))
  const whom = row && addressee !== null ? terms.agencyFor(row.addressee, addressee) : undefined
  if (row === undefined || whom === undefined) return passOver(obligation, terms, act)
  const { code, order, name, legalBasis, confidence, actor, effect } = row
  const number = obligation.steps.length + 1
  const data = { number, code, order, name, legalBasis, confidence, actor, effect, addressee: whom }
  return [timed(obligation, terms, act, { type: 'EscalationStepTaken', data }, null)]
}

/** A step that the law has dropped before its day, or that nobody is left to hear, is not taken: what comes instead is said once. */
function passOver(obligation: Obligation, terms: Terms, act: Act): ObligationEvent[] {
  const data = { rule: 'R-CLK-04' } as const
  const event = timed(obligation, terms, act, { type: 'ObligationDeadlineRecomputed', data }, null)
  const next = 'timing' in event.data ? event.data.timing.next : null
  return next?.step === obligation.next?.step ? [] : [event]
}

export function receiveStep(
  obligation: Obligation,
  { act, number }: ObligationOrder<'ReceiveStep'>,
): ObligationEvent[] | Rejection {
  const step = obligation.steps[number - 1]
  if (step === undefined) throw new Error('there is no such step')
  if (step.addressee !== act.agency) return new Rejection('R-OBL-02')
  return step.receipt === null ? [{ type: 'EscalationStepReceived', data: { number } }] : []
}

/** Also when what it was for has ended meanwhile: data that are blocked in fact are unblocked only when that is on record. */
export function recordBlock(
  obligation: Obligation,
  terms: Terms,
  { act, reference }: ObligationOrder<'RecordBlock'>,
): ObligationEvent[] | Rejection {
  if (obligation.block !== null) return repeated({ reference: obligation.block.reference }, { reference })
  if (!isSignalledTo(obligation, act.agency)) return new Rejection('R-OBL-12')
  return [timed(obligation, terms, act, { type: 'DataBlocked', data: { reference } }, null)]
}

export function recordUnblock(
  obligation: Obligation,
  { reference }: ObligationOrder<'RecordUnblock'>,
): ObligationEvent[] | Rejection {
  if (obligation.unblock !== null) return repeated({ reference: obligation.unblock.reference }, { reference })
  if (obligation.block === null || obligation.status === 'open') return new Rejection('R-OBL-13')
  return [{ type: 'DataUnblocked', data: { reference } }]
}

/** Whether a step has told this agency to block. */
export function isSignalledTo({ steps }: Obligation, agency: AgencyId): boolean {
  return steps.some(({ effect, addressee }) => effect === 'data-block' && addressee === agency)
}

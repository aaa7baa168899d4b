import { type Law, type ReasonKind, rowInForce } from './catalogue.ts'
import { legalDateOf } from './legal-date.ts'
import type { ReferralEvent } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { ViolationEvent } from './violation.ts'

/** The events that give a coded reason, and which kind of reason in the catalogue. */
const kinds: Partial<Record<(ReferralEvent | ViolationEvent)['type'], ReasonKind>> = {
  ReferralRejected: 'rejection',
  ReferralWithdrawn: 'withdrawal',
  WithdrawalRequested: 'withdrawal',
  ViolationDismissed: 'dismissal',
  DecisionAnnulled: 'annulment',
  DecisionCorrected: 'correction',
}

/**
 * The refusal of a reason (R-REF-27): a reason is a code of `reason-codes`, of the kind that the act gives and in force on
 * that day. What repeats an act that stands yields no events, and is not asked again.
 */
export function refusalOfReason(
  decided: readonly (ReferralEvent | ViolationEvent)[],
  { 'reason-codes': codes }: Pick<Law, 'reason-codes'>,
  at: string,
): Rejection | undefined {
  const isUnknown = (event: ReferralEvent | ViolationEvent) => {
    const kind = kinds[event.type]
    const reason = reasonOf(event)
    if (kind === undefined || reason === undefined) return false
    const ofKind = codes.filter(code => code.kind === kind)
    return rowInForce(ofKind, reason, legalDateOf(at)) === undefined
  }
  return decided.some(isUnknown) ? new Rejection('R-REF-27', [{ pointer: '/reason', code: 'rule' }]) : undefined
}

/** What was decided, or the refusal of its reason. */
export function withKnownReason<Event extends ReferralEvent | ViolationEvent>(
  decided: Event[] | Rejection,
  law: Pick<Law, 'reason-codes'>,
  at: string,
): Event[] | Rejection {
  return decided instanceof Rejection ? decided : (refusalOfReason(decided, law, at) ?? decided)
}

function reasonOf(event: ReferralEvent | ViolationEvent): string | undefined {
  if (event.type === 'DecisionCorrected') return event.data.correction.reason
  return 'reason' in event.data ? event.data.reason : undefined
}

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
}

/**
 * What was decided, or the refusal of its reason (R-REF-27): a reason is a code of `reason-codes`, of the kind that the act
 * gives and in force on that day. What repeats an act that stands yields no events, and is not asked again.
 */
export function withKnownReason<Event extends ReferralEvent | ViolationEvent>(
  decided: Event[] | Rejection,
  { 'reason-codes': codes }: Pick<Law, 'reason-codes'>,
  at: string,
): Event[] | Rejection {
  if (decided instanceof Rejection) return decided
  const isUnknown = ({ type, data }: ReferralEvent | ViolationEvent) => {
    const kind = kinds[type]
    if (kind === undefined || !('reason' in data)) return false
    const ofKind = codes.filter(code => code.kind === kind)
    return rowInForce(ofKind, data.reason, legalDateOf(at)) === undefined
  }
  return decided.some(isUnknown) ? new Rejection('R-REF-27', [{ pointer: '/reason', code: 'rule' }]) : decided
}

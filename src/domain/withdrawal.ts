import {
  contentOf,
  type ReasonGiven,
  type Referral,
  type ReferralEvent,
  refusalOf,
  repeated,
  standingDecisions,
} from './referral.ts'
import { Rejection } from './rejection.ts'

/** The sender takes back what the receiver has not accepted yet. */
export function withdraw(referral: Referral, withdrawal: ReasonGiven): ReferralEvent[] | Rejection {
  if (referral.withdrawal !== null) return repeated(contentOf(referral.withdrawal), withdrawal)
  return refusalOf(referral, 'withdrawal') ?? [{ type: 'ReferralWithdrawn', data: withdrawal }]
}

/** What the receiver has accepted is taken back only with its consent. */
export function requestWithdrawal(referral: Referral, withdrawal: ReasonGiven): ReferralEvent[] | Rejection {
  const open = referral.withdrawalRequest
  const stands = open !== null && open.outcome !== 'refused' && open.outcome !== 'lapsed'
  if (stands) return repeated({ reason: open.reason, explanation: open.explanation }, withdrawal)
  return (
    refusalOf(referral, 'withdrawal-request') ??
    // What is decided stands; letting the case go would let the same act be judged twice.
    (standingDecisions(referral).length > 0 ? new Rejection('R-REF-12') : undefined) ?? [
      { type: 'WithdrawalRequested', data: withdrawal },
    ]
  )
}

/** Consents to the request that is open. */
export function consentToWithdrawal(referral: Referral): ReferralEvent[] | Rejection {
  if (referral.withdrawalRequest?.outcome === 'consented') return []
  return (
    refusalOf(referral, 'withdrawal-consent') ??
    unansweredRequest(referral) ?? [{ type: 'WithdrawalConsented', data: {} }]
  )
}

/** Refuses the request that is open; the case goes on. */
export function refuseWithdrawal(referral: Referral, explanation: string): ReferralEvent[] | Rejection {
  const request = referral.withdrawalRequest
  if (request?.outcome === 'refused')
    return repeated({ explanation: request.answer?.explanation ?? null }, { explanation })
  return (
    refusalOf(referral, 'withdrawal-refusal') ??
    unansweredRequest(referral) ?? [{ type: 'WithdrawalRefused', data: { explanation } }]
  )
}

function unansweredRequest(referral: Referral): Rejection | undefined {
  return referral.withdrawalRequest?.outcome === 'open' ? undefined : new Rejection('R-REF-13')
}

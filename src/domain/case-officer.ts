import type { PersonId } from './agencies.ts'
import {
  type Referral,
  type ReferralCommand,
  type ReferralEvent,
  refusalOf,
  repeated,
  undecidedPersons,
  unsettledObligations,
} from './referral.ts'
import { Rejection } from './rejection.ts'

type Command<Type extends ReferralCommand['type']> = Extract<ReferralCommand, { type: Type }>

/**
 * Gives an accepted referral to its first officer. Everybody may have a decision already, of an agency whose last drafts were not handed
 * over: then nothing is left to examine.
 */
export function assign(referral: Referral, officer: PersonId): ReferralEvent[] | Rejection {
  if (referral.assignment !== null) return repeated({ officer: referral.assignment.officer }, { officer })
  const refusal = refusalOf(referral, 'assignment')
  if (refusal) return refusal
  const assigned: ReferralEvent = { type: 'CaseOfficerAssigned', data: { officer } }
  return undecidedPersons(referral).length === 0 ? [assigned, { type: 'ReferralDecided', data: {} }] : [assigned]
}

/** Gives it to another officer, for a reason. */
export function reassign(
  referral: Referral,
  { officer, reason }: Command<'ReassignCase'>,
): ReferralEvent[] | Rejection {
  const refusal = refusalOf(referral, 'reassignment')
  if (refusal) return refusal
  if (referral.assignment?.officer === officer) {
    return new Rejection('R-OFF-02', [{ pointer: '/officer', code: 'rule' }])
  }
  return [{ type: 'CaseReassigned', data: { number: referral.reassignments.length + 1, officer, reason } }]
}

/**
 * Only what is still the departed officer's goes to the successor; whatever was reassigned meanwhile stays where it is, and so does
 * what is closed with nothing left to decide.
 */
export function inherit(
  referral: Referral,
  { officer, departed, departureId }: Command<'InheritCase'>,
): ReferralEvent[] | Rejection {
  const refusal = refusalOf(referral, 'reassignment')
  if (refusal) return refusal
  if (referral.assignment?.officer !== departed) return []
  if (referral.status === 'closed' && unsettledObligations(referral) === undefined) return []
  return [{ type: 'CaseInherited', data: { number: referral.reassignments.length + 1, officer, departureId } }]
}

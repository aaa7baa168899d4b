import type { OversightRole } from './access.ts'
import type { Act } from './act.ts'
import { type AgencyId, holdsMandate, type Mandate, type PersonId } from './agencies.ts'
import type { EmergencyAccessId, ReferralId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import { Rejection } from './rejection.ts'

export const emergencyReasons = [
  'imminent-harm',
  'evidence-at-risk',
  'parallel-proceeding',
  'court-order',
  'other',
] as const
export type EmergencyReason = (typeof emergencyReasons)[number]

/** The longest an access lasts, and how long after the request it may still be confirmed. */
export const longestMinutes = 15
export const confirmableMinutes = 60

/** What the parties are told of an access. */
export type EmergencyAccessTold = {
  readonly accessId: EmergencyAccessId
  readonly agency: AgencyId
  readonly role: OversightRole
  readonly requestedBy: PersonId
  readonly confirmedBy: PersonId
  readonly reason: EmergencyReason
  readonly explanation: string
  readonly requestedAt: string
  readonly confirmedAt: string
  readonly endsAt: string
  /** There was nothing to read for that agency: it is part of the case, or on the way of its copies. */
  readonly refused?: true
}

/** An agency with oversight, and no party, asks to read one referral. Says nothing about whether there is such a one. */
export type EmergencyAccess = {
  readonly id: EmergencyAccessId
  readonly referralId: ReferralId
  readonly reason: EmergencyReason
  readonly explanation: string
  readonly requested: Act
  readonly confirmation: { readonly act: Act; readonly endsAt: string } | null
}

export type EmergencyEvent =
  | {
      type: 'EmergencyAccessRequested'
      data: { referralId: ReferralId; reason: EmergencyReason; explanation: string }
    }
  | { type: 'EmergencyAccessConfirmed'; data: { endsAt: string } }
  | { type: 'EmergencyAccessUsed'; data: Record<never, never> }

export type EmergencyCommand =
  | {
      type: 'RequestEmergencyAccess'
      act: Act
      referralId: ReferralId
      reason: EmergencyReason
      explanation: string
    }
  | { type: 'ConfirmEmergencyAccess'; act: Act; minutes: number }
  | { type: 'UseEmergencyAccess'; act: Act }

export function decideEmergency(
  access: EmergencyAccess | undefined,
  mandates: readonly Mandate[],
  command: EmergencyCommand,
): EmergencyEvent[] | Rejection {
  const { act } = command
  if (!oversees(mandates, act.agency, legalDateOf(act.at))) return new Rejection('R-OFF-11')
  if (command.type === 'RequestEmergencyAccess') {
    const { referralId, reason, explanation } = command
    return [{ type: 'EmergencyAccessRequested', data: { referralId, reason, explanation } }]
  }
  if (access === undefined) throw new Error('there is no such access')
  return command.type === 'ConfirmEmergencyAccess' ? confirm(access, command) : use(access, act)
}

/** Whether an agency watches over such cases from outside: by one of two mandates, and never as a personnel authority. */
export function oversees(mandates: readonly Mandate[], agency: AgencyId, onDate: string): boolean {
  const holds = (mandate: Mandate['mandate']) => holdsMandate(mandates, agency, mandate, onDate)
  return (holds('election-supervision') || holds('civil-service-administration')) && !holds('personnel-authority')
}

function confirm(
  { requested, confirmation }: EmergencyAccess,
  { act, minutes }: Extract<EmergencyCommand, { type: 'ConfirmEmergencyAccess' }>,
): EmergencyEvent[] | Rejection {
  if (act.person === requested.person || act.role !== requested.role) return new Rejection('R-OFF-12')
  if (confirmation !== null) return []
  if (act.at >= later(requested.at, confirmableMinutes)) return new Rejection('R-OFF-14')
  return [{ type: 'EmergencyAccessConfirmed', data: { endsAt: later(act.at, Math.min(minutes, longestMinutes)) } }]
}

/** Whether the referral exists is nobody's to learn before the access is open, so that is not looked at here. */
function use({ requested, confirmation }: EmergencyAccess, act: Act): EmergencyEvent[] | Rejection {
  if (act.person !== requested.person) return new Rejection('R-OFF-13')
  if (confirmation === null || act.at >= confirmation.endsAt) return new Rejection('R-OFF-14')
  return [{ type: 'EmergencyAccessUsed', data: {} }]
}

function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString()
}

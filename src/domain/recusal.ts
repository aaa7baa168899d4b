import { access } from './access.ts'
import type { Act } from './act.ts'
import type { AgencyId, PersonId } from './agencies.ts'
import type { RecusalId, ViolationId } from './ids.ts'
import { repeated } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { ReferralAct } from './transitions.ts'

/** What may stand between an officer and an impartial judgement. */
export const interests = [
  'family',
  'friendship',
  'same-work-unit',
  'financial',
  'political',
  'own-report',
  'other',
] as const
export type Interest = (typeof interests)[number]

/** An officer's own word that a case is not for them. Whoever it concerns sees nothing of the case while it stands. */
export type Recusal = {
  readonly id: RecusalId
  readonly agency: AgencyId
  readonly person: PersonId
  /** It holds for the violation and for every referral of it, those to come too. */
  readonly violationId: ViolationId
  readonly interest: Interest
  readonly explanation: string
  readonly declared: Act
  readonly lifting: { readonly act: Act; readonly reason: string } | null
}

export type RecusalEvent =
  | { type: 'RecusalDeclared'; data: { violationId: ViolationId; interest: Interest; explanation: string } }
  | { type: 'RecusalLifted'; data: { reason: string } }

export type RecusalCommand =
  | { type: 'DeclareRecusal'; act: Act; violationId: ViolationId; interest: Interest; explanation: string }
  | { type: 'LiftRecusal'; act: Act; reason: string }

/** Who lets any colleague back, whatever their role. */
const supervisors: readonly string[] = access['recusal-lifting'].roles

export function decideRecusal(recusal: Recusal | undefined, command: RecusalCommand): RecusalEvent[] | Rejection {
  if (command.type === 'DeclareRecusal') {
    const { violationId, interest, explanation } = command
    return [{ type: 'RecusalDeclared', data: { violationId, interest, explanation } }]
  }
  if (recusal === undefined) throw new Error('there is no such recusal')
  const { person, role } = command.act
  if (recusal.person === person) return new Rejection('R-OFF-05')
  if (!supervisors.includes(role) && recusal.declared.role !== role) return new Rejection('R-OFF-15')
  if (recusal.lifting !== null) return repeated({ reason: recusal.lifting.reason }, { reason: command.reason })
  return [{ type: 'RecusalLifted', data: { reason: command.reason } }]
}

/** The work on decisions that rests while the officer of the case is recused or has left. */
export function refusalWithoutOfficer(act: ReferralAct, officerIsAbsent: boolean): Rejection | undefined {
  const rests = act === 'decision-draft' || act === 'decision-revision'
  return rests && officerIsAbsent ? new Rejection('R-OFF-03') : undefined
}

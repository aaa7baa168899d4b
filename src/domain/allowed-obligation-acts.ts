import type { Act } from './access.ts'
import type { AgencyId } from './agencies.ts'
import { type Caller, type Concerned, refusalOfRemit } from './allowed-acts.ts'
import { isImposed, pendingAppeal } from './appeals.ts'
import { isSignalledTo } from './escalation.ts'
import type { Obligation } from './obligation.ts'
import { awaitsDecision, isAddresseeImplicated, isSettled, notifiedOf, waitingReport } from './obligation-standing.ts'

/** What may be done about one obligation; listed in this order. */
export const obligationActs = [
  'obligation-receipt',
  'execution-report',
  'obligation-addressing',
  'deviation-acceptance',
  'deviation-refusal',
  'obligation-lapse',
  'appeal-recording',
  'appeal-outcome',
  'outcome-acceptance',
  'outcome-refusal',
  'step-receipt',
  'data-block',
  'data-unblock',
] as const satisfies readonly Act[]
export type ObligationAct = (typeof obligationActs)[number]

/** What this caller could do about this obligation now. */
export function allowedObligationActs(
  obligation: Obligation,
  concerned: Concerned,
  caller: Omit<Caller, 'person'>,
): ObligationAct[] {
  return obligationActs.filter(
    act => refusalOfRemit(act, caller, concerned) === undefined && isPossible(obligation, act, caller.agency),
  )
}

function isPossible(obligation: Obligation, act: ObligationAct, agency: AgencyId): boolean {
  const { status, receipt, addressee, appeals, steps, block, unblock } = obligation
  const open = status === 'open'
  const unheard = appeals.some(({ admissible, decision }) => admissible && decision === null)
  const alive = open || status === 'executed'
  switch (act) {
    case 'obligation-receipt':
      return open && receipt === null
    case 'execution-report':
      return open && waitingReport(obligation) === undefined && !awaitsDecision(obligation)
    case 'obligation-addressing':
      return open && (addressee === null || isAddresseeImplicated(obligation))
    case 'deviation-acceptance':
    case 'deviation-refusal':
      return open && waitingReport(obligation) !== undefined
    case 'obligation-lapse':
      return !isSettled(obligation)
    case 'appeal-recording':
      return alive && isImposed(obligation) && pendingAppeal(obligation) === undefined && !awaitsDecision(obligation)
    case 'appeal-outcome':
      return alive && unheard
    case 'outcome-acceptance':
    case 'outcome-refusal':
      return alive && appeals.some(({ decision }) => decision?.standing === 'waiting')
    case 'step-receipt':
      return steps.some(step => step.addressee === agency && step.receipt === null)
    case 'data-block':
      return block === null && isSignalledTo(obligation, agency)
    case 'data-unblock':
      return !open && block !== null && unblock === null
  }
}

/** Who is what to an obligation, as `refusalOfRemit` asks. */
export function concernedBy(
  obligation: Obligation,
  { sender, receiver }: { readonly sender: AgencyId; readonly receiver: AgencyId },
): Required<Concerned> {
  return { sender, receiver, obliged: obligation.addressee, notified: notifiedOf(obligation) }
}

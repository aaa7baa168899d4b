import { type Act, access, isForPersons, roleFor } from './access.ts'
import type { Act as ActOfSomebody } from './act.ts'
import type { AgencyId, PersonId, Role } from './agencies.ts'
import { roundsAreUsedUp } from './checklist.ts'
import { decideEvidence, type Evidence, type EvidenceCommand, type Within } from './evidence.ts'
import type { Draft } from './examination.ts'
import { type Handover, possibleOutcomes } from './handed-over.ts'
import { unsentHandovers } from './handover.ts'
import { standingImplications } from './implications.ts'
import { isOpen } from './redacted-copy.ts'
import { isOverdue, type Referral, standingDecisions, unsettledObligations } from './referral.ts'
import { Rejection } from './rejection.ts'
import { requestToOpen, takerIn } from './reporter.ts'
import { type ReporterRequest, refusalOfAnswerer, refusalOfRequest, waitingRequest } from './reporter-request.ts'
import type { RuleId } from './rules.ts'
import { onOneSide } from './succession.ts'
import {
  movesFrom,
  openStatuses,
  type ReferralAct,
  referralMoves,
  type ViolationAct,
  violationMoves,
} from './transitions.ts'
import { statusOf, type Violation, type ViolationCase } from './violation.ts'

/** Who asks, as far as the rules look at it. */
export type Caller = {
  readonly agency: AgencyId
  readonly roles: readonly Role[]
  readonly person: PersonId
  /** A machine client is somebody as a person is, and may do less. */
  readonly kind: 'person' | 'client'
}

/** Acts on one decision; they are listed with the decision and not with the referral. */
const decisionActs: readonly ReferralAct[] = [
  'decision-revision',
  'decision-cancellation',
  'issuance',
  'annulment',
  'decision-correction',
  'handover-sending',
]

/** The parties of a referral, and of one of its obligations whom it obliges and whom its steps were addressed to. */
export type Concerned = {
  readonly sender?: AgencyId
  readonly receiver?: AgencyId
  readonly obliged?: AgencyId | null
  readonly notified?: readonly AgencyId[]
}

/** Refuses a caller whose role, side or kind the access table does not allow; the mandate is checked with the date of the act. */
export function refusalOfRemit(
  act: Act,
  caller: Pick<Caller, 'agency' | 'roles' | 'kind'>,
  parties: Concerned,
): Rejection | undefined {
  if (roleFor(act, caller.roles) === undefined) return new Rejection('R-ACC-01')
  const rule = refusedSide(act, caller.agency, parties)
  if (rule !== undefined) return new Rejection(rule)
  return isForPersons(act) && caller.kind !== 'person' ? new Rejection('R-ACC-06') : undefined
}

function refusedSide(
  act: Act,
  agency: AgencyId,
  { sender, receiver, obliged, notified }: Concerned,
): RuleId | undefined {
  const { side } = access[act]
  if (side === 'obliged' && agency !== obliged) return 'R-OBL-01'
  if (side === 'obliged-or-receiver' && agency !== obliged && agency !== receiver) return 'R-OBL-01'
  if (side === 'notified' && notified?.includes(agency) !== true) return 'R-OBL-02'
  if (side === 'sender' && agency !== sender) return 'R-ACC-03'
  if (side === 'receiver' && agency !== receiver) return 'R-ACC-02'
  return undefined
}

/** Acts on a violation; evidence is added to it, and its reporter read, without moving it. */
export const actsOnViolation = [
  ...(Object.keys(violationMoves) as ViolationAct[]),
  'evidence-recording',
  'reporter-reading',
] as const

/** What this caller could do to this violation now. */
export function allowedViolationActs(current: ViolationCase, caller: Caller): (typeof actsOnViolation)[number][] {
  const status = statusOf(current)
  const open = current.referral !== undefined && openStatuses.includes(current.referral)
  return actsOnViolation.filter(act => {
    if (refusalOfRemit(act, caller, {})) return false
    if (act === 'evidence-recording') return status !== 'dismissed'
    if (act === 'reporter-reading') {
      return current.violation.reporterId !== null && takerIn(current.violation) === caller.person
    }
    if (!movesFrom(violationMoves[act], status)) return false
    const recorders = [...current.violation.recorders, ...current.itemRecorders]
    if (act === 'referral') return !open && !recorders.includes(caller.person)
    return act !== 'dismissal' || !open
  })
}

/** What this caller could do to this referral at this time (RFC 3339). */
export function allowedReferralActs(referral: Referral, caller: Omit<Caller, 'person'>, at: string): ReferralAct[] {
  const requested = referral.withdrawalRequest?.outcome === 'open'
  return (Object.keys(referralMoves) as ReferralAct[]).filter(act => {
    if (decisionActs.includes(act)) return false
    if (refusalOfRemit(act, caller, referral) || !movesFrom(referralMoves[act], referral.status)) return false
    if (act === 'return') return !roundsAreUsedUp(referral)
    if (act === 'rejection') return referral.status === 'received' || isOverdue(referral, at)
    if (act === 'withdrawal-request') return !requested && standingDecisions(referral).length === 0
    if (act === 'withdrawal-consent' || act === 'withdrawal-refusal') return requested
    if (act === 'copy-giving') return standingDecisions(referral).length > 0
    if (act === 'copy-ending') return referral.copies.some(copy => isOpen(copy, at))
    if (act === 'answer') return referral.questions.some(({ act }) => !onOneSide(referral, act.agency, caller.agency))
    if (act === 'closure') {
      return unsentHandovers(referral).length === 0 && unsettledObligations(referral) === undefined
    }
    if (act === 'reporter-request') return refusalOfRequest(referral) === undefined
    if (act === 'person-change-revocation') return referral.personChanges.some(change => change.revocation === null)
    if (act === 'implication-revocation') return standingImplications(referral).length > 0
    if (act === 'reporter-consent' || act === 'reporter-refusal') return waitingRequest(referral) !== undefined
    return true
  })
}

/** What may be done about one request for a reporter; listed in this order. */
export const reporterRequestActs = ['reporter-consent', 'reporter-refusal', 'reporter-opening'] as const
export type ReporterRequestAct = (typeof reporterRequestActs)[number]

/** What this caller could do about one request for a reporter at this time (RFC 3339); `violation` as far as they see it. */
export function allowedReporterRequestActs(
  referral: Referral,
  request: ReporterRequest,
  violation: Violation | undefined,
  caller: Caller,
  at: string,
): ReporterRequestAct[] {
  return reporterRequestActs.filter(act => {
    if (refusalOfRemit(act, caller, referral)) return false
    if (act === 'reporter-opening') return requestToOpen(referral, caller.person, at) === request
    if (!movesFrom(referralMoves[act], referral.status) || request.outcome !== 'open') return false
    return violation !== undefined && refusalOfAnswerer(caller.person, takerIn(violation)) === undefined
  })
}

/** What this caller could do to one decision of this referral. */
export function allowedDecisionActs(
  referral: Referral,
  number: number,
  draft: Draft | undefined,
  caller: Caller,
): ReferralAct[] {
  const stands = (wanted: number) => standingDecisions(referral).some(decision => decision.number === wanted)
  return decisionActs.filter(act => {
    if (refusalOfRemit(act, caller, referral) || !movesFrom(referralMoves[act], referral.status)) return false
    if (act === 'annulment') return stands(number)
    if (act === 'decision-correction' || act === 'handover-sending') {
      const issued = referral.decisions.find(decision => decision.number === number)
      if (!stands(number) || issued?.draftedBy.includes(caller.person) !== false) return false
      return act === 'decision-correction' || unsentHandovers(referral).some(due => due.decisionNumber === number)
    }
    if (draft?.status !== 'draft') return false
    if (act !== 'issuance') return true
    return !draft.drafters.includes(caller.person) && (draft.supersedes === null || stands(draft.supersedes))
  })
}

/** What may be done to an item that stands; listed in this order. */
export const evidenceActs = [
  'evidence-change',
  'evidence-seal',
  'evidence-exclusion',
  'evidence-erasure',
  'evidence-opening',
  'evidence-download',
] as const
export type EvidenceAct = (typeof evidenceActs)[number]

const anyExplanation = { explanation: 'any' }

/** An order of each kind, to ask the rules what they would say of it. */
function probe(evidence: Evidence, wanted: EvidenceAct, act: ActOfSomebody, within: Within): EvidenceCommand {
  switch (wanted) {
    case 'evidence-change':
      return { type: 'DescribeEvidence', act, description: { ...evidence.description, title: '' } }
    case 'evidence-seal':
      return { type: 'SealEvidence', act }
    case 'evidence-exclusion':
      return { type: 'ExcludeEvidence', act, exclusion: { reason: 'other', ...anyExplanation } }
    case 'evidence-erasure':
      return {
        type: 'EraseEvidence',
        act,
        erasure: { legalBasis: 'any', ...anyExplanation },
        referral: within.referralStatus,
      }
    case 'evidence-opening':
    case 'evidence-download': {
      const use = wanted === 'evidence-opening' ? 'view' : 'download'
      return { type: 'UseEvidence', act, use, within, range: null }
    }
  }
}

/** What this caller could do to this item at this time (RFC 3339): the rules themselves are asked. */
export function allowedEvidenceActs(evidence: Evidence, within: Within, caller: Caller, at: string): EvidenceAct[] {
  return evidenceActs.filter(wanted => {
    const role = roleFor(wanted, caller.roles)
    if (role === undefined || refusalOfRemit(wanted, caller, {}) !== undefined) return false
    if (access[wanted].side === 'owner' && caller.agency !== evidence.owner) return false
    const act: ActOfSomebody = { kind: caller.kind, agency: caller.agency, person: caller.person, role, at }
    const decided = decideEvidence(evidence, probe(evidence, wanted, act, within))
    return !(decided instanceof Rejection) && decided.length > 0
  })
}

/** What may be done with an item that went with a hand-over; listed in this order. */
export const handedEvidenceActs = ['handover-evidence-opening', 'handover-evidence-download'] as const
export type HandedEvidenceAct = (typeof handedEvidenceActs)[number]

/** What this caller could do with an item that went with this hand-over: the rules themselves are asked. */
export function allowedHandedEvidenceActs(
  evidence: Evidence,
  within: Within,
  caller: Caller,
  handover: Pick<Handover, 'sender' | 'receiver'>,
): HandedEvidenceAct[] {
  return handedEvidenceActs.filter(wanted => {
    const role = roleFor(wanted, caller.roles)
    if (role === undefined || refusalOfRemit(wanted, caller, handover)) return false
    const { kind, agency, person } = caller
    const act: ActOfSomebody = { kind, agency, person, role, at: evidence.lastAt }
    const use = wanted === 'handover-evidence-opening' ? 'view' : 'download'
    return !(decideEvidence(evidence, { type: 'UseEvidence', act, use, within, range: null }) instanceof Rejection)
  })
}

/** What the receiving agency may do with what was handed over to it; listed in this order. */
export const handoverActs = ['handover-receipt', 'handover-outcome'] as const
export type HandoverAct = (typeof handoverActs)[number]

/** What this caller could do to this hand-over. */
export function allowedHandoverActs(
  handover: Handover,
  caller: Pick<Caller, 'agency' | 'roles' | 'kind'>,
): HandoverAct[] {
  return handoverActs.filter(act => {
    if (refusalOfRemit(act, caller, { sender: handover.sender, receiver: handover.receiver })) return false
    return act === 'handover-receipt' ? handover.receipt === null : possibleOutcomes(handover).length > 0
  })
}

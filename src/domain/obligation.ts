import type { Act, Recorded } from './act.ts'
import type { AgencyId } from './agencies.ts'
import {
  type AppealAnswer,
  type AppealContent,
  type AppealDecision,
  type AppealOnRecord,
  type AppealRecorded,
  acceptOutcome,
  decideAppeal,
  recomputedAnswer,
  recordAppeal,
  refuseOutcome,
} from './appeals.ts'
import { canonicalJson } from './canonical-json.ts'
import { rowInForce } from './catalogue.ts'
import { clockAt, isAhead, isOutdated } from './deadline.ts'
import type { DecisionTrack, IssuedDecision, PenaltyClass } from './decision.ts'
import { escalate, receiveStep, recordBlock, recordUnblock, type StepTaken } from './escalation.ts'
import {
  acceptDeviation,
  type ReportContent,
  type ReportOnRecord,
  refuseDeviation,
  reportExecution,
} from './execution.ts'
import type { ObligationId, ReferralId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import { isAddresseeImplicated, isSettled } from './obligation-standing.ts'
import {
  countsFromReceipt,
  type DeadlineRow,
  type Next,
  presentSteps,
  type Terms,
  type Timing,
  timed,
} from './obligation-timing.ts'
import type { IdentifiedPerson } from './redacted-copy.ts'
import { type Fact, type ReasonGiven, repeated } from './referral.ts'
import type { DeadlineRule } from './referral-deadlines.ts'
import { type Fault, Rejection } from './rejection.ts'

export const obligationKinds = ['penalty-imposition'] as const
export type ObligationKind = (typeof obligationKinds)[number]

export const obligationStatuses = ['open', 'executed', 'lapsed', 'annulled'] as const
export type ObligationStatus = (typeof obligationStatuses)[number]

/** What a decision orders to be imposed; a sanction where the decision names one of the catalogue. */
export type OrderedPenalty = {
  readonly penaltyClass: PenaltyClass
  readonly sanction: string | null
  /** What is imposed instead, because the sanction was not in force yet on the day of the decision. */
  readonly inForceInstead?: string
}

/** What somebody must now do because of a decision. No reasons, no evidence, no reporter: its addressee reads it. */
export type Imposed = {
  readonly id: ObligationId
  readonly referralId: ReferralId
  /** Counts in the referral. */
  readonly number: number
  readonly kind: ObligationKind
  readonly decisionNumber: number
  readonly person: Omit<IdentifiedPerson, 'nik'>
  readonly track: DecisionTrack
  readonly instrument: IssuedDecision['instrument']
  readonly legalBasis: string
  readonly penalty: OrderedPenalty
  /** Whoever must act; null while nobody can be named. */
  readonly addressee: AgencyId | null
  /** Authorities it goes past, because they are part of the case. */
  readonly bypassed: readonly AgencyId[]
  /** Everybody who is part of the case: no step is addressed to them. Not said in obligations from before it was kept. */
  readonly implicated?: readonly AgencyId[]
}

/** What its decision says of itself, after a slip of the pen in it was corrected. */
export type CorrectedDecision = Pick<Imposed, 'instrument' | 'legalBasis'>

export const annulmentCauses = ['decision-annulled', 'decision-superseded', 'appeal'] as const
export type AnnulmentCause = (typeof annulmentCauses)[number]

export type ObligationCommand =
  | { type: 'ReceiveObligation'; act: Act }
  | { type: 'AddressObligation'; act: Act; addressee: AgencyId; bypassed: readonly AgencyId[] }
  | { type: 'NoteImplication'; act: Act; agency: AgencyId }
  | { type: 'LiftImplication'; act: Act; agency: AgencyId }
  | { type: 'ReportExecution'; act: Act; report: ReportContent }
  | { type: 'AcceptDeviation'; act: Act; number: number }
  | { type: 'RefuseDeviation'; act: Act; number: number; explanation: string }
  | { type: 'LapseObligation'; act: Act; lapse: ReasonGiven }
  | { type: 'RecordAppeal'; act: Act; appeal: AppealContent }
  | { type: 'DecideAppeal'; act: Act; number: number; decision: AppealDecision }
  | { type: 'AcceptOutcome'; act: Act; number: number }
  | { type: 'RefuseOutcome'; act: Act; number: number; explanation: string }
  | { type: 'ReceiveStep'; act: Act; number: number }
  | { type: 'RecordBlock'; act: Act; reference: string }
  | { type: 'RecordUnblock'; act: Act; reference: string }
  | { type: 'Escalate'; act: Act }
  | { type: 'RecomputeDeadline'; act: Act }
  | { type: 'AnnulObligation'; act: Act; because: AnnulmentCause; explanation: string }
  | { type: 'CorrectObligation'; act: Act; corrected: CorrectedDecision }

export type ObligationEvent =
  | { type: 'ObligationImposed'; data: Imposed & { timing: Timing } }
  | { type: 'ObligationReceived'; data: { restarts: boolean; timing: Timing } }
  | { type: 'ObligationAddressed'; data: { addressee: AgencyId; bypassed: readonly AgencyId[]; timing: Timing } }
  | { type: 'ImplicationNoted'; data: { agency: AgencyId; timing: Timing } }
  | { type: 'ImplicationLifted'; data: { agency: AgencyId; timing: Timing } }
  | {
      type: 'ExecutionReported'
      data: ReportContent & {
        number: number
        deviates: boolean
        late: boolean
        warnings?: readonly Fault[]
        timing: Timing
      }
    }
  | { type: 'DeviationAccepted'; data: { number: number; timing: Timing } }
  | { type: 'DeviationRefused'; data: { number: number; explanation: string; timing: Timing } }
  | { type: 'ObligationLapsed'; data: ReasonGiven & { timing: Timing } }
  | { type: 'ObligationAnnulled'; data: { because: AnnulmentCause; explanation: string; timing: Timing } }
  | { type: 'AppealRecorded'; data: AppealRecorded & { timing: Timing } }
  | { type: 'AppealDecided'; data: AppealDecision & { number: number; waits: boolean; timing: Timing } }
  | { type: 'AppealOutcomeAccepted'; data: { number: number; timing: Timing } }
  | { type: 'AppealOutcomeRefused'; data: { number: number; explanation: string; timing: Timing } }
  | { type: 'AppealOverdue'; data: { number: number; dueAt: string; rule: DeadlineRule; timing: Timing } }
  | { type: 'EscalationStepTaken'; data: StepTaken & { timing: Timing } }
  | { type: 'EscalationStepReceived'; data: { number: number } }
  | { type: 'DataBlocked'; data: { reference: string; timing: Timing } }
  | { type: 'UnblockSignalled'; data: { timing: Timing } }
  | { type: 'DataUnblocked'; data: { reference: string } }
  | {
      type: 'ObligationDeadlineRecomputed'
      data: { rule: DeadlineRule; appealAnswer?: AppealAnswer; timing: Timing }
    }
  | { type: 'ObligationCorrected'; data: CorrectedDecision }

export type Obligation = Imposed & {
  readonly status: ObligationStatus
  readonly issuedAt: string
  readonly changedAt: string
  /** Every deadline it ever had, with its arithmetic; the last one counts. */
  readonly deadlines: readonly DeadlineRow[]
  /** What the clock of the next step is counted from: the last step, or what began the obligation. */
  readonly runsFrom: string
  /** Times that do not count, and since when the present one lasts. */
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly reason: string }[]
  readonly pausedSince: string | null
  /** What the service does next by itself, and when. */
  readonly next: Next | null
  /** A process took the last step whose law is older than that of the deadlines: a newer one counts `next` anew. */
  readonly countedByOlderLaw?: true
  readonly receipt: Fact | null
  readonly reports: readonly ReportOnRecord[]
  readonly appeals: readonly AppealOnRecord[]
  /** How many of the steps were taken towards an agency that it obliges no more; what is silent now is silent anew. */
  readonly earlierSteps?: number
  /** Whom it obliged until it was addressed anew. */
  readonly formerAddressees?: readonly AgencyId[]
  readonly steps: readonly (StepTaken & { readonly act: Act; readonly receipt: Fact | null })[]
  readonly block: Fact<{ readonly reference: string }> | null
  readonly unblockSignal: Fact | null
  readonly unblock: Fact<{ readonly reference: string }> | null
  readonly lapse: Fact<ReasonGiven> | null
  readonly annulment: Fact<{ readonly because: AnnulmentCause; readonly explanation: string }> | null
}

/** An obligation, with the version of its stream. */
export type ObligationAt = { readonly state: Obligation; readonly version: number }

export function decideObligation(
  obligation: Obligation,
  terms: Terms,
  command: ObligationCommand,
): ObligationEvent[] | Rejection {
  switch (command.type) {
    case 'ReceiveObligation':
      return receive(obligation, terms, command)
    case 'AddressObligation':
      return address(obligation, terms, command)
    case 'NoteImplication':
      return noteImplication(obligation, terms, command)
    case 'LiftImplication':
      return liftImplication(obligation, terms, command)
    case 'ReportExecution':
      return reportExecution(obligation, terms, command)
    case 'AcceptDeviation':
      return acceptDeviation(obligation, terms, command)
    case 'RefuseDeviation':
      return refuseDeviation(obligation, terms, command)
    case 'LapseObligation':
      return lapse(obligation, terms, command)
    case 'RecordAppeal':
      return recordAppeal(obligation, terms, command)
    case 'DecideAppeal':
      return decideAppeal(obligation, terms, command)
    case 'AcceptOutcome':
      return acceptOutcome(obligation, terms, command)
    case 'RefuseOutcome':
      return refuseOutcome(obligation, terms, command)
    case 'ReceiveStep':
      return receiveStep(obligation, command)
    case 'RecordBlock':
      return recordBlock(obligation, terms, command)
    case 'RecordUnblock':
      return recordUnblock(obligation, command)
    case 'Escalate':
      return escalate(obligation, terms, command)
    case 'RecomputeDeadline':
      return recomputeDeadline(obligation, terms, command)
    case 'AnnulObligation':
      return annul(obligation, terms, command)
    case 'CorrectObligation':
      return correct(obligation, command)
  }
}

export type ObligationOrder<Type extends ObligationCommand['type']> = Extract<ObligationCommand, { type: Type }>

/** The event by which an obligation begins; its clock starts with it when somebody is obliged. */
export function imposed(obligation: Imposed, act: Act, terms: Terms): ObligationEvent {
  return timed(undefined, terms, act, { type: 'ObligationImposed', data: obligation }, 'imposed')
}

function receive(
  obligation: Obligation,
  terms: Terms,
  { act }: ObligationOrder<'ReceiveObligation'>,
): ObligationEvent[] | Rejection {
  if (obligation.receipt !== null) return []
  if (obligation.status !== 'open') return new Rejection('R-OBL-03')
  // Where the law counts from the receipt, silence before it is counted from the decision all the same.
  const restarts = countsFromReceipt(terms.law, act.at) && presentSteps(obligation).length === 0
  return [
    timed(obligation, terms, act, { type: 'ObligationReceived', data: { restarts } }, restarts ? 'received' : null),
  ]
}

function address(
  obligation: Obligation,
  terms: Terms,
  { act, addressee, bypassed }: ObligationOrder<'AddressObligation'>,
): ObligationEvent[] | Rejection {
  if (obligation.addressee === addressee) return []
  if (obligation.addressee !== null && !isAddresseeImplicated(obligation)) return new Rejection('R-OBL-10')
  if (obligation.status !== 'open') return new Rejection('R-OBL-03')
  return [timed(obligation, terms, act, { type: 'ObligationAddressed', data: { addressee, bypassed } }, 'addressed')]
}

/** Steps go past whoever is part of the case. Whom it obliges already it obliges until it is addressed anew. */
function noteImplication(
  obligation: Obligation,
  terms: Terms,
  { act, agency }: ObligationOrder<'NoteImplication'>,
): ObligationEvent[] {
  if (obligation.status !== 'open' || obligation.implicated?.includes(agency) === true) return []
  return [timed(obligation, terms, act, { type: 'ImplicationNoted', data: { agency } }, null)]
}

/** It was no part of the case: steps reach it again, also what is left to do of one that did, however the obligation stands. */
function liftImplication(
  obligation: Obligation,
  terms: Terms,
  { act, agency }: ObligationOrder<'LiftImplication'>,
): ObligationEvent[] {
  if (obligation.implicated?.includes(agency) !== true) return []
  return [timed(obligation, terms, act, { type: 'ImplicationLifted', data: { agency } }, null)]
}

function lapse(
  obligation: Obligation,
  terms: Terms,
  { act, lapse: { reason, explanation } }: ObligationOrder<'LapseObligation'>,
): ObligationEvent[] | Rejection {
  if (obligation.lapse !== null) {
    const { reason: standing, explanation: said } = obligation.lapse
    return repeated({ reason: standing, explanation: said }, { reason, explanation })
  }
  if (isSettled(obligation)) return new Rejection('R-OBL-03')
  const reasons = terms.law['reason-codes'].filter(({ kind }) => kind === 'lapse')
  if (rowInForce(reasons, reason, legalDateOf(act.at)) === undefined) {
    return new Rejection('R-OBL-08', [{ pointer: '/reason', code: 'rule' }])
  }
  return [timed(obligation, terms, act, { type: 'ObligationLapsed', data: { reason, explanation } }, null)]
}

/** R-CLK-04: what runs follows a newer version of the law. The law never goes back, and what it no longer knows stays as it is. */
function recomputeDeadline(
  obligation: Obligation,
  terms: Terms,
  { act }: ObligationOrder<'RecomputeDeadline'>,
): ObligationEvent[] {
  const { law } = terms
  const { status, deadlines, countedByOlderLaw } = obligation
  const deadline = status === 'open' ? deadlines.at(-1) : undefined
  const isDue =
    deadline !== undefined &&
    isOutdated(deadline, law.versions) &&
    clockAt(law, deadline.clock, deadline.start) !== undefined
  const isStepDue = deadline !== undefined && countedByOlderLaw === true && !isAhead(deadline, law.versions)
  const appealAnswer = recomputedAnswer(obligation, law)
  if (!isDue && !isStepDue && appealAnswer === undefined) return []
  const data = { rule: 'R-CLK-04', ...(appealAnswer && { appealAnswer }) } as const
  const event = { type: 'ObligationDeadlineRecomputed', data } as const
  return [timed(obligation, terms, act, event, isDue ? 'law-changed' : null)]
}

/** With its decision an obligation ends, executed or not; what has lapsed has ended already. */
function annul(
  obligation: Obligation,
  terms: Terms,
  { act, because, explanation }: ObligationOrder<'AnnulObligation'>,
): ObligationEvent[] {
  if (obligation.status === 'annulled' || obligation.status === 'lapsed') return []
  return [timed(obligation, terms, act, { type: 'ObligationAnnulled', data: { because, explanation } }, null)]
}

/** Whoever must act reads what the decision says now, however the obligation stands. */
function correct(
  { instrument, legalBasis }: Obligation,
  { corrected }: ObligationOrder<'CorrectObligation'>,
): ObligationEvent[] {
  const isSaid = canonicalJson({ instrument, legalBasis }) === canonicalJson(corrected)
  return isSaid ? [] : [{ type: 'ObligationCorrected', data: corrected }]
}

export type RecordedObligationEvent = Recorded<ObligationEvent>

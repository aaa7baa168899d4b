import type { Act } from './act.ts'
import type { AgencyId, PersonId } from './agencies.ts'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { assign, inherit, reassign } from './case-officer.ts'
import type { AppliedChecklist, CheckMark, CitedChecklist, ReturnTerms } from './checklist.ts'
import type { Correction, CorrectionEvent } from './correction.ts'
import type { IssuedDecision } from './decision.ts'
import type { EmergencyAccessTold } from './emergency.ts'
import { type HandoverOnRecord, type ReferralHandoverEvent, refusalOfUnsent } from './handover.ts'
import type { DepartureId, ReferralId, ReportedPersonId, ReporterId, ViolationId } from './ids.ts'
import type { ImplicationEvent, ImplicationOnRecord } from './implications.ts'
import { accept, giveBack, reject } from './intake.ts'
import { legalDateOf } from './legal-date.ts'
import type { ManifestItem } from './manifest.ts'
import { type KnownPerson, overlaid, type PersonChange, type PersonEvent } from './person-changes.ts'
import { answer, ask } from './questions.ts'
import type { CopyGiven, CopyOnRecord, CorrectionTold } from './redacted-copy.ts'
import type { DeadlineEvent, DeadlineOnRecord, DeadlineWatch } from './referral-deadlines.ts'
import { Rejection } from './rejection.ts'
import {
  decideReporterRequest,
  type ReporterRequest,
  type ReporterRequestCommand,
  type ReporterRequestEvent,
} from './reporter-request.ts'
import type { Transfer } from './succession.ts'
import { movesFrom, type ReferralAct, type ReferralStatus, referralMoves } from './transitions.ts'
import type { ReportedPerson, ViolationContent } from './violation-content.ts'
import { consentToWithdrawal, refuseWithdrawal, requestWithdrawal, withdraw } from './withdrawal.ts'

/** The content of one sending, fixed for ever. The reporter is not in it. */
export type FrozenVersion = {
  readonly number: number
  readonly content: ViolationContent
  readonly reporterId: ReporterId | null
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  readonly contentDigest: string
  readonly manifest: readonly ManifestItem[]
  /** Hex SHA-256 over the canonical JSON of `manifest`. */
  readonly manifestDigest: string
}
export type Return = {
  readonly round: number
  /** Items of the receiver's checklist, by their codes. */
  readonly items: readonly { readonly code: string; readonly note: string }[]
  /** Asia/Jakarta date; on the day after it the return is overdue. */
  readonly dueOn: string
  /** What it was made under, and how often the referral may be returned; null for returns from before checklists. */
  readonly checklist: CitedChecklist | null
  readonly mostRounds: number | null
}
type SinceChecklists = 'checklist' | 'mostRounds'
export type ReturnAnswer = { readonly code: string; readonly answer: string }
/** How the items of the checklist that an officer judges were found; null for acceptances from before checklists. */
export type Examined = { readonly checklist: CitedChecklist | null; readonly marks: readonly CheckMark[] }
/** `reason` is a code of the catalogue (`reason-codes`). */
export type ReasonGiven = { readonly reason: string; readonly explanation: string }
/** The same, of acts that once gave their reason in words alone. */
export type ReasonInWords = Partial<ReasonGiven> & Pick<ReasonGiven, 'explanation'>

/** Commands on the referral alone. Sending and resubmitting also touch the violation: `sending.ts`. */
export type ReferralCommand =
  | { type: 'ReceiveReferral'; act: Act }
  | { type: 'AcceptReferral'; act: Act; marks: readonly CheckMark[]; applied: AppliedChecklist | undefined }
  | {
      type: 'ReturnReferral'
      act: Act
      items: Return['items']
      dueOn: string
      terms: ReturnTerms | undefined
    }
  | { type: 'RejectReferral'; act: Act; rejection: ReasonGiven }
  | { type: 'WithdrawReferral'; act: Act; withdrawal: ReasonGiven }
  | { type: 'RequestWithdrawal'; act: Act; withdrawal: ReasonGiven }
  | { type: 'ConsentToWithdrawal'; act: Act }
  | { type: 'RefuseWithdrawal'; act: Act; explanation: string }
  | { type: 'AssignCaseOfficer'; act: Act; officer: PersonId }
  | { type: 'AskQuestion'; act: Act; text: string }
  | { type: 'AnswerQuestion'; act: Act; questionNumber: number; text: string }
  | { type: 'CloseReferral'; act: Act }
  | { type: 'EndCopy'; act: Act; number: number; explanation: string }
  | ReporterRequestCommand
  | { type: 'ReassignCase'; act: Act; officer: PersonId; reason: string }
  | { type: 'InheritCase'; act: Act; officer: PersonId; departed: PersonId; departureId: DepartureId }
  | { type: 'TellOfEmergency'; act: Act; access: EmergencyAccessTold }

export type ReferralEvent =
  | {
      type: 'ReferralSent'
      data: { id: ReferralId; violationId: ViolationId; receiver: AgencyId; version: FrozenVersion }
    }
  | { type: 'ReferralReceived'; data: Record<never, never> }
  | { type: 'ReferralAccepted'; data: Partial<Examined> }
  | { type: 'ReferralReturned'; data: Omit<Return, SinceChecklists> & Partial<Pick<Return, SinceChecklists>> }
  | { type: 'ReferralRejected'; data: ReasonGiven }
  | { type: 'ReferralResubmitted'; data: { version: FrozenVersion; answers: readonly ReturnAnswer[] } }
  | { type: 'ReferralSupplemented'; data: { version: FrozenVersion; explanation: string } }
  | { type: 'ReferralWithdrawn'; data: ReasonGiven }
  | { type: 'WithdrawalRequested'; data: ReasonGiven }
  | { type: 'WithdrawalConsented'; data: Record<never, never> }
  | { type: 'WithdrawalRefused'; data: { explanation: string } }
  | { type: 'CaseOfficerAssigned'; data: { officer: PersonId } }
  | { type: 'QuestionAsked'; data: { number: number; text: string } }
  | { type: 'QuestionAnswered'; data: { questionNumber: number; answerNumber: number; text: string } }
  | { type: 'DecisionIssued'; data: IssuedDecision }
  | { type: 'DecisionAnnulled'; data: ReasonInWords & { number: number } }
  | { type: 'ReferralDecided'; data: Record<never, never> }
  | { type: 'ReferralClosed'; data: Record<never, never> }
  | { type: 'CopyGiven'; data: CopyGiven }
  | { type: 'CopyCorrected'; data: { number: number; correction: CorrectionTold } }
  | { type: 'CopyEnded'; data: { number: number; explanation: string } }
  | ReporterRequestEvent
  | { type: 'CaseReassigned'; data: { number: number; officer: PersonId; reason: string } }
  | { type: 'CaseInherited'; data: { number: number; officer: PersonId; departureId: DepartureId } }
  | { type: 'EmergencyAccessOpened'; data: EmergencyAccessTold }
  | ImplicationEvent
  | { type: 'ReferralTransferred'; data: Transfer }
  | PersonEvent
  | DeadlineEvent
  | CorrectionEvent
  | ReferralHandoverEvent

/** A fact with who and when; what it says is in `Content`. */
export type Fact<Content = unknown> = { readonly act: Act } & Content

export type Question = {
  readonly number: number
  readonly act: Act
  readonly text: string
  readonly answers: readonly { readonly number: number; readonly act: Act; readonly text: string }[]
}

/** An issued decision: `standing` until a later one supersedes it or it is annulled. */
export type DecisionOnRecord = IssuedDecision & {
  readonly act: Act
  readonly standing: 'issued' | 'superseded' | 'annulled'
  readonly annulment: Fact<ReasonInWords> | null
  /** Slips that were corrected since; what it says is as corrected. */
  readonly corrections: readonly Fact<Correction>[]
}

export type Referral = {
  readonly id: ReferralId
  readonly violationId: ViolationId
  readonly sender: AgencyId
  readonly receiver: AgencyId
  readonly status: ReferralStatus
  readonly versions: readonly FrozenVersion[]
  readonly sentAt: string
  /** When the version that answers the last return was sent; supplements do not count. */
  readonly lastSentAt: string
  readonly changedAt: string
  /** Delivered, opened and accepted are different facts; these two are about the current version. */
  readonly receipt: Fact | null
  readonly acceptance: Fact<Examined> | null
  readonly returns: readonly Fact<Return & { readonly answers: readonly ReturnAnswer[] | null }>[]
  readonly rejection: Fact<ReasonGiven> | null
  readonly withdrawal: Fact<ReasonGiven> | null
  readonly withdrawalRequest:
    | (Fact<ReasonGiven> & {
        readonly outcome: 'open' | 'consented' | 'refused' | 'lapsed'
        readonly answer: Fact<{ readonly explanation: string | null }> | null
      })
    | null
  readonly assignment: Fact<{ readonly officer: PersonId }> | null
  readonly questions: readonly Question[]
  readonly decisions: readonly DecisionOnRecord[]
  readonly closure: Fact | null
  /** Redacted copies given to whoever must act on a decision. */
  readonly copies: readonly CopyOnRecord[]
  readonly reporterRequests: readonly ReporterRequest[]
  /** Each change of the officer after the first assignment; `assignment` is the present one. */
  readonly reassignments: readonly Fact<Reassignment>[]
  readonly emergencyAccesses: readonly Fact<EmergencyAccessTold>[]
  /** Each hand-over from one receiving agency to the next; `receiver` is the present one. */
  readonly transfers: readonly Fact<Transfer>[]
  /** What was found out since about who the reported persons are. */
  readonly personChanges: readonly PersonChange[]
  /** Authorities that the examination found to be part of the case; with those the sender named, see `implicatedIn`. */
  readonly implications: readonly ImplicationOnRecord[]
  /** Every deadline, with those that later ones replaced. */
  readonly deadlines: readonly DeadlineOnRecord[]
  readonly deadlineWatch: DeadlineWatch
  readonly handovers: readonly HandoverOnRecord[]
  /**
   * How many obligations its decisions brought, and the numbers of those not settled. Obligations have streams of their own;
   * the database keeps this beside what the referral's own log says.
   */
  readonly obligations: { readonly total: number; readonly unsettled: readonly number[] }
}

/** Why a case went from one officer to another: a reason in words, or the departure of the one before. */
export type Reassignment = {
  readonly number: number
  readonly officer: PersonId
  /** Null when nobody of this agency had it yet. */
  readonly before: PersonId | null
  readonly reason: string | null
  readonly departureId: DepartureId | null
}

export function decideReferral(referral: Referral, command: ReferralCommand): ReferralEvent[] | Rejection {
  switch (command.type) {
    case 'ReceiveReferral':
      if (referral.receipt !== null) return []
      return refusalOf(referral, 'receipt') ?? [{ type: 'ReferralReceived', data: {} }]
    case 'AcceptReferral':
      return accept(referral, command)
    case 'ReturnReferral':
      return giveBack(referral, command)
    case 'RejectReferral':
      return reject(referral, command)
    case 'WithdrawReferral':
      return withdraw(referral, command.withdrawal)
    case 'RequestWithdrawal':
      return requestWithdrawal(referral, command.withdrawal)
    case 'ConsentToWithdrawal':
      return consentToWithdrawal(referral)
    case 'RefuseWithdrawal':
      return refuseWithdrawal(referral, command.explanation)
    case 'AssignCaseOfficer':
      return assign(referral, command.officer)
    case 'AskQuestion':
      return ask(referral, command)
    case 'AnswerQuestion':
      return answer(referral, command)
    case 'CloseReferral':
      if (referral.status === 'closed') return []
      return (
        refusalOf(referral, 'closure') ??
        refusalOfUnsent(referral) ??
        unsettledObligations(referral) ?? [{ type: 'ReferralClosed', data: {} }]
      )
    case 'EndCopy':
      return endCopy(referral, command)
    case 'RequestReporter':
    case 'ConsentToReporter':
    case 'RefuseReporter':
      return decideReporterRequest(referral, command)
    case 'ReassignCase':
      return reassign(referral, command)
    case 'InheritCase':
      return inherit(referral, command)
    case 'TellOfEmergency':
      return referral.emergencyAccesses.some(({ accessId }) => accessId === command.access.accessId)
        ? []
        : [{ type: 'EmergencyAccessOpened', data: command.access }]
  }
}

type Command<Type extends ReferralCommand['type']> = Extract<ReferralCommand, { type: Type }>

/** The transition table's "no" for this act in this state, or undefined. */
export function refusalOf(referral: Referral, act: ReferralAct): Rejection | undefined {
  const move = referralMoves[act]
  return movesFrom(move, referral.status) ? undefined : new Rejection(move.otherwise)
}

/** Which obligations still keep a referral from being closed. */
export function unsettledObligations({ obligations: { unsettled } }: Referral): Rejection | undefined {
  return unsettled.length === 0
    ? undefined
    : new Rejection(
        'R-OBL-09',
        unsettled.map(number => ({ pointer: `/obligations/${number}`, code: 'unsettled' })),
      )
}

function endCopy(referral: Referral, { number, explanation, act }: Command<'EndCopy'>): ReferralEvent[] | Rejection {
  const copy = referral.copies[number - 1]
  if (copy === undefined) throw new Error('there is no such copy')
  if (copy.ending !== null) return repeated({ explanation: copy.ending.explanation }, { explanation })
  if (Date.parse(copy.until) <= Date.parse(act.at)) return new Rejection('R-CPY-07')
  return refusalOf(referral, 'copy-ending') ?? [{ type: 'CopyEnded', data: { number, explanation } }]
}

/** A fact that already stands: with the same content nothing happens, with other content it is refused. */
export function repeated(standing: JsonValue, given: JsonValue): [] | Rejection {
  return canonicalJson(standing) === canonicalJson(given) ? [] : new Rejection('R-GEN-01')
}

/** What was said of a reason, without who said it when. */
export function contentOf(fact: ReasonGiven): ReasonGiven {
  return { reason: fact.reason, explanation: fact.explanation }
}

/** Whether a returned referral is past the due date of its last return, on the Asia/Jakarta date of `at`. */
export function isOverdue(referral: Referral, at: string): boolean {
  const dueOn = referral.returns.at(-1)?.dueOn
  return referral.status === 'returned' && dueOn !== undefined && legalDateOf(at) > dueOn
}

/** The version that was sent last. */
export function currentVersion(referral: Referral): FrozenVersion {
  const version = referral.versions.at(-1)
  if (version === undefined) throw new Error('a referral has at least one version')
  return version
}

/** The decisions that neither a later one nor an annulment has replaced. */
export function standingDecisions(referral: Referral): DecisionOnRecord[] {
  return referral.decisions.filter(decision => decision.standing === 'issued')
}

/** The reported persons of the current version, with everything that was found out about who they are. */
export function knownPersons(referral: Referral): readonly KnownPerson[] {
  return overlaid(currentVersion(referral).content.reportedPersons, referral.personChanges)
}

/** The same persons alone, as they are known now. */
export function currentPersons(referral: Referral): ReportedPerson[] {
  return knownPersons(referral).map(({ person }) => person)
}

/** The reported persons who have no standing decision yet. */
export function undecidedPersons(referral: Referral): ReportedPersonId[] {
  const decided = new Set(standingDecisions(referral).map(decision => decision.reportedPersonId))
  return knownPersons(referral)
    .filter(({ ids }) => !ids.some(id => decided.has(id)))
    .map(({ person }) => person.id)
}

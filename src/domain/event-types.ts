import { type Act, isForPersons } from './access.ts'

/** Who may ever read an event: both parties, only the agency whose act it was, or nobody without a sealed request. */
export type Audience = 'parties' | 'actor-agency' | 'sealed'

export const streamKinds = [
  'violation',
  'referral',
  'examination',
  'evidence',
  'recusal',
  'departure',
  'emergency',
  'handover',
  'obligation',
] as const
export type StreamKind = (typeof streamKinds)[number]

type EventType = {
  readonly stream: StreamKind
  readonly audience: Audience
  readonly act: Act
  /** Other acts that lead to it, of the same side and under the same mandate. */
  readonly alsoFrom?: readonly Act[]
}

/**
 * Every event type: its stream, its audience, and the act of the access table it may come from. The database
 * holds a copy and refuses an event that does not fit it; `setUpDatabase` writes the copy.
 */
export const eventTypes = {
  ViolationRecorded: { stream: 'violation', audience: 'actor-agency', act: 'violation-recording' },
  ViolationChanged: { stream: 'violation', audience: 'actor-agency', act: 'change' },
  ViolationDocumented: { stream: 'violation', audience: 'actor-agency', act: 'documentation' },
  ViolationReferred: { stream: 'violation', audience: 'actor-agency', act: 'referral' },
  ViolationDismissed: { stream: 'violation', audience: 'actor-agency', act: 'dismissal' },

  ReferralSent: { stream: 'referral', audience: 'parties', act: 'referral' },
  ReferralReceived: { stream: 'referral', audience: 'parties', act: 'receipt' },
  ReferralAccepted: { stream: 'referral', audience: 'parties', act: 'acceptance' },
  ReferralReturned: { stream: 'referral', audience: 'parties', act: 'return' },
  ReferralRejected: { stream: 'referral', audience: 'parties', act: 'rejection' },
  ReferralResubmitted: { stream: 'referral', audience: 'parties', act: 'resubmission' },
  ReferralSupplemented: { stream: 'referral', audience: 'parties', act: 'supplement' },
  ReferralWithdrawn: { stream: 'referral', audience: 'parties', act: 'withdrawal' },
  WithdrawalRequested: { stream: 'referral', audience: 'parties', act: 'withdrawal-request' },
  WithdrawalConsented: { stream: 'referral', audience: 'parties', act: 'withdrawal-consent' },
  WithdrawalRefused: { stream: 'referral', audience: 'parties', act: 'withdrawal-refusal' },
  CaseOfficerAssigned: { stream: 'referral', audience: 'parties', act: 'assignment' },
  QuestionAsked: { stream: 'referral', audience: 'parties', act: 'question' },
  QuestionAnswered: { stream: 'referral', audience: 'parties', act: 'answer' },
  DecisionIssued: { stream: 'referral', audience: 'parties', act: 'issuance' },
  ReferralDecided: {
    stream: 'referral',
    audience: 'parties',
    act: 'issuance',
    alsoFrom: ['decision-cancellation', 'person-merge', 'assignment'],
  },
  DecisionAnnulled: { stream: 'referral', audience: 'parties', act: 'annulment' },
  ReferralClosed: { stream: 'referral', audience: 'parties', act: 'closure' },
  CopyGiven: { stream: 'referral', audience: 'parties', act: 'copy-giving' },
  CopyCorrected: { stream: 'referral', audience: 'parties', act: 'decision-correction' },
  CopyEnded: { stream: 'referral', audience: 'parties', act: 'copy-ending' },
  ReporterRequested: { stream: 'referral', audience: 'parties', act: 'reporter-request' },
  ReporterConsented: { stream: 'referral', audience: 'parties', act: 'reporter-consent' },
  ReporterRefused: { stream: 'referral', audience: 'parties', act: 'reporter-refusal' },

  DecisionDrafted: { stream: 'examination', audience: 'actor-agency', act: 'decision-draft' },
  DecisionRevised: { stream: 'examination', audience: 'actor-agency', act: 'decision-revision' },
  DecisionCancelled: { stream: 'examination', audience: 'actor-agency', act: 'decision-cancellation' },
  DecisionReleased: { stream: 'examination', audience: 'actor-agency', act: 'issuance' },

  EvidenceCollected: { stream: 'evidence', audience: 'parties', act: 'evidence-recording' },
  EvidenceReceived: { stream: 'evidence', audience: 'parties', act: 'evidence-recording' },
  EvidenceDescribed: { stream: 'evidence', audience: 'parties', act: 'evidence-change' },
  EvidenceScanned: { stream: 'evidence', audience: 'parties', act: 'evidence-scan' },
  EvidenceCopied: { stream: 'evidence', audience: 'parties', act: 'evidence-scan' },
  EvidenceSealed: { stream: 'evidence', audience: 'parties', act: 'evidence-seal' },
  EvidenceExcluded: { stream: 'evidence', audience: 'parties', act: 'evidence-exclusion' },
  EvidenceHandedOver: { stream: 'evidence', audience: 'parties', act: 'referral' },
  EvidenceTakenOver: { stream: 'evidence', audience: 'parties', act: 'evidence-taking-over' },
  EvidenceReturned: { stream: 'evidence', audience: 'parties', act: 'evidence-giving-back' },
  EvidenceShared: { stream: 'evidence', audience: 'parties', act: 'copy-giving' },
  EvidenceHandedOn: { stream: 'evidence', audience: 'parties', act: 'handover-sending' },
  EvidenceOpened: { stream: 'evidence', audience: 'parties', act: 'evidence-opening' },
  EvidenceDownloaded: { stream: 'evidence', audience: 'parties', act: 'evidence-download' },
  EvidenceDamaged: { stream: 'evidence', audience: 'parties', act: 'evidence-scan' },
  EvidenceErased: { stream: 'evidence', audience: 'parties', act: 'evidence-erasure' },

  CaseReassigned: { stream: 'referral', audience: 'parties', act: 'reassignment' },
  CaseInherited: { stream: 'referral', audience: 'parties', act: 'succession' },
  EmergencyAccessOpened: { stream: 'referral', audience: 'parties', act: 'emergency-notice' },

  PersonIdentified: { stream: 'referral', audience: 'parties', act: 'person-identification' },
  PersonsMerged: { stream: 'referral', audience: 'parties', act: 'person-merge' },
  PersonSplit: { stream: 'referral', audience: 'parties', act: 'person-split' },
  PersonChangeRevoked: { stream: 'referral', audience: 'parties', act: 'person-change-revocation' },
  AuthorityImplicated: { stream: 'referral', audience: 'parties', act: 'implication' },
  ImplicationRevoked: { stream: 'referral', audience: 'parties', act: 'implication-revocation' },
  ExaminationCompleted: { stream: 'examination', audience: 'actor-agency', act: 'person-merge' },
  DeadlineSet: { stream: 'referral', audience: 'parties', act: 'deadline-keeping' },
  DeadlineMet: { stream: 'referral', audience: 'parties', act: 'deadline-keeping' },
  DeadlineLapsed: { stream: 'referral', audience: 'parties', act: 'deadline-keeping' },
  DeadlineRecomputed: { stream: 'referral', audience: 'parties', act: 'deadline-watch' },
  DeadlineDue: { stream: 'referral', audience: 'parties', act: 'deadline-watch' },
  DeadlineOverdue: { stream: 'referral', audience: 'parties', act: 'deadline-watch' },

  RecusalDeclared: { stream: 'recusal', audience: 'actor-agency', act: 'recusal' },
  RecusalLifted: { stream: 'recusal', audience: 'actor-agency', act: 'recusal-lifting' },
  DepartureRecorded: { stream: 'departure', audience: 'actor-agency', act: 'departure' },
  EmergencyAccessRequested: { stream: 'emergency', audience: 'actor-agency', act: 'emergency-request' },
  EmergencyAccessConfirmed: { stream: 'emergency', audience: 'actor-agency', act: 'emergency-confirmation' },
  EmergencyAccessUsed: { stream: 'emergency', audience: 'actor-agency', act: 'emergency-reading' },

  ReferralTransferred: { stream: 'referral', audience: 'parties', act: 'agency-succession' },
  ExaminationPassedOver: { stream: 'examination', audience: 'actor-agency', act: 'agency-succession' },
  EvidencePassedOn: { stream: 'evidence', audience: 'parties', act: 'agency-succession' },
  DecisionCorrected: { stream: 'referral', audience: 'parties', act: 'decision-correction' },
  CriminalHandoverCreated: { stream: 'referral', audience: 'parties', act: 'issuance' },
  CriminalHandoverSent: { stream: 'referral', audience: 'parties', act: 'handover-sending' },
  HandedDecisionCorrected: { stream: 'referral', audience: 'parties', act: 'decision-correction' },
  HandedDecisionSuperseded: { stream: 'referral', audience: 'parties', act: 'issuance' },
  HandedDecisionAnnulled: { stream: 'referral', audience: 'parties', act: 'annulment' },
  HandoverSent: { stream: 'handover', audience: 'parties', act: 'handover-sending' },
  HandoverReceived: { stream: 'handover', audience: 'parties', act: 'handover-receipt' },
  HandoverOutcomeReported: { stream: 'handover', audience: 'parties', act: 'handover-outcome' },
  HandoverTransferred: { stream: 'handover', audience: 'parties', act: 'agency-succession' },
  ObligationImposed: { stream: 'obligation', audience: 'parties', act: 'issuance' },
  ObligationReceived: { stream: 'obligation', audience: 'parties', act: 'obligation-receipt' },
  ObligationAddressed: { stream: 'obligation', audience: 'parties', act: 'obligation-addressing' },
  ExecutionReported: { stream: 'obligation', audience: 'parties', act: 'execution-report' },
  DeviationAccepted: { stream: 'obligation', audience: 'parties', act: 'deviation-acceptance' },
  DeviationRefused: { stream: 'obligation', audience: 'parties', act: 'deviation-refusal' },
  ImplicationNoted: { stream: 'obligation', audience: 'parties', act: 'implication' },
  ImplicationLifted: { stream: 'obligation', audience: 'parties', act: 'implication-revocation' },
  ObligationLapsed: { stream: 'obligation', audience: 'parties', act: 'obligation-lapse' },
  ObligationAnnulled: { stream: 'obligation', audience: 'parties', act: 'annulment' },
  AppealRecorded: { stream: 'obligation', audience: 'parties', act: 'appeal-recording' },
  AppealDecided: { stream: 'obligation', audience: 'parties', act: 'appeal-outcome' },
  AppealOutcomeAccepted: { stream: 'obligation', audience: 'parties', act: 'outcome-acceptance' },
  AppealOutcomeRefused: { stream: 'obligation', audience: 'parties', act: 'outcome-refusal' },
  AppealOverdue: { stream: 'obligation', audience: 'parties', act: 'escalation' },
  ObligationCorrected: { stream: 'obligation', audience: 'parties', act: 'decision-correction' },
  EscalationStepTaken: { stream: 'obligation', audience: 'parties', act: 'escalation' },
  UnblockSignalled: { stream: 'obligation', audience: 'parties', act: 'escalation' },
  EscalationStepReceived: { stream: 'obligation', audience: 'parties', act: 'step-receipt' },
  DataBlocked: { stream: 'obligation', audience: 'parties', act: 'data-block' },
  DataUnblocked: { stream: 'obligation', audience: 'parties', act: 'data-unblock' },
  ObligationDeadlineRecomputed: { stream: 'obligation', audience: 'parties', act: 'escalation' },
} as const satisfies Record<string, EventType>
export type EventTypeName = keyof typeof eventTypes

/** The acts that the event may come from. */
export function actsBehind(type: EventTypeName): readonly Act[] {
  const { act, alsoFrom = [] }: EventType = eventTypes[type]
  return [act, ...alsoFrom]
}

/** Whether nobody but a person brings it about. What an act of a client may lead to as well, is open to clients. */
export function isOfPersons(type: EventTypeName): boolean {
  return actsBehind(type).every(isForPersons)
}

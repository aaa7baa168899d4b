import type { Standing } from './cases.ts'

/** What an operation is done on, and so what must be visible for it to be there. */
export type Ground = 'open' | 'agency' | 'upload' | 'violation' | 'referral' | 'copy' | 'handover' | 'obligation'

/** Which published act an operation is, and on what. */
export type Remit = {
  /** A row of the published table; null where no token is needed. */
  readonly act: string | null
  readonly ground: Ground
  /** Whether the numbered thing that the request names is there for that agency. */
  there?(standing: Standing, agency: string): boolean
  /** The act that it is instead where the agency is a party to the case. */
  readonly ofParty?: string
  /** The role and the side are judged before the numbered thing is looked for. */
  readonly roleFirst?: true
  /** The act that shows whether it is there, where that is not the act itself. */
  readonly shownBy?: string
  /** The state of the case forbids it to that agency by a rule of its own. */
  barred?(standing: Standing, agency: string): boolean
}

const issuedIn = ['decided', 'executed', 'superseding', 'closed', 'copied', 'copy-ended']
const copiedIn = ['copied', 'copy-ended']
const isReport = ({ stage }: Standing) => stage.startsWith('reporter-')
const isReturned = ({ stage }: Standing) => ['returned', 'changed'].includes(stage)
const isAsked = ({ stage }: Standing) => stage === 'asked'
const isCopied = ({ stage }: Standing) => copiedIn.includes(stage)
/** Drafts are there for the receiving agency only. */
const isDecided = ({ stage, receiver }: Standing, agency: string) =>
  issuedIn.includes(stage) || (stage === 'drafted' && agency === receiver)
/** R-EVI-12, R-EVI-13: the receiving agency opens what it holds. */
const isNotHeld = ({ referral, receiver }: Standing, agency: string) =>
  agency === receiver && ['sent', 'returned', 'rejected', 'withdrawn'].includes(referral ?? '')

/** In these cases nobody is recused, has left or was let in, so what such a request names is never there. */
const isNowhere = () => false

/** An obligation has one report once it is settled; no appeal, and no step was ever taken. */
const isReported = ({ stage }: Standing) => ['executed', 'superseding', 'closed', ...copiedIn].includes(stage)

const ofReferral = { ground: 'referral', shownBy: 'referral-reading' } as const
const ofObligation = { ground: 'obligation', shownBy: 'obligation-reading' } as const
const ofDecision = { ...ofReferral, there: isDecided }
const ofRequest = { ...ofReferral, there: isReport, roleFirst: true } as const
const onItem = { ground: 'violation' } as const

/** Each operation of the description; a new one gets its line here and its request in `everyOperation`. */
export const remitOfOperations: Readonly<Record<string, Remit>> = {
  readHealth: { act: null, ground: 'open' },
  readReadiness: { act: null, ground: 'open' },
  readProtectedResource: { act: null, ground: 'open' },
  readProblemType: { act: null, ground: 'open' },

  listAgencies: { act: 'directory-reading', ground: 'agency' },
  listCatalogues: { act: 'catalogue-reading', ground: 'agency' },
  readCatalogue: { act: 'catalogue-reading', ground: 'agency' },
  listCatalogueChanges: { act: 'catalogue-reading', ground: 'agency' },
  classifyAct: { act: 'catalogue-reading', ground: 'agency' },
  classifyViolation: { act: 'violation-reading', ground: 'violation' },
  recordViolation: { act: 'violation-recording', ground: 'agency' },
  listViolations: { act: 'violation-reading', ground: 'agency' },
  listReferrals: { act: 'referral-reading', ground: 'agency' },
  sendReferralBatch: { act: 'referral', ground: 'agency' },
  exportViolations: { act: 'violation-reading', ground: 'agency' },
  exportReferrals: { act: 'referral-reading', ground: 'agency' },
  exportObligations: { act: 'obligation-reading', ground: 'agency' },
  listReceivedCopies: { act: 'copy-reading', ground: 'agency' },
  listReadRecords: { act: 'read-record-reading', ground: 'agency' },
  listRefusals: { act: 'refusal-reading', ground: 'agency' },
  readReferralStatistics: { act: 'statistics-reading', ground: 'agency' },

  describeUploads: { act: 'directory-reading', ground: 'agency' },
  createUpload: { act: 'evidence-recording', ground: 'agency' },
  readUpload: { act: 'evidence-recording', ground: 'upload' },
  appendToUpload: { act: 'evidence-recording', ground: 'upload' },
  endUpload: { act: 'evidence-recording', ground: 'upload' },

  readViolation: { act: 'violation-reading', ground: 'violation' },
  preflightViolation: { act: 'violation-reading', ground: 'violation' },
  changeViolation: { act: 'change', ground: 'violation' },
  documentViolation: { act: 'documentation', ground: 'violation' },
  dismissViolation: { act: 'dismissal', ground: 'violation' },
  sendReferral: { act: 'referral', ground: 'violation' },
  explainViolationAccess: { act: 'violation-access-reading', ground: 'violation' },
  readReporter: { act: 'reporter-reading', ground: 'violation', shownBy: 'reporter-reading', there: isReport },
  listReporterOpenings: { act: 'violation-reading', ground: 'violation' },

  addEvidence: { act: 'evidence-recording', ...onItem },
  listEvidence: { act: 'violation-reading', ...onItem },
  readEvidence: { act: 'violation-reading', ...onItem },
  describeEvidence: { act: 'evidence-change', ...onItem },
  sealEvidence: { act: 'evidence-seal', ...onItem },
  excludeEvidence: { act: 'evidence-exclusion', ...onItem },
  eraseEvidence: { act: 'evidence-erasure', ...onItem },
  viewEvidence: { act: 'evidence-opening', ...onItem },
  downloadEvidence: { act: 'evidence-download', ...onItem },
  readCustody: { act: 'evidence-reading', ...onItem },

  readReferral: { act: 'referral-reading', ...ofReferral },
  readTimeline: { act: 'referral-reading', ...ofReferral },
  listVersions: { act: 'referral-reading', ...ofReferral },
  readVersion: { act: 'referral-reading', ...ofReferral },
  readReturn: { act: 'referral-reading', ...ofReferral, there: isReturned },
  listReferredEvidence: { act: 'evidence-reading', ...ofReferral },
  readReferredEvidence: { act: 'evidence-reading', ...ofReferral },
  readReferredCustody: { act: 'evidence-reading', ...ofReferral },
  viewReferredEvidence: { act: 'evidence-opening', ...ofReferral, barred: isNotHeld },
  downloadReferredEvidence: { act: 'evidence-download', ...ofReferral, barred: isNotHeld },
  listQuestions: { act: 'referral-reading', ...ofReferral },
  readQuestion: { act: 'referral-reading', ...ofReferral, there: isAsked },
  listRoutes: { act: 'referral-reading', ...ofReferral },
  listCopies: { act: 'referral-reading', ...ofReferral },
  readCopy: { act: 'referral-reading', ...ofReferral, there: isCopied },
  listReporterRequests: { act: 'referral-reading', ...ofReferral },
  readReporterRequest: { act: 'referral-reading', ...ofReferral, there: isReport },
  explainReferralAccess: { act: 'referral-access-reading', ground: 'referral' },
  openReporter: { act: 'reporter-opening', ...ofReferral },

  receiveReferral: { act: 'receipt', ...ofReferral },
  acceptReferral: { act: 'acceptance', ...ofReferral },
  returnReferral: { act: 'return', ...ofReferral },
  rejectReferral: { act: 'rejection', ...ofReferral },
  resubmitReferral: { act: 'resubmission', ...ofReferral },
  supplementReferral: { act: 'supplement', ...ofReferral },
  withdrawReferral: { act: 'withdrawal', ...ofReferral },
  requestWithdrawal: { act: 'withdrawal-request', ...ofReferral },
  consentToWithdrawal: { act: 'withdrawal-consent', ...ofReferral },
  refuseWithdrawal: { act: 'withdrawal-refusal', ...ofReferral },
  assignCaseOfficer: { act: 'assignment', ...ofReferral },
  closeReferral: { act: 'closure', ...ofReferral },
  askQuestion: { act: 'question', ...ofReferral },
  answerQuestion: { act: 'answer', ...ofReferral, there: isAsked, roleFirst: true },
  requestReporter: { act: 'reporter-request', ...ofReferral },
  consentToReporter: { act: 'reporter-consent', ...ofRequest },
  refuseReporter: { act: 'reporter-refusal', ...ofRequest },

  draftDecision: { act: 'decision-draft', ...ofReferral },
  listDecisions: { act: 'referral-reading', ...ofReferral },
  readDecision: { act: 'referral-reading', ...ofDecision },
  readDecisionEvidence: { act: 'decision-evidence', ...ofDecision },
  reviseDecision: { act: 'decision-revision', ...ofDecision },
  issueDecision: { act: 'issuance', ...ofDecision },
  cancelDecision: { act: 'decision-cancellation', ...ofDecision },
  annulDecision: { act: 'annulment', ...ofDecision },

  giveCopy: { act: 'copy-giving', ...ofReferral },
  endCopy: { act: 'copy-ending', ...ofReferral, there: isCopied, roleFirst: true },
  reassignCase: { act: 'reassignment', ...ofReferral },
  readReassignment: { act: 'referral-reading', ...ofReferral, there: isNowhere },
  recordImplication: { act: 'implication', ...ofReferral },
  revokeImplication: { act: 'implication-revocation', ...ofReferral, there: isNowhere, roleFirst: true },
  readImplication: { act: 'referral-reading', ...ofReferral, there: isNowhere },
  recuseFromViolation: { act: 'recusal', ground: 'violation' },
  listViolationRecusals: { act: 'recusal-reading', ground: 'violation' },
  liftViolationRecusal: { act: 'recusal-lifting', ground: 'violation', there: isNowhere },
  recuseFromReferral: { act: 'recusal', ...ofReferral },
  listReferralRecusals: { act: 'recusal-reading', ground: 'referral' },
  liftReferralRecusal: { act: 'recusal-lifting', ground: 'referral', there: isNowhere },
  recuseFromObligation: { act: 'concerned-recusal', ...ofObligation },
  listObligationRecusals: { act: 'concerned-recusal-reading', ofParty: 'recusal-reading', ground: 'obligation' },
  liftObligationRecusal: {
    act: 'concerned-recusal-lifting',
    ofParty: 'recusal-lifting',
    ground: 'obligation',
    there: isNowhere,
  },
  recuseFromCopy: { act: 'concerned-recusal', ground: 'copy', shownBy: 'copy-reading' },
  listCopyRecusals: { act: 'concerned-recusal-reading', ofParty: 'recusal-reading', ground: 'copy' },
  liftCopyRecusal: { act: 'concerned-recusal-lifting', ofParty: 'recusal-lifting', ground: 'copy', there: isNowhere },
  recuseFromHandover: { act: 'concerned-recusal', ground: 'handover', shownBy: 'handover-reading' },
  listHandoverRecusals: { act: 'concerned-recusal-reading', ofParty: 'recusal-reading', ground: 'handover' },
  liftHandoverRecusal: {
    act: 'concerned-recusal-lifting',
    ofParty: 'recusal-lifting',
    ground: 'handover',
    there: isNowhere,
  },
  recordDeparture: { act: 'departure', ground: 'agency' },
  readDeparture: { act: 'departure-reading', ground: 'agency', there: isNowhere },
  requestEmergencyAccess: { act: 'emergency-request', ground: 'agency' },
  readEmergencyAccess: { act: 'emergency-record', ground: 'agency', there: isNowhere },
  confirmEmergencyAccess: { act: 'emergency-confirmation', ground: 'agency', there: isNowhere },
  readInEmergency: { act: 'emergency-reading', ground: 'agency', there: isNowhere },

  listSuccessions: { act: 'agency-succession-reading', ground: 'agency' },
  readSuccession: { act: 'agency-succession-reading', ground: 'agency', there: isNowhere },
  // Nothing was handed over here; test/remit/former-receiver.test.ts looks at what was.
  listFormerReferrals: { act: 'former-referral-reading', ground: 'agency' },
  readFormerReferral: { act: 'former-referral-reading', ground: 'agency', there: isNowhere },
  readFormerTimeline: { act: 'former-referral-reading', ground: 'agency', there: isNowhere },
  listFormerHandovers: { act: 'former-handover-reading', ground: 'agency' },
  readFormerHandover: { act: 'former-handover-reading', ground: 'agency', there: isNowhere },
  listReportedPersons: { act: 'referral-reading', ...ofReferral },
  readPersonChange: { act: 'referral-reading', ...ofReferral, there: isNowhere },
  identifyPerson: { act: 'person-identification', ...ofReferral },
  mergePersons: { act: 'person-merge', ...ofReferral },
  splitPerson: { act: 'person-split', ...ofReferral },
  revokePersonChange: { act: 'person-change-revocation', ...ofReferral, there: isNowhere, roleFirst: true },
  readViolationDuplicateHints: { act: 'violation-reading', ground: 'violation' },
  readReferralDuplicateHints: { act: 'duplicate-hint-reading', ground: 'referral' },
  listDeadlines: { act: 'referral-reading', ...ofReferral },
  computeDeadline: { act: 'catalogue-reading', ground: 'agency' },

  correctDecision: { act: 'decision-correction', ...ofDecision, barred: ({ stage }) => stage === 'drafted' },
  // In these cases nothing is judged as a crime.
  sendHandover: { act: 'handover-sending', ...ofDecision, barred: () => true },
  listHandovers: { act: 'handover-reading', ground: 'agency' },
  readHandover: { act: 'handover-reading', ground: 'handover' },
  listHandoverEvidence: { act: 'handover-evidence-reading', ground: 'handover' },
  readHandoverEvidence: { act: 'handover-evidence-reading', ground: 'handover' },
  readHandoverCustody: { act: 'handover-evidence-reading', ground: 'handover' },
  viewHandoverEvidence: { act: 'handover-evidence-opening', ground: 'handover' },
  downloadHandoverEvidence: { act: 'handover-evidence-download', ground: 'handover' },
  receiveHandover: { act: 'handover-receipt', ground: 'handover' },
  reportHandoverOutcome: { act: 'handover-outcome', ground: 'handover' },
  listReferralObligations: { act: 'referral-reading', ...ofReferral },
  listObligations: { act: 'obligation-reading', ground: 'agency' },
  readObligation: { act: 'obligation-reading', ...ofObligation },
  readExecutionReport: { act: 'obligation-reading', ...ofObligation, there: isReported },
  readAppeal: { act: 'obligation-reading', ...ofObligation, there: isNowhere },
  receiveObligation: { act: 'obligation-receipt', ...ofObligation },
  addressObligation: { act: 'obligation-addressing', ...ofObligation },
  reportExecution: { act: 'execution-report', ...ofObligation },
  acceptDeviation: { act: 'deviation-acceptance', ...ofObligation, there: isReported, roleFirst: true },
  refuseDeviation: { act: 'deviation-refusal', ...ofObligation, there: isReported, roleFirst: true },
  lapseObligation: { act: 'obligation-lapse', ...ofObligation },
  recordAppeal: { act: 'appeal-recording', ...ofObligation },
  decideAppeal: { act: 'appeal-outcome', ...ofObligation, there: isNowhere, roleFirst: true },
  acceptAppealOutcome: { act: 'outcome-acceptance', ...ofObligation, there: isNowhere, roleFirst: true },
  refuseAppealOutcome: { act: 'outcome-refusal', ...ofObligation, there: isNowhere, roleFirst: true },
  receiveStep: { act: 'step-receipt', ...ofObligation, there: isNowhere, roleFirst: true },
  recordBlock: { act: 'data-block', ...ofObligation },
  recordUnblock: { act: 'data-unblock', ...ofObligation },

  readFeed: { act: 'feed-reading', ground: 'agency' },
  streamFeed: { act: 'feed-reading', ground: 'agency' },
  reconcileFeed: { act: 'feed-reading', ground: 'agency' },
  searchViolations: { act: 'violation-reading', ground: 'agency' },
  searchReferrals: { act: 'referral-reading', ground: 'agency' },
  listWorkLists: { act: 'work-list-reading', ground: 'agency' },
  // The request is for a list of referrals.
  readWorkList: { act: 'referral-reading', ground: 'agency' },

  readReceivedCopy: { act: 'copy-reading', ground: 'copy' },
  viewCopiedEvidence: { act: 'copy-evidence-opening', ground: 'copy' },

  createWebhook: { act: 'webhook-keeping', ground: 'agency' },
  listWebhooks: { act: 'webhook-keeping', ground: 'agency' },
  readWebhook: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  changeWebhook: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  endWebhook: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  obtainConsent: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  rotateWebhookKey: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  testWebhook: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  readWebhookStatus: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  listWebhookDeliveries: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
  replayWebhookDeliveries: { act: 'webhook-keeping', ground: 'agency', there: isNowhere },
}

import {
  type Case,
  decisionOn,
  finding,
  givenAnswers,
  givenAssignment,
  givenDismissal,
  givenRejection,
  givenReturn,
  givenWithdrawal,
  type Stage,
} from '../support/stories.ts'
import type { Cast } from '../support/test-app.ts'

/**
 * Every operation of the API with a request that succeeds, and who may send it. Written by hand and not from
 * the access table, so that a slip there is seen.
 */
export type Operation = {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  path(found: Case): string
  /** A stage of a case in which it succeeds; null when it concerns no case. */
  readonly stage: Stage | null
  readonly by: keyof Cast
  body?(found: Case): Record<string, unknown>
  /** The resource whose entity tag If-Match names. */
  ifMatch?(found: Case): string
  readonly success: 200 | 201
  /** Who may, as `agency/role`; null when it needs no token. */
  readonly who: readonly string[] | null
  /** Agencies beside the strangers for which the thing acted on is not there. */
  readonly hiddenFrom?: string
  /** Who of that agency is refused before anything is looked for. */
  readonly refused?: readonly string[]
}

const recorder = ['kominfo/recorder']
const referrer = ['kominfo/referrer']
const kominfo = [...recorder, ...referrer]
const intake = ['kasn/intake-officer']
const officer = ['kasn/case-officer']
const commissioner = ['kasn/commissioner']
const kasn = [...intake, ...officer, ...commissioner]
const parties = [...kominfo, ...kasn]
const everybody = [
  ...parties,
  'kominfo/observer',
  'kominfo/auditor',
  'kasn/observer',
  'kasn/auditor',
  'bkn/compliance-officer',
  'bkn/observer',
  'bkn/auditor',
  'bawaslu/election-officer',
  'boyolali/personnel-officer',
]

const violation = (found: Case) => found.violation
const referral = (found: Case) => found.referral
const decision = (found: Case) => `${found.referral}/decisions/1`
const explanation = () => ({ explanation: 'The court has found otherwise.' })

export const everyOperation: readonly Operation[] = [
  { id: 'readHealth', method: 'GET', path: () => '/healthz', stage: null, by: 'recorder', success: 200, who: null },
  { id: 'readReadiness', method: 'GET', path: () => '/readyz', stage: null, by: 'recorder', success: 200, who: null },
  {
    id: 'readProblemType',
    method: 'GET',
    path: () => '/problems/not-found',
    stage: null,
    by: 'recorder',
    success: 200,
    who: null,
  },
  {
    id: 'listAgencies',
    method: 'GET',
    path: () => '/v1/agencies',
    stage: null,
    by: 'recorder',
    success: 200,
    who: everybody,
  },

  {
    id: 'recordViolation',
    method: 'POST',
    path: () => '/v1/violations',
    stage: null,
    by: 'recorder',
    body: () => finding,
    success: 201,
    who: recorder,
  },
  {
    id: 'listViolations',
    method: 'GET',
    path: () => '/v1/violations',
    stage: null,
    by: 'recorder',
    success: 200,
    who: kominfo,
  },
  {
    id: 'readViolation',
    method: 'GET',
    path: violation,
    stage: 'sent',
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'changeViolation',
    method: 'PATCH',
    path: violation,
    stage: 'draft',
    by: 'recorder',
    body: () => ({ eventDescription: 'Three likes.' }),
    ifMatch: violation,
    success: 200,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'documentViolation',
    method: 'PUT',
    path: found => `${found.violation}/documentation`,
    stage: 'draft',
    by: 'recorder',
    ifMatch: violation,
    success: 201,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'dismissViolation',
    method: 'PUT',
    path: found => `${found.violation}/dismissal`,
    stage: 'documented',
    by: 'referrer',
    body: () => givenDismissal,
    ifMatch: violation,
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },

  {
    id: 'sendReferral',
    method: 'POST',
    path: () => '/v1/referrals',
    stage: 'documented',
    by: 'referrer',
    body: found => ({ violationId: found.violationId }),
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },
  {
    id: 'listReferrals',
    method: 'GET',
    path: () => '/v1/referrals',
    stage: null,
    by: 'recorder',
    success: 200,
    who: parties,
  },
  { id: 'readReferral', method: 'GET', path: referral, stage: 'sent', by: 'intake', success: 200, who: parties },
  {
    id: 'readTimeline',
    method: 'GET',
    path: found => `${found.referral}/timeline`,
    stage: 'drafted',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'listVersions',
    method: 'GET',
    path: found => `${found.referral}/versions`,
    stage: 'sent',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'readVersion',
    method: 'GET',
    path: found => `${found.referral}/versions/1`,
    stage: 'sent',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'readReturn',
    method: 'GET',
    path: found => `${found.referral}/returns/1`,
    stage: 'returned',
    by: 'intake',
    success: 200,
    who: parties,
  },

  {
    id: 'receiveReferral',
    method: 'PUT',
    path: found => `${found.referral}/receipt`,
    stage: 'sent',
    by: 'intake',
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'acceptReferral',
    method: 'PUT',
    path: found => `${found.referral}/acceptance`,
    stage: 'received',
    by: 'intake',
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'returnReferral',
    method: 'POST',
    path: found => `${found.referral}/returns`,
    stage: 'received',
    by: 'intake',
    body: () => givenReturn,
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'rejectReferral',
    method: 'PUT',
    path: found => `${found.referral}/rejection`,
    stage: 'received',
    by: 'intake',
    body: () => givenRejection,
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'resubmitReferral',
    method: 'POST',
    path: found => `${found.referral}/resubmissions`,
    stage: 'changed',
    by: 'referrer',
    body: () => givenAnswers,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'withdrawReferral',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal`,
    stage: 'sent',
    by: 'referrer',
    body: () => givenWithdrawal,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'requestWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-request`,
    stage: 'accepted',
    by: 'referrer',
    body: () => givenWithdrawal,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'consentToWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-consent`,
    stage: 'withdrawal-requested',
    by: 'commissioner',
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'refuseWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-refusal`,
    stage: 'withdrawal-requested',
    by: 'commissioner',
    body: explanation,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'assignCaseOfficer',
    method: 'PUT',
    path: found => `${found.referral}/assignment`,
    stage: 'accepted',
    by: 'commissioner',
    body: () => givenAssignment,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'closeReferral',
    method: 'PUT',
    path: found => `${found.referral}/closure`,
    stage: 'decided',
    by: 'referrer',
    ifMatch: referral,
    success: 201,
    who: referrer,
  },

  {
    id: 'askQuestion',
    method: 'POST',
    path: found => `${found.referral}/questions`,
    stage: 'accepted',
    by: 'officer',
    body: () => ({ text: 'Is the video available in full?' }),
    success: 201,
    who: [...recorder, ...officer, ...intake],
  },
  {
    id: 'listQuestions',
    method: 'GET',
    path: found => `${found.referral}/questions`,
    stage: 'asked',
    by: 'recorder',
    success: 200,
    who: parties,
  },
  {
    id: 'readQuestion',
    method: 'GET',
    path: found => `${found.referral}/questions/1`,
    stage: 'asked',
    by: 'recorder',
    success: 200,
    who: parties,
  },
  {
    id: 'answerQuestion',
    method: 'POST',
    path: found => `${found.referral}/questions/1/answers`,
    stage: 'asked',
    by: 'recorder',
    body: () => ({ text: 'Only the fragment is known.' }),
    success: 201,
    who: recorder,
  },

  {
    id: 'draftDecision',
    method: 'POST',
    path: found => `${found.referral}/decisions`,
    stage: 'under-examination',
    by: 'officer',
    body: found => decisionOn(found.persons[0]),
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'listDecisions',
    method: 'GET',
    path: found => `${found.referral}/decisions`,
    stage: 'drafted',
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'readDecision',
    method: 'GET',
    path: decision,
    stage: 'drafted',
    by: 'officer',
    success: 200,
    who: kasn,
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor'],
  },
  {
    id: 'reviseDecision',
    method: 'PATCH',
    path: decision,
    stage: 'drafted',
    by: 'officer',
    body: () => ({ penaltyClass: 'light' }),
    ifMatch: decision,
    success: 200,
    who: officer,
    hiddenFrom: 'kominfo',
  },
  {
    id: 'issueDecision',
    method: 'PUT',
    path: found => `${decision(found)}/issuance`,
    stage: 'drafted',
    by: 'commissioner',
    ifMatch: decision,
    success: 201,
    who: commissioner,
    hiddenFrom: 'kominfo',
  },
  {
    id: 'cancelDecision',
    method: 'PUT',
    path: found => `${decision(found)}/cancellation`,
    stage: 'drafted',
    by: 'officer',
    body: explanation,
    ifMatch: decision,
    success: 201,
    who: [...officer, ...commissioner],
    hiddenFrom: 'kominfo',
  },
  {
    id: 'annulDecision',
    method: 'PUT',
    path: found => `${decision(found)}/annulment`,
    stage: 'decided',
    by: 'commissioner',
    body: explanation,
    ifMatch: decision,
    success: 201,
    who: commissioner,
  },
]

/** Whoever sees the resource behind a path, to read its entity tag. */
export function readerOf(path: string, cast: Cast) {
  return path.startsWith('/v1/violations') ? cast.recorder : cast.officer
}

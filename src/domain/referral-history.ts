import type { Act, Recorded } from './act.ts'
import { withCorrection } from './correction.ts'
import { evolveHandovers } from './handover.ts'
import { evolveImplications } from './implications.ts'
import { withChanged } from './numbered.ts'
import { evolvePersonChanges } from './person-changes.ts'
import type {
  DecisionOnRecord,
  Fact,
  Question,
  Reassignment,
  Referral,
  ReferralEvent,
  ReturnAnswer,
} from './referral.ts'
import { evolveDeadlines, watchOf } from './referral-deadlines.ts'
import { evolveReporterRequests, lapsedAt } from './reporter-request.ts'
import { afterHandover } from './succession.ts'

/** Rebuilds a referral from its log. An event that does not fit means the log is corrupt, so we stop rather than guess. */
export function evolveReferral(referral: Referral | undefined, event: Recorded<ReferralEvent>): Referral {
  const { act } = event
  if (event.type === 'ReferralSent') {
    if (referral !== undefined) throw new Error('ReferralSent twice')
    return opened(event.data, act)
  }
  if (referral === undefined) throw new Error(`${event.type} before ReferralSent`)
  return { ...referral, ...changeBy(referral, event), changedAt: act.at }
}

function opened(data: Extract<ReferralEvent, { type: 'ReferralSent' }>['data'], act: Act): Referral {
  return {
    id: data.id,
    violationId: data.violationId,
    sender: act.agency,
    receiver: data.receiver,
    status: 'sent',
    versions: [data.version],
    sentAt: act.at,
    lastSentAt: act.at,
    changedAt: act.at,
    receipt: null,
    acceptance: null,
    returns: [],
    rejection: null,
    withdrawal: null,
    withdrawalRequest: null,
    assignment: null,
    questions: [],
    decisions: [],
    closure: null,
    copies: [],
    reporterRequests: [],
    reassignments: [],
    emergencyAccesses: [],
    transfers: [],
    personChanges: [],
    implications: [],
    deadlines: [],
    deadlineWatch: watchOf([]),
    handovers: [],
    obligations: { total: 0, unsettled: [] },
  }
}

function changeBy(
  referral: Referral,
  event: Exclude<Recorded<ReferralEvent>, { type: 'ReferralSent' }>,
): Partial<Referral> {
  const { act } = event
  switch (event.type) {
    case 'ReferralReceived':
      return { status: 'received', receipt: { act } }
    case 'ReferralAccepted':
      return { status: 'accepted', acceptance: { checklist: null, marks: [], ...event.data, act } }
    case 'ReferralReturned':
      return {
        status: 'returned',
        returns: [...referral.returns, { checklist: null, mostRounds: null, ...event.data, answers: null, act }],
      }
    case 'ReferralRejected':
      return { status: 'rejected', rejection: { ...event.data, act } }
    case 'ReferralResubmitted':
      return {
        status: 'sent',
        lastSentAt: act.at,
        versions: [...referral.versions, event.data.version],
        // The new version is delivered and accepted anew.
        receipt: null,
        acceptance: null,
        returns: answeredReturns(referral.returns, event.data.answers),
      }
    case 'ReferralSupplemented':
      return { versions: [...referral.versions, event.data.version] }
    case 'ReferralWithdrawn':
      return { status: 'withdrawn', withdrawal: { ...event.data, act } }
    case 'WithdrawalRequested':
      return { withdrawalRequest: { ...event.data, act, outcome: 'open', answer: null } }
    case 'WithdrawalConsented':
      return {
        status: 'withdrawn',
        withdrawalRequest: answeredRequest(referral, 'consented', { act, explanation: null }),
        reporterRequests: lapsedAt(referral.reporterRequests, act.at),
      }
    case 'WithdrawalRefused':
      return { withdrawalRequest: answeredRequest(referral, 'refused', { act, explanation: event.data.explanation }) }
    case 'CaseOfficerAssigned':
      return { status: 'under-examination', assignment: { officer: event.data.officer, act } }
    case 'QuestionAsked':
      return { questions: [...referral.questions, { ...event.data, act, answers: [] }] }
    case 'QuestionAnswered':
      return { questions: withAnswer(referral.questions, event) }
    case 'DecisionIssued':
      return {
        decisions: withDecision(referral.decisions, event),
        withdrawalRequest: lapsed(referral.withdrawalRequest),
      }
    case 'DecisionAnnulled': {
      const { number, ...why } = event.data
      return {
        status: 'under-examination',
        decisions: withChanged(referral.decisions, number, decision => ({
          ...decision,
          standing: 'annulled',
          annulment: { ...why, act },
        })),
      }
    }
    case 'ReferralDecided':
      // The end of the last draft decides a referral too, and no decision was issued then.
      return { status: 'decided', closure: null, withdrawalRequest: lapsed(referral.withdrawalRequest) }
    case 'ReferralClosed':
      return {
        status: 'closed',
        closure: { act },
        reporterRequests: lapsedAt(referral.reporterRequests, act.at),
      }
    case 'CopyGiven':
      return { copies: [...referral.copies, { ...event.data, act, ending: null }] }
    case 'CopyCorrected': {
      const { number, correction } = event.data
      return {
        copies: withChanged(referral.copies, number, copy => ({
          ...copy,
          corrections: [...(copy.corrections ?? []), { ...correction, act }],
        })),
      }
    }
    case 'CopyEnded':
      return {
        copies: withChanged(referral.copies, event.data.number, copy => ({
          ...copy,
          ending: { act, explanation: event.data.explanation },
        })),
      }
    case 'ReporterRequested':
    case 'ReporterConsented':
    case 'ReporterRefused':
      return { reporterRequests: evolveReporterRequests(referral.reporterRequests, event) }
    case 'CaseReassigned':
      return withOfficer(referral, { ...event.data, departureId: null, act })
    case 'CaseInherited':
      return withOfficer(referral, { ...event.data, reason: null, act })
    case 'EmergencyAccessOpened':
      return { emergencyAccesses: [...referral.emergencyAccesses, { ...event.data, act }] }
    case 'AuthorityImplicated':
    case 'ImplicationRevoked':
      return { implications: evolveImplications(referral.implications, event) }
    case 'ReferralTransferred':
      return afterHandover(referral, event)
    case 'PersonIdentified':
    case 'PersonsMerged':
    case 'PersonSplit':
    case 'PersonChangeRevoked':
      return { personChanges: evolvePersonChanges(referral.personChanges, event) }
    case 'DeadlineSet':
    case 'DeadlineRecomputed':
    case 'DeadlineMet':
    case 'DeadlineLapsed':
    case 'DeadlineDue':
    case 'DeadlineOverdue': {
      const deadlines = evolveDeadlines(referral.deadlines, event)
      return { deadlines, deadlineWatch: watchOf(deadlines) }
    }
    case 'DecisionCorrected':
      return { decisions: withCorrection(referral.decisions, event.data, act) }
    case 'CriminalHandoverCreated':
    case 'CriminalHandoverSent':
      return { handovers: evolveHandovers(referral.handovers, event) }
    case 'HandedDecisionCorrected':
    case 'HandedDecisionSuperseded':
    case 'HandedDecisionAnnulled':
      // What became of the decision is with the decision; this is for whoever received it.
      return {}
  }
}

function withOfficer(referral: Referral, given: Fact<Omit<Reassignment, 'before'>>): Partial<Referral> {
  const before = referral.assignment?.officer ?? null
  if (before === null && referral.transfers.length === 0) throw new Error('a case is reassigned that nobody had')
  const { officer, act } = given
  return {
    assignment: { officer, act },
    reassignments: [...referral.reassignments, { ...given, before }],
  }
}

function answeredReturns(returns: Referral['returns'], answers: readonly ReturnAnswer[]): Referral['returns'] {
  const last = returns.at(-1)
  if (last === undefined) throw new Error('answers to a return that never was')
  return [...returns.slice(0, -1), { ...last, answers }]
}

function answeredRequest(
  referral: Referral,
  outcome: 'consented' | 'refused',
  given: Fact<{ readonly explanation: string | null }>,
): Referral['withdrawalRequest'] {
  if (referral.withdrawalRequest === null) throw new Error('an answer to a withdrawal nobody requested')
  return { ...referral.withdrawalRequest, outcome, answer: given }
}

function lapsed(request: Referral['withdrawalRequest']): Referral['withdrawalRequest'] {
  return request?.outcome === 'open' ? { ...request, outcome: 'lapsed' } : request
}

function withAnswer(
  questions: readonly Question[],
  { data, act }: Extract<Recorded<ReferralEvent>, { type: 'QuestionAnswered' }>,
): Question[] {
  return withChanged(questions, data.questionNumber, question => ({
    ...question,
    answers: [...question.answers, { number: data.answerNumber, text: data.text, act }],
  }))
}

function withDecision(
  decisions: readonly DecisionOnRecord[],
  { data, act }: Extract<Recorded<ReferralEvent>, { type: 'DecisionIssued' }>,
): DecisionOnRecord[] {
  const earlier =
    data.supersedes === null
      ? decisions
      : withChanged(decisions, data.supersedes, decision => ({ ...decision, standing: 'superseded' as const }))
  return [...earlier, { ...data, act, standing: 'issued', annulment: null, corrections: [] }]
}

import type { Act } from './act.ts'
import { answeredBy, bearsOn, type OutcomeOnRecord } from './appeals.ts'
import { withChanged } from './numbered.ts'
import type { Obligation, RecordedObligationEvent } from './obligation.ts'
import { waitingReport } from './obligation-standing.ts'
import { isPaused } from './obligation-timing.ts'

/** Rebuilds an obligation from its log. An event that does not fit means the log is corrupt, so we stop rather than guess. */
export function evolveObligation(obligation: Obligation | undefined, event: RecordedObligationEvent): Obligation {
  if (event.type === 'ObligationImposed') {
    if (obligation !== undefined) throw new Error('ObligationImposed twice')
    return withTiming(begun(event), event)
  }
  if (obligation === undefined) throw new Error(`${event.type} before ObligationImposed`)
  const changed = { ...obligation, ...changeBy(obligation, event), changedAt: event.act.at }
  return withTiming(withPauses(obligation, changed, event.act), event)
}

function begun({ data, act }: Extract<RecordedObligationEvent, { type: 'ObligationImposed' }>): Obligation {
  const { timing: _, ...said } = data
  return {
    ...said,
    status: 'open',
    issuedAt: act.at,
    changedAt: act.at,
    deadlines: [],
    runsFrom: act.at,
    pauses: [],
    pausedSince: null,
    next: null,
    receipt: null,
    reports: [],
    appeals: [],
    steps: [],
    block: null,
    unblockSignal: null,
    unblock: null,
    lapse: null,
    annulment: null,
  }
}

function withTiming(obligation: Obligation, { data }: RecordedObligationEvent): Obligation {
  if (!('timing' in data)) return obligation
  const { deadline, next, byOlderLaw } = data.timing
  const { countedByOlderLaw: _, ...rest } = obligation
  return {
    ...rest,
    next,
    ...(byOlderLaw && { countedByOlderLaw: byOlderLaw }),
    deadlines: deadline === null ? obligation.deadlines : [...obligation.deadlines, deadline],
  }
}

function withPauses(before: Obligation, after: Obligation, { at }: Act): Obligation {
  const { pausedSince: since } = before
  if (isPaused(after)) return { ...after, pausedSince: since ?? at }
  if (since === null) return after
  const reason = waitingReport(before) === undefined ? 'appeal' : 'report'
  return { ...after, pausedSince: null, pauses: [...after.pauses, { from: since, to: at, reason }] }
}

function changeBy(
  obligation: Obligation,
  event: Exclude<RecordedObligationEvent, { type: 'ObligationImposed' }>,
): Partial<Obligation> {
  const { act } = event
  switch (event.type) {
    case 'ObligationReceived':
      return { receipt: { act }, ...(event.data.restarts && { runsFrom: act.at }) }
    case 'ObligationAddressed':
      return {
        addressee: event.data.addressee,
        bypassed: event.data.bypassed,
        runsFrom: act.at,
        // Nobody else's silence is theirs.
        ...(obligation.addressee !== null && {
          receipt: null,
          earlierSteps: obligation.steps.length,
          formerAddressees: [...(obligation.formerAddressees ?? []), obligation.addressee],
        }),
      }
    case 'ImplicationNoted':
      return { implicated: [...(obligation.implicated ?? []), event.data.agency] }
    case 'ImplicationLifted':
      return { implicated: obligation.implicated?.filter(agency => agency !== event.data.agency) ?? [] }
    case 'ExecutionReported': {
      const { timing: _, deviates, ...said } = event.data
      const report = { ...said, act, standing: deviates ? ('waiting' as const) : ('accepted' as const), answer: null }
      return { reports: [...obligation.reports, report], ...(!deviates && { status: 'executed' as const }) }
    }
    case 'DeviationAccepted':
      return {
        status: 'executed',
        reports: withChanged(obligation.reports, event.data.number, report => ({
          ...report,
          standing: 'accepted',
          answer: { act, explanation: null },
        })),
      }
    case 'DeviationRefused':
      return {
        reports: withChanged(obligation.reports, event.data.number, report => ({
          ...report,
          standing: 'refused',
          answer: { act, explanation: event.data.explanation },
        })),
      }
    case 'ObligationLapsed':
      return { status: 'lapsed', lapse: { reason: event.data.reason, explanation: event.data.explanation, act } }
    case 'ObligationAnnulled':
      return {
        status: 'annulled',
        annulment: { because: event.data.because, explanation: event.data.explanation, act },
      }
    case 'AppealRecorded': {
      const { timing: _, ...said } = event.data
      const fresh = { act, decision: null, refusedOutcomes: [], overdueSaidAt: null }
      return { appeals: [...obligation.appeals, { ...said, ...fresh }] }
    }
    case 'AppealDecided': {
      const { timing: _, number, waits, ...decision } = event.data
      const standing = waits ? ('waiting' as const) : ('accepted' as const)
      return withOutcome(obligation, number, { ...decision, act, standing, answer: null }, act)
    }
    case 'AppealOutcomeAccepted': {
      const { number } = event.data
      const waiting = obligation.appeals[number - 1]?.decision
      if (waiting == null) throw new Error('an outcome is accepted that nobody recorded')
      return withOutcome(obligation, number, { ...waiting, standing: 'accepted', answer: { act } }, act)
    }
    case 'AppealOutcomeRefused':
      return {
        appeals: withChanged(obligation.appeals, event.data.number, appeal => {
          if (appeal.decision === null) throw new Error('an outcome is refused that nobody recorded')
          const { standing: _, answer: __, ...said } = appeal.decision
          const refused = { ...said, answer: { act, explanation: event.data.explanation } }
          return { ...appeal, decision: null, refusedOutcomes: [...appeal.refusedOutcomes, refused] }
        }),
      }
    case 'AppealOverdue':
      return {
        appeals: withChanged(obligation.appeals, event.data.number, appeal => ({ ...appeal, overdueSaidAt: act.at })),
      }
    case 'EscalationStepTaken': {
      const { timing: _, ...step } = event.data
      return { steps: [...obligation.steps, { ...step, act, receipt: null }], runsFrom: act.at }
    }
    case 'EscalationStepReceived':
      return { steps: withChanged(obligation.steps, event.data.number, step => ({ ...step, receipt: { act } })) }
    case 'DataBlocked':
      return { block: { reference: event.data.reference, act } }
    case 'UnblockSignalled':
      return { unblockSignal: { act } }
    case 'DataUnblocked':
      return { unblock: { ...event.data, act }, next: null }
    case 'ObligationDeadlineRecomputed': {
      const { appealAnswer } = event.data
      if (appealAnswer === undefined) return {}
      return {
        appeals: withChanged(obligation.appeals, appealAnswer.number, appeal => answeredBy(appeal, appealAnswer)),
      }
    }
    case 'ObligationCorrected':
      return event.data
  }
}

/** The appeal with its outcome; one that counts and annuls what executes the obligation ends it. */
function withOutcome(obligation: Obligation, number: number, decision: OutcomeOnRecord, act: Act): Partial<Obligation> {
  const appeals = withChanged(obligation.appeals, number, appeal => ({ ...appeal, decision }))
  const appeal = appeals[number - 1]
  const counts = decision.standing === 'accepted' && appeal !== undefined && bearsOn(obligation, appeal)
  if (!counts || decision.outcome !== 'annul') return { appeals }
  return { appeals, status: 'annulled', annulment: { because: 'appeal', explanation: decision.explanation, act } }
}

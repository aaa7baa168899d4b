import type { Act } from './act.ts'
import type { Law } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isOutdated } from './deadline.ts'
import { type PenaltyClass, penaltyClasses } from './decision.ts'
import { legalDateOf } from './legal-date.ts'
import { awaitsDecision, type Obligation, type ObligationEvent, type ObligationOrder } from './obligation.ts'
import { type Terms, timed } from './obligation-timing.ts'
import { type Fact, repeated } from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'

/** PP 79/2021: an objection to the authority, or an administrative appeal to the appeal body (BPASN) against a dismissal. */
export const appealKinds = ['objection', 'administrative-appeal'] as const
export type AppealKind = (typeof appealKinds)[number]

export const appealOutcomes = ['uphold', 'lighten', 'aggravate', 'annul', 'inadmissible'] as const
export type AppealOutcome = (typeof appealOutcomes)[number]

export type AppealContent = {
  readonly kind: AppealKind
  /** Asia/Jakarta date. */
  readonly filedOn: string
  /** The obliged agency's own decision that it is against. */
  readonly against: { readonly number: string; readonly date: string; readonly receivedOn: string }
  /** Whether the penalty waits for the outcome. */
  readonly suspends: boolean
}

export type AppealRecorded = AppealContent & {
  readonly number: number
  /** Filed in time; what was filed late is inadmissible by itself, and suspends nothing. */
  readonly admissible: boolean
  /** By when it had to be filed, and by when it is to be answered; null where the law names no clock. */
  readonly filing: Deadline | null
  readonly answer: Deadline | null
}

export type AppealDecision = {
  readonly outcome: AppealOutcome
  readonly instrument: { readonly number: string; readonly date: string }
  readonly explanation: string
  /** What it is changed to. */
  readonly penaltyClass?: PenaltyClass
}

export type AppealOnRecord = AppealRecorded & {
  readonly act: Act
  readonly decision: Fact<AppealDecision> | null
  /** What `answer` was before the law was corrected, oldest first; absent while it never was. */
  readonly replacedAnswers?: readonly Deadline[]
}

/** By when an appeal is to be answered, counted anew. */
export type AppealAnswer = { readonly number: number; readonly answer: Deadline }

/** The clocks of the law for each kind: how long it may be filed, and how long its answer may take. */
export const appealClocks = {
  objection: { filing: 'objection', answer: 'objection-answer' },
  'administrative-appeal': { filing: 'administrative-appeal', answer: 'appeal-decision' },
} as const satisfies Record<AppealKind, { filing: string; answer: string }>

/** Only what ends the employment goes to the appeal body, and it does not go elsewhere. */
const classesFor: Record<AppealKind, readonly PenaltyClass[]> = {
  objection: ['moral', 'light', 'medium', 'heavy'],
  'administrative-appeal': ['heavy', 'dismissal'],
}

export function recordAppeal(
  obligation: Obligation,
  terms: Terms,
  { act, appeal }: ObligationOrder<'RecordAppeal'>,
): ObligationEvent[] | Rejection {
  const { status, appeals } = obligation
  const alive = status === 'open' || status === 'executed'
  const pending = appeals.some(({ admissible, decision }) => admissible && decision === null)
  if (!alive || pending || awaitsDecision(obligation)) return new Rejection('R-APP-01')
  if (!classesFor[appeal.kind].includes(appealedClass(obligation))) {
    return new Rejection('R-APP-02', [{ pointer: '/kind', code: 'rule' }])
  }
  const today = legalDateOf(act.at)
  const { date, receivedOn } = appeal.against
  if (receivedOn < date || receivedOn > today) {
    return new Rejection('R-APP-03', [{ pointer: '/against/receivedOn', code: 'rule' }])
  }
  if (appeal.filedOn > today || appeal.filedOn < date) {
    return new Rejection('R-APP-03', [{ pointer: '/filedOn', code: 'rule' }])
  }
  const { filing, answer } = appealClocks[appeal.kind]
  const counted = clockAt(terms.law, filing, date)?.startsOn === 'decision-received' ? receivedOn : date
  const deadline = deadlineOf(terms, filing, counted)
  const admissible = deadline === null || appeal.filedOn <= deadline.dueOn
  const data = {
    ...appeal,
    number: appeals.length + 1,
    admissible,
    filing: deadline,
    answer: admissible ? deadlineOf(terms, answer, appeal.filedOn) : null,
  }
  return [timed(obligation, terms, act, { type: 'AppealRecorded', data }, null)]
}

function deadlineOf({ law }: Terms, code: string, start: string): Deadline | null {
  const clock = clockAt(law, code, start)
  return clock === undefined ? null : computeDeadline(law, clock, start)
}

/** R-CLK-04: by when the pending appeal is to be answered by a newer law; undefined where nothing is to be counted anew. */
export function recomputedAnswer({ status, appeals }: Obligation, law: Law): AppealAnswer | undefined {
  if (status !== 'open' && status !== 'executed') return undefined
  const pending = appeals.find(({ admissible, decision }) => admissible && decision === null)
  const before = pending?.answer ?? null
  if (pending === undefined || before === null || !isOutdated(before, law.versions)) return undefined
  const clock = clockAt(law, before.clock, before.start)
  return clock && { number: pending.number, answer: computeDeadline(law, clock, before.start) }
}

/** The appeal with its new day; the one before stays visible. */
export function answeredBy(appeal: AppealOnRecord, { answer }: AppealAnswer): AppealOnRecord {
  const { answer: before, replacedAnswers = [] } = appeal
  return { ...appeal, answer, replacedAnswers: before === null ? replacedAnswers : [...replacedAnswers, before] }
}

export function decideAppeal(
  obligation: Obligation,
  terms: Terms,
  { act, number, decision }: ObligationOrder<'DecideAppeal'>,
): ObligationEvent[] | Rejection {
  const appeal = obligation.appeals[number - 1]
  if (appeal === undefined) throw new Error('there is no such appeal')
  if (appeal.decision !== null) {
    const { act: _, ...standing } = appeal.decision
    return repeated(standing, decision)
  }
  const alive = obligation.status === 'open' || obligation.status === 'executed'
  if (!appeal.admissible || !alive) return new Rejection('R-APP-04')
  if (decision.instrument.date > legalDateOf(act.at) || decision.instrument.date < appeal.filedOn) {
    return new Rejection('R-APP-03', [{ pointer: '/instrument/date', code: 'rule' }])
  }
  const fault = faultOfPenalty(appealedClass(obligation), decision)
  if (fault !== undefined) return new Rejection('R-APP-05', [fault])
  const resumes = appeal.suspends && (decision.outcome === 'uphold' || decision.outcome === 'inadmissible')
  const event = { type: 'AppealDecided' as const, data: { ...decision, number } }
  return [timed(obligation, terms, act, event, resumes ? 'appeal-ended' : null)]
}

/** What was imposed; what was ordered until that is on record. */
function appealedClass({ reports, penalty }: Obligation): PenaltyClass {
  return reports.findLast(({ standing }) => standing === 'accepted')?.penaltyClass ?? penalty.penaltyClass
}

/** What lightens or aggravates says to what; classes say no more than a direction, since each holds several penalties. */
function faultOfPenalty(before: PenaltyClass, { outcome, penaltyClass: after }: AppealDecision): Fault | undefined {
  const changes = outcome === 'lighten' || outcome === 'aggravate'
  const fault = { pointer: '/penaltyClass', code: 'rule' }
  if (!changes) return after === undefined ? undefined : fault
  if (after === undefined) return fault
  const step = penaltyClasses.indexOf(after) - penaltyClasses.indexOf(before)
  return (outcome === 'lighten' ? step <= 0 : step >= 0) ? undefined : fault
}

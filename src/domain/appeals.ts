import type { Act } from './act.ts'
import { inForce, type Law, type Remedy, remedies, rowInForce } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isOutdated } from './deadline.ts'
import { type PenaltyClass, penaltyClasses } from './decision.ts'
import type { ReportOnRecord } from './execution.ts'
import { legalDateOf } from './legal-date.ts'
import type { Obligation, ObligationEvent, ObligationOrder } from './obligation.ts'
import { awaitsDecision } from './obligation-standing.ts'
import { type Terms, timed } from './obligation-timing.ts'
import { type Fact, repeated } from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'

/** PP 79/2021: an objection to the authority, or an administrative appeal to the appeal body (BPASN) against a dismissal. */
export const appealKinds = remedies
export type AppealKind = Remedy

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
  /** The report of the instrument that it is against; absent of what was recorded before reports were asked for. */
  readonly reportNumber?: number
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

/** An outcome as it stands: one that changes the penalty and that the obliged agency records waits for the merit supervisor. */
export type OutcomeOnRecord = Fact<AppealDecision> & {
  readonly standing: 'waiting' | 'accepted'
  readonly answer: Fact | null
}

export type AppealOnRecord = AppealRecorded & {
  readonly act: Act
  readonly decision: OutcomeOnRecord | null
  /** Outcomes that the merit supervisor did not accept, each with why. */
  readonly refusedOutcomes: readonly (Fact<AppealDecision> & {
    readonly answer: Fact<{ readonly explanation: string }>
  })[]
  /** When it was said that its answer is overdue. */
  readonly overdueSaidAt: string | null
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

export function recordAppeal(
  obligation: Obligation,
  terms: Terms,
  { act, appeal }: ObligationOrder<'RecordAppeal'>,
): ObligationEvent[] | Rejection {
  if (!isAlive(obligation) || pendingAppeal(obligation) !== undefined || awaitsDecision(obligation)) {
    return new Rejection('R-APP-01')
  }
  if (!isImposed(obligation)) return new Rejection('R-APP-06')
  const { number, date, receivedOn } = appeal.against
  const report = obligation.reports.findLast(
    ({ standing, instrument }) => standing !== 'refused' && instrument.number === number && instrument.date === date,
  )
  if (report === undefined) return new Rejection('R-APP-07', [{ pointer: '/against', code: 'rule' }])
  if (!remediesAgainst(report, obligation, terms.law).has(appeal.kind)) {
    return new Rejection('R-APP-02', [{ pointer: '/kind', code: 'rule' }])
  }
  const today = legalDateOf(act.at)
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
    number: obligation.appeals.length + 1,
    reportNumber: report.number,
    admissible,
    filing: deadline,
    answer: admissible ? deadlineOf(terms, answer, appeal.filedOn) : null,
  }
  return [timed(obligation, terms, act, { type: 'AppealRecorded', data }, null)]
}

/** Whether the obliged agency has a penalty on record that an appeal can be against. */
export function isImposed({ reports }: Pick<Obligation, 'reports'>): boolean {
  return reports.some(({ standing }) => standing !== 'refused')
}

/** Which remedy the catalogue opens against what was imposed; against a class alone, what is open against any sanction of it. */
function remediesAgainst(
  { sanction, penaltyClass, instrument: { date } }: ReportOnRecord,
  { penalty, track }: Obligation,
  { sanctions }: Law,
): ReadonlySet<AppealKind> {
  const code = sanction ?? (penalty.penaltyClass === penaltyClass ? penalty.sanction : null)
  const named =
    code === null ? undefined : (rowInForce(sanctions, code, date) ?? sanctions.findLast(row => row.code === code))
  const ofClass = inForce(sanctions, date).filter(row => row.track === track && row.penaltyClass === penaltyClass)
  const rows = named === undefined ? ofClass : [named]
  return new Set(rows.flatMap(({ remedy }) => remedy ?? []))
}

/** Whether what it is against stands as the execution of this obligation: what comes of it changes nothing otherwise. */
export function bearsOn({ reports }: Pick<Obligation, 'reports'>, { reportNumber }: AppealRecorded): boolean {
  return reportNumber === undefined || reports[reportNumber - 1]?.standing !== 'refused'
}

/** An appeal that bears on the obligation and has no outcome yet, or one that waits. */
export function pendingAppeal(obligation: Pick<Obligation, 'reports' | 'appeals'>): AppealOnRecord | undefined {
  return obligation.appeals.find(
    appeal => appeal.admissible && bearsOn(obligation, appeal) && appeal.decision?.standing !== 'accepted',
  )
}

function deadlineOf({ law }: Terms, code: string, start: string): Deadline | null {
  const clock = clockAt(law, code, start)
  return clock === undefined ? null : computeDeadline(law, clock, start)
}

/** R-CLK-04: by when the pending appeal is to be answered by a newer law; undefined where nothing is to be counted anew. */
export function recomputedAnswer({ status, appeals }: Obligation, law: Law): AppealAnswer | undefined {
  if (!isAlive({ status })) return undefined
  // Beside one that is pending there may be one against a report that was refused: the person is owed an answer to both.
  for (const { number, admissible, decision, answer: before } of appeals) {
    if (!admissible || decision !== null || before === null || !isOutdated(before, law.versions)) continue
    const clock = clockAt(law, before.clock, before.start)
    if (clock !== undefined) return { number, answer: computeDeadline(law, clock, before.start) }
  }
  return undefined
}

/** The appeal with its new day; the one before stays visible. */
export function answeredBy(appeal: AppealOnRecord, { answer }: AppealAnswer): AppealOnRecord {
  const { answer: before, replacedAnswers = [] } = appeal
  // What was said of the same moment is not said again.
  const overdueSaidAt = answer.dueAt === before?.dueAt ? appeal.overdueSaidAt : null
  const replaced = before === null ? replacedAnswers : [...replacedAnswers, before]
  return { ...appeal, answer, overdueSaidAt, replacedAnswers: replaced }
}

export function decideAppeal(
  obligation: Obligation,
  terms: Terms,
  { act, number, decision }: ObligationOrder<'DecideAppeal'>,
): ObligationEvent[] | Rejection {
  const appeal = appealOf(obligation, number)
  if (appeal.decision !== null) {
    const { act: _, standing: __, answer: ___, ...said } = appeal.decision
    return repeated(said, decision)
  }
  if (!appeal.admissible || !isAlive(obligation)) return new Rejection('R-APP-04')
  if (decision.instrument.date > legalDateOf(act.at) || decision.instrument.date < appeal.filedOn) {
    return new Rejection('R-APP-03', [{ pointer: '/instrument/date', code: 'rule' }])
  }
  const fault = faultOfPenalty(appealedClass(obligation, appeal), decision, obligation, terms.law)
  if (fault !== undefined) return new Rejection('R-APP-05', [fault])
  const changes = decision.outcome !== 'uphold' && decision.outcome !== 'inadmissible'
  // Whoever is obliged does not end its own obligation, and a machine is nobody's second pair of eyes.
  const isJudged = act.role === 'commissioner' && act.kind === 'person' && act.agency !== obligation.addressee
  const waits = changes && !isJudged
  const resumes = appeal.suspends && appeal.overdueSaidAt === null && !changes
  const event = { type: 'AppealDecided' as const, data: { ...decision, number, waits } }
  return [timed(obligation, terms, act, event, resumes ? 'appeal-ended' : null)]
}

/** R-APP-08: somebody else than recorded it, of the agency that decided, lets the outcome count. */
export function acceptOutcome(
  obligation: Obligation,
  terms: Terms,
  { act, number }: ObligationOrder<'AcceptOutcome'>,
): ObligationEvent[] | Rejection {
  const { decision } = appealOf(obligation, number)
  if (decision?.standing === 'accepted' && decision.answer !== null) return []
  if (decision?.standing !== 'waiting' || !isAlive(obligation)) return new Rejection('R-APP-09')
  if (decision.act.person === act.person) return new Rejection('R-APP-08')
  return [timed(obligation, terms, act, { type: 'AppealOutcomeAccepted', data: { number } }, null)]
}

export function refuseOutcome(
  obligation: Obligation,
  terms: Terms,
  { act, number, explanation }: ObligationOrder<'RefuseOutcome'>,
): ObligationEvent[] | Rejection {
  const { decision, refusedOutcomes, overdueSaidAt } = appealOf(obligation, number)
  const last = refusedOutcomes.at(-1)
  if (decision === null && last !== undefined)
    return repeated({ explanation: last.answer.explanation }, { explanation })
  if (decision?.standing !== 'waiting' || !isAlive(obligation)) return new Rejection('R-APP-09')
  if (decision.act.person === act.person) return new Rejection('R-APP-08')
  const event = { type: 'AppealOutcomeRefused' as const, data: { number, explanation } }
  return [timed(obligation, terms, act, event, overdueSaidAt === null ? null : 'appeal-overdue')]
}

/** R-CLK-06: an answer that does not come when it is due is told once; from then on the appeal suspends nothing. */
export function sayOverdue(obligation: Obligation, terms: Terms, act: Act): ObligationEvent[] {
  const appeal = unanswered(obligation).find(({ dueAt }) => Date.parse(dueAt) <= Date.parse(act.at))
  if (appeal === undefined) return []
  const { number, dueAt, suspends } = appeal
  const event = { type: 'AppealOverdue' as const, data: { number, dueAt, rule: 'R-CLK-06' as const } }
  return [timed(obligation, terms, act, event, suspends ? 'appeal-overdue' : null)]
}

/** Appeals that have no outcome, and of which nobody has said yet that the answer is overdue; with when it will be. */
export function unanswered({
  status,
  appeals,
}: Pick<Obligation, 'status' | 'appeals'>): (AppealOnRecord & { readonly dueAt: string })[] {
  return appeals.flatMap(appeal => {
    const waits = isAlive({ status }) && appeal.decision === null && appeal.overdueSaidAt === null
    return waits && appeal.answer !== null ? [{ ...appeal, dueAt: appeal.answer.dueAt }] : []
  })
}

/** Whether an appeal can still change how it stands. */
export function isAlive({ status }: Pick<Obligation, 'status'>): boolean {
  return status === 'open' || status === 'executed'
}

function appealOf({ appeals }: Obligation, number: number): AppealOnRecord {
  const appeal = appeals[number - 1]
  if (appeal === undefined) throw new Error('there is no such appeal')
  return appeal
}

/** What was imposed by what it is against. */
function appealedClass({ reports, penalty }: Obligation, { reportNumber }: AppealOnRecord): PenaltyClass {
  const imposed =
    reportNumber === undefined ? reports.findLast(({ standing }) => standing === 'accepted') : reports[reportNumber - 1]
  return imposed?.penaltyClass ?? penalty.penaltyClass
}

/**
 * What lightens or aggravates says to what; classes say no more than a direction, since each holds several penalties. A class
 * of which the track has no sanction could not be ordered by any decision.
 */
function faultOfPenalty(
  before: PenaltyClass,
  { outcome, penaltyClass: after }: AppealDecision,
  { track }: Obligation,
  { sanctions }: Law,
): Fault | undefined {
  const changes = outcome === 'lighten' || outcome === 'aggravate'
  const fault = { pointer: '/penaltyClass', code: 'rule' }
  if (!changes) return after === undefined ? undefined : fault
  if (after === undefined) return fault
  if (!sanctions.some(row => row.track === track && row.penaltyClass === after)) return fault
  const step = penaltyClasses.indexOf(after) - penaltyClasses.indexOf(before)
  return (outcome === 'lighten' ? step <= 0 : step >= 0) ? undefined : fault
}

import type { Act } from './act.ts'
import { type Law, rowInForce } from './catalogue.ts'
import { clockAt, computeDeadline } from './deadline.ts'
import type { PenaltyClass } from './decision.ts'
import { enforceableInstead } from './decision-law.ts'
import { legalDateOf } from './legal-date.ts'
import type { Obligation, ObligationEvent, ObligationOrder, OrderedPenalty } from './obligation.ts'
import { awaitsDecision, isLate, waitingReport } from './obligation-standing.ts'
import { type Terms, timed } from './obligation-timing.ts'
import { type Fact, repeated } from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'

/** What the obliged agency says that it has imposed, and the proof of it. */
export type ReportContent = {
  readonly instrument: { readonly number: string; readonly date: string; readonly signatory: string }
  readonly penaltyClass: PenaltyClass
  /** The code of a sanction of the catalogue. */
  readonly sanction?: string
  /** Asia/Jakarta date. */
  readonly inForceFrom: string
  readonly document: { readonly reference: string; readonly digest?: string }
  /** Why it is another penalty than ordered. */
  readonly deviation?: string
}

/** A report as it stands: one of another penalty waits for the merit supervisor. */
export type ReportOnRecord = ReportContent & {
  readonly number: number
  readonly act: Act
  readonly late: boolean
  /** What of its dates is odd; the law lets it be. */
  readonly warnings?: readonly Fault[]
  readonly standing: 'waiting' | 'accepted' | 'refused'
  readonly answer: Fact<{ readonly explanation: string | null }> | null
}

export function reportExecution(
  obligation: Obligation,
  terms: Terms,
  { act, report }: ObligationOrder<'ReportExecution'>,
): ObligationEvent[] | Rejection {
  if (obligation.status !== 'open') return new Rejection('R-OBL-03')
  if (waitingReport(obligation) !== undefined || awaitsDecision(obligation)) return new Rejection('R-OBL-14')
  if (report.instrument.date > legalDateOf(act.at)) {
    return new Rejection('R-OBL-05', [{ pointer: '/instrument/date', code: 'rule' }])
  }
  const impossible = impossibleDates(obligation, report, terms.law, legalDateOf(act.at))
  if (impossible.length > 0) return new Rejection('R-OBL-15', impossible)
  const unfit = unfitSanction(obligation.penalty, report, terms.law)
  if (unfit !== undefined) return new Rejection('R-OBL-06', [{ pointer: unfit, code: 'rule' }])
  const deviates = isAnother(obligation.penalty, report, terms.law)
  if (deviates !== (report.deviation !== undefined)) {
    return new Rejection('R-OBL-04', [{ pointer: '/deviation', code: 'rule' }])
  }
  const late = isLate(obligation, act.at)
  const warnings = oddDates(obligation, report, terms.law)
  const number = obligation.reports.length + 1
  const data = { ...report, number, deviates, late, ...(warnings.length > 0 && { warnings }) }
  return [timed(obligation, terms, act, { type: 'ExecutionReported', data }, null)]
}

/** The clocks of the law by which an imposed penalty reaches the person, and comes into force after that. */
const reachesBy = 'decision-hand-over'
const inForceAfter = 'penalty-in-force'

/**
 * Dates that no execution of this decision can have. The last day on which a penalty can come into force is counted from
 * the last day on which it is to be handed over, or from today where that is over.
 */
function impossibleDates(
  { instrument: order }: Obligation,
  { instrument: { date }, inForceFrom }: ReportContent,
  law: Law,
  today: string,
): Fault[] {
  const handedOver = dayBy(law, reachesBy, date) ?? date
  const last = dayBy(law, inForceAfter, handedOver > today ? handedOver : today)
  return [
    ...(date < order.date ? [{ pointer: '/instrument/date', code: 'before-the-order' }] : []),
    ...(inForceFrom < date ? [{ pointer: '/inForceFrom', code: 'before-the-instrument' }] : []),
    ...(last !== undefined && inForceFrom > last ? [{ pointer: '/inForceFrom', code: 'beyond-the-law' }] : []),
  ]
}

/** Days on which a discipline penalty does not come into force when everybody keeps to the clocks of the law. */
function oddDates({ track }: Obligation, { instrument: { date }, inForceFrom }: ReportContent, law: Law): Fault[] {
  if (track !== 'discipline') return []
  const first = dayBy(law, inForceAfter, date)
  const last = dayBy(law, inForceAfter, dayBy(law, reachesBy, date) ?? date)
  return [
    ...(first !== undefined && inForceFrom < first ? [{ pointer: '/inForceFrom', code: 'earlier-than-the-law' }] : []),
    ...(last !== undefined && inForceFrom > last ? [{ pointer: '/inForceFrom', code: 'later-than-the-law' }] : []),
  ]
}

/** The day that a clock leads to, where the law has the clock then. */
function dayBy(law: Law, code: string, start: string): string | undefined {
  const clock = clockAt(law, code, start)
  return clock && computeDeadline(law, clock, start).dueOn
}

/**
 * Where the sanction is not one of the catalogue that could be imposed on the day of the instrument, or not of that class.
 * What was ordered may be of a ladder of the day of the act that is not in force any more.
 */
function unfitSanction(
  ordered: OrderedPenalty,
  { sanction, penaltyClass, instrument: { date } }: ReportContent,
  law: Law,
): string | undefined {
  if (sanction === undefined) return undefined
  const asOrdered = law.sanctions.findLast(({ code }) => code === sanction && code === ordered.sanction)
  const row = rowInForce(law.sanctions, sanction, date) ?? asOrdered
  if (row === undefined || row.enforceableFrom === null || row.enforceableFrom > date) return '/sanction'
  return row.penaltyClass === penaltyClass ? undefined : '/penaltyClass'
}

/**
 * Whether another penalty was imposed than ordered. What stands in for a suspended one is the same: what the order itself
 * names, whatever the catalogue has come to say since, and what stands in on the day of the instrument.
 */
function isAnother(
  { penaltyClass, sanction, inForceInstead }: OrderedPenalty,
  { penaltyClass: imposedClass, sanction: imposed, instrument }: ReportContent,
  law: Law,
): boolean {
  if (penaltyClass !== imposedClass) return true
  if (sanction === null || imposed === sanction) return false
  if (imposed === undefined) return true
  if (imposed === inForceInstead) return false
  const { date } = instrument
  const row = rowInForce(law.sanctions, sanction, date)
  return (
    row === undefined || enforceableInstead(row, law.sanctions, { actedOn: date, decidedOn: date })?.code !== imposed
  )
}

export function acceptDeviation(
  obligation: Obligation,
  terms: Terms,
  { act, number }: ObligationOrder<'AcceptDeviation'>,
): ObligationEvent[] | Rejection {
  const report = reportOf(obligation, number)
  if (report.standing === 'accepted') return []
  if (report.standing !== 'waiting' || obligation.status !== 'open') return new Rejection('R-OBL-07')
  return [timed(obligation, terms, act, { type: 'DeviationAccepted', data: { number } }, null)]
}

export function refuseDeviation(
  obligation: Obligation,
  terms: Terms,
  { act, number, explanation }: ObligationOrder<'RefuseDeviation'>,
): ObligationEvent[] | Rejection {
  const report = reportOf(obligation, number)
  if (report.standing === 'refused')
    return repeated({ explanation: report.answer?.explanation ?? null }, { explanation })
  if (report.standing !== 'waiting' || obligation.status !== 'open') return new Rejection('R-OBL-07')
  const data = { number, explanation }
  return [timed(obligation, terms, act, { type: 'DeviationRefused', data }, 'report-refused')]
}

function reportOf({ reports }: Obligation, number: number): ReportOnRecord {
  const report = reports[number - 1]
  if (report === undefined) throw new Error('there is no such report')
  return report
}

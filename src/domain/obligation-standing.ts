import type { AgencyId } from './agencies.ts'
import { type AppealOnRecord, bearsOn, isAlive } from './appeals.ts'
import type { PenaltyClass } from './decision.ts'
import type { ReportOnRecord } from './execution.ts'
import type { Obligation } from './obligation.ts'

/** Whether nothing is left to do for anybody: then its referral may be closed. */
export function isSettled(obligation: Obligation): boolean {
  const { status } = obligation
  return status !== 'open' && !isSuspended(obligation) && !awaitsDecision(obligation) && !awaitsAnswer(obligation)
}

/** From when on (RFC 3339) an open obligation is late; null while it waits for somebody else, or obliges nobody. */
export function lateFrom({ status, deadlines, pausedSince }: Obligation): string | null {
  const dueAt = deadlines.at(-1)?.dueAt
  if (status !== 'open' || dueAt === undefined) return null
  return pausedSince === null || Date.parse(dueAt) <= Date.parse(pausedSince) ? dueAt : null
}

/** Whether it is late at this time (RFC 3339). */
export function isLate(obligation: Obligation, at: string): boolean {
  const from = lateFrom(obligation)
  return from !== null && Date.parse(at) >= Date.parse(from)
}

/** While an appeal that suspends is pending, nobody is late; until its answer is. */
export function isSuspended(obligation: Pick<Obligation, 'status' | 'reports' | 'appeals'>): boolean {
  return bearing(obligation).some(
    ({ admissible, suspends, decision, overdueSaidAt }) =>
      admissible && suspends && decision === null && overdueSaidAt === null,
  )
}

/** An appeal has changed the penalty: a superseding decision of the merit supervisor brings the next obligation. */
export function awaitsDecision(obligation: Pick<Obligation, 'status' | 'reports' | 'appeals'>): boolean {
  return changedTo(obligation) !== undefined
}

/** The class that an appeal has changed the penalty to, which binds the decision that is to follow. */
export function changedTo(obligation: Pick<Obligation, 'status' | 'reports' | 'appeals'>): PenaltyClass | undefined {
  const counting = bearing(obligation).flatMap(({ decision }) => (decision?.standing === 'accepted' ? [decision] : []))
  return counting.find(({ outcome }) => outcome === 'lighten' || outcome === 'aggravate')?.penaltyClass
}

/** The outcome of an appeal waits until the merit supervisor has accepted or refused it. */
export function awaitsAnswer(obligation: Pick<Obligation, 'status' | 'reports' | 'appeals'>): boolean {
  return bearing(obligation).some(({ decision }) => decision?.standing === 'waiting')
}

/** The appeals whose outcome changes how the obligation stands. */
function bearing(obligation: Pick<Obligation, 'status' | 'reports' | 'appeals'>): readonly AppealOnRecord[] {
  return isAlive(obligation) ? obligation.appeals.filter(appeal => bearsOn(obligation, appeal)) : []
}

/** A report of another penalty than ordered, that nobody has answered yet. */
export function waitingReport({ reports }: Pick<Obligation, 'reports'>): ReportOnRecord | undefined {
  return reports.find(({ standing }) => standing === 'waiting')
}

/** Whether it obliges an agency that turned out to be part of the case: it is to be addressed anew. */
export function isAddresseeImplicated({ addressee, implicated }: Obligation): boolean {
  return addressee !== null && implicated?.includes(addressee) === true
}

/**
 * Whom its steps were addressed to, but for those that turned out to be part of the case: they see no more of it. Whoever it
 * obliged until it was addressed anew has no part in it any more, whatever is found out about them later.
 */
export function notifiedOf({ steps, implicated, formerAddressees = [], earlierSteps = 0 }: Obligation): AgencyId[] {
  const reached = steps.filter(({ addressee }, index) => index >= earlierSteps || !formerAddressees.includes(addressee))
  const told = new Set(reached.map(({ addressee }) => addressee))
  return [...told].filter(agency => implicated?.includes(agency) !== true)
}

import type { Act } from './act.ts'
import type { PersonId } from './agencies.ts'
import type { DepartureId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import { Rejection } from './rejection.ts'

/** What became of a case that the departed officer had. */
export const caseOutcomes = ['pending', 'moved', 'successor-unavailable', 'no-longer-theirs'] as const
export type CaseOutcome = (typeof caseOutcomes)[number]

/** An officer who has left the agency; from then on nothing is done in their name. */
export type Departure = {
  readonly id: DepartureId
  readonly officer: PersonId
  readonly successor: PersonId
  readonly reason: string
  /** Asia/Jakarta date of the last day, when it is known. */
  readonly leftOn: string | null
  readonly recorded: Act
}

export type DepartureEvent = {
  type: 'DepartureRecorded'
  data: { officer: PersonId; successor: PersonId; reason: string; leftOn: string | null }
}

export type RecordDeparture = {
  readonly act: Act
  readonly officer: PersonId
  readonly successor: PersonId
  readonly reason: string
  readonly leftOn: string | null
}

/** `standing`: a departure of this officer that is on record. */
export function decideDeparture(
  standing: Departure | undefined,
  { act, officer, successor, reason, leftOn }: RecordDeparture,
): DepartureEvent[] | Rejection {
  if (officer === act.person) return new Rejection('R-OFF-06')
  if (standing !== undefined) return new Rejection('R-OFF-09')
  if (successor === officer) return new Rejection('R-OFF-07', [{ pointer: '/successor', code: 'rule' }])
  if (leftOn !== null && leftOn > legalDateOf(act.at)) {
    return new Rejection('R-OFF-08', [{ pointer: '/leftOn', code: 'rule' }])
  }
  return [{ type: 'DepartureRecorded', data: { officer, successor, reason, leftOn } }]
}

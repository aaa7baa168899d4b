import type { Act as AccessAct } from './access.ts'
import type { PersonId } from './agencies.ts'
import type { Referral } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { ReporterRequest } from './reporter-request.ts'
import { movesFrom, referralMoves } from './transitions.ts'
import type { Violation } from './violation.ts'

/** Who reports. Sealed from the moment it arrives; nothing of it is in an event, a version or a reply about a case. */
export type ReporterIdentity = {
  readonly name: string
  readonly contact?: string
  readonly nip?: string
  readonly workUnit?: string
  readonly statement?: string
}

/**
 * Every way to the identity of a reporter: the act of the access table, and who of its roles. Whoever is not here never
 * sees it: no personnel authority, nobody below one, and no colleague of those named. `open_reporter` in the database
 * checks the same.
 */
export const waysToReporter = {
  'taken-in': { act: 'reporter-reading', who: 'only the officer who took the reporter in' },
  consented: {
    act: 'reporter-opening',
    who: 'only the officer whose request a second officer of the sender has consented to, until that ends',
  },
} as const satisfies Record<string, { readonly act: AccessAct; readonly who: string }>

/** For how long a request may be consented to. */
export const consentHours = { usual: 24, most: 72 } as const

/** Whoever recorded a report took its reporter in; nobody comes to be that later. */
export function takerIn({ recorders }: Pick<Violation, 'recorders'>): PersonId {
  const [first] = recorders
  if (first === undefined) throw new Error('nobody recorded the violation')
  return first
}

/** Refuses everybody but the officer who took the reporter in. */
export function refusalOfReading(violation: Violation, person: PersonId): Rejection | undefined {
  return person === takerIn(violation) ? undefined : new Rejection('R-RPT-06')
}

/** The request on which this person may open the identity at this time (RFC 3339), or why there is none. */
export function requestToOpen(
  referral: Pick<Referral, 'status' | 'reporterRequests'>,
  person: PersonId,
  at: string,
): ReporterRequest | Rejection {
  const isOpen = movesFrom(referralMoves['reporter-request'], referral.status)
  const request = referral.reporterRequests.findLast(({ act, outcome, answer }) => {
    const endsAt = outcome === 'consented' ? answer?.endsAt : null
    return act.person === person && endsAt != null && Date.parse(at) < Date.parse(endsAt)
  })
  return isOpen && request !== undefined ? request : new Rejection('R-RPT-07')
}

import { type AgencyId, coversDate } from './agencies.ts'
import { Rejection } from './rejection.ts'

/** What two agencies have agreed on: that one hands matters to the other. Asia/Jakarta dates, half-open `[from, to)`. */
export type Agreement = {
  readonly code: string
  readonly sender: AgencyId
  readonly receiver: AgencyId
  /** What for, in words. */
  readonly purpose: string
  readonly from: string
  readonly to: string | null
  readonly legalBasis: string
}

/** Refuses a new referral without an agreement on that date. What was sent while there was one goes on without. */
export function refusalWithoutAgreement(
  agreements: readonly Agreement[],
  { sender, receiver }: Pick<Agreement, 'sender' | 'receiver'>,
  onDate: string,
): Rejection | undefined {
  const agreed = agreements.some(row => row.sender === sender && row.receiver === receiver && coversDate(row, onDate))
  return agreed ? undefined : new Rejection('R-SUC-01')
}

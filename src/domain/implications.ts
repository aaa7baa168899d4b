import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { endingsOf } from './redacted-copy.ts'
import { currentVersion, type Referral, type ReferralEvent, refusalOf } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { Implication } from './routing.ts'

/** That an authority is part of the case, put on record by the receiving agency after it was sent. */
export type RecordedImplication = Implication & {
  /** Counts in the referral. */
  readonly number: number
  readonly explanation: string
}

export type RecordImplication = {
  readonly type: 'RecordImplication'
  readonly act: Act
  readonly implication: Omit<RecordedImplication, 'number'>
  readonly isKnown: (agency: AgencyId) => boolean
}

/** The authorities whose heads are part of the case, as far as is known now: the sender said so, or the examination found it. */
export function implicatedIn(referral: Referral): readonly Implication[] {
  const found = referral.implications.map(({ agency, because }) => ({ agency, because }))
  return [...(currentVersion(referral).content.implicated ?? []), ...found]
}

/** Puts on record that an authority is part of the case; its copies end with it. What it has read it has read. */
export function recordImplication(
  referral: Referral,
  { act, implication, isKnown }: RecordImplication,
): ReferralEvent[] | Rejection {
  const refusal = refusalOf(referral, 'implication')
  if (refusal) return refusal
  const { agency, explanation } = implication
  if (!isKnown(agency)) return new Rejection('R-CPY-10', [{ pointer: '/agency', code: 'unknown' }])
  if (implicatedIn(referral).some(known => known.agency === agency)) {
    return new Rejection('R-CPY-10', [{ pointer: '/agency', code: 'known-already' }])
  }
  const number = referral.implications.length + 1
  const ended = endingsOf(referral.copies, ({ recipient }) => recipient === agency, { at: act.at, explanation })
  return [{ type: 'AuthorityImplicated', data: { number, ...implication } }, ...ended]
}

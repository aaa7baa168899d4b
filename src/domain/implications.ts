import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { withChanged } from './numbered.ts'
import { endingsOf } from './redacted-copy.ts'
import { currentVersion, type Fact, type Referral, type ReferralEvent, refusalOf, repeated } from './referral.ts'
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

export type RevokeImplication = {
  readonly type: 'RevokeImplication'
  readonly act: Act
  readonly number: number
  readonly explanation: string
}

/** What was put on record, and that it was a mistake, where it was. */
export type ImplicationOnRecord = Fact<RecordedImplication> & {
  readonly revocation?: Fact<{ readonly explanation: string }>
}

export type ImplicationEvent =
  | { type: 'AuthorityImplicated'; data: RecordedImplication }
  | { type: 'ImplicationRevoked'; data: { readonly number: number; readonly explanation: string } }

/** The authorities whose heads are part of the case, as far as is known now: the sender said so, or the examination found it. */
export function implicatedIn(referral: Referral): readonly Implication[] {
  const found = standingImplications(referral).map(({ agency, because }) => ({ agency, because }))
  return [...(currentVersion(referral).content.implicated ?? []), ...found]
}

/** What the examination found, and nobody has taken back. */
export function standingImplications({ implications }: Pick<Referral, 'implications'>): readonly ImplicationOnRecord[] {
  return implications.filter(({ revocation }) => revocation === undefined)
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

/**
 * Takes back that an authority is part of the case: from then on it is on the way again. What went past it meanwhile stays
 * where it went, and its copies that ended stay ended.
 */
export function revokeImplication(
  referral: Referral,
  { act, number, explanation }: RevokeImplication,
): ReferralEvent[] | Rejection {
  const found = referral.implications[number - 1]
  if (found === undefined) throw new Error('nothing was put on record under this number')
  if (found.act.person === act.person) return new Rejection('R-CPY-11')
  if (found.revocation !== undefined) return repeated({ explanation: found.revocation.explanation }, { explanation })
  return (
    refusalOf(referral, 'implication-revocation') ?? [{ type: 'ImplicationRevoked', data: { number, explanation } }]
  )
}

/** What was put on record after an event. */
export function evolveImplications(
  implications: readonly ImplicationOnRecord[],
  event: ImplicationEvent & { readonly act: Act },
): ImplicationOnRecord[] {
  const { act } = event
  if (event.type === 'AuthorityImplicated') return [...implications, { ...event.data, act }]
  const { number, explanation } = event.data
  return withChanged(implications, number, found => ({ ...found, revocation: { explanation, act } }))
}

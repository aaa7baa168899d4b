import type { Act } from './act.ts'
import type { DecisionContent } from './decision.ts'
import { wasHandedOver } from './handover.ts'
import { withChanged } from './numbered.ts'
import { type CorrectionTold, isOpen } from './redacted-copy.ts'
import {
  type DecisionOnRecord,
  type Fact,
  type ReasonInWords,
  type Referral,
  type ReferralEvent,
  refusalOf,
} from './referral.ts'
import { Rejection } from './rejection.ts'

/** What a clerical correction may touch: never the person, the track, the outcome or what is imposed. */
export type Correctable = {
  readonly instrument?: Partial<Pick<DecisionContent['instrument'], 'number' | 'signatory'>>
  readonly reasons?: string
  readonly legalBasis?: string
}

/** `before` is what was said until then, so that every version can be read. */
export type Correction = {
  /** Counts in the decision. */
  readonly number: number
  readonly before: Correctable
  readonly after: Correctable
} & ReasonInWords

export type CorrectDecision = {
  type: 'CorrectDecision'
  act: Act
  number: number
  correction: Correctable
  reason: string
  explanation: string
}

export type CorrectionEvent = {
  type: 'DecisionCorrected'
  data: { number: number; correction: Correction }
}

/** Corrects a slip of the pen in a standing decision; whoever drafted it does not correct it. */
export function correct(
  referral: Referral,
  { number, correction, reason, explanation, act }: CorrectDecision,
): ReferralEvent[] | Rejection {
  const decision = referral.decisions.find(candidate => candidate.number === number)
  if (decision === undefined) return new Rejection('R-DEC-17')
  if (decision.draftedBy.includes(act.person)) return new Rejection('R-DEC-02')
  const refusal = refusalOf(referral, 'decision-correction')
  if (refusal) return refusal
  if (decision.standing !== 'issued') return new Rejection('R-DEC-17')
  const { before, after } = changedBy(decision, correction)
  if (Object.keys(after).length === 0) return new Rejection('R-DEC-18', [{ pointer: '', code: 'rule' }])
  const counted = decision.corrections.length + 1
  const corrected = { number: counted, before, after, reason, explanation }
  return [
    { type: 'DecisionCorrected', data: { number, correction: corrected } },
    ...toldToOthers(referral, decision, corrected, act),
  ]
}

/** Whoever was given a copy of the decision learns of it, or received a hand-over of it, as far as that says it. */
function toldToOthers(
  { copies, handovers }: Referral,
  { number: decisionNumber, instrument: standing }: DecisionOnRecord,
  { number: correctionNumber, after: { instrument, legalBasis, reasons } }: Correction,
  { at }: Act,
): ReferralEvent[] {
  const correction: CorrectionTold = {
    correctionNumber,
    ...(instrument && { instrument: { ...standing, ...instrument } }),
    ...(legalBasis !== undefined && { legalBasis }),
    ...(reasons !== undefined && { reasons: true }),
  }
  return [
    ...copies
      .filter(copy => copy.copy.decision.number === decisionNumber && isOpen(copy, at))
      .map(({ number }): ReferralEvent => ({ type: 'CopyCorrected', data: { number, correction } })),
    ...(wasHandedOver(handovers, decisionNumber)
      ? [{ type: 'HandedDecisionCorrected' as const, data: { decisionNumber, correction } }]
      : []),
  ]
}

/** The decisions with one of them corrected; what it said before is in the correction. */
export function withCorrection(
  decisions: readonly DecisionOnRecord[],
  { number, correction }: CorrectionEvent['data'],
  act: Act,
): DecisionOnRecord[] {
  const corrected: Fact<Correction> = { ...correction, act }
  const { instrument = {}, ...texts } = correction.after
  return withChanged(decisions, number, decision => ({
    ...decision,
    ...texts,
    instrument: { ...decision.instrument, ...instrument },
    corrections: [...decision.corrections, corrected],
  }))
}

/** What really changes, and what stood there. */
function changedBy(decision: DecisionOnRecord, { instrument = {}, ...texts }: Correctable) {
  const [before, after] = differing(decision, texts)
  const [instrumentBefore, instrumentAfter] = differing(decision.instrument, instrument)
  const changed = Object.keys(instrumentAfter).length > 0
  return {
    before: { ...before, ...(changed && { instrument: instrumentBefore }) },
    after: { ...after, ...(changed && { instrument: instrumentAfter }) },
  }
}

function differing<Said extends object>(standing: Said, wanted: Partial<Said>): [Partial<Said>, Partial<Said>] {
  const members = (Object.keys(wanted) as (keyof Said)[]).filter(
    member => wanted[member] !== undefined && wanted[member] !== standing[member],
  )
  const only = (from: Partial<Said>) =>
    Object.fromEntries(members.map(member => [member, from[member]])) as Partial<Said>
  return [only(standing), only(wanted)]
}

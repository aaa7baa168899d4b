import type { PersonId } from './agencies.ts'
import type { ReportedPersonId } from './ids.ts'
import type { Opening } from './manifest.ts'
import type { Fault } from './rejection.ts'
import { Rejection } from './rejection.ts'
import type { ReportedPerson } from './violation-content.ts'

export const decisionTracks = ['ethics', 'discipline', 'criminal'] as const
export type DecisionTrack = (typeof decisionTracks)[number]

export const decisionOutcomes = [
  'administrative',
  'criminal',
  'no-violation',
  'not-proven',
  'time-barred',
  'moot',
] as const
export type DecisionOutcome = (typeof decisionOutcomes)[number]

export const penaltyClasses = ['moral', 'light', 'medium', 'heavy', 'dismissal'] as const
export type PenaltyClass = (typeof penaltyClasses)[number]

/** Which tracks an outcome belongs to; the outcomes not named belong to every track. */
const tracksOf: Partial<Record<DecisionOutcome, readonly DecisionTrack[]>> = {
  administrative: ['ethics', 'discipline'],
  criminal: ['criminal'],
}

/** PP 42/2004 art. 15 knows moral sanctions only; PP 94/2021 art. 8 and the ASN law's dismissal belong to discipline. */
const classesOf: Partial<Record<DecisionTrack, readonly PenaltyClass[]>> = {
  ethics: ['moral'],
  discipline: ['light', 'medium', 'heavy', 'dismissal'],
}

/** One decision is one reported person on one track. */
export type DecisionContent = {
  readonly reportedPersonId: ReportedPersonId
  readonly track: DecisionTrack
  readonly outcome: DecisionOutcome
  readonly penaltyClass?: PenaltyClass
  readonly instrument: {
    readonly kind: 'decision' | 'recommendation'
    readonly number: string
    readonly date: string
    readonly signatory: string
  }
  readonly reasons: string
  readonly legalBasis: string
}

/** A decision as it was issued: `number` counts in the referral, `versionNumber` says which version was on the table. */
export type IssuedDecision = DecisionContent & {
  readonly number: number
  readonly versionNumber: number
  readonly supersedes: number | null
  readonly draftedBy: readonly PersonId[]
  /** The digest of the manifest that was on the table, and which of its items drafters and issuer had opened. */
  readonly manifestDigest: string
  readonly openings: readonly Opening[]
}

/** Refuses a decision that does not fit the person or itself. `persons` are those of the version under examination. */
export function refusalOfContent(content: DecisionContent, persons: readonly ReportedPerson[]): Rejection | undefined {
  const person = persons.find(candidate => candidate.id === content.reportedPersonId)
  if (person === undefined) return new Rejection('R-DEC-03', [at('/reportedPersonId')])
  const administrative = content.outcome === 'administrative'
  if (administrative && person.identification !== 'identified') return new Rejection('R-DEC-04', [at('/outcome')])
  if (tracksOf[content.outcome]?.includes(content.track) === false) return new Rejection('R-DEC-05', [at('/outcome')])
  const fits = administrative
    ? content.penaltyClass !== undefined && classesOf[content.track]?.includes(content.penaltyClass) === true
    : content.penaltyClass === undefined
  return fits ? undefined : new Rejection('R-DEC-06', [at('/penaltyClass')])
}

function at(pointer: string): Fault {
  return { pointer, code: 'rule' }
}

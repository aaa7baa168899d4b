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

/** From the lightest to the heaviest. */
export const penaltyClasses = ['moral', 'light', 'medium', 'heavy', 'dismissal'] as const
export type PenaltyClass = (typeof penaltyClasses)[number]

/** Which tracks an outcome belongs to; the outcomes not named belong to every track. */
const tracksOf: Partial<Record<DecisionOutcome, readonly DecisionTrack[]>> = {
  administrative: ['ethics', 'discipline'],
  criminal: ['criminal'],
}

/** One decision is one reported person on one track. */
export type DecisionContent = {
  readonly reportedPersonId: ReportedPersonId
  readonly track: DecisionTrack
  readonly outcome: DecisionOutcome
  /** Codes of `violation-types`: several breaches in one examination bear one penalty. */
  readonly violationTypes?: readonly string[]
  /** The code of the one row of `sanctions`. */
  readonly sanction?: string
  /** Codes of `criminal-provisions`. */
  readonly criminalProvisions?: readonly string[]
  readonly instrument: {
    readonly kind: 'decision' | 'recommendation'
    readonly number: string
    readonly date: string
    readonly signatory: string
  }
  readonly reasons: string
  readonly legalBasis: string
}

/**
 * What the law of the day made of a decision. It is kept with the decision, so that a catalogue that is corrected later
 * changes nothing that stands. Decisions from before there were catalogues have at most a penalty class.
 */
export type DecisionFacts = {
  readonly penaltyClass?: PenaltyClass
  /** The code of the sanction that is imposed until the one that is cited may be. */
  readonly inForceInstead?: string
  /** Asia/Jakarta dates by which the rows were chosen and were enforceable, and the versions of the catalogues. */
  readonly lawApplied?: {
    readonly actedOn: string
    readonly decidedOn: string
    readonly versions: Readonly<Record<string, number>>
  }
  /** What somebody should look at before it is issued; pointers into the content. */
  readonly warnings?: readonly Fault[]
}

/** A decision as it is drawn up: what the officer says, and what the law says of that. */
export type DrawnUpDecision = DecisionContent & DecisionFacts

/** A decision as it was issued: `number` counts in the referral, `versionNumber` says which version was on the table. */
export type IssuedDecision = DrawnUpDecision & {
  readonly number: number
  readonly versionNumber: number
  readonly supersedes: number | null
  readonly draftedBy: readonly PersonId[]
  /** The digest of the manifest that was on the table, and which of its items drafters and issuer had opened. */
  readonly manifestDigest: string
  readonly openings: readonly Opening[]
}

/** What the officer says, without what the law made of it. */
export function contentOf({
  penaltyClass: _,
  inForceInstead: __,
  lawApplied: ___,
  warnings: ____,
  ...said
}: DrawnUpDecision): DecisionContent {
  return said
}

/** Refuses a decision that does not fit the person or itself. `persons` are those of the version under examination. */
export function refusalOfContent(content: DecisionContent, persons: readonly ReportedPerson[]): Rejection | undefined {
  const person = persons.find(candidate => candidate.id === content.reportedPersonId)
  if (person === undefined) return new Rejection('R-DEC-03', [at('/reportedPersonId')])
  const administrative = content.outcome === 'administrative'
  if (administrative && person.identification !== 'identified') return new Rejection('R-DEC-04', [at('/outcome')])
  if (tracksOf[content.outcome]?.includes(content.track) === false) return new Rejection('R-DEC-05', [at('/outcome')])
  const faults = faultsOfCitations(content)
  return faults.length === 0 ? undefined : new Rejection('R-DEC-06', faults)
}

/** An administrative decision cites a sanction, a criminal one provisions, and what is cited goes with the outcome. */
function faultsOfCitations({ outcome, violationTypes, sanction, criminalProvisions }: DecisionContent): Fault[] {
  const administrative = outcome === 'administrative'
  const cited = { violationTypes, sanction, criminalProvisions }
  const wanted = {
    violationTypes: administrative,
    sanction: administrative,
    criminalProvisions: outcome === 'criminal',
  }
  return (Object.keys(wanted) as (keyof typeof wanted)[]).flatMap(member => {
    const given = cited[member] !== undefined
    if (given && !wanted[member]) return [{ pointer: `/${member}`, code: 'not-with-this-outcome' }]
    // Whether there were violation types to cite on the day of the act, the catalogue knows.
    const needed = wanted[member] && member !== 'violationTypes'
    return needed && (cited[member] ?? '').length === 0 ? [{ pointer: `/${member}`, code: 'missing' }] : []
  })
}

function at(pointer: string): Fault {
  return { pointer, code: 'rule' }
}

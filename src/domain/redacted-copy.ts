import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import type { IssuedDecision } from './decision.ts'
import type { Evidence } from './evidence.ts'
import type { CopyId, EvidenceId } from './ids.ts'
import type { Implication } from './routing.ts'
import type { Interaction, Place, ReportedPerson, ViolationContent } from './violation-content.ts'

export type IdentifiedPerson = Extract<ReportedPerson, { identification: 'identified' }>

/**
 * What goes to whoever must act on a decision: one person, the conduct, the evidence marked for it and the decision.
 * Never the source, the channel, the reporter, other persons, questions, or free text that nobody marked.
 */
export type RedactedCopy = {
  readonly person: Omit<IdentifiedPerson, 'nik'>
  readonly conduct: {
    /** Verbatim parts of the description that the sender marked. */
    readonly excerpts: readonly string[]
    readonly occurredAt?: string
    readonly place?: Pick<Place, 'regionCode' | 'onlineLocation'>
    readonly interaction?: Interaction
  }
  readonly evidence: readonly CopiedItem[]
  readonly decision: Pick<
    IssuedDecision,
    | 'number'
    | 'track'
    | 'outcome'
    | 'violationTypes'
    | 'sanction'
    | 'inForceInstead'
    | 'criminalProvisions'
    | 'penaltyClass'
    | 'instrument'
    | 'legalBasis'
  > & {
    /** Verbatim parts of the reasons that the deciding agency marked. */
    readonly reasonsExcerpts: readonly string[]
    readonly issuedAt: string
  }
}

/** An item without its title, which is free text. */
export type CopiedItem = {
  readonly evidenceId: EvidenceId
  readonly kind: 'file' | 'captured-link'
  /** Hex SHA-256 of the original. */
  readonly digest: string
  readonly mediaType: string
}

export type CopyGiven = {
  readonly id: CopyId
  /** Counts in the referral. */
  readonly number: number
  readonly recipient: AgencyId
  readonly bypassed: readonly Implication[]
  readonly versionNumber: number
  /** RFC 3339; from then on the recipient sees nothing of it. */
  readonly until: string
  readonly copy: RedactedCopy
}

/** What whoever was given part of a decision learns of its correction: of what they were given, and never more. */
export type CorrectionTold = Partial<Pick<RedactedCopy['decision'], 'instrument' | 'legalBasis'>> & {
  /** Of the decision. */
  readonly correctionNumber: number
  /** The reasons were corrected too; an excerpt may read otherwise now, and what they say stays with the parties. */
  readonly reasons?: true
}

/** A copy with who gave it, and its end where that came early. */
export type CopyOnRecord = CopyGiven & {
  readonly act: Act
  /** What was corrected of its decision while it was open; the copy itself keeps what it said. */
  readonly corrections?: readonly (CorrectionTold & { readonly act: Act })[]
  readonly ending: { readonly act: Act; readonly explanation: string } | null
}

/** The copy of one person's case; `evidence` has been found free to go. */
export function redactedCopy(
  content: ViolationContent,
  person: IdentifiedPerson,
  evidence: readonly Evidence[],
  decision: IssuedDecision & { readonly act: Act },
  reasonsExcerpts: readonly string[],
): RedactedCopy {
  const { nik: _, ...known } = person
  return {
    person: known,
    conduct: conductOf(content),
    evidence: evidence.map(copiedItem),
    decision: decisionPart(decision, reasonsExcerpts),
  }
}

/** Whether its recipient sees the copy at this time (RFC 3339). */
export function isOpen({ until, ending }: Pick<CopyOnRecord, 'until' | 'ending'>, now: string): boolean {
  return ending === null && Date.parse(now) < Date.parse(until)
}

/** The ends of those open copies that are meant, in an act of this time (RFC 3339) and for its reason. */
export function endingsOf(
  copies: readonly CopyOnRecord[],
  isMeant: (copy: CopyOnRecord) => boolean,
  { at, explanation }: { readonly at: string; readonly explanation: string },
) {
  return copies
    .filter(copy => isMeant(copy) && isOpen(copy, at))
    .map(({ number }) => ({ type: 'CopyEnded' as const, data: { number, explanation } }))
}

/** What is said of the conduct: what the sender marked, and where and when it was. */
export function conductOf({ releasable, occurredAt, place, interaction }: ViolationContent): RedactedCopy['conduct'] {
  const { regionCode, onlineLocation } = place ?? {}
  const where = { ...(regionCode && { regionCode }), ...(onlineLocation && { onlineLocation }) }
  return {
    excerpts: releasable?.excerpts ?? [],
    ...(occurredAt && { occurredAt }),
    ...(Object.keys(where).length > 0 && { place: where }),
    ...(interaction && { interaction }),
  }
}

function decisionPart(
  {
    number,
    track,
    outcome,
    violationTypes,
    sanction,
    inForceInstead,
    criminalProvisions,
    penaltyClass,
    instrument,
    legalBasis,
    act,
  }: IssuedDecision & { readonly act: Act },
  reasonsExcerpts: readonly string[],
): RedactedCopy['decision'] {
  return {
    number,
    track,
    outcome,
    ...(violationTypes && { violationTypes }),
    ...(sanction && { sanction }),
    ...(inForceInstead && { inForceInstead }),
    ...(criminalProvisions && { criminalProvisions }),
    ...(penaltyClass && { penaltyClass }),
    instrument,
    legalBasis,
    reasonsExcerpts,
    issuedAt: act.at,
  }
}

/** An item as it is named to whoever is given a copy. */
export function copiedItem({ id, description, original, scan }: Evidence): CopiedItem {
  return {
    evidenceId: id,
    kind: description.link === undefined ? 'file' : 'captured-link',
    digest: original.digest,
    mediaType: scan?.mediaType ?? original.declaredType,
  }
}

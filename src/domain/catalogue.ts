import type { AgencyId, MandateKind } from './agencies.ts'
import type { DecisionTrack, PenaltyClass } from './decision.ts'
import type { EmployeeType, Interaction } from './violation-content.ts'

/**
 * How well a legal fact is known: read in a public source, remembered but not read again, or concluded from other facts.
 * Whoever knows better corrects the file.
 */
export const confidences = ['sourced', 'unverified', 'inferred'] as const
export type Confidence = (typeof confidences)[number]

export type Bilingual = { readonly id: string; readonly en: string }

/**
 * What every row of a catalogue says. Dates are Asia/Jakarta dates, half-open `[from, to)`; several rows may carry the same
 * code with intervals that do not overlap.
 */
export type CatalogueRow = {
  readonly code: string
  readonly from: string
  readonly to: string | null
  readonly name: Bilingual
  /** The instrument and article as it is cited. */
  readonly legalBasis: string
  readonly confidence: Confidence
  /** What the sources leave open. */
  readonly note?: Bilingual
  /** Codes of the same thing in other systems, by the system's short name (`siasn`). */
  readonly externalCodes: Readonly<Record<string, string>>
}

/** What the person acted for on the day of the act: somebody not yet fixed as a candidate, or a fixed one. */
export const candidateStatuses = ['prospective', 'fixed'] as const
export type CandidateStatus = (typeof candidateStatuses)[number]

/** A row of the joint decree's two lists (SKB 2022): KE-01 … KE-07 and PD-01 … PD-18. */
export type ViolationType = CatalogueRow & {
  readonly track: Extract<DecisionTrack, 'ethics' | 'discipline'>
  readonly candidateStatus: CandidateStatus | 'any'
  readonly digital: 'yes' | 'no' | 'either'
  /** The digital verbs it covers; empty where the row names none. */
  readonly interactions: readonly Interaction[]
  /** Which conduct it describes, the same code in both lists: the same act is another row by candidate status. */
  readonly conduct: string
  readonly employeeTypes: readonly EmployeeType[]
  /** Codes of provisions (`provisions`) it breaches. */
  readonly breaches: readonly string[]
  /** Null where the sources do not show the level. */
  readonly penaltyClass: PenaltyClass | null
  /** Codes of provisions that set the penalty class. */
  readonly penaltyProvisions: readonly string[]
}

/** An article, so that one number is never joined with another: art. 5 n 5 corresponds to art. 14 i 3. */
export type Provision = CatalogueRow & {
  readonly instrument: string
  readonly article: string
  /** Codes of the provisions that attach the consequence to this one. */
  readonly consequences: readonly string[]
}

/** PP 79/2021: an objection to the authority, or an administrative appeal to the appeal body (BPASN). */
export const remedies = ['objection', 'administrative-appeal'] as const
export type Remedy = (typeof remedies)[number]

export type Sanction = CatalogueRow & {
  readonly track: Extract<DecisionTrack, 'ethics' | 'discipline'>
  readonly penaltyClass: PenaltyClass
  readonly employeeTypes: readonly EmployeeType[]
  /** The one agency whose own regulation it is (PPPK), or null for all. */
  readonly agency: AgencyId | null
  /** Place in its ladder: a higher number is heavier. */
  readonly severity: number
  readonly parameters: { readonly percent?: number; readonly months?: number }
  /** From when it may be imposed; null: not before a regulation that is still missing. */
  readonly enforceableFrom: string | null
  /** The code of the sanction that stands in for it until then. */
  readonly interimSubstitute: string | null
  /** What is open to the person against it; null: nothing. */
  readonly remedy: Remedy | null
}

export type CriminalProvision = CatalogueRow & {
  readonly regime: 'pemilu' | 'pilkada'
  readonly article: string
  /** Who can commit it (`campaign-team-asn`, `asn-official`, `village-head`, `state-official`, …). */
  readonly subjects: readonly string[]
  /** Which civil servants are among them: any, officials alone, or none unless they are something else besides. */
  readonly civilServants: 'any' | 'officials' | 'none'
  readonly conduct: Bilingual
  readonly penalty: {
    readonly kind: 'kurungan' | 'penjara' | 'none'
    readonly leastMonths?: number
    readonly mostMonths?: number
    readonly leastFineRupiah?: number
    readonly mostFineRupiah?: number
    readonly relation?: 'and' | 'and-or'
  }
}

/** What a receiver asks of a referral before it accepts one, in its own words. */
export type ChecklistItem = {
  readonly code: string
  readonly kind: 'formal' | 'material'
  readonly name: Bilingual
  readonly legalBasis: string
  readonly confidence: Confidence
  /**
   * What the service can look at by itself: a member of the content that must be there (JSON Pointer, `*` for every element),
   * or a least number of clean items of evidence. Null: the receiver's officer judges.
   */
  readonly test: { readonly present: string } | { readonly leastEvidence: number } | null
  /** Whether a gap will be returned, or is only advised against. */
  readonly required: boolean
}
export type Checklist = CatalogueRow & {
  /** Violation types it is for; empty: all that have none of their own. */
  readonly violationTypes: readonly string[]
  readonly items: readonly ChecklistItem[]
  /** How often a referral may be returned under it. */
  readonly mostRounds: number
  /** The clock (`clocks`) that gives the least and usual time to complete. */
  readonly completionClock: string
}

export const reasonKinds = [
  'return',
  'rejection',
  'withdrawal',
  'dismissal',
  'lapse',
  'annulment',
  'correction',
] as const
export type ReasonKind = (typeof reasonKinds)[number]
export type ReasonCode = CatalogueRow & { readonly kind: ReasonKind }

/** An election with its calendar; instants are RFC 3339, dates Asia/Jakarta dates. */
export type Contest = CatalogueRow & {
  readonly regime: 'pemilu' | 'pilkada'
  /** Offices that are voted on (`president`, `dpr`, `dpd`, `dprd`, `governor`, `regent-mayor`). */
  readonly offices: readonly string[]
  /** Region codes it is held in; empty: everywhere. */
  readonly regions: readonly string[]
  /** From this instant a candidate is fixed; null while nobody knows. */
  readonly fixedAt: string | null
  readonly campaign: { readonly from: string; readonly to: string } | null
  readonly votingDay: string
  /** From this instant the result is final and nobody is a candidate any more. */
  readonly finalAt: string | null
}

export const clockUnits = ['calendar-day', 'working-day', 'hour'] as const
export type ClockUnit = (typeof clockUnits)[number]

/** A legal deadline as the law states it, before it has a date. */
export type Clock = CatalogueRow & {
  /** What starts it (`referral-received`, `decision-issued`, `copy-received`, …). */
  readonly startsOn: string
  readonly length: number
  readonly unit: ClockUnit
  /** The code of its calendar; null for calendar days and hours. */
  readonly calendar: string | null
  /** Backward clocks end before their start: a summons is received that long before the hearing. */
  readonly direction: 'forward' | 'backward'
  readonly countsStartDay: boolean
  /** Whether a deadline on a day that is no working day moves to the next that is one. */
  readonly rollsForward: boolean
  readonly zone: string
  /** Whose duty it is, by mandate; null: of a person outside the service. */
  readonly bearer: MandateKind | null
  readonly onExpiry: Bilingual
}

export type CalendarDay = {
  readonly date: string
  readonly kind: 'public-holiday' | 'joint-leave' | 'working-day'
  readonly name: Bilingual
  readonly legalBasis: string
  readonly confidence: Confidence
}
/** Which days are no working days, beside the weekly days of rest (0 is Sunday). */
export type WorkingCalendar = CatalogueRow & {
  readonly restDays: readonly number[]
  readonly days: readonly CalendarDay[]
}

export type Region = CatalogueRow & {
  readonly kind: 'province' | 'regency' | 'city'
  /** The code of the region it is part of. */
  readonly parent: string | null
}

/** A step taken when somebody who must act stays silent. */
export type EscalationStep = CatalogueRow & {
  /** Which obligation it belongs to (`penalty-imposition`). */
  readonly obligation: string
  readonly order: number
  /**
   * The clock that must have run out since the step before it (or since the obligation began). Where this step is left out, the
   * one that is taken instead waits as long.
   */
  readonly clock: string
  readonly actor: MandateKind
  readonly addressee: MandateKind | 'home-affairs' | 'obliged-agency'
  readonly effect: 'none' | 'data-block'
}

/** Who changed a catalogue, when and why; the newest last. */
export type CatalogueChange = {
  readonly version: number
  readonly date: string
  readonly by: string
  readonly why: string
}

export type Catalogues = {
  readonly 'violation-types': readonly ViolationType[]
  readonly provisions: readonly Provision[]
  readonly sanctions: readonly Sanction[]
  readonly 'criminal-provisions': readonly CriminalProvision[]
  readonly checklists: readonly Checklist[]
  readonly 'reason-codes': readonly ReasonCode[]
  readonly contests: readonly Contest[]
  readonly clocks: readonly Clock[]
  readonly calendars: readonly WorkingCalendar[]
  readonly regions: readonly Region[]
  readonly 'escalation-steps': readonly EscalationStep[]
}
export type CatalogueName = keyof Catalogues

/** The law as the service knows it: rows, and which version of each catalogue they are. */
export type Law = Catalogues & { readonly versions: Readonly<Record<CatalogueName, number>> }

/** The law with what its files say of themselves. */
export type ReviewedLaw = Law & {
  readonly changes: Readonly<Record<CatalogueName, readonly CatalogueChange[]>>
  /** SHA-256 of the rows in their canonical form, in hex. */
  readonly digests: Readonly<Record<CatalogueName, string>>
}

/** The rows that are valid on an Asia/Jakarta date. */
export function inForce<Row extends CatalogueRow>(rows: readonly Row[], onDate: string): Row[] {
  return rows.filter(({ from, to }) => from <= onDate && (to === null || onDate < to))
}

/** The row with this code that is valid on an Asia/Jakarta date, or undefined. */
export function rowInForce<Row extends CatalogueRow>(
  rows: readonly Row[],
  code: string,
  onDate: string,
): Row | undefined {
  return inForce(rows, onDate).find(row => row.code === code)
}

import type { AgencyId } from './agencies.ts'
import type { Handling } from './handling.ts'
import type { EvidenceId, ReportedPersonId } from './ids.ts'
import type { Fault } from './rejection.ts'
import type { Implication } from './routing.ts'

export const sourceChannels = {
  finding: ['patrol'],
  report: ['public-portal', 'asn-self-report', 'agency'],
} as const
export type SourceKind = keyof typeof sourceChannels
export type Channel = (typeof sourceChannels)[SourceKind][number]

/** The digital verbs of the joint decree's rows KE-02, KE-04, KE-05 and PD-02, PD-06, PD-07. */
export const interactions = [
  'post',
  'comment',
  'share',
  'like',
  'join',
  'follow',
  'photo-post',
  'online-campaign',
] as const
export type Interaction = (typeof interactions)[number]

export const employeeTypes = ['pns', 'pppk'] as const
export type EmployeeType = (typeof employeeTypes)[number]

/** Pangkat and golongan ruang of a PNS. */
export const ranks = [
  ...['I/a', 'I/b', 'I/c', 'I/d'],
  ...['II/a', 'II/b', 'II/c', 'II/d'],
  ...['III/a', 'III/b', 'III/c', 'III/d'],
  ...['IV/a', 'IV/b', 'IV/c', 'IV/d', 'IV/e'],
] as const
export type Rank = (typeof ranks)[number]

/** Golongan of a PPPK, who has no rank. */
export const grades = [
  ...['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'],
  ...['X', 'XI', 'XII', 'XIII', 'XIV', 'XV', 'XVI', 'XVII'],
] as const
export type Grade = (typeof grades)[number]

/** Never "suspect" or "offender": a person reported, who may not be known by name yet. */
export type ReportedPerson =
  | {
      readonly id: ReportedPersonId
      readonly identification: 'identified'
      readonly name: string
      readonly employeeType?: EmployeeType
      readonly nip?: string
      readonly niPppk?: string
      readonly nik?: string
      readonly rank?: Rank
      readonly grade?: Grade
      readonly position?: string
      readonly workUnit?: string
      readonly employer?: string
      readonly personnelAuthority?: AgencyId
      /** Secretary of a region: whoever stands above that authority acts (governor, minister). */
      readonly regionalSecretary?: true
    }
  | {
      readonly id: ReportedPersonId
      readonly identification: 'unidentified'
      readonly description: string
      readonly workUnit?: string
      readonly employer?: string
      /** The agency whose head is the person's personnel authority (PPK). */
      readonly personnelAuthority?: AgencyId
      readonly regionalSecretary?: true
    }

export type Place = {
  readonly regionCode?: string
  readonly onlineLocation?: string
  readonly description?: string
}

/** What the sender marked to go on to whoever must act on a decision; what is not marked stays. */
export type Releasable = {
  /** Verbatim parts of the event description. */
  readonly excerpts: readonly string[]
  readonly evidence: readonly EvidenceId[]
  /** Items that may go to the election-crime track as they were taken in, with all that a file says beside its picture. */
  readonly originals?: readonly EvidenceId[]
}

/** Items that are marked to go on, in either form. */
export type EvidenceMarks = Required<Pick<Releasable, 'evidence' | 'originals'>>
export const noMarks: EvidenceMarks = { evidence: [], originals: [] }

/** What Kominfo records. The reporter is kept elsewhere, and there is no place for a penalty or an offence. */
export type ViolationContent = Partial<Handling> & {
  readonly source: { readonly kind: SourceKind; readonly channel: Channel }
  readonly eventDescription?: string
  readonly occurredAt?: string
  readonly knownAt?: string
  readonly place?: Place
  readonly suggestedCategory?: string
  readonly interaction?: Interaction
  /** Personnel authorities that are part of the case themselves: no copy goes to them. */
  readonly implicated?: readonly Implication[]
  readonly releasable?: Releasable
  readonly reportedPersons: readonly ReportedPerson[]
}

/** What is still missing before the violation counts as documented; each fault points into the content. */
export function missingFrom(content: ViolationContent): Fault[] {
  const missing: Fault[] = []
  const need = (present: boolean, pointer: string) => {
    if (!present) missing.push({ pointer, code: 'missing' })
  }
  need(content.eventDescription !== undefined, '/eventDescription')
  need(content.occurredAt !== undefined, '/occurredAt')
  need(content.knownAt !== undefined, '/knownAt')
  need(content.place !== undefined && Object.keys(content.place).length > 0, '/place')
  need(content.reportedPersons.length > 0, '/reportedPersons')
  return missing
}

/** The content with these items marked beside those that are; what was marked stays so. */
export function withMarks(content: ViolationContent, marks: EvidenceMarks): ViolationContent {
  const { excerpts = [], evidence = [], originals } = content.releasable ?? {}
  const both = (before: readonly EvidenceId[], added: readonly EvidenceId[]) => [...new Set([...before, ...added])]
  const marked: Releasable = {
    excerpts,
    evidence: both(evidence, marks.evidence),
    ...((originals || marks.originals.length > 0) && { originals: both(originals ?? [], marks.originals) }),
  }
  const isNothing = marks.evidence.length === 0 && marks.originals.length === 0
  return isNothing ? content : { ...content, releasable: marked }
}

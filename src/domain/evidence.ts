import type { Act, Recorded } from './act.ts'
import type { AgencyId, PersonId, Role } from './agencies.ts'
import { canonicalJson } from './canonical-json.ts'
import { type EvidenceDescription, refusalOfDescription } from './evidence-description.ts'
import { effectiveHandling, type Handling, whatForbids } from './handling.ts'
import type { ContentId, CopyId, EvidenceId, HandoverId, ReferralId, ViolationId } from './ids.ts'
import { withPerson } from './persons.ts'
import { Rejection } from './rejection.ts'
import type { ReferralStatus, ViolationStatus } from './transitions.ts'

/** Bytes that are kept: what they are, and where. */
export type Content = {
  readonly contentId: ContentId
  /** Hex SHA-256, made by the server. */
  readonly digest: string
  readonly size: number
}

export type Original = Content & { readonly declaredType: string; readonly fileName: string | null }

export type Finding = { readonly code: string; readonly detail: string }
export type Scan = {
  readonly verdict: 'clean' | 'quarantined'
  readonly mediaType: string
  readonly findings: readonly Finding[]
}

/**
 * What is shown instead of the original: a copy without location and other metadata, the same bytes where there is
 * nothing to take out, or nothing at all where it cannot be taken out.
 */
export type ShownCopy = ({ readonly kind: 'stripped' } & Content) | { readonly kind: 'same' | 'withheld' }

export const exclusionReasons = ['irrelevant', 'superseded', 'unlawfully-collected', 'unsafe', 'other'] as const
export type Exclusion = { readonly reason: (typeof exclusionReasons)[number]; readonly explanation: string }
export type Erasure = { readonly legalBasis: string; readonly explanation: string }

export type EvidenceCommand =
  | {
      type: 'AddEvidence'
      act: Act
      id: EvidenceId
      violationId: ViolationId
      violationStatus: ViolationStatus
      itemsAlready: number
      description: EvidenceDescription
      original: Original
    }
  | { type: 'DescribeEvidence'; act: Act; description: EvidenceDescription }
  | { type: 'SealEvidence'; act: Act }
  | { type: 'ExcludeEvidence'; act: Act; exclusion: Exclusion }
  | { type: 'EraseEvidence'; act: Act; erasure: Erasure; referral: ReferralStatus | undefined }
  | { type: 'RecordScan'; act: Act; scan: Scan; copy: ShownCopy }
  | { type: 'RecordDamage'; act: Act; found: Damage['found'] }
  | { type: 'UseEvidence'; act: Act; use: 'view' | 'download'; within: Within; range: string | null }

/** Through which case an item is used: its own agency's violation, or a referral it was handed over with. */
export type Within = {
  readonly referralId: ReferralId | null
  /** Of that referral, or of the violation's current one. */
  readonly referralStatus: ReferralStatus | undefined
  /** Whether the receiving agency has confirmed receipt; its own agency needs none. */
  readonly received: boolean
  readonly officer: PersonId | null
  readonly handling: Partial<Handling>
  readonly roles: readonly Role[]
  /** The copy with which the item was shared with the agency that asks, and what then keeps it from being seen. */
  readonly shared?: { readonly copyId: CopyId; readonly obstacle: string | undefined }
  /** The hand-over with which the item went on to the agency that asks, and in which form. */
  readonly handedOn?: { readonly handoverId: HandoverId; readonly form: HandedForm }
}

/** In which form an item goes to the election-crime track: as it was taken in, or only as the copy that is shown. */
export const handedForms = ['original', 'shown-copy'] as const
export type HandedForm = (typeof handedForms)[number]

export const givingBackReasons = ['returned', 'rejected', 'withdrawn'] as const
export type GivingBackReason = (typeof givingBackReasons)[number]

export type EvidenceEvent =
  | {
      type: 'EvidenceCollected'
      data: { id: EvidenceId; violationId: ViolationId; description: EvidenceDescription }
    }
  | { type: 'EvidenceReceived'; data: Original }
  | { type: 'EvidenceDescribed'; data: { description: EvidenceDescription } }
  | { type: 'EvidenceScanned'; data: Scan }
  | { type: 'EvidenceCopied'; data: ShownCopy }
  | { type: 'EvidenceSealed'; data: { digest: string } }
  | { type: 'EvidenceExcluded'; data: Exclusion }
  | { type: 'EvidenceHandedOver'; data: { referralId: ReferralId; versionNumber: number; to: AgencyId } }
  | { type: 'EvidenceTakenOver'; data: { referralId: ReferralId } }
  | { type: 'EvidenceReturned'; data: { referralId: ReferralId; reason: GivingBackReason } }
  | {
      type: 'EvidenceShared'
      data: { referralId: ReferralId; copyId: CopyId; to: AgencyId; until: string }
    }
  /** To whoever runs the election-crime track, who reads the entry too: it names the hand-over, and not the referral. */
  | {
      type: 'EvidenceHandedOn'
      data: { handoverId: HandoverId; to: AgencyId; form: HandedForm; digest: string }
    }
  | { type: 'EvidenceOpened'; data: { referralId: ReferralId | null; copyId?: CopyId; handoverId?: HandoverId } }
  | {
      type: 'EvidenceDownloaded'
      data: { referralId: ReferralId | null; range: string | null; handoverId?: HandoverId }
    }
  | { type: 'EvidenceDamaged'; data: { found: Damage['found'] } }
  | { type: 'EvidenceErased'; data: Erasure }
  | { type: 'EvidencePassedOn'; data: { referralId: ReferralId; succession: string; to: AgencyId } }

type Fact<Said = unknown> = { readonly act: Act } & Said
export type Damage = { readonly found: 'damaged' | 'missing'; readonly at: string }

/** From when to when another agency has had the item, and under which referral. */
export type Holding = {
  readonly referralId: ReferralId
  readonly versionNumber: number
  readonly agency: AgencyId
  readonly since: string
  readonly takenOverAt: string | null
  readonly until: string | null
  /** It went on to that agency's successor, and the agency sees nothing of it any more. */
  readonly passedOn?: true
}

export type Evidence = {
  readonly id: EvidenceId
  readonly violationId: ViolationId
  readonly owner: AgencyId
  readonly description: EvidenceDescription
  readonly original: Original
  readonly scan: (Scan & { readonly at: string }) | null
  readonly copy: ShownCopy | null
  readonly seal: Fact | null
  readonly exclusion: Fact<Exclusion> | null
  readonly erasure: Fact<Erasure> | null
  readonly damage: Damage | null
  /** Whoever added, described or sealed it: none of them may refer it. */
  readonly recorders: readonly PersonId[]
  /** Whoever has seen its copy or its original. */
  readonly openedBy: readonly PersonId[]
  readonly holdings: readonly Holding[]
  /** Counts what changes the item; that somebody opened it does not. */
  readonly revision: number
  readonly receivedAt: string
  readonly changedAt: string
  /** Of the last entry of its ledger. */
  readonly lastAt: string
}

export const evidenceStatuses = ['pending', 'clean', 'quarantined', 'erased'] as const
export type EvidenceStatus = (typeof evidenceStatuses)[number]

/** A case file that nobody can survey helps nobody; and a manifest is read as a whole. */
export const mostItems = 200

/** Where an item stands at the gate: nothing but what is clean is ever given out. */
export function evidenceStatus({ scan, erasure }: Pick<Evidence, 'scan' | 'erasure'>): EvidenceStatus {
  return erasure !== null ? 'erased' : (scan?.verdict ?? 'pending')
}

export function decideEvidence(evidence: Evidence | undefined, command: EvidenceCommand): EvidenceEvent[] | Rejection {
  if (command.type === 'AddEvidence') return add(evidence, command)
  if (evidence === undefined) throw new Error('there is no evidence to act on')
  switch (command.type) {
    case 'DescribeEvidence':
      return describe(evidence, command)
    case 'SealEvidence':
      if (evidence.seal !== null) return []
      return gone(evidence) ?? [{ type: 'EvidenceSealed', data: { digest: evidence.original.digest } }]
    case 'ExcludeEvidence':
      if (evidence.exclusion !== null) {
        const { reason, explanation } = evidence.exclusion
        return repeated({ reason, explanation }, command.exclusion)
      }
      return gone(evidence) ?? [{ type: 'EvidenceExcluded', data: command.exclusion }]
    case 'EraseEvidence':
      return erase(evidence, command)
    case 'RecordScan':
      if (evidence.scan !== null || evidence.erasure !== null) return []
      return [
        { type: 'EvidenceScanned', data: command.scan },
        ...(command.scan.verdict === 'clean' ? [{ type: 'EvidenceCopied' as const, data: command.copy }] : []),
      ]
    case 'RecordDamage':
      if (evidence.damage !== null || evidence.erasure !== null) return []
      return [{ type: 'EvidenceDamaged', data: { found: command.found } }]
    case 'UseEvidence':
      return use(evidence, command)
  }
}

type Command<Type extends EvidenceCommand['type']> = Extract<EvidenceCommand, { type: Type }>

function add(evidence: Evidence | undefined, command: Command<'AddEvidence'>): EvidenceEvent[] | Rejection {
  if (evidence !== undefined) return []
  const { id, violationId, description, original, act } = command
  if (command.violationStatus === 'dismissed') return new Rejection('R-EVI-03')
  if (command.itemsAlready >= mostItems) return new Rejection('R-EVI-04')
  return (
    refusalOfDescription(description, act) ?? [
      { type: 'EvidenceCollected', data: { id, violationId, description } },
      { type: 'EvidenceReceived', data: original },
    ]
  )
}

function describe(evidence: Evidence, { description, act }: Command<'DescribeEvidence'>): EvidenceEvent[] | Rejection {
  if (canonicalJson(description) === canonicalJson(evidence.description)) return []
  if (evidence.seal !== null) return new Rejection('R-EVI-05')
  return (
    gone(evidence) ?? refusalOfDescription(description, act) ?? [{ type: 'EvidenceDescribed', data: { description } }]
  )
}

function erase(evidence: Evidence, { erasure, act, referral }: Command<'EraseEvidence'>): EvidenceEvent[] | Rejection {
  if (evidence.recorders.includes(act.person)) return new Rejection('R-EVI-08')
  if (evidence.erasure !== null) {
    const { legalBasis, explanation } = evidence.erasure
    return repeated({ legalBasis, explanation }, erasure)
  }
  // A closed case stays with whoever decided it, and waits for nothing any more.
  if (openHoldings(evidence).length > 0 && referral !== 'closed') return new Rejection('R-EVI-07')
  return [{ type: 'EvidenceErased', data: erasure }]
}

function use(evidence: Evidence, { act, use, within, range }: Command<'UseEvidence'>): EvidenceEvent[] | Rejection {
  const { owner, recorders, description } = evidence
  const { referralId, officer, roles, shared, handedOn } = within
  if (shared !== undefined) return useShared(shared, use, referralId)
  if (handedOn !== undefined) return useHandedOn(evidence, handedOn, use, { received: within.received, range })
  const handler = { agency: act.agency, person: act.person, roles, owner, recorders, officer }
  const forbidding = whatForbids(effectiveHandling(description, within.handling), use, handler)
  if (forbidding) return new Rejection('R-EVI-14', [{ pointer: '', code: forbidding }])
  if (evidence.erasure !== null) return new Rejection('R-EVI-06')
  const holding = openHoldings(evidence).find(held => held.referralId === referralId && held.agency === act.agency)
  if (act.agency !== owner) {
    if (holding === undefined) return new Rejection('R-EVI-13')
    if (!within.received) return new Rejection('R-EVI-12')
  }
  if (evidenceStatus(evidence) !== 'clean') return new Rejection('R-EVI-09')
  if (evidence.damage !== null) return new Rejection('R-EVI-10')
  if (use === 'view' && !hasShownCopy(evidence)) return new Rejection('R-EVI-11')
  // What came with a supplement is under the receipt that stands, and taken over when it is first opened.
  const takesOver = holding !== undefined && holding.takenOverAt === null
  return [
    ...(takesOver ? [{ type: 'EvidenceTakenOver' as const, data: { referralId: holding.referralId } }] : []),
    use === 'view'
      ? { type: 'EvidenceOpened', data: { referralId } }
      : { type: 'EvidenceDownloaded', data: { referralId, range } },
  ]
}

function gone({ erasure }: Evidence): Rejection | undefined {
  return erasure === null ? undefined : new Rejection('R-EVI-06')
}

function repeated(standing: Exclusion | Erasure, given: Exclusion | Erasure): [] | Rejection {
  return canonicalJson(standing) === canonicalJson(given) ? [] : new Rejection('R-GEN-01')
}

/** Where the item is now, beside its own agency. */
export function openHoldings({ holdings }: Pick<Evidence, 'holdings'>): Holding[] {
  return holdings.filter(({ until }) => until === null)
}

/** Whether it is with the receiver of this referral. */
export function isHeld(evidence: Pick<Evidence, 'holdings'>, referralId: ReferralId): boolean {
  return openHoldings(evidence).some(holding => holding.referralId === referralId)
}

/**
 * Every agency that was handed the item and has not passed it on. While it is a party to the case it sees the item and its ledger; once the
 * referral was rejected or withdrawn, both as they were then.
 */
export function sharedWith({ holdings }: Pick<Evidence, 'holdings'>): AgencyId[] {
  return [...new Set(holdings.filter(({ passedOn }) => passedOn !== true).map(({ agency }) => agency))]
}

/** Whoever got a redacted copy sees the shown copy of its items, and never the original. */
function useShared(
  { copyId, obstacle }: NonNullable<Within['shared']>,
  use: 'view' | 'download',
  referralId: ReferralId | null,
): EvidenceEvent[] | Rejection {
  if (use === 'download') return new Rejection('R-CPY-08', [{ pointer: '', code: 'view-only' }])
  if (obstacle !== undefined) return new Rejection('R-CPY-08', [{ pointer: '', code: obstacle }])
  return [{ type: 'EvidenceOpened', data: { referralId, copyId } }]
}

/** Whoever runs the election-crime track opens what went to them, in the form in which it went, after confirming receipt. */
function useHandedOn(
  evidence: Evidence,
  { handoverId, form }: NonNullable<Within['handedOn']>,
  use: 'view' | 'download',
  { received, range }: { readonly received: boolean; readonly range: string | null },
): EvidenceEvent[] | Rejection {
  if (!received) return new Rejection('R-EVI-12')
  if (evidence.erasure !== null) return new Rejection('R-EVI-06')
  if (evidence.damage !== null) return new Rejection('R-EVI-10')
  const through = { referralId: null, handoverId }
  if (use === 'download') {
    if (form !== 'original') return new Rejection('R-CRH-08', [{ pointer: '', code: form }])
    return [{ type: 'EvidenceDownloaded', data: { ...through, range } }]
  }
  if (!hasShownCopy(evidence)) return new Rejection('R-EVI-11')
  return [{ type: 'EvidenceOpened', data: through }]
}

/** Whether there is a copy to show. */
export function hasShownCopy({ copy }: Pick<Evidence, 'copy'>): boolean {
  return copy !== null && copy.kind !== 'withheld'
}

/** Rebuilds an item from its ledger. An event that does not fit means the log is corrupt, so we stop rather than guess. */
export function evolveEvidence(evidence: Evidence | undefined, event: Recorded<EvidenceEvent>): Evidence {
  const { act } = event
  if (event.type === 'EvidenceCollected') {
    if (evidence !== undefined) throw new Error('EvidenceCollected twice')
    return collected(event.data, act)
  }
  if (evidence === undefined) throw new Error(`${event.type} before EvidenceCollected`)
  const unchanged = ['EvidenceOpened', 'EvidenceDownloaded', 'EvidenceShared', 'EvidenceHandedOn'].includes(event.type)
  return {
    ...evidence,
    ...changeBy(evidence, event),
    revision: evidence.revision + (unchanged ? 0 : 1),
    changedAt: unchanged ? evidence.changedAt : act.at,
    lastAt: act.at,
  }
}

/** The bytes follow with the next event of the same act. */
const noBytesYet: Original = {
  contentId: '' as ContentId,
  digest: '',
  size: 0,
  declaredType: '',
  fileName: null,
}

function collected(data: Extract<EvidenceEvent, { type: 'EvidenceCollected' }>['data'], act: Act): Evidence {
  return {
    ...data,
    owner: act.agency,
    original: noBytesYet,
    scan: null,
    copy: null,
    seal: null,
    exclusion: null,
    erasure: null,
    damage: null,
    recorders: [act.person],
    openedBy: [],
    holdings: [],
    revision: 1,
    receivedAt: act.at,
    changedAt: act.at,
    lastAt: act.at,
  }
}

function changeBy(
  evidence: Evidence,
  event: Exclude<Recorded<EvidenceEvent>, { type: 'EvidenceCollected' }>,
): Partial<Evidence> {
  const { act } = event
  switch (event.type) {
    case 'EvidenceReceived':
      if (evidence.original.digest !== '') throw new Error('EvidenceReceived twice')
      return { original: event.data }
    case 'EvidenceDescribed':
      return {
        description: event.data.description,
        recorders: withPerson(evidence.recorders, act.person),
      }
    case 'EvidenceScanned':
      assertFirst(evidence.scan, event.type)
      return { scan: { ...event.data, at: act.at } }
    case 'EvidenceCopied':
      assertFirst(evidence.copy, event.type)
      return { copy: event.data }
    case 'EvidenceSealed':
      assertFirst(evidence.seal, event.type)
      return { seal: { act }, recorders: withPerson(evidence.recorders, act.person) }
    case 'EvidenceExcluded':
      assertFirst(evidence.exclusion, event.type)
      return { exclusion: { ...event.data, act } }
    case 'EvidenceHandedOver': {
      const { referralId, versionNumber, to } = event.data
      if (isHeld(evidence, referralId)) throw new Error('EvidenceHandedOver to whoever holds it')
      const holding = { referralId, versionNumber, agency: to, since: act.at, takenOverAt: null, until: null }
      return { holdings: [...evidence.holdings, holding] }
    }
    case 'EvidenceTakenOver':
      return { holdings: withHolding(evidence, event.data.referralId, { takenOverAt: act.at }) }
    case 'EvidenceReturned':
      return { holdings: withHolding(evidence, event.data.referralId, { until: act.at }) }
    case 'EvidenceShared':
    case 'EvidenceHandedOn':
      return {}
    case 'EvidencePassedOn': {
      const { referralId, to } = event.data
      const [held] = openHoldings(evidence).filter(holding => holding.referralId === referralId)
      const closed = withHolding(evidence, referralId, { until: act.at, passedOn: true })
      const { versionNumber = 1 } = held ?? {}
      const next = { referralId, versionNumber, agency: to, since: act.at, takenOverAt: null, until: null }
      return { holdings: [...closed, next] }
    }
    case 'EvidenceOpened':
    case 'EvidenceDownloaded':
      return { openedBy: withPerson(evidence.openedBy, act.person) }
    case 'EvidenceDamaged':
      return { damage: { found: event.data.found, at: act.at } }
    case 'EvidenceErased':
      assertFirst(evidence.erasure, event.type)
      return { erasure: { ...event.data, act } }
  }
}

function assertFirst(standing: object | null, type: EvidenceEvent['type']): void {
  if (standing !== null) throw new Error(`${type} twice`)
}

function withHolding(evidence: Evidence, referralId: ReferralId, change: Partial<Holding>): Holding[] {
  if (!isHeld(evidence, referralId)) throw new Error('there is nothing in custody to change')
  return evidence.holdings.map(holding =>
    holding.referralId === referralId && holding.until === null ? { ...holding, ...change } : holding,
  )
}

import type { AgencyId, PersonId } from './agencies.ts'
import { type Evidence, type EvidenceEvent, evidenceStatus, type GivingBackReason, isHeld } from './evidence.ts'
import { effectiveHandling, type Handling } from './handling.ts'
import type { EvidenceId, ReferralId } from './ids.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { RuleId } from './rules.ts'

/** One item of a frozen version: what was handed over, and how far its ledger was then. */
export type ManifestItem = {
  /** Counts in the manifest. */
  readonly number: number
  readonly evidenceId: EvidenceId
  readonly kind: 'file' | 'captured-link'
  readonly title: string
  /** Hex SHA-256 of the original. */
  readonly digest: string
  readonly size: number
  /** As the bytes say. */
  readonly mediaType: string
  /** The last entry of the item's ledger that this version rests on. */
  readonly custodyPosition: number
} & Handling

/** An item with the version of its stream. */
export type EvidenceAt = { readonly state: Evidence; readonly version: number }

/** What happens to one item's ledger when something else happens. */
export type LedgerEntry = { readonly id: EvidenceId; readonly after: number; readonly events: readonly EvidenceEvent[] }

/** The items that belong to the file: neither taken out of it nor erased. Oldest first. */
export function itemsOnFile(items: readonly EvidenceAt[]): EvidenceAt[] {
  return items.filter(({ state }) => state.exclusion === null && state.erasure === null)
}

/**
 * Refuses a hand-over of what may not leave: bytes that are not clean, an item that was never sealed, one of which the
 * store no longer holds what was taken in. Every such item is named.
 */
export function refusalOfHandOver(items: readonly EvidenceAt[]): Rejection | undefined {
  return refusalsOfHandOver(items)[0]
}

/** The same by every rule that refuses. */
export function refusalsOfHandOver(items: readonly EvidenceAt[]): Rejection[] {
  const faults: [RuleId, (item: Evidence) => string | undefined][] = [
    ['R-EVI-15', item => (evidenceStatus(item) === 'clean' ? undefined : evidenceStatus(item))],
    ['R-EVI-16', item => (item.damage === null ? (item.seal === null ? 'not-sealed' : undefined) : item.damage.found)],
  ]
  return faults.flatMap(([rule, faultOf]) => {
    const found = itemsOnFile(items).flatMap(({ state }): Fault[] => {
      const code = faultOf(state)
      return code === undefined ? [] : [{ pointer: `/evidence/${state.id}`, code }]
    })
    return found.length > 0 ? [new Rejection(rule, found)] : []
  })
}

/** The manifest of a version, from the items that are on file now; `within` is what the case itself says of handling. */
export function manifestOf(items: readonly EvidenceAt[], within: Partial<Handling>): ManifestItem[] {
  return itemsOnFile(items).map(({ state, version }, index) => ({
    number: index + 1,
    evidenceId: state.id,
    kind: state.description.link === undefined ? 'file' : 'captured-link',
    title: state.description.title,
    digest: state.original.digest,
    size: state.original.size,
    mediaType: state.scan?.mediaType ?? 'application/octet-stream',
    custodyPosition: version,
    ...effectiveHandling(state.description, within),
  }))
}

/** Whether somebody of these recorded an item of the file. */
export function recordedBy(items: readonly EvidenceAt[], person: PersonId): boolean {
  return itemsOnFile(items).some(({ state }) => state.recorders.includes(person))
}

/** The ledger entries of a hand-over: of every item that the receiver does not hold already under this referral. */
export function handedOver(
  items: readonly EvidenceAt[],
  to: { readonly referralId: ReferralId; readonly versionNumber: number; readonly agency: AgencyId },
): LedgerEntry[] {
  return itemsOnFile(items)
    .filter(({ state }) => !isHeld(state, to.referralId))
    .map(({ state, version }) => ({
      id: state.id,
      after: version,
      events: [
        {
          type: 'EvidenceHandedOver',
          data: { referralId: to.referralId, versionNumber: to.versionNumber, to: to.agency },
        },
      ],
    }))
}

/** The ledger entries of a receipt: the receiver has taken over what was handed over. */
export function takenOver(items: readonly EvidenceAt[], referralId: ReferralId): LedgerEntry[] {
  return held(items, referralId, { type: 'EvidenceTakenOver', data: { referralId } })
}

/** The ledger entries of a referral that goes back: the receiver may open nothing of it any more. */
export function givenBack(
  items: readonly EvidenceAt[],
  referralId: ReferralId,
  reason: GivingBackReason,
): LedgerEntry[] {
  return held(items, referralId, { type: 'EvidenceReturned', data: { referralId, reason } })
}

function held(items: readonly EvidenceAt[], referralId: ReferralId, event: EvidenceEvent): LedgerEntry[] {
  return items
    .filter(({ state }) => isHeld(state, referralId))
    .map(({ state, version }) => ({ id: state.id, after: version, events: [event] }))
}

/** Of each person: which items of the manifest they had opened. */
export type Opening = { readonly person: PersonId; readonly evidenceIds: readonly EvidenceId[] }

export function openingsBy(
  persons: readonly PersonId[],
  manifest: readonly ManifestItem[],
  items: readonly EvidenceAt[],
): Opening[] {
  const openedBy = new Map(items.map(({ state }) => [state.id, state.openedBy]))
  return persons.map(person => ({
    person,
    evidenceIds: manifest
      .filter(({ evidenceId }) => openedBy.get(evidenceId)?.includes(person) === true)
      .map(({ evidenceId }) => evidenceId),
  }))
}

/** The items of the manifest that none of these persons had opened. */
export function unopenedBy(manifest: readonly ManifestItem[], openings: readonly Opening[]): EvidenceId[] {
  const opened = new Set(openings.flatMap(({ evidenceIds }) => evidenceIds))
  return manifest.map(({ evidenceId }) => evidenceId).filter(id => !opened.has(id))
}

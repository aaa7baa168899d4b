import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import type { Handling } from '../../src/domain/handling.ts'
import type { EvidenceId, ReferralId } from '../../src/domain/ids.ts'
import type { EvidenceOrder, LedgerHappening } from './case-file.ts'
import type { Verdict } from './model.ts'

/** A second, plain telling of what may happen to an item; it shares nothing with the deciders but the orders. */
export type ItemModel = {
  description: EvidenceDescription
  owner: string
  verdict: 'clean' | 'quarantined' | null
  showable: boolean
  sealed: boolean
  damage: 'damaged' | 'missing' | null
  exclusion: string | null
  erasure: string | null
  recorders: string[]
  openedBy: string[]
  /** The referrals under which another agency holds it now. */
  heldUnder: Set<ReferralId>
  /** Those of them under which it has not been taken over yet. */
  untaken: Set<ReferralId>
  entries: number
  openings: number
}
export type EvidenceModel = Map<EvidenceId, ItemModel>

/** The case through which an item is used, as far as it matters. */
export type Surroundings = {
  readonly dismissed: boolean
  readonly received: boolean
  readonly officer: string | null
  readonly handling: Partial<Handling>
}

export const isOnFile = ({ exclusion, erasure }: ItemModel) => exclusion === null && erasure === null

/** What keeps an item from being handed over, or undefined. */
export function gapOf({ verdict, sealed, damage }: ItemModel): string | undefined {
  if (verdict !== 'clean') return verdict ?? 'pending'
  return damage ?? (sealed ? undefined : 'not-sealed')
}

export function verdictOn(item: ItemModel | undefined, order: EvidenceOrder, around: Surroundings): Verdict {
  if (order.type === 'AddEvidence') {
    if (item !== undefined) return 'nothing'
    return !around.dismissed && isPossible(order.description, order.act.at) ? 'happens' : 'refused'
  }
  if (item === undefined) throw new Error('there is no such item')
  const { act } = order
  switch (order.type) {
    case 'DescribeEvidence':
      if (said(order.description) === said(item.description)) return 'nothing'
      return !item.sealed && item.erasure === null && isPossible(order.description, act.at) ? 'happens' : 'refused'
    case 'SealEvidence':
      if (item.sealed) return 'nothing'
      return item.erasure === null ? 'happens' : 'refused'
    case 'ExcludeEvidence':
      if (item.exclusion !== null) return item.exclusion === said(order.exclusion) ? 'nothing' : 'refused'
      return item.erasure === null ? 'happens' : 'refused'
    case 'EraseEvidence':
      if (item.recorders.includes(act.person)) return 'remit'
      if (item.erasure !== null) return item.erasure === said(order.erasure) ? 'nothing' : 'refused'
      return item.heldUnder.size === 0 ? 'happens' : 'refused'
    case 'RecordScan':
      return item.verdict !== null || item.erasure !== null ? 'nothing' : 'happens'
    case 'RecordDamage':
      return item.damage !== null || item.erasure !== null ? 'nothing' : 'happens'
    case 'UseEvidence': {
      if (!isAllowed(item, order, around)) return 'remit'
      const own = act.agency === item.owner
      const atHand = own || (order.through !== null && item.heldUnder.has(order.through) && around.received)
      const whole = item.erasure === null && item.verdict === 'clean' && item.damage === null
      return atHand && whole && (order.use === 'download' || item.showable) ? 'happens' : 'refused'
    }
  }
}

function isAllowed(item: ItemModel, order: Extract<EvidenceOrder, { type: 'UseEvidence' }>, around: Surroundings) {
  const both = [item.description, around.handling]
  const says = (level: string) => both.some(({ confidentiality }) => confidentiality === level)
  const { act } = order
  if (act.agency === item.owner) {
    return !says('strictly-confidential') || act.role === 'referrer' || item.recorders.includes(act.person)
  }
  if (order.use === 'download' && both.some(({ handling }) => handling?.includes('view-only'))) return false
  if (act.role === 'case-officer') return !says('strictly-confidential') || around.officer === act.person
  if (act.role === 'intake-officer') return !says('strictly-confidential') && !says('confidential')
  return act.role === 'commissioner'
}

function isPossible({ collection, link }: EvidenceDescription, at: string): boolean {
  const past = [collection.at, link?.capturedAt ?? at].every(time => Date.parse(time) <= Date.parse(at))
  return past && !(collection.by === 'reporter' && 'name' in collection)
}

/** Takes an order that happens into the model. */
export function applyTo(model: EvidenceModel, order: EvidenceOrder): void {
  const { act } = order
  if (order.type === 'AddEvidence') {
    model.set(order.id, {
      description: order.description,
      owner: act.agency,
      verdict: null,
      showable: false,
      sealed: false,
      damage: null,
      exclusion: null,
      erasure: null,
      recorders: [act.person],
      openedBy: [],
      heldUnder: new Set(),
      untaken: new Set(),
      entries: 2,
      openings: 0,
    })
    return
  }
  const item = model.get(order.of)
  if (item === undefined) throw new Error('there is no such item')
  item.entries += 1
  switch (order.type) {
    case 'DescribeEvidence':
      item.description = order.description
      item.recorders.push(act.person)
      break
    case 'SealEvidence':
      item.sealed = true
      item.recorders.push(act.person)
      break
    case 'ExcludeEvidence':
      item.exclusion = said(order.exclusion)
      break
    case 'EraseEvidence':
      item.erasure = said(order.erasure)
      break
    case 'RecordScan':
      item.verdict = order.scan.verdict
      item.showable = order.scan.verdict === 'clean' && order.copy.kind !== 'withheld'
      // What is shown of it is an entry of its own.
      if (order.scan.verdict === 'clean') item.entries += 1
      break
    case 'RecordDamage':
      item.damage = order.found
      break
    case 'UseEvidence':
      item.openings += 1
      // What nobody has signed for is taken over when it is first opened.
      if (act.agency !== item.owner && order.through !== null && item.untaken.delete(order.through)) item.entries += 1
      item.openedBy.push(act.person)
      break
  }
}

/** Takes what another act did to an item's custody into the model. */
export function applyCustody(model: EvidenceModel, event: LedgerHappening): void {
  const item = model.get(event.of)
  if (item === undefined) throw new Error('there is no such item')
  item.entries += 1
  if (event.type === 'EvidenceHandedOver') {
    item.heldUnder.add(event.data.referralId)
    item.untaken.add(event.data.referralId)
  }
  if (event.type === 'EvidenceTakenOver') item.untaken.delete(event.data.referralId)
  if (event.type === 'EvidenceReturned') {
    item.heldUnder.delete(event.data.referralId)
    item.untaken.delete(event.data.referralId)
  }
}

/** These values are always written with their members in one order. */
function said(value: unknown): string {
  return JSON.stringify(value)
}

import type { AgencyId } from './agencies.ts'
import { type Evidence, evidenceStatus, type HandedForm, hasShownCopy } from './evidence.ts'
import { type Confidentiality, effectiveHandling, whatCodeForbids } from './handling.ts'
import type { EvidenceId, HandoverId } from './ids.ts'
import type { EvidenceAt, LedgerEntry, ManifestItem } from './manifest.ts'
import { type CopiedItem, copiedItem } from './redacted-copy.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { ViolationContent } from './violation-content.ts'

/** An item as it is named to whoever runs the election-crime track: without its title, its link and whoever collected it. */
export type HandedItem = CopiedItem & {
  /** What of its bytes went along; absent in hand-overs of before, with which only digests went. */
  readonly given?: GivenBytes
}

export type GivenBytes = {
  readonly form: HandedForm
  /** Bytes of the original. */
  readonly size: number
  /** The copy that is shown; null where metadata cannot be taken out. */
  readonly shown: { readonly digest: string; readonly size: number } | null
  /** When the service had taken it in, and when nothing could be changed about it any more. */
  readonly receivedAt: string
  readonly sealedAt: string
  /** The last entry of the item's ledger that the hand-over rests on. */
  readonly custodyPosition: number
}

/** What the levels keep from the election-crime track: it may read what is secret, and nothing of the strictest level. */
const stays: Confidentiality = 'strictly-confidential'

/**
 * The items of a version that go with a hand-over: those chosen, or without a choice all that may go. Damage is never passed
 * over in silence: whoever sends leaves a damaged item out by choosing the others. Refuses with every item in the way (R-CRH-07).
 */
export function itemsToHandOn(
  { manifest, content }: { readonly manifest: readonly ManifestItem[]; readonly content: ViolationContent },
  items: readonly EvidenceAt[],
  chosen: readonly EvidenceId[] | null,
): readonly EvidenceAt[] | Rejection {
  const listed = new Set(manifest.map(({ evidenceId }) => evidenceId))
  const ofVersion = items.filter(({ state }) => listed.has(state.id))
  const faults: Fault[] = []
  const going: EvidenceAt[] = []
  if (chosen === null) {
    for (const item of ofVersion) {
      const obstacle = obstacleToHandingOn(item.state, content)
      if (obstacle === undefined) going.push(item)
      else if (obstacle === item.state.damage?.found) {
        faults.push({ pointer: `/evidence/${item.state.id}`, code: obstacle })
      }
    }
  } else {
    for (const [index, evidenceId] of chosen.entries()) {
      const item = ofVersion.find(({ state }) => state.id === evidenceId)
      const obstacle = item === undefined ? 'not-in-the-version' : obstacleToHandingOn(item.state, content)
      if (obstacle !== undefined) faults.push({ pointer: `/evidence/${index}`, code: obstacle })
      else if (item !== undefined) going.push(item)
    }
    going.sort((one, other) => (one.state.id < other.state.id ? -1 : 1))
  }
  return faults.length > 0 ? new Rejection('R-CRH-07', faults) : going
}

/** What keeps an item from the election-crime track: that nobody marked it, its state, its damage, its level or a code. */
export function obstacleToHandingOn(item: Evidence, content: ViolationContent): string | undefined {
  const { evidence = [], originals = [] } = content.releasable ?? {}
  if (!evidence.includes(item.id) && !originals.includes(item.id)) return 'not-marked'
  if (item.exclusion !== null || item.seal === null || evidenceStatus(item) !== 'clean') return 'not-usable'
  const { confidentiality, handling } = effectiveHandling(item.description, content)
  if (confidentiality === stays) return stays
  const code = whatCodeForbids(handling, 'share')
  if (code !== undefined) return code
  if (formOf(item, content) === 'shown-copy' && !hasShownCopy(item)) return 'no-copy-to-show'
  return item.damage?.found
}

/** The item as it goes, fixed for ever. */
export function handedItem({ state, version }: EvidenceAt, content: ViolationContent): HandedItem {
  const { original, copy, seal, receivedAt } = state
  if (seal === null) throw new Error('what is handed on was sealed')
  const { digest, size } = copy?.kind === 'stripped' ? copy : original
  return {
    ...copiedItem(state),
    given: {
      form: formOf(state, content),
      size: original.size,
      shown: hasShownCopy(state) ? { digest, size } : null,
      receivedAt,
      sealedAt: seal.act.at,
      custodyPosition: version,
    },
  }
}

/** The ledger entries of a hand-over to the election-crime track. */
export function handedOn(
  items: readonly EvidenceAt[],
  content: ViolationContent,
  { id: handoverId, to }: { readonly id: HandoverId; readonly to: AgencyId },
): LedgerEntry[] {
  return items.map(({ state, version }) => ({
    id: state.id,
    after: version,
    events: [
      {
        type: 'EvidenceHandedOn',
        data: { handoverId, to, form: formOf(state, content), digest: state.original.digest },
      },
    ],
  }))
}

/** The original where the recording agency marked it as such and no code keeps originals from other agencies. */
function formOf(item: Evidence, content: ViolationContent): HandedForm {
  const { handling } = effectiveHandling(item.description, content)
  const marked = content.releasable?.originals?.includes(item.id) === true
  return marked && whatCodeForbids(handling, 'download') === undefined ? 'original' : 'shown-copy'
}

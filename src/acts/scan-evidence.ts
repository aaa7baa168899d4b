import { v7 as uuidv7 } from 'uuid'
import { ObjectSwept } from '../db/database-errors.ts'
import { readContents } from '../db/evidence-contents.ts'
import { leasePendingScans, noteScanFault, type PendingScan } from '../db/evidence-jobs.ts'
import { readEvidence } from '../db/item-store.ts'
import type { ContentToRecord } from '../db/record-act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { Original, ShownCopy } from '../domain/evidence.ts'
import type { ContentId } from '../domain/ids.ts'
import { type Inspectable, type Inspector, ScannerUnavailable } from '../inspection/inspection.ts'
import { shownCopyOf } from '../inspection/shown-copy.ts'
import type { Log } from '../log.ts'
import { ObjectMissing, StoreUnavailable } from '../vault/object-store.ts'
import { ContentDamaged, KeyUnknown, type StoredContent } from '../vault/vault.ts'
import type { Office } from './act-on-case.ts'
import { findKnownContent } from './known-content.ts'
import { actBySystem } from './system-act.ts'

type Needs = {
  readonly office: Pick<Office, 'pools' | 'vault'>
  readonly inspector: Inspector
  readonly log: Log
  /** Ends an inspection under way; the item is inspected again at once, by whoever is there. */
  readonly signal: AbortSignal
}

/** How many one process inspects at a time, and for how long an item is ours beside what its size asks for. */
const atOnce = 2
const leaseSeconds = 120
/** When to try again what could not be inspected. */
const retrySeconds = 30

/** Inspects pending items until there is none left that nobody else is inspecting. Returns how many came to a verdict. */
export async function scanPending(needs: Needs): Promise<number> {
  let settled = 0
  while (!needs.signal.aborted) {
    const leased = await leasePendingScans(needs.office.pools, atOnce, leaseSeconds)
    if (leased.length === 0) return settled
    const outcomes = await Promise.all(leased.map(pending => scanOne(needs, pending)))
    settled += outcomes.filter(outcome => outcome).length
  }
  return settled
}

/** Whatever keeps it from an answer, the item stays pending: nothing is given out that was not looked at. */
async function scanOne(needs: Needs, pending: PendingScan): Promise<boolean> {
  const { office, log } = needs
  const { agency, evidenceId: id } = pending
  try {
    return await inspectAndRecord(needs, pending)
  } catch (error) {
    if (error instanceof ContentDamaged || error instanceof ObjectMissing) {
      const found = error instanceof ObjectMissing ? 'missing' : 'damaged'
      await actBySystem(office, 'evidence-scrubber', { agency, id }, act => ({ type: 'RecordDamage', act, found }))
    }
    const fault = needs.signal.aborted ? 'interrupted' : faultOf(error)
    log.warn({ err: error, fault }, 'evidence: an item could not be inspected')
    await noteScanFault(office.pools, pending, fault, needs.signal.aborted ? 0 : retrySeconds)
    return false
  }
}

function faultOf(error: unknown): string {
  if (error instanceof ScannerUnavailable) return 'scanner-unavailable'
  if (error instanceof StoreUnavailable || error instanceof ObjectSwept) return 'store-unavailable'
  if (error instanceof ContentDamaged) return 'damaged'
  if (error instanceof ObjectMissing) return 'missing'
  if (error instanceof KeyUnknown) return 'key-unknown'
  return 'internal-error'
}

async function inspectAndRecord(
  { office, inspector, signal }: Needs,
  { agency, evidenceId: id }: PendingScan,
): Promise<boolean> {
  const item = await readEvidence(office.pools, agency, id)
  if (item === undefined || item.state.scan !== null) return false
  const [content] = await readContents(office.pools, agency, [item.state.original.contentId])
  if (content === undefined) return false
  const inspectable = inspectableOf(office, content, item.state.original)
  const { verdict, mediaType, findings } = await inspector.inspect(inspectable, { signal })
  const { copy, kept } =
    verdict === 'clean'
      ? await makeCopy(office, agency, inspectable, mediaType)
      : { copy: { kind: 'withheld' } as const, kept: undefined }
  let recorded = false
  try {
    const contents: ContentToRecord[] = kept === undefined ? [] : [kept]
    recorded = await actBySystem(office, 'evidence-scanner', { agency, id, contents }, act => ({
      type: 'RecordScan',
      act,
      scan: { verdict, mediaType, findings },
      copy,
    }))
    return recorded
  } finally {
    if (!recorded && kept !== undefined) await office.vault.discard(kept)
  }
}

function inspectableOf({ vault }: Needs['office'], content: StoredContent, original: Original): Inspectable {
  return {
    size: original.size,
    open: range => vault.open(content, range),
    declared: { mediaType: original.declaredType, fileName: original.fileName },
  }
}

/** The copy that is shown, kept like any content; the same copy is kept once. */
async function makeCopy(
  office: Needs['office'],
  agency: AgencyId,
  inspectable: Inspectable,
  mediaType: string,
): Promise<{ copy: ShownCopy; kept: ContentToRecord | undefined }> {
  const shown = await shownCopyOf(inspectable, mediaType)
  if (shown.kind !== 'stripped') return { copy: { kind: shown.kind }, kept: undefined }
  const stored = await office.vault.takeIn(shown.open(), { owner: agency, maxBytes: inspectable.size + 64 * 1024 })
  const { digest, size } = stored
  const known = await findKnownContent(office, agency, stored)
  if (known !== undefined) {
    if (!known.adopted) await office.vault.discard(stored)
    return { copy: { kind: 'stripped', contentId: known.id, digest, size }, kept: undefined }
  }
  const contentId = uuidv7() as ContentId
  // A copy that we make ourselves is never refused for want of quota.
  return { copy: { kind: 'stripped', contentId, digest, size }, kept: { ...stored, id: contentId, quota: null } }
}

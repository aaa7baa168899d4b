import { noteIntact, readContents } from '../db/evidence-contents.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { Office } from './act-on-case.ts'
import { actBySystem } from './system-act.ts'

/** What was re-hashed a moment ago need not be again, so that a hand-over of many bytes gets further each time it is tried. */
const freshMs = 60_000

/**
 * Re-hashes the originals of these items of one's own. Records damage in the ledger of every item that is no longer what
 * was taken in. Returns whether all are intact.
 */
export async function verifyOriginals(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  now: string,
): Promise<boolean> {
  const { pools, vault } = office
  const wanted = items.filter(({ state }) => state.damage === null)
  const contents = await readContents(pools, agency, [...new Set(wanted.map(({ state }) => state.original.contentId))])
  let intact = true
  for (const content of contents) {
    if (content.verifiedAt !== null && Date.parse(now) - Date.parse(content.verifiedAt) < freshMs) continue
    const found = await vault.verify(content)
    if (found === 'intact') {
      await noteIntact(pools, agency, content.id)
      continue
    }
    intact = false
    for (const { state } of wanted.filter(item => item.state.original.contentId === content.id)) {
      await actBySystem(office, 'evidence-scrubber', { agency, id: state.id }, act => ({
        type: 'RecordDamage',
        act,
        found,
      }))
    }
  }
  return intact
}

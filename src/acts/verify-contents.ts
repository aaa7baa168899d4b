import { noteIntact, readContents } from '../db/evidence-contents.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { ContentId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { Office } from './act-on-case.ts'
import { actBySystem } from './system-act.ts'

/** What was re-hashed a moment ago need not be again, so that a hand-over of many bytes gets further each time it is tried. */
const freshMs = 60_000

/**
 * Re-hashes the originals of these items of one's own. Records damage in the ledger of every item that is no longer what
 * was taken in. Returns whether all are intact.
 */
export function verifyOriginals(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  now: string,
): Promise<boolean> {
  return verify(office, agency, items, now, ({ original }) => [original.contentId])
}

/** The same of the originals and of the copies that are shown in their place. */
export function verifyContents(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  now: string,
): Promise<boolean> {
  return verify(office, agency, items, now, ({ original, copy }) =>
    copy?.kind === 'stripped' ? [original.contentId, copy.contentId] : [original.contentId],
  )
}

async function verify(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  now: string,
  contentsOf: (item: Evidence) => readonly ContentId[],
): Promise<boolean> {
  const { pools, vault } = office
  const wanted = items.filter(({ state }) => state.damage === null)
  const contents = await readContents(pools, agency, [...new Set(wanted.flatMap(({ state }) => contentsOf(state)))])
  let intact = true
  for (const content of contents) {
    if (content.verifiedAt !== null && Date.parse(now) - Date.parse(content.verifiedAt) < freshMs) continue
    const found = await vault.verify(content)
    if (found === 'intact') {
      await noteIntact(pools, agency, content.id)
      continue
    }
    intact = false
    for (const { state } of wanted.filter(item => contentsOf(item.state).includes(content.id))) {
      await actBySystem(office, 'evidence-scrubber', { agency, id: state.id }, act => ({
        type: 'RecordDamage',
        act,
        found,
      }))
    }
  }
  return intact
}

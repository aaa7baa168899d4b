import { findContent, replaceContent } from '../db/evidence-contents.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { ContentId } from '../domain/ids.ts'
import type { StoredContent } from '../vault/vault.ts'
import type { Office } from './act-on-case.ts'

/** Where an agency keeps the same bytes already. `adopted`: what just arrived is now what is kept there. */
export type KeptAlready = { readonly id: ContentId; readonly adopted: boolean }

/**
 * Looks for bytes that just arrived among what the agency keeps. Good bytes are never given up for worse ones: what is
 * kept is re-hashed first, and when it is no longer what was taken in, `arrived` takes its place. Undefined when they are
 * new. Throws StoreUnavailable or KeyUnknown when what is kept can not be looked at now.
 */
export async function findKnownContent(
  { pools, vault }: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  arrived: StoredContent,
): Promise<KeptAlready | undefined> {
  const known = await findContent(pools, agency, arrived.digest)
  if (known === undefined) return undefined
  if (known.object === arrived.object) return { id: known.id, adopted: true }
  if ((await vault.verify(known)) === 'intact') return { id: known.id, adopted: false }
  if (!(await replaceContent(pools, agency, known, arrived))) return findKnownContent({ pools, vault }, agency, arrived)
  await vault.discard(known)
  return { id: known.id, adopted: true }
}

import type { AgencyPools } from './agency-pools.ts'

/** The revocations in force, by their digests, and a mark of this very list. */
export type RevokedDigests = { readonly mark: string; readonly digests: readonly string[] }

/** Reads them as of now; null when the list is still that of the mark. */
export async function readRevocations(pools: AgencyPools, mark: string): Promise<RevokedDigests | null> {
  const [row] = await pools.run(
    null,
    'read_revocations',
    ({ sql }) => sql<[{ list: RevokedDigests | null }]>`select penerusan.read_revocations(${mark}) as list`,
  )
  return row.list
}

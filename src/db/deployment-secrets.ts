import type { AgencyPools } from './agency-pools.ts'

/** The 32-byte key for page cursors, the same for every process of this deployment. */
export async function readCursorKey(pools: AgencyPools): Promise<Uint8Array> {
  const [row] = await pools.run(
    null,
    'read_cursor_key',
    ({ sql }) => sql<[{ secret: Buffer }]>`select secret from deployment_secrets where name = 'page-cursors'`,
  )
  return row.secret
}

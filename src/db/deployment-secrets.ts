import type { AgencyPools } from './agency-pools.ts'

/** The 32-byte key for page cursors, the same for every process of this deployment. */
export function readCursorKey(pools: AgencyPools): Promise<Uint8Array> {
  return readSecret(pools, 'page-cursors')
}

/** The 32-byte key that names objects of the evidence store, likewise. */
export function readAddressKey(pools: AgencyPools): Promise<Uint8Array> {
  return readSecret(pools, 'evidence-addresses')
}

/** The 32-byte key that nonces for DPoP proofs are made with, likewise. */
export function readNonceKey(pools: AgencyPools): Promise<Uint8Array> {
  return readSecret(pools, 'dpop-nonces')
}

/** The 32-byte key under which quotas name callers and cases to other processes, likewise. */
export function readCountsKey(pools: AgencyPools): Promise<Uint8Array> {
  return readSecret(pools, 'counts')
}

async function readSecret(pools: AgencyPools, name: string): Promise<Uint8Array> {
  const [row] = await pools.run(
    null,
    'read_secret',
    ({ sql }) => sql<[{ secret: Buffer }]>`select secret from deployment_secrets where name = ${name}`,
  )
  return row.secret
}

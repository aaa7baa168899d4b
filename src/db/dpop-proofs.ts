import type { AgencyId } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'

const atOnce = 5_000

/** Puts a proof on record, for every process; false when it was there already, so that it is refused everywhere. */
export async function rememberProof(pools: AgencyPools, agency: AgencyId, digest: Buffer): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'remember_proof',
    ({ sql }) => sql<[{ first: boolean }]>`select penerusan.remember_proof(${digest}) as first`,
  )
  return row.first
}

/** Forgets proofs that are too old to be accepted again. Any process may do it, several at once too. */
export async function forgetExpiredProofs(pools: AgencyPools): Promise<number> {
  let forgotten = 0
  for (;;) {
    const [row] = await pools.run(
      null,
      'forget_expired_proofs',
      ({ sql }) => sql<[{ count: number }]>`select penerusan.forget_expired_proofs(${atOnce}) as count`,
    )
    forgotten += row.count
    if (row.count < atOnce) return forgotten
  }
}

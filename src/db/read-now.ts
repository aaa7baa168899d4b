import type { AgencyId } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'

/** The time by the database's clock, as an RFC 3339 time. */
export async function readNow(pools: AgencyPools, agency: AgencyId): Promise<string> {
  const [row] = await pools.run(
    agency,
    'read_now',
    ({ sql }) => sql<[{ now: string }]>`select penerusan.rfc3339(penerusan.app_now()) as now`,
  )
  return row.now
}

import type { CopyId } from '../domain/ids.ts'
import type { CopyOnRecord } from '../domain/redacted-copy.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isReferralOpenTo } from './cut-off.ts'
import type { PageRequest } from './lists.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** A copy that was given to this agency and has not ended, or undefined. */
export async function readReceivedCopy(
  pools: AgencyPools,
  reader: Reader,
  id: CopyId,
): Promise<CopyOnRecord | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_received_copy',
    ({ sql }) => sql<{ state: CopyOnRecord | null }[]>`
      select c.state from ${recording(sql, reader, { kind: 'copy', id })}
        left join copies c on c.id = ${id} and ${isReferralOpenTo(sql, reader.person, sql`c.referral_id`)}`,
  )
  return row?.state ?? undefined
}

/** The copies that were given to this agency and have not ended, newest first; one more than the limit. */
export async function listReceivedCopies(
  pools: AgencyPools,
  reader: Reader,
  { limit, before, fromId, toId }: PageRequest,
): Promise<readonly CopyOnRecord[]> {
  const rows = await pools.run(
    reader.agency,
    'list_received_copies',
    ({ sql }) => sql<{ state: CopyOnRecord | null }[]>`
      select c.state from ${recording(sql, reader, { kind: 'copies', filter: { from: fromId, until: toId } })}
        left join (
          select id, state from copies
           where recipient = ${reader.agency} and ${isReferralOpenTo(sql, reader.person, sql`referral_id`)} and (${before}::uuid is null or id < ${before}::uuid)
             and (${fromId}::uuid is null or id >= ${fromId}::uuid) and (${toId}::uuid is null or id < ${toId}::uuid)
           order by id desc limit ${limit + 1}) c on true
       order by c.id desc`,
  )
  return rows.flatMap(({ state }) => state ?? [])
}

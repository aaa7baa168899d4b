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

/** The most rows of a page, and one more; a fixed number tells the planner that every page is short. */
const mostRows = 201

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
        left join (select * from (
          select id, state from copies where recipient = ${reader.agency} and ${isReferralOpenTo(sql, reader.person, sql`referral_id`)}
             ${before === null ? sql`` : sql`and id < ${before}::uuid`}
             ${fromId === null ? sql`` : sql`and id >= ${fromId}::uuid`}
             ${toId === null ? sql`` : sql`and id < ${toId}::uuid`}
           order by id desc limit ${sql.unsafe(`${mostRows}`)}) newest limit ${limit + 1}) c on true
       order by c.id desc`,
  )
  return rows.flatMap(({ state }) => state ?? [])
}

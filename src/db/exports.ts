import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { ReferralStatus, ViolationStatus } from '../domain/transitions.ts'
import type { AgencyPools } from './agency-pools.ts'
import {
  type ReferralOnFile,
  type Row,
  type Sql,
  type ViolationOnFile,
  violationOf,
  violationOnFile,
} from './case-store.ts'
import { isOpenTo, isReferralOpenTo } from './cut-off.ts'
import type { PageRequest } from './lists.ts'
import { type ObligationFilter, ofParty } from './obligations.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/**
 * Pages of whole cases, newest first, one more than the limit when there is a next one. Each is one statement, on record before
 * it gives anything out, so that no export holds a transaction open while somebody reads it.
 */

type ExportedViolation = ViolationOnFile & { readonly id: string }
type ExportedReferral = ReferralOnFile & {
  readonly id: string
  /** Who recorded its violation; nobody for the agency that received it. */
  readonly recorders: readonly PersonId[]
  readonly now: string
}

export type ViolationFilter = { readonly status: ViolationStatus | undefined }
export type ReferralFilter = { readonly status: ReferralStatus | undefined; readonly violationId: string | undefined }

/** Violations of this agency. */
export async function exportViolations(
  pools: AgencyPools,
  reader: Reader,
  page: PageRequest,
  filter: ViolationFilter,
): Promise<readonly ExportedViolation[]> {
  const target = { kind: 'violations', filter: { ...page, ...filter } } as const
  const rows = await pools.run(
    reader.agency,
    'export_violations',
    ({ sql }) => sql<(Row & { id: string })[]>`
      select v.id, ${violationOnFile(sql)}
        from ${recording(sql, reader, target)}
        left join (select id from violations v where ${ofOwner(sql, reader, filter)} ${within(sql, sql`v.id`, page)}
                    order by v.id desc limit ${page.limit + 1}) listed on true
        left join violations v on v.id = listed.id
       order by v.id desc`,
  )
  return rows.flatMap(row => {
    const violation = violationOf(row)
    return violation ? [{ ...violation, id: row.id }] : []
  })
}

/** Referrals this agency is party to. */
export async function exportReferrals(
  pools: AgencyPools,
  reader: Reader,
  page: PageRequest,
  filter: ReferralFilter,
): Promise<readonly ExportedReferral[]> {
  const target = { kind: 'referrals', filter: { ...page, ...filter } } as const
  const rows = await pools.run(
    reader.agency,
    'export_referrals',
    ({ sql }) => sql<(ExportedReferral | { id: null })[]>`
      select r.id, r.state, r.version, coalesce(v.state -> 'recorders', '[]') as recorders, rfc3339(app_now()) as now
        from ${recording(sql, reader, target)}
        left join (select p.referral_id from referral_parties p
                    where ${ofReferralParty(sql, reader, filter)} ${within(sql, sql`p.referral_id`, page)}
                    order by p.referral_id desc limit ${page.limit + 1}) listed on true
        left join referrals r on r.id = listed.referral_id
        left join violations v on v.id = r.violation_id
       order by r.id desc`,
  )
  return rows.filter(row => row.id !== null)
}

/** Up to this many are counted. */
export const mostCounted = 10_000

/** How many violations are ahead; beyond `mostCounted` it is one more. That it is read is on record just before. */
export function countViolations(pools: AgencyPools, reader: Reader, page: PageRequest, filter: ViolationFilter) {
  return countAhead(
    pools,
    reader.agency,
    sql => sql`
    select from violations v where ${ofOwner(sql, reader, filter)} ${within(sql, sql`v.id`, page)}`,
  )
}

export function countReferrals(pools: AgencyPools, reader: Reader, page: PageRequest, filter: ReferralFilter) {
  return countAhead(
    pools,
    reader.agency,
    sql => sql`
    select from referral_parties p
     where ${ofReferralParty(sql, reader, filter)} ${within(sql, sql`p.referral_id`, page)}`,
  )
}

export function countObligations(pools: AgencyPools, reader: Reader, page: PageRequest, filter: ObligationFilter) {
  return countAhead(
    pools,
    reader.agency,
    sql => sql`
    select from obligation_parties p where ${ofParty(sql, reader, filter)} ${within(sql, sql`p.obligation_id`, page)}`,
  )
}

type Fragment = ReturnType<typeof isOpenTo>

async function countAhead(pools: AgencyPools, agency: AgencyId, rows: (sql: Sql) => Fragment): Promise<number> {
  const [row] = await pools.run(
    agency,
    'count_ahead',
    ({ sql }) => sql<[{ count: number }]>`
      select count(*)::int as count from (${rows(sql)} limit ${sql.unsafe(`${mostCounted + 1}`)}) ahead`,
  )
  return row.count
}

/** Row security says the same of the agency; saying it here too lets the planner use the index from its first column on. */
function ofOwner(sql: Sql, { agency, person }: Reader, { status }: ViolationFilter): Fragment {
  return sql`v.owner = ${agency} and ${isOpenTo(sql, person, sql`v.id`)}
    ${status === undefined ? sql`` : sql`and v.status = ${status}`}`
}

function ofReferralParty(sql: Sql, { agency, person }: Reader, { status, violationId }: ReferralFilter): Fragment {
  return sql`p.agency = ${agency} and ${isReferralOpenTo(sql, person, sql`p.referral_id`)}
    ${status === undefined ? sql`` : sql`and p.status = ${status}`}
    ${violationId === undefined ? sql`` : sql`and p.violation_id = ${violationId}::uuid`}`
}

function within(sql: Sql, id: Fragment, { before, fromId, toId }: PageRequest): Fragment {
  return sql`
    ${before === null ? sql`` : sql`and ${id} < ${before}::uuid`}
    ${fromId === null ? sql`` : sql`and ${id} >= ${fromId}::uuid`}
    ${toId === null ? sql`` : sql`and ${id} < ${toId}::uuid`}`
}

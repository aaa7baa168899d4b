import type { AgencyId } from '../domain/agencies.ts'
import { type EntrySearch, mostCounted } from '../domain/case-search.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { ReferralStatus, ViolationStatus } from '../domain/transitions.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Sql } from './case-store.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

export type EntryKind = 'violation' | 'referral' | 'obligation' | 'handover'

/** Where a page begins: after this one, in the order of ids or, with a time (RFC 3339), in that of deadlines. */
export type SearchPlace = { readonly id: string; readonly dueAt: string | null }

/** `filter` is what the record of the read says of it; `total`, whether to count. */
export type SearchAsked = {
  readonly search: EntrySearch
  readonly filter: Readonly<Record<string, unknown>>
  readonly limit: number
  readonly after: SearchPlace | null
  readonly total: boolean
}

/** A page of what was found; one row more than the limit when there is a next page. */
export type Found<Row> = { readonly rows: readonly (Row & SearchPlace)[]; readonly total: number | null }

export type FoundViolation = {
  readonly id: ViolationId
  readonly status: ViolationStatus
  readonly referralId: ReferralId | null
  readonly referralStatus: ReferralStatus | null
  readonly recordedAt: string
  readonly changedAt: string
}

export type FoundReferral = {
  readonly id: ReferralId
  readonly violationId: ViolationId
  readonly sender: AgencyId
  readonly receiver: AgencyId
  readonly status: ReferralStatus
  readonly versionNumber: number
  readonly dueOn: string | null
  readonly sentAt: string
  readonly changedAt: string
}

type FoundRow<Row> = Row & { readonly dueAt: string | null; readonly total: number | null }

/** Violations of this agency by what its official may read of them. */
export async function searchViolations(
  pools: AgencyPools,
  reader: Reader,
  asked: SearchAsked,
): Promise<Found<FoundViolation>> {
  const { filter } = asked
  const rows = await pools.run(
    reader.agency,
    'search_violations',
    ({ sql }) => sql<FoundRow<FoundViolation>[]>`
      select v.id, v.status, v.referral_id as "referralId", v.referral_status as "referralStatus",
             rfc3339(v.recorded_at) as "recordedAt", rfc3339(v.changed_at) as "changedAt",
             rfc3339(s.due_at) as "dueAt", ${totalOf(sql, 'violation', reader, asked)} as total
        from ${recording(sql, reader, { kind: 'violations', filter })}
        left join ${entriesOf(sql, 'violation', reader, asked)} s on true
        left join violations v on v.id = s.id
       order by ${orderOf(sql, asked.search)}`,
  )
  return foundIn(rows)
}

/** Referrals this agency is party to, by what its official may read of them. */
export async function searchReferrals(
  pools: AgencyPools,
  reader: Reader,
  asked: SearchAsked,
): Promise<Found<FoundReferral>> {
  const { filter } = asked
  const rows = await pools.run(
    reader.agency,
    'search_referrals',
    ({ sql }) => sql<FoundRow<FoundReferral>[]>`
      select r.id, r.violation_id as "violationId", r.sender, r.receiver, r.status, r.version_number as "versionNumber",
             r.due_on::text as "dueOn", rfc3339(r.sent_at) as "sentAt", rfc3339(r.changed_at) as "changedAt",
             rfc3339(s.due_at) as "dueAt", ${totalOf(sql, 'referral', reader, asked)} as total
        from ${recording(sql, reader, { kind: 'referrals', filter })}
        left join ${entriesOf(sql, 'referral', reader, asked)} s on true
        left join referrals r on r.id = s.id
       order by ${orderOf(sql, asked.search)}`,
  )
  return foundIn(rows)
}

/** What the agency of the connection finds, in the order of the search. */
export function entriesOf(
  sql: Sql,
  kind: EntryKind,
  { person }: Reader,
  { search, limit, after }: Pick<SearchAsked, 'search' | 'limit' | 'after'>,
) {
  const asked = JSON.stringify({ ...search, ...(after && { after }) })
  return search.due === undefined
    ? sql`penerusan.find_newest(${kind}, ${person}, ${asked}::text::jsonb, ${limit + 1})`
    : sql`penerusan.find_due(${kind}, ${person}, ${asked}::text::jsonb, ${limit + 1})`
}

export function orderOf(sql: Sql, { due }: EntrySearch) {
  return due === undefined ? sql`s.id desc` : sql`s.due_at, s.id`
}

function totalOf(sql: Sql, kind: EntryKind, reader: Reader, { search, total }: SearchAsked) {
  if (!total) return sql`null::int`
  return sql`(select count(*)::int from ${entriesOf(sql, kind, reader, { search, limit: mostCounted, after: null })})`
}

/** A page with nothing on it has one row all the same, that of its record. */
function foundIn<Row extends { readonly id: string }>(rows: readonly FoundRow<Row>[]): Found<Row> {
  return { rows: rows.filter(({ id }) => id !== null), total: rows[0]?.total ?? null }
}

import type { PersonId, Role } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Sql } from './case-store.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** What an auditor may narrow both lists by; times are RFC 3339, from inclusive, until exclusive. */
export type AuditFilter = {
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly person?: string | undefined
  readonly operation?: string | undefined
  readonly targetId?: string | undefined
}

/** Where a page ended: the next one is of what came before. */
export type AuditPosition = { readonly at: string; readonly id: string }
type AuditPage = { readonly limit: number; readonly after: AuditPosition | null }

type Listed = {
  readonly id: string
  readonly at: string
  readonly requestId: string
  readonly operation: string
  readonly target: string | null
  readonly targetId: string | null
}

export type ReadRecordListed = Listed & {
  readonly target: string
  readonly person: PersonId
  readonly clientId: string
  readonly roles: readonly Role[]
  readonly filter: Readonly<Record<string, unknown>> | null
  readonly purpose: string | null
  readonly address: string
  /** The code of the refusal, when that is what came of it. */
  readonly refusedWith: string | null
}

export type RefusalListed = Listed & {
  readonly person: PersonId | null
  readonly clientId: string | null
  readonly code: string
  readonly rule: string | null
  readonly address: string | null
}

/** The most rows of a page, and one more; a fixed number tells the planner that every page is short. */
const mostRows = 201

/** What the officials of this agency read, newest first; one more than the limit when there is a next page. */
export async function listReadRecords(
  pools: AgencyPools,
  reader: Reader,
  filter: AuditFilter,
  { limit, after }: AuditPage,
): Promise<ReadRecordListed[]> {
  const rows = await pools.run(
    reader.agency,
    'list_read_records',
    ({ sql }) => sql<ReadRecordListed[]>`
      select page.id::text as id, rfc3339(page.at) as at, page.request_id as "requestId", page.person, page.client as "clientId",
             to_jsonb(page.roles) as roles, page.operation, page.target, page.target_id as "targetId", page.filter,
             page.purpose, page.address,
             (select code from refusals f where f.request_id = page.request_id and not page.given limit 1) as "refusedWith"
        from ${recording(sql, reader, { kind: 'read-records', filter: { ...filter, limit, after } })}
        left join (select * from (
          select * from read_records r where r.agency = app_agency() ${narrowed(sql, filter, after)}
           order by r.at desc, r.id desc limit ${sql.unsafe(`${mostRows}`)}) newest limit ${limit + 1}) page on true
       order by page.at desc, page.id desc`,
  )
  return rows.filter(({ id }) => id !== null)
}

/** What the officials of this agency were refused, newest first; one more than the limit when there is a next page. */
export async function listRefusals(
  pools: AgencyPools,
  reader: Reader,
  filter: AuditFilter,
  { limit, after }: AuditPage,
): Promise<RefusalListed[]> {
  const rows = await pools.run(
    reader.agency,
    'list_refusals',
    ({ sql }) => sql<RefusalListed[]>`
      select page.id::text as id, rfc3339(page.at) as at, page.request_id as "requestId", page.person, page.client as "clientId",
             page.operation, page.target, page.target_id as "targetId", page.code, page.rule, page.address
        from ${recording(sql, reader, { kind: 'refusals', filter: { ...filter, limit, after } })}
        left join (select * from (
          select * from refusals r where r.agency = app_agency() ${narrowed(sql, filter, after)}
           order by r.at desc, r.id desc limit ${sql.unsafe(`${mostRows}`)}) newest limit ${limit + 1}) page on true
       order by page.at desc, page.id desc`,
  )
  return rows.filter(({ id }) => id !== null)
}

function narrowed(sql: Sql, filter: AuditFilter, after: AuditPosition | null) {
  const { from, until, person, operation, targetId } = filter
  return sql`
    ${from === undefined ? sql`` : sql`and r.at >= ${from}::timestamptz`}
    ${until === undefined ? sql`` : sql`and r.at < ${until}::timestamptz`}
    ${person === undefined ? sql`` : sql`and r.person = ${person}`}
    ${operation === undefined ? sql`` : sql`and r.operation = ${operation}`}
    ${targetId === undefined ? sql`` : sql`and r.target_id = ${targetId}`}
    ${after === null ? sql`` : sql`and (r.at, r.id) < (${after.at}::timestamptz, ${after.id}::bigint)`}`
}

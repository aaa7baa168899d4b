import type { AgencyId } from '../domain/agencies.ts'
import type { ObligationId, ReferralId } from '../domain/ids.ts'
import type { ObligationAt, ObligationStatus } from '../domain/obligation.ts'
import type { AgencyPools } from './agency-pools.ts'
import { type KeyedRequest, type Loaded, type Sql, storedReply } from './case-store.ts'
import { isReferralOpenTo } from './cut-off.ts'
import type { PageRequest } from './lists.ts'
import type { Reader } from './reader.ts'
import type { StoredReply } from './record-act.ts'
import { recording } from './recorded-read.ts'

/** An obligation, and between whom its referral is. */
export type ObligationOnFile = ObligationAt & { readonly sender: AgencyId; readonly receiver: AgencyId }
type Row = ObligationOnFile & { readonly now: string }

/** An obligation that this agency is concerned with, or undefined when there is none that it may see. */
export async function loadObligation(
  pools: AgencyPools,
  agency: AgencyId,
  id: ObligationId,
  keyed: KeyedRequest,
): Promise<(Loaded & { readonly obligation: ObligationOnFile }) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_obligation',
    ({ sql }) => sql<(Row & { stored: StoredReply | null })[]>`
      select ${onFile(sql)}, (${storedReply(sql, keyed)}) as stored from obligations o
       where o.id = ${id} and ${isReferralOpenTo(sql, keyed.caller, sql`o.referral_id`)}`,
  )
  if (row === undefined) return undefined
  const { now, stored, ...obligation } = row
  return { now, stored: stored ?? undefined, obligation }
}

/** The same for reading; the read is on record. */
export async function readObligation(pools: AgencyPools, reader: Reader, id: ObligationId): Promise<Row | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_obligation',
    ({ sql }) => sql<(Row | (Row & { state: null }))[]>`
      select ${onFile(sql)} from ${recording(sql, reader, { kind: 'obligation', id })}
        left join obligations o on o.id = ${id} and ${isReferralOpenTo(sql, reader.person, sql`o.referral_id`)}`,
  )
  return row?.state ? row : undefined
}

/** An obligation of this agency's referral, for what the service does by itself. */
export async function readObligationItself(
  pools: AgencyPools,
  agency: AgencyId,
  id: ObligationId,
): Promise<Row | undefined> {
  const [row] = await pools.run(
    agency,
    'read_obligation_itself',
    ({ sql }) => sql<Row[]>`select ${onFile(sql)} from obligations o where o.id = ${id}`,
  )
  return row
}

/** The obligations of a referral, in order, as far as this agency may see them; that it reads is recorded before. */
export function obligationsOfReferral(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
): Promise<readonly ObligationOnFile[]> {
  return pools.run(
    agency,
    'obligations_of_referral',
    ({ sql }) => sql<ObligationOnFile[]>`
      select o.state, o.version, o.sender, o.receiver from obligations o where o.referral_id = ${id} order by o.number`,
  )
}

/** The most rows of a page, and one more; a fixed number tells the planner that every page is short. */
const mostRows = 201

export type ObligationFilter = { readonly status: ObligationStatus | undefined; readonly overdue: boolean | undefined }
export type ListedObligation = ObligationOnFile & { readonly id: string; readonly now: string }

/** The obligations that this agency is concerned with, newest first; one more than the limit when there is a next page. */
export async function listObligations(
  pools: AgencyPools,
  reader: Reader,
  { limit, before, fromId, toId }: PageRequest,
  { status, overdue }: ObligationFilter,
): Promise<readonly ListedObligation[]> {
  const filter = { limit, before, from: fromId, until: toId, status, overdue }
  const rows = await pools.run(
    reader.agency,
    'list_obligations',
    ({ sql }) => sql<(ListedObligation | { id: null })[]>`
      select o.id, o.state, o.version, o.sender, o.receiver, rfc3339(app_now()) as now
        from ${recording(sql, reader, { kind: 'obligations', filter })}
        left join (select * from (
          select obligation_id from obligation_parties p
           where ${ofParty(sql, reader, { status, overdue })}
             ${before === null ? sql`` : sql`and p.obligation_id < ${before}::uuid`}
             ${fromId === null ? sql`` : sql`and p.obligation_id >= ${fromId}::uuid`}
             ${toId === null ? sql`` : sql`and p.obligation_id < ${toId}::uuid`}
           order by p.obligation_id desc limit ${sql.unsafe(`${mostRows}`)}) newest limit ${limit + 1}) p on true
        left join obligations o on o.id = p.obligation_id
       order by o.id desc`,
  )
  return rows.filter(row => row.id !== null) as ListedObligation[]
}

/** An obligation about which the service has something to do by itself, for the agency that decided. */
export type ObligationDue = { readonly id: ObligationId; readonly receiver: AgencyId; readonly nextAt: string }

/** Some of them, after a place in their order; from the first on when there is none. */
export function obligationsToActOn(
  pools: AgencyPools,
  after: ObligationDue | undefined,
  most: number,
): Promise<readonly ObligationDue[]> {
  return pools.run(
    null,
    'obligations_to_act_on',
    ({ sql }) => sql<ObligationDue[]>`
      select id, receiver, next_at::text as "nextAt"
        from penerusan.obligations_to_act_on(${after?.nextAt ?? '-infinity'}::text::timestamptz, ${after?.id ?? firstId}::uuid, ${most})`,
  )
}

/** An obligation of which something that runs was computed from an older law, for the agency that decided. */
export type ObligationOnOlderLaw = { readonly id: ObligationId; readonly receiver: AgencyId }

/** Some of them, in the order of their ids. */
export function obligationsOnOlderLaw(
  pools: AgencyPools,
  { clocks, calendars }: { readonly clocks: number; readonly calendars: number },
  after: ObligationOnOlderLaw | undefined,
  most: number,
): Promise<readonly ObligationOnOlderLaw[]> {
  return pools.run(
    null,
    'obligations_on_older_law',
    ({ sql }) => sql<ObligationOnOlderLaw[]>`
      select id, receiver
        from penerusan.obligations_on_older_law(${clocks}, ${calendars}, ${after?.id ?? firstId}::uuid, ${most})`,
  )
}

/** Of a row `p`: whom it concerns, and what it was narrowed by. */
export function ofParty(sql: Sql, { agency, person }: Reader, { status, overdue }: ObligationFilter) {
  return sql`p.agency = ${agency} and ${isReferralOpenTo(sql, person, sql`p.referral_id`)}
    ${status === undefined ? sql`` : sql`and p.status = ${status}`} ${isOverdue(sql, overdue)}`
}

/** Of a row `p`; what is not due at all is in no index of what is. */
function isOverdue(sql: Sql, overdue: boolean | undefined) {
  if (overdue === undefined) return sql``
  return overdue
    ? sql`and p.due_at is not null and p.due_at <= (select app_now())`
    : sql`and (p.due_at is null or p.due_at > (select app_now()))`
}

const firstId = '00000000-0000-0000-0000-000000000000'

function onFile(sql: Sql) {
  return sql`o.state, o.version, o.sender, o.receiver, rfc3339(app_now()) as now`
}

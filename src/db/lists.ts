import type { GetColumnData, SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { AgencyId } from '../domain/agencies.ts'
import type { EvidenceId, HandoverId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { ReferralStatus, ViolationStatus } from '../domain/transitions.ts'
import type { AgencyPools, Connections } from './agency-pools.ts'
import { listedTo, referralListedTo } from './cut-off.ts'
import { and, asc, desc, eq, fillPlaceholders, gte, lt, or, sql } from './drizzle.ts'
import type { Reader } from './reader.ts'
import { readRecord, recordingByPlaceholders } from './recorded-read.ts'
import { agencies, events, referralParties, referrals, violations } from './schema.ts'

/** A page of a list that is ordered by id, newest first. Ids are UUIDv7, so a range of times is a range of ids. */
export type PageRequest = {
  readonly limit: number
  /** Only what is older than this id; null for the first page. */
  readonly before: string | null
  /** Ids of the half-open range of times, null where it is open. */
  readonly fromId: string | null
  readonly toId: string | null
}

/** RFC 3339 with milliseconds, as acts carry it. */
const moment = (column: PgColumn) => sql<string>`penerusan.rfc3339(${column})`

/** The most items of a page, and one more. */
const mostRows = 201

type Orm = Connections['orm']
type Statement<Row> = PromiseLike<Row[]> & { toSQL(): { sql: string; params: unknown[] } }
const statements = new WeakMap<Orm, Map<string, ReturnType<Statement<unknown>['toSQL']>>>()

/** What a list may be narrowed by, each under the name of its parameter; undefined where it is not. */
type Narrowing = Readonly<Record<string, string | undefined>>

/**
 * Runs a list statement that is written once for each combination of filters and pool, and prepared in each connection. It
 * names its values by `placeholder`, so that its text stays the same. PostgreSQL then plans it once too, if the plan can be
 * good for any values: hence the fixed limit inside of the asked one, which tells it that every page is short.
 *
 * The columns are `asNamed`, so that the driver's rows are the rows: mapping a page of them took 7 % of a list's time.
 */
function runPrepared<Row>(
  { sql: driver, orm }: Connections,
  name: string,
  { narrowing, values }: { readonly narrowing: Narrowing; readonly values: Readonly<Record<string, unknown>> },
  build: (orm: Orm, asked: (name: string) => boolean) => Statement<Row>,
): PromiseLike<Row[]> {
  const asked = Object.keys(narrowing).filter(key => narrowing[key] !== undefined)
  const variant = [name, ...asked].join(' by ')
  const ofPool = statements.get(orm) ?? new Map()
  const statement = ofPool.get(variant) ?? build(orm, key => asked.includes(key)).toSQL()
  statements.set(orm, ofPool.set(variant, statement))
  const inOrder = fillPlaceholders(statement.params, { ...narrowing, ...values })
  return driver.unsafe(statement.sql, inOrder as string[], { prepare: true }) as unknown as PromiseLike<Row[]>
}

type Named<Columns> = {
  [Name in keyof Columns]: Columns[Name] extends PgColumn
    ? SQL.Aliased<GetColumnData<Columns[Name]>>
    : Columns[Name] extends SQL<infer Value> | SQL.Aliased<infer Value>
      ? SQL.Aliased<Value>
      : never
}

/** Columns under the names that a row has them under. */
function asNamed<Columns extends Readonly<Record<string, PgColumn | SQL | SQL.Aliased>>>(
  columns: Columns,
): Named<Columns> {
  const named = Object.entries(columns).map(([name, column]) => [name, sql`${column}`.as(name)])
  return Object.fromEntries(named) as Named<Columns>
}

const { placeholder } = sql

function narrowingOf({ before, fromId, toId }: PageRequest) {
  return { before: before ?? undefined, fromId: fromId ?? undefined, toId: toId ?? undefined }
}

function within(id: PgColumn, asked: (name: string) => boolean): (SQL | undefined)[] {
  return [
    asked('before') ? lt(id, placeholder('before')) : undefined,
    asked('fromId') ? gte(id, placeholder('fromId')) : undefined,
    asked('toId') ? lt(id, placeholder('toId')) : undefined,
  ]
}

/** What the record of the read says of the list: what it was narrowed by, and which page of it. */
function filterOf({ limit, ...page }: PageRequest, filter: Narrowing): Readonly<Record<string, unknown>> {
  return { limit, ...narrowingOf({ limit, ...page }), ...filter }
}

/** A page with nothing on it has one row all the same, that of its record. */
function isThere<Row extends { readonly id: string | null }>(row: Row): row is Row & Present<Row> {
  return row.id !== null
}
/** Columns that may be null in a row that is there; of the others, the left join alone makes the type say so. */
type MayBeNull = 'referralId' | 'referralStatus' | 'dueOn'
type Present<Row> = { [Column in keyof Row]: Column extends MayBeNull ? Row[Column] : NonNullable<Row[Column]> }

/** Violations of this agency, newest first; one more than the limit when there is a next page. */
export async function listViolations(
  pools: AgencyPools,
  reader: Reader,
  page: PageRequest,
  { status }: { readonly status: ViolationStatus | undefined },
) {
  const narrowing = { ...narrowingOf(page), status }
  const values = {
    ...readRecord(reader, { kind: 'violations', filter: filterOf(page, { status }) }),
    agency: reader.agency,
    person: reader.person,
    limit: page.limit + 1,
  }
  const rows = await pools.run(reader.agency, 'list_violations', connections =>
    runPrepared(connections, 'list_violations', { narrowing, values }, (orm, asked) => {
      const newest = orm
        .select()
        .from(violations)
        .where(
          and(
            // Row security says the same; saying it here too lets the planner use the index from its first column on.
            eq(violations.owner, placeholder('agency')),
            asked('status') ? eq(violations.status, placeholder('status')) : undefined,
            ...within(violations.id, asked),
            listedTo(violations.id),
          ),
        )
        .orderBy(desc(violations.id))
        .limit(sql.raw(`${mostRows}`) as never)
        .as('newest')
      const visible = orm
        .select({
          id: newest.id,
          status: newest.status,
          referralId: newest.referralId,
          referralStatus: newest.referralStatus,
          recordedAt: moment(newest.recordedAt).as('recorded_at'),
          changedAt: moment(newest.changedAt).as('changed_at'),
        })
        .from(newest)
        .limit(placeholder('limit'))
        .as('visible')
      return orm
        .select(
          asNamed({
            id: visible.id,
            status: visible.status,
            referralId: visible.referralId,
            referralStatus: visible.referralStatus,
            recordedAt: visible.recordedAt,
            changedAt: visible.changedAt,
          }),
        )
        .from(recordingByPlaceholders)
        .leftJoin(visible, sql`true`)
        .orderBy(desc(visible.id))
    }),
  )
  return rows.filter(isThere)
}

/** Referrals this agency is party to, newest first; one more than the limit when there is a next page. */
export async function listReferrals(
  pools: AgencyPools,
  reader: Reader,
  page: PageRequest,
  filter: { readonly status: ReferralStatus | undefined; readonly violationId: ViolationId | undefined },
) {
  const narrowing = { ...narrowingOf(page), ...filter }
  const values = {
    ...readRecord(reader, { kind: 'referrals', filter: filterOf(page, filter) }),
    agency: reader.agency,
    person: reader.person,
    limit: page.limit + 1,
  }
  const rows = await pools.run(reader.agency, 'list_referrals', connections =>
    runPrepared(connections, 'list_referrals', { narrowing, values }, (orm, asked) => {
      const id = referralParties.referralId
      const newest = orm
        .select({ id })
        .from(referralParties)
        .where(
          and(
            eq(referralParties.agency, placeholder('agency')),
            asked('status') ? eq(referralParties.status, placeholder('status')) : undefined,
            asked('violationId') ? eq(referralParties.violationId, placeholder('violationId')) : undefined,
            ...within(id, asked),
            referralListedTo(id),
          ),
        )
        .orderBy(desc(id))
        .limit(sql.raw(`${mostRows}`) as never)
        .as('newest')
      const visible = orm.select({ id: newest.id }).from(newest).limit(placeholder('limit')).as('visible')
      return orm
        .select(
          asNamed({
            id: referrals.id,
            violationId: referrals.violationId,
            sender: referrals.sender,
            receiver: referrals.receiver,
            status: referrals.status,
            versionNumber: referrals.versionNumber,
            dueOn: referrals.dueOn,
            sentAt: moment(referrals.sentAt),
            changedAt: moment(referrals.changedAt),
          }),
        )
        .from(recordingByPlaceholders)
        .leftJoin(visible, sql`true`)
        .leftJoin(referrals, eq(referrals.id, visible.id))
        .orderBy(desc(visible.id))
    }),
  )
  return rows.filter(isThere)
}

export type TimelinePosition = {
  readonly at: string
  readonly stream: string
  readonly streamId: string
  readonly version: number
}

/**
 * What happened to a referral, oldest first, as far as this agency may read it; one more than the limit. That it is read is on
 * record with the read of the referral, just before.
 */
export function listTimeline(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
  { limit, after }: { readonly limit: number; readonly after: TimelinePosition | null },
) {
  return pools.run(reader.agency, 'list_timeline', ({ orm }) =>
    orm
      .select({
        id: events.id,
        stream: events.stream,
        streamId: events.streamId,
        version: events.version,
        type: events.type,
        act: events.act,
        at: moment(events.at),
        digest: sql<string>`encode(digest, 'hex')`,
        // The frozen content has a resource of its own; the timeline names it by its digest. So have a copy and who a person
        // is found to be, by their numbers, where they are masked for the reader, and whom an obligation is about.
        details: sql<Record<string, unknown> | null>`(
          select case when payload::jsonb ? 'version'
                      then (payload::jsonb - 'version') || jsonb_build_object(
                        'versionNumber', payload -> 'version' -> 'number',
                        'contentDigest', payload -> 'version' -> 'contentDigest',
                        'manifestDigest', payload -> 'version' -> 'manifestDigest')
                      else payload::jsonb - array['copy', 'identity', 'parts', 'person'] end
            from penerusan.event_payloads p
           where p.stream = events.stream and p.stream_id = events.stream_id and p.version = events.version)`,
      })
      .from(events)
      .where(
        and(
          or(
            and(or(eq(events.stream, 'referral'), eq(events.stream, 'examination')), eq(events.streamId, id)),
            and(
              eq(events.stream, 'obligation'),
              sql`${events.streamId} in (select o.id from penerusan.obligations o where o.referral_id = ${id})`,
            ),
          ),
          after === null
            ? undefined
            : sql`(${events.at}, ${events.stream}, ${events.streamId}, ${events.version}) >
                (${after.at}::timestamptz, ${after.stream}, ${after.streamId}::uuid, ${after.version})`,
        ),
      )
      .orderBy(asc(events.at), asc(events.stream), asc(events.streamId), asc(events.version))
      .limit(limit + 1)
      .prepare('list_timeline')
      .execute(),
  )
}

/**
 * The ledger of an item that this agency may see, oldest first; one more than the limit when there is a next page. `through`: only
 * what is written there of this hand-over. That it is
 * read is on record with the read of the item, just before.
 */
export function listCustody(
  pools: AgencyPools,
  reader: Reader,
  id: EvidenceId,
  { limit, after, through }: { readonly limit: number; readonly after: number; readonly through: HandoverId | null },
) {
  const details = sql<Record<string, unknown> | null>`(
    select payload from penerusan.event_payloads p
     where p.stream = events.stream and p.stream_id = events.stream_id and p.version = events.version)`
  return pools.run(reader.agency, 'list_custody', ({ orm }) =>
    orm
      .select({
        version: events.version,
        type: events.type,
        act: events.act,
        at: moment(events.at),
        digest: sql<string>`encode(digest, 'hex')`,
        details,
      })
      .from(events)
      .where(
        and(
          eq(events.stream, 'evidence'),
          eq(events.streamId, id),
          sql`${events.version} > ${after}`,
          sql`(${through}::text is null or ${details} ->> 'handoverId' = ${through})`,
        ),
      )
      .orderBy(asc(events.version))
      .limit(limit + 1)
      .prepare('list_custody')
      .execute(),
  )
}

/** Every agency of the directory, by id. */
export function listAgencies(pools: AgencyPools, agency: AgencyId) {
  return pools.run(agency, 'list_agencies', ({ orm }) => orm.select().from(agencies).orderBy(asc(agencies.id)))
}

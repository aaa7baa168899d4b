import { and, asc, desc, eq, gte, lt, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { AgencyId } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { ReferralStatus, ViolationStatus } from '../domain/transitions.ts'
import type { AgencyPools } from './agency-pools.ts'
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

function within(id: PgColumn, { before, fromId, toId }: PageRequest): (SQL | undefined)[] {
  return [
    before === null ? undefined : lt(id, before),
    fromId === null ? undefined : gte(id, fromId),
    toId === null ? undefined : lt(id, toId),
  ]
}

/** Violations of this agency, newest first; one more than the limit when there is a next page. */
export function listViolations(
  pools: AgencyPools,
  agency: AgencyId,
  page: PageRequest,
  { status }: { readonly status: ViolationStatus | undefined },
) {
  return pools.run(agency, 'list_violations', ({ orm }) =>
    orm
      .select({
        id: violations.id,
        status: violations.status,
        referralId: violations.referralId,
        referralStatus: violations.referralStatus,
        recordedAt: moment(violations.recordedAt),
        changedAt: moment(violations.changedAt),
      })
      .from(violations)
      // Row security says the same; saying it here too lets the planner use the index from its first column on.
      .where(and(eq(violations.owner, agency), status && eq(violations.status, status), ...within(violations.id, page)))
      .orderBy(desc(violations.id))
      .limit(page.limit + 1),
  )
}

/** Referrals this agency is party to, newest first; one more than the limit when there is a next page. */
export function listReferrals(
  pools: AgencyPools,
  agency: AgencyId,
  page: PageRequest,
  filter: { readonly status: ReferralStatus | undefined; readonly violationId: ViolationId | undefined },
) {
  const { status, violationId } = filter
  const id = referralParties.referralId
  return pools.run(agency, 'list_referrals', ({ orm }) => {
    const visible = orm
      .select({ id })
      .from(referralParties)
      .where(
        and(
          eq(referralParties.agency, agency),
          status && eq(referralParties.status, status),
          violationId && eq(referralParties.violationId, violationId),
          ...within(id, page),
        ),
      )
      .orderBy(desc(id))
      .limit(page.limit + 1)
      .as('visible')
    return orm
      .select({
        id: referrals.id,
        violationId: referrals.violationId,
        sender: referrals.sender,
        receiver: referrals.receiver,
        status: referrals.status,
        versionNumber: referrals.versionNumber,
        dueOn: referrals.dueOn,
        sentAt: moment(referrals.sentAt),
        changedAt: moment(referrals.changedAt),
      })
      .from(visible)
      .innerJoin(referrals, eq(referrals.id, visible.id))
      .orderBy(desc(referrals.id))
  })
}

export type TimelinePosition = { readonly at: string; readonly stream: string; readonly version: number }

/** What happened to a referral, oldest first, as far as this agency may read it; one more than the limit. */
export function listTimeline(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
  { limit, after }: { readonly limit: number; readonly after: TimelinePosition | null },
) {
  return pools.run(agency, 'list_timeline', ({ orm }) =>
    orm
      .select({
        id: events.id,
        stream: events.stream,
        version: events.version,
        type: events.type,
        act: events.act,
        at: moment(events.at),
        digest: sql<string>`encode(digest, 'hex')`,
        // The frozen content has a resource of its own; the timeline names it by its digest.
        details: sql<Record<string, unknown> | null>`(
          select case when payload::jsonb ? 'version'
                      then (payload::jsonb - 'version') || jsonb_build_object(
                        'versionNumber', payload -> 'version' -> 'number',
                        'contentDigest', payload -> 'version' -> 'contentDigest')
                      else payload::jsonb end
            from penerusan.event_payloads p
           where p.stream = events.stream and p.stream_id = events.stream_id and p.version = events.version)`,
      })
      .from(events)
      .where(
        and(
          or(eq(events.stream, 'referral'), eq(events.stream, 'examination')),
          eq(events.streamId, id),
          after === null
            ? undefined
            : sql`(${events.at}, ${events.stream}, ${events.version}) > (${after.at}::timestamptz, ${after.stream}, ${after.version})`,
        ),
      )
      .orderBy(asc(events.at), asc(events.stream), asc(events.version))
      .limit(limit + 1),
  )
}

/** Every agency of the directory, by id. */
export function listAgencies(pools: AgencyPools, agency: AgencyId) {
  return pools.run(agency, 'list_agencies', ({ orm }) => orm.select().from(agencies).orderBy(asc(agencies.id)))
}

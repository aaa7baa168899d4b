import type { AgencyId, PersonId, Role } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { Violation } from '../domain/violation.ts'
import { mostSeen, type Opening, type Related } from '../domain/visibility.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Sql } from './case-store.ts'
import { isOpenTo } from './cut-off.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** How often somebody read something of a case, and when first and last. */
export type Seen = {
  readonly agency: AgencyId
  readonly person: PersonId
  readonly roles: readonly Role[]
  readonly operation: string
  readonly firstAt: string
  readonly lastAt: string
  readonly times: number
}

export type AccessOnFile = {
  readonly now: string
  readonly related: readonly Related[]
  /** Of each referral, what opens something of it for a time. */
  readonly openings: readonly Opening[]
  /** Latest first; one more than `mostSeen` when there is more. */
  readonly seen: readonly Seen[]
}

/** Who is related to a violation of this agency, and who has read anything of it, in whatever agency. */
export async function readViolationAccess(
  pools: AgencyPools,
  reader: Reader,
  id: ViolationId,
): Promise<(AccessOnFile & { readonly violation: Pick<Violation, 'owner' | 'reporterId' | 'recorders'> }) | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_violation_access',
    ({ sql }) => sql<(AccessOnFile & { id: ViolationId | null; violation: Violation })[]>`
      select v.id, rfc3339(app_now()) as now,
             jsonb_build_object('owner', v.owner, 'reporterId', v.state -> 'reporterId', 'recorders', v.state -> 'recorders') as violation,
             jsonb_build_array(jsonb_build_object('agency', v.owner, 'relation', 'owner', 'referralId', null)) || coalesce((
               select jsonb_agg(jsonb_build_object('agency', party.agency, 'relation', party.side, 'referralId', r.id) order by r.id, party.side desc)
                 from referral_parties own join referrals r on r.id = own.referral_id
                cross join lateral (values (r.sender, 'sender'), (r.receiver, 'receiver')) party (agency, side)
                where own.agency = v.owner and own.violation_id = v.id), '[]') || coalesce((
               select jsonb_agg(${formerly(sql)} order by former.referral_id, former.agency)
                 from former_parties former where former.violation_id = v.id), '[]') as related,
             coalesce((
               select jsonb_agg(${opening(sql)} order by r.id)
                 from referral_parties own join referrals r on r.id = own.referral_id
                where own.agency = v.owner and own.violation_id = v.id), '[]') as openings,
             ${seenBy(
               sql,
               sql`select * from who_has_read(array(
                 select v.id
                 union all select referral_id from referral_parties own where own.agency = v.owner and own.violation_id = v.id
                 union all select (copy ->> 'id')::uuid
                   from referral_parties own join referrals r on r.id = own.referral_id
                  cross join jsonb_array_elements(r.state -> 'copies') copy
                  where own.agency = v.owner and own.violation_id = v.id
                 union all select (handover #>> '{sending,id}')::uuid
                   from referral_parties own join referrals r on r.id = own.referral_id
                  cross join jsonb_array_elements(r.state -> 'handovers') handover
                  where own.agency = v.owner and own.violation_id = v.id
                 union all select o.id from referral_parties own join obligations o on o.referral_id = own.referral_id
                  where own.agency = v.owner and own.violation_id = v.id
                 union all select e.id from evidence_items e where e.violation_id = v.id))`,
             )} as seen
        from ${recording(sql, reader, { kind: 'violation', id })}
        left join violations v on v.id = ${id} and ${isOpenTo(sql, reader.person, sql`v.id`)}`,
  )
  return row?.id ? row : undefined
}

/**
 * The same for a referral: to its sender, who has read it or any item handed over with it, in whatever agency; to its receiver,
 * who of its own.
 */
export async function readReferralAccess(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<(AccessOnFile & { readonly sender: AgencyId; readonly receiver: AgencyId }) | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_referral_access',
    ({ sql }) => sql<(AccessOnFile & { id: ReferralId | null; sender: AgencyId; receiver: AgencyId })[]>`
      select r.id, r.sender, r.receiver, rfc3339(app_now()) as now,
             jsonb_build_array(
               jsonb_build_object('agency', r.sender, 'relation', 'sender', 'referralId', r.id),
               jsonb_build_object('agency', r.receiver, 'relation', 'receiver', 'referralId', r.id)) || coalesce((
                 select jsonb_agg(${formerly(sql)} order by former.agency)
                   from former_parties former where former.referral_id = r.id), '[]') as related,
             jsonb_build_array(${opening(sql)}) as openings,
             ${seenBy(
               sql,
               sql`
                 with things as (
                   select r.id
                   union select (copy ->> 'id')::uuid from jsonb_array_elements(r.state -> 'copies') copy
                   union select (handover #>> '{sending,id}')::uuid from jsonb_array_elements(r.state -> 'handovers') handover
                   union select o.id from obligations o where o.referral_id = r.id
                   union select (item ->> 'evidenceId')::uuid
                     from jsonb_array_elements(r.state -> 'versions') sent, jsonb_array_elements(sent -> 'manifest') item)
                 select * from who_has_read(array(select id from things))
                 union all
                 select own.agency, own.person, own.roles, own.operation, min(own.at), max(own.at), count(*)::int
                   from read_records own
                  where r.receiver = app_agency() and own.target_id in (select id from things)
                    and (own.given or not exists (select from refusals f where f.request_id = own.request_id))
                  group by own.agency, own.person, own.roles, own.operation`,
             )} as seen
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}`,
  )
  return row?.id ? row : undefined
}

/** A row of `former_parties`, as a relation. */
function formerly(sql: Sql) {
  return sql`jsonb_build_object('agency', former.agency, 'relation', 'former-receiver', 'referralId', former.referral_id)`
}

/** Of a referral `r`. */
function opening(sql: Sql) {
  return sql`jsonb_build_object('id', r.id, 'receiver', r.receiver, 'status', r.status, 'copies', r.state -> 'copies',
    'reporterRequests', r.state -> 'reporterRequests', 'emergencyAccesses', r.state -> 'emergencyAccesses',
    'handovers', ${handoversNow(sql)}, 'implications', r.state -> 'implications',
    'decisions', (select coalesce(jsonb_agg(jsonb_build_object('number', decision -> 'number', 'standing', decision -> 'standing')), '[]')
      from jsonb_array_elements(r.state -> 'decisions') decision),
    'concerned', (select coalesce(jsonb_agg(distinct agency order by agency), '[]')
      from obligations o cross join lateral unnest(array_append(o.notified, o.addressee)) agency
     where o.referral_id = r.id and agency not in (r.sender, r.receiver)),
    'formerHolders', (select coalesce(jsonb_agg(distinct former.agency order by former.agency), '[]')
      from former_handovers former where former.referral_id = r.id))`
}

/** Of a referral `r`, with whoever received each hand-over by now: election supervision may have changed hands. */
function handoversNow(sql: Sql) {
  return sql`(
    select coalesce(jsonb_agg(
        case when now.receiver is null then known.due else jsonb_set(known.due, '{sending,to}', to_jsonb(now.receiver)) end
        order by known.place), '[]')
      from jsonb_array_elements(r.state -> 'handovers') with ordinality known (due, place)
      left join penerusan.receivers_of_handovers(r.id) now on now.decision_number = (known.due ->> 'decisionNumber')::int)`
}

function seenBy(sql: Sql, reads: ReturnType<Sql>) {
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('agency', agency, 'person', person, 'roles', roles, 'operation', operation,
             'firstAt', rfc3339(first_at), 'lastAt', rfc3339(last_at), 'times', times) order by last_at desc)
      from (select * from (${reads}) reads (agency, person, roles, operation, first_at, last_at, times)
             order by last_at desc limit ${mostSeen + 1}) latest), '[]')`
}

import { v7 as uuidv7 } from 'uuid'
import type { Act } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import type { CaseOutcome, Departure, DepartureEvent } from '../domain/departure.ts'
import type {
  CopyId,
  DepartureId,
  HandoverId,
  ObligationId,
  OneOf,
  RecusalId,
  ReferralId,
  ViolationId,
} from '../domain/ids.ts'
import type { Interest, Recusal, RecusalEvent } from '../domain/recusal.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Sql } from './case-store.ts'
import { isOpenTo, isReferralOpenTo } from './cut-off.ts'
import type { Reader } from './reader.ts'
import type { Recorded, ReplyToStore } from './record-act.ts'
import { recording } from './recorded-read.ts'

/** An event for a stream that belongs to no case, as the functions of the database take it. */
export function eventText({ type, data }: { readonly type: string; readonly data: JsonValue }): string {
  return JSON.stringify({ id: uuidv7(), type, payload: canonicalJson(data) })
}

/** Cuts an officer off from a case by their own word. Throws DoorClosed when the agency has no such case. */
export async function recordRecusal(
  pools: AgencyPools,
  act: Act,
  id: RecusalId,
  { data }: Extract<RecusalEvent, { type: 'RecusalDeclared' }>,
): Promise<Recorded> {
  const { violationId: violation_id, interest, explanation } = data
  const recusal = JSON.stringify({ id, violation_id, interest, explanation })
  await pools.run(
    act.agency,
    'declare_recusal',
    ({ sql }) => sql`
      select penerusan.declare_recusal(
        ${JSON.stringify(act)}::text::jsonb, ${recusal}::text::jsonb, ${eventText({ type: 'RecusalDeclared', data })}::text::jsonb)`,
  )
  return {}
}

/** Ends a recusal. Throws DoorClosed when somebody was quicker. */
export async function recordLifting(
  pools: AgencyPools,
  act: Act,
  id: RecusalId,
  event: Extract<RecusalEvent, { type: 'RecusalLifted' }>,
): Promise<Recorded> {
  await pools.run(
    act.agency,
    'lift_recusal',
    ({ sql }) => sql`
      select penerusan.lift_recusal(
        ${JSON.stringify(act)}::text::jsonb, ${id}::uuid, ${event.data.reason}, ${eventText(event)}::text::jsonb)`,
  )
  return {}
}

/** How an agency comes to see a case to which it is no party. */
export type ConcernedPlace = OneOf<{
  readonly obligationId: ObligationId
  readonly copyId: CopyId
  readonly handoverId: HandoverId
}>

/** The case behind something of it, and whether it is the agency's own or was referred by or to it, also where its part is over. */
export type CaseBehind = { readonly violationId: ViolationId; readonly isParty: boolean }

/** The case behind an obligation, a copy or a hand-over that this person may see; nothing else of it is told. */
export async function readCaseBehind(
  pools: AgencyPools,
  { agency, person }: Pick<Reader, 'agency' | 'person'>,
  { obligationId, copyId, handoverId }: ConcernedPlace,
): Promise<(CaseBehind & { readonly now: string }) | undefined> {
  const [row] = await pools.run(
    agency,
    'read_case_behind',
    ({ sql }) => sql<{ violationId: ViolationId | null; isParty: boolean; now: string }[]>`
      select found.violation_id as "violationId", is_party(found.violation_id) as "isParty", rfc3339(app_now()) as now from (
        select referral_id from obligations where id = ${obligationId ?? null}::uuid
        union all select referral_id from copies where id = ${copyId ?? null}::uuid and recipient = app_agency()
        union all select referral_id from handovers where id = ${handoverId ?? null}::uuid) seen
       cross join lateral case_of_referral(seen.referral_id) as found (violation_id)
       where ${isReferralOpenTo(sql, person, sql`seen.referral_id`)}`,
  )
  return row?.violationId ? { ...row, violationId: row.violationId } : undefined
}

type RecusalRow = {
  readonly id: RecusalId
  readonly agency: AgencyId
  readonly person: PersonId
  readonly violationId: ViolationId
  readonly interest: Interest
  readonly explanation: string
  readonly declared: Act
  readonly lifted: Act | null
  readonly liftReason: string | null
}

/** The recusals of this agency's officers from a case, oldest first; none for whoever is cut off from it. */
export async function listRecusals(
  pools: AgencyPools,
  reader: Pick<Reader, 'agency' | 'person'>,
  violationId: ViolationId,
): Promise<Recusal[]> {
  const rows = await pools.run(
    reader.agency,
    'list_recusals',
    ({ sql }) => sql<RecusalRow[]>`
      select id, agency, person, violation_id as "violationId", interest, explanation,
             declared || jsonb_build_object('at', rfc3339(declared_at)) as declared,
             lifted || jsonb_build_object('at', rfc3339(lifted_at)) as lifted, lift_reason as "liftReason"
        from recusals
       where violation_id = ${violationId} and ${isOpenTo(sql, reader.person, sql`violation_id`)} order by id`,
  )
  return rows.map(({ lifted, liftReason, ...recusal }) => ({
    ...recusal,
    lifting: lifted && liftReason !== null ? { act: lifted, reason: liftReason } : null,
  }))
}

/** Records a departure with the list of the cases it concerns, and the answer to it. */
export async function recordDeparture(
  pools: AgencyPools,
  act: Act,
  id: DepartureId,
  event: DepartureEvent,
  reply: ReplyToStore | undefined,
): Promise<Recorded> {
  const { officer: person, successor, reason, leftOn: left_on } = event.data
  const departure = JSON.stringify({ id, person, successor, reason, left_on })
  const [row] = await pools.run(
    act.agency,
    'record_departure',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.record_departure(
        ${JSON.stringify(act)}::text::jsonb, ${departure}::text::jsonb, ${eventText(event)}::text::jsonb,
        ${JSON.stringify(reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

/** A departure of this agency, with what became of each case; not of those from which the reader is cut off. */
export type DepartureOnFile = Departure & {
  readonly cases: readonly { readonly referralId: ReferralId; readonly outcome: CaseOutcome }[]
}

/** A departure of this agency; the read is on record. */
export async function readDeparture(
  pools: AgencyPools,
  reader: Reader,
  id: DepartureId,
): Promise<DepartureOnFile | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_departure',
    ({ sql }) => sql<{ departure: DepartureOnFile | null }[]>`
      select case when d.id is not null then ${departureObject(sql)} || jsonb_build_object('cases', (
               select coalesce(jsonb_agg(jsonb_build_object('referralId', c.referral_id, 'outcome', c.outcome) order by c.referral_id), '[]')
                 from departure_cases c
                where c.departure_id = d.id
                  and c.referral_id <> all ((select referrals_cut_off_from(${reader.person}::uuid))::uuid[]))) end as departure
        from ${recording(sql, reader, { kind: 'departure', id })} left join departures d on d.id = ${id}`,
  )
  return row?.departure ?? undefined
}

/** What is on record of this officer's departure, for deciding about it. */
export async function loadDepartureOf(
  pools: AgencyPools,
  agency: AgencyId,
  officer: PersonId,
): Promise<Departure | undefined> {
  const [row] = await pools.run(
    agency,
    'load_departure',
    ({ sql }) => sql<{ departure: Departure }[]>`
      select ${departureObject(sql)} as departure from departures d where d.person = ${officer}`,
  )
  return row?.departure
}

function departureObject(sql: Sql) {
  return sql`
    jsonb_build_object('id', d.id, 'officer', d.person, 'successor', d.successor, 'reason', d.reason, 'leftOn', d.left_on,
      'recorded', d.recorded || jsonb_build_object('at', rfc3339(d.recorded_at)))`
}

/** A case that waits for its next officer. */
export type PendingSuccession = {
  readonly departureId: DepartureId
  readonly agency: AgencyId
  readonly referralId: ReferralId
  readonly departed: PersonId
  readonly successor: PersonId
}

/** Cases of one departure, or of any, that wait for their next officer; some at once, after this one. */
export function pendingSuccessions(
  pools: AgencyPools,
  departure: DepartureId | null,
  after: PendingSuccession | undefined,
  most: number,
): Promise<readonly PendingSuccession[]> {
  return pools.run(
    null,
    'pending_successions',
    ({ sql }) => sql<PendingSuccession[]>`
      select departure_id as "departureId", agency, referral_id as "referralId", departed, successor
        from penerusan.pending_successions(
          ${departure}::uuid, ${after?.departureId ?? null}::uuid, ${after?.referralId ?? null}::uuid, ${most})`,
  )
}

/** Notes why a case did not go to the successor. */
export async function noteCaseLeft(
  pools: AgencyPools,
  { departureId, agency, referralId }: PendingSuccession,
  outcome: Exclude<CaseOutcome, 'pending' | 'moved'>,
): Promise<void> {
  await pools.run(
    agency,
    'note_case_left',
    ({ sql }) => sql`select penerusan.note_case_left(${departureId}::uuid, ${referralId}::uuid, ${outcome})`,
  )
}

/** Everybody who has left, when there are others than the `known` first; otherwise nobody. */
export function departedPersons(
  pools: AgencyPools,
  known: number,
): Promise<readonly { readonly agency: AgencyId; readonly person: PersonId }[]> {
  return pools.run(
    null,
    'departed_persons',
    ({ sql }) => sql<{ agency: AgencyId; person: PersonId }[]>`
      select agency, person from penerusan.departed_persons(${known})`,
  )
}

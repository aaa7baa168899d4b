import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { EmergencyAccess, EmergencyAccessTold, EmergencyEvent, EmergencyReason } from '../domain/emergency.ts'
import type { EmergencyAccessId, ReferralId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Loaded, ReferralOnFile, Sql } from './case-store.ts'
import { eventText } from './officers.ts'
import type { Reader } from './reader.ts'
import type { Recorded, ReplyToStore } from './record-act.ts'
import { recording } from './recorded-read.ts'

type EmergencyEventOf<Type extends EmergencyEvent['type']> = Extract<EmergencyEvent, { type: Type }>

type Row = {
  readonly now: string
  readonly id: EmergencyAccessId
  readonly referralId: ReferralId
  readonly reason: EmergencyReason
  readonly explanation: string
  readonly requested: Act
  readonly confirmed: Act | null
  readonly endsAt: string | null
}

/** An access that this agency asked for, with the time; whether there is such a referral is not looked at. */
export async function loadEmergencyAccess(
  pools: AgencyPools,
  agency: AgencyId,
  id: EmergencyAccessId,
): Promise<(Loaded & { readonly access: EmergencyAccess }) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_emergency_access',
    ({ sql }) => sql<Row[]>`
      select ${accessColumns(sql)} from emergency_accesses a where a.id = ${id}`,
  )
  return row && { now: row.now, stored: undefined, access: accessOf(row) }
}

function accessColumns(sql: Sql) {
  return sql`
    rfc3339(app_now()) as now, a.id, a.referral_id as "referralId", a.reason, a.explanation,
    a.requested || jsonb_build_object('at', rfc3339(a.requested_at)) as requested,
    a.confirmed || jsonb_build_object('at', rfc3339(a.confirmed_at)) as confirmed, rfc3339(a.ends_at) as "endsAt"`
}

function accessOf({ now: _, confirmed, endsAt, ...access }: Row): EmergencyAccess {
  return { ...access, confirmation: confirmed && endsAt !== null ? { act: confirmed, endsAt } : null }
}

/** An access that this agency asked for; the read is on record. */
export async function readEmergencyAccess(
  pools: AgencyPools,
  reader: Reader,
  id: EmergencyAccessId,
): Promise<EmergencyAccess | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_emergency_access',
    ({ sql }) => sql<{ readonly [Column in keyof Row]: Row[Column] | null }[]>`
      select ${accessColumns(sql)}
        from ${recording(sql, reader, { kind: 'emergency-access', id })} left join emergency_accesses a on a.id = ${id}`,
  )
  return row?.id ? accessOf(row as Row) : undefined
}

/** Records that an access is asked for, and the answer to it. */
export async function recordEmergencyRequest(
  pools: AgencyPools,
  act: Act,
  id: EmergencyAccessId,
  event: EmergencyEventOf<'EmergencyAccessRequested'>,
  reply: ReplyToStore | undefined,
): Promise<Recorded> {
  const { referralId: referral_id, reason, explanation } = event.data
  const access = JSON.stringify({ id, referral_id, reason, explanation })
  const [row] = await pools.run(
    act.agency,
    'request_emergency_access',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.request_emergency_access(
        ${JSON.stringify(act)}::text::jsonb, ${access}::text::jsonb, ${eventText(event)}::text::jsonb,
        ${JSON.stringify(reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

/** Records the second person's word. Throws DoorClosed when somebody was quicker. */
export async function recordEmergencyConfirmation(
  pools: AgencyPools,
  act: Act,
  id: EmergencyAccessId,
  event: EmergencyEventOf<'EmergencyAccessConfirmed'>,
): Promise<Recorded> {
  await pools.run(
    act.agency,
    'confirm_emergency_access',
    ({ sql }) => sql`
      select penerusan.confirm_emergency_access(
        ${JSON.stringify(act)}::text::jsonb, ${id}::uuid, ${event.data.endsAt}::text::timestamptz, ${eventText(event)}::text::jsonb)`,
  )
  return {}
}

/** An access that is confirmed and of which the parties do not know yet. */
export type UntoldAccess = {
  readonly sender: AgencyId
  readonly referralId: ReferralId
  readonly told: EmergencyAccessTold
}

/** This access, or any, if the parties do not know of it yet; some at once. */
export function untoldAccesses(
  pools: AgencyPools,
  id: EmergencyAccessId | null,
  most: number,
): Promise<readonly UntoldAccess[]> {
  return pools.run(
    null,
    'untold_emergency_accesses',
    ({ sql }) => sql<UntoldAccess[]>`
      select sender, referral_id as "referralId", told from penerusan.untold_emergency_accesses(${id}::uuid, ${most})`,
  )
}

/**
 * Reads the referral, with an event that it was read, in one statement; undefined when there is nothing to read. The
 * read is on record as any other, so that whoever owns the case sees it too.
 */
export async function readInEmergency(
  pools: AgencyPools,
  reader: Reader,
  act: Act,
  { id, referralId }: Pick<EmergencyAccess, 'id' | 'referralId'>,
  event: EmergencyEventOf<'EmergencyAccessUsed'>,
): Promise<ReferralOnFile | undefined> {
  const [row] = await pools.run(
    act.agency,
    'read_in_emergency',
    ({ sql }) => sql<[{ referral: { state: Referral; version: number } | null }]>`
      select penerusan.read_in_emergency(
        ${JSON.stringify(act)}::text::jsonb, ${id}::uuid, ${eventText(event)}::text::jsonb) as referral
        from ${recording(sql, reader, { kind: 'referral', id: referralId })}`,
  )
  return row.referral ?? undefined
}

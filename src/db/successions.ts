import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { Confidence } from '../domain/catalogue.ts'
import type { Examination } from '../domain/examination.ts'
import type { Handover, HandoverEvent, HandoverStatus } from '../domain/handed-over.ts'
import type { HandoverId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { Referral } from '../domain/referral.ts'
import type { Succession, TransferOutcome } from '../domain/succession.ts'
import type { TrackSuccession } from '../domain/track-succession.ts'
import type { ReferralStatus } from '../domain/transitions.ts'
import type { AgencyPools } from './agency-pools.ts'
import { evidenceOf, type Sql, type Versioned } from './case-store.ts'
import { isOpenTo } from './cut-off.ts'
import type { LoggedFact } from './folded.ts'
import type { PageRequest } from './lists.ts'
import { eventText } from './officers.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** A matter that waits to be handed over: a referral, or one hand-over of it to the election-crime track. */
export type PendingTransfer = {
  readonly code: string
  readonly agency: AgencyId
  readonly referralId: ReferralId
  readonly handoverId: HandoverId | null
}

/**
 * Lists what the orders of this day are to move, and gives back some of what waits after this matter; of one order, or of any.
 * Nothing is given back before the day.
 */
export function pendingTransfers(
  pools: AgencyPools,
  code: string | null,
  after: PendingTransfer | undefined,
  most: number,
): Promise<readonly PendingTransfer[]> {
  return pools.run(
    null,
    'pending_transfers',
    ({ sql }) => sql<PendingTransfer[]>`
      select code, agency, referral_id as "referralId", handover_id as "handoverId"
        from penerusan.pending_transfers(
          ${code}, ${after?.code ?? null}, ${after?.referralId ?? null}::uuid, ${after?.handoverId ?? null}::uuid, ${most})`,
  )
}

/** All that moves with a matter, as its present receiver sees it. */
export type MatterAtHand = {
  readonly now: string
  readonly referral: Versioned<Referral>
  readonly examination: Versioned<Examination> | undefined
  readonly evidence: readonly EvidenceAt[]
}

export async function readMatterAtHand(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
): Promise<MatterAtHand | undefined> {
  const [row] = await pools.run(
    agency,
    'read_matter_at_hand',
    ({ sql }) => sql<(MatterAtHand & { examination: Versioned<Examination> | null })[]>`
      select rfc3339(app_now()) as now, jsonb_build_object('state', r.state, 'version', r.version) as referral,
             case when x.version is not null then jsonb_build_object('state', x.state, 'version', x.version) end as examination,
             (${evidenceOf(sql)} where e.violation_id = r.violation_id) as evidence
        from referrals r left join examinations x on x.referral_id = r.id where r.id = ${id}`,
  )
  return row && { ...row, examination: row.examination ?? undefined }
}

/** A hand-over as its present receiver sees it, and who sent its case; undefined when somebody else is that already. */
export async function readHandoverAtHand(
  pools: AgencyPools,
  { agency, handoverId }: PendingTransfer,
): Promise<(Versioned<Handover> & { readonly referralSender: AgencyId; readonly now: string }) | undefined> {
  const [row] = await pools.run(
    agency,
    'read_handover_at_hand',
    ({ sql }) => sql<(Versioned<Handover> & { referralSender: AgencyId; now: string })[]>`
      select state, version, penerusan.referral_sender_of(id) as "referralSender", rfc3339(app_now()) as now
        from handovers where id = ${handoverId} and receiver = ${agency}`,
  )
  return row
}

/** Gives a hand-over its next receiver, by an order. Throws DoorClosed when something happened to it meanwhile. */
export async function recordHandoverTransfer(
  pools: AgencyPools,
  act: Act,
  version: number,
  { code, handover, event }: { readonly code: string; readonly handover: Handover; readonly event: HandoverEvent },
): Promise<void> {
  await pools.run(
    act.agency,
    'transfer_handover',
    ({ sql }) => sql`
      select penerusan.transfer_handover(
        ${JSON.stringify(act)}::text::jsonb, ${code}, ${handover.id}::uuid, ${version}::int,
        ${JSON.stringify(handover)}::text::jsonb, ${eventText(event)}::text::jsonb)`,
  )
}

const mattersAtOnce = 1_000

/** The matters of which an order disposes and that are not over, in the order of their ids; some after this one. */
export function mattersOf(
  pools: AgencyPools,
  { mandate, from: agency }: Pick<Succession | TrackSuccession, 'mandate' | 'from'>,
  after: string | null,
): Promise<readonly { readonly id: string; readonly status: ReferralStatus | HandoverStatus }[]> {
  return pools.run(
    agency,
    'matters_of',
    ({ sql }) => sql<{ id: string; status: ReferralStatus | HandoverStatus }[]>`
      select id, status from ${mandate === 'merit-supervision' ? sql`referrals` : sql`handovers`}
       where receiver = ${agency} and status not in ('rejected', 'withdrawn', 'not-registered', 'not-an-offence', 'forwarded-to-police')
         and id > ${after ?? '00000000-0000-0000-0000-000000000000'}
       order by id limit ${mattersAtOnce}`,
  )
}

/** Notes why a matter was not moved; it stays where it is. */
export async function noteNotMoved(
  pools: AgencyPools,
  { code, agency, referralId, handoverId }: PendingTransfer,
  outcome: Exclude<TransferOutcome, 'pending' | 'moved'>,
): Promise<void> {
  await pools.run(
    agency,
    'note_not_moved',
    ({ sql }) => sql`select penerusan.note_not_moved(${code}, ${handoverId ?? referralId}::uuid, ${outcome})`,
  )
}

/** A matter of a succession, for whose it is or was. */
export type SuccessionCase = {
  /** Of the referral, or of the hand-over. */
  readonly id: string
  /** Null for a hand-over: whoever receives one never sees the referral. */
  readonly referralId: ReferralId | null
  readonly handoverId: HandoverId | null
  readonly sender: AgencyId
  readonly from: AgencyId
  readonly to: AgencyId
  readonly begun: boolean
  readonly outcome: TransferOutcome
  readonly settledAt: string | null
}

/** An order as the database has it, and how far it has been carried out; null before it began. */
export type SuccessionOnFile = (Succession | TrackSuccession) & {
  readonly confidence: Confidence
  readonly beganAt: string | null
  readonly finishedAt: string | null
}

/** Every order of the directory, oldest first. */
export async function listSuccessions(pools: AgencyPools, agency: AgencyId): Promise<readonly SuccessionOnFile[]> {
  const rows = await pools.run(
    agency,
    'list_successions',
    ({ sql }) => sql<{ succession: SuccessionOnFile }[]>`
      select ${onFile(sql)} as succession from successions s left join succession_runs run using (code)
       order by s.takes_effect_on, s.code`,
  )
  return rows.map(({ succession }) => succession)
}

function onFile(sql: Sql) {
  return sql`
    jsonb_build_object('code', s.code, 'mandate', s.mandate, 'from', s.from_agency, 'takesEffectOn', s.takes_effect_on,
      'legalBasis', s.legal_basis, 'begun', s.begun_to, 'notBegun', s.not_begun_to, 'begunStatuses', s.begun_statuses,
      'confidence', s.confidence, 'beganAt', rfc3339(run.began_at), 'finishedAt', rfc3339(run.finished_at))`
}

/** The most that is counted: a list that goes on longer is told as this. */
export const mostCounted = 1_000

/** The matters of a succession that are or were this agency's, newest first; one more than the limit. The read is on record. */
export async function readSuccessionCases(
  pools: AgencyPools,
  reader: Reader,
  code: string,
  { limit, before }: Pick<PageRequest, 'limit' | 'before'>,
  outcome: TransferOutcome | undefined,
): Promise<{
  readonly succession: SuccessionOnFile | null
  readonly pending: number
  readonly cases: readonly SuccessionCase[]
}> {
  const filter = { code, limit, before: before ?? undefined, outcome }
  const [row] = await pools.run(
    reader.agency,
    'read_succession_cases',
    ({ sql }) => sql<[{ succession: SuccessionOnFile | null; pending: number; cases: SuccessionCase[] }]>`
      select (select ${onFile(sql)} from successions s left join succession_runs run using (code) where s.code = ${code}) as succession,
             (select count(*)::int from (
                select from succession_cases where code = ${code} and outcome = 'pending' limit ${mostCounted}) waiting) as pending,
             (select coalesce(jsonb_agg(jsonb_build_object('id', matter, 'referralId', case when handover_id is null then referral_id end,
                       'handoverId', handover_id, 'sender', sender, 'from', from_agency,
                       'to', to_agency, 'begun', begun, 'outcome', outcome, 'settledAt', rfc3339(settled_at))
                       order by matter desc), '[]')
                from (select *, coalesce(handover_id, referral_id) as matter from succession_cases
                       where code = ${code} and ${isOpenTo(sql, reader.person, sql`violation_id`)}
                         ${before === null ? sql`` : sql`and coalesce(handover_id, referral_id) < ${before}::uuid`}
                         ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
                       order by coalesce(handover_id, referral_id) desc limit ${limit + 1}) page) as cases
        from ${recording(sql, reader, { kind: 'succession', filter })}`,
  )
  return row
}

/** What a former party may read of a matter: who it went to and when. */
export type FormerMatter = {
  readonly referralId: ReferralId
  readonly violationId: ViolationId
  readonly succession: string
  readonly endedAt: string
}

/** The matters that this agency had begun and handed over, newest first; one more than the limit. */
export async function listFormerMatters(
  pools: AgencyPools,
  reader: Reader,
  { limit, before, fromId, toId }: PageRequest,
): Promise<readonly FormerMatter[]> {
  const filter = { limit, before: before ?? undefined, from: fromId ?? undefined, until: toId ?? undefined }
  const rows = await pools.run(
    reader.agency,
    'list_former_matters',
    ({ sql }) => sql<(FormerMatter | { referralId: null })[]>`
      select f.referral_id as "referralId", f.violation_id as "violationId", f.succession, rfc3339(f.ended_at) as "endedAt"
        from ${recording(sql, reader, { kind: 'former-referrals', filter })}
        left join (
          select * from former_parties
           where agency = ${reader.agency} and ${isOpenTo(sql, reader.person, sql`violation_id`)}
             ${before === null ? sql`` : sql`and referral_id < ${before}::uuid`}
             ${fromId === null ? sql`` : sql`and referral_id >= ${fromId}::uuid`}
             ${toId === null ? sql`` : sql`and referral_id < ${toId}::uuid`}
           order by referral_id desc limit ${limit + 1}) f on true
       order by f.referral_id desc`,
  )
  return rows.flatMap(row => (row.referralId === null ? [] : row))
}

/**
 * A matter that this agency had begun and handed over, with the events up to the hand-over: row security shows it no later
 * one, so that whatever is made of them is as it was then.
 */
export async function readFormerMatter(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<(FormerMatter & { readonly now: string; readonly events: readonly LoggedFact[] }) | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_former_matter',
    ({ sql }) => sql<((FormerMatter & { now: string; events: LoggedFact[] }) | { referralId: null })[]>`
      select f.referral_id as "referralId", f.violation_id as "violationId", f.succession, rfc3339(f.ended_at) as "endedAt",
             rfc3339(app_now()) as now, (
               select jsonb_agg(jsonb_build_object('type', e.type, 'act', e.act, 'at', rfc3339(e.at), 'payload', p.payload::jsonb)
                        order by e.version)
                 from events e left join event_payloads p using (stream, stream_id, version)
                where e.stream = 'referral' and e.stream_id = f.referral_id and e.version <= f.version) as events
        from ${recording(sql, reader, { kind: 'former-referral', id })}
        left join former_parties f on f.referral_id = ${id} and f.agency = ${reader.agency}
         and ${isOpenTo(sql, reader.person, sql`f.violation_id`)}`,
  )
  return row === undefined || row.referralId === null ? undefined : row
}

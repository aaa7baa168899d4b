import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { evolveHandover, type Handover, type HandoverEvent, type HandoverStatus } from '../domain/handed-over.ts'
import type { HandoverId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { CorrectionTold } from '../domain/redacted-copy.ts'
import type { DecisionOnRecord, ReferralEvent } from '../domain/referral.ts'
import type { AgencyPools } from './agency-pools.ts'
import {
  evidenceOf,
  type KeyedRequest,
  type Loaded,
  type ReferralOnFile,
  type Sql,
  type Versioned,
} from './case-store.ts'
import { isOpenTo, isReferralOpenTo } from './cut-off.ts'
import { folded, type LoggedFact } from './folded.ts'
import { stands } from './item-store.ts'
import type { PageRequest } from './lists.ts'
import { eventText } from './officers.ts'
import { referralRow } from './projection-rows.ts'
import type { Reader } from './reader.ts'
import { type Append, appendsOf, type Recorded } from './record-act.ts'
import { recording } from './recorded-read.ts'

/** What has become of the decision by now: it is told by the referral, which the receiver of a hand-over never sees. */
type DecisionByNow = {
  readonly decisionStanding: DecisionOnRecord['standing']
  /** Since it was handed over, in order, each with its time (RFC 3339). */
  readonly corrections: readonly (CorrectionTold & { readonly at: string })[]
}

export type HandoverOnFile = Versioned<Handover> & DecisionByNow

type Row = { readonly state: Handover; readonly version: number } & DecisionByNow

/** The columns of a hand-over `h`. */
function columns(sql: Sql) {
  return sql`h.state, h.version, h.decision_standing as "decisionStanding", h.corrections`
}

/** A hand-over that this agency sent or was sent, with the time; undefined when there is none that it may see. */
export async function loadHandover(
  pools: AgencyPools,
  agency: AgencyId,
  id: HandoverId,
  { caller }: Pick<KeyedRequest, 'caller'>,
): Promise<(Loaded & { readonly handover: HandoverOnFile }) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_handover',
    ({ sql }) => sql<(Row & { now: string })[]>`
      select ${columns(sql)}, rfc3339(app_now()) as now from handovers h
       where h.id = ${id} and ${isReferralOpenTo(sql, caller, sql`h.referral_id`)}`,
  )
  if (row === undefined) return undefined
  const { now, ...handover } = row
  return { now, stored: undefined, handover }
}

/** The same for people, on record. */
export async function readHandover(
  pools: AgencyPools,
  reader: Reader,
  id: HandoverId,
): Promise<HandoverOnFile | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_handover',
    ({ sql }) => sql<{ readonly [Column in keyof Row]: Row[Column] | null }[]>`
      select ${columns(sql)} from ${recording(sql, reader, { kind: 'handover', id })}
        left join handovers h on h.id = ${id} and ${isReferralOpenTo(sql, reader.person, sql`h.referral_id`)}`,
  )
  return row?.state ? (row as Row) : undefined
}

/**
 * A hand-over and the items that went with it, for its two sides; undefined when there is none that this agency may see, or its
 * decision does not stand any more.
 */
export async function readHandoverEvidence(
  pools: AgencyPools,
  reader: Reader,
  id: HandoverId,
): Promise<{ readonly handover: Handover; readonly evidence: readonly EvidenceAt[] } | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_handover_evidence',
    ({ sql }) => sql<{ handover: Handover | null; evidence: readonly EvidenceAt[] }[]>`
      select h.state as handover, (${evidenceOf(sql)} where e.id = any (h.evidence_ids)) as evidence
        from ${recording(sql, reader, { kind: 'handover', id })}
        left join handovers h on h.id = ${id} and ${stands(sql)} and ${isReferralOpenTo(sql, reader.person, sql`h.referral_id`)}`,
  )
  return row?.handover ? { handover: row.handover, evidence: row.evidence } : undefined
}

/** The most rows of a page, and one more; a fixed number tells the planner that every page is short. */
const mostRows = 201

/** The hand-overs that this agency sent or was sent, newest first; one more than the limit. */
export async function listHandovers(
  pools: AgencyPools,
  reader: Reader,
  { limit, before, fromId, toId }: PageRequest,
  { status }: { readonly status: HandoverStatus | undefined },
): Promise<readonly HandoverOnFile[]> {
  const rows = await pools.run(
    reader.agency,
    'list_handovers',
    ({ sql }) => sql<{ readonly [Column in keyof Row]: Row[Column] | null }[]>`
      select ${columns(sql)}
        from ${recording(sql, reader, { kind: 'handovers', filter: { limit, before, from: fromId, until: toId, status } })}
        left join (select * from (
          select id, state, version, decision_standing, corrections from handovers
           where ${reader.agency} in (sender, receiver) and ${isReferralOpenTo(sql, reader.person, sql`referral_id`)}
             ${status === undefined ? sql`` : sql`and status = ${status}`}
             ${before === null ? sql`` : sql`and id < ${before}::uuid`}
             ${fromId === null ? sql`` : sql`and id >= ${fromId}::uuid`}
             ${toId === null ? sql`` : sql`and id < ${toId}::uuid`}
           order by id desc limit ${sql.unsafe(`${mostRows}`)}) newest limit ${limit + 1}) h on true
       order by h.id desc`,
  )
  return rows.flatMap(row => (row.state ? [row as Row] : []))
}

/** When an agency gave its matters to a successor, and by which order; the hand-over had ended by then. */
export type FormerHandover = { readonly id: HandoverId; readonly succession: string; readonly endedAt: string }

/** The hand-overs that had ended when this agency gave its matters to a successor, newest first; one more than the limit. */
export async function listFormerHandovers(
  pools: AgencyPools,
  reader: Reader,
  { limit, before, fromId, toId }: PageRequest,
): Promise<readonly FormerHandover[]> {
  const rows = await pools.run(
    reader.agency,
    'list_former_handovers',
    ({ sql }) => sql<(FormerHandover | { id: null })[]>`
      select f.handover_id as id, f.succession, rfc3339(f.ended_at) as "endedAt"
        from ${recording(sql, reader, { kind: 'handovers', filter: { limit, before, from: fromId, until: toId } })}
        left join (
          select * from former_handovers
           where agency = ${reader.agency} and ${isOpenTo(sql, reader.person, sql`violation_id`)}
             ${before === null ? sql`` : sql`and handover_id < ${before}::uuid`}
             ${fromId === null ? sql`` : sql`and handover_id >= ${fromId}::uuid`}
             ${toId === null ? sql`` : sql`and handover_id < ${toId}::uuid`}
           order by handover_id desc limit ${limit + 1}) f on true
       order by f.handover_id desc`,
  )
  return rows.flatMap(row => (row.id === null ? [] : row))
}

/** One of them, as it was then: made from the log, of which row security shows this agency nothing later. */
export async function readFormerHandover(
  pools: AgencyPools,
  reader: Reader,
  id: HandoverId,
): Promise<(FormerHandover & { readonly file: HandoverOnFile }) | undefined> {
  type Found = FormerHandover & Omit<HandoverOnFile, 'state'> & { readonly events: readonly LoggedFact[] }
  const [row] = await pools.run(
    reader.agency,
    'read_former_handover',
    ({ sql }) => sql<(Found | { id: null })[]>`
      select f.handover_id as id, f.succession, rfc3339(f.ended_at) as "endedAt", f.version,
             f.decision_standing as "decisionStanding", f.corrections, (
               select jsonb_agg(jsonb_build_object('type', e.type, 'act', e.act, 'at', rfc3339(e.at), 'payload', p.payload::jsonb)
                        order by e.version)
                 from events e left join event_payloads p using (stream, stream_id, version)
                where e.stream = 'handover' and e.stream_id = f.handover_id and e.version <= f.version) as events
        from ${recording(sql, reader, { kind: 'handover', id })}
        left join former_handovers f on f.handover_id = ${id} and f.agency = ${reader.agency}
         and ${isOpenTo(sql, reader.person, sql`f.violation_id`)}`,
  )
  if (row === undefined || row.id === null) return undefined
  const { events, version, decisionStanding, corrections, ...former } = row
  const state = folded(events, evolveHandover)
  return state && { ...former, file: { state, version, decisionStanding, corrections } }
}

/** Records the sending on the referral and the hand-over that begins with it. Throws DoorClosed when somebody was quicker. */
export async function recordHandoverSending(
  pools: AgencyPools,
  act: Act,
  after: ReferralOnFile,
  sent: {
    readonly events: readonly ReferralEvent[]
    readonly handover: Handover
    readonly event: HandoverEvent
    /** Of the items that go with it. */
    readonly ledgers: { readonly appends: readonly Append[]; readonly rows: readonly object[] }
  },
): Promise<Recorded> {
  const { events, handover, event, ledgers } = sent
  const appends = appendsOf([
    { stream: 'referral', id: after.state.id, after: after.version - events.length, events },
    ...ledgers.appends,
  ])
  const row = {
    id: handover.id,
    referral_id: handover.referralId,
    decision_number: handover.content.decision.number,
    sender: handover.sender,
    receiver: handover.receiver,
    evidence_ids: handover.content.evidence.map(({ evidenceId }) => evidenceId),
    version: 1,
    sent_at: handover.sending.at,
    ...movingPart(handover),
  }
  await pools.run(
    act.agency,
    'send_handover',
    ({ sql }) => sql`
      select penerusan.send_handover(
        ${JSON.stringify(act)}::text::jsonb, ${JSON.stringify(appends)}::text::jsonb,
        ${JSON.stringify(referralRow(after.state, after.version))}::text::jsonb, ${JSON.stringify(row)}::text::jsonb,
        ${eventText(event)}::text::jsonb, ${JSON.stringify(ledgers.rows)}::text::jsonb)`,
  )
  return {}
}

/** Records what the receiving agency did with it. Throws DoorClosed when somebody was quicker. */
export async function recordHandoverAnswer(
  pools: AgencyPools,
  act: Act,
  version: number,
  { handover, event }: { readonly handover: Handover; readonly event: HandoverEvent },
): Promise<Recorded> {
  await pools.run(
    act.agency,
    'answer_handover',
    ({ sql }) => sql`
      select penerusan.answer_handover(
        ${JSON.stringify(act)}::text::jsonb, ${handover.id}::uuid, ${version}::int,
        ${JSON.stringify(movingPart(handover))}::text::jsonb, ${eventText(event)}::text::jsonb)`,
  )
  return {}
}

function movingPart(handover: Handover) {
  return { status: handover.status, changed_at: handover.changedAt, state: handover }
}

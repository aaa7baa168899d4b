import type { Fragment } from 'postgres'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { type Evidence, evolveEvidence } from '../domain/evidence.ts'
import type { Examination } from '../domain/examination.ts'
import type { Handover } from '../domain/handed-over.ts'
import type { CopyId, EvidenceId, HandoverId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { CopyOnRecord } from '../domain/redacted-copy.ts'
import type { Referral } from '../domain/referral.ts'
import type { ReferralStatus } from '../domain/transitions.ts'
import type { Violation } from '../domain/violation.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isOpenTo } from './cut-off.ts'
import { folded, type LoggedFact } from './folded.ts'
import type { StoredReply } from './record-act.ts'

/** A state with the version of the stream it was folded from. */
export type Versioned<State> = { readonly state: State; readonly version: number }

export type ViolationOnFile = Versioned<Violation> & {
  readonly referralStatus: ReferralStatus | undefined
  /** Whoever recorded an item that is on file. */
  readonly itemRecorders: readonly PersonId[]
}
export type ReferralOnFile = Versioned<Referral>
export type ExaminationOnFile = Versioned<Examination>
export type ReferralLoaded = Loaded & {
  readonly referral: ReferralOnFile
  readonly violation: ViolationOnFile | undefined
  readonly examination: ExaminationOnFile | undefined
  /** Its officer is recused from it or has left, as far as this agency knows. */
  readonly officerIsAbsent: boolean
}

/** Whose stored reply to look for while reading the case. */
export type KeyedRequest = { readonly caller: PersonId; readonly operation: string; readonly key: string | null }

/** What every load brings with it: the database's time, and the reply that this key was given before. */
export type Loaded = { readonly now: string; readonly stored: StoredReply | undefined }

export type Row = {
  now: string
  stored: StoredReply | null
  violation: Violation | null
  violation_version: number | null
  referral_status: ReferralStatus | null
  item_recorders: PersonId[] | null
  referral: Referral | null
  referral_version: number | null
  examination: Examination | null
  examination_version: number | null
  copy?: CopyOnRecord | null
  copy_of?: ReferralId | null
  handover?: Handover | null
  officer_is_absent: boolean
}

/** A case with the items of evidence that the agency may see: all of its own, or those it was ever handed. */
type WithEvidence = { readonly evidence: readonly EvidenceAt[] }

/** Reads nothing but the time and the stored reply: for acts that open a case. */
export async function loadNothing(pools: AgencyPools, agency: AgencyId, keyed: KeyedRequest): Promise<Loaded> {
  const [row] = await pools.run(
    agency,
    'load_nothing',
    ({ sql }) => sql<[Pick<Row, 'now' | 'stored'>]>`
      select rfc3339(app_now()) as now, (${storedReply(sql, keyed)}) as stored`,
  )
  return { now: row.now, stored: row.stored ?? undefined }
}

/** The same before a violation is recorded; undefined when it was, and whoever recorded it is recused from it since. */
export async function loadRecording(
  pools: AgencyPools,
  agency: AgencyId,
  keyed: KeyedRequest,
): Promise<Loaded | undefined> {
  const [row] = await pools.run(
    agency,
    'load_recording',
    ({ sql }) => sql<[Pick<Row, 'now' | 'stored'> & { open: boolean }]>`
      select rfc3339(app_now()) as now, reply as stored,
             reply is null or ${isOpenTo(sql, keyed.caller, sql`((reply ->> 'body')::jsonb ->> 'id')::uuid`)} as open
        from (select (${storedReply(sql, keyed)}) as reply) known`,
  )
  return row.open ? { now: row.now, stored: row.stored ?? undefined } : undefined
}

/** A violation of this agency, or undefined when there is none that it may see. */
export async function loadViolation(
  pools: AgencyPools,
  agency: AgencyId,
  id: ViolationId,
  keyed: KeyedRequest,
): Promise<(Loaded & { violation: ViolationOnFile }) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_violation',
    ({ sql }) => sql<Row[]>`
      select ${violationColumns(sql, keyed)} from violations v
       where v.id = ${id} and ${isOpenTo(sql, keyed.caller, sql`v.id`)}`,
  )
  const violation = row && violationOf(row)
  return violation && { now: row.now, stored: row.stored ?? undefined, violation }
}

/**
 * A referral this agency is party to, with its violation and its examination as far as the agency may see them, or
 * undefined when there is none that it may see.
 */
export async function loadReferral(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
  keyed: KeyedRequest,
): Promise<ReferralLoaded | undefined> {
  const [row] = await pools.run(
    agency,
    'load_referral',
    ({ sql }) => sql<Row[]>`
      select ${referralColumns(sql, keyed)} from ${referralTables(sql)}
       where r.id = ${id} and ${isOpenTo(sql, keyed.caller, sql`r.violation_id`)}`,
  )
  return row && referralOf(row)
}

/** The same, with its evidence. */
export async function loadReferralWithEvidence(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
  keyed: KeyedRequest,
): Promise<(ReferralLoaded & WithEvidence) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_referral_with_evidence',
    ({ sql }) => sql<(Row & WithEvidence)[]>`
      select ${referralColumns(sql, keyed)}, (${evidenceOf(sql)} where e.violation_id = r.violation_id) as evidence
        from ${referralTables(sql)}
       where r.id = ${id} and ${isOpenTo(sql, keyed.caller, sql`r.violation_id`)}`,
  )
  const loaded = row && referralOf(row)
  return loaded && { ...loaded, evidence: row.evidence }
}

/** A violation of this agency with all its evidence. */
export async function loadViolationWithEvidence(
  pools: AgencyPools,
  agency: AgencyId,
  id: ViolationId,
  keyed: KeyedRequest,
): Promise<(Loaded & WithEvidence & { violation: ViolationOnFile }) | undefined> {
  const [row] = await pools.run(
    agency,
    'load_violation_with_evidence',
    ({ sql }) => sql<(Row & WithEvidence)[]>`
      select ${violationColumns(sql, keyed)}, (${evidenceOf(sql)} where e.violation_id = v.id) as evidence
        from violations v where v.id = ${id} and ${isOpenTo(sql, keyed.caller, sql`v.id`)}`,
  )
  const violation = row && violationOf(row)
  return violation && { now: row.now, stored: row.stored ?? undefined, violation, evidence: row.evidence }
}

/** An item, and why the last attempt to inspect it found nothing out: while it is pending, and for its own agency. */
export type EvidenceOnFile = EvidenceAt & { readonly fault: string | null }

export type EvidenceLoaded = Loaded & {
  readonly evidence: EvidenceOnFile
  /** Its violation, for its own agency; the referral it is looked at through, for either party. */
  readonly violation: ViolationOnFile | undefined
  readonly referral: ReferralOnFile | undefined
  /** The redacted copy it was shared with, for the recipient. */
  readonly copy?: CopyOnFile
  /** The hand-over with which it went to the election-crime track, for its two sides, while the decision stands. */
  readonly handover?: Handover
}

/** A copy, and of which referral it is. */
export type CopyOnFile = { readonly state: CopyOnRecord; readonly referralId: ReferralId }

/** Through which case an item is looked at. */
export type EvidencePlace = { readonly [Name in keyof Places]: Only<Name> }[keyof Places]
type Places = {
  readonly violationId: ViolationId
  readonly referralId: ReferralId
  readonly copyId: CopyId
  readonly handoverId: HandoverId
}
type Only<Name extends keyof Places> = Pick<Places, Name> & {
  readonly [Other in Exclude<keyof Places, Name>]?: undefined
}

/** An item under its parent, or undefined when there is none that this agency may see there. */
export async function loadEvidence(
  pools: AgencyPools,
  agency: AgencyId,
  place: EvidencePlace,
  id: EvidenceId,
  keyed: KeyedRequest,
): Promise<EvidenceLoaded | undefined> {
  const [row] = await pools.run(
    agency,
    'load_evidence',
    ({ sql }) => sql<(Row & HandedItem)[]>`
      select ${itemColumns(sql, id)}, ${violationColumns(sql, keyed)}
        from (values (0)) one ${itemAndParents(sql, place, id, keyed.caller)}`,
  )
  return row && itemUnder(row, id)
}

/** Of `itemAndParents`: the item as it is now, or for whoever has no part in it any more its ledger until then. */
export function itemColumns(sql: Sql, id: EvidenceId) {
  return sql`
    e.state, e.version, ${faultOf(sql)}, case when e.id is null and r.id is not null then (${ledgerOf(sql, sql`${id}`)}) end as ledger,
    r.state as referral, r.version as referral_version, c.state as copy, c.referral_id as copy_of, h.state as handover`
}

/** The ledger of an item, as far as the agency may see it. */
export function ledgerOf(sql: Sql, id: Fragment) {
  return sql`
    select jsonb_agg(jsonb_build_object('type', l.type, 'act', l.act, 'at', rfc3339(l.at), 'payload', p.payload::jsonb) order by l.version)
      from events l left join event_payloads p using (stream, stream_id, version)
     where l.stream = 'evidence' and l.stream_id = ${id}`
}

/** An item `e`, and its violation, referral, copy or hand-over, whichever it is looked at through. */
export function itemAndParents(
  sql: Sql,
  { violationId, referralId, copyId, handoverId }: EvidencePlace,
  id: EvidenceId,
  person: PersonId,
) {
  return sql`
    left join evidence_items e on e.id = ${id} and ${isOpenTo(sql, person, sql`e.violation_id`)}
    left join violations v on v.id = ${violationId ?? null}::uuid and v.id = e.violation_id
    left join referrals r on r.id = ${referralId ?? null}::uuid and r.violation_id = coalesce(e.violation_id, r.violation_id)
         and ${isOpenTo(sql, person, sql`r.violation_id`)}
    left join copies c on c.id = ${copyId ?? null}::uuid and e.id = any (c.evidence_ids)
    left join handovers h on h.id = ${handoverId ?? null}::uuid and e.id = any (h.evidence_ids) and ${stands(sql)}`
}

/** Whether what went with a hand-over `h` is still its receiver's to open. */
export function stands(sql: Sql) {
  return sql`h.decision_standing = 'issued'`
}

/** Of an item that an agency was handed: as it is now, or its ledger until the agency's part in it was over. */
export type HandedItem = {
  readonly state: Evidence | null
  readonly version: number | null
  readonly fault: string | null
  readonly ledger: readonly LoggedFact[] | null
}

/**
 * The item as the agency may see it. Whoever has no part in it any more sees it as it was when that ended: row security shows no
 * later entry of the ledger. What the law had erased from it since, nobody can tell.
 */
export function itemOnFile({ state, version, fault, ledger }: HandedItem): EvidenceOnFile | undefined {
  if (state !== null && version !== null) return { state, version, fault }
  if (ledger === null || ledger.some(({ payload }) => payload === null)) return undefined
  const then = folded(ledger, evolveEvidence)
  return then && { state: then, version: ledger.length, fault: null }
}

/** The item of a row, if it is under the parent that was asked for: its violation, a referral, a copy or a hand-over. */
export function itemUnder(row: Row & HandedItem, id: EvidenceId): EvidenceLoaded | undefined {
  const evidence = itemOnFile(row)
  if (evidence === undefined) return undefined
  const violation = violationOf(row)
  const referral =
    row.referral && row.referral_version !== null ? { state: row.referral, version: row.referral_version } : undefined
  const handedOver = referral?.state.versions.some(({ manifest }) => manifest.some(item => item.evidenceId === id))
  const copy = row.copy && row.copy_of ? { state: row.copy, referralId: row.copy_of } : undefined
  const handover = row.handover ?? undefined
  if (violation === undefined && handedOver !== true && copy === undefined && handover === undefined) return undefined
  return {
    now: row.now,
    stored: row.stored ?? undefined,
    evidence,
    violation,
    referral,
    ...(copy && { copy }),
    ...(handover && { handover }),
  }
}

/** An item of this agency, for what the service does by itself. */
export async function readEvidence(
  pools: AgencyPools,
  agency: AgencyId,
  id: EvidenceId,
): Promise<(EvidenceAt & { readonly now: string }) | undefined> {
  const [row] = await pools.run(
    agency,
    'read_evidence',
    ({ sql }) => sql<(EvidenceAt & { now: string })[]>`
      select state, version, rfc3339(app_now()) as now from evidence_items where id = ${id}`,
  )
  return row
}

/** A referral of this agency, for what the service does by itself. */
export async function readReferralItself(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
): Promise<(ReferralOnFile & { readonly now: string }) | undefined> {
  const [row] = await pools.run(
    agency,
    'read_referral_itself',
    ({ sql }) => sql<(ReferralOnFile & { now: string })[]>`
      select state, version, rfc3339(app_now()) as now from referrals where id = ${id}`,
  )
  return row
}

export type Sql = import('postgres').Sql

/** Why the last attempt to inspect a pending item `e` found nothing out. */
export function faultOf(sql: Sql) {
  return sql`
    (select l.fault from evidence_scan_leases l where l.evidence_id = e.id and e.status = 'pending') as fault`
}

/** A violation `v`, with what loads bring along. */
function violationColumns(sql: Sql, keyed: KeyedRequest) {
  return sql`
    ${violationOnFile(sql)}, rfc3339(app_now()) as now, (${storedReply(sql, keyed)}) as stored`
}

export function violationOnFile(sql: Sql) {
  return sql`
    v.state as violation, v.version as violation_version, v.referral_status,
    (select jsonb_agg(distinct person)
       from evidence_items i cross join jsonb_array_elements_text(i.state -> 'recorders') person
      where i.violation_id = v.id and i.owner = v.owner and i.status <> 'erased'
        and i.state ->> 'exclusion' is null) as item_recorders`
}

function referralColumns(sql: Sql, keyed: KeyedRequest) {
  return sql`
    r.state as referral, r.version as referral_version, x.state as examination, x.version as examination_version,
    ${officerIsAbsent(sql)}, ${violationColumns(sql, keyed)}`
}

/** Whether the officer of a referral `r` is recused from it or has left; the other party never learns it from this. */
function officerIsAbsent(sql: Sql) {
  return sql`
    coalesce(is_off(app_agency(), (r.state #>> '{assignment,officer}')::uuid, r.violation_id), false) as officer_is_absent`
}

function referralTables(sql: Sql) {
  return sql`
    referrals r
    left join violations v on v.id = r.violation_id
    left join examinations x on x.referral_id = r.id`
}

/** In the order of their ids, which is that of their arrival. */
export function evidenceOf(sql: Sql) {
  return sql`
    select coalesce(jsonb_agg(jsonb_build_object('state', e.state, 'version', e.version) order by e.id), '[]')
      from evidence_items e`
}

function referralOf(row: Row): ReferralLoaded | undefined {
  if (!row.referral || row.referral_version === null) return undefined
  return {
    now: row.now,
    stored: row.stored ?? undefined,
    referral: { state: row.referral, version: row.referral_version },
    violation: violationOf(row),
    examination:
      row.examination && row.examination_version !== null
        ? { state: row.examination, version: row.examination_version }
        : undefined,
    officerIsAbsent: row.officer_is_absent,
  }
}

export function violationOf(row: Row): ViolationOnFile | undefined {
  if (row.violation === null || row.violation_version === null) return undefined
  return {
    state: row.violation,
    version: row.violation_version,
    referralStatus: row.referral_status ?? undefined,
    itemRecorders: row.item_recorders ?? [],
  }
}

/** The reply stored for this caller and key, while it is kept; without a key there is none. */
export function storedReply(sql: Sql, { caller, operation, key }: KeyedRequest) {
  return sql`
    select jsonb_build_object('status', status, 'headers', headers, 'body', body, 'fingerprint', encode(fingerprint, 'hex'))
      from idempotency_records i
     where i.agency = app_agency() and i.caller = ${caller} and i.operation = ${operation} and i.key = ${key}
       and i.expires_at > app_now()`
}

import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { Examination } from '../domain/examination.ts'
import type { Handover } from '../domain/handed-over.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { CopyOnRecord } from '../domain/redacted-copy.ts'
import type { Referral } from '../domain/referral.ts'
import type { ReferralStatus } from '../domain/transitions.ts'
import type { Violation } from '../domain/violation.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isOpenTo } from './cut-off.ts'
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

/** A violation `v`, with what loads bring along. */
export function violationColumns(sql: Sql, keyed: KeyedRequest) {
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

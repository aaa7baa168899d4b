import type { Fragment } from 'postgres'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { type Evidence, evolveEvidence } from '../domain/evidence.ts'
import type { Handover } from '../domain/handed-over.ts'
import type { CopyId, EvidenceId, HandoverId, OneOf, ReferralId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { CopyOnRecord } from '../domain/redacted-copy.ts'
import type { AgencyPools } from './agency-pools.ts'
import {
  type KeyedRequest,
  type Loaded,
  type ReferralOnFile,
  type Row,
  type Sql,
  type ViolationOnFile,
  violationColumns,
  violationOf,
} from './case-store.ts'
import { isOpenTo } from './cut-off.ts'
import { folded, type LoggedFact } from './folded.ts'

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
export type EvidencePlace = OneOf<{
  readonly violationId: ViolationId
  readonly referralId: ReferralId
  readonly copyId: CopyId
  readonly handoverId: HandoverId
}>

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

/** Why the last attempt to inspect a pending item `e` found nothing out. */
export function faultOf(sql: Sql) {
  return sql`
    (select l.fault from evidence_scan_leases l where l.evidence_id = e.id and e.status = 'pending') as fault`
}

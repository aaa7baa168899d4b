import type { EvidenceId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { AgencyPools } from './agency-pools.ts'
import {
  type ExaminationOnFile,
  evidenceOf,
  type ReferralOnFile,
  type Row,
  type ViolationOnFile,
  violationOf,
  violationOnFile,
} from './case-store.ts'
import { isOpenTo } from './cut-off.ts'
import {
  type EvidenceLoaded,
  type EvidenceOnFile,
  type EvidencePlace,
  faultOf,
  type HandedItem,
  itemAndParents,
  itemColumns,
  itemOnFile,
  itemUnder,
  ledgerOf,
} from './item-store.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/**
 * Reads for people, each on record in the statement that reads. What is hidden from the agency, or absent, is undefined.
 * The pages of `listEvidence` are of a case whose read was recorded just before.
 */

/** A violation of this agency. */
export async function readViolation(
  pools: AgencyPools,
  reader: Reader,
  id: ViolationId,
): Promise<ViolationOnFile | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_violation',
    ({ sql }) => sql<Row[]>`
      select ${violationOnFile(sql)}
        from ${recording(sql, reader, { kind: 'violation', id })}
        left join violations v on v.id = ${id} and ${isOpenTo(sql, reader.person, sql`v.id`)}`,
  )
  return row && violationOf(row)
}

/** A violation of this agency with all its evidence, and what time it is. */
export async function readViolationWithEvidence(
  pools: AgencyPools,
  reader: Reader,
  id: ViolationId,
): Promise<
  { readonly violation: ViolationOnFile; readonly evidence: readonly EvidenceAt[]; readonly now: string } | undefined
> {
  const [row] = await pools.run(
    reader.agency,
    'read_violation_with_evidence',
    ({ sql }) => sql<(Row & { evidence: readonly EvidenceAt[] })[]>`
      select ${violationOnFile(sql)}, (${evidenceOf(sql)} where e.violation_id = v.id) as evidence,
             rfc3339(app_now()) as now
        from ${recording(sql, reader, { kind: 'violation', id })}
        left join violations v on v.id = ${id} and ${isOpenTo(sql, reader.person, sql`v.id`)}`,
  )
  const violation = row && violationOf(row)
  return violation && { violation, evidence: row.evidence, now: row.now }
}

/** A referral this agency is party to. */
export async function readReferral(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<(ReferralOnFile & { readonly now: string }) | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_referral',
    ({ sql }) => sql<(Row & { now: string })[]>`
      select r.state as referral, r.version as referral_version, rfc3339(app_now()) as now
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}`,
  )
  const referral = row && referralOf(row)
  return referral && { ...referral, now: row.now }
}

/** The same, with its violation for the agency that owns it. */
export async function readReferralWithViolation(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<
  | { readonly referral: ReferralOnFile; readonly violation: ViolationOnFile | undefined; readonly now: string }
  | undefined
> {
  const [row] = await pools.run(
    reader.agency,
    'read_referral_with_violation',
    ({ sql }) => sql<(Row & { now: string })[]>`
      select r.state as referral, r.version as referral_version, ${violationOnFile(sql)}, rfc3339(app_now()) as now
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}
        left join violations v on v.id = r.violation_id`,
  )
  const referral = row && referralOf(row)
  return referral && { referral, violation: violationOf(row), now: row.now }
}

/** A referral with its examination, as far as this agency may see it, and if asked for with the evidence on the table. */
export type Examined = {
  readonly referral: ReferralOnFile
  readonly examination: ExaminationOnFile | undefined
}

export async function readExamined(pools: AgencyPools, reader: Reader, id: ReferralId): Promise<Examined | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_examined',
    ({ sql }) => sql<Row[]>`
      select r.state as referral, r.version as referral_version, x.state as examination, x.version as examination_version
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}
        left join examinations x on x.referral_id = r.id`,
  )
  return row && examinedOf(row)
}

/** The same, with the evidence that this agency may see of it. */
export async function readExaminedEvidence(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<(Examined & { readonly evidence: readonly EvidenceAt[] }) | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_examined_evidence',
    ({ sql }) => sql<(Row & { evidence: readonly EvidenceAt[] })[]>`
      select r.state as referral, r.version as referral_version, x.state as examination, x.version as examination_version,
             (${evidenceOf(sql)} where e.violation_id = r.violation_id) as evidence
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}
        left join examinations x on x.referral_id = r.id`,
  )
  const examined = row && examinedOf(row)
  return examined && { ...examined, evidence: row.evidence }
}

function examinedOf(row: Row): Examined | undefined {
  const referral = referralOf(row)
  if (referral === undefined) return undefined
  return {
    referral,
    examination:
      row.examination && row.examination_version !== null
        ? { state: row.examination, version: row.examination_version }
        : undefined,
  }
}

function referralOf({ referral, referral_version: version }: Row): ReferralOnFile | undefined {
  return referral === null || version === null ? undefined : { state: referral, version }
}

/** An item under its parent, or undefined when there is none that this agency may see there. */
export async function readItem(
  pools: AgencyPools,
  reader: Reader,
  place: EvidencePlace,
  id: EvidenceId,
): Promise<EvidenceLoaded | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_item',
    ({ sql }) => sql<(Row & HandedItem)[]>`
      select ${itemColumns(sql, id)}, ${violationOnFile(sql)}, rfc3339(app_now()) as now
        from ${recording(sql, reader, { kind: 'evidence', id })}
        ${itemAndParents(sql, place, id, reader.person)}`,
  )
  return row && itemUnder(row, id)
}

/** The items of a violation that this agency may see, oldest first; one more than the limit when there is a next page. */
export function listEvidence(
  pools: AgencyPools,
  reader: Reader,
  violationId: ViolationId,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<readonly EvidenceOnFile[]> {
  return pools.run(
    reader.agency,
    'list_evidence',
    ({ sql }) => sql<EvidenceOnFile[]>`
      select e.state, e.version, ${faultOf(sql)} from evidence_items e
       where e.violation_id = ${violationId} and ${isOpenTo(sql, reader.person, sql`e.violation_id`)}
         and e.id > ${after ?? '00000000-0000-0000-0000-000000000000'}
       order by e.id limit ${limit + 1}`,
  )
}

/**
 * Of the items that were handed over with a referral all after this one that the agency may see, oldest first. Like `listEvidence` of a
 * case whose read was recorded just before.
 */
export async function listReferredEvidence(
  pools: AgencyPools,
  { agency }: Reader,
  handedOver: readonly EvidenceId[],
  after: string | null,
): Promise<readonly EvidenceOnFile[]> {
  const ids = [...new Set(handedOver)].filter(id => after === null || id > after).sort()
  const rows = await pools.run(
    agency,
    'list_referred_evidence',
    ({ sql }) => sql<HandedItem[]>`
      select e.state, e.version, ${faultOf(sql)}, case when e.id is null then (${ledgerOf(sql, sql`handed.id`)}) end as ledger
        from (select item::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) item) handed
        left join evidence_items e on e.id = handed.id
       order by handed.id`,
  )
  return rows.flatMap(row => itemOnFile(row) ?? [])
}

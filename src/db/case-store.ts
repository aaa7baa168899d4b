import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { Examination } from '../domain/examination.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import type { ReferralStatus } from '../domain/transitions.ts'
import type { Violation } from '../domain/violation.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { StoredReply } from './record-act.ts'

/** A state with the version of the stream it was folded from. */
export type Versioned<State> = { readonly state: State; readonly version: number }

export type ViolationOnFile = Versioned<Violation> & { readonly referralStatus: ReferralStatus | undefined }
export type ReferralOnFile = Versioned<Referral>
export type ExaminationOnFile = Versioned<Examination>

/** Whose stored reply to look for while reading the case. */
export type KeyedRequest = { readonly caller: PersonId; readonly operation: string; readonly key: string | null }

/** What every load brings with it: the database's time, and the reply that this key was given before. */
type Loaded = { readonly now: string; readonly stored: StoredReply | undefined }

type Row = {
  now: string
  stored: StoredReply | null
  violation: Violation | null
  violation_version: number | null
  referral_status: ReferralStatus | null
  referral: Referral | null
  referral_version: number | null
  examination: Examination | null
  examination_version: number | null
}

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
      select v.state as violation, v.version as violation_version, v.referral_status,
             rfc3339(app_now()) as now, (${storedReply(sql, keyed)}) as stored
        from violations v where v.id = ${id}`,
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
): Promise<
  | (Loaded & {
      referral: ReferralOnFile
      violation: ViolationOnFile | undefined
      examination: ExaminationOnFile | undefined
    })
  | undefined
> {
  const [row] = await pools.run(
    agency,
    'load_referral',
    ({ sql }) => sql<Row[]>`
      select r.state as referral, r.version as referral_version,
             v.state as violation, v.version as violation_version, v.referral_status,
             x.state as examination, x.version as examination_version,
             rfc3339(app_now()) as now, (${storedReply(sql, keyed)}) as stored
        from referrals r
        left join violations v on v.id = r.violation_id
        left join examinations x on x.referral_id = r.id
       where r.id = ${id}`,
  )
  if (!row?.referral || row.referral_version === null) return undefined
  return {
    now: row.now,
    stored: row.stored ?? undefined,
    referral: { state: row.referral, version: row.referral_version },
    violation: violationOf(row),
    examination:
      row.examination && row.examination_version !== null
        ? { state: row.examination, version: row.examination_version }
        : undefined,
  }
}

/** A referral this agency is party to, for reading it. */
export async function readReferral(
  pools: AgencyPools,
  agency: AgencyId,
  id: ReferralId,
): Promise<(ReferralOnFile & { now: string }) | undefined> {
  const [row] = await pools.run(
    agency,
    'read_referral',
    ({ sql }) => sql<{ state: Referral; version: number; now: string }[]>`
      select state, version, rfc3339(app_now()) as now from referrals where id = ${id}`,
  )
  return row
}

function violationOf(row: Row): ViolationOnFile | undefined {
  if (row.violation === null || row.violation_version === null) return undefined
  return {
    state: row.violation,
    version: row.violation_version,
    referralStatus: row.referral_status ?? undefined,
  }
}

/** The reply stored for this caller and key, while it is kept; without a key there is none. */
function storedReply(sql: import('postgres').Sql, { caller, operation, key }: KeyedRequest) {
  return sql`
    select jsonb_build_object('status', status, 'headers', headers, 'body', body, 'fingerprint', encode(fingerprint, 'hex'))
      from idempotency_records i
     where i.agency = app_agency() and i.caller = ${caller} and i.operation = ${operation} and i.key = ${key}
       and i.expires_at > app_now()`
}

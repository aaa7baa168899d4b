import type { Act } from '../domain/act.ts'
import type { AgencyId, PersonId, Role } from '../domain/agencies.ts'
import type { ReferralId, ReporterId, ViolationId } from '../domain/ids.ts'
import type { WrappedKey } from '../vault/key-ring.ts'
import type { SealedText } from '../vault/sealed-text.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isOpenTo } from './cut-off.ts'
import type { Reader } from './reader.ts'

export type OpenedReporter = {
  readonly reporterId: ReporterId
  readonly violationId: ViolationId
  /** That took the reporter in. */
  readonly agency: AgencyId
  readonly takenInAt: string
  readonly sealed: SealedText
  readonly openedAt: string
  /** Of the consent; null at the agency itself. */
  readonly endsAt: string | null
}

/**
 * The sealed identity, if the database too finds that it is this person's to open; that it was opened, and what for, is
 * recorded in the same statement. Undefined where it is not theirs.
 */
export async function openReporter(
  pools: AgencyPools,
  act: Omit<Act, 'at'>,
  through: { readonly violationId: ViolationId } | { readonly referralId: ReferralId },
  { id, purpose }: { readonly id: string; readonly purpose: string },
): Promise<OpenedReporter | undefined> {
  const violationId = 'violationId' in through ? through.violationId : null
  const referralId = 'referralId' in through ? through.referralId : null
  const [row] = await pools.run(
    act.agency,
    'open_reporter',
    ({ sql }) => sql<[{ opened: OpenedReporter | null }]>`
      select penerusan.open_reporter(
        ${id}, ${violationId}::uuid, ${referralId}::uuid, ${JSON.stringify(act)}::text::jsonb, ${purpose}) as opened`,
  )
  return row.opened ?? undefined
}

export type ReporterOpening = {
  readonly id: string
  readonly at: string
  readonly agency: AgencyId
  readonly person: PersonId
  readonly kind: 'person' | 'client'
  readonly role: Role
  readonly purpose: string
  readonly referralId: ReferralId | null
  readonly requestNumber: number | null
}

/** Who opened the reporter of a violation of this agency, oldest first; one more than the limit when there is a next page. */
export function listReporterOpenings(
  pools: AgencyPools,
  { agency, person }: Reader,
  violationId: ViolationId,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<readonly ReporterOpening[]> {
  return pools.run(
    agency,
    'list_reporter_openings',
    ({ sql }) => sql<ReporterOpening[]>`
      select id, rfc3339(at) as at, agency, person, kind, role, purpose, referral_id as "referralId",
             request_number as "requestNumber"
        from reporter_openings
       where violation_id = ${violationId} and ${isOpenTo(sql, person, sql`violation_id`)} and id > ${after ?? '00000000-0000-0000-0000-000000000000'}
       order by id limit ${limit + 1}`,
  )
}

export type OwnedReporter = { readonly reporterId: ReporterId; readonly agency: AgencyId }

/** Reporters whose data key is wrapped under another key than this, in the order of their ids; asked as no agency. */
export function listReportersUnderOtherKeys(
  pools: AgencyPools,
  keyId: string,
  after: ReporterId | null,
  most: number,
): Promise<OwnedReporter[]> {
  return pools.run(
    null,
    'reporters_under_other_keys',
    ({ sql }) => sql<OwnedReporter[]>`
      select reporter_id as "reporterId", agency
        from penerusan.reporters_under_other_keys(${keyId}, ${after ?? '00000000-0000-0000-0000-000000000000'}, ${most})`,
  )
}

/** The wrapped data key of a reporter, without what it opens. */
export async function readReporterKey(
  pools: AgencyPools,
  { reporterId, agency }: OwnedReporter,
): Promise<(WrappedKey & { readonly violationId: ViolationId }) | undefined> {
  const [row] = await pools.run(
    agency,
    'reporter_key',
    ({ sql }) => sql<[{ key: (WrappedKey & { violationId: ViolationId }) | null }]>`
      select penerusan.reporter_key(${reporterId}) as key`,
  )
  return row.key ?? undefined
}

/** Puts a data key that was wrapped anew in the place of the one that was read; false when that one has gone meanwhile. */
export async function rewrapReporter(
  pools: AgencyPools,
  { reporterId, agency }: OwnedReporter,
  known: WrappedKey,
  { keyId, wrappedKey }: WrappedKey,
): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'rewrap_reporter',
    ({ sql }) => sql<[{ done: boolean }]>`
      select penerusan.rewrap_reporter(${reporterId}, ${known.wrappedKey}, ${keyId}, ${wrappedKey}) as done`,
  )
  return row.done
}

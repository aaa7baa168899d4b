import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Fragment, Sql } from 'postgres'
import type { PersonId } from '../domain/agencies.ts'
import { sql as drizzled } from './drizzle.ts'

/**
 * True where this person is not recused from the case that the fragment names by its violation. Every statement that reads or
 * loads a case says it, so that a case from which somebody is cut off is as absent. The list is made once for a
 * statement; it is short and mostly empty.
 */
export function isOpenTo(sql: Sql, person: PersonId, violationId: Fragment): Fragment {
  return sql`${violationId} <> all (array(
    select violation_id from penerusan.recusals
     where agency = penerusan.app_agency() and person = ${person} and lifted_at is null))`
}

/** The same for what knows only the referral: copies, which go to agencies that are mostly no party. */
export function isReferralOpenTo(sql: Sql, person: PersonId, referralId: Fragment): Fragment {
  return sql`${referralId} <> all ((select penerusan.referrals_cut_off_from(${person}::uuid))::uuid[])`
}

/** The same for lists of violations. They name the person by a placeholder, so that they stay prepared. */
export function listedTo(violationId: PgColumn) {
  const person = drizzled.placeholder('person')
  return drizzled`${violationId} <> all (array(
    select violation_id from penerusan.recusals
     where agency = penerusan.app_agency() and person = ${person}::uuid and lifted_at is null))`
}

/** The same for lists of referrals, by their own ids: the index that such a list scans knows no others. */
export function referralListedTo(referralId: PgColumn) {
  return drizzled`${referralId} <> all ((select penerusan.referrals_cut_off_from(${drizzled.placeholder('person')}::uuid))::uuid[])`
}

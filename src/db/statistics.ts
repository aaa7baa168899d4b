import type { Counted } from '../domain/right-first-time.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isReferralOpenTo } from './cut-off.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** Months (`2024-02`, Asia/Jakarta), from inclusive, until exclusive. */
export type MonthRange = { readonly from: string; readonly until: string }

/**
 * What came of the referrals that this agency sent or was sent in these months, counted over a small row for each of them and
 * not over the cases. It is on record as a search of referrals.
 */
export async function countReferrals(
  pools: AgencyPools,
  reader: Reader,
  { from, until }: MonthRange,
): Promise<Counted[]> {
  const rows = await pools.run(
    reader.agency,
    'count_referrals',
    ({ sql }) => sql<(Counted | { month: null })[]>`
      select to_char(counted.month, 'YYYY-MM') as month, counted.side, counted.outcome, counted.rounds, counted.rejection,
             counted.item, counted.count
        from ${recording(sql, reader, { kind: 'referrals', filter: { from, until } })}
        left join (
          with mine as materialized (
            select * from referral_outcomes o
             where o.agency = app_agency() and o.month >= ${`${from}-01`}::date and o.month < ${`${until}-01`}::date
               and ${isReferralOpenTo(sql, reader.person, sql`o.referral_id`)})
          select month, side, outcome, rounds, rejection, null as item, count(*)::int as count
            from mine group by month, side, outcome, rounds, rejection
          union all
          select month, side, null, null, null, code, count(*)::int
            from mine, unnest(cited) code group by month, side, code) counted on true`,
  )
  return rows.filter((row): row is Counted => row.month !== null)
}

import type { KindOfClock } from '../domain/kept-clocks.ts'
import type { AgencyPools } from './agency-pools.ts'

/** How many of this kind and clock are over. */
export type OverdueClock = { readonly kind: KindOfClock; readonly clock: string; readonly count: number }

/** What is over, of all agencies together: deadlines of referrals, obligations and answers to appeals. Found by index. */
export async function overdueClocks(pools: AgencyPools): Promise<OverdueClock[]> {
  return pools.run(
    null,
    'overdue_clocks',
    ({ sql }) => sql<OverdueClock[]>`select kind, clock, overdue as count from penerusan.overdue_clocks()`,
  )
}

/** How many entries all feeds have together. */
export async function countFeedEntries(pools: AgencyPools): Promise<number> {
  const [row] = await pools.run(
    null,
    'count_feed_entries',
    ({ sql }) => sql<[{ entries: number }]>`select penerusan.count_feed_entries()::float8 as entries`,
  )
  return row.entries
}

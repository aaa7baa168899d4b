import type { AgencyPools } from './agency-pools.ts'

export type OverdueClock = { readonly clock: string; readonly count: number }
export type OverdueClocks = {
  readonly deadlines: readonly OverdueClock[]
  readonly obligations: readonly OverdueClock[]
}

/** How many deadlines and obligations are over, of all agencies together, by their clock. Found by index. */
export async function overdueClocks(pools: AgencyPools): Promise<OverdueClocks> {
  const rows = await pools.run(
    null,
    'overdue_clocks',
    ({ sql }) => sql<(OverdueClock & { kind: 'deadline' | 'obligation' })[]>`
      select kind, clock, overdue as count from penerusan.overdue_clocks()`,
  )
  const of = (wanted: string) =>
    rows.filter(({ kind }) => kind === wanted).map(({ clock, count }) => ({ clock, count }))
  return { deadlines: of('deadline'), obligations: of('obligation') }
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

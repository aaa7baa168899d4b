import postgres from 'postgres'
import t, { type Test } from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { referralsToWatch } from '../../src/db/deadlines.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import { createServiceDatabase, openDesk } from './desk.ts'

const urls = await createServiceDatabase(t)
const { pools } = await openDesk(t, { urls })
/** One connection: what it has done is counted when it says so itself. */
const admin = postgres(urls.adminUrl, { max: 1, onnotice: () => {}, connection: { search_path: 'penerusan' } })
t.after(() => admin.end({ timeout: 5 }))
const { versions } = readCatalogues()

const id = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as ReferralId
const watch = { at: null, clocks: versions.clocks, calendars: versions.calendars }
/** Referrals that nothing is to be said of, and these, each with what the sweep looks for. */
async function fill(rows: number, watched: Readonly<Record<number, object>>): Promise<void> {
  await admin.unsafe(`
    insert into referrals
    select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), 'kominfo', 'kasn', 'sent', true, false, 1, null, 1,
           now(), now(), jsonb_build_object('deadlines', '[]'::jsonb, 'deadlineWatch', '${JSON.stringify(watch)}'::jsonb)
      from generate_series(1, ${rows}) n`)
  for (const [n, said] of Object.entries(watched)) {
    const state = JSON.stringify({ deadlineWatch: { ...watch, ...said } })
    await admin`update referrals set state = ${state}::text::jsonb where id = ${id(Number(n))}`
  }
  await admin.unsafe('analyze referrals')
}

await fill(5000, {
  7: { at: '2001-01-01T00:00:00.000Z' },
  8: { at: '2099-01-01T00:00:00.000Z' },
  9: { clocks: versions.clocks - 1 },
  10: { calendars: versions.calendars - 1 },
  11: { clocks: null, calendars: null },
  12: { clocks: versions.clocks + 1 },
})

t.test('R-CLK-04 R-CLK-05 what is near, over or of an older law is found, and nothing else', async t => {
  const found = await referralsToWatch(pools, versions, [], 100)
  t.strictSame(found.map(({ id }) => id).sort(), [id(7), id(9), id(10)])
  t.strictSame([...new Set(found.map(({ agency }) => agency))], ['kominfo'])
  t.equal((await referralsToWatch(pools, versions, [], 2)).length, 2)
  const others = await referralsToWatch(pools, versions, [id(9), id(10)], 100)
  t.strictSame(
    others.map(({ id }) => id),
    [id(7)],
  )
})

/** How often the table of referrals was read as a whole, and these indexes. */
async function scansOf(indexes: readonly string[]) {
  await admin`select pg_stat_force_next_flush()`
  await admin`select pg_stat_clear_snapshot()`
  const [table] = await admin<[{ scans: number }]>`
    select seq_scan::int as scans from pg_stat_user_tables where relname = 'referrals' and schemaname = 'penerusan'`
  const scans = await admin<{ scans: number }[]>`
    select idx_scan::int as scans from pg_stat_user_indexes where indexrelname in ${admin(indexes)} order by indexrelname`
  return { table: table.scans, indexes: scans.map(({ scans }) => scans) }
}

async function usesIndexes(t: Test, indexes: readonly string[], ask: () => PromiseLike<unknown>): Promise<void> {
  const before = await scansOf(indexes)
  await ask()
  const after = await scansOf(indexes)
  t.equal(after.table, before.table, 'the table is not read as a whole')
  t.equal(after.indexes.length, indexes.length)
  t.ok(after.indexes.every((scans, index) => scans > (before.indexes[index] ?? 0)))
}

t.test('it is found by indexes, however many referrals there are', async t => {
  await usesIndexes(
    t,
    ['referrals_by_next_deadline', 'referrals_by_clock_version', 'referrals_by_calendar_version'],
    () => admin`select * from referrals_to_watch(${versions.clocks}, ${versions.calendars}, '{}'::uuid[], 100)`,
  )
})

t.test('what is over is counted by indexes', async t => {
  // There are no obligations here, and nothing is read as quickly as an empty table.
  await admin`set enable_seqscan = off`
  await usesIndexes(
    t,
    ['referrals_with_overdue_deadlines', 'obligations_by_due', 'obligations_with_overdue_appeals'],
    () => admin`select * from overdue_clocks()`,
  )
  await admin`reset enable_seqscan`
})

t.end()

import postgres from 'postgres'
import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { obligationsOnOlderLaw } from '../../src/db/obligations.ts'
import type { ObligationId } from '../../src/domain/ids.ts'
import { createServiceDatabase, openDesk } from './desk.ts'

const urls = await createServiceDatabase(t)
const { pools } = await openDesk(t, { urls })
/** One connection: what it has done is counted when it says so itself. */
const admin = postgres(urls.adminUrl, { max: 1, onnotice: () => {}, connection: { search_path: 'penerusan' } })
t.after(() => admin.end({ timeout: 5 }))
const { versions } = readCatalogues()
const { clocks, calendars } = versions

const id = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as ObligationId
const byCalendar = (calendarVersion: number) => ({ clockVersion: clocks, calendarVersion })
const appeal = (answer: object | null, decision: object | null = null) => ({ appeals: [{ answer, decision }] })
const current = { clockVersion: clocks, calendarVersion: null }
/** Obligations of which nothing is to be counted anew, every second with an appeal that is to be answered, and these. */
async function fill(rows: number, others: Readonly<Record<number, [status: string, state: object]>>): Promise<void> {
  const state = JSON.stringify({ deadlines: [current], appeals: [] })
  const appealed = JSON.stringify(appeal(byCalendar(calendars)))
  await admin.unsafe(`
    alter table obligations disable trigger user;
    insert into obligations
    select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), 1, 'kominfo', 'kasn', 'boyolali', '{}', 'open', false,
           null, null, 1, now(), now(), '${state}'::jsonb || case when n % 2 = 0 then '${appealed}'::jsonb else '{}' end
      from generate_series(1, ${rows}) n`)
  for (const [n, [status, state]] of Object.entries(others)) {
    await admin`
      update obligations set status = ${status}, state = state || ${JSON.stringify(state)}::text::jsonb where id = ${id(Number(n))}`
  }
  await admin.unsafe('analyze obligations')
}

const older = { clockVersion: clocks - 1, calendarVersion: null }
const newer = { clockVersion: clocks + 1, calendarVersion: null }
await fill(5000, {
  7: ['open', { deadlines: [older] }],
  8: ['open', { deadlines: [older, current] }],
  9: ['executed', { deadlines: [older] }],
  10: ['open', { deadlines: [byCalendar(calendars - 1)] }],
  11: ['open', { deadlines: [newer] }],
  12: ['open', { deadlines: [{ clockVersion: clocks - 1, calendarVersion: calendars + 1 }] }],
  13: ['open', { countedByOlderLaw: true }],
  14: ['open', { deadlines: [newer], countedByOlderLaw: true }],
  15: ['lapsed', { countedByOlderLaw: true }],
  16: ['executed', appeal(older)],
  17: ['open', appeal(byCalendar(calendars - 1))],
  18: ['executed', appeal(older, { outcome: 'uphold' })],
  19: ['annulled', appeal(older)],
  20: ['open', appeal(newer)],
  21: ['open', appeal(byCalendar(calendars))],
  22: ['open', appeal(null)],
  23: [
    'open',
    {
      appeals: [
        { answer: older, decision: null },
        { answer: byCalendar(calendars), decision: null },
      ],
    },
  ],
})
const found = [7, 10, 13, 16, 17].map(id)

t.test('R-CLK-04 obligations of an older law are found, and nothing that is over, newer or answered', async t => {
  const all = await obligationsOnOlderLaw(pools, versions, undefined, 100)
  t.strictSame(
    all.map(({ id }) => id),
    found,
  )
  t.strictSame([...new Set(all.map(({ receiver }) => receiver))], ['kasn'])
  const page = await obligationsOnOlderLaw(pools, versions, undefined, 2)
  const rest = await obligationsOnOlderLaw(pools, versions, page.at(-1), 100)
  t.strictSame(
    [...page, ...rest].map(({ id }) => id),
    found,
  )
})

t.test('they are found by indexes, however many obligations there are', async t => {
  const counts = async () => {
    await admin`select pg_stat_force_next_flush()`
    await admin`select pg_stat_clear_snapshot()`
    const [table] = await admin<[{ scans: number }]>`
      select seq_scan::int as scans from pg_stat_user_tables where relname = 'obligations' and schemaname = 'penerusan'`
    const indexes = await admin<{ name: string; scans: number; read: number }[]>`
      select indexrelname as name, idx_scan::int as scans, idx_tup_read::int as read from pg_stat_user_indexes
       where schemaname = 'penerusan' and relname = 'obligations' order by 1`
    return { table: table.scans, indexes }
  }
  const before = await counts()
  await admin`select * from obligations_on_older_law(${clocks}, ${calendars}, ${id(0)}, 100)`
  const after = await counts()
  t.equal(after.table, before.table, 'the table is not read as a whole')
  const used = after.indexes.filter(({ scans }, index) => scans > (before.indexes[index]?.scans ?? 0))
  t.strictSame(
    used.map(({ name }) => name),
    [
      'obligations_by_answer_calendars',
      'obligations_by_answer_clocks',
      'obligations_by_calendars',
      'obligations_by_clocks',
      'obligations_counted_by_older_law',
    ],
  )
  const read = after.indexes.reduce((sum, { read }, index) => sum + read - (before.indexes[index]?.read ?? 0), 0)
  t.ok(read < 50, `${read} entries are looked at`)
})

t.end()

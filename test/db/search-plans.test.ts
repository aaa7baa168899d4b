import t from 'tap'
import type { Sql } from '../../src/db/case-store.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { isThorough } from '../support/thorough.ts'
import { createServiceDatabase, kominfo, openDesk } from './desk.ts'

/** Five years of entries: half of them Kominfo's, one in a thousand Bawaslu's, the rest that of others. */
const entries = isThorough ? 1_000_000 : 60_000
const bawaslu = 'bawaslu' as AgencyId
const limit = 51

const desk = await openDesk(t, { deadlineMs: 120_000, urls: await createServiceDatabase(t) })
const { admin, pools } = desk

const began = Date.parse('2020-01-01T00:00:00Z')
const each = Math.floor((5 * 365 * 86_400_000) / entries)
const indexes = await admin<{ name: string; definition: string }[]>`
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = 'search_entries'::regclass and not indisprimary`
await admin.unsafe(`
  set maintenance_work_mem = '256MB';
  alter table search_entries set unlogged;
  ${indexes.map(({ name }) => `drop index ${name};`).join(' ')}
  insert into search_entries
    select (entry).* from (
      select search_entry(case when n % 1000 = 0 then 'bawaslu' when n % 2 = 0 then 'kominfo' else 'agency-' || n % 19 end, 'referral',
        (lpad(to_hex(${began} + n::bigint * ${each}), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), null,
        case when n % 3 = 0 then timestamptz '2020-01-01' + n * interval '${each} milliseconds' end, '',
        array['word:every',
          case when n % 10 = 0 then 'word:tenth' end, case when n % 200 = 0 then 'word:rare' end,
          case when n < ${entries} / 3 then 'word:old' end, case when n > ${entries} - 300 then 'word:new' end]) as entry
        from generate_series(1, ${entries}) n) made;
  ${indexes.map(({ definition }) => `${definition};`).join(' ')}
  analyze search_entries`)

/** How many rows of the entries this connection has read, and how often it looked through all of them. */
const counts = (sql: Sql) => sql`
  select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as rows, seq_scan::int as whole
    from pg_stat_xact_all_tables where relid = 'penerusan.search_entries'::regclass`

/** What a call found, how many rows of the entries it read, and whether it looked through all of them. */
async function costOf(agency: AgencyId, call: 'find_newest' | 'find_due', search: object) {
  const asked = JSON.stringify({ words: [], guards: [], all: [], none: [], ...search })
  const [row] = await pools.run(
    agency,
    'search_cost',
    ({ sql }) => sql<[{ found: string[]; rows: number; whole: number }]>`
      with before as materialized (${counts(sql)}),
           found as materialized (
             select to_jsonb(array(
               select id from ${sql.unsafe(`penerusan.${call}`)}('referral', gen_random_uuid(), ${asked}::text::jsonb, ${limit})
                where before.rows >= 0)) as ids, before.*
               from before)
      select ids as found, afterwards.rows - found.rows as rows, afterwards.whole - found.whole as whole
        from found, lateral (${counts(sql)} and found.ids is not null) afterwards`,
  )
  return row
}

const searches: Record<string, object> = {
  everything: {},
  'what every case has': { all: [['word:every']] },
  'what a tenth has': { all: [['word:tenth']] },
  'what few have': { all: [['word:rare']] },
  'what nobody has': { all: [['word:none']] },
  'what only old cases have': { all: [['word:old']] },
  'what only new cases have': { all: [['word:new']] },
  'two things that many have, and few both': { all: [['word:tenth'], ['word:old']] },
  'two things that no case has together': { all: [['word:new'], ['word:old']] },
  'all but what most have': { all: [['word:every']], none: ['word:old'] },
  'cases of some days': { made: { from: '2022-03-01T00:00:00Z', until: '2022-03-04T00:00:00Z' } },
}

for (const [what, search] of Object.entries(searches)) {
  t.test(`${what}: a page costs a page, whoever asks and in whichever order`, async t => {
    for (const agency of [kominfo, bawaslu]) {
      for (const call of ['find_newest', 'find_due'] as const) {
        const asked = call === 'find_due' ? { ...search, due: {} } : search
        for (const deep of [false, true]) {
          const whole = await costOf(agency, call, asked)
          const id = whole.found.at(-1)
          const after = { id, dueAt: '2022-06-01T00:00:00Z' }
          const { found, rows } = deep && id !== undefined ? await costOf(agency, call, { ...asked, after }) : whole
          t.ok(rows <= 4_000, `${agency} ${call}: ${rows} rows are looked at for ${found.length}`)
          t.equal(whole.whole, 0, 'none by looking through all')
        }
      }
    }
  })
}

t.end()

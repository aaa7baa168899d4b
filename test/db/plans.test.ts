import postgres from 'postgres'
import t from 'tap'
import { listReadRecords } from '../../src/db/audit-lists.ts'
import { listReceivedCopies } from '../../src/db/copies.ts'
import { listReferrals, listViolations, type PageRequest } from '../../src/db/lists.ts'
import { listObligations } from '../../src/db/obligations.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import type { ViolationId } from '../../src/domain/ids.ts'
import { isThorough } from '../support/thorough.ts'
import { createServiceDatabase, kasn, kominfo, openDesk, readerFrom } from './desk.ts'

/** A million violations when thorough, half as many rows of parties; fewer of what grows more slowly. */
const violations = isThorough ? 1_000_000 : 200_000
const referrals = violations / 4
const others = 40_000
/** Half is Kominfo's, the rest that of twenty others; one in so many is Bawaslu's. */
const rare = 10_000

const bawaslu = 'bawaslu' as AgencyId
const boyolali = 'boyolali' as AgencyId
const limit = 50
/** The most rows of a page, and one more. */
const mostRows = 201
const idAt = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const first: PageRequest = { limit, before: null, fromId: null, toId: null }
/** With nine tenths of that many before it. */
const deepIn = (rows: number): PageRequest => ({ ...first, before: idAt(rows / 10) })
const rangeIn = (rows: number): PageRequest => ({ ...first, fromId: idAt(rows / 4), toId: idAt(rows / 2) })

const desk = await openDesk(t, { deadlineMs: 60_000, urls: await createServiceDatabase(t) })
const { admin, pools } = desk

const id = `('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
const who = `case when n % ${rare} = 0 then 'bawaslu' when n % 2 = 0 then 'kominfo' else 'agency-' || n % 19 end`
const day = `timestamptz '2024-01-01'`
const fills = {
  violations: `
    select ${id}, ${who}, status, status, null, null, 1, ${day}, ${day}, '{}'
      from generate_series(1, ${violations}) n,
           lateral (select (array['draft', 'documented', 'referred', 'dismissed'])[1 + n % 4] as status) of_case`,
  referrals: `
    select ${id}, ${id}, ${who}, 'kasn', (array['sent', 'received', 'accepted', 'closed'])[1 + n % 4], false, false, 1, null, 1, ${day}, ${day}, '{}'
      from generate_series(1, ${referrals}) n`,
  referral_parties: `
    select case side when 'receiver' then receiver else sender end, id, side, status, violation_id
      from referrals, (values ('sender'), ('receiver')) party (side)`,
  copies: `
    select ${id}, ${id}, 1, 'kasn', case when n % 1000 = 0 then 'bawaslu' when n % 2 = 0 then 'boyolali' else 'agency-' || n % 19 end, '{}', ${day}, timestamptz '2124-01-01', '{"id": 1}'
      from generate_series(1, ${others}) n`,
  obligations: `
    select ${id}, ${id}, 1, 'kominfo', 'kasn', null, '{}', 'executed', true, null, null, 1, ${day}, ${day}, '{}'
      from generate_series(1, ${others}) n`,
  obligation_parties: `
    select agency, ${id}, ${id}, 'party', case when n % 100 = 0 then 'open' else 'executed' end, case when n % 100 = 0 then ${day} end
      from generate_series(1, ${others}) n,
           lateral (select 'kasn' union all select case when n % 1000 = 0 then 'bawaslu' else 'agency-' || n % 19 end) concerned (agency)`,
  'read_records (at, request_id, agency, person, client, roles, operation, target, target_id, address)': `
    select ${day} + n * interval '1 second', 'r', ${who}, ${id}, 'c', '{recorder}', 'readReferral', 'referral', ${id}, '::1'
      from generate_series(1, ${others}) n`,
}
for (const [into, rows] of Object.entries(fills)) {
  const [table = ''] = into.split(' ')
  const indexes = await admin<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
      from pg_index where indrelid = ${table}::regclass and not exists (select from pg_constraint where conindid = indexrelid)`
  // Without a log of its own, and with its indexes made afterwards, a table fills many times as fast and is planned the same.
  await admin.unsafe(`
    set maintenance_work_mem = '256MB';
    alter table ${table} set unlogged;
    alter table ${table} disable trigger user;
    ${indexes.map(({ name }) => `drop index ${name};`).join(' ')}
    insert into ${into} ${rows};
    ${indexes.map(({ definition }) => `${definition};`).join(' ')}
    analyze ${table}`)
}

type Look = {
  readonly what: string
  readonly list: (agency: AgencyId) => Promise<unknown>
  readonly table: string
  readonly index: string
  /** Of agencies with many of the rows, and with few. */
  readonly agencies: readonly AgencyId[]
  readonly times?: number
}

/**
 * Open: without a state, the plan for any range, which PostgreSQL comes to from the sixth time on, follows the index of all ids
 * and so looks at the whole range for an agency with few cases in it.
 */
const beforeAnyRange = 5
const narrowest = { status: undefined, violationId: undefined }
const deepRead = { at: '2024-01-01T01:00:00Z', id: `${3_600}` }
const looks: readonly Look[] = [
  ...Object.entries({ first, deep: deepIn(violations), ranged: rangeIn(violations) }).flatMap(
    ([what, page]): Look[] => [
      {
        what: `violations, ${what}`,
        list: agency => listViolations(pools, readerFrom(agency), page, { status: undefined }),
        ...{ table: 'violations', index: 'violations_by_owner', agencies: [kominfo, bawaslu] },
        ...(what === 'ranged' && { times: beforeAnyRange }),
      },
      {
        what: `violations in a state, ${what}`,
        list: agency => listViolations(pools, readerFrom(agency), page, { status: 'draft' }),
        ...{ table: 'violations', index: 'violations_by_status', agencies: [kominfo, bawaslu] },
      },
    ],
  ),
  ...Object.entries({ first, deep: deepIn(referrals), ranged: rangeIn(referrals) }).flatMap(([what, page]): Look[] => [
    {
      what: `referrals, ${what}`,
      list: agency => listReferrals(pools, readerFrom(agency), page, narrowest),
      ...{ table: 'referral_parties', index: 'referral_parties_pkey', agencies: [kominfo, kasn, bawaslu] },
      ...(what === 'ranged' && { times: beforeAnyRange }),
    },
    {
      what: `referrals in a state, ${what}`,
      list: agency => listReferrals(pools, readerFrom(agency), page, { ...narrowest, status: 'sent' }),
      ...{ table: 'referral_parties', index: 'referral_parties_by_status', agencies: [kominfo, kasn, bawaslu] },
    },
    {
      what: `referrals of a violation, ${what}`,
      list: agency =>
        listReferrals(pools, readerFrom(agency), page, { ...narrowest, violationId: idAt(rare) as ViolationId }),
      ...{ table: 'referral_parties', index: 'referral_parties_by_violation', agencies: [kominfo, kasn, bawaslu] },
    },
  ]),
  ...Object.entries({ first, deep: deepIn(others), ranged: rangeIn(others) }).map(
    ([what, page]): Look => ({
      what: `copies, ${what}`,
      list: agency => listReceivedCopies(pools, readerFrom(agency), page),
      ...{ table: 'copies', index: 'copies_by_recipient', agencies: [boyolali, bawaslu] },
    }),
  ),
  ...Object.entries({ first, deep: deepIn(others) }).flatMap(([what, page]): Look[] => [
    {
      what: `obligations, ${what}`,
      list: agency => listObligations(pools, readerFrom(agency), page, { status: undefined, overdue: undefined }),
      ...{ table: 'obligation_parties', index: 'obligation_parties_pkey', agencies: [kasn, bawaslu] },
    },
    {
      what: `obligations in a state, ${what}`,
      list: agency => listObligations(pools, readerFrom(agency), page, { status: 'open', overdue: undefined }),
      ...{ table: 'obligation_parties', index: 'obligation_parties_by_status', agencies: [kasn, bawaslu] },
    },
    {
      what: `overdue obligations, ${what}`,
      list: agency => listObligations(pools, readerFrom(agency), page, { status: undefined, overdue: true }),
      ...{ table: 'obligation_parties', index: 'obligation_parties_due', agencies: [kasn, bawaslu] },
    },
  ]),
  ...Object.entries({ first: null, deep: deepRead }).map(
    ([what, after]): Look => ({
      what: `read records, ${what}`,
      list: agency => listReadRecords(pools, readerFrom(agency), {}, { limit, after }),
      ...{ table: 'read_records', index: 'read_records_pkey', agencies: [kominfo, bawaslu] },
    }),
  ),
  {
    what: 'read records about one thing',
    list: agency => listReadRecords(pools, readerFrom(agency), { targetId: idAt(rare) }, { limit, after: null }),
    ...{ table: 'read_records', index: 'read_records_by_target', agencies: [kominfo, bawaslu] },
  },
]

/** The statement that the service sends for a list, with its values. */
async function sentFor({ list }: Look, agency: AgencyId): Promise<{ text: string; values: readonly unknown[] }> {
  const sent: { text: string; values: readonly unknown[] }[] = []
  await pools.run(agency, 'watch', async ({ sql }) => {
    sql.options.debug = (_, text, values) => sent.push({ text, values: [...values] })
  })
  await list(agency)
  await pools.run(agency, 'watch no more', async ({ sql }) => {
    sql.options.debug = false
  })
  const [one] = sent.filter(({ text }) => text.includes('record_read'))
  if (one === undefined) throw new Error('no list was sent')
  return one
}

for (const look of looks) {
  t.test(`${look.what}: a page costs a page, whoever asks`, async t => {
    for (const agency of look.agencies) {
      const { text, values } = await sentFor(look, agency)
      const connection = { search_path: 'penerusan', 'app.agency': agency }
      const service = postgres(desk.serviceUrl, { max: 1, onnotice: () => {}, connection })
      await service.unsafe(`prepare asked as ${text}`)
      const given = values.map(value => (value === null ? 'null' : `'${`${value}`.replaceAll("'", "''")}'`))
      // Planned for these values at first, and from the sixth time on for any, if PostgreSQL finds that no worse.
      for (let time = 1; time <= (look.times ?? 8); time++) {
        const [row] = await service.unsafe<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(
          `explain (analyze, format json) execute asked (${given.join(', ')})`,
        )
        const nodes = flat(row['QUERY PLAN'][0].Plan)
        const place = `${agency}, asked ${time} times: ${nodes.map(node => `${node['Node Type']} ${node['Index Name'] ?? ''}`).join(', ')}`
        const rows = nodes.reduce((sum, node) => sum + rowsOf(node), 0)
        // Whoever has every second row finds its page as soon by the index that is in the order of the list for all; and
        // what little an agency has may be looked through by any index of its own, as the sample of the statistics falls.
        const byIndex = nodes.some(node => node['Relation Name'] === look.table && node['Index Name'] === look.index)
        t.ok(byIndex || agency !== bawaslu || rows <= 2 * mostRows, place)
        t.strictSame(
          nodes.filter(node => node['Node Type'] === 'Seq Scan').map(node => node['Relation Name']),
          [],
          place,
        )
        // A list reads a page of the largest size and one more, and looks each of its rows up under row security.
        t.ok(rows <= 6 * mostRows, `${rows} rows are looked at, ${place}`)
        for (const node of nodes.filter(node => node['Node Type'].includes('Sort'))) {
          t.ok(node['Actual Rows'] <= mostRows, `${node['Actual Rows']} rows are sorted, ${place}`)
        }
      }
      await service.end()
    }
  })
}

type Plan = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)]
}

/** What a scan looks at, kept or not. */
function rowsOf(node: Plan): number {
  if (!node['Node Type'].includes('Scan')) return 0
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return (node['Actual Rows'] + removed) * node['Actual Loops']
}

t.end()

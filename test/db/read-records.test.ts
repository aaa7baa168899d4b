import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { listReadRecords } from '../../src/db/audit-lists.ts'
import { readReferral } from '../../src/db/case-reads.ts'
import { listReferrals, listViolations } from '../../src/db/lists.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import { createServiceDatabase, type Desk, kasn, kominfo, openDesk, readerFrom, workOf } from './desk.ts'

const page = { limit: 50, before: null, fromId: null, toId: null }

function connect(t: Test, url: string, agency: string | null): postgres.Sql {
  const connection = { search_path: 'penerusan', ...(agency !== null && { 'app.agency': agency }) }
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection })
  t.teardown(() => sql.end({ timeout: 1 }))
  return sql
}

async function sentReferral(desk: Desk): Promise<ReferralId> {
  const work = workOf(desk)
  const id = await work.record()
  await work.document(id)
  return work.send(id)
}

const recordRead = `record_read('${randomUUID()}', '${randomUUID()}', 'c', 'recorder', 'readReferral', '::1', null, 'referral', '${randomUUID()}', null)`

t.test(
  'a record is the agency’s own: nobody else reads it, nobody changes it, and no agency can be put in its place',
  async t => {
    const desk = await openDesk(t)
    const referral = await sentReferral(desk)
    await readReferral(desk.pools, readerFrom(kasn), referral)
    const seen = async (agency: string | null) => {
      const [row] = await connect(t, desk.serviceUrl, agency)`select count(*)::int as count from read_records`
      return row?.['count']
    }
    t.equal(await seen('kasn'), 1)
    for (const agency of ['kominfo', 'bkn', '', null]) t.equal(await seen(agency), 0, `${agency}`)

    const service = connect(t, desk.serviceUrl, 'kasn')
    for (const statement of [
      "insert into read_records (at, agency) values (now(), 'kasn')",
      "update read_records set purpose = 'another'",
      'delete from read_records',
      'truncate read_records',
    ]) {
      await t.rejects(service.unsafe(statement), { code: '42501' }, statement)
    }
    await t.rejects(connect(t, desk.serviceUrl, null).unsafe(`select ${recordRead}`), { code: 'PN001' })
    const ofNothing = recordRead.replace("'referral'", "'nothing known'")
    await t.rejects(service.unsafe(`select ${ofNothing}`), { code: '23514' }, 'what it is about has a kind')
    t.equal(await seen('kasn'), 1)
  },
)

t.test(
  'what joins a hidden row inwards, or records in a query that nobody refers to, would record nothing',
  async t => {
    const desk = await openDesk(t)
    const referral = await sentReferral(desk)
    const service = connect(t, desk.serviceUrl, 'bkn')
    const recordsOf = async (statement: string) => {
      await desk.admin`delete from read_records`
      await service.unsafe(statement)
      return (await desk.admin`select from read_records`).length
    }
    const wanted = `where r.id = '${referral}'`
    t.equal(await recordsOf(`with recorded as (select ${recordRead}) select r.state from referrals r ${wanted}`), 0)
    t.equal(await recordsOf(`select r.state, ${recordRead} from referrals r ${wanted}`), 0)
    t.equal(await recordsOf(`select r.state from referrals r join ${recordRead} recorded on true ${wanted}`), 0)
    t.equal(
      await recordsOf(`select r.state from ${recordRead} recorded left join referrals r on r.id = '${referral}'`),
      1,
    )

    await desk.admin`delete from read_records`
    t.equal(await readReferral(desk.pools, readerFrom('bkn' as typeof kasn), referral), undefined)
    t.equal((await desk.admin`select from read_records`).length, 1, 'ours does not')
  },
)

t.test('what is given out is recorded as something that exists, and by an agency; else nothing is', async t => {
  const desk = await openDesk(t)
  const given = (target: string) =>
    `select record_given('${randomUUID()}', '${randomUUID()}', 'c', 'recorder', 'exportReferrals', '::1', null, '${target}', '{${randomUUID()}}', null)`
  const kasnService = connect(t, desk.serviceUrl, 'kasn')
  for (const unknown of ['case', '', 'Referral', 'referral ']) {
    await t.rejects(kasnService.unsafe(given(unknown)), { code: /^(22P02|23514)$/ }, `“${unknown}”`)
  }
  await t.rejects(connect(t, desk.serviceUrl, null).unsafe(given('referral')), { code: 'PN001' })
  const [none] = await kasnService`select count(*)::int as count from read_records`
  t.equal(none?.['count'], 0)
  await kasnService.unsafe(given('referral'))
  const [one] = await kasnService`select target, given from read_records`
  t.strictSame({ ...one }, { target: 'referral', given: true })
})

t.test('a read record may commit asynchronously, an act never, not even beside a read', async t => {
  const urls = await createServiceDatabase(t)
  const desk = await openDesk(t, { urls })
  const { admin } = desk
  // Asked at the very end of each transaction, when the commit looks at it.
  await admin.unsafe(`
    create table public.commits (what text, setting text);
    create function public.note_commit() returns trigger language plpgsql security definer as $$
      begin insert into public.commits values (tg_table_name, current_setting('synchronous_commit')); return null; end $$;
    grant execute on function public.note_commit() to public;
    create constraint trigger z_noted after insert on penerusan.events deferrable initially deferred for each row execute function public.note_commit();
    create constraint trigger z_noted after insert on penerusan.read_records deferrable initially deferred for each row execute function public.note_commit()`)
  const commits = async () => {
    const rows = await admin`select distinct what, setting from public.commits order by 1, 2`
    await admin`delete from public.commits`
    return rows.map(({ what, setting }) => `${what} ${setting}`)
  }

  const referral = await sentReferral(desk)
  t.strictSame(await commits(), ['events on'])
  await readReferral(desk.pools, readerFrom(kasn), referral)
  t.strictSame(await commits(), ['read_records off'])
  await listViolations(desk.pools, readerFrom(kominfo), page, { status: undefined })
  t.strictSame(await commits(), ['read_records off'])
  await sentReferral(desk)
  t.strictSame(await commits(), ['events on'], 'a connection that read before commits an act as ever')

  const both = connect(t, urls.adminUrl, 'kominfo')
  const anEvent = `insert into events select stream, gen_random_uuid(), 1, gen_random_uuid(), type, audience, agency, act, at, epoch, pg_current_xact_id(), digest from events limit 1`
  await both.unsafe(`do $$ begin perform ${recordRead}; ${anEvent}; end $$`)
  t.strictSame(await commits(), ['events on', 'read_records on'], 'first the read')
  await both.unsafe(`do $$ begin ${anEvent}; perform ${recordRead}; end $$`)
  t.strictSame(await commits(), ['events on', 'read_records on'], 'first the act')

  const name = new URL(urls.serviceUrl).pathname.slice(1)
  await admin.unsafe(`alter database ${name} set synchronous_commit = off`)
  const careless = await openDesk(t, { urls })
  await sentReferral(careless)
  t.strictSame(await commits(), ['events on'], 'even where the server would not wait')
})

t.test('lists find their page by the same index, with the record in the statement', async t => {
  const desk = await openDesk(t)
  const { admin, pools } = desk
  const referral = await sentReferral(desk)
  // Enough that looking at all of them would cost more.
  await admin.unsafe(`
    alter table violations disable trigger user;
    alter table referrals disable trigger user;
    create function pg_temp.id(n int) returns uuid language sql as $$ select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
    insert into violations select pg_temp.id(n), case when n % 20 = 0 then owner else 'bawaslu' end, status, own_status, referral_id, referral_status, version, recorded_at, changed_at, state
      from violations, generate_series(1, 20000) n;
    insert into referrals select pg_temp.id(n), pg_temp.id(n), sender, receiver, status, open, releases_violation, version_number, due_on, version, sent_at, changed_at, state
      from referrals, generate_series(1, 20000) n where referrals.id = '${referral}';
    insert into referral_parties select agency, pg_temp.id(n), side, status, pg_temp.id(n) from referral_parties, generate_series(1, 20000) n where referral_id = '${referral}';
    insert into read_records (at, request_id, agency, person, client, roles, operation, target, target_id, address)
      select now() - n * interval '1 second', gen_random_uuid(), 'kominfo', gen_random_uuid(), 'c', '{recorder}', 'readReferral', 'referral', pg_temp.id(n), '::1'
        from generate_series(1, 20000) n;
    insert into refusals (at, request_id, agency, operation, code)
      select now() - n * interval '1 second', gen_random_uuid(), 'kominfo', 'readReferral', 'not-found' from generate_series(1, 20000) n;
    insert into recusals (id, agency, person, violation_id, interest, explanation, declared, declared_at)
      select pg_temp.id(n), 'kominfo', gen_random_uuid(), pg_temp.id(n), 'other', 'Of others.', '{}', now() from generate_series(1, 20000) n;
    analyze`)

  const plans: Record<string, { list: () => Promise<unknown>; index: string; table: string }> = {
    'record_read.*from "penerusan"."violations"': {
      list: () => listViolations(pools, readerFrom(kominfo), page, { status: undefined }),
      index: 'violations_by_owner',
      table: 'violations',
    },
    'record_read.*from "penerusan"."referral_parties"': {
      list: () => listReferrals(pools, readerFrom(kominfo), page, { status: undefined, violationId: undefined }),
      index: 'referral_parties_pkey',
      table: 'referral_parties',
    },
    'record_read.*from read_records r': {
      list: () => listReadRecords(pools, readerFrom(kominfo), {}, { limit: 50, after: null }),
      index: 'read_records_pkey',
      table: 'read_records',
    },
  }
  for (const [statement, { list, index, table }] of Object.entries(plans)) {
    await list()
    const [prepared] = await pools.run(
      kominfo,
      'look',
      ({ sql }) => sql<[{ statement: string }?]>`
        select statement from pg_prepared_statements where replace(statement, E'\\n', ' ') ~ ${statement}`,
    )
    t.ok(prepared, statement)
    const [row] = await pools.run(kominfo, 'explain', ({ sql }) =>
      sql.unsafe<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(`explain (generic_plan, format json) ${prepared?.statement}`),
    )
    const nodes = flat(row['QUERY PLAN'][0].Plan)
    t.equal(nodes.filter(node => node['Function Name'] === 'record_read').length, 1, 'it is recorded once')
    t.strictSame(
      nodes.filter(node => node['Relation Name'] === table && node['Index Name'] === index).length > 0,
      true,
      `${table}: ${nodes.map(node => `${node['Node Type']} ${node['Index Name'] ?? ''}`).join(', ')}`,
    )
    t.strictSame(
      nodes.filter(node => node['Node Type'] === 'Seq Scan').map(node => node['Relation Name']),
      [],
    )
  }
})

t.test('who has read a thing is told to whoever it belongs to, and to nobody else', async t => {
  const desk = await openDesk(t)
  const referral = await sentReferral(desk)
  await readReferral(desk.pools, readerFrom(kasn), referral)
  await readReferral(desk.pools, readerFrom(kominfo), referral)
  const toldTo = async (agency: string | null) =>
    (
      await connect(t, desk.serviceUrl, agency)`
        select agency from who_has_read(array(select ${referral}::uuid)) order by 1`
    ).map(row => row['agency'])
  t.strictSame(await toldTo('kominfo'), ['kasn', 'kominfo'])
  for (const agency of ['kasn', 'bkn', null]) t.strictSame(await toldTo(agency), [], `${agency}`)
})

t.test('what was answered is on record, however many connections are killed', async t => {
  const urls = await createServiceDatabase(t)
  const desk = await openDesk(t, { urls, deadlineMs: 5_000 })
  const referral = await sentReferral(desk)
  const answered: string[] = []
  const failed: string[] = []
  let reading = true
  const read = async () => {
    while (reading) {
      const reader = readerFrom(kasn)
      const list = answered.length % 2 === 0
      await (list
        ? listReferrals(desk.pools, reader, page, { status: undefined, violationId: undefined })
        : readReferral(desk.pools, reader, referral)
      ).then(
        () => answered.push(reader.requestId),
        () => failed.push(reader.requestId),
      )
    }
  }
  const name = new URL(urls.serviceUrl).pathname.slice(1)
  const killing = (async () => {
    // As long as it takes for enough of both, however slowly connections are made anew.
    for (let kills = 0; kills < 60 || answered.length <= 50 || failed.length === 0; ) {
      const [row] = await desk.admin`
        select count(*) filter (where pg_terminate_backend(pid))::int as killed from (
          select pid from pg_stat_activity where datname = ${name} and application_name = 'penerusan' order by random() limit 1) victim`
      kills += row?.['killed']
      await new Promise(resolve => setTimeout(resolve, Math.random() * 30))
    }
    reading = false
  })()
  await Promise.all([killing, read(), read(), read(), read()])

  const rows = await desk.admin`select request_id, count(*)::int as count from read_records group by 1`
  const counts = new Map(rows.map(({ request_id, count }) => [request_id, count]))
  t.comment(`${answered.length} answered, ${failed.length} failed`)
  t.ok(answered.length > 50 && failed.length > 0)
  t.strictSame(
    answered.filter(id => counts.get(id) !== 1),
    [],
  )
  t.strictSame(
    failed.filter(id => (counts.get(id) ?? 0) > 1),
    [],
  )
})

type Plan = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Function Name'?: string
  readonly Plans?: readonly Plan[]
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)]
}

import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { actOnReferral } from '../../src/acts/act-on-referral.ts'
import { handCasesOn } from '../../src/acts/hand-cases-on.ts'
import { recordDeparture } from '../../src/acts/record-departure.ts'
import { tellOfEmergencies } from '../../src/acts/tell-of-emergency.ts'
import { listReferrals, listViolations } from '../../src/db/lists.ts'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { rolesFor } from '../../src/domain/access.ts'
import { type Role, roles } from '../../src/domain/agencies.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import { asked, cast, kasn, kominfo, openDesk, projections, readerFrom, snapshot, workOf } from './desk.ts'

type Sql = postgres.Sql

/** The service’s own connection for one agency, as the pools open it. */
function connect(t: Pick<Test, 'after'>, url: string, agency: string): Sql {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { 'app.agency': agency, search_path: 'penerusan', TimeZone: 'UTC' },
  })
  t.after(() => sql.end({ timeout: 5 }))
  return sql
}

async function sent(work: ReturnType<typeof workOf>): Promise<string> {
  const id = await work.record()
  await work.document(id)
  return work.send(id)
}

type Who = { agency: string; person: string; role: string }

async function actOf(sql: Sql, { agency, person, role }: Who): Promise<string> {
  const [{ now }] = await sql<[{ now: string }]>`select rfc3339(app_now()) as now`
  return JSON.stringify({ kind: 'person', agency, person, role, at: now })
}

const event = (type: string, payload = {}) =>
  JSON.stringify({ id: randomUUID(), type, payload: JSON.stringify(payload) })

async function ask(sql: Sql, who: Who, referral: string): Promise<string> {
  const id = randomUUID()
  const access = JSON.stringify({ id, referral_id: referral, reason: 'court-order', explanation: 'Tonight.' })
  const reply = JSON.stringify({ operation: 'ask', key: id, fingerprint: '00', status: 201, headers: {}, body: '{}' })
  await sql`select request_emergency_access(${await actOf(sql, who)}::text::jsonb, ${access}::text::jsonb,
    ${event('EmergencyAccessRequested')}::text::jsonb, ${reply}::text::jsonb)`
  return id
}

async function confirm(sql: Sql, who: Who, id: string, minutes: number) {
  return sql`select confirm_emergency_access(${await actOf(sql, who)}::text::jsonb, ${id}::uuid,
    (${await actOf(sql, who)}::text::jsonb ->> 'at')::timestamptz + make_interval(secs => ${minutes * 60 - 1}),
    ${event('EmergencyAccessConfirmed')}::text::jsonb)`
}

async function read(sql: Sql, who: Who, id: string): Promise<boolean> {
  const [row] = await sql`select read_in_emergency(${await actOf(sql, who)}::text::jsonb, ${id}::uuid,
    ${event('EmergencyAccessUsed')}::text::jsonb) as referral`
  return row?.['referral'] !== null
}

t.test('the database itself opens one referral, to one person, from the second word to the end', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  const work = workOf(desk)
  const referral = await sent(work)
  const other = await sent(work)
  const bawaslu = connect(t, desk.serviceUrl, 'bawaslu')
  const bkn = connect(t, desk.serviceUrl, 'bkn')
  const first = { agency: 'bawaslu', person: randomUUID(), role: 'election-officer' }
  const second = { ...first, person: randomUUID() }
  const tell = (id: string) => admin`update emergency_accesses set told_at = now() where id = ${id}`

  const id = await ask(bawaslu, first, referral)
  t.notOk(await read(bawaslu, first, id), 'not before it is confirmed')
  await t.rejects(confirm(bawaslu, first, id, 15), { code: '23514' }, 'not by the first person')
  await t.rejects(
    confirm(bawaslu, { ...second, role: 'compliance-officer' }, id, 15),
    { code: '23514' },
    'in no other role',
  )
  await t.rejects(confirm(bawaslu, second, id, 16), { code: '23514' }, 'for no longer than fifteen minutes')
  await t.rejects(confirm(bkn, { agency: 'bkn', person: randomUUID(), role: 'election-officer' }, id, 15), {
    code: 'PN003',
  })
  await confirm(bawaslu, second, id, 15)
  t.notOk(await read(bawaslu, first, id), 'not before the parties are told')
  await tell(id)

  t.ok(await read(bawaslu, first, id))
  t.notOk(await read(bawaslu, second, id), 'not by the second person')
  t.notOk(await read(bkn, { ...first, agency: 'bkn' }, id), 'not by another agency')
  await t.rejects(read(bawaslu, { ...first, agency: 'bkn' }, id), { code: 'PN001' }, 'nor in its name')
  for (const table of ['referrals', 'referral_parties', 'violations', 'evidence_items', 'examinations']) {
    t.equal((await bawaslu`select from ${bawaslu(table)}`).length, 0, `and no row of ${table} is to be seen`)
  }
  t.equal((await bkn`select from emergency_accesses`).length, 0)

  const shift = (seconds: number) => admin`
    insert into clock_shift values (true, make_interval(secs => ${seconds})) on conflict (only_row) do update set shift = excluded.shift`
  await shift(14 * 60)
  t.ok(await read(bawaslu, first, id))
  await shift(15 * 60)
  t.notOk(await read(bawaslu, first, id), 'and not when it has ended')
  await shift(-60 * 60)
  await admin`delete from clock_shift`

  const used = await admin`select from events where stream_id = ${id} and type = 'EmergencyAccessUsed'`
  t.equal(used.length, 2, 'each reading is in the log, and nothing else')
  t.not(other, referral)
})

t.test('an access to nothing, of a party, or without oversight opens nothing', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  const work = workOf(desk)
  const referral = await sent(work)
  await admin`insert into mandates values ('kasn', 'election-supervision', '2020-01-01', null, 'test')`
  for (const [agency, wanted] of [
    ['bawaslu', randomUUID()],
    ['kasn', referral],
  ] as const) {
    const sql = connect(t, desk.serviceUrl, agency)
    const first = { agency, person: randomUUID(), role: 'election-officer' }
    const id = await ask(sql, first, wanted)
    await confirm(sql, { ...first, person: randomUUID() }, id, 15)
    await admin`update emergency_accesses set told_at = now() where id = ${id}`
    t.notOk(await read(sql, first, id), agency)
  }
  for (const agency of ['kominfo', 'boyolali']) {
    const sql = connect(t, desk.serviceUrl, agency)
    await t.rejects(
      ask(sql, { agency, person: randomUUID(), role: 'election-officer' }, referral),
      { code: 'PN085' },
      agency,
    )
  }
  await admin`insert into mandates values ('bawaslu', 'personnel-authority', '2020-01-01', null, 'test')`
  const bawaslu = connect(t, desk.serviceUrl, 'bawaslu')
  await t.rejects(ask(bawaslu, { agency: 'bawaslu', person: randomUUID(), role: 'election-officer' }, referral), {
    code: 'PN085',
  })
})

t.test('nobody is recused from a case that their agency does not see, nor in the name of another', async t => {
  const desk = await openDesk(t)
  const work = workOf(desk)
  const violation = await work.record()
  const recuse = async (agency: string, named = agency) => {
    const sql = connect(t, desk.serviceUrl, agency)
    const who = { agency: named, person: randomUUID(), role: 'recorder' }
    const recusal = JSON.stringify({
      id: randomUUID(),
      violation_id: violation,
      interest: 'other',
      explanation: 'Mine.',
    })
    return sql`select declare_recusal(${await actOf(sql, who)}::text::jsonb, ${recusal}::text::jsonb,
      ${event('RecusalDeclared')}::text::jsonb)`
  }
  await t.rejects(recuse('kasn'), { code: 'PN004' })
  await t.rejects(recuse('kominfo', 'kasn'), { code: 'PN001' })
  await recuse('kominfo')
  t.equal((await desk.admin`select from recusals`).length, 1)
  for (const agency of ['kasn', 'bawaslu'])
    t.equal((await connect(t, desk.serviceUrl, agency)`select from recusals`).length, 0)
})

t.test(
  'R-OFF-15 the database lets nobody but a supervisor lift a recusal at an agency that is a party, and knows who supervises',
  async t => {
    const desk = await openDesk(t)
    const work = workOf(desk)
    const violation = await work.record()
    const sql = connect(t, desk.serviceUrl, 'kominfo')
    const acting = (role: string) => actOf(sql, { agency: 'kominfo', person: randomUUID(), role })
    for (const role of Object.keys(roles) as Role[]) {
      const id = randomUUID()
      const recusal = JSON.stringify({ id, violation_id: violation, interest: 'other', explanation: 'Mine.' })
      await sql`select declare_recusal(${await acting('recorder')}::text::jsonb, ${recusal}::text::jsonb,
        ${event('RecusalDeclared')}::text::jsonb)`
      const lifting = sql`select lift_recusal(${await acting(role)}::text::jsonb, ${id}::uuid, 'They have moved.',
        ${event('RecusalLifted')}::text::jsonb)`
      if (rolesFor('recusal-lifting', [role]).length > 0) await t.resolves(lifting, role)
      else await t.rejects(lifting, { code: 'PN004' }, role)
    }
  },
)

t.test('what is rebuilt of reassigned, inherited and overseen cases is what stands', async t => {
  const desk = await openDesk(t)
  const { admin, office } = desk
  const work = workOf(desk)
  const id = (await sent(work)) as ReferralId
  await work.receive(id)
  await work.accept(id)
  const officer = async (name: string) => {
    const { agency, issuer } = cast.commissioner
    return office.persons.personOf(agency, issuer, name)
  }
  await work.assign(id)
  const leaver = await officer('leaver')
  await actOnReferral(office, asked(cast.commissioner, 'reassignCase', { key: randomUUID() }), id, {
    act: 'reassignment',
    keyed: true,
    conditional: false,
    command: (_, act) => ({ type: 'ReassignCase', act, officer: leaver, reason: 'Workload.' }),
  })
  const left = { officer: 'leaver', successor: 'follower', reason: 'Transferred.', leftOn: null }
  await recordDeparture(
    office,
    asked(cast.commissioner, 'recordDeparture', { key: randomUUID() }),
    left,
    async () => {},
  )
  t.equal(await handCasesOn(office, null), 1)
  const bawaslu = connect(t, desk.serviceUrl, 'bawaslu')
  const first = { agency: 'bawaslu', person: randomUUID(), role: 'election-officer' }
  const access = await ask(bawaslu, first, id)
  await confirm(bawaslu, { ...first, person: randomUUID() }, access, 15)
  t.equal(await tellOfEmergencies(office, null), 1)
  t.ok(await read(bawaslu, first, access))

  const standing = await snapshot(admin)
  const rebuilt = await rebuildProjections({ ...desk, log: () => {} })
  t.strictSame(rebuilt, Object.fromEntries(projections.map(table => [table, { removed: 0, written: 0 }])))
  t.strictSame(await snapshot(admin), standing)
  const [row] =
    await admin`select state -> 'reassignments' as moves, state -> 'emergencyAccesses' as told from referrals where id = ${id}`
  t.match(row, { moves: [{ officer: leaver }, { before: leaver }], told: [{ accessId: access }] })
})

t.test('the lists scan the same indexes as before, whoever is recused from how much', async t => {
  const desk = await openDesk(t)
  const { admin, pools } = desk
  // Rows of no content, which nobody searches.
  await admin`alter table violations disable trigger user`
  await admin`
    insert into violations select gen_random_uuid(), case when n % 20 = 0 then 'kominfo' else 'agency-' || n % 200 end, 'draft', 'draft', null, null, 1, now(), now(), '{}' from generate_series(1, 40000) n`
  await admin`
    insert into referral_parties select case when n % 20 = 0 then 'kasn' else 'agency-' || n % 200 end, gen_random_uuid(), 'receiver',
      case when n % 3 = 0 then 'closed' else 'sent' end, gen_random_uuid() from generate_series(1, 40000) n`
  const reader = { ...readerFrom(kasn), person: randomUUID() as never }
  await admin`
    insert into recusals select gen_random_uuid(), 'kasn', ${reader.person}, violation_id, 'other', 'x', '{}', now()
      from referral_parties where agency = 'kasn' limit 50`
  for (const table of ['violations', 'referral_parties', 'recusals']) await admin`vacuum analyze ${admin(table)}`

  const page = { limit: 50, before: null, fromId: null, toId: null }
  const plans: string[] = []
  for (const [agency, list] of [
    [kominfo, () => listViolations(pools, { ...reader, agency: kominfo }, page, { status: undefined })],
    [kominfo, () => listViolations(pools, { ...reader, agency: kominfo }, page, { status: 'draft' })],
    [kasn, () => listReferrals(pools, reader, page, { status: undefined, violationId: undefined })],
    [kasn, () => listReferrals(pools, reader, page, { status: 'sent', violationId: undefined })],
  ] as const) {
    await list()
    const plan = await pools.run(agency, 'explain', async ({ sql }) => {
      const [prepared] = await sql<{ statement: string }[]>`
        select statement from pg_prepared_statements where statement like '%"newest"%' and statement not like '%pg_prepared%' order by prepare_time desc limit 1`
      return sql.unsafe<{ 'QUERY PLAN': string }[]>(`explain (generic_plan, costs off) ${prepared?.statement}`)
    })
    plans.push(plan.map(line => line['QUERY PLAN']).join('\n'))
  }
  const [violations = '', byStatus = '', referrals = '', referralsByStatus = ''] = plans
  t.match(violations, /Index Scan( Backward)? using violations_by_owner on violations/)
  t.match(byStatus, /Index Scan( Backward)? using violations_by_status on violations/)
  t.match(referrals, /Index Only Scan( Backward)? using referral_parties_pkey on referral_parties/)
  t.match(referralsByStatus, /Index Only Scan( Backward)? using referral_parties_by_status on referral_parties/)
  for (const plan of plans) {
    t.notMatch(plan, /Seq Scan on (violations|referral_parties|referrals)/, plan)
    t.notMatch(plan, /Hash|SubPlan \d+\n.*(cut_off|recusals)/, 'the recusals are looked up once, and not row by row')
  }
})

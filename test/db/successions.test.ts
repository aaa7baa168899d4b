import t, { type Test } from 'tap'
import type { Office } from '../../src/acts/act-on-case.ts'
import { evolvedReferral } from '../../src/acts/act-on-referral.ts'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import type { AgencyPools } from '../../src/db/agency-pools.ts'
import { DatabaseUnavailable } from '../../src/db/database-errors.ts'
import { createPersons } from '../../src/db/persons.ts'
import { examinationRow, referralRow } from '../../src/db/projection-rows.ts'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { recordAct } from '../../src/db/record-act.ts'
import { readMatterAtHand } from '../../src/db/successions.ts'
import { readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { type Act, systemJobs } from '../../src/domain/act.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import { evolveExamination } from '../../src/domain/examination.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import { decideHandover, type Succession } from '../../src/domain/succession.ts'
import { decisionOn, storiesOf } from '../support/stories.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'
import { isThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'
import { projections, snapshot, workOf } from './desk.ts'

const directory = readDirectory(successionDirectory)
const { successions } = directory
const [order] = successions as readonly [Succession, ...unknown[]]
const lastEvening = '2024-08-23T22:00:00+07:00'
const midnight = '2024-08-24T00:00:00+07:00'
const kasn = 'kasn' as AgencyId

/** KASN's cases on the last evening: so many that were sent, and some further on. */
async function eve(t: Test, count: number) {
  const world = await buildTestApp(t, { at: lastEvening, directory })
  const { pools } = world.kept.office
  const office: Office = {
    ...world.kept.office,
    persons: createPersons(pools),
    mandates: directory.mandates,
    agreements: directory.agreements,
    agencies: directory.agencies,
    law: readCatalogues(),
    reporterKeys: world.kept.reporterKeys,
  }
  const work = workOf({ office })
  const ids: string[] = []
  for (let made = 0; made < count; made++) {
    const id = await work.record()
    await work.document(id)
    ids.push(await work.send(id))
  }
  return { world, pools, ids, stories: storiesOf(world) }
}

/** How often each matter was handed over, and what the list says of them. */
async function told({ sql }: TestApp) {
  const events = await sql<{ id: string; count: number }[]>`
    select stream_id as id, count(*)::int as count from events where type = 'ReferralTransferred' group by stream_id`
  const listed = await sql<{ outcome: string; count: number }[]>`
    select outcome, count(*)::int as count from succession_cases group by outcome`
  return {
    once: events.filter(({ count }) => count === 1).length,
    more: events.filter(({ count }) => count !== 1).length,
    outcomes: Object.fromEntries(listed.map(({ outcome, count }) => [outcome, count])),
  }
}

/** The pools of a process that dies after so many statements; the last one is done, and its answer never comes. */
function dying(pools: AgencyPools, after: number): AgencyPools {
  let left = after
  return {
    ...pools,
    async run(agency, name, statement) {
      if (left <= 0) throw new DatabaseUnavailable(name)
      const answer = await pools.run(agency, name, statement)
      left -= 1
      if (left === 0) throw new DatabaseUnavailable(name)
      return answer
    },
  }
}

t.test('nothing moves before the day, whoever asks', async t => {
  const { world, pools } = await eve(t, 2)
  await world.moveTo('2024-08-23T23:59:00+07:00')
  t.equal(await carryOutSuccessions(pools, successions), 0)
  t.equal(await world.count('succession_runs'), 0)
  await world.moveTo(midnight)
  t.equal(await carryOutSuccessions(pools, successions), 2)
})

t.test('whatever dies at whatever statement, each matter is handed over once, by whoever goes on', async t => {
  const { world, pools, ids } = await eve(t, 12)
  await world.moveTo(midnight)
  for (const statements of [1, 2, 3, 5, 8]) {
    await t.rejects(carryOutSuccessions(dying(pools, statements), successions), DatabaseUnavailable)
  }
  const halfway = await told(world)
  t.ok(halfway.once > 0 && halfway.once < ids.length, 'some were moved and some were not')
  await Promise.all([1, 2, 3].map(() => carryOutSuccessions(pools, successions)))
  t.strictSame(await told(world), { once: ids.length, more: 0, outcomes: { moved: ids.length } })
  t.equal(await carryOutSuccessions(pools, successions), 0)
  const rows =
    await world.sql`select agency, count(*)::int as count from referral_parties group by agency order by agency`
  t.strictSame(
    [...rows].map(({ agency, count }) => `${agency} ${count}`),
    ['bkn 12', 'kominfo 12'],
  )
})

t.test(
  'what comes at the last moment of the old day is moved with the next round, and then the run is finished',
  async t => {
    const { world, pools, ids, stories } = await eve(t, 1)
    await world.moveTo(midnight)
    await carryOutSuccessions(pools, successions)
    // As a request that was decided before midnight and recorded after it.
    const [late = ''] = ids
    await world.sql`delete from succession_cases`
    await world.sql`alter table referrals disable trigger referrals_move_by_succession`
    await world.sql`update referrals set receiver = 'kasn', state = state || '{"receiver": "kasn"}' where id = ${late}`
    await world.sql`alter table referrals enable trigger referrals_move_by_succession`
    await world.sql`update referral_parties set agency = 'kasn' where agency = 'bkn'`
    t.equal(await carryOutSuccessions(pools, successions), 1)
    const finished = async () => (await world.sql`select from succession_runs where finished_at is not null`).length
    t.equal(await finished(), 0)
    await world.moveTo('2024-08-24T01:00:01+07:00')
    await carryOutSuccessions(pools, successions)
    t.equal(await finished(), 1)
    t.ok(stories)
  },
)

/** Puts a hundred matters before all others on the list of the order, of which KASN has none. */
const hundredAhead = ({ sql }: TestApp) => sql`
  with run as (insert into succession_runs values (${order.code}, 'kasn', app_now(), null) returning code)
  insert into succession_cases
    select code, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), 'kominfo', 'kasn', 'bkn', true,
        'pending', null
      from run, generate_series(1, 100) n`

t.test('a matter that another order has moved is listed as such, and the round ends', async t => {
  const { world, pools, ids } = await eve(t, 2)
  await hundredAhead(world)
  await world.moveTo(midnight)
  t.equal(await carryOutSuccessions(pools, successions), 2)
  t.match((await told(world)).outcomes, { moved: ids.length, 'no-longer-theirs': 100 })
})

t.test('matters that keep failing keep up no other, and are tried once in a round', async t => {
  const { world, pools, ids } = await eve(t, 2)
  await hundredAhead(world)
  await world.sql.unsafe(`
    create function cannot_be_noted() returns trigger language plpgsql as $$ begin raise exception 'cannot be noted'; end $$;
    create trigger cannot_be_noted before update on succession_cases for each row when (new.outcome = 'no-longer-theirs')
      execute function cannot_be_noted()`)
  await world.moveTo(midnight)
  const failed: string[] = []
  const onFault = (_: unknown, { referralId }: { referralId: string }) => failed.push(referralId)
  t.equal(await carryOutSuccessions(pools, successions, { onFault }), 2)
  t.equal(failed.length, 100)
  t.equal(new Set(failed).size, 100)
  t.match((await told(world)).outcomes, { moved: ids.length, pending: 100 })
  // Long after the day, too: the order is not finished before they are.
  await world.moveTo('2024-08-24T08:00:00+07:00')
  t.equal(await carryOutSuccessions(pools, successions), 0)
  const finished = async () => (await world.sql`select from succession_runs where finished_at is not null`).length
  t.equal(await finished(), 0)
  await world.sql`drop trigger cannot_be_noted on succession_cases`
  t.equal(await carryOutSuccessions(pools, successions), 0)
  t.match((await told(world)).outcomes, { moved: ids.length, 'no-longer-theirs': 100 })
  t.equal(await finished(), 1)
})

t.test('a run costs as many statements as there are matters, however many there are', async t => {
  const count = isThorough ? 1000 : 30
  const { world, pools, ids } = await eve(t, count)
  await world.moveTo(midnight)
  const asked = new Map<string, number>()
  const counting: AgencyPools = {
    ...pools,
    run: (agency, name, statement) => {
      asked.set(name, (asked.get(name) ?? 0) + 1)
      return pools.run(agency, name, statement)
    },
  }
  t.equal(await carryOutSuccessions(counting, successions), ids.length)
  t.equal(asked.get('read_matter_at_hand'), ids.length)
  t.equal(asked.get('record_act'), ids.length)
  t.ok((asked.get('pending_transfers') ?? 0) <= Math.ceil(count / 100) + 1)
})

t.test(
  'a draft on its way at midnight is the old holder’s or is not there; the successor’s work never stops at it',
  async t => {
    const { world, pools, stories } = await eve(t, 0)
    const one = await stories.reach('under-examination')
    const other = await stories.reach('under-examination')
    const draftLate = (id: string, person: string | undefined) => {
      const act: Act = {
        kind: 'person',
        agency: kasn,
        person: '018d5e00-0000-7000-8000-000000000199' as PersonId,
        role: 'case-officer',
        at: '2024-08-23T16:59:59.900Z',
      }
      const data = { referralId: id as ReferralId, number: 1, content: decisionOn(person) as never, supersedes: null }
      const event = { type: 'DecisionDrafted' as const, data }
      const state = evolveExamination(undefined, { ...event, act })
      return recordAct(pools, {
        act,
        appends: [{ stream: 'examination', id, after: 0, events: [event] }],
        examination: examinationRow(state, 1, kasn),
      })
    }
    await world.moveTo(midnight)
    await draftLate(one.id, one.persons[0])
    t.equal(await carryOutSuccessions(pools, successions), 2)
    await t.rejects(draftLate(other.id, other.persons[0]), { message: 'stale-version' })

    await world.moveTo('2024-08-24T08:00:00+07:00')
    const officer = await world.as('bkn', 'case-officer', 'bkn-officer')
    const commissioner = await world.as('bkn', 'commissioner', 'bkn-commissioner')
    for (const { referral, persons } of [one, other]) {
      t.strictSame((await officer.get(`${referral}/decisions`)).body.items, [])
      const assignment = { officer: 'bkn-officer' }
      await stories.act(commissioner, 'PUT', `${referral}/assignment`, assignment, referral)
      await stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0]), referral)
    }
  },
)

t.test('the database lets a receiver change by an order that is in force, and by nothing else', async t => {
  const { world, pools, ids } = await eve(t, 1)
  const [id = ''] = ids
  const pass = async (to: string, said: Partial<Succession> = {}) => {
    const found = await readMatterAtHand(pools, kasn, id as ReferralId)
    if (found === undefined) throw new Error('it is not there')
    const handover = decideHandover(found.referral.state, [], { ...order, notBegun: to as AgencyId, ...said })
    if (typeof handover === 'string') throw new Error(handover)
    const act: Act = {
      kind: 'system',
      agency: kasn,
      person: systemJobs['agency-succession'] as PersonId,
      role: 'agency-succession',
      at: found.now,
    }
    const next = evolvedReferral(found.referral, handover.referral, act)
    return recordAct(pools, {
      act,
      appends: [{ stream: 'referral', id, after: found.referral.version, events: handover.referral }],
      referral: referralRow(next.state, next.version),
    })
  }
  const refused = { message: 'not-yours-to-do' }
  await t.rejects(pass('bkn'), refused, 'before the day')
  await world.moveTo(midnight)
  await t.rejects(pass('bkn'), refused, 'before it is on the list')
  await carryOutSuccessions(dying(pools, 1), successions).catch(() => {})
  await t.rejects(pass('boyolali'), refused, 'to somebody else')
  await t.rejects(pass('bkn', { code: 'made-up' }), refused, 'by an order that is not there')
  await t.rejects(
    pass('bkn', { begunStatuses: ['sent'], begun: 'bkn' as AgencyId }),
    refused,
    'as if it had been begun',
  )
  t.equal((await told(world)).once, 0)
  await pass('bkn')
  t.equal((await told(world)).once, 1)
})

t.test('rebuilt from the log, everything is as it was after the hand-over', async t => {
  const { world, pools, stories } = await eve(t, 1)
  const found = await stories.reach('copied', {}, { evidence: ['A page.'], releasable: true })
  await stories.reach('drafted')
  await world.moveTo(midnight)
  await carryOutSuccessions(pools, successions)
  const before = await snapshot(world.sql, projections)
  const rebuilt = await rebuildProjections({ ...world.urls, log: () => {} })
  t.strictSame(
    Object.entries(rebuilt).filter(([, { removed, written }]) => removed + written > 0),
    [],
  )
  t.strictSame(await snapshot(world.sql, projections), before)
  t.ok(found.copy)
})

t.test('rebuilt while a matter is handed over, its obligations are the successor’s like the rest', async t => {
  const { world, pools, stories } = await eve(t, 0)
  const { id } = await stories.reach('decided')
  await world.moveTo(midnight)
  let letGo = () => {}
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  let isHeld = () => {}
  const holding = new Promise<void>(resolve => {
    isHeld = resolve
  })
  const holder = world.sql.begin(async sql => {
    await sql`select from referrals where id = ${id} for update`
    isHeld()
    await held
  })
  await holding
  // It has written to the log by then, and waits for the row.
  const passing = carryOutSuccessions(pools, successions)
  await until(async () => {
    const [waiting] = await world.sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    return waiting
  })
  await rebuildProjections({
    ...world.urls,
    log: line => {
      if (line.startsWith('obligation streams')) letGo()
    },
  })
  await holder
  t.equal(await passing, 1)
  const found = await world.sql`
    select receiver, array(select agency from obligation_parties where obligation_id = o.id and side = 'party' order by agency) as parties
      from obligations o where referral_id = ${id}`
  t.strictSame({ ...found[0] }, { receiver: 'bkn', parties: ['bkn', 'kominfo'] })
  const rebuilt = await rebuildProjections({ ...world.urls, log: () => {} })
  t.match(rebuilt, { obligations: { removed: 0, written: 0 }, obligation_parties: { removed: 0, written: 0 } })
})

t.end()

import { randomUUID } from 'node:crypto'
import t from 'tap'
import { handCasesOn } from '../../src/acts/hand-cases-on.ts'
import type { DepartureId } from '../../src/domain/ids.ts'
import { startOfficerRounds } from '../../src/rounds/officer-rounds.ts'
import { type Case, decisionOn, givenAppeal, givenOutcome, storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { referrer, officer, commissioner, otherCommissioner, intake, personnelOfficer } = world.cast

let count = 0
/** A case officer who has these cases, and a name for the successor. */
async function officerWith(stages: readonly ('under-examination' | 'decided' | 'closed')[]) {
  count += 1
  const name = `leaver-${count}`
  const leaver = await world.as('kasn', 'case-officer', name)
  const cases: string[] = []
  for (const stage of stages) {
    const found = await stories.reach(stage)
    if (stage !== 'closed') {
      const ifMatch = await commissioner.etag(found.referral)
      const body = { officer: name, reason: 'Workload.' }
      succeeded(await commissioner.post(`${found.referral}/reassignments`, body, { ifMatch }))
    }
    cases.push(found.id)
  }
  return { leaver, name, successor: `follower-${count}`, cases }
}

const leaves = (officer: string, successor: string, more: object = {}) => ({
  officer,
  successor,
  reason: 'Transferred.',
  ...more,
})

/** Waits until every case of a departure has come to something. */
function settled(
  path: string,
  reader = commissioner,
): Promise<AnyBody & { cases: { referralId: string; outcome: string }[] }> {
  return until(async () => {
    const { body } = succeeded(await reader.get(path))
    const { cases } = body as unknown as { cases: { outcome: string }[] }
    return cases.every(({ outcome }) => outcome !== 'pending') ? (body as never) : undefined
  })
}

async function depart(name: string, successor: string, by: Client = commissioner): Promise<string> {
  return succeeded(await by.post('/v1/departures', leaves(name, successor))).headers['location'] ?? ''
}

t.test('each open case goes to the successor, with an event in each, and the list says what became of it', async t => {
  const { name, successor, cases, leaver } = await officerWith(['under-examination', 'decided', 'under-examination'])
  const { person } = await personOf(name)
  const path = await depart(name, successor)
  const body = await settled(path)
  t.match(body, { officer: person, leftOn: null, reason: 'Transferred.', by: { role: 'commissioner' } })
  t.strictSame(
    body.cases,
    [...cases].sort().map(referralId => ({ referralId, outcome: 'moved' })),
  )
  for (const id of cases) {
    const { body: referral } = await commissioner.get(`/v1/referrals/${id}`)
    t.match(referral, {
      assignment: { officer: (await personOf(successor)).person, by: { kind: 'system', role: 'case-succession' } },
      reassignments: [{}, { number: 2, before: person, reason: null, departureId: path.split('/').at(-1) }],
    })
    const { items } = (await referrer.get(`/v1/referrals/${id}/timeline?limit=200`)).body
    t.equal(items.filter(({ type }) => type === 'CaseInherited').length, 1, 'the other agency sees it too')
  }
  t.equal((await leaver.get(`/v1/referrals/${cases[0]}`)).status, 403)
})

t.test(
  'from the moment it is recorded every token of that person is refused, in that agency only (R-OFF-10)',
  async t => {
    const { name, successor, leaver } = await officerWith([])
    const namesake = await world.as('kominfo', 'recorder', name)
    t.equal((await leaver.get('/v1/agencies')).status, 200)
    await depart(name, successor)
    const asCommissioner = await world.as('kasn', ['commissioner', 'intake-officer'], name)
    await until(async () => (await leaver.get('/v1/agencies')).status === 403)
    for (const client of [leaver, asCommissioner]) {
      for (const path of ['/v1/agencies', '/v1/referrals', `/v1/referrals/${randomUUID()}`]) {
        t.equal(refusal(await client.get(path)), '403 officer-departed R-OFF-10', path)
      }
    }
    t.equal((await namesake.get('/v1/agencies')).status, 200, 'somebody else of the same name')
  },
)

t.test('another process knows of a departure by itself', async t => {
  const elsewhere = await startOfficerRounds({ office: world.kept.office, log: world.kept.log })
  t.teardown(elsewhere.stop)
  const { name, successor, leaver } = await officerWith([])
  await leaver.get('/v1/referrals')
  const { person } = await personOf(name)
  t.notOk(elsewhere.hasLeft('kasn' as never, person as never))
  await depart(name, successor)
  await until(() => elsewhere.hasLeft('kasn' as never, person as never))
  t.notOk(elsewhere.hasLeft('kominfo' as never, person as never))
})

t.test('the database refuses whoever has left, even where the process does not know it yet (R-OFF-10)', async t => {
  const { name, successor, cases, leaver } = await officerWith(['under-examination'])
  const asked = () => leaver.post(`/v1/referrals/${cases[0]}/questions`, { text: 'In full?' })
  succeeded(await asked())
  const { person } = await personOf(name)
  const { person: follower } = await personOf(successor, true)
  // As another process would have recorded it, a moment ago.
  await world.sql`
    insert into departures values (${randomUUID()}, 'kasn', ${person}, ${follower}, 'Gone.', null, '{}', now())`
  const answer = await asked()
  t.equal(refusal(answer), '403 officer-departed R-OFF-10')
})

t.test(
  'nobody records their own departure, and a successor is somebody else who is there (R-OFF-06, R-OFF-07, R-OFF-08, R-OFF-09)',
  async t => {
    const { name, successor } = await officerWith([])
    const record = (body: object, by = commissioner) => by.post('/v1/departures', body)
    t.equal(refusal(await record(leaves('commissioner-1', successor))), '403 own-departure R-OFF-06')
    t.equal(refusal(await record(leaves(name, name))), '422 successor-unfit R-OFF-07 /successor rule')
    t.equal(
      refusal(await record(leaves(name, successor, { leftOn: '2999-01-01' }))),
      '422 departure-ahead R-OFF-08 /leftOn rule',
    )
    const path = await depart(name, successor)
    t.equal(refusal(await record(leaves(name, 'another'), otherCommissioner)), '409 departure-recorded R-OFF-09')
    t.equal(refusal(await record(leaves(`${name}-b`, name))), '422 successor-unfit R-OFF-07 /successor rule')
    t.equal((await referrer.get(path)).status, 404, 'it is none of the other agency’s')
    t.match(refusal(await officer.get(path)), /^403 role-required/)
    t.match(refusal(await intake.post('/v1/departures', leaves('x', 'y'))), /^403 role-required/)
    t.strictSame([...(await world.sql`select from persons where subject in ('x', 'y')`)], [], 'and makes nobody known')
  },
)

t.test('the same departure with the same key is answered as before', async t => {
  const { name, successor } = await officerWith([])
  const key = randomUUID()
  const first = await commissioner.post('/v1/departures', leaves(name, successor), { key })
  const second = await commissioner.post('/v1/departures', leaves(name, successor), { key })
  t.equal(first.status, 201)
  t.equal(second.headers['idempotency-replayed'], 'true')
  t.strictSame(second.body, first.body)
})

t.test('of two departures of one person at once, one is recorded', async t => {
  const { name, successor, cases } = await officerWith(['under-examination'])
  const answers = await Promise.all(
    [commissioner, otherCommissioner, commissioner, otherCommissioner].map(by =>
      by.post('/v1/departures', leaves(name, successor)),
    ),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  const path = answers.find(({ status }) => status === 201)?.headers['location'] ?? ''
  t.strictSame((await settled(path)).cases, [{ referralId: cases[0], outcome: 'moved' }])
  const events = await world.sql`select type from events where stream_id = ${cases[0] ?? ''} and type = 'CaseInherited'`
  t.equal(events.length, 1)
})

t.test('two who leave to one another: one of them is refused, and no case ends with nobody', async t => {
  const one = await officerWith(['under-examination'])
  const other = await officerWith(['under-examination'])
  const [first, second] = await Promise.all([
    commissioner.post('/v1/departures', leaves(one.name, other.name)),
    otherCommissioner.post('/v1/departures', leaves(other.name, one.name)),
  ])
  t.strictSame([first.status, second.status].sort(), [201, 422])
})

t.test('nobody is given a case after they have left, nor at the same moment (R-OFF-04)', async t => {
  const { name, successor } = await officerWith([])
  const { referral, id } = await stories.reach('under-examination')
  const ifMatch = await commissioner.etag(referral)
  const body = { officer: name, reason: 'Workload.' }
  const [given, left] = await Promise.all([
    commissioner.post(`${referral}/reassignments`, body, { ifMatch }),
    otherCommissioner.post('/v1/departures', leaves(name, successor)),
  ])
  t.equal(left.status, 201)
  const { cases } = await settled(left.headers['location'] ?? '')
  if (given.status === 201) {
    t.strictSame(cases, [{ referralId: id, outcome: 'moved' }], 'it was given before, and has been handed on')
  } else {
    t.equal(refusal(given), '422 officer-not-available R-OFF-04 /officer rule')
    t.strictSame(cases, [])
  }
  const again = await commissioner.post(`${referral}/reassignments`, body, {
    ifMatch: await commissioner.etag(referral),
  })
  t.equal(refusal(again), '422 officer-not-available R-OFF-04 /officer rule')
})

t.test('a case from which the successor is recused stays, and waits for the commissioner (R-OFF-03)', async t => {
  const { name, successor, cases } = await officerWith(['under-examination', 'under-examination'])
  const follower = await world.as('kasn', 'case-officer', successor)
  const [kept, moved] = cases as [string, string]
  succeeded(await follower.put(`/v1/referrals/${kept}/recusal`, { interest: 'family', explanation: 'A cousin.' }))
  const { cases: outcomes } = await settled(await depart(name, successor))
  t.strictSame(
    outcomes,
    [
      { referralId: kept, outcome: 'successor-unavailable' },
      { referralId: moved, outcome: 'moved' },
    ].sort((a, b) => a.referralId.localeCompare(b.referralId)),
  )
  const { body } = await commissioner.get(`/v1/referrals/${kept}`)
  const [person] = (body as unknown as { content: { reportedPersons: { id: string }[] } }).content.reportedPersons
  const ifMatch = await commissioner.etag(`/v1/referrals/${kept}`)
  const drafted = await officer.post(`/v1/referrals/${kept}/decisions`, decisionOn(person?.id), { ifMatch })
  t.equal(refusal(drafted), '409 case-without-officer R-OFF-03')
})

/** A closed case of this officer, whose penalty Boyolali has imposed. */
async function closedBy(name: string) {
  const found = await stories.reach('decided')
  const { referral } = found
  const body = { officer: name, reason: 'Workload.' }
  succeeded(await commissioner.post(`${referral}/reassignments`, body, { ifMatch: await commissioner.etag(referral) }))
  await stories.settle(found)
  await stories.act(referrer, 'PUT', `${referral}/closure`, undefined, referral)
  return found
}

/** An appeal has made the penalty of it lighter. */
async function lightened({ obligation }: Case): Promise<void> {
  const path = `/v1/obligations/${obligation}`
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  const outcome = { ...givenOutcome, outcome: 'lighten', penaltyClass: 'light' }
  await stories.act(commissioner, 'PUT', `${path}/appeals/1/outcome`, outcome, path)
}

const superseding = (found: Case, by: Client) =>
  stories.act(
    by,
    'POST',
    `${found.referral}/decisions`,
    decisionOn(found.persons[0], { sanction: 'PP94-L3', supersedes: 1 }),
    found.referral,
  )

t.test(
  'a closed case in which an appeal demands a decision goes to the successor, who drafts it; others stay',
  async t => {
    const { name, successor } = await officerWith([])
    const over = await closedBy(name)
    const appealed = await closedBy(name)
    await lightened(appealed)
    const { cases } = await settled(await depart(name, successor))
    t.strictSame(cases, [{ referralId: appealed.id, outcome: 'moved' }])
    t.match((await commissioner.get(over.referral)).body, { status: 'closed', reassignments: [{ number: 1 }] })
    await superseding(appealed, await world.as('kasn', 'case-officer', successor))
    const draft = `${appealed.referral}/decisions/2`
    await stories.act(commissioner, 'PUT', `${draft}/issuance`, undefined, draft)
    t.equal((await commissioner.get(appealed.referral)).body.status, 'decided')
  },
)

t.test(
  'where the appeal came after the officer had left, the commissioner gives the closed case to another (R-OFF-03)',
  async t => {
    const { name, successor } = await officerWith([])
    const found = await closedBy(name)
    t.strictSame((await settled(await depart(name, successor))).cases, [])
    await lightened(found)
    const body = decisionOn(found.persons[0], { sanction: 'PP94-L3', supersedes: 1 })
    const ifMatch = await officer.etag(found.referral)
    const refused = await officer.post(`${found.referral}/decisions`, body, { ifMatch })
    t.equal(refusal(refused), '409 case-without-officer R-OFF-03')
    t.ok((await commissioner.get(found.referral)).body.allowedActions.includes('reassignment'))
    const given = { officer: successor, reason: 'The officer has left.' }
    await stories.act(commissioner, 'POST', `${found.referral}/reassignments`, given, found.referral)
    await superseding(found, await world.as('kasn', 'case-officer', successor))
  },
)

t.test('a supervisor who is recused from a case does not find it in the list', async t => {
  const { name, successor, cases } = await officerWith(['under-examination', 'under-examination'])
  const path = await depart(name, successor)
  await settled(path)
  const recused = await world.as('kasn', 'commissioner', `recused-${name}`)
  succeeded(await recused.put(`/v1/referrals/${cases[0]}/recusal`, { interest: 'political', explanation: 'A party.' }))
  t.strictSame(
    (await settled(path, recused)).cases.map(({ referralId }) => referralId),
    [cases[1]],
  )
})

t.test('what a crash leaves pending is finished once, by whoever goes on', async t => {
  const { name, successor, cases } = await officerWith(['under-examination', 'under-examination', 'decided'])
  const path = await depart(name, successor)
  await settled(path)
  const id = path.split('/').at(-1) as DepartureId
  // As after a crash in the middle: it is recorded, one case is handed on and noted, another handed on and not noted.
  await world.sql`update departure_cases set outcome = 'pending' where departure_id = ${id} and referral_id <> ${cases[0] ?? ''}`
  const office = world.kept.office
  await Promise.all([handCasesOn(office, id), handCasesOn(office, null), handCasesOn(office, id)])
  const events = await world.sql`
    select stream_id, count(*)::int as count from events where type = 'CaseInherited' and stream_id = any (${cases}) group by stream_id`
  t.strictSame(
    events.map(({ count }) => count),
    [1, 1, 1],
  )
  t.strictSame(
    new Set((await settled(path)).cases.map(({ outcome }) => outcome)),
    new Set(['moved', 'no-longer-theirs']),
  )
})

t.test('cases that cannot be handed on keep up no other, and are tried once in a round', async t => {
  const { name, successor, cases } = await officerWith(['under-examination'])
  const [{ person }, { person: follower }] = [await personOf(name, true), await personOf(successor, true)]
  const id = randomUUID() as DepartureId
  await world.sql`insert into departures values (${id}, 'kasn', ${person}, ${follower}, 'Gone.', null, '{}', now())`
  // A hundred before it of which KASN has none, and of which that cannot be noted.
  await world.sql`
    insert into departure_cases
      select ${id}::uuid, 'kasn', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'pending' from generate_series(1, 100) n
       union all select ${id}::uuid, 'kasn', unnest(${cases}::uuid[]), 'pending'`
  await world.sql.unsafe(`
    create function cannot_be_noted() returns trigger language plpgsql as $$ begin raise exception 'cannot be noted'; end $$;
    create trigger cannot_be_noted before update on departure_cases for each row when (new.outcome = 'no-longer-theirs')
      execute function cannot_be_noted()`)
  const failed: string[] = []
  const { office } = world.kept
  t.equal(await handCasesOn(office, id, { onFault: (_, { referralId }) => failed.push(referralId) }), 1)
  t.equal(failed.length, 100)
  t.equal(new Set(failed).size, 100)
  const outcomes =
    await world.sql`select outcome, count(*)::int from departure_cases where departure_id = ${id} group by 1 order by 1`
  t.strictSame(
    [...outcomes].map(row => ({ ...row })),
    [
      { outcome: 'moved', count: 1 },
      { outcome: 'pending', count: 100 },
    ],
  )
  await world.sql`drop trigger cannot_be_noted on departure_cases`
  t.equal(await handCasesOn(office, id), 0)
  t.equal((await world.sql`select from departure_cases where outcome = 'pending'`).length, 0)
})

t.test('a start finishes what was recorded and not begun', async t => {
  const { name, successor, cases } = await officerWith(['under-examination', 'under-examination'])
  const [{ person }, { person: follower }] = [await personOf(name, true), await personOf(successor, true)]
  const id = randomUUID()
  await world.sql`insert into departures values (${id}, 'kasn', ${person}, ${follower}, 'Gone.', null, '{}', now())`
  await world.sql`insert into departure_cases select ${id}, 'kasn', unnest(${cases}::uuid[]), 'pending'`
  const rounds = await startOfficerRounds({ office: world.kept.office, log: world.kept.log })
  await until(
    async () =>
      (await world.sql`select from departure_cases where departure_id = ${id} and outcome = 'pending'`).length === 0,
  )
  await rounds.stop()
  for (const referral of cases) {
    const { body } = await commissioner.get(`/v1/referrals/${referral}`)
    t.match(body, { assignment: { officer: follower } })
  }
})

t.test('reading a departure is on record', async t => {
  const { name, successor } = await officerWith([])
  const path = await depart(name, successor)
  const id = path.split('/').at(-1) ?? ''
  const read = async () => [...(await world.sql`select operation, target from read_records where target_id = ${id}`)]
  t.strictSame(await read(), [])
  await commissioner.get(path)
  t.strictSame(await read(), [{ operation: 'readDeparture', target: 'departure' }])
})

/** The person behind a subject of KASN; made known first when they have not called. */
async function personOf(subject: string, calls = false): Promise<{ person: string }> {
  if (calls) await (await world.as('kasn', 'case-officer', subject)).get('/v1/referrals')
  const [row] = await world.sql<
    { person: string }[]
  >`select id as person from persons where agency = 'kasn' and subject = ${subject}`
  return row ?? { person: '' }
}

t.end()

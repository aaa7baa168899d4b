import fc from 'fast-check'
import t from 'tap'
import type { Role } from '../../src/domain/agencies.ts'
import { workLists } from '../../src/domain/work-lists.ts'
import { decisionOn, finding, givenReturn, storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t, { at: '2024-02-01T09:00:00+07:00' })
const stories = storiesOf(world)
const { referrer, intake, otherOfficer } = world.cast

const inRegion = (regionCode: string) => ({ place: { regionCode } })
const twice = {
  suggestedCategory: 'KE-02',
  occurredAt: '2023-12-02T09:30:00+07:00',
  knownAt: '2023-12-03T08:00:00+07:00',
}

// One case of every kind of work, and some that are none.
const early = await stories.reach('sent', inRegion('33.09'))
await stories.reach('received', { ...twice, ...inRegion('33') })
await stories.reach('accepted', inRegion('32.73'))
await stories.reach('returned', inRegion('33.09.01'))
await stories.reach('asked', { ...inRegion('31'), suggestedCategory: 'KE-02' })
await stories.reach('withdrawal-requested')
const examined = await stories.reach('under-examination', twice)
await stories.reach('drafted')
const decided = await stories.reach('decided', inRegion('33.09'))
await stories.reach('executed')
await stories.reach('closed', twice)
await stories.reach('withdrawn')
await stories.reach('rejected')
const again = await stories.reach('changed', inRegion('33'))
succeeded(
  await referrer.post(
    `${again.referral}/resubmissions`,
    { answers: [{ code: 'evidence', answer: 'Here.' }] },
    { ifMatch: await referrer.etag(again.referral) },
  ),
)
await stories.act(intake, 'PUT', `${again.referral}/receipt`, undefined, again.referral)
await stories.act(intake, 'POST', `${again.referral}/returns`, givenReturn, again.referral)
await stories.act(
  otherOfficer,
  'POST',
  `${examined.referral}/decisions`,
  decisionOn(examined.persons[0]),
  examined.referral,
)
await stories.judgeAsCrime(await stories.reach('under-examination'))
await stories.handOver(await stories.reach('under-examination'))
await stories.silence(decided, 1)
await world.moveTo('2024-02-14T09:00:00+07:00')
const recent = await (async () => {
  const late = await world.as('kominfo', 'recorder', 'recorder-1')
  return succeeded(await late.post('/v1/violations', finding)).body.id
})()

const people: Record<string, Client> = {
  recorder: await world.as('kominfo', 'recorder', 'recorder-1'),
  referrer: await world.as('kominfo', 'referrer', 'referrer-1'),
  intake: await world.as('kasn', 'intake-officer', 'intake-officer-1'),
  officer: await world.as('kasn', 'case-officer', 'case-officer-1'),
  otherOfficer: await world.as('kasn', 'case-officer', 'case-officer-2'),
  commissioner: await world.as('kasn', 'commissioner', 'commissioner-1'),
  drafter: await world.as('kasn', ['commissioner', 'case-officer'], 'case-officer-1'),
  personnel: await world.as('boyolali', 'personnel-officer', 'personnel-officer-1'),
  overseer: await world.as('bawaslu', 'election-officer', 'election-officer-1'),
}

type Deadline = { status: string; bearer: string; dueAt: string }
/** What GET shows a client of a referral, as far as searches ask for it. */
type Facts = {
  readonly body: AnyBody & { readonly sender: string; readonly assignment: { officer: string } | null }
  readonly place: { regionCode?: string } | undefined
  readonly decisions: readonly AnyBody[]
  readonly questions: readonly AnyBody[]
  readonly due: number | null
}
const nowOf = async () => Date.parse((await world.sql<[{ now: string }]>`select rfc3339(app_now()) as now`)[0].now)
const now = await nowOf()

async function factsFor(client: Client): Promise<Facts[]> {
  const { items } = succeeded(await client.get('/v1/referrals?limit=200')).body
  return Promise.all(
    items.map(async ({ id }) => {
      const path = `/v1/referrals/${id}`
      const read = async (more: string) => succeeded(await client.get(path + more)).body
      const bearer = client.agency === 'kominfo' ? 'neutrality-monitoring' : 'merit-supervision'
      const body = (await read('')) as Facts['body']
      const dues = ((await read('/deadlines')).items as unknown as Deadline[])
        .filter(({ status, bearer: whose }) => status === 'running' && whose === bearer)
        .map(({ dueAt }) => Date.parse(dueAt))
      return {
        body,
        place: body.content['place'] as Facts['place'],
        decisions: (await read('/decisions')).items,
        questions: (await read('/questions')).items,
        due: dues.length === 0 ? null : Math.min(...dues),
      }
    }),
  )
}

const open = ['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided']
const isIn =
  (...states: string[]) =>
  ({ body }: Facts) =>
    states.includes(body.status as string)
const isMine = (person: string | null) => (one: Facts) => isIn(...open)(one) && one.body.assignment?.officer === person
const isUnsent = ({ decisions }: Facts) =>
  decisions.some(
    ({ status, handover }) => status === 'issued' && handover !== null && (handover as AnyBody)['sending'] === null,
  )

/** What each list of referrals has on it, told from what GET shows and not from how a search is written. */
const belongs: Partial<Record<keyof typeof workLists, (one: Facts, agency: string, person: string | null) => boolean>> =
  {
    'waiting-for-receipt': isIn('sent'),
    'waiting-for-acceptance': isIn('received'),
    'waiting-for-assignment': isIn('accepted'),
    mine: (one, _, person) => isMine(person)(one),
    'mine-due-in-3-days': (one, _, person) =>
      isMine(person)(one) && one.due !== null && one.due >= now && one.due <= Date.parse('2024-02-18T00:00:00+07:00'),
    overdue: one => isIn(...open)(one) && one.due !== null && one.due <= now,
    'returned-twice': one => isIn(...open)(one) && one.body.returns.length >= 2,
    'returned-to-us': isIn('returned'),
    'decisions-to-issue': ({ decisions }, _, person) =>
      decisions.some(({ status, draftedBy }) => status === 'draft' && !(draftedBy as string[]).includes(person ?? '')),
    'questions-to-answer': (one, agency) =>
      isIn(...open)(one) && one.questions.some(({ by, answers }) => by.agency !== agency && answers.length === 0),
    'withdrawals-to-answer': ({ body }) => (body['withdrawalRequest'] as AnyBody | null)?.['outcome'] === 'open',
    'hand-overs-to-send': isUnsent,
    'closures-to-confirm': one =>
      isIn('decided')(one) && (one.body['obligations'] as { unsettled: number }).unsettled === 0 && !isUnsent(one),
  }

async function walk(client: Client, path: string): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  for (let next: string | null = `${path}?limit=2`; next !== null; ) {
    const { body } = succeeded(await client.get(next))
    items.push(...body.items)
    next = body.next
  }
  return items
}

const facts = new Map<string, Facts[]>()
for (const agency of ['referrer', 'commissioner'] as const) {
  const client = people[agency] as Client
  facts.set(client.agency, await factsFor(client))
}
async function personOf(client: Client): Promise<string | null> {
  const [row] = await world.sql<{ person: string }[]>`select person from read_records where agency = ${client.agency}
    and roles @> ${[...client.roles] as string[]} and roles <@ ${[...client.roles] as string[]} order by at desc limit 1`
  return row?.person ?? null
}

t.test('each list has on it what is work for its roles, in order, and counts it', async t => {
  let all = 0
  for (const [who, client] of Object.entries(people)) {
    const { items: lists } = succeeded(await client.get('/v1/work-lists')).body
    const person = await personOf(client)
    const expected = Object.entries(workLists).filter(([, { roles }]) =>
      (roles as readonly Role[]).some(role => client.roles.includes(role)),
    )
    t.strictSame(
      lists.map(({ name }) => name),
      expected.map(([name]) => name),
      who,
    )
    for (const { name, count, kind, capped } of lists) {
      const found = await walk(client, `/v1/work-lists/${name}`)
      t.strictSame([found.length, false], [count, capped], `${who} ${name}`)
      for (const { path, status } of found) t.equal(succeeded(await client.get(path as string)).body.status, status)
      if (kind !== 'referral') continue
      const is = belongs[name as keyof typeof workLists]
      const wanted = (facts.get(client.agency) ?? [])
        .filter(one => is?.(one, client.agency, person))
        .map(({ body }) => body.id)
      t.strictSame(found.map(({ id }) => id).sort(), wanted.sort(), `${who} ${name}`)
      all += wanted.length
      const order = found.map(({ id, deadline }) => [deadline ?? '', id] as [string, string])
      const sorted = [...order].sort(([a, x], [b, y]) => a.localeCompare(b) || x.localeCompare(y))
      const byDeadline = 'deadline' in workLists[name as keyof typeof workLists].search
      t.strictSame(order, byDeadline ? sorted : [...order].sort(([, x], [, y]) => y.localeCompare(x)), `${who} ${name}`)
    }
  }
  t.ok(all > 25, `${all} items of work`)
})

t.test('R-DEC-02 nobody is shown their own draft as one to issue', async t => {
  const namesOf = async (who: string) => (await walk(people[who] as Client, '/v1/work-lists/decisions-to-issue')).length
  t.equal(await namesOf('commissioner'), 2)
  t.equal(await namesOf('drafter'), 1)
})

t.test('obligations and hand-overs are on the lists of whom they concern', async t => {
  const count = async (who: string, name: string) =>
    (await walk(people[who] as Client, `/v1/work-lists/${name}`)).length
  t.ok((await count('personnel', 'obligations-open')) >= 1)
  t.equal(await count('commissioner', 'obligations-escalating'), 1)
  t.equal(await count('personnel', 'obligations-escalating'), 1)
  t.equal(await count('overseer', 'hand-overs-without-receipt'), 1)
  t.equal(await count('commissioner', 'hand-overs-without-receipt'), 1)
})

t.test('R-ACC-01 a list is read by whoever reads what is on it', async t => {
  t.equal(refusal(await (people['personnel'] as Client).get('/v1/work-lists/mine')), '403 role-required R-ACC-01')
  t.equal((await (people['overseer'] as Client).get('/v1/work-lists/obligations-open')).status, 403)
  t.equal((await (people['intake'] as Client).get('/v1/work-lists/nobodys')).status, 400)
})

/** What a search of referrals finds, by looking at all of them. */
function scan(search: Record<string, unknown>, agency: string): string[] {
  const some = (name: string, values: readonly unknown[]) => {
    const wanted = search[name] as unknown[] | undefined
    return wanted === undefined || values.some(value => wanted.includes(value))
  }
  const within = (name: string, at: unknown) => {
    const range = search[name] as { from?: string; until?: string } | undefined
    if (range === undefined) return true
    const time = Date.parse(at as string)
    return time >= Date.parse(range.from ?? '1970-01-01') && time < Date.parse(range.until ?? '9999-01-01')
  }
  const deadline = search['deadline'] as { before?: string; overdue?: true } | undefined
  const matching = (facts.get(agency) ?? []).filter(({ body, place, decisions, due }) => {
    const issued = decisions.filter(({ status }) => status === 'issued')
    const parts = (place?.regionCode ?? '').split('.')
    return (
      some('statuses', [body.status]) &&
      some('suggestedCategories', [body.content['suggestedCategory']]) &&
      some(
        'regions',
        parts.map((_, index) => parts.slice(0, index + 1).join('.')),
      ) &&
      some(
        'decidedTypes',
        issued.flatMap(({ violationTypes }) => (violationTypes ?? []) as string[]),
      ) &&
      some(
        'tracks',
        issued.map(({ track }) => track),
      ) &&
      some(
        'outcomes',
        issued.map(({ outcome }) => outcome),
      ) &&
      some('senders', [body.sender]) &&
      some('officers', [body.assignment?.officer]) &&
      body.returns.length >= ((search['returnedAtLeast'] as number | undefined) ?? 0) &&
      within('sentAt', body['sentAt']) &&
      within('occurredAt', body.content['occurredAt']) &&
      within('knownAt', body.content['knownAt']) &&
      (deadline === undefined ||
        (due !== null && due < (deadline.before === undefined ? now + 1 : Date.parse(deadline.before))))
    )
  })
  const byDue = (a: Facts, b: Facts) => (a.due ?? 0) - (b.due ?? 0) || a.body.id.localeCompare(b.body.id)
  const byId = (a: Facts, b: Facts) => b.body.id.localeCompare(a.body.id)
  return matching.sort(deadline === undefined ? byId : byDue).map(({ body }) => body.id)
}

t.test('a search finds what looking at every referral finds, in the same order, whatever is combined', async t => {
  const officers = [...new Set((facts.get('kasn') ?? []).flatMap(({ body }) => body.assignment?.officer ?? []))]
  const subset = <Value>(values: readonly Value[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
  const range = fc.constantFrom(
    { from: '2023-11-30T23:00:00Z', until: '2023-12-31T00:00:00Z' },
    { from: '2023-12-02T02:30:00Z', until: '2023-12-02T02:30:00.001Z' },
    { from: '2023-11-01T00:00:00Z', until: '2023-12-01T00:00:00Z' },
  )
  const values = fc.record({
    statuses: subset([...open, 'closed', 'withdrawn', 'rejected']),
    suggestedCategories: subset(['PD-06', 'KE-02', 'PD-99']),
    regions: subset(['33', '33.09', '33.09.01', '31', '32.73']),
    decidedTypes: subset(['PD-13', 'PD-18']),
    tracks: subset(['discipline', 'criminal', 'ethics']),
    outcomes: subset(['administrative', 'criminal']),
    senders: subset(['kominfo', 'kasn']),
    officers: subset(officers),
    returnedAtLeast: fc.integer({ min: 1, max: 3 }),
    sentAt: fc.constantFrom({ from: '2024-02-01T00:00:00Z' }, { until: '2024-02-01T02:00:00Z' }),
    occurredAt: range,
    knownAt: range,
    deadline: fc.constantFrom(
      { overdue: true },
      { before: '2024-02-25T00:00:00+07:00' },
      { before: '2099-01-03T00:00:00+07:00' },
    ),
  })

  // Few filters at a time, so that something is left to find.
  const names = fc.shuffledSubarray(
    [
      'statuses',
      'suggestedCategories',
      'regions',
      'decidedTypes',
      'tracks',
      'outcomes',
      'senders',
      'officers',
      'returnedAtLeast',
      'sentAt',
      'occurredAt',
      'knownAt',
      'deadline',
    ],
    { maxLength: 3 },
  )
  let found = 0
  await fc.assert(
    fc.asyncProperty(values, names, fc.constantFrom('referrer', 'commissioner'), async (asked, chosen, who) => {
      const few = Object.fromEntries(Object.entries(asked).filter(([name]) => chosen.includes(name)))
      const client = people[who] as Client
      const { body } = succeeded(
        await client.post('/v1/referrals/search?limit=200', { ...few, total: true }, { key: null }),
      )
      const ids = body.items.map(({ referral }) => referral?.id)
      found += ids.length
      t.strictSame(
        [ids, (body['total'] as { count: number }).count],
        [scan(few, client.agency), ids.length],
        JSON.stringify(few),
      )
    }),
    { numRuns: 60 },
  )
  t.ok(found > 10, `${found} found`)
  const whole = succeeded(
    await (people['referrer'] as Client).post(
      '/v1/violations/search',
      { recordedAt: { from: '2024-02-10T00:00:00Z' } },
      { key: null },
    ),
  ).body
  t.strictSame(
    whole.items.map(({ id }) => id),
    [recent],
  )
  t.ok(early.id < recent)
})

t.end()

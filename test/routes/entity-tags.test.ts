import t from 'tap'
import { parseIfMatch } from '../../src/http/etag.ts'
import { type Case, decisionOn, givenAnnulment, givenAnswers, givenRejection, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, otherOfficer, commissioner } = world.cast
t.test('while an entity tag stays the same, so does the whole resource, for whoever reads it', async t => {
  const found = await stories.reach('received')
  const { referral, violation, persons } = found
  const seen = new Map<string, string>()
  const look = async (moment: string) => {
    for (const client of Object.values(world.cast)) {
      for (const path of [violation, referral, `${referral}/decisions/1`, `${referral}/decisions/2`]) {
        const { status, headers, text } = await client.get(path)
        if (status !== 200) continue
        const place = `${clientsName(client)} ${path} ${headers['etag']}`
        t.equal(seen.get(place) ?? text, text, `${moment}: ${client.roles} reads ${path} with ${headers['etag']}`)
        seen.set(place, text)
        const again = await client.get(path, { headers: { 'if-none-match': headers['etag'] ?? '' } })
        t.equal(again.status, 304)
      }
    }
  }
  const clientsName = (client: unknown) => Object.values(world.cast).indexOf(client as typeof recorder)

  const moments: [string, () => Promise<unknown>][] = [
    ['received', async () => {}],
    ['returned', () => stories.take(found, 'return')],
    ['changed', () => stories.take(found, 'change')],
    ['resubmitted', () => stories.act(referrer, 'POST', `${referral}/resubmissions`, givenAnswers, referral)],
    ['received again', () => stories.take(found, 'receipt')],
    ['accepted', () => stories.take(found, 'acceptance')],
    ['asked', () => officer.post(`${referral}/questions`, { text: 'Why?' })],
    ['answered', () => recorder.post(`${referral}/questions/1/answers`, { text: 'So.' })],
    ['withdrawal requested', () => stories.take(found, 'withdrawal-request')],
    ['assigned', () => stories.take(found, 'assignment')],
    ['drafted', () => stories.take(found, 'draft')],
    ['revised', () => onDecision(found, otherOfficer, 'PATCH', 1, '', { reasons: 'Better said.' })],
    ['issued', () => onDecision(found, commissioner, 'PUT', 1, '/issuance')],
    ['executed', () => stories.take(found, 'execution')],
    ['closed', () => stories.take(found, 'closure')],
    ['superseding', () => stories.take(found, 'superseding')],
    ['superseded', () => onDecision(found, commissioner, 'PUT', 2, '/issuance')],
    ['annulled', () => onDecision(found, commissioner, 'PUT', 2, '/annulment', givenAnnulment)],
    ['drafted again', () => stories.act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0]), referral)],
  ]
  for (const [moment, happen] of moments) {
    await happen()
    await look(moment)
  }
  t.ok(seen.size > 50)
})

type TurnedByTime = {
  readonly stage: Parameters<typeof stories.reach>[0]
  /** A time of the clock at which it has turned. */
  readonly at: string
  readonly path: (found: Case) => Promise<string> | string
  readonly by: 'referrer' | 'intake' | 'officer' | 'commissioner' | 'personnelOfficer'
  readonly changed: (body: Record<string, unknown>) => unknown
}
const actions = (body: Record<string, unknown>) => body['allowedActions']
const turnedByTime: Readonly<Record<string, TurnedByTime>> = {
  'a return that is overdue': {
    stage: 'returned',
    at: '2099-02-01',
    path: ({ referral }) => referral,
    by: 'intake',
    changed: body => [body['overdue'], actions(body)],
  },
  'deadlines that are overdue': {
    stage: 'returned',
    at: '2099-02-01',
    path: ({ referral }) => `${referral}/deadlines`,
    by: 'intake',
    changed: body => body['items'],
  },
  'a copy that is over': {
    stage: 'copied',
    at: '2099-02-01',
    path: ({ referral }) => referral,
    by: 'commissioner',
    changed: actions,
  },
  'an obligation that is late': {
    stage: 'decided',
    at: '2099-02-01',
    path: async ({ referral }) => {
      const { items } = (await commissioner.get(`${referral}/obligations`)).body
      return `/v1/obligations/${items[0]?.id}`
    },
    by: 'commissioner',
    changed: body => body['overdue'],
  },
  'a consent that has ended': {
    stage: 'reporter-consented',
    at: '2099-02-01',
    path: ({ referral }) => `${referral}/reporter-requests/1`,
    by: 'officer',
    changed: actions,
  },
}
for (const [what, { stage, at, path, by, changed }] of Object.entries(turnedByTime)) {
  t.test(`${what}: what time alone has changed has another tag, and If-Match goes on naming the version`, async t => {
    const found = await stories.reach(stage)
    const client = world.cast[by]
    const place = await path(found)
    const before = await client.get(place)
    const known = { headers: { 'if-none-match': before.headers['etag'] ?? '' } }
    t.equal((await client.get(place, known)).status, 304)

    await world.sql`insert into clock_shift values (true, ${at}::text::timestamptz - clock_timestamp())`
    const after = await client.get(place, known)
    await world.sql`delete from clock_shift`
    t.equal(after.status, 200)
    t.notSame(changed(after.body), changed(before.body))
    t.not(after.headers['etag'], before.headers['etag'])
    t.equal(versionOf(after.headers['etag']), versionOf(before.headers['etag']))
  })
}

const versionOf = (etag: string | undefined) => parseIfMatch(etag)

t.test('the version that was read before it was overdue is the one that is acted upon after that', async t => {
  const { referral } = await stories.reach('returned')
  const { headers } = await intake.get(referral)
  await world.sql`insert into clock_shift values (true, '2099-02-01'::timestamptz - clock_timestamp())`
  const later = await intake.get(referral)
  t.not(later.headers['etag'], headers['etag'])
  const rejected = await intake.put(
    `${referral}/rejection`,
    { ...givenRejection, reason: 'not-completed' },
    { ifMatch: headers['etag'] },
  )
  t.equal(rejected.status, 201, rejected.text)
  await world.sql`delete from clock_shift`
})

t.test('a draft has another tag when the decision that it supersedes is annulled', async t => {
  const found = await stories.reach('superseding')
  const draft = `${found.referral}/decisions/2`
  const before = await commissioner.get(draft)
  await onDecision(found, commissioner, 'PUT', 1, '/annulment', givenAnnulment)
  const after = await commissioner.get(draft, { headers: { 'if-none-match': before.headers['etag'] ?? '' } })
  t.equal(after.status, 200)
  t.ok(before.body.allowedActions.includes('issuance'))
  t.notOk(after.body.allowedActions.includes('issuance'))
  t.not(after.headers['etag'], before.headers['etag'])
})

function onDecision(
  { referral }: Case,
  by: typeof officer,
  method: string,
  number: number,
  act: string,
  body?: object,
) {
  const decision = `${referral}/decisions/${number}`
  return stories.act(by, method, decision + act, body, decision)
}

t.end()

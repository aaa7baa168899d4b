import { readFileSync } from 'node:fs'
import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { givenAnswers, givenReturn, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, commissioner } = world.cast

const inJakarta = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(new Date(Date.now() + days * 86_400_000))

t.test('R-REF-24: a return cites items of the checklist, and at least one', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const giveBack = (body: object) => intake.post(`${referral}/returns`, { ...givenReturn, ...body }, { ifMatch })
  t.equal(refusal(await giveBack({ items: [] })), '400 invalid-request /items min-items')
  t.equal(
    refusal(await intake.post(`${referral}/returns`, { dueOn: '2099-01-01' }, { ifMatch })).slice(0, 19),
    '400 invalid-request',
  )
  const items = [...givenReturn.items, { code: 'horoscope', note: 'Which sign?' }]
  t.equal(
    refusal(await giveBack({ items })),
    '422 return-item-not-on-checklist R-REF-24 /items/1/code not-on-checklist',
  )
  const { body } = await giveBack({})
  t.match(body.returns, [{ round: 1, checklist: { code: 'referral-digital', version: 1 }, mostRounds: 12 }])
})

t.test('R-REF-24: the checklist is that of the category; another category has another', async t => {
  const { referral } = await stories.reach('received', { suggestedCategory: 'PD-01' })
  const ifMatch = await intake.etag(referral)
  const items = [{ code: 'online-location', note: 'Where?' }]
  const refused = await intake.post(`${referral}/returns`, { ...givenReturn, items }, { ifMatch })
  t.equal(refusal(refused), '422 return-item-not-on-checklist R-REF-24 /items/0/code not-on-checklist')
})

t.test('R-REF-25: a return gives the time of the completion clock, or more', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const due = (dueOn: string) => intake.post(`${referral}/returns`, { ...givenReturn, dueOn }, { ifMatch })
  const tooSoon = await due(inJakarta(1))
  t.equal(refusal(tooSoon), '422 return-due-too-soon R-REF-25 /dueOn rule')
  const [earliest = ''] = /\d{4}-\d{2}-\d{2}/.exec(String(tooSoon.body['detail'])) ?? []
  t.equal((await due(earliest)).status, 201, 'the day that the refusal names is taken')
})

t.test('R-REF-26: there are twelve rounds, and in the thirteenth it is accepted or rejected', async t => {
  const found = await stories.reach('received')
  for (let round = 1; round <= 12; round++) {
    const { body } = await stories.act(intake, 'POST', `${found.referral}/returns`, givenReturn, found.referral)
    t.equal(body.returns?.at(-1)?.round, round)
    const eventDescription = `The account liked ${round} posts.`
    await stories.act(recorder, 'PATCH', found.violation, { eventDescription }, found.violation)
    await stories.act(referrer, 'POST', `${found.referral}/resubmissions`, givenAnswers, found.referral)
    await stories.act(intake, 'PUT', `${found.referral}/receipt`, undefined, found.referral)
  }
  const { body, headers } = await intake.get(found.referral)
  t.strictSame(body.allowedActions, ['acceptance', 'rejection', 'question'])
  const more = await intake.post(`${found.referral}/returns`, givenReturn, { ifMatch: headers['etag'] })
  t.equal(refusal(more), '409 return-rounds-used-up R-REF-26')
  t.strictSame(more.body.allowedActions, body.allowedActions)
  await stories.act(intake, 'PUT', `${found.referral}/acceptance`, undefined, found.referral)
})

t.test('an acceptance needs no body, and shows under which checklist it was made', async t => {
  const { referral } = await stories.reach('accepted')
  const { body } = await referrer.get(referral)
  t.match(body['acceptance'], { checklist: { code: 'referral-digital', version: 1 }, marks: [] })
})

t.test('R-CHK-01, R-GEN-01: an acceptance carries the marks of the officer, once', async t => {
  const { referral } = await stories.reach('received')
  const ifMatch = await intake.etag(referral)
  const accept = (...marks: object[]) => intake.put(`${referral}/acceptance`, { marks }, { ifMatch })
  const found = { code: 'account-link', mark: 'met', note: 'Her picture is on it.' }
  t.equal(
    refusal(await accept(found, { code: 'evidence', mark: 'met' })),
    '422 mark-not-on-checklist R-CHK-01 /marks/1/code rule',
  )
  t.equal((await accept(found)).status, 201)
  t.equal((await accept(found)).status, 200)
  t.equal(refusal(await accept({ ...found, mark: 'not-met' })), '409 fact-stands-differently R-GEN-01')
  t.match((await referrer.get(referral)).body['acceptance'], { marks: [found] })
  const timeline = await commissioner.get(`${referral}/timeline`)
  const entry = (timeline.body.items as unknown as { type: string }[]).find(({ type }) => type === 'ReferralAccepted')
  t.match(entry, { details: { checklist: { code: 'referral-digital' }, marks: [found] } })
})

t.test('the items that the description shows as examples are on every shipped checklist', async t => {
  const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))
  const { code } = document.components.schemas.ReturnInput.properties.items.items.properties
  t.match(code, { pattern: /./, enum: undefined })
  t.ok(code.examples.length > 3)
  for (const { code: checklist, items } of readCatalogues().checklists) {
    const codes = items.map(item => item.code)
    for (const example of code.examples) t.ok(codes.includes(example), `${example} on ${checklist}`)
  }
})

t.end()

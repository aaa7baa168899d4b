import t from 'tap'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, commissioner } = world.cast

t.test('a question is asked and answered, and both stay in the file', async t => {
  const { referral } = await stories.reach('accepted')
  const asked = await officer.post(`${referral}/questions`, { text: 'Is there more?' })
  t.equal(asked.status, 201)
  t.equal(asked.headers['location'], `${referral}/questions/1`)
  t.equal(asked.headers['etag'], await officer.etag(referral))
  t.match(asked.body, { number: 1, text: 'Is there more?', answers: [], by: { agency: 'kasn', role: 'case-officer' } })
  t.strictSame((await referrer.get(`${referral}/questions/1`)).body, asked.body)

  const answered = await recorder.post(`${referral}/questions/1/answers`, { text: 'No.' })
  t.equal(answered.status, 201)
  t.equal(answered.headers['location'], `${referral}/questions/1`)
  await recorder.post(`${referral}/questions/1/answers`, { text: 'I was wrong.' })
  const { answers } = (await intake.get(`${referral}/questions/1`)).body
  t.match(answers, [
    { number: 1, text: 'No.', by: { agency: 'kominfo' } },
    { number: 2, text: 'I was wrong.' },
  ])
  t.equal((await recorder.get(referral)).body['questionCount'], 1)
})

t.test('both sides ask, and the other one answers (R-REF-20)', async t => {
  const { referral } = await stories.reach('sent')
  t.equal((await recorder.post(`${referral}/questions`, { text: 'When?' })).body.number, 1)
  t.equal(
    refusal(await recorder.post(`${referral}/questions/1/answers`, { text: 'x' })),
    '403 answered-by-asker R-REF-20',
  )
  t.equal((await intake.post(`${referral}/questions/1/answers`, { text: 'Soon.' })).status, 201)
  t.equal((await intake.post(`${referral}/questions`, { text: 'Why?' })).body.number, 2)
  t.equal(
    refusal(await officer.post(`${referral}/questions/2/answers`, { text: 'x' })),
    '403 answered-by-asker R-REF-20',
  )
  t.strictSame(
    (await commissioner.get(`${referral}/questions`)).body.items.map(({ number }) => number),
    [1, 2],
  )
})

t.test('R-REF-16: nothing is asked or answered once a referral has ended', async t => {
  const found = await stories.reach('accepted')
  await officer.post(`${found.referral}/questions`, { text: 'Why?' })
  await stories.take(found, 'withdrawal-request')
  await stories.act(commissioner, 'PUT', `${found.referral}/withdrawal-consent`, undefined, found.referral)
  t.equal(refusal(await officer.post(`${found.referral}/questions`, { text: 'x' })), '409 referral-ended R-REF-16')
  t.equal(
    refusal(await recorder.post(`${found.referral}/questions/1/answers`, { text: 'x' })),
    '409 referral-ended R-REF-16',
  )
  for (const stage of ['rejected', 'closed'] as const) {
    const { referral } = await stories.reach(stage)
    t.equal(refusal(await recorder.post(`${referral}/questions`, { text: 'x' })), '409 referral-ended R-REF-16', stage)
  }
})

t.test('a question is looked up under its referral', async t => {
  const { referral } = await stories.reach('asked')
  const other = await stories.reach('accepted')
  t.equal((await recorder.get(`${referral}/questions/1`)).status, 200)
  t.equal(refusal(await recorder.get(`${other.referral}/questions/1`)), '404 not-found')
  t.equal(refusal(await recorder.post(`${other.referral}/questions/1/answers`, { text: 'x' })), '404 not-found')
})

t.test('a referrer and a commissioner read questions and do not ask them (R-ACC-01)', async t => {
  const { referral } = await stories.reach('accepted')
  for (const client of [referrer, commissioner]) {
    t.equal(refusal(await client.post(`${referral}/questions`, { text: 'x' })), '403 role-required R-ACC-01')
    t.equal((await client.get(`${referral}/questions`)).status, 200)
  }
})

t.test('many questions at once are all asked: they overwrite nothing, so none is refused', async t => {
  const { referral } = await stories.reach('accepted')
  const before = Number((await officer.etag(referral)).slice(1, -1))
  const texts = Array.from({ length: 30 }, (_, index) => `Question ${index}`)
  const answers = await Promise.all(
    texts.map((text, index) => (index % 2 ? officer : recorder).post(`${referral}/questions`, { text })),
  )
  const refused = answers.filter(({ status }) => status !== 201)
  t.strictSame(refused.map(refusal), [])
  const { items } = (await officer.get(`${referral}/questions`)).body
  t.strictSame(items.map(({ text }) => text).sort(), [...texts].sort())
  t.equal(await officer.etag(referral), `"${before + 30}"`)
})

t.test('R-REF-21: an agency writes at most 100 questions and answers on a referral', async t => {
  const { referral } = await stories.reach('asked')
  for (let count = 1; count <= 100; count++) {
    const answer = await recorder.post(`${referral}/questions/1/answers`, { text: `${count}` })
    if (answer.status !== 201) return t.fail(`${count}: ${answer.text}`)
  }
  t.equal(refusal(await recorder.post(`${referral}/questions`, { text: 'x' })), '409 too-many-questions R-REF-21')
  const full = await recorder.post(`${referral}/questions/1/answers`, { text: 'x' })
  t.equal(refusal(full), '409 too-many-questions R-REF-21')
  return t.equal((await recorder.get(`${referral}/questions/1`)).body.answers.length, 100)
})

t.end()

import t from 'tap'
import { type Case, decisionOn, givenAnnulment, givenAnswers, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, officer, otherOfficer, commissioner } = world.cast
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

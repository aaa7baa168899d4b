import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  finding,
  givenAnnulment,
  givenCopy,
  givenReturn,
  givenWithdrawal,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { type Answer, buildTestApp, type Client } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, commissioner, intake, officer, personnelOfficer, otherCommissioner } = world.cast
const nip = finding.reportedPersons[0]?.nip ?? ''

t.test(
  'R-CPY-02 a copy ends with its decision; of a case that was given back the receiver reads no identifier on any path',
  async t => {
    const { referral } = await stories.reach('decided')
    const copy = `${referral}/copies/1`
    const given = await stories.act(commissioner, 'POST', `${referral}/copies`, givenCopy, referral)
    t.equal((await personnelOfficer.get(`/v1/copies/${given.body.id}`)).status, 200)
    t.ok(succeeded(await intake.get(copy)).text.includes(nip), 'it is read while the case is there')

    await stories.act(
      otherCommissioner,
      'PUT',
      `${referral}/decisions/1/annulment`,
      givenAnnulment,
      `${referral}/decisions/1`,
    )
    await stories.act(referrer, 'PUT', `${referral}/withdrawal-request`, givenWithdrawal, referral)
    await stories.act(commissioner, 'PUT', `${referral}/withdrawal-consent`, undefined, referral)

    for (const path of [
      '',
      '/versions',
      '/copies',
      '/copies/1',
      '/timeline',
      '/decisions',
      '/decisions/1',
      '/evidence',
    ]) {
      for (const client of [intake, officer, commissioner]) {
        t.notOk(succeeded(await client.get(`${referral}${path}`)).text.includes(nip), path)
      }
    }
    t.equal((await personnelOfficer.get(`/v1/copies/${given.body.id}`)).status, 404, 'it ended with its decision')
    t.match(succeeded(await recorder.get(copy)).body['ending'], { explanation: givenAnnulment.explanation })
    t.strictSame(succeeded(await intake.get(copy)).body['masked'], ['/copy/person/nip'], 'what is left out is listed')
    const { body, text } = succeeded(await recorder.get(copy))
    t.ok(text.includes(nip), 'its owner goes on reading it')
    t.strictSame(body['masked'], [])
  },
)

/** A POST of somebody, and the very same again. */
async function repeatable(client: Client, of: string, path: string, body: object): Promise<() => Promise<Answer>> {
  const sending = { key: randomUUID(), ifMatch: await client.etag(of) }
  return async () => succeeded(await client.post(path, body, sending))
}

t.test('nor does an answer that is given again, whatever the state was when it was given first', async t => {
  const { referral: returned } = await stories.reach('received')
  const giveBack = await repeatable(intake, returned, `${returned}/returns`, givenReturn)
  t.ok((await giveBack()).text.includes(nip), 'the receiver reads it while the case is there')
  await stories.act(referrer, 'PUT', `${returned}/withdrawal`, givenWithdrawal, returned)
  const ofReturn = await giveBack()
  t.equal(ofReturn.headers['idempotency-replayed'], 'true')
  t.notOk(ofReturn.text.includes(nip))
  t.strictSame(ofReturn.body['masked'], ['/content/source/channel', '/content/reportedPersons/0/nip'])

  const { referral } = await stories.reach('decided')
  const giveCopy = await repeatable(commissioner, referral, `${referral}/copies`, givenCopy)
  t.ok((await giveCopy()).text.includes(nip))
  t.ok((await giveCopy()).text.includes(nip), 'also when it is given again')
  await stories.act(
    otherCommissioner,
    'PUT',
    `${referral}/decisions/1/annulment`,
    givenAnnulment,
    `${referral}/decisions/1`,
  )
  await stories.act(referrer, 'PUT', `${referral}/withdrawal-request`, givenWithdrawal, referral)
  await stories.act(commissioner, 'PUT', `${referral}/withdrawal-consent`, undefined, referral)
  const ofCopy = await giveCopy()
  t.notOk(ofCopy.text.includes(nip))
  t.strictSame(ofCopy.body['masked'], ['/copy/person/nip'])
})

t.end()

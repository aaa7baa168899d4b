import t from 'tap'
import { finding, givenCopy, givenWithdrawal, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

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

    const why = { explanation: 'The account belongs to somebody else.' }
    await stories.act(otherCommissioner, 'PUT', `${referral}/decisions/1/annulment`, why, `${referral}/decisions/1`)
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
    t.match(succeeded(await recorder.get(copy)).body['ending'], { explanation: why.explanation })
    t.strictSame(succeeded(await intake.get(copy)).body['masked'], ['/copy/person/nip'], 'what is left out is listed')
    const { body, text } = succeeded(await recorder.get(copy))
    t.ok(text.includes(nip), 'its owner goes on reading it')
    t.strictSame(body['masked'], [])
  },
)

t.end()

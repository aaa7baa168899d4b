import t from 'tap'
import { givenLapse, givenReport, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { referrer, commissioner, personnelOfficer } = world.cast

t.test('R-OBL-09 a referral is closed only once its obligation is settled', async t => {
  const found = await stories.reach('decided')
  const [path = ''] = await stories.obligationsOf(found)
  t.match((await referrer.get(found.referral)).body, { obligations: { total: 1, unsettled: 1 } })
  const ifMatch = await referrer.etag(found.referral)
  const refused = await referrer.put(`${found.referral}/closure`, undefined, { ifMatch })
  t.equal(refusal(refused), '409 obligations-unsettled R-OBL-09 /obligations/1 unsettled')
  t.notOk(refused.body.allowedActions.includes('closure'))

  const reported = await personnelOfficer.post(`${path}/reports`, givenReport)
  t.match(succeeded(reported).body, {
    status: 'executed',
    settled: true,
    reports: [{ late: false, standing: 'accepted' }],
  })
  t.ok((await referrer.get(found.referral)).body.allowedActions.includes('closure'))
  t.not(await referrer.etag(found.referral), ifMatch)
  await stories.take(found, 'closure')
  t.ok(givenLapse && commissioner)
})
t.end()

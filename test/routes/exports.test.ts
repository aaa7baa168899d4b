import t from 'tap'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, intake, personnelOfficer } = world.cast
const purpose = { 'x-purpose': 'x' }
t.test('x', async t => {
  await stories.reach('documented')
  await stories.reach('sent')
  const r = await recorder.get('/v1/violations/export', { headers: purpose })
  console.error(r.status, r.headers, r.text)
  console.error((await intake.get('/v1/referrals/export?format=csv', { headers: purpose })).text)
  console.error((await personnelOfficer.get('/v1/obligations/export?format=csv', { headers: purpose })).text)
  console.error(await intake.send('HEAD', '/v1/referrals/export?format=csv', undefined, { headers: purpose }))
  t.end()
})
t.end()

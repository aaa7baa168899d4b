import t from 'tap'
import { evidenceForm } from '../support/form.ts'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer } = world.cast

const said = {
  title: 'Screenshot',
  grade: { source: 'B', information: '2' },
  collection: { by: 'officer', name: 'Patroli', at: '2023-12-01T08:05:00+07:00', method: 'Full-page capture.' },
}

t.test('the whole way of an item', async t => {
  const { violation, violationId } = await stories.reach('draft')
  const added = await recorder.post(
    `${violation}/evidence`,
    evidenceForm(said, { bytes: 'hello world, this is text', type: 'text/plain', fileName: 'catatan.txt' }),
  )
  t.equal(added.status, 201, added.text)
  const item = added.headers['location']!
  setTimeout(
    () =>
      t.comment(
        world.logLines
          .filter(l => /warn|error/.test(l))
          .slice(-3)
          .join(''),
      ),
    3000,
  ).unref()
  const clean = await until(async () => {
    const answer = await recorder.get(item)
    return answer.body.status === 'clean' && answer
  })
  t.comment(clean.text)
  t.comment((await recorder.get(`${item}/custody`)).text)
  const download = await recorder.get(`${item}/content`)
  t.equal(download.status, 200, download.text)
  t.comment(JSON.stringify(download.headers))
  t.equal((await recorder.get(`${item}/copy`)).text, 'hello world, this is text')
  const part = await recorder.get(`${item}/content`, { headers: { range: 'bytes=6-10' } })
  t.equal(part.status, 206)
  t.equal(part.text, 'world')
  const sealed = await recorder.put(`${item}/seal`, undefined, { ifMatch: clean.headers['etag'] })
  t.equal(sealed.status, 201, sealed.text)
  await recorder.put(`${violation}/documentation`, undefined, { ifMatch: await recorder.etag(violation) })
  const sent = await referrer.post('/v1/referrals', { violationId })
  t.equal(sent.status, 201, sent.text)
  const referral = `/v1/referrals/${sent.body.id}`
  const early = await intake.get(`${referral}/evidence/${added.body.id}/content`)
  t.equal(early.status, 409, early.text)
  await intake.put(`${referral}/receipt`, undefined, { ifMatch: '"1"' })
  t.equal((await intake.get(`${referral}/evidence/${added.body.id}/content`)).text, 'hello world, this is text')
  t.comment((await intake.get(`${referral}/evidence`)).text)
  t.comment((await officer.get(`${referral}/evidence/${added.body.id}/custody`)).text)
  t.comment((await officer.get(`${referral}/versions/1`)).text)
})
t.end()

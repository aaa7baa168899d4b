import t from 'tap'
import { readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { finding, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

const succession = readDirectory(successionDirectory)

t.test('R-ACC-04: an act needs its mandate on the Asia/Jakarta date of the act', async t => {
  // The agreement between the agencies began on 26 October 2023.
  const world = await buildTestApp(t, { at: '2023-10-25T10:00:00+07:00' })
  const { cast, sql } = world
  t.equal(refusal(await cast.recorder.post('/v1/violations', finding)), '403 role-not-allowed', 'no such role yet')

  const { cast: later, sql: clock } = await buildTestApp(t, { at: '2023-12-05T10:00:00+07:00' })
  const { id } = (await later.recorder.post('/v1/violations', finding)).body
  t.ok(id)
  // The token was issued while the mandate was held; the database says that it is not any more.
  await clock`update mandates set valid_to = '2023-12-05' where mandate = 'neutrality-monitoring'`
  const refused = await later.recorder.post('/v1/violations', finding)
  t.equal(refusal(refused), '403 mandate-required R-ACC-04')
  t.equal((await sql`select from violations`).length, 0)
})

t.test(
  'the receiver is whoever holds merit supervision on the day: the successor from the day of the hand-over',
  async t => {
    const days: [string, string][] = [
      ['2024-08-23T22:00:00+07:00', 'kasn'],
      ['2024-08-24T00:00:00+07:00', 'bkn'],
    ]
    for (const [at, receiver] of days) {
      const world = await buildTestApp(t, { at, directory: succession })
      const { body } = await world.cast.referrer.get((await storiesOf(world).reach('sent')).referral)
      t.equal(body['receiver'], receiver, at)
      const intake = await world.as(receiver, 'intake-officer')
      t.equal((await intake.get(`/v1/referrals/${body.id}`)).status, 200)
      const other = await world.as(receiver === 'kasn' ? 'bkn' : 'kasn', 'observer')
      t.equal(refusal(await other.get(`/v1/referrals/${body.id}`)), '404 not-found')
    }
  },
)

t.test('R-REF-03: when nobody holds merit supervision, nothing is sent', async t => {
  const mandates = succession.mandates.filter(({ mandate }) => mandate !== 'merit-supervision')
  const world = await buildTestApp(t, { directory: { ...succession, mandates } })
  const { violationId } = await storiesOf(world).reach('documented')
  const refused = await world.cast.referrer.post('/v1/referrals', { violationId })
  t.equal(refusal(refused), '409 no-receiving-agency R-REF-03')
})

t.test('R-SUC-01: nothing is sent without an agreement; what was sent under one goes on', async t => {
  const lastDay = '2024-11-27T23:59:00+07:00'
  const world = await buildTestApp(t, { at: lastDay, directory: succession })
  const stories = storiesOf(world)
  const { violationId } = await stories.reach('documented')
  const begun = await stories.reach('sent')
  await world.moveTo('2024-11-28T00:00:00+07:00')
  const referrer = await world.as('kominfo', 'referrer', 'referrer-1')
  const refused = await referrer.post('/v1/referrals', { violationId })
  t.equal(refusal(refused), '409 no-agreement R-SUC-01')
  const intake = await world.as('bkn', 'intake-officer', 'intake-officer-1')
  const received = await intake.put(`${begun.referral}/receipt`, undefined, {
    ifMatch: await intake.etag(begun.referral),
  })
  t.equal(received.status, 201)
})

t.test('R-SUC-01: the database looks at the agreement itself', async t => {
  const world = await buildTestApp(t)
  const { violationId } = await storiesOf(world).reach('documented')
  await world.sql`delete from agreements`
  const refused = await world.cast.referrer.post('/v1/referrals', { violationId })
  t.equal(refusal(refused), '403 mandate-required R-ACC-04')
})

t.end()

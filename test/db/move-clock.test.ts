import t from 'tap'
import { ConfigError } from '../../src/config.ts'
import { assertClockUnmoved, openSandboxClock } from '../../src/db/move-clock.ts'
import { createServiceDatabase, openDesk } from './desk.ts'

const urls = await createServiceDatabase(t)
const desk = await openDesk(t, { urls })
const clock = openSandboxClock(urls.adminUrl, urls.serviceUrl)
t.after(() => clock.close())

const dayMs = 24 * 60 * 60 * 1000
const days = (reading: { shiftMs: number } | undefined) => reading && Math.round(reading.shiftMs / dayMs)
async function event(at: string): Promise<void> {
  await desk.admin`
    insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
    values ('violation', gen_random_uuid(), 1, gen_random_uuid(), 'ViolationRecorded', 'actor-agency', 'kominfo', '{}', ${at}, 1, '')`
}

t.test('the clock of a sandbox goes forward, again and again, for everybody on its database', async t => {
  t.equal((await clock.read()).shiftMs, 0)
  t.equal(days(await clock.moveBy(10 * dayMs)), 10)
  t.equal(days(await clock.moveBy(5 * dayMs)), 15)
  const [row] = await desk.admin<[{ days: number }]>`
    select extract(epoch from app_now() - clock_timestamp())::float8 / 86400 as days`
  t.equal(Math.round(row.days), 15)
})

t.test('it stands at a time that is named, and goes on from there', async t => {
  const reading = await clock.moveTo('2040-04-05T03:00:00.000Z')
  t.equal(reading?.now.slice(0, 10), '2040-04-05')
})

t.test('time does not go back behind the last event on record', async t => {
  await event('2040-04-05T03:00:00.000Z')
  t.equal(await clock.moveTo('2040-04-05T02:59:59.999Z'), undefined)
  t.equal(await clock.reset(), undefined)
  t.equal((await clock.read()).now.slice(0, 10), '2040-04-05', 'what is refused moves nothing')
  t.ok(await clock.moveTo('2040-04-05T03:00:00.000Z'))
})

t.test('a production service does not start on a database whose clock is moved', async t => {
  await t.rejects(assertClockUnmoved(urls.serviceUrl), ConfigError)
  await desk.admin.unsafe(
    'alter table events disable trigger all; delete from events; alter table events enable trigger all',
  )
  t.equal((await clock.reset())?.shiftMs, 0)
  await t.resolves(assertClockUnmoved(urls.serviceUrl))
})

t.end()

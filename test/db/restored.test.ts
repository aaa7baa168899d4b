import t from 'tap'
import { assertEpoch } from '../../src/db/assert-epoch.ts'
import { verifyFeed } from '../../src/db/feed-chain.ts'
import { takePromotion } from '../../src/db/promoted.ts'
import { openEpoch, verifyLog } from '../../src/db/restored.ts'
import { createHandSequencer } from '../support/hand-sequencer.ts'
import { createServiceDatabase, kasn, kominfo, openDesk, workOf } from './desk.ts'

const urls = await createServiceDatabase(t)
const desk = await openDesk(t, { urls })
const { admin, pools } = desk
const work = workOf(desk)
const id = await work.record()
await work.document(id)
const referral = await work.send(id)
await createHandSequencer(pools).numberAll()
const quiet = () => {}

/** As the superuser, who alone can get past the log's own guard. */
async function tamper(...statement: Parameters<typeof admin>): Promise<void> {
  await admin`alter table events disable trigger user`
  await admin`alter table event_payloads disable trigger user`
  await admin(...statement)
  await admin`alter table events enable trigger user`
  await admin`alter table event_payloads enable trigger user`
}

t.test('a log and feeds that nobody touched verify', async t => {
  const { events, erased, altered, gaps } = await verifyLog(urls, quiet)
  const [{ count }] = await admin<[{ count: number }]>`select count(*)::int from events`
  t.strictSame({ events, erased, altered, gaps }, { events: count, erased: 0, altered: [], gaps: [] })
  t.ok(count > 3)
  for (const agency of [kominfo, kasn]) {
    const { last, firstWrong } = await verifyFeed(pools, agency)
    t.equal(firstWrong, null)
    t.ok(last > 0)
  }
})

t.test('a payload that was altered is named, and one that the law had erased is none', async t => {
  await tamper`update event_payloads set payload = ${'{"note": "other"}'}::text::json where stream_id = ${id} and version = 1`
  t.strictSame((await verifyLog(urls, quiet)).altered, [`violation/${id}/1`])
  await tamper`delete from event_payloads where stream_id = ${id} and version = 1`
  t.match(await verifyLog(urls, quiet), { altered: [], gaps: [], erased: 1 })
})

t.test('an event that is missing is a gap in its stream', async t => {
  await tamper`delete from event_payloads where stream_id = ${referral} and version = 1`
  await tamper`delete from events where stream_id = ${referral} and version = 1`
  t.strictSame((await verifyLog(urls, quiet)).gaps, [`referral/${referral}`])
})

t.test('an entry of a feed that was altered, or taken out, is found by its number', async t => {
  await admin`update feed_entries set subject_version = subject_version + 1 where agency = ${kasn} and number = 1`
  t.strictSame(await verifyFeed(pools, kasn), { last: 0, firstWrong: 1 })
  await admin`delete from feed_entries where agency = ${kominfo} and number = 2`
  t.strictSame(await verifyFeed(pools, kominfo), { last: 1, firstWrong: 3 })
})

t.test('a log whose table was made anew, or that is on another server, is refused: it came out of a dump', async t => {
  await t.resolves(assertEpoch(urls.serviceUrl))
  for (const other of ['log', 'system_identifier']) {
    await admin`update lives set ${admin(other)} = ${admin(other)}::bigint + 1`
    await t.rejects(assertEpoch(urls.serviceUrl), { name: 'ConfigError', message: /npm run db:restored/ }, other)
    await t.rejects(takePromotion(urls), { name: 'ConfigError', message: /npm run db:restored/ })
    await admin`update lives set ${admin(other)} = ${admin(other)}::bigint - 1`
  }
  await t.resolves(assertEpoch(urls.serviceUrl))
})

t.test(
  'a database that was restored is refused until its new life has an epoch, which nobody opens while the service is connected',
  async t => {
    await t.resolves(assertEpoch(urls.serviceUrl))
    await tamper`update events set xid = ${'999999999'}::text::xid8 where stream_id = ${id} and version = 1`
    await t.rejects(assertEpoch(urls.serviceUrl), { name: 'ConfigError', message: /npm run db:restored/ })
    await t.rejects(openEpoch(urls), { name: 'ConfigError', message: /stop it everywhere/ })
    await pools.close()
    t.equal(await openEpoch(urls), 2)
    await t.resolves(assertEpoch(urls.serviceUrl))
  },
)

t.end()

import { open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { listOrphans, scrubContents } from '../../src/acts/scrub-contents.ts'
import { type SweptAge, sweepStore, usualAge } from '../../src/acts/sweep-store.ts'
import { noteLooseObject } from '../../src/db/evidence-jobs.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import { type Inspector, ScannerUnavailable } from '../../src/inspection/inspection.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { evidenceForm } from '../support/form.ts'
import { evidenceSaid, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const add = async (world: TestApp, violation: string, bytes: string) => {
  const form = evidenceForm(evidenceSaid, { bytes, fileName: 'a.txt', type: 'text/plain' })
  return (await world.cast.recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
}

t.test(
  'D-F6: while no scanner answers, an item stays pending and nothing is given out; then it is inspected',
  async t => {
    let isUp = false
    const real = createInspector()
    const inspector: Inspector = {
      inspect: async (content, options) => {
        if (!isUp) throw new ScannerUnavailable('it is down')
        return real.inspect(content, options)
      },
    }
    const world = await buildTestApp(t, { inspector })
    const { recorder, referrer } = world.cast
    const { violation, violationId } = await storiesOf(world).reach('documented')
    const item = await add(world, violation, 'waiting')
    await until(async () => (await recorder.get(item)).body['inspection'] && (await faultOf(world, item)) !== null)
    t.equal(await faultOf(world, item), 'scanner-unavailable', 'its agency sees why')
    t.equal(refusal(await recorder.get(`${item}/content`)), '409 evidence-not-released R-EVI-09')
    t.equal(refusal(await recorder.get(`${item}/copy`)), '409 evidence-not-released R-EVI-09')
    t.match((await referrer.post('/v1/referrals', { violationId })).body, { rule: 'R-EVI-15' })
    isUp = true
    // As if the time until the next attempt had passed.
    await world.sql`update evidence_scan_leases set leased_until = '-infinity'`
    await until(async () => (await recorder.get(item)).body.status === 'clean')
    t.equal(await faultOf(world, item), null)
    t.equal((await recorder.get(`${item}/content`)).text, 'waiting')
  },
)

async function faultOf(world: TestApp, item: string) {
  return ((await world.cast.recorder.get(item)).body['inspection'] as { fault: string | null }).fault
}

t.test('an inspector that fails in any other way releases nothing either', async t => {
  const world = await buildTestApp(t, { inspector: { inspect: () => Promise.reject(new Error('a bug')) } })
  const { violation } = await storiesOf(world).reach('draft')
  const item = await add(world, violation, 'unlucky')
  await until(async () => (await faultOf(world, item)) === 'internal-error')
  t.equal((await world.cast.recorder.get(item)).body.status, 'pending')
})

t.test(
  'D-F7: the scrub re-hashes what is kept, and tells the ledgers of what is no longer what was taken in',
  async t => {
    const world = await buildTestApp(t)
    const stories = storiesOf(world)
    const { recorder } = world.cast
    const { violation } = await stories.reach('draft', {}, { evidence: ['intact', 'damaged', 'damaged', 'missing'] })
    const { folder, office, log } = world.kept
    const [damaged] = await world.sql`
    select c.object from evidence_contents c join evidence_items i on i.content_id = c.id group by c.object having count(*) = 2`
    const files = await readdir(join(folder, 'objects'), { recursive: true })
    const pathOf = (object: string) => join(folder, 'objects', files.find(name => name.endsWith(object)) ?? '')
    const file = await open(pathOf(damaged?.['object']), 'r+')
    await file.truncate((await file.stat()).size - 1)
    await file.close()
    const [missing] = await world.sql`
    select object from evidence_contents where size = 7 and object <> ${damaged?.['object']}`
    await world.kept.store.remove(missing?.['object'])

    const report = await scrubContents({ office, log }, 0)
    t.match(report, { verified: 3, damaged: 1, missing: 1, unread: 0 })
    const items = (await recorder.get(`${violation}/evidence`)).body.items
    t.strictSame(
      items.map(item => (item['damage'] as { found: string } | null)?.found ?? 'intact'),
      ['intact', 'damaged', 'damaged', 'missing'],
      'in the ledger of each',
    )
    const again = await scrubContents({ office, log }, 60_000)
    t.equal(again.verified, 0, 'what was looked at a moment ago is not due')
  },
)

t.test('what crashes leave behind is swept, and nothing else ever is', async t => {
  const world = await buildTestApp(t)
  const { violation } = await storiesOf(world).reach('draft', {}, { evidence: ['kept'] })
  const { office, store, folder, vault } = world.kept
  const names = async () => {
    const found: string[] = []
    for await (const { name } of store.list()) found.push(name)
    return found.sort()
  }
  const kept = await names()
  // A process that died between storing and recording; one that died while it wrote; and an object nobody announced.
  const bytes = async function* () {
    yield Buffer.from('never recorded')
  }
  const loose = await vault.takeIn(bytes(), { owner: 'kominfo', maxBytes: 100 })
  await writeFile(join(folder, 'incoming', 'half'), 'half')
  await store.write(bytes(), () => 'unannounced')
  t.strictSame(await listOrphans(office, store), ['unannounced'])
  t.match(await sweepStore(office, store), { loose: 0, brokenOff: 0 }, 'they may be at work yet')
  const later = { looseMs: 0, brokenOffMs: 0 }
  t.match(await sweepStore(office, store, later), { loose: 1, brokenOff: 1 })
  t.strictSame(await names(), [...kept, 'unannounced'].sort(), 'what the database does not know is reported only')
  t.notOk((await names()).includes(loose.object))
  await noteLooseObject(office.pools, kept[0] ?? '')
  await sweepStore(office, store, later)
  t.ok((await names()).includes(kept[0] ?? ''), 'not even a wrong note takes away what is referred to')
  t.equal((await world.cast.recorder.get(`${violation}/evidence`)).body.items.length, 1)
})

for (const [when, at] of [
  ['behind', '2024-04-05T03:00:00Z'],
  ['ahead', '2031-04-05T03:00:00Z'],
] as const) {
  t.test(`with the clock of the cases ${when}, a scrub re-hashes each content once, and when it is due`, async t => {
    const world = await buildTestApp(t, { at })
    await storiesOf(world).reach('draft', {}, { evidence: ['one', 'two'] })
    const { office, log } = world.kept
    const ended = new AbortController()
    // A scrub that does not end is told to, so that it shows.
    const scrub = (unseenMs: number) =>
      scrubContents({ office, log, signal: ended.signal }, unseenMs, ({ verified }) => verified > 10 && ended.abort())
    t.match(await scrub(0), { verified: 2 })
    t.match(await scrub(60_000), { verified: 0 })
    t.match(await scrub(0), { verified: 2 })
  })

  t.test(`with the clock of the cases ${when}, what was just stored is not swept before it is recorded`, async t => {
    const world = await buildTestApp(t, { at })
    const { violation } = await storiesOf(world).reach('draft')
    const swept = sweptBeforeRecorded(world, {})
    const added = await addTo(world, violation)
    t.strictSame(await swept, { brokenOff: 0, loose: 0 })
    t.equal(added.status, 201)
    t.equal((await scrubContents(world.kept, 0)).missing, 0)
  })
}

t.test('D-F7: nothing is acknowledged whose bytes a sweep has taken', async t => {
  const world = await buildTestApp(t)
  const { violation } = await storiesOf(world).reach('draft')
  const swept = sweptBeforeRecorded(world, { looseMs: 0 })
  const refused = await addTo(world, violation)
  t.strictSame(await swept, { brokenOff: 0, loose: 1 })
  t.equal(refusal(refused), '503 store-unavailable')
  t.equal(refused.headers['retry-after'], '5')
  t.strictSame((await world.cast.recorder.get(`${violation}/evidence`)).body.items, [])
  t.equal((await addTo(world, violation)).status, 201, 'sent again, it is there')
  t.equal((await scrubContents(world.kept, 0)).missing, 0)
})

t.test('D-F7: what a sweep has begun to take away is not recorded, and the next sweep ends it', async t => {
  const world = await buildTestApp(t)
  const { kept } = world
  const { violation } = await storiesOf(world).reach('draft')
  const { remove } = kept.store
  const store = { ...kept.store, remove: () => Promise.reject(new Error('the process dies')) }
  const died = sweptBeforeRecorded({ ...world, kept: { ...kept, store } }, { looseMs: 0 })
  const refused = await addTo(world, violation)
  await t.rejects(died, { message: 'the process dies' })
  t.equal(refusal(refused), '503 store-unavailable')
  t.match(await sweepStore(kept.office, { ...kept.store, remove }), { loose: 1 })
  t.equal((await addTo(world, violation)).status, 201)
})

const addTo = ({ cast }: TestApp, violation: string) =>
  cast.recorder.post(
    `${violation}/evidence`,
    evidenceForm(evidenceSaid, { bytes: 'precious', fileName: 'a.txt', type: 'text/plain' }),
  )

/** Sweeps in the moment between the store's write and the act, as another process may; what came of the sweep. */
function sweptBeforeRecorded({ kept }: TestApp, age: Partial<SweptAge>): ReturnType<typeof sweepStore> {
  const vault = kept.vault as { takeIn: Vault['takeIn'] }
  const { takeIn } = vault
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof sweepStore>>>()
  vault.takeIn = async (...given) => {
    vault.takeIn = takeIn
    const stored = await takeIn(...given)
    const swept = sweepStore(kept.office, kept.store, { ...usualAge, ...age })
    resolve(swept)
    await swept.catch(() => {})
    return stored
  }
  promise.catch(() => {})
  return promise
}

t.end()

import t from 'tap'
import { verifyOriginals } from '../../src/acts/verify-contents.ts'
import { loadViolationWithEvidence } from '../../src/db/case-store.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import type { ViolationId } from '../../src/domain/ids.ts'
import { itemsOnFile } from '../../src/domain/manifest.ts'
import type { StoredContent, Vault } from '../../src/vault/vault.ts'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'

const contents = (count: number) => Array.from({ length: count }, (_, index) => `item ${index}`)

/** Does something each time a content is re-hashed; returns the digests of what was. */
function watchRehashes({ kept }: TestApp, each: (content: StoredContent) => Promise<unknown>) {
  const { vault } = kept as { vault: { -readonly [Name in keyof Vault]: Vault[Name] } }
  const { verify } = vault
  const seen: string[] = []
  vault.verify = async content => {
    seen.push(content.digest)
    await each(content)
    return verify(content)
  }
  return seen
}

for (const [count, seconds] of [
  [3, 25],
  [7, 25],
  [3, 65],
] as const) {
  t.test(`R-EVI-16: what takes ${count * seconds} seconds to re-hash is sent, each item re-hashed once`, async t => {
    const world = await buildTestApp(t, { at: '2024-03-05T03:00:00Z' })
    const { violationId } = await storiesOf(world).reach('documented', {}, { evidence: contents(count) })
    const pass = (interval: string) => world.sql`update clock_shift set shift = shift + ${interval}::text::interval`
    await pass('1 day')
    const rehashed = watchRehashes(world, () => pass(`${seconds} seconds`))
    const begun = (await world.sql`select app_now() as now`)[0]?.['now'] as Date

    const sent = await world.cast.referrer.post('/v1/referrals', { violationId })
    t.equal(sent.status, 201, sent.text)
    t.equal(rehashed.length, count)
    t.equal(new Set(rehashed).size, count)
    const tookMs = Date.parse(String(sent.body['sentAt'])) - begun.getTime()
    t.ok(tookMs >= count * seconds * 1000, 'it was sent when all was re-hashed, and not before')
  })
}

t.test('R-EVI-16: what was re-hashed long ago is re-hashed again before it leaves', async t => {
  const world = await buildTestApp(t, { at: '2024-03-05T03:00:00Z' })
  const { violationId } = await storiesOf(world).reach('documented', {}, { evidence: contents(2) })
  await world.sql`update evidence_contents set verified_at = clock_timestamp() - interval '13 minutes'`
  const rehashed = watchRehashes(world, async () => {})
  t.equal((await world.cast.referrer.post('/v1/referrals', { violationId })).status, 201)
  t.equal(rehashed.length, 2)
})

t.test('R-EVI-16: who waits too long is told to come again, and each time it got further', async t => {
  const world = await buildTestApp(t)
  const { violationId } = await storiesOf(world).reach('documented', {}, { evidence: contents(3) })
  const { office } = world.kept
  const kominfo = 'kominfo' as AgencyId
  const nobody = { caller: '00000000-0000-4000-8000-000000000000' as PersonId, operation: 'sendReferral', key: null }
  const verified = async (waitMs: number) => {
    const loaded = await loadViolationWithEvidence(office.pools, kominfo, violationId as ViolationId, nobody)
    if (loaded === undefined) throw new Error('there is no such violation')
    return verifyOriginals(office, kominfo, itemsOnFile(loaded.evidence), waitMs)
  }
  const held: (() => void)[] = []
  const rehashed = watchRehashes(world, () => new Promise<void>(go => held.push(go)))
  const goOn = async () => {
    const [{ count: before } = { count: 0 }] = await noted()
    held.shift()?.()
    for (;;) if ((await noted())[0]?.count !== before) return
  }
  const noted = () =>
    world.sql<{ count: number }[]>`select count(*)::int from evidence_contents where verified_at is not null`

  const tooLong = { code: 'evidence-being-checked', status: 503, headers: { 'retry-after': '1' } }
  await t.rejects(verified(1), tooLong)
  await t.rejects(verified(1), tooLong)
  t.equal(rehashed.length, 1, 'whoever comes again waits for what is being re-hashed already')
  for (const [turn] of contents(2).entries()) {
    await goOn()
    await t.rejects(verified(1), tooLong)
    t.equal(rehashed.length, turn + 2, 'what was re-hashed after the answer counts')
  }
  await goOn()
  t.equal(await verified(1), true)
  t.equal(new Set(rehashed).size, 3)
  t.equal(rehashed.length, 3)
})

t.end()

import { readdir } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { markerName } from '../../src/vault/disk-store.ts'
import { html } from '../inspection/harmless-files.ts'
import { drawings, flatBomb, nestedBomb, overlappingBomb, polyglots } from '../inspection/hostile-files.ts'
import { evidenceForm } from '../support/form.ts'
import { evidenceSaid, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'

type Hostile = readonly [fileName: string, type: string, bytes: Buffer | string]

const bombs: readonly Hostile[] = [
  ['arsip.zip', 'application/zip', nestedBomb()],
  ['arsip.zip', 'application/zip', flatBomb()],
  ['arsip.zip', 'application/zip', overlappingBomb()],
]
const disguised: readonly Hostile[] = [
  ...Object.values(polyglots).map((bytes): Hostile => ['layar.bin', 'application/octet-stream', bytes]),
  ['layar.jpg', 'image/jpeg', html],
  ...Object.values(drawings).map((bytes): Hostile => ['bagan.svg', 'image/svg+xml', bytes]),
]

async function heldBack(t: Test, samples: readonly Hostile[]): Promise<void> {
  const world = await buildTestApp(t)
  const stories = storiesOf(world)
  const { recorder, referrer } = world.cast
  const { violation, violationId } = await stories.reach('documented')
  for (const [fileName, type, bytes] of samples) {
    const form = evidenceForm(evidenceSaid, { bytes, fileName, type })
    const item = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
    t.equal((await stories.inspected(item)).body.status, 'quarantined', fileName)
    for (const path of ['content', 'copy']) {
      t.equal(refusal(await recorder.get(`${item}/${path}`)), '409 evidence-not-released R-EVI-09')
    }
  }
  const refused = await referrer.post('/v1/referrals', { violationId })
  t.equal(refused.body.rule, 'R-EVI-15')
  t.equal(refused.body.errors.length, samples.length)
}

t.test('D-F1: a bomb is quarantined, given to nobody, and not referred', t => heldBack(t, bombs))

t.test('D-F2: what is not what it seems is quarantined, given to nobody, and not referred', t => heldBack(t, disguised))

t.test('a full store takes nothing, keeps nothing of it, and says so', async t => {
  const world = await buildTestApp(t, { reserveBytes: Number.MAX_SAFE_INTEGER })
  const { recorder } = world.cast
  const { violation } = await storiesOf(world).reach('draft')
  const form = evidenceForm(evidenceSaid, { bytes: 'one too many', fileName: 'a.txt', type: 'text/plain' })
  const key = 'the-same-request'
  t.equal(refusal(await recorder.post(`${violation}/evidence`, form, { key })), '507 store-full')
  const entries = await readdir(world.kept.folder, { recursive: true, withFileTypes: true })
  t.strictSame(
    entries.filter(entry => entry.isFile() && entry.name !== markerName),
    [],
  )
  t.equal(await world.count('evidence_items'), 0)
  t.equal(await world.count('evidence_contents'), 0)
})

t.end()

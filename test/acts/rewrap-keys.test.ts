import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { rewrapKeys } from '../../src/acts/rewrap-keys.ts'
import { readContents } from '../../src/db/evidence-contents.ts'
import { noteLooseObject } from '../../src/db/evidence-jobs.ts'
import type { ContentId } from '../../src/domain/ids.ts'
import { createDiskStore } from '../../src/vault/disk-store.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { createVault, KeyUnknown } from '../../src/vault/vault.ts'
import { kominfo, openDesk, workOf } from '../db/desk.ts'

t.test('keys are rotated without a byte of content being rewritten', async t => {
  const desk = await openDesk(t)
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-rewrap-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const old = { id: 'old', key: randomBytes(32) }
  const fresh = { id: 'new', key: randomBytes(32) }
  const addressKey = randomBytes(32)
  const vaultWith = (...keys: (typeof old)[]) =>
    createVault({
      store: createDiskStore({ folder }),
      keys: createKeyRing(keys),
      addressKey,
      announce: object => noteLooseObject(pools, object),
    })
  const { pools } = desk
  const work = workOf({ office: { ...desk.office, vault: vaultWith(old) } })
  const id = await work.record()
  for (let item = 0; item < 5; item++) await work.attach(id, `item ${item}`)

  const stored = async () => {
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
    const files = names.map(({ parentPath, name }) => join(parentPath, name)).sort()
    return Promise.all(files.map(async file => [file, (await readFile(file)).toString('hex')]))
  }
  const before = await stored()
  const both = vaultWith(fresh, old)
  t.equal(await rewrapKeys({ pools, vault: both }, 'new'), 5)
  t.equal(await rewrapKeys({ pools, vault: both }, 'new'), 0, 'nothing is left to do')
  t.strictSame(await stored(), before)

  const rows = await desk.admin<{ id: ContentId }[]>`select id from evidence_contents`
  const contents = await readContents(
    pools,
    kominfo,
    rows.map(row => row.id),
  )
  t.strictSame([...new Set(contents.map(({ keyId }) => keyId))], ['new'])
  for (const content of contents) {
    t.equal(await vaultWith(fresh).verify(content), 'intact', 'the old key is needed no more')
    await t.rejects(vaultWith(old).verify(content), KeyUnknown)
  }
})

t.end()

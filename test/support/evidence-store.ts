import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { AgencyPools } from '../../src/db/agency-pools.ts'
import { readAddressKey } from '../../src/db/deployment-secrets.ts'
import { noteLooseObject } from '../../src/db/evidence-jobs.ts'
import { createDiskStore } from '../../src/vault/disk-store.ts'
import { createKeyRing, type KeyRing } from '../../src/vault/key-ring.ts'
import type { ObjectStore } from '../../src/vault/object-store.ts'
import { createVault, type Vault } from '../../src/vault/vault.ts'

export type TestStore = {
  readonly folder: string
  readonly store: ObjectStore
  readonly vault: Vault
  readonly reporterKeys: KeyRing
  readonly webhookKeys: KeyRing
  /** What the ring of webhooks consists of, for a process that has none of its own. */
  readonly webhookKey: Buffer
}

/** A store on the disk with a key of its own, as the service opens it, and a key for reporters; gone when the test ends. */
export async function createTestStore(
  t: Pick<Test, 'after'>,
  database: AgencyPools,
  disk: { readonly reserveBytes?: number } = {},
): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-evidence-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await createDiskStore({ folder, reserveBytes: 0 }).check()
  const store = createDiskStore({ folder, ...disk })
  const keys = createKeyRing([{ id: 'test', key: randomBytes(32) }])
  const vault = createVault({
    store,
    keys,
    addressKey: await readAddressKey(database),
    announce: object => noteLooseObject(database, object),
  })
  const webhookKey = randomBytes(32)
  return {
    folder,
    store,
    vault,
    reporterKeys: createKeyRing([{ id: 'reporters', key: randomBytes(32) }]),
    webhookKeys: createKeyRing([{ id: 'webhooks', key: webhookKey }]),
    webhookKey,
  }
}

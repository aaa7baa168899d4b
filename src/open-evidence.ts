import { createHmac } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from './config.ts'
import type { AgencyPools } from './db/agency-pools.ts'
import { readAddressKey } from './db/deployment-secrets.ts'
import { listUnderOtherKeys, noteLooseObject } from './db/evidence-jobs.ts'
import { createDiskStore, type StoreOwner } from './vault/disk-store.ts'
import { KeyFileUnusable, type KeyRing, makeKeyFile, readKeyRing } from './vault/key-ring.ts'
import type { ObjectStore } from './vault/object-store.ts'
import { createS3Store } from './vault/s3-store.ts'
import { createVault, type Vault } from './vault/vault.ts'

/** The store of evidence and the vault on top of it, as configured. Throws ConfigError when they cannot be used. */
export async function openEvidence(
  { evidence, dataDir, mode }: Pick<Config, 'evidence' | 'dataDir' | 'mode'>,
  database: AgencyPools,
): Promise<{ store: ObjectStore; vault: Vault; keys: KeyRing }> {
  if (evidence.keyFile === undefined && mode === 'production') {
    throw new ConfigError('EVIDENCE_KEYS must be set in production: without those keys no evidence can be read again')
  }
  const keys = await openKeys(evidence.keyFile, dataDir)
  const addressKey = await readAddressKey(database)
  const store = await openStore(evidence.store, ownerOf(addressKey, database))
  const vault = createVault({ store, keys, addressKey, announce: object => noteLooseObject(database, object) })
  return { store, vault, keys }
}

async function openKeys(keyFile: string | undefined, dataDir: string): Promise<KeyRing> {
  try {
    if (keyFile !== undefined) return await readKeyRing(keyFile)
    const made = join(dataDir, 'evidence-keys.json')
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await makeKeyFile(made)
    return await readKeyRing(made)
  } catch (error) {
    if (error instanceof KeyFileUnusable) throw new ConfigError(`EVIDENCE_KEYS: ${error.message}`, { cause: error })
    throw error
  }
}

/** The database knows its store by the key that names the objects, and which it alone has. */
function ownerOf(addressKey: Uint8Array, database: AgencyPools): StoreOwner {
  return {
    mark: createHmac('sha256', addressKey).update('store marker').digest('hex'),
    // No key has an empty id, so every content is under another.
    hasStored: async () => (await listUnderOtherKeys(database, '', null, 1)).length > 0,
  }
}

async function openStore(place: Config['evidence']['store'], owner: StoreOwner): Promise<ObjectStore> {
  const store =
    place.kind === 'disk' ? createDiskStore({ folder: place.folder, owner }) : createS3Store(s3OptionsOf(place))
  try {
    await store.check()
  } catch (cause) {
    const where = place.kind === 'disk' ? place.folder : `s3://${place.bucket}/${place.prefix}`
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`EVIDENCE_STORE ${where} cannot be used: ${why}`, { cause })
  }
  return store
}

function s3OptionsOf({ endpoint, ...place }: Extract<Config['evidence']['store'], { kind: 's3' }>) {
  return { ...place, ...(endpoint !== undefined && { endpoint }) }
}

import { createHmac } from 'node:crypto'
import { type Config, ConfigError } from '../config.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import { readAddressKey } from '../db/deployment-secrets.ts'
import { listUnderOtherKeys, noteLooseObject } from '../db/evidence-jobs.ts'
import { createDiskStore, type StoreOwner } from '../vault/disk-store.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { ObjectStore } from '../vault/object-store.ts'
import { createS3Store } from '../vault/s3-store.ts'
import { createVault, type Vault } from '../vault/vault.ts'
import { openKeys } from './open-keys.ts'

/** The store of evidence and the vault on top of it, as configured. Throws ConfigError when they cannot be used. */
export async function openEvidence(
  { evidence, dataDir, mode }: Pick<Config, 'evidence' | 'dataDir' | 'mode'>,
  database: AgencyPools,
): Promise<{ store: ObjectStore; vault: Vault; keys: KeyRing }> {
  const keys = await openKeys('evidence', evidence.keyFile, { dataDir, mode })
  const addressKey = await readAddressKey(database)
  const store = await openStore(evidence.store, ownerOf(addressKey, database))
  const vault = createVault({ store, keys, addressKey, announce: object => noteLooseObject(database, object) })
  return { store, vault, keys }
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

import type { Config } from '../config.ts'
import { assertEpoch } from '../db/assert-epoch.ts'
import { assertMigrated } from '../db/assert-migrated.ts'
import { assertRestricted } from '../db/assert-restricted.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { assertClockUnmoved } from '../db/move-clock.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { assertNoSandbox, claimSandbox, finishReset } from '../db/sandbox-database.ts'
import { assertReportersSealed } from '../db/seal-reporters.ts'
import { setUpDatabase } from '../db/set-up.ts'
import type { Directory } from '../directory/directory.ts'
import type { Log } from '../log.ts'
import type { Opened } from './opened.ts'

/** Where a database is: as the service, and as its administrator where that is known. */
export type DatabaseUrls = { readonly serviceUrl: string; readonly adminUrl: string | undefined }

/** Where a database is that is there and set up; with a cluster of our own, what closes it goes on the list. */
export async function openDatabase(
  { database, dataDir, mode, sandbox }: Config,
  directory: Directory,
  log: Log,
  opened: Opened,
): Promise<DatabaseUrls> {
  if (database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir, log })
    opened.push({ what: 'database', close: cluster.release })
    await setUp(cluster)
    await assertServable(cluster.serviceUrl, mode)
    return cluster
  }

  const { url: serviceUrl, adminUrl } = database
  if (adminUrl !== undefined) {
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    await setUp({ adminUrl, serviceUrl })
  }
  await reachDatabase('DATABASE_URL', serviceUrl)
  await assertMigrated(serviceUrl)
  await assertServable(serviceUrl, mode)
  return { serviceUrl, adminUrl }

  async function setUp(urls: { readonly adminUrl: string; readonly serviceUrl: string }): Promise<void> {
    if (sandbox) await finishReset(urls)
    await setUpDatabase({ ...urls, directory, log: line => log.info({}, `database: ${line}`) })
    if (sandbox) await claimSandbox(urls)
  }
}

/** The service is bound by its rows, and nothing is amiss; what production records has its true time, and nobody may reset it. */
async function assertServable(serviceUrl: string, mode: Config['mode']): Promise<void> {
  await assertRestricted(serviceUrl)
  await assertEpoch(serviceUrl)
  await assertReportersSealed(serviceUrl)
  if (mode !== 'production') return
  await assertClockUnmoved(serviceUrl)
  await assertNoSandbox(serviceUrl)
}

import type { Config } from './config.ts'
import { assertEpoch } from './db/assert-epoch.ts'
import { assertMigrated } from './db/assert-migrated.ts'
import { assertRestricted } from './db/assert-restricted.ts'
import { joinCluster } from './db/embedded/cluster.ts'
import { assertClockUnmoved } from './db/move-clock.ts'
import { reachDatabase } from './db/reach-database.ts'
import { assertNoSandbox, claimSandbox, finishReset } from './db/sandbox-database.ts'
import { assertReportersSealed } from './db/seal-reporters.ts'
import { setUpDatabase } from './db/set-up.ts'
import type { Directory } from './directory/directory.ts'
import type { Log } from './log.ts'
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
  const migrated = (line: string) => log.info({}, `database: ${line}`)
  if (database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir, log })
    opened.push({ what: 'database', close: cluster.release })
    if (sandbox) await finishReset(cluster)
    await setUpDatabase({ ...cluster, directory, log: migrated })
    await assertRestricted(cluster.serviceUrl)
    await assertEpoch(cluster.serviceUrl)
    await assertReportersSealed(cluster.serviceUrl)
    if (sandbox) await claimSandbox(cluster)
    if (mode === 'production') await assertInEarnest(cluster.serviceUrl)
    return cluster
  }

  const { url, adminUrl } = database
  if (adminUrl !== undefined) {
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    if (sandbox) await finishReset({ adminUrl, serviceUrl: url })
    await setUpDatabase({ adminUrl, serviceUrl: url, directory, log: migrated })
    if (sandbox) await claimSandbox({ adminUrl, serviceUrl: url })
  }
  await reachDatabase('DATABASE_URL', url)
  await assertMigrated(url)
  await assertRestricted(url)
  await assertEpoch(url)
  await assertReportersSealed(url)
  if (mode === 'production') await assertInEarnest(url)
  return { serviceUrl: url, adminUrl }
}

/** What production records has its true time, and nobody may reset it. */
async function assertInEarnest(serviceUrl: string): Promise<void> {
  await assertClockUnmoved(serviceUrl)
  await assertNoSandbox(serviceUrl)
}

import { type Config, readConfig } from '../config.ts'
import { type AgencyPools, createAgencyPools } from '../db/agency-pools.ts'
import { assertMigrated } from '../db/assert-migrated.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { type Log, sayingLog } from '../log.ts'

type Opened = { readonly config: Config; readonly pools: AgencyPools; readonly log: Log }

/** Opens the database as the service does, for a command beside it, and closes it again. */
export async function withDatabase<Result>(say: (line: string) => void, work: (opened: Opened) => Promise<Result>) {
  const config = readConfig(process.env)
  const log = sayingLog(say)
  if (config.database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir: config.dataDir, log })
    try {
      return await workOn(cluster.serviceUrl)
    } finally {
      await cluster.release()
    }
  }
  await reachDatabase('DATABASE_URL', config.database.url)
  return workOn(config.database.url)

  async function workOn(url: string): Promise<Result> {
    await assertMigrated(url)
    const pools = createAgencyPools({ url, deadlineMs: 60_000 })
    try {
      return await work({ config, pools, log })
    } finally {
      await pools.close()
    }
  }
}

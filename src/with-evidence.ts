import { readConfig } from './config.ts'
import { type AgencyPools, createAgencyPools } from './db/agency-pools.ts'
import { assertMigrated } from './db/assert-migrated.ts'
import { joinCluster } from './db/embedded/cluster.ts'
import { reachDatabase } from './db/reach-database.ts'
import type { Log } from './log.ts'
import { openEvidence } from './open-evidence.ts'

type Opened = Awaited<ReturnType<typeof openEvidence>> & { readonly pools: AgencyPools; readonly log: Log }

/** Opens database and store as the service does, for a command beside it, and closes them again. */
export async function withEvidence<Result>(say: (line: string) => void, work: (opened: Opened) => Promise<Result>) {
  const config = readConfig(process.env)
  const line = (_: object, text: string) => say(text)
  const log: Log = { info: line, warn: line, error: line }
  if (config.database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir: config.dataDir, log })
    try {
      return await withDatabase(cluster.serviceUrl)
    } finally {
      await cluster.release()
    }
  }
  await reachDatabase('DATABASE_URL', config.database.url)
  return withDatabase(config.database.url)

  async function withDatabase(url: string): Promise<Result> {
    await assertMigrated(url)
    const pools = createAgencyPools({ url })
    try {
      return await work({ ...(await openEvidence(config, pools)), pools, log })
    } finally {
      await pools.close()
    }
  }
}

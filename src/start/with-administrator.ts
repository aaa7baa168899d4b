import { type Config, ConfigError } from '../config.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import type { Deployment } from '../db/owner-connection.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { quietLog, sayingLog } from '../log.ts'

/**
 * Reaches the database as its administrator, for a command that needs more than the service may, and lets go of it again.
 * `purpose` is what cannot be done without DATABASE_ADMIN_URL, as in "migrate a database"; with `say` it tells how the
 * embedded database came up. Throws a ConfigError when a variable is missing or a database does not answer.
 */
export async function withAdministrator<Result>(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  purpose: string,
  work: (place: Deployment) => Promise<Result>,
  say?: (line: string) => void,
): Promise<Result> {
  if (database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir, log: say === undefined ? quietLog : sayingLog(say) })
    try {
      return await work(cluster)
    } finally {
      await cluster.release()
    }
  }
  const { url: serviceUrl, adminUrl } = database
  if (adminUrl === undefined) throw new ConfigError(`DATABASE_ADMIN_URL must be set to ${purpose}`)
  await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
  return work({ adminUrl, serviceUrl })
}

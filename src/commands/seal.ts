import '../node-version.js'
import { sealIdentity } from '../acts/reporter-identity.ts'
import { ConfigError, readConfig } from '../config.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { sealReporters } from '../db/seal-reporters.ts'
import type { Log } from '../log.ts'
import { openKeys } from '../start/open-keys.ts'

// Once, after migration 0006 has found reporters in plain text: seals them under the current key of REPORTER_KEYS. Old
// backups of the database hold them as they were.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const config = readConfig(process.env)
  const keys = await openKeys('reporters', config.reporterKeyFile, config)
  const seal: Parameters<typeof sealReporters>[1] = ({ identity, ...place }) => sealIdentity(keys, identity, place)
  if (config.database.kind === 'embedded') {
    const log: Log = { info: (_, line) => say(line), warn: (_, line) => say(line), error: (_, line) => say(line) }
    const cluster = await joinCluster({ dataDir: config.dataDir, log })
    try {
      tell(await sealReporters(cluster, seal))
    } finally {
      await cluster.release()
    }
  } else {
    const { url: serviceUrl, adminUrl } = config.database
    if (adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to seal reporters')
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    tell(await sealReporters({ adminUrl, serviceUrl }, seal))
  }
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The reporters were not sealed: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}

function tell(sealed: number): void {
  say(`${sealed} reporters sealed; the database now refuses any that is not`)
}

import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { type Rebuilt, rebuildProjections } from '../db/rebuild.ts'
import type { Log } from '../log.ts'

// Rebuilds what readers see from the log, while the service runs or not, and says what was wrong.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const { database, dataDir } = readConfig(process.env)
  if (database.kind === 'embedded') {
    const log: Log = { info: (_, line) => say(line), warn: (_, line) => say(line), error: (_, line) => say(line) }
    const cluster = await joinCluster({ dataDir, log })
    try {
      tell(await rebuildProjections({ ...cluster, log: say }))
    } finally {
      await cluster.release()
    }
  } else {
    const { url: serviceUrl, adminUrl } = database
    if (adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to rebuild the projections')
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    tell(await rebuildProjections({ adminUrl, serviceUrl, log: say }))
  }
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The projections were not rebuilt: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}

function tell(rebuilt: Rebuilt): void {
  for (const [table, { removed, written }] of Object.entries(rebuilt)) {
    say(
      `${table}: ${removed === 0 && written === 0 ? 'as the log says' : `${removed} rows removed, ${written} written`}`,
    )
  }
}

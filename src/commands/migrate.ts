import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { setUpDatabase } from '../db/set-up.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import type { Log } from '../log.ts'

// Sets up the database, or brings it up to date, and ends. So the service itself need never know the administrator.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const { database, dataDir, agenciesFile } = readConfig(process.env)
  const directory = readDirectory(agenciesFile ?? foundingDirectory)

  if (database.kind === 'embedded') {
    const log: Log = { info: (_, line) => say(line), warn: (_, line) => say(line), error: (_, line) => say(line) }
    const cluster = await joinCluster({ dataDir, log })
    try {
      await setUpDatabase({ ...cluster, directory, log: say })
    } finally {
      await cluster.release()
    }
  } else {
    const { url: serviceUrl, adminUrl } = database
    if (adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to set up or migrate a database')
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    await setUpDatabase({ adminUrl, serviceUrl, directory, log: say })
    await reachDatabase('DATABASE_URL', serviceUrl)
  }
  say('the database is up to date')
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The database could not be set up: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}

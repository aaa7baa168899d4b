import '../node-version.js'
import { readConfig } from '../config.ts'
import type { Deployment } from '../db/owner-connection.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { setUpDatabase } from '../db/set-up.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, say } from './command-line.ts'

const usage = `Usage: npm run db:migrate

Sets up the database, or brings it up to date, and ends. So the service itself need never know the administrator.
With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

await runCommand({ usage, failed: 'The database could not be set up' }, async () => {
  const config = readConfig(process.env)
  const directory = readDirectory(config.agenciesFile ?? foundingDirectory)
  const setUp = async (urls: Deployment) => {
    await setUpDatabase({ ...urls, directory, log: say })
    await reachDatabase('DATABASE_URL', urls.serviceUrl)
  }
  await withAdministrator(config, 'set up or migrate a database', setUp, say)
  say('the database is up to date')
})

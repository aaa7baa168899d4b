import '../node-version.js'
import { sealIdentity } from '../acts/reporter-identity.ts'
import { readConfig } from '../config.ts'
import { sealReporters } from '../db/seal-reporters.ts'
import { openKeys } from '../start/open-keys.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, say } from './command-line.ts'

const usage = `Usage: npm run reporter:seal

Once, after migration 0006 has found reporters in plain text: seals them under the current key of REPORTER_KEYS. Old
backups of the database hold them as they were. With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

await runCommand({ usage, failed: 'The reporters were not sealed' }, async () => {
  const config = readConfig(process.env)
  const keys = await openKeys('reporters', config.reporterKeyFile, config)
  const sealed = await withAdministrator(
    config,
    'seal reporters',
    urls => sealReporters(urls, ({ identity, ...place }) => sealIdentity(keys, identity, place)),
    say,
  )
  say(`${sealed} reporters sealed; the database now refuses any that is not`)
})

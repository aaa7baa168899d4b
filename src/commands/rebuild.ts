import '../node-version.js'
import { readConfig } from '../config.ts'
import { rebuildProjections } from '../db/rebuild.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, say } from './command-line.ts'

const usage = `Usage: npm run db:rebuild

Rebuilds what readers see from the log, while the service runs or not, and says what was wrong.
With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

await runCommand({ usage, failed: 'The projections were not rebuilt' }, async () => {
  const rebuilt = await withAdministrator(
    readConfig(process.env),
    'rebuild the projections',
    urls => rebuildProjections({ ...urls, log: say }),
    say,
  )
  for (const [table, { removed, written }] of Object.entries(rebuilt)) {
    say(
      `${table}: ${removed === 0 && written === 0 ? 'as the log says' : `${removed} rows removed, ${written} written`}`,
    )
  }
})

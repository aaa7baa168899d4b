import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { assertMigrated } from '../db/assert-migrated.ts'
import { sayOfStandbys, takePromotion } from '../db/promoted.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s db:promoted               a standby that had everything was promoted: go on
       npm run -s db:promoted -- always     every standby has everything (they are synchronous): go on by itself from now on
       npm run -s db:promoted -- ask        ask after every promotion, as it is at first

A standby that was behind has lost what was acknowledged: then stop the service and run npm run db:restored instead.
It needs DATABASE_ADMIN_URL beside DATABASE_URL; the service may be running.`

await runCommand({ usage, takesWords: true }, async ({ positionals: [what, ...more] }) => {
  if (more.length > 0 || (what !== undefined && what !== 'always' && what !== 'ask')) {
    throw new UsageError('expected nothing, always or ask (--help says more)')
  }
  const config = readConfig(process.env)
  if (config.database.kind === 'embedded') throw new ConfigError('the embedded database has no standbys')
  return withAdministrator(config, 'take a promotion for known', async urls => {
    await reachDatabase('DATABASE_URL', urls.serviceUrl)
    await assertMigrated(urls.serviceUrl)
    if (what !== undefined) await sayOfStandbys(urls, what === 'always')
    if (what === 'always') return 'promotions are taken for known from now on'
    if (what === 'ask') return 'every promotion is asked about from now on'
    return (await takePromotion(urls))
      ? 'the promoted database is known'
      : 'this database is known; nothing was to be done'
  })
})

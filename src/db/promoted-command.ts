import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { assertMigrated } from './assert-migrated.ts'
import { sayOfStandbys, takePromotion } from './promoted.ts'
import { reachDatabase } from './reach-database.ts'

const usage = `Usage: npm run -s db:promoted               a standby that had everything was promoted: go on
       npm run -s db:promoted -- always     every standby has everything (they are synchronous): go on by itself from now on
       npm run -s db:promoted -- ask        ask after every promotion, as it is at first

A standby that was behind has lost what was acknowledged: then stop the service and run npm run db:restored instead.
It needs DATABASE_ADMIN_URL beside DATABASE_URL; the service may be running.`

try {
  console.log(await run(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run([what, ...more]: readonly string[]): Promise<string> {
  if (what === '--help' || what === '-h') return usage
  if (more.length > 0 || (what !== undefined && what !== 'always' && what !== 'ask')) {
    throw new ConfigError('expected nothing, always or ask (--help says more)')
  }
  const { database } = readConfig(process.env)
  if (database.kind === 'embedded') throw new ConfigError('the embedded database has no standbys')
  const { url: serviceUrl, adminUrl } = database
  if (adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to take a promotion for known')
  await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
  await reachDatabase('DATABASE_URL', serviceUrl)
  await assertMigrated(serviceUrl)

  const place = { adminUrl, serviceUrl }
  if (what !== undefined) await sayOfStandbys(place, what === 'always')
  if (what === 'always') return 'promotions are taken for known from now on'
  if (what === 'ask') return 'every promotion is asked about from now on'
  return (await takePromotion(place))
    ? 'the promoted database is known'
    : 'this database is known; nothing was to be done'
}

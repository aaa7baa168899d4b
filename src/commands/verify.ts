import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { createAgencyPools } from '../db/agency-pools.ts'
import { assertMigrated } from '../db/assert-migrated.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { verifyFeed } from '../db/feed-chain.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { openEpoch, verifyLog } from '../db/restored.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import type { Log } from '../log.ts'

// Verifies the log and the feeds: npm run db:verify. After a restore it opens the new life of the database first:
// npm run db:restored. Says what is wrong by name and number, and nothing of what a case says.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const restored = process.argv[2] === 'restored'
  if (process.argv.length > (restored ? 3 : 2)) throw new ConfigError('expected nothing, or restored')
  const config = readConfig(process.env)
  const { agencies } = readDirectory(config.agenciesFile ?? foundingDirectory)
  if (config.database.kind === 'embedded') {
    const log: Log = { info: (_, line) => say(line), warn: (_, line) => say(line), error: (_, line) => say(line) }
    const cluster = await joinCluster({ dataDir: config.dataDir, log })
    try {
      await run(cluster)
    } finally {
      await cluster.release()
    }
  } else {
    const { url: serviceUrl, adminUrl } = config.database
    if (adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to verify the database')
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    await reachDatabase('DATABASE_URL', serviceUrl)
    await run({ adminUrl, serviceUrl })
  }

  async function run(place: { adminUrl: string; serviceUrl: string }): Promise<void> {
    await assertMigrated(place.serviceUrl)
    if (restored) say(`epoch ${await openEpoch(place)} is open`)
    const { events, erased, altered, gaps } = await verifyLog(place, say)
    say(
      `log: ${events} events, ${erased} of them erased by law, ${altered.length} altered, ${gaps.length} streams with gaps`,
    )
    for (const name of altered) say(`  altered: ${name}`)
    for (const name of gaps) say(`  gap: ${name}`)

    let wrong = altered.length + gaps.length
    const pools = createAgencyPools({ url: place.serviceUrl, deadlineMs: 60_000 })
    try {
      for (const { id } of agencies) {
        const { last, firstWrong } = await verifyFeed(pools, id)
        if (last > 0 || firstWrong !== null) {
          say(`feed of ${id}: ${last} entries${firstWrong === null ? '' : `, and number ${firstWrong} does not fit`}`)
        }
        if (firstWrong !== null) wrong++
      }
    } finally {
      await pools.close()
    }
    if (wrong > 0) process.exitCode = 1
  }
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The database was not verified: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}

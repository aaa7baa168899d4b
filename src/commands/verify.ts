import '../node-version.js'
import { readConfig } from '../config.ts'
import { createAgencyPools } from '../db/agency-pools.ts'
import { assertMigrated } from '../db/assert-migrated.ts'
import { verifyFeed } from '../db/feed-chain.ts'
import type { Deployment } from '../db/owner-connection.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { openEpoch, verifyLog } from '../db/restored.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, say, UsageError } from './command-line.ts'

const usage = `Usage: npm run db:verify
       npm run db:restored

Verifies the log and the feeds. After a restore db:restored opens the new life of the database first. Says what is wrong
by name and number, and nothing of what a case says; it ends with 1 when something is.
With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

await runCommand({ usage, takesWords: true, failed: 'The database was not verified' }, async ({ positionals }) => {
  const restored = positionals[0] === 'restored'
  if (positionals.length > (restored ? 1 : 0)) throw new UsageError('expected nothing, or restored')
  const config = readConfig(process.env)
  const { agencies } = readDirectory(config.agenciesFile ?? foundingDirectory)
  const verify = async (urls: Deployment) => {
    await reachDatabase('DATABASE_URL', urls.serviceUrl)
    await assertMigrated(urls.serviceUrl)
    if (restored) say(`epoch ${await openEpoch(urls)} is open`)
    const wrong = (await wrongInLog(urls)) + (await wrongInFeeds(urls, agencies))
    if (wrong > 0) process.exitCode = 1
  }
  await withAdministrator(config, 'verify the database', verify, say)
})

async function wrongInLog(urls: Deployment): Promise<number> {
  const { events, erased, altered, gaps } = await verifyLog(urls, say)
  say(
    `log: ${events} events, ${erased} of them erased by law, ${altered.length} altered, ${gaps.length} streams with gaps`,
  )
  for (const name of altered) say(`  altered: ${name}`)
  for (const name of gaps) say(`  gap: ${name}`)
  return altered.length + gaps.length
}

async function wrongInFeeds({ serviceUrl }: Deployment, agencies: ReturnType<typeof readDirectory>['agencies']) {
  const pools = createAgencyPools({ url: serviceUrl, deadlineMs: 60_000 })
  let wrong = 0
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
  return wrong
}

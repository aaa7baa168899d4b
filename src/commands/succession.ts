import '../node-version.js'
import { parseArgs } from 'node:util'
import { carryOutSuccessions } from '../acts/carry-out-succession.ts'
import { ConfigError, readConfig } from '../config.ts'
import { createAgencyPools } from '../db/agency-pools.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { reachDatabase } from '../db/reach-database.ts'
import { mattersOf } from '../db/successions.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import { destinationOf, isMoved } from '../domain/succession.ts'

const usage = `Usage: npm run -s succession -- <code> --dry-run
       npm run -s succession -- <code>

Tells where the matters of an agency go by a succession of the agencies file, one a line: the referral, its state, and
to whom it goes. Without --dry-run it carries the succession out and ends when nothing waits any more; the service does
that by itself on the day, and both at once do no harm. Nothing moves before the day.

  --dry-run   tell, and move nothing
  --help      this text`

/** A wrong use of the command; the message is the one line the user sees. */
class UsageError extends Error {}

try {
  await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  if (values.help === true) return console.log(usage)
  const config = readConfig(process.env)
  const { successions } = readDirectory(config.agenciesFile ?? foundingDirectory)
  const [code] = positionals
  const order = successions.find(succession => succession.code === code)
  if (positionals.length !== 1 || order === undefined) {
    const known = successions.map(succession => succession.code).join(', ')
    throw new UsageError(`expected a succession of the agencies file; it has ${known || 'none'} (--help says more)`)
  }

  const { serviceUrl, release } = await reached(config)
  const pools = createAgencyPools({ url: serviceUrl, deadlineMs: 60_000 })
  try {
    if (values['dry-run'] === true) {
      for (let after: string | null = null; ; ) {
        const matters = await mattersOf(pools, order.from, after)
        for (const { id, status } of matters) {
          const { to, begun } = destinationOf({ status }, order)
          const goes = isMoved(status) && to !== order.from ? `to ${to}` : 'stays'
          console.log(`${id} ${status}: ${goes} (${begun ? 'begun' : 'not begun'})`)
        }
        after = matters.at(-1)?.id ?? null
        if (after === null) return
      }
    }
    const moved = await carryOutSuccessions(pools, successions, {
      code: order.code,
      onProgress: sofar => console.error(`${sofar} moved`),
      onFault: (error, { referralId }) => {
        console.error(`${referralId} was not moved: ${error.message}`)
        process.exitCode = 1
      },
    })
    console.log(`${moved} moved`)
  } finally {
    await pools.close()
    await release()
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    const [firstSentence] = (error as Error).message.split('. ')
    throw new UsageError(`${firstSentence} (--help says more)`)
  }
}

async function reached({ database, dataDir }: ReturnType<typeof readConfig>) {
  if (database.kind === 'embedded') {
    const silent = { info() {}, warn() {}, error() {} }
    return joinCluster({ dataDir, log: silent })
  }
  await reachDatabase('DATABASE_URL', database.url)
  return { serviceUrl: database.url, release: async () => {} }
}

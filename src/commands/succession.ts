import '../node-version.js'
import { carryOutSuccessions } from '../acts/carry-out-succession.ts'
import { readConfig } from '../config.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import { mattersOf } from '../db/successions.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import type { Succession } from '../domain/succession.ts'
import type { TrackSuccession } from '../domain/track-succession.ts'
import { withDatabase } from '../start/with-database.ts'
import { runCommand, say, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s succession -- <code> --dry-run
       npm run -s succession -- <code>

Tells where the matters of an agency go by a succession of the agencies file, one a line: the referral or the received
hand-over, its state, and to whom it goes. Without --dry-run it carries the succession out and ends when nothing waits any more; the service does
that by itself on the day, and both at once do no harm. Nothing moves before the day.

  --dry-run   tell, and move nothing
  --help      this text`

const options = { 'dry-run': { type: 'boolean' } } as const

await runCommand({ usage, options, takesWords: true }, async ({ values, positionals }) => {
  const { successions } = readDirectory(readConfig(process.env).agenciesFile ?? foundingDirectory)
  const [code] = positionals
  const order = successions.find(succession => succession.code === code)
  if (positionals.length !== 1 || order === undefined) {
    const known = successions.map(succession => succession.code).join(', ')
    throw new UsageError(`expected a succession of the agencies file; it has ${known || 'none'} (--help says more)`)
  }

  return withDatabase(silent, ({ pools }) =>
    values['dry-run'] === true ? tell(pools, order) : carryOut(pools, successions, order.code),
  )
})

async function tell(pools: AgencyPools, order: Succession | TrackSuccession): Promise<undefined> {
  for (let after: string | null = null; ; ) {
    const matters = await mattersOf(pools, order, after)
    for (const { id, status } of matters) {
      const begun = order.begunStatuses.some(known => known === status)
      const to = begun ? order.begun : order.notBegun
      const goes = to === order.from ? 'stays' : `to ${to}`
      console.log(`${id} ${status}: ${goes} (${begun ? 'begun' : 'not begun'})`)
    }
    after = matters.at(-1)?.id ?? null
    if (after === null) return
  }
}

async function carryOut(
  pools: AgencyPools,
  successions: readonly (Succession | TrackSuccession)[],
  code: string,
): Promise<string> {
  const moved = await carryOutSuccessions(pools, successions, {
    code,
    onProgress: sofar => say(`${sofar} moved`),
    onFault: (error, { referralId, handoverId }) => {
      say(`${handoverId ?? referralId} was not moved: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    },
  })
  return `${moved} moved`
}

function silent(): void {}

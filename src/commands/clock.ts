import '../node-version.js'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../config.ts'
import { joinCluster } from '../db/embedded/cluster.ts'
import { type ClockReading, openSandboxClock, type SandboxClock } from '../db/move-clock.ts'
import { reachDatabase } from '../db/reach-database.ts'

const usage = `Usage: npm run -s clock
       npm run -s clock -- forward <duration>     as in 10d, 36h or 45m
       npm run -s clock -- at <time>              as in 2024-04-05T10:00:00+07:00
       npm run -s clock -- reset

Moves the clock of a sandbox's database, so that deadlines come near and run out while you watch. Every process on that
database has the new time at once. It is never earlier than the last event on record, and is refused in production mode;
tokens go by the true time.

With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

/** A wrong use of the command; the message is the one line the user sees. */
class UsageError extends Error {}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const mostMs = 20 * 366 * units.d

try {
  console.log(await run(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(args: string[]): Promise<string> {
  const { values, positionals } = parse(args)
  if (values.help === true) return usage
  const move = moveAsked(positionals)
  const { mode, database, dataDir } = readConfig(process.env)
  if (mode === 'production') throw new ConfigError('production mode refuses to move the clock')

  if (database.kind === 'embedded') {
    const silent = { info() {}, warn() {}, error() {} }
    const cluster = await joinCluster({ dataDir, log: silent })
    try {
      return await moved(cluster.adminUrl, cluster.serviceUrl, move)
    } finally {
      await cluster.release()
    }
  }
  if (database.adminUrl === undefined) throw new ConfigError('DATABASE_ADMIN_URL must be set to move the clock')
  await reachDatabase('DATABASE_ADMIN_URL', database.adminUrl)
  return moved(database.adminUrl, database.url, move)
}

type Move = (clock: SandboxClock) => Promise<ClockReading | undefined>

async function moved(adminUrl: string, serviceUrl: string, move: Move): Promise<string> {
  const clock = openSandboxClock(adminUrl, serviceUrl)
  try {
    const reading = await move(clock)
    if (reading === undefined)
      throw new UsageError('the last event on record is later; time does not go back behind it')
    return lineOf(reading)
  } finally {
    await clock.close()
  }
}

function moveAsked([what, ...given]: readonly string[]): Move {
  const [value = ''] = given
  switch (what) {
    case undefined:
      return clock => clock.read()
    case 'reset':
      if (given.length > 0) break
      return clock => clock.reset()
    case 'forward': {
      if (given.length !== 1) break
      const ms = durationOf(value)
      return clock => clock.moveBy(ms)
    }
    case 'at': {
      if (given.length !== 1) break
      const time = timeOf(value)
      return clock => clock.moveTo(time)
    }
  }
  throw new UsageError('expected where to move the clock, as in: forward 10d (--help says more)')
}

function durationOf(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const ms = Number(amount) * units[unit as keyof typeof units]
  if (ms > 0 && ms <= mostMs) return ms
  throw new UsageError('forward takes a duration of at most twenty years, as in 10d, 36h or 45m')
}

function timeOf(text: string): string {
  const time = new Date(text)
  const isTime =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time.getTime())
  if (isTime && Math.abs(time.getTime() - Date.now()) <= mostMs) return time.toISOString()
  throw new UsageError('at takes a time with an offset, at most twenty years from now, as in 2024-04-05T10:00:00+07:00')
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } })
  } catch (error) {
    const [firstSentence] = (error as Error).message.split('. ')
    throw new UsageError(`${firstSentence} (--help says more)`)
  }
}

function lineOf({ now, shiftMs }: ClockReading): string {
  const days = Math.abs(shiftMs) / units.d
  if (Math.abs(shiftMs) < 1000) return `the clock says ${now}, the true time`
  return `the clock says ${now}, ${days.toFixed(1)} days ${shiftMs > 0 ? 'after' : 'before'} the true time`
}

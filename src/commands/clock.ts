import '../node-version.js'
import { ConfigError, readConfig } from '../config.ts'
import { type ClockReading, openSandboxClock, type SandboxClock } from '../db/move-clock.ts'
import { isInstant } from '../domain/written-time.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s clock
       npm run -s clock -- forward <duration>     as in 10d, 36h or 45m
       npm run -s clock -- at <time>              as in 2024-04-05T10:00:00+07:00
       npm run -s clock -- reset

Moves the clock of a sandbox's database, so that deadlines come near and run out while you watch. Every process on that
database has the new time at once. It is never earlier than the last event on record, and is refused in production mode;
tokens go by the true time, but for the roles that an agency may give in a sandbox (SANDBOX=true).

With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const mostMs = 20 * 366 * units.d

await runCommand({ usage, takesWords: true }, async ({ positionals }) => {
  const move = moveAsked(positionals)
  const config = readConfig(process.env)
  if (config.mode === 'production') throw new ConfigError('production mode refuses to move the clock')
  return withAdministrator(config, 'move the clock', ({ adminUrl, serviceUrl }) => moved(adminUrl, serviceUrl, move))
})

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
  if (isInstant(text) && Math.abs(time.getTime() - Date.now()) <= mostMs) return time.toISOString()
  throw new UsageError('at takes a time with an offset, at most twenty years from now, as in 2024-04-05T10:00:00+07:00')
}

function lineOf({ now, shiftMs }: ClockReading): string {
  const days = Math.abs(shiftMs) / units.d
  if (Math.abs(shiftMs) < 1000) return `the clock says ${now}, the true time`
  return `the clock says ${now}, ${days.toFixed(1)} days ${shiftMs > 0 ? 'after' : 'before'} the true time`
}

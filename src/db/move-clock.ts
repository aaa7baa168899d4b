import postgres from 'postgres'
import { ConfigError } from '../config.ts'
import { rolesOfUrl } from './database-roles.ts'

/** What the database's clock says, and how far it is from the real one. */
export type ClockReading = { readonly now: string; readonly shiftMs: number }

/** The clock of a sandbox, for its operator: the service itself can only read it. */
export type SandboxClock = {
  read(): Promise<ClockReading>
  /** Undefined when the last event on record is later. */
  moveBy(ms: number): Promise<ClockReading | undefined>
  moveTo(time: string): Promise<ClockReading | undefined>
  /** Undefined when the clock says a later time already. */
  moveForwardTo(time: string): Promise<ClockReading | undefined>
  /** How many events of each type the service has recorded by itself at that time of the clock or after it. */
  recordedBySystem(since: string): Promise<{ readonly type: string; readonly count: number }[]>
  /** Back to the true time. */
  reset(): Promise<ClockReading | undefined>
  close(): Promise<void>
}

/** Opens it as the owner of the tables, which an administrator may become. */
export function openSandboxClock(adminUrl: string, serviceUrl: string): SandboxClock {
  const { prefix, database } = rolesOfUrl(serviceUrl)
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  const sql = postgres(url.href, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { role: `${prefix}_owner`, search_path: 'penerusan' },
  })

  /** One statement, so that whatever is recorded meanwhile is seen or waits for it. */
  async function move(
    target: postgres.PendingQuery<postgres.Row[]>,
    least = sql`coalesce((select max(at) from events), '-infinity')`,
  ): Promise<ClockReading | undefined> {
    const moved = await sql`
      insert into clock_shift
      select true, target - clock_timestamp() from (select ${target} as target) wanted
       where target >= ${least}
      on conflict (only_row) do update set shift = excluded.shift
      returning shift`
    return moved.length === 0 ? undefined : read()
  }

  async function read(): Promise<ClockReading> {
    const [row] = await sql<[ClockReading]>`
      select rfc3339(app_now()) as now,
             coalesce((select round(extract(epoch from shift) * 1000) from clock_shift), 0)::float8 as "shiftMs"`
    return row
  }

  return {
    read,
    moveBy: ms => move(sql`app_now() + ${ms} * interval '1 millisecond'`),
    moveTo: time => move(sql`${time}::timestamptz`),
    moveForwardTo: time => move(sql`${time}::timestamptz`, sql`greatest(app_now(), (select max(at) from events))`),
    recordedBySystem: since => sql<{ type: string; count: number }[]>`
      select type, count(*)::int as count from events
       where at >= ${since}::timestamptz and act ->> 'kind' = 'system'
       group by type order by type`,
    async reset() {
      const [row] = await sql<[{ possible: boolean }]>`
        with moment as (
          select clock_timestamp() >= coalesce((select max(at) from events), '-infinity') as possible
        ), gone as (delete from clock_shift where (select possible from moment))
        select possible from moment`
      return row.possible ? read() : undefined
    },
    close: () => sql.end({ timeout: 5 }),
  }
}

/** Throws ConfigError when the clock of the database is moved: what production records has its true time. */
export async function assertClockUnmoved(serviceUrl: string): Promise<void> {
  const sql = postgres(serviceUrl, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const moved = await sql`select from penerusan.clock_shift where shift <> '0'`
    if (moved.length > 0) {
      throw new ConfigError('production mode refuses a database whose clock was moved by npm run clock')
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

import postgres from 'postgres'
import { ConfigError } from '../config.ts'

const whatToDo = {
  recovering: 'that is still recovering, or a standby; it can be used once it is promoted',
  restored:
    'that was restored from a backup or recovered to a point in time; run npm run db:restored once with DATABASE_ADMIN_URL too',
  promoted:
    'on a new timeline: it was recovered, and acknowledged events may be missing, or a standby was promoted; run npm run ' +
    'db:restored once with DATABASE_ADMIN_URL too, or npm run db:promoted where you know that nothing is missing',
} as const

/**
 * Refuses a database that lost what came after a backup, or may have, and of which nobody was told: its transactions may be
 * counted anew, and numbers that partners have would be given to other events. Throws ConfigError with what to do.
 */
export async function assertEpoch(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const [{ unknown }] = await sql<[{ unknown: keyof typeof whatToDo | null }]>`
      select case when pg_is_in_recovery() then 'recovering'
                  else coalesce(penerusan.unknown_life(), case when penerusan.holds_events_of_another_life() then 'restored' end)
             end as unknown`
    if (unknown === null) return
    throw new ConfigError(`DATABASE_URL leads to a database ${whatToDo[unknown]}`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

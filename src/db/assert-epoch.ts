import postgres from 'postgres'
import { ConfigError } from '../config.ts'

/**
 * Refuses a database that was restored from a backup and not told so: its transactions are counted anew, and what was
 * restored would count as not committed yet. Throws ConfigError with what to do.
 */
export async function assertEpoch(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const [row] = await sql<[{ foreign: boolean }]>`select penerusan.holds_events_of_another_life() as foreign`
    if (!row.foreign) return
    throw new ConfigError(
      'DATABASE_URL leads to a database that was restored from a backup; run npm run db:restored once with DATABASE_ADMIN_URL too',
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
}

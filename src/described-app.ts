import { pino } from 'pino'
import { buildApp } from './app.ts'
import type { AgencyPools } from './db/agency-pools.ts'
import { foundingDirectory, readDirectory } from './directory/directory.ts'

/** The app with its routes and nothing behind them: enough to describe itself, and nothing else. */
export function describedApp() {
  const database: AgencyPools = {
    // Asked once, for the key of the page cursors.
    run: async <Result>() => [{ secret: new Uint8Array(32) }] as Result,
    close: async () => {},
  }
  return buildApp({
    config: { rateLimitPerMinute: 30_000 },
    directory: readDirectory(foundingDirectory),
    database,
    verifier: { verify: () => Promise.reject(new Error('described only')), loadKeys: async () => {}, remembered: 0 },
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  })
}

import { createRequire } from 'node:module'

/**
 * Drizzle, loaded as CommonJS. Node reads and parses the manifest of a package once for each of its ES modules, and
 * drizzle has hundreds of them and a manifest of 180 kB: as ES modules it takes a second to load and 130 MiB that are
 * never given back.
 */
const load = createRequire(import.meta.url)

export const { and, asc, desc, DrizzleQueryError, eq, fillPlaceholders, gte, lt, or, sql } = load(
  'drizzle-orm',
) as typeof import('drizzle-orm')

export const { date, integer, jsonb, pgSchema, text, timestamp, uuid } = load(
  'drizzle-orm/pg-core',
) as typeof import('drizzle-orm/pg-core')

export const { drizzle } = load('drizzle-orm/postgres-js') as typeof import('drizzle-orm/postgres-js')

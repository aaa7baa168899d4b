import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The text of a migration, to run a statement of it again on rows as they were before it. */
export function migration(name: string): string {
  return readFileSync(join(import.meta.dirname, `../../src/db/migrations/${name}.sql`), 'utf8')
}

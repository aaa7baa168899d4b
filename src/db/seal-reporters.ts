import postgres from 'postgres'
import { ConfigError } from '../config.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { ReporterId, ViolationId } from '../domain/ids.ts'
import type { ReporterIdentity } from '../domain/reporter.ts'
import type { SealedText } from '../vault/sealed-text.ts'
import { rolesOfUrl } from './database-roles.ts'

type PlainReporter = {
  readonly reporterId: ReporterId
  readonly violationId: ViolationId
  readonly agency: AgencyId
  readonly identity: ReporterIdentity
}

/**
 * Refuses a database that still holds reporters in plain text, from before they were sealed. Asks the catalogue, as the
 * service's user; throws ConfigError with what to do.
 */
export async function assertReportersSealed(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const rows = await sql`select convalidated as valid from pg_constraint where conname = 'reporters_are_sealed'`
    if (rows.length === 1 && rows[0]?.['valid'] === true) return
    throw new ConfigError(
      'the database still holds reporters that are not sealed; run npm run reporter:seal once, with DATABASE_ADMIN_URL where there is one',
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Seals every reporter that is stored in plain text, as an administrator, and lets the database refuse others for ever. */
export async function sealReporters(
  { adminUrl, serviceUrl }: { readonly adminUrl: string; readonly serviceUrl: string },
  seal: (reporter: PlainReporter) => SealedText,
): Promise<number> {
  const { prefix, database } = rolesOfUrl(serviceUrl)
  const target = new URL(adminUrl)
  target.pathname = `/${encodeURIComponent(database)}`
  const connect = (role: string) =>
    postgres(target.href, {
      max: 1,
      connect_timeout: 10,
      onnotice: () => {},
      connection: { role: `${prefix}_${role}` },
    })
  const writer = connect('writer')
  const owner = connect('owner')
  try {
    const rows = await writer<PlainReporter[]>`
      select id as "reporterId", violation_id as "violationId", agency, identity from penerusan.reporters
       where not identity ? 'ciphertext'`
    for (const reporter of rows) {
      await writer`
        update penerusan.reporters set identity = ${JSON.stringify(seal(reporter))}::text::jsonb
         where id = ${reporter.reporterId} and not identity ? 'ciphertext'`
    }
    await owner`alter table penerusan.reporters validate constraint reporters_are_sealed`
    return rows.length
  } finally {
    await writer.end({ timeout: 5 })
    await owner.end({ timeout: 5 })
  }
}

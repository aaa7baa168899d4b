import { readdirSync, readFileSync } from 'node:fs'
import postgres from 'postgres'
import type { Directory } from '../directory/directory.ts'
import { access } from '../domain/access.ts'
import { type EventTypeName, eventTypes, isOfPersons } from '../domain/event-types.ts'
import { quoteName, quoteText, restrictedRoles, rolesOfUrl } from './database-roles.ts'

/** Any number; all processes that set up one cluster agree on it. */
const setUpLock = 7_300_442_091
const migrationsFolder = new URL('./migrations/', import.meta.url)

/**
 * Makes the database ready, as an administrator: roles, database, migrations, and the configuration that the
 * database itself checks against (event types, agencies, mandates). Harmless to repeat and to do twice at once.
 */
export async function setUpDatabase({
  adminUrl,
  serviceUrl,
  directory,
  log,
}: {
  adminUrl: string
  serviceUrl: string
  directory: Directory
  log: (line: string) => void
}): Promise<void> {
  const roles = rolesOfUrl(serviceUrl)

  await withConnection(adminUrl, async sql => {
    for (const name of Object.keys(restrictedRoles)) await createRole(sql, `${roles.prefix}_${name}`, 'nologin')
    await createRole(sql, roles.service, `login password ${quoteText(roles.servicePassword)}`)
    // Whoever migrates acts as these; a superuser may already, another administrator must be a member.
    for (const name of ['owner', 'writer', 'gate', 'sequencer', 'jobs']) {
      await sql.unsafe(`grant ${quoteName(`${roles.prefix}_${name}`)} to current_user`)
    }
    await createDatabase(sql, roles.database, `${roles.prefix}_owner`)
  })

  const target = new URL(adminUrl)
  target.pathname = `/${encodeURIComponent(roles.database)}`
  await withConnection(target.href, async sql => {
    await migrate(sql, roles.prefix, log)
    await sql.unsafe(
      `revoke all on database ${quoteName(roles.database)} from public;
       grant connect on database ${quoteName(roles.database)} to ${quoteName(roles.service)};
       grant temporary on database ${quoteName(roles.database)} to ${quoteName(`${roles.prefix}_owner`)};
       grant select on public.migrations to ${quoteName(roles.service)}`,
    )
    await writeConfiguration(sql, roles.prefix, directory)
  })
}

/** The names of all migrations, in order. */
export function migrationNames(): string[] {
  return readdirSync(migrationsFolder)
    .filter(name => name.endsWith('.sql'))
    .sort()
}

async function withConnection(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5, fetch_types: false })
  try {
    // A session lock, so that two starts at once do not both create or migrate.
    await sql`select pg_advisory_lock(${setUpLock})`
    await work(sql)
  } finally {
    // Closing the session lets the lock go.
    await sql.end({ timeout: 5 })
  }
}

async function createRole(sql: postgres.Sql, name: string, attributes: string): Promise<void> {
  // Roles belong to the cluster and the lock to one database, so another set-up may be quicker.
  await sql.unsafe(`do $$ begin
    if not exists (select from pg_roles where rolname = ${quoteText(name)}) then
      create role ${quoteName(name)} ${attributes};
    end if;
  exception when duplicate_object or unique_violation then null;
  end $$`)
}

async function createDatabase(sql: postgres.Sql, name: string, owner: string): Promise<void> {
  const [existing] = await sql`select from pg_database where datname = ${name}`
  if (existing) return
  try {
    await sql.unsafe(`create database ${quoteName(name)} owner ${quoteName(owner)} encoding 'UTF8' template template0`)
  } catch (error) {
    const raced = error instanceof postgres.PostgresError && ['42P04', '23505'].includes(error.code)
    if (!raced) throw error
  }
}

async function migrate(sql: postgres.Sql, prefix: string, log: (line: string) => void): Promise<void> {
  await sql.unsafe(
    'create table if not exists public.migrations (name text primary key, applied_at timestamptz not null)',
  )
  const applied = new Set((await sql`select name from public.migrations`).map(row => row['name']))
  for (const name of migrationNames()) {
    if (applied.has(name)) continue
    const script = readFileSync(new URL(name, migrationsFolder), 'utf8').replaceAll('{{prefix}}', prefix)
    // Several statements in one message are one transaction: the migration and its mark, or neither.
    await sql.unsafe(`${script};\nreset search_path; insert into public.migrations values (${quoteText(name)}, now())`)
    log(`applied migration ${name}`)
  }
}

/** Writes what the database checks acts against. Rows of agencies are never removed: the log names them. */
async function writeConfiguration(sql: postgres.Sql, prefix: string, directory: Directory): Promise<void> {
  const types = Object.entries(eventTypes).map(([type, { stream, audience, act }]) => ({
    type,
    stream,
    audience,
    side: access[act].side,
    mandate: access[act].mandate,
    by_system: access[act].roles.length === 0,
    not_by_client: isOfPersons(type as EventTypeName),
  }))
  const agencies = directory.agencies.map(({ id, kind, name, higherAuthority }) => ({
    id,
    kind,
    name_en: name.en,
    name_id: name.id,
    higher_authority: higherAuthority,
  }))
  const mandates = directory.mandates.map(({ agency, mandate, from, to, legalBasis, newMatters }) => ({
    agency,
    mandate,
    valid_from: from,
    valid_to: to,
    legal_basis: legalBasis,
    takes_new: newMatters !== false,
  }))
  const agreements = directory.agreements.map(({ from, to, legalBasis, code, sender, receiver, purpose }) => ({
    code,
    sender,
    receiver,
    purpose,
    valid_from: from,
    valid_to: to,
    legal_basis: legalBasis,
  }))
  const successions = directory.successions.map(
    ({ code, mandate, from, takesEffectOn, legalBasis, begun, notBegun, begunStatuses, confidence }) => ({
      code,
      mandate,
      from_agency: from,
      takes_effect_on: takesEffectOn,
      legal_basis: legalBasis,
      begun_to: begun,
      not_begun_to: notBegun,
      begun_statuses: begunStatuses,
      confidence,
    }),
  )
  const json = (rows: unknown) => `${quoteText(JSON.stringify(rows))}::jsonb`
  await sql.unsafe(`
    set role ${quoteName(`${prefix}_owner`)};
    set search_path = penerusan;
    insert into event_types select * from jsonb_populate_recordset(null::event_types, ${json(types)})
      on conflict (type) do update set stream = excluded.stream, audience = excluded.audience,
        side = excluded.side, mandate = excluded.mandate, by_system = excluded.by_system, not_by_client = excluded.not_by_client;
    insert into agencies select * from jsonb_populate_recordset(null::agencies, ${json(agencies)})
      on conflict (id) do update set kind = excluded.kind, name_en = excluded.name_en, name_id = excluded.name_id,
        higher_authority = excluded.higher_authority;
    delete from mandates;
    insert into mandates select * from jsonb_populate_recordset(null::mandates, ${json(mandates)});
    delete from agreements;
    insert into agreements select * from jsonb_populate_recordset(null::agreements, ${json(agreements)});
    delete from successions;
    insert into successions select * from jsonb_populate_recordset(null::successions, ${json(successions)});
    reset search_path;
    reset role`)
}

import postgres from 'postgres'
import { ConfigError } from '../config.ts'
import type { Directory } from '../directory/directory.ts'
import { quoteName, quoteText, rolesOfUrl } from './database-roles.ts'
import { setUpDatabase } from './set-up.ts'

/** Written on a database of a sandbox, as its comment: whatever is in it may be thrown away. */
const mark = 'Penerusan: a sandbox, which may be reset'

type Urls = { readonly adminUrl: string; readonly serviceUrl: string }
type Renewal = Urls & { readonly directory: Directory; readonly log: (line: string) => void }

/** Ends what a crash in the middle of a reset has left: the fresh database takes its place, the old one goes. */
export async function finishReset(urls: Urls): Promise<void> {
  const { database, next, gone } = namesOf(urls)
  await asAdmin(urls.adminUrl, async sql => {
    const there = await marked(sql, [next, gone])
    const [present] = await sql`select from pg_database where datname = ${database}`
    if (present === undefined && there.has(next)) await rename(sql, next, database)
    if (there.has(gone)) await sql.unsafe(`drop database ${quoteName(gone)}`)
  })
}

/**
 * Marks the database as a sandbox's, while nothing is on record in it. Throws ConfigError when there is something and no
 * mark: what somebody else's service has recorded is never thrown away.
 */
export async function claimSandbox(urls: Urls): Promise<void> {
  const { database } = namesOf(urls)
  await asAdmin(urls.adminUrl, async sql => {
    if ((await marked(sql, [database])).size > 0) return
    const events = await asOwner(urls, database, sql => sql`select from events limit 1`)
    if (events.length > 0) {
      throw new ConfigError(
        `SANDBOX is set, but the database ${database} holds cases that no sandbox has recorded; give it another one, with DATA_DIR or DATABASE_URL`,
      )
    }
    await markSandbox(sql, database)
  })
}

/** Throws ConfigError when the database is a sandbox's. */
export async function assertNoSandbox(serviceUrl: string): Promise<void> {
  const { database } = rolesOfUrl(serviceUrl)
  await connected(serviceUrl, {}, async sql => {
    if ((await marked(sql, [database])).size === 0) return
    throw new ConfigError('production mode refuses the database of a sandbox')
  })
}

/**
 * Makes the database that is to take the place of a sandbox's: as set up, with nothing on record, and with the secrets of
 * the present one, so that whatever was signed, named or bound with them stays valid. Harmless to repeat.
 */
export async function prepareFreshDatabase({ adminUrl, serviceUrl, directory, log }: Renewal): Promise<void> {
  const { database, next } = namesOf({ adminUrl, serviceUrl })
  const nextUrl = new URL(serviceUrl)
  nextUrl.pathname = `/${encodeURIComponent(next)}`
  await setUpDatabase({ adminUrl, serviceUrl: nextUrl.href, directory, log })

  const urls = { adminUrl, serviceUrl }
  const secrets = await asOwner(urls, database, sql => sql<Secret[]>`select name, secret from deployment_secrets`)
  await asOwner(
    urls,
    next,
    sql => sql`
      insert into deployment_secrets ${sql(secrets)} on conflict (name) do update set secret = excluded.secret`,
  )
  await asAdmin(adminUrl, sql => markSandbox(sql, next))
}

type Secret = { readonly name: string; readonly secret: Buffer }

/** Puts the prepared database in the place of the present one, which goes. False, and nothing done: somebody is connected to it. */
export async function exchangeDatabases(urls: Urls): Promise<boolean> {
  const { database, next, gone } = namesOf(urls)
  return asAdmin(urls.adminUrl, async sql => {
    if ((await marked(sql, [database, next])).size < 2) throw new Error('only a sandbox is exchanged for another')
    try {
      await rename(sql, database, gone)
    } catch (error) {
      // The database itself looks who is connected, and waits for those who are leaving.
      if (error instanceof postgres.PostgresError && error.code === '55006') return false
      throw error
    }
    await rename(sql, next, database)
    await sql.unsafe(`drop database ${quoteName(gone)}`)
    return true
  })
}

function namesOf({ serviceUrl }: Urls) {
  const { database } = rolesOfUrl(serviceUrl)
  return { database, next: `${database.slice(0, 50)}_next`, gone: `${database.slice(0, 50)}_gone` }
}

/** Which of these databases are there and carry the mark. */
async function marked(sql: postgres.Sql, names: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ name: string }[]>`
    select datname as name from pg_database
     where datname = any(${[...names]}) and shobj_description(oid, 'pg_database') = ${mark}`
  return new Set(rows.map(({ name }) => name))
}

async function markSandbox(sql: postgres.Sql, name: string): Promise<void> {
  await sql.unsafe(`comment on database ${quoteName(name)} is ${quoteText(mark)}`)
}

async function rename(sql: postgres.Sql, from: string, to: string): Promise<void> {
  await sql.unsafe(`alter database ${quoteName(from)} rename to ${quoteName(to)}`)
}

function asAdmin<Result>(adminUrl: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  return connected(adminUrl, {}, work)
}

/** In a database of the deployment, as the owner of its tables, which an administrator may become. */
function asOwner<Result>(
  { adminUrl, serviceUrl }: Urls,
  database: string,
  work: (sql: postgres.Sql) => PromiseLike<Result>,
): Promise<Result> {
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  return connected(url.href, { role: `${rolesOfUrl(serviceUrl).prefix}_owner`, search_path: 'penerusan' }, work)
}

async function connected<Result>(
  url: string,
  connection: Record<string, string>,
  work: (sql: postgres.Sql) => PromiseLike<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {}, connection })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

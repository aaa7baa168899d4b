// What an operator does with a database and its server, and what all partners together have been told by it.
import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { ProvidedPostgres } from './postgres.ts'
import { type Environment, root } from './service.ts'

/** The database of the service, as the superuser of the server. */
export function databaseUrl({ superuserUrl }: ProvidedPostgres): string {
  return superuserUrl.replace(/[^/]+$/, 'penerusan')
}

/** Runs a program of PostgreSQL. */
export function run(server: ProvidedPostgres, program: string, ...args: string[]): string {
  return execFileSync(join(server.programs, program), args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
}

/** Runs a command of the service, as `npm run -s` does; gives what it told. */
export async function command(given: Environment, name: string, ...args: string[]): Promise<string> {
  const words = ['run', '-s', name, ...(args.length > 0 ? ['--', ...args] : [])]
  const env = { PATH: process.env['PATH'], ...given }
  const { stdout, stderr } = await promisify(execFile)('npm', words, { cwd: root, env })
  return stderr + stdout
}

export async function query<Row>(server: ProvidedPostgres, ask: (sql: postgres.Sql) => PromiseLike<Row>): Promise<Row> {
  const sql = postgres(databaseUrl(server), { max: 1, onnotice: () => {} })
  try {
    return await ask(sql)
  } finally {
    await sql.end()
  }
}

export type Entry = { readonly agency: string; readonly number: string; readonly digest: string }

/** Every entry of every feed, as the partners together would have it on file. */
export function feedsOf(server: ProvidedPostgres): Promise<Entry[]> {
  return query(
    server,
    sql => sql<Entry[]>`
    select agency, number, encode(running_digest, 'hex') as digest from penerusan.feed_entries order by 1, number`,
  )
}

export async function casesIn(server: ProvidedPostgres): Promise<Set<string>> {
  const rows = await query(server, sql => sql<{ id: string }[]>`select id from penerusan.violations`)
  return new Set(rows.map(({ id }) => id))
}

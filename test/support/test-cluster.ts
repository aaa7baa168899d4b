import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Test } from 'tap'
import { type Cluster, joinCluster } from '../../src/db/embedded/cluster.ts'
import type { Passwords } from '../../src/db/embedded/cluster-folder.ts'
import { handoverFile, runFolder } from './test-run.ts'

/** Any fixed number: whoever holds it is building a template. */
const TEMPLATES = 7_056_373_852

export const silent = { info() {}, warn() {}, error() {} }

/** The PostgreSQL of this run of the tests; `adminUrl` is the superuser's, in the database `postgres`. */
export function testCluster(): { adminUrl: string } {
  return { adminUrl: adminUrl('postgres') }
}

/**
 * A database of its own for one test file, dropped at its end. Roles belong to the whole cluster, so the service is
 * `penerusan_test_service` in every one.
 *
 * `setUp` prepares a database as the service's start does. It runs once per run and template: the databases are copies
 * of what it made. It must close its connections. Without it the database is empty, and the service has no role.
 */
export async function createTestDatabase(
  t: Pick<Test, 'after'>,
  options: { setUp?: (adminUrl: string, serviceUrl: string) => Promise<void>; template?: string } = {},
): Promise<{ adminUrl: string; serviceUrl: string }> {
  const { setUp, template = 'penerusan_test_template' } = options
  const name = `penerusan_test_${randomBytes(6).toString('hex')}`

  if (setUp !== undefined) await buildOnce(template, setUp)
  await asAdmin(sql => sql`create database ${sql(name)} template ${sql(setUp === undefined ? 'template0' : template)}`)
  t.after(() => asAdmin(sql => sql`drop database if exists ${sql(name)} with (force)`))
  return { adminUrl: adminUrl(name), serviceUrl: serviceUrl(name) }
}

/** A cluster of one test's own, which it may kill; it flushes as in earnest. */
export async function startOwnCluster(t: Pick<Test, 'after'>): Promise<Cluster & { dataDir: string }> {
  const dataDir = await createDataDir()
  const cluster = await joinCluster({ dataDir, log: silent })
  t.after(() => cluster.release())
  return { ...cluster, dataDir }
}

/** An empty data folder. Whatever runs in it is stopped and deleted when the tests end. */
export async function createDataDir(): Promise<string> {
  const dataDir = join(runFolder, `own-${randomBytes(6).toString('hex')}`)
  await mkdir(dataDir)
  return dataDir
}

/** The process id of the database that runs, or last ran, in a data folder. */
export async function readPostmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

/** Whether the database was stopped in order, which takes its lock away. */
export async function isStopped(dataDir: string): Promise<boolean> {
  return readPostmasterPid(dataDir).then(
    () => false,
    error => error.code === 'ENOENT',
  )
}

/** Ends the database as a crash would. */
export async function killPostmaster(dataDir: string): Promise<void> {
  process.kill(await readPostmasterPid(dataDir), 'SIGKILL')
}

async function buildOnce(
  template: string,
  setUp: (adminUrl: string, serviceUrl: string) => Promise<void>,
): Promise<void> {
  await asAdmin(async sql => {
    // Kept by the session: a builder that is killed lets the next one in, who finds no finished template.
    await sql`select pg_advisory_lock(${TEMPLATES})`
    const finished = await sql`select from pg_database where datname = ${template} and datistemplate`
    if (finished.length > 0) return
    await sql`drop database if exists ${sql(template)} with (force)`
    await setUp(adminUrl('postgres'), serviceUrl(template))
    await sql`alter database ${sql(template)} is_template true allow_connections false`
  })
}

async function asAdmin<Answer>(work: (sql: postgres.Sql) => PromiseLike<Answer>): Promise<Answer> {
  const sql = postgres(adminUrl('postgres'), { max: 1, max_lifetime: null, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

function adminUrl(database: string): string {
  const { port, passwords } = handover()
  return `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/${database}`
}

function serviceUrl(database: string): string {
  const { port, passwords } = handover()
  return `postgres://penerusan_test_service:${passwords.service}@127.0.0.1:${port}/${database}`
}

function handover(): { port: number; passwords: Passwords } {
  try {
    return JSON.parse(readFileSync(handoverFile, 'utf8'))
  } catch (error) {
    throw new Error('there is no PostgreSQL for the tests: start them with npm test or npx tap', { cause: error })
  }
}

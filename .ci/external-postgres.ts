// The service on a PostgreSQL that somebody else provides and administers.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { providePostgres } from './postgres.ts'
import { refusedStart, root, startService } from './service.ts'

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-external-'))
const DATA_DIR = join(scratch, 'data')
const provided = await providePostgres()
const DATABASE_URL = provided.serviceUrl('penerusan')
const DATABASE_ADMIN_URL = provided.adminUrl
/** Longer than the demo takes anywhere, and far below what a step may take. */
const DEMO_LIMIT = 300_000

try {
  console.log(`${provided.version}, administered by a role that is no superuser`)

  const unprepared = await refusedStart({ DATA_DIR, DATABASE_URL })
  assert.match(unprepared, /^DATABASE_URL [^\n]+\n$/, 'a database that nobody has set up is named in one line')

  console.log('first start, with the administrator')
  await playAgainst({ DATA_DIR, DATABASE_URL, DATABASE_ADMIN_URL })
  console.log('second start, without')
  await playAgainst({ DATA_DIR, DATABASE_URL })
  await checkRoles()
} finally {
  await provided.stop()
  await rm(scratch, { recursive: true, force: true })
}

// The demo moves the clock of the sandbox, which is the administrator's to do, also where the service has no administrator.
async function playAgainst(given: Record<string, string>): Promise<void> {
  const service = await startService({ LOG_LEVEL: 'warn', ...given })
  try {
    const told = execFileSync(process.execPath, ['examples/demo.ts', '--url', service.origin], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...given, DATABASE_ADMIN_URL },
      encoding: 'utf8',
      timeout: DEMO_LIMIT,
    })
    console.log(`  the demo went to its end, telling ${told.split('\n').length} lines`)
  } catch (error) {
    console.error(service.said())
    throw error
  } finally {
    assert.equal(await service.stop(), 0, 'it ends in order')
  }
}

async function checkRoles(): Promise<void> {
  const sql = postgres(provided.superuserUrl, { max: 1 })
  const roles = await sql<{ name: string; powers: string[] }[]>`
    select rolname as name, array_remove(array[case when rolsuper then 'superuser' end,
      case when rolbypassrls then 'bypassrls' end, case when rolcreaterole then 'createrole' end,
      case when rolcreatedb then 'createdb' end, case when rolreplication then 'replication' end], null) as powers
    from pg_roles where rolname like 'penerusan%' order by 1`
  await sql.end()
  assert.ok(roles.length > 1)
  assert.deepEqual(
    roles.filter(({ powers }) => powers.length > 0),
    [],
    'no role of the service has powers of its own',
  )
  console.log(`  roles without powers of their own: ${roles.map(({ name }) => name).join(', ')}`)
}

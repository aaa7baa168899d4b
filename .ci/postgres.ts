import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

const packages = '/usr/lib/postgresql'

/** A PostgreSQL server as an operator would provide one, from the packages of the operating system. */
export type ProvidedPostgres = {
  version: string
  /** Where its programs are. */
  programs: string
  /** As its superuser, who has a name of its own. */
  superuserUrl: string
  /** The statement that makes the administrator, of whom `adminUrl` is. */
  createAdministrator: string
  /** As somebody who may create roles and databases and nothing else. */
  adminUrl: string
  /** As the user the service runs as, in a database of this name. */
  serviceUrl(database: string): string
  stop(): Promise<void>
}

/**
 * Makes a cluster in a temporary folder and starts it on a free port of the loopback address. A `bare` one has a superuser of
 * another name, and nobody else yet: `createAdministrator` is for whoever restores into it.
 */
export async function providePostgres({ bare = false } = {}): Promise<ProvidedPostgres> {
  const superuser = bare ? 'pengelola_baru' : 'pengelola'
  const programs = newestPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-provided-'))
  // PostgreSQL refuses to run as root; the package brings a user for it.
  const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(programs, program), args, {
      ...account,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })

  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  const data = join(folder, 'data')
  await writeFile(passwordFile, password)
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  await chmod(folder, 0o700)
  run(
    'initdb',
    '-D',
    data,
    '-U',
    superuser,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
  )

  const port = await freePort()
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`
  execFileSync(join(programs, 'pg_ctl'), ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', settings], {
    ...account,
    cwd: folder,
    stdio: 'ignore',
  })

  const url = (user: string, database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  const superuserUrl = url(superuser, 'postgres')
  const createAdministrator = `create role penyedia login createdb createrole password '${password}'`
  if (!bare) {
    const sql = postgres(superuserUrl, { max: 1 })
    await sql.unsafe(createAdministrator)
    await sql.end()
  }

  return {
    version: run('postgres', '--version').trim(),
    programs,
    superuserUrl,
    createAdministrator,
    adminUrl: url('penyedia', 'postgres'),
    serviceUrl: database => url(`${database}_service`, database),
    async stop() {
      run('pg_ctl', 'stop', '-D', data, '-m', 'immediate')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function newestPrograms(): string {
  const [version] = (existsSync(packages) ? readdirSync(packages) : [])
    .filter(name => existsSync(join(packages, name, 'bin', 'initdb')))
    .sort((one, other) => Number(other) - Number(one))
  if (version === undefined) throw new Error(`no PostgreSQL server in ${packages}`)
  return join(packages, version, 'bin')
}

function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

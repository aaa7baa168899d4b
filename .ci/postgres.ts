import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

const packages = '/usr/lib/postgresql'

/** A PostgreSQL server as an operator would provide one, from the packages of the operating system. */
export type ProvidedPostgres = {
  version: string
  /** Where its programs are. */
  programs: string
  port: number
  /** As its superuser, who has a name of its own. */
  superuserUrl: string
  /** The statement that makes the administrator, of whom `adminUrl` is. */
  createAdministrator: string
  /** As somebody who may create roles and databases and nothing else. */
  adminUrl: string
  /** As the user the service runs as, in a database of this name. */
  serviceUrl(database: string): string
  /** Another server that follows this one. */
  standBy(): Promise<Standby>
  /** SIGKILL: it writes nothing more and says goodbye to nobody. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export type Standby = ProvidedPostgres & {
  /** From now on it takes writes, on a timeline of its own. */
  promote(): void
}

type Settings = Readonly<Record<string, string>>

type Cluster = {
  readonly folder: string
  readonly superuser: string
  readonly password: string
  readonly settings: Settings
}

// PostgreSQL refuses to run as root; the package brings a user for it.
const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined

/**
 * Makes a cluster in a temporary folder and starts it on a free port of the loopback address. A `bare` one has a superuser of
 * another name, and nobody else yet: `createAdministrator` is for whoever restores into it.
 */
export async function providePostgres({
  bare = false,
  settings = {},
}: {
  bare?: boolean
  settings?: Settings
} = {}): Promise<ProvidedPostgres> {
  const superuser = bare ? 'pengelola_baru' : 'pengelola'
  const folder = await makeFolder()
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid)
  run(
    folder,
    'initdb',
    '-D',
    join(folder, 'data'),
    '-U',
    superuser,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
  )
  const server = await start({ folder, superuser, password, settings })
  if (!bare) {
    const sql = postgres(server.superuserUrl, { max: 1 })
    await sql.unsafe(server.createAdministrator)
    await sql.end()
  }
  return server
}

async function start(cluster: Cluster): Promise<ProvidedPostgres> {
  const { folder, superuser, password } = cluster
  const data = join(folder, 'data')
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', fsync: 'off', ...cluster.settings }
  const options = Object.entries(settings).map(([name, value]) => ` -c ${name}='${value}'`)
  execFileSync(
    join(programs(), 'pg_ctl'),
    ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', `-p ${port} -k ${folder}${options.join('')}`],
    { ...account, cwd: folder, stdio: 'ignore' },
  )
  const url = (user: string, database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  let isKilled = false

  return {
    version: run(folder, 'postgres', '--version').trim(),
    programs: programs(),
    port,
    superuserUrl: url(superuser, 'postgres'),
    createAdministrator: `create role penyedia login createdb createrole password '${password}'`,
    adminUrl: url('penyedia', 'postgres'),
    serviceUrl: database => url(`${database}_service`, database),
    async standBy() {
      const own = await makeFolder()
      const copy = join(own, 'data')
      run(own, 'pg_basebackup', '-R', '-X', 'stream', '-c', 'fast', '-D', copy, '-d', url(superuser, 'postgres'))
      const standby = await start({ ...cluster, folder: own, settings: {} })
      return { ...standby, promote: () => void run(own, 'pg_ctl', 'promote', '-w', '-D', copy) }
    },
    async kill() {
      const [pid = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      isKilled = true
      await untilNobodyAnswers(port)
    },
    async stop() {
      if (!isKilled) run(folder, 'pg_ctl', 'stop', '-D', data, '-m', 'immediate')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-provided-'))
  if (account !== undefined) await chown(folder, account.uid, account.gid)
  await chmod(folder, 0o700)
  return folder
}

function run(folder: string, program: string, ...args: string[]): string {
  return execFileSync(join(programs(), program), args, {
    ...account,
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function programs(): string {
  const [version] = (existsSync(packages) ? readdirSync(packages) : [])
    .filter(name => existsSync(join(packages, name, 'bin', 'initdb')))
    .sort((one, other) => Number(other) - Number(one))
  if (version === undefined) throw new Error(`no PostgreSQL server in ${packages}`)
  return join(packages, version, 'bin')
}

async function untilNobodyAnswers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const answered = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (!answered) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
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

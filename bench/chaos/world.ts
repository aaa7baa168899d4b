import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { type OwnDatabase, startOwnDatabase } from './database.ts'
import { readLedger } from './ledger.ts'
import {
  type ActLine,
  actLedger,
  bellLedger,
  clientsOf,
  closingFile,
  feedLedger,
  type KeptBell,
  type KeptEntry,
  type Place,
  type Side,
  sides,
  untilAnswered,
  webhookFile,
} from './side.ts'
import { type Supervised, supervise } from './supervised.ts'

const SERVICES = 3

/** Everything at work: a database, processes of the service, and both sides with theirs. */
export type World = {
  readonly place: Place
  readonly database: OwnDatabase
  readonly sql: postgres.Sql
  readonly processes: readonly Supervised[]
  /** What ended by itself, or said that something is wrong. */
  readonly faults: readonly string[]
  /** From now on whatever has ended comes back at once, and no new case is begun. */
  calm(): Promise<void>
  stop(): Promise<void>
}

export async function startWorld(folder: string): Promise<World> {
  const dataDir = join(folder, 'data')
  await mkdir(dataDir, { recursive: true })
  for (const side of sides) await mkdir(join(folder, side))
  const database = await startOwnDatabase(dataDir)
  const processes: Supervised[] = []
  const faults: string[] = []
  let isCalm = false
  try {
    await setUpDatabase({
      adminUrl: withDatabase(database.adminUrl, 'postgres'),
      serviceUrl: database.serviceUrl,
      directory: readDirectory(foundingDirectory),
      log: () => {},
    })
    const ports = await Promise.all(Array.from({ length: SERVICES + sides.length }, freePort))
    const place: Place = {
      folder,
      dataDir,
      services: ports.slice(sides.length).map(port => `http://127.0.0.1:${port}`),
      receivers: { kominfo: ports[0] ?? 0, kasn: ports[1] ?? 0 },
    }
    begin(place)
    for (const one of processes) await until(one.isUp)
    for (const side of sides) await subscribe(place, side)
    beginSides(place)
    const sql = postgres(database.adminUrl, {
      max: 2,
      // What was open when the database was killed is not used again.
      idle_timeout: 1,
      fetch_types: false,
      onnotice: () => {},
      connection: { search_path: 'penerusan', application_name: 'chaos' },
    })
    return {
      place,
      database,
      sql,
      processes,
      faults,
      async calm() {
        isCalm = true
        await writeFile(closingFile(place), '')
      },
      async stop() {
        await sql.end({ timeout: 1 })
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }

  async function stop(): Promise<void> {
    await Promise.all(processes.map(one => one.stop()))
    await database.stop()
  }

  function begin(place: Place): void {
    for (const [index, url] of place.services.entries()) {
      start(
        { kind: 'service', name: `service ${index + 1}`, file: './service-process.ts', greeting: 'listens on' },
        {
          PORT: new URL(url).port,
          DATABASE_URL: database.serviceUrl,
          DATA_DIR: dataDir,
          NODE_ENV: 'development',
          LOG_LEVEL: 'warn',
          WEBHOOK_LOOPBACK: 'on',
          ...plenty,
        },
      )
    }
    for (const side of sides) startOf(place, 'receiver', side)
  }

  function beginSides(place: Place): void {
    for (const side of sides) {
      startOf(place, 'follower', side)
      startOf(place, 'office', side)
    }
  }

  function startOf(place: Place, kind: 'receiver' | 'follower' | 'office', side: Side): void {
    const file = kind === 'office' ? `./${side}-process.ts` : `./${kind}-process.ts`
    start({ kind, name: `${kind} of ${side}`, file, args: [side] }, { CHAOS_PLACE: JSON.stringify(place) })
  }

  function start(
    what: Pick<Parameters<typeof supervise>[0], 'kind' | 'name' | 'file' | 'args' | 'greeting'>,
    env: NodeJS.ProcessEnv,
  ) {
    const compiled = process.env['NODE_COMPILE_CACHE']
    processes.push(
      supervise({
        ...what,
        log: join(folder, `${what.name.replaceAll(' ', '-')}.log`),
        env: { PATH: process.env['PATH'], ...(compiled && { NODE_COMPILE_CACHE: compiled }), ...env },
        onFault: fault => faults.push(fault),
        isCalm: () => isCalm,
      }),
    )
  }
}

const plenty = Object.fromEntries(
  ['RATE_LIMIT', 'RATE_LIMIT_PERSON', 'RATE_LIMIT_ADDRESS', 'HARVEST_LIMIT'].map(name => [name, '1000000000']),
)

async function subscribe(place: Place, side: Side): Promise<void> {
  const client = clientsOf(place, side)('integrator')
  const made = await client.createWebhook({
    body: { url: `http://127.0.0.1:${place.receivers[side]}/bells`, signatures: ['v1a'], after: 0 },
  })
  await writeFile(webhookFile(place, side), JSON.stringify(made.data))
  await untilAnswered(() => client.obtainConsent({ id: made.data.id }))
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(100)
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

/** Everything that a side has kept. */
export function ledgersOf(place: Place, side: Side) {
  return {
    acts: readLedger<ActLine>(actLedger(place, side)),
    entries: readLedger<KeptEntry>(feedLedger(place, side)),
    bells: readLedger<KeptBell>(bellLedger(place, side)),
  }
}
export type Ledgers = ReturnType<typeof ledgersOf>

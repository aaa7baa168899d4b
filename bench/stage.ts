import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { mintToken, openLocalIssuer } from '../src/auth/local-issuers.ts'
import { readConfig } from '../src/config.ts'
import { joinCluster } from '../src/db/embedded/cluster.ts'
import { readPostmaster } from '../src/db/embedded/postmaster.ts'
import { setUpDatabase } from '../src/db/set-up.ts'
import { type Directory, foundingDirectory, readDirectory } from '../src/directory/directory.ts'
import type { AgencyId, Role } from '../src/domain/agencies.ts'
import { fill } from './dataset.ts'
import { familyProcessorMs } from './processor-time.ts'
import { type Server, startBare, startService } from './servers.ts'

/** Where everything is measured: one PostgreSQL, a database per data set, and two servers on each. */
export type Stage = {
  readonly directory: Directory
  readonly audience: string
  readonly dataDir: string
  readonly databaseVersion: string
  /** Tells whoever waits what is going on. */
  readonly say: (line: string) => void
  /** A database with that many referrals. `sent` ones are made anew each time, because acts use them up. */
  database(name: string, content: { referrals: number; kind: 'mixed' | 'sent' }): Promise<Database>
  /** For a person; with the subject `benchmark`, which is the client's own name, for the client. */
  tokenFor(agency: string, role: string, subject?: string): Promise<string>
  /** Processor time of all processes of PostgreSQL until now, in milliseconds; NaN where the system does not tell. */
  databaseProcessorMs(): number
  close(): Promise<void>
}

export type Database = {
  readonly url: string
  /** The superuser's. */
  readonly adminUrl: string
  /** Reads as the superuser: what exists, for the load to ask for. */
  query<Row>(text: string): Promise<Row[]>
  /** The service on it, by itself. */
  service(): Promise<Server>
  /** The service and bare Fastify on it. */
  servers(): Promise<Pair>
}
export type Pair = { readonly ours: Server; readonly bare: Server; stop(): Promise<void> }

export async function openStage(dataDir: string, say: (line: string) => void): Promise<Stage> {
  const config = readConfig({ DATA_DIR: dataDir })
  const directory = readDirectory(foundingDirectory)
  const quiet = {
    info: () => {},
    warn: (_: object, line: string) => say(line),
    error: (_: object, line: string) => say(line),
  }
  const cluster = await joinCluster({ dataDir, log: quiet })
  const admin = postgres(cluster.adminUrl, { max: 1, fetch_types: false, onnotice: () => {} })
  const postmaster = await readPostmaster({ files: join(dataDir, 'postgres', 'data') })
  const [{ version }] = await admin<[{ version: string }]>`select current_setting('server_version') as version`

  return {
    directory,
    audience: config.audience,
    dataDir,
    databaseVersion: version,
    say,

    async database(name, { referrals, kind }) {
      const url = withDatabase(cluster.serviceUrl, name)
      const adminUrl = withDatabase(cluster.adminUrl, name)
      // Each database has a store of its own, as each deployment has.
      const evidenceStore = join(dataDir, `evidence-of-${name}`)
      if (kind === 'sent') {
        await admin.unsafe(`drop database if exists ${name} with (force)`)
        await rm(evidenceStore, { recursive: true, force: true })
      }
      await setUpDatabase({ adminUrl: cluster.adminUrl, serviceUrl: url, directory, log: () => {} })
      const began = performance.now()
      say(`${name}: ${referrals} referrals`)
      await fill(adminUrl, { referrals, kind, say })
      say(`${name}: there after ${Math.round((performance.now() - began) / 1000)} s`)
      const env = { DATA_DIR: dataDir, DATABASE_URL: url, EVIDENCE_STORE: evidenceStore }
      const service = () => startService(env, join(dataDir, 'service.log'))
      return {
        url,
        adminUrl,
        async query<Row>(text: string) {
          const sql = postgres(adminUrl, { max: 1, connection: { search_path: 'penerusan' } })
          const rows = await sql.unsafe(text)
          await sql.end()
          return rows as unknown as Row[]
        },
        service,
        async servers() {
          const ours = await service()
          const bare = await startBare(url)
          return { ours, bare, stop: async () => void (await Promise.all([ours.stop(), bare.stop()])) }
        },
      }
    },

    async tokenFor(agency, role, subject = `${role}-1`) {
      const issuer = directory.issuers.find(one => one.agency === agency)
      if (issuer === undefined) throw new Error(`${agency} has no issuer`)
      return mintToken(await openLocalIssuer(dataDir, agency as AgencyId), {
        issuer: issuer.issuer,
        audience: config.audience,
        subject,
        clientId: 'benchmark',
        roles: [role as Role],
        lifetimeSeconds: 300,
        issuedAt: Date.now(),
      })
    },

    databaseProcessorMs: () => familyProcessorMs(postmaster?.pid ?? 0),

    async close() {
      await admin.end()
      await cluster.release()
    },
  }
}

function withDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}

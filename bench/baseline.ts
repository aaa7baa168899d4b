import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startLoadGenerator } from './load.ts'
import { type Contestant, type Extent, reading, recording, referralPaths, spentRow, takeTurns } from './loads.ts'
import { mostUnderLoad, restMs } from './process-costs.ts'
import { loadRow, plainRow, type Row } from './report.ts'
import { type Server, startService } from './servers.ts'
import type { Database, Stage } from './stage.ts'

/** A service on a data set that its own code made, and the load that it understands. */
type Side = {
  readonly stage: Pick<Stage, 'tokenFor'>
  readonly database: Pick<Database, 'query'>
  readonly server: Server
  readonly input: object
}

/**
 * (g) The service beside itself as it was at an earlier commit: what everything that came since costs. The earlier one runs
 * from its own checkout, with its packages, its schema, its data and a PostgreSQL of its own.
 */
export async function measureBaseline(stage: Stage, extent: Extent): Promise<Row[]> {
  const { baseline } = extent
  if (baseline === undefined || !existsSync(join(baseline, 'bench', 'stage.ts'))) {
    stage.say(
      'g is left out: it needs --baseline <folder>, where an earlier commit is checked out (docs/benchmarks.md)',
    )
    return []
  }
  const commit = commitOf(baseline)
  const earlier = await earlierStage(stage, baseline, commit)
  const sides: Side[] = []
  try {
    sides.push(await sideOf(stage, extent, fileURLToPath(new URL('..', import.meta.url))))
    sides.push(await sideOf(earlier, extent, baseline))
    return await measureSides(sides, extent, commit)
  } finally {
    await Promise.all(sides.map(({ server }) => server.stop()))
    await earlier.close()
  }
}

async function earlierStage({ dataDir, say }: Stage, baseline: string, commit: string): Promise<Stage> {
  const { openStage } = (await import(
    pathToFileURL(join(baseline, 'bench', 'stage.ts')).href
  )) as typeof import('./stage.ts')
  const folder = join(dataDir, `of-${commit}`)
  await mkdir(folder, { recursive: true })
  return openStage(folder, line => say(`${commit}: ${line}`))
}

async function sideOf(stage: Stage, { small }: Extent, checkout: string): Promise<Side> {
  const { dataDir } = stage
  const database = await stage.database('bench_small', { referrals: small, kind: 'mixed' })
  const { violationInput } = (await import(
    pathToFileURL(join(checkout, 'bench', 'examples.ts')).href
  )) as typeof import('./examples.ts')
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    EVIDENCE_STORE: join(dataDir, 'evidence-of-bench_small'),
  }
  const server = await startService(env, join(dataDir, 'service.log'), checkout)
  return { stage, database, server, input: violationInput }
}

async function measureSides(sides: readonly Side[], extent: Extent, commit: string): Promise<Row[]> {
  await delay(restMs)
  const atRest = sides.map(({ server }) => server.residentMiB())
  const loaded: number[] = []
  for (const { stage, server } of sides) loaded.push(await mostUnderLoad(stage, extent, server))

  const generator = startLoadGenerator()
  const clocksOf = (side: Side | undefined) => ({ server: () => side?.server.processorMs() ?? Number.NaN })
  const beside = async (what: string, contestants: readonly Contestant[]): Promise<Row[]> => {
    const [now = [], before = []] = await takeTurns(
      generator,
      extent,
      contestants.map((contestant, index) => ({ ...contestant, clocks: clocksOf(sides[index]) })),
    )
    return [
      loadRow(`(g) ${what}, beside ${commit}`, now, before),
      spentRow('(g) processor time of the server for it', 'server', now, before),
    ]
  }
  try {
    const paths = await Promise.all(sides.map(({ database }) => referralPaths(database)))
    const termsOf = ({ stage }: Side) => ({ stage, seconds: extent.seconds })
    return [
      ...(await beside(
        'read a referral',
        sides.map((side, index) => reading(side.server.url, termsOf(side), paths[index] ?? [])),
      )),
      ...(await beside(
        'first page of the list',
        sides.map(side => reading(side.server.url, termsOf(side), ['/v1/referrals'])),
      )),
      ...(await beside(
        'record a violation',
        sides.map(side => recording(side.server.url, termsOf(side), side.input)),
      )),
      plainRow(`(g) memory at rest, beside ${commit}`, atRest.slice(0, 1), atRest.slice(1), 'MiB'),
      plainRow(`(g) most memory under load, beside ${commit}`, loaded.slice(0, 1), loaded.slice(1), 'MiB'),
    ]
  } finally {
    await generator.stop()
  }
}

function commitOf(folder: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'earlier'
  }
}

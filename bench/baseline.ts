import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { startLoadGenerator } from './load.ts'
import { type Extent, reading, recording, referralPaths, takeTurns } from './loads.ts'
import { mostUnderLoad, restMs } from './process-costs.ts'
import { loadRow, plainRow, type Row } from './report.ts'
import type { Server } from './servers.ts'
import type { Database, Stage } from './stage.ts'

/** A service on a data set that its own code made, and the load that it understands. */
type Side = {
  readonly stage: Pick<Stage, 'tokenFor' | 'close'>
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
  try {
    const sides = [
      await sideOf(stage, extent, new URL('.', import.meta.url)),
      await sideOf(earlier, extent, pathToFileURL(join(baseline, 'bench/'))),
    ] as const
    try {
      return await measureSides(sides, extent, commit)
    } finally {
      await Promise.all(sides.map(({ server }) => server.stop()))
    }
  } finally {
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

/** `code`: the folder of its benchmark. */
async function sideOf(stage: Stage, { small }: Extent, code: URL): Promise<Side> {
  const database = await stage.database('bench_small', { referrals: small, kind: 'mixed' })
  const { ours, bare } = await database.servers()
  await bare.stop()
  const { violationInput } = (await import(new URL('examples.ts', code).href)) as typeof import('./examples.ts')
  return { stage, database, server: ours, input: violationInput }
}

async function measureSides(sides: readonly [Side, Side], extent: Extent, commit: string): Promise<Row[]> {
  await delay(restMs)
  const atRest = sides.map(({ server }) => server.residentMiB())
  const loaded: number[] = []
  for (const { stage, server } of sides) loaded.push(await mostUnderLoad(stage, extent, server))

  const generator = startLoadGenerator()
  const beside = async (what: string, contestantOf: (side: Side) => Promise<ReturnType<typeof reading>>) => {
    const contestants = [await contestantOf(sides[0]), await contestantOf(sides[1])]
    const [now = [], before = []] = await takeTurns(generator, extent, contestants)
    return loadRow(`(g) ${what}, beside ${commit}`, now, before)
  }
  try {
    return [
      await beside('read a referral', async ({ server: { url }, database, ...side }) =>
        reading(url, { ...side, ...extent }, await referralPaths(database)),
      ),
      await beside('first page of the list', async ({ server: { url }, ...side }) =>
        reading(url, { ...side, ...extent }, ['/v1/referrals']),
      ),
      await beside('record a violation', async ({ server: { url }, input, ...side }) =>
        recording(url, { ...side, ...extent }, input),
      ),
      memoryRow(`(g) memory at rest, beside ${commit}`, atRest),
      memoryRow(`(g) most memory under load, beside ${commit}`, loaded),
    ]
  } finally {
    await generator.stop()
  }
}

function memoryRow(what: string, [now = Number.NaN, before = Number.NaN]: readonly number[]): Row {
  return plainRow(what, [now], [before], 'MiB')
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

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { violationInput } from './examples.ts'
import { startLoadGenerator } from './load.ts'
import type { Extent } from './loads.ts'
import { plainRow, type Row } from './report.ts'
import { type Server, startBare, startService } from './servers.ts'
import type { Stage } from './stage.ts'

/** From the start of a server to the look at what it holds at rest. */
export const restMs = 3_000

/** (d) How long the service takes to be ready, on an empty folder and later, and what its process holds in memory. */
export async function measureProcess(stage: Stage, extent: Extent): Promise<Row[]> {
  const database = await stage.database('bench_small', { referrals: extent.small, kind: 'mixed' })
  const first: number[] = []
  const later: number[] = []
  const bare: number[] = []
  for (let round = 0; round < extent.rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'penerusan-bench-start-'))
    for (const times of [first, later]) {
      const server = await startService({ DATA_DIR: folder }, join(folder, 'service.log'))
      times.push(server.readyAfterMs)
      await server.stop()
    }
    await rm(folder, { recursive: true })
    const server = await startBare(database.url)
    bare.push(server.readyAfterMs)
    await server.stop()
  }

  const pair = await database.servers()
  try {
    await delay(restMs)
    const [atRest, bareAtRest] = [pair.ours.residentMiB(), pair.bare.residentMiB()]
    const [loaded, bareLoaded] = [
      await mostUnderLoad(stage, extent, pair.ours),
      await mostUnderLoad(stage, extent, pair.bare),
    ]
    return [
      plainRow('(d) first start, with a new database', first, bare, 'ms'),
      plainRow('(d) later start', later, bare, 'ms'),
      plainRow('(d) memory at rest', [atRest], [bareAtRest], 'MiB', 120),
      plainRow('(d) most memory under load', [loaded], [bareLoaded], 'MiB', 300),
    ]
  } finally {
    await pair.stop()
  }
}

/** Lists and writes in turn, looking at the process all the while. */
export async function mostUnderLoad(
  stage: Pick<Stage, 'tokenFor'>,
  { rounds, seconds, connections }: Extent,
  server: Server,
): Promise<number> {
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, server.residentMiB())
  }, 50)
  const generator = startLoadGenerator()
  try {
    for (let round = 0; round < rounds; round++) {
      const common = { url: server.url, connections, seconds }
      const list = { authorization: `Bearer ${await stage.tokenFor('kasn', 'case-officer')}` }
      await generator.run({ ...common, method: 'GET', paths: ['/v1/referrals'], headers: list })
      await generator.run({
        ...common,
        method: 'POST',
        paths: ['/v1/violations'],
        keyed: true,
        headers: {
          authorization: `Bearer ${await stage.tokenFor('kominfo', 'recorder')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(violationInput),
      })
    }
    return most
  } finally {
    clearInterval(watch)
    await generator.stop()
  }
}

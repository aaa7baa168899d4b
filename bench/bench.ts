import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBaseline } from './baseline.ts'
import { measureEvidence } from './evidence.ts'
import { measureExports } from './exports.ts'
import { measureFeed } from './feed.ts'
import { measureHidden } from './hidden-and-absent.ts'
import { type Extent, measureLists, measureReading, measureWrites } from './loads.ts'
import { measureProcess } from './process-costs.ts'
import { conditions, type Row, tableOf, writePage } from './report.ts'
import { measureSearch } from './search.ts'
import { openStage, type Stage } from './stage.ts'
import { measureTokenCheck } from './token-check.ts'
import { measureWebhooks } from './webhooks.ts'

const parts = {
  a: measureWrites,
  b: measureReading,
  c: measureLists,
  d: measureProcess,
  e: measureTokenCheck,
  f: measureEvidence,
  g: measureBaseline,
  h: measureHidden,
  i: measureFeed,
  j: measureWebhooks,
  k: measureSearch,
  l: measureExports,
} satisfies Record<string, (stage: Stage, extent: Extent) => Promise<Row[]>>

const whole: Extent = {
  ...{ rounds: 7, seconds: 4, warmUpSeconds: 20, connections: 16, small: 10_000, large: 1_000_000, receipts: 2_000 },
  ...{
    fileMiB: 512,
    largestMiB: 2048,
    smallFiles: 200,
    hiddenReads: 2_000,
    bells: 500,
    partners: 1_000,
    missed: 100_000,
    exported: 200_000,
  },
}
const quick: Extent = {
  ...{ rounds: 1, seconds: 1, warmUpSeconds: 1, connections: 16, small: 1_000, large: 10_000, receipts: 200 },
  ...{
    fileMiB: 16,
    largestMiB: 32,
    smallFiles: 32,
    hiddenReads: 200,
    bells: 30,
    partners: 100,
    missed: 2_000,
    exported: 10_000,
  },
}

const usage = `Measures the service beside bare Fastify with the same SQL, and prints a table.

  npm run bench                     everything, with 10,000 and 1,000,000 referrals; about a quarter of an hour
  npm run bench -- --quick          a short run with little data, to see that it works; its figures mean nothing
  npm run bench -- --only b,c       some parts: a writes, b one referral, c lists, d start and memory, e token check,
                                    f evidence, g the service beside an earlier commit of it,
                                    h hidden and absent, i feeds, j webhooks,
                                    k searches and lists of work, l exports
  npm run bench -- --only g --baseline <folder>
                                    the earlier commit is checked out there, with its packages; without it g is left out
  npm run bench -- --rounds 15      more rounds, on a busy machine
  npm run bench -- --seconds 2      shorter ones
  npm run bench -- --large 100000   fewer referrals, or more, in the large list
  npm run bench -- --exported 1000000
                                    l: so many of the newest referrals of the large list, instead of 200,000
  npm run bench -- --keep <folder>  keeps the data there and uses it the next time
  npm run bench -- --write          puts the table into docs/benchmarks.md`

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(parts).join(',') },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    large: { type: 'string' },
    exported: { type: 'string' },
    baseline: { type: 'string' },
    keep: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const extent: Extent = {
  ...(values.quick ? quick : whole),
  ...(values.rounds && { rounds: Number(values.rounds) }),
  ...(values.seconds && { seconds: Number(values.seconds) }),
  ...(values.large && { large: Number(values.large) }),
  ...(values.exported && { exported: Number(values.exported) }),
  baseline: values.baseline && resolve(values.baseline),
}
const chosen = Object.entries(parts).filter(([name]) => values.only.split(',').includes(name))
const say = (line: string) => console.error(line)

const folder = values.keep === undefined ? await mkdtemp(join(tmpdir(), 'penerusan-bench-')) : resolve(values.keep)
await mkdir(folder, { recursive: true })
const stage = await openStage(folder, say)
try {
  const rows: Row[] = []
  for (const [name, measure] of chosen) {
    say(`measuring ${name}`)
    rows.push(...(await measure(stage, extent)))
  }
  const header = conditions({
    postgres: `${stage.databaseVersion}, embedded, on the same machine`,
    load: `${extent.connections} connections, each with one request at a time; ${extent.rounds} rounds of ${extent.seconds} s after ${extent.warmUpSeconds} s to warm up, the servers taking turns`,
    data: `${extent.small.toLocaleString('en')} and ${extent.large.toLocaleString('en')} referrals in mixed states`,
  })
  const measured = `${header}\n\n${tableOf(rows)}`
  console.log(
    `${measured}\n\nRates and latencies (p50 · p95 · p99) are medians over the rounds; only ratios and medians mean anything elsewhere.`,
  )
  if (values.write) writePage(measured)
} finally {
  await stage.close()
  if (values.keep === undefined) await rm(folder, { recursive: true })
}

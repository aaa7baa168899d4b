import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { evidenceInput, violationInput } from './examples.ts'
import type { Run } from './figures.ts'
import type { Generator } from './load.ts'
import type { Extent } from './loads.ts'
import { loadRow, plainRow, type Row, transferRow } from './report.ts'
import { type Server, startBareFiles, startService } from './servers.ts'
import type { Database, Stage } from './stage.ts'
import { type Form, type Moved, startTransferGenerator, type Transfers } from './transfer.ts'

const MIB = 1024 ** 2
const smallSize = 64 * 1024
const restMs = 3_000
const inspectionMs = 10 * 60_000

/** (f) Evidence: large files in and out, many small ones at once, and the memory that one of the largest takes. */
export async function measureEvidence(stage: Stage, extent: Extent): Promise<Row[]> {
  const database = await stage.database('bench_evidence', { referrals: 100, kind: 'sent' })
  const folder = join(stage.dataDir, 'bench-evidence')
  await rm(folder, { recursive: true, force: true })
  const generator = startTransferGenerator()
  try {
    const rows: Row[] = []
    for (const measure of [measureThroughput, measureMemory]) {
      const sides = await openSides(stage, database, folder, generator)
      try {
        rows.push(...(await measure(sides, extent)))
      } finally {
        await sides.stop()
      }
    }
    return rows
  } finally {
    await generator.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One of the servers that take turns. */
type Side = {
  readonly server: Server
  /** Sends files of which no two are the same. */
  upload(files: { size: number; amount: number; connections: number }): Promise<Moved>
  download(location: string, size: number): Promise<Run>
  /** Takes away what was stored, and waits until nothing of it is left to do: it is not to burden whoever is next. */
  clear(): Promise<void>
}
type Sides = {
  readonly ours: Side
  readonly bare: Side
  readonly unflushed: Side
  /** Resolves when everything is inspected; nothing of what is sent is to be found wanting. */
  inspected(): Promise<void>
  stop(): Promise<void>
}

async function measureThroughput(sides: Sides, extent: Extent): Promise<Row[]> {
  return [...(await measureLarge(sides, extent)), ...(await measureSmall(sides, extent))]
}

async function measureLarge(sides: Sides, { rounds, fileMiB }: Extent): Promise<Row[]> {
  const size = fileMiB * MIB
  const contestants = [sides.ours, sides.bare, sides.unflushed]
  const sent: Run[][] = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, side] of contestants.entries()) {
      const run = await side.upload({ size, amount: 1, connections: 1 })
      await sides.inspected()
      await side.clear()
      if (round > 0) sent[index]?.push(run)
    }
  }

  const received: Run[][] = [[], []]
  const items: { side: Side; location: string }[] = []
  for (const side of [sides.ours, sides.bare]) {
    const { locations } = await side.upload({ size, amount: 1, connections: 1 })
    items.push({ side, location: locations[0] ?? '' })
  }
  await sides.inspected()
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { side, location }] of items.entries()) {
      const run = await side.download(location, size)
      if (round > 0) received[index]?.push(run)
    }
  }
  for (const { side } of items) await side.clear()

  const [ours = [], bare = [], unflushed = []] = sent
  const [given = [], bareGiven = []] = received
  return [
    transferRow(`(f) upload of ${fileMiB} MiB, \`POST …/evidence\``, ours, bare, { size, least: 0.6 }),
    transferRow('(f) the same, beside a bare server that does not flush', ours, unflushed, { size }),
    transferRow(`(f) download of ${fileMiB} MiB, \`GET …/content\``, given, bareGiven, { size, least: 0.6 }),
  ]
}

async function measureSmall(sides: Sides, { rounds, connections, smallFiles }: Extent): Promise<Row[]> {
  const contestants = [sides.ours, sides.bare]
  const sent: Run[][] = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, side] of contestants.entries()) {
      const run = await side.upload({ size: smallSize, amount: smallFiles, connections })
      await sides.inspected()
      await side.clear()
      if (round > 0) sent[index]?.push(run)
    }
  }
  const [ours = [], bare = []] = sent
  return [loadRow(`(f) ${smallFiles} uploads of 64 KiB, ${connections} at a time`, ours, bare)]
}

/** One file as large as may be, by a process that has done nothing before. */
async function measureMemory({ ours, bare, inspected }: Sides, { largestMiB }: Extent): Promise<Row[]> {
  const size = largestMiB * MIB
  await delay(restMs)
  const atRest = [ours, bare].map(({ server }) => server.residentMiB())
  const [rest = Number.NaN, bareRest = Number.NaN] = atRest

  const mostOf = async ({ server }: Side, work: () => Promise<unknown>) => {
    let most = server.residentMiB()
    const watch = setInterval(() => {
      most = Math.max(most, server.residentMiB())
    }, 50)
    await work().finally(() => clearInterval(watch))
    return most
  }
  const moving = async (side: Side) => {
    let location = ''
    const upload = async () => {
      const { locations } = await side.upload({ size, amount: 1, connections: 1 })
      location = locations[0] ?? ''
    }
    const comesIn = await mostOf(side, upload)
    const isInspected = await mostOf(side, inspected)
    const goesOut = await mostOf(side, () => side.download(location, size))
    await side.clear()
    return { comesIn, isInspected, goesOut }
  }
  const most = await moving(ours)
  const bareMost = await moving(bare)
  const file = `${largestMiB} MiB`
  const growth = (what: string, of: number, bareOf: number[]) =>
    plainRow(
      `(f) growth while ${what}`,
      [of - rest],
      bareOf.map(one => one - bareRest),
      'MiB',
      150,
    )
  return [
    plainRow('(f) memory at rest', [rest], [bareRest], 'MiB'),
    growth(`${file} come in`, most.comesIn, [bareMost.comesIn]),
    growth(`${file} are inspected`, most.isInspected, []),
    growth(`${file} go out`, most.goesOut, [bareMost.goesOut]),
  ]
}

/** Both servers on the same disk. */
async function openSides(
  stage: Stage,
  database: Database,
  folder: string,
  generator: Generator<Transfers, Moved>,
): Promise<Sides> {
  const [vault, files] = [join(folder, 'vault'), join(folder, 'files')]
  for (const made of [vault, files]) await mkdir(made, { recursive: true })
  const service = await startService(
    { DATA_DIR: stage.dataDir, DATABASE_URL: database.url, EVIDENCE_STORE: vault },
    join(stage.dataDir, 'service.log'),
  )
  const bare = await startBareFiles(files)
  const headers = async () => ({ authorization: `Bearer ${await stage.tokenFor('kominfo', 'recorder')}` })

  const bareSide = (path: string): Side => ({
    server: bare,
    upload: ({ size, amount, connections }) =>
      generator.run({ url: bare.url, path, headers: {}, form: evidenceForm, size, amount, connections }),
    download: (location, size) =>
      generator.run({ url: bare.url, path: location, headers: {}, size, amount: 1, connections: 1 }),
    clear: () => clearFolder(files),
  })
  return {
    ours: {
      server: service,
      async upload({ size, amount, connections }) {
        // Each time another violation: one has 200 items at the most.
        const path = `${await recordViolation(service, await headers())}/evidence`
        return generator.run({
          url: service.url,
          path,
          headers: await headers(),
          form: evidenceForm,
          size,
          amount,
          connections,
        })
      },
      download: async (location, size) =>
        generator.run({
          url: service.url,
          path: `${location}/content`,
          headers: await headers(),
          size,
          amount: 1,
          connections: 1,
        }),
      clear: () => clearFolder(join(vault, 'objects')),
    },
    bare: bareSide('/flushed'),
    unflushed: bareSide('/unflushed'),

    async inspected() {
      const deadline = performance.now() + inspectionMs
      for (;;) {
        const found = await database.query<{ status: string }>('select distinct status from evidence_items')
        const statuses = found.map(({ status }) => status)
        if (statuses.every(status => status === 'clean')) return
        if (!statuses.every(status => status === 'clean' || status === 'pending'))
          throw new Error(`the inspection found something: ${statuses.join(', ')}`)
        if (performance.now() > deadline) throw new Error('the inspection does not come to an end')
        await delay(250)
      }
    },

    async stop() {
      await Promise.all([service.stop(), bare.stop()])
    },
  }
}

async function recordViolation({ url }: Server, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${url}/v1/violations`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` },
    body: JSON.stringify(violationInput),
  })
  await answer.arrayBuffer()
  const location = answer.headers.get('location')
  if (answer.status !== 201 || location === null) throw new Error(`a violation was not recorded: ${answer.status}`)
  return location
}

const boundary = randomUUID()

/** The form that adds evidence, around its file. */
const evidenceForm: Form = {
  type: `multipart/form-data; boundary=${boundary}`,
  before: [
    `--${boundary}`,
    'Content-Disposition: form-data; name="metadata"',
    'Content-Type: application/json',
    '',
    JSON.stringify(evidenceInput),
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="percakapan.txt"',
    'Content-Type: text/plain',
    '',
    '',
  ].join('\r\n'),
  after: `\r\n--${boundary}--\r\n`,
}

/** What was not flushed is flushed first, or the disk would be writing it in the turn of another. */
async function clearFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const file = await open(path, 'r+')
    await file.sync()
    await file.close()
    await rm(path)
  }
}

import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { violationInput } from './examples.ts'
import { type Extent, spelled } from './loads.ts'
import { restMs } from './process-costs.ts'
import { plainRow, type Row } from './report.ts'
import type { Server } from './servers.ts'
import type { Database, Stage } from './stage.ts'

/** What was taken of a list, in as many files as it took. */
type Taken = {
  readonly firstByteMs: number
  readonly perSecond: number
  /** The most memory of the process while the first half of the rows came, and the second. */
  readonly halves: readonly [number, number]
}

type Format = 'ndjson' | 'csv'
type Wanted = { readonly format: Format; readonly atMost: number }
const formats: Readonly<Record<Format, { what: string; item: RegExp; end: RegExp }>> = {
  ndjson: { what: 'NDJSON', item: /^\{"id":"([0-9a-f-]{36})"/, end: /^\{"end":/ },
  csv: { what: 'CSV', item: /^item,([0-9a-f-]{36}),/, end: /^end,/ },
}

/**
 * (l) A whole list as a file, with few referrals and with many, while others write: when it begins, how fast it comes, and whether
 * the memory of the process grows with what has come. Fails when a row is missing, there twice or out of order.
 */
export async function measureExports(stage: Stage, extent: Extent): Promise<Row[]> {
  const rows: Row[] = []
  for (const format of ['ndjson', 'csv'] as const) {
    const wanted = { format, atMost: extent.exported }
    const [few, many] = [
      await take(stage, await stage.database('bench_small', { referrals: extent.small, kind: 'mixed' }), wanted),
      await take(stage, await stage.database('bench_large', { referrals: extent.large, kind: 'mixed' }), wanted),
    ]
    const most = Math.min(extent.exported, extent.large)
    const size = `${spelled(most)} of ${spelled(extent.large)} beside ${spelled(extent.small)}`
    const row = (figure: string, of: (taken: Taken) => number, unit: string) =>
      plainRow(`(l) ${formats[format].what}, ${figure}: ${size}`, [of(many)], [of(few)], unit)
    rows.push(
      row('referrals', taken => taken.perSecond, '/s'),
      row('until the first byte', taken => taken.firstByteMs, 'ms'),
      plainRow(
        `(l) ${formats[format].what}, most memory with the second half of ${spelled(most)} beside the first`,
        [many.halves[1]],
        [many.halves[0]],
        'MiB',
      ),
    )
  }
  return rows
}

async function take(stage: Stage, database: Database, { format, atMost }: Wanted): Promise<Taken> {
  const from = await oldestOf(database, atMost)
  const server = await database.service()
  const writers = startWriting(stage, server)
  try {
    await delay(restMs)
    let most = 0
    let firstHalf = Number.NaN
    const watch = setInterval(() => {
      most = Math.max(most, server.residentMiB())
    }, 50)
    const halfway = () => {
      firstHalf = most
      most = 0
    }
    const half = Math.floor((await countFrom(database, from)) / 2)
    const file = await takeAll(stage, server, { format, from, half, halfway }).finally(() => clearInterval(watch))
    const { written } = await writers.stop()
    await assertWhole(database, from, file)
    stage.say(
      `  ${format}: ${file.rows} rows and ${file.leftOut} left out in ${file.parts} files of ${Math.round(file.bytes / 2 ** 20)} MiB and ${Math.round(file.ms / 1000)} s, while ${written} cases were referred`,
    )
    return { firstByteMs: file.firstByteMs, perSecond: (file.rows / file.ms) * 1000, halves: [firstHalf, most] }
  } finally {
    await writers.stop()
    await server.stop()
  }
}

/** The newest referrals, as many as are to be exported, or all: from this moment on, in milliseconds since 1970. */
async function oldestOf(database: Database, atMost: number): Promise<number> {
  const [oldest] = await database.query<{ id: string }>(
    `select referral_id as id from referral_parties where agency = 'kasn' order by referral_id desc offset ${atMost} limit 1`,
  )
  return oldest === undefined ? 0 : Number.parseInt(oldest.id.replace('-', '').slice(0, 12), 16) + 1
}

type File = {
  readonly first: string
  readonly rows: number
  readonly leftOut: number
  readonly parts: number
  readonly bytes: number
  readonly ms: number
  readonly firstByteMs: number
}

/** One file after another: each ends with the token it was asked for with, and says where the rest is. */
async function takeAll(
  stage: Stage,
  server: Server,
  {
    format,
    from,
    half,
    halfway,
  }: { readonly format: Format; readonly from: number; readonly half: number; readonly halfway: () => void },
): Promise<File> {
  const { item, end } = formats[format]
  const began = performance.now()
  let firstByteMs: number | undefined
  let [first, last] = ['', '']
  let [rows, leftOut, parts, bytes] = [0, 0, 0, 0]
  for (
    let next: string | null = `/v1/referrals/export?format=${format}&from=${new Date(from).toISOString()}`;
    next !== null;
  ) {
    const answer = await fetch(server.url + next, {
      headers: {
        authorization: `Bearer ${await stage.tokenFor('kasn', 'case-officer', 'benchmark')}`,
        'x-purpose': 'Rekapitulasi tahunan',
      },
    })
    if (answer.status !== 200 || answer.body === null) throw new Error(`the export was answered ${answer.status}`)
    parts += 1
    const digest = createHash('sha256')
    let rest = ''
    let ending: string | undefined
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      firstByteMs ??= performance.now() - began
      bytes += Buffer.byteLength(chunk)
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (end.test(line)) {
          ending = line
          continue
        }
        digest.update(`${line}\n`)
        const id = item.exec(line)?.[1]
        if (id === undefined) continue
        if (last !== '' && id >= last) throw new Error(`${id} comes after ${last}`)
        if (first === '') first = id
        last = id
        rows += 1
        if (rows === half) halfway()
      }
    }
    if (ending === undefined || rest !== '') throw new Error('the file is cut')
    const told = endOf(format, ending)
    if (told.sha256 !== digest.digest('hex')) throw new Error('the digest in its end is not that of the file')
    leftOut += told.leftOut
    next = told.next
  }
  return { first, rows, leftOut, parts, bytes, ms: performance.now() - began, firstByteMs: firstByteMs ?? Number.NaN }
}

function endOf(format: Format, line: string): { leftOut: number; next: string | null; sha256: string } {
  if (format === 'ndjson') return JSON.parse(line).end
  const [, , leftOut, , next = '', sha256 = ''] = line.split(',')
  return { leftOut: Number(leftOut), next: next === '' ? null : next, sha256: sha256.trim() }
}

/** In an order without repetition, as many as there are: none is missing. */
async function assertWhole(database: Database, from: number, { first, rows, leftOut }: File): Promise<void> {
  const there = await countFrom(database, from, first)
  if (there !== rows + leftOut) throw new Error(`of ${there} referrals ${rows + leftOut} were exported`)
}

/** How many referrals there are from this moment on, up to that one. */
async function countFrom(database: Database, from: number, last = 'ffffffff-ffff-ffff-ffff-ffffffffffff') {
  const [there] = await database.query<{ count: number }>(
    `select count(*)::int as count from referral_parties where agency = 'kasn'
       and referral_id between rpad(lpad(to_hex(${from}::bigint), 12, '0'), 32, '0')::uuid and '${last}'`,
  )
  return there?.count ?? 0
}

/** Refers one case after another, which then are newer than all that is exported, and has the last ones received. */
function startWriting(stage: Stage, server: Server) {
  let writing = true
  let written = 0
  const done = write()
  // Whoever stops it is told.
  done.catch(() => {})
  return {
    async stop() {
      writing = false
      await done
      return { written }
    },
  }

  async function write(): Promise<void> {
    const ask = asking(stage, server)
    while (writing) {
      const violation = await ask('recorder', 'POST', '/v1/violations', { body: violationInput })
      await ask('recorder', 'PUT', `/v1/violations/${violation.id}/documentation`, violation)
      const referral = await ask('referrer', 'POST', '/v1/referrals', { body: { violationId: violation.id } })
      await ask('intake-officer', 'PUT', `/v1/referrals/${referral.id}/receipt`, referral)
      written += 1
    }
  }
}

type Resource = { readonly id: string; readonly etag: string }

function asking(stage: Stage, { url }: Server) {
  return async (
    role: string,
    method: 'POST' | 'PUT',
    path: string,
    { body, etag = '' }: { body?: object; etag?: string },
  ): Promise<Resource> => {
    const agency = role === 'intake-officer' ? 'kasn' : 'kominfo'
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${await stage.tokenFor(agency, role)}`,
        ...(method === 'POST' ? { 'idempotency-key': `"${randomUUID()}"` } : { 'if-match': etag }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const told = (await answer.json()) as { id: string }
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`)
    return { id: told.id, etag: answer.headers.get('etag') ?? '' }
  }
}

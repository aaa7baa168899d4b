import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t from 'tap'
import { createServiceDatabase, finding, openDesk, workOf } from '../db/desk.ts'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'

/** Pages of 50, with enough in each that a reader who stops stops the writer, far from the end. */
const cases = 260
const long = 'Unggahan kampanye yang panjang. '.repeat(600)

const urls = await createServiceDatabase(t)
const plenty = Object.fromEntries(
  ['RATE_LIMIT', 'RATE_LIMIT_PERSON', 'RATE_LIMIT_ADDRESS', 'HARVEST_LIMIT'].map(name => [name, '1000000']),
)
const given = { DATABASE_URL: urls.serviceUrl, DATA_DIR: await createDataDir(), ...plenty }
const desk = await openDesk(t, { urls })
const recorded: string[] = []
for (let n = 0; n < cases; n++) recorded.push(await workOf(desk).record({ ...finding, eventDescription: long }))
await desk.pools.close()

for (const format of ['ndjson', 'csv'] as const) {
  t.test(
    `an export as ${format} whose process is killed has no end, and what was sent is on record and is sent again`,
    async t => {
      const before = await reads()
      const service = await startService(t, given)
      const answer = await ask(service.url, `format=${format}`)
      let got = ''
      try {
        for await (const text of answer.setEncoding('utf8')) {
          got += text
          // Not counted by reading it: what is read slowly piles up on its way, to the end.
          if (service.child.signalCode !== null || got.length < 80 * long.length) continue
          service.child.kill('SIGKILL')
          await once(service.child, 'exit')
        }
        t.fail('it ended as if it were whole')
      } catch (error) {
        t.match(error, { code: 'ECONNRESET' })
      }
      t.equal(answer.complete, false, 'the connection says so')
      t.notOk(hasEnd(format, got), 'and the file does')

      const ids = wholeIds(format, got)
      t.ok(ids.length >= 60 && ids.length < cases, `${ids.length} of ${cases}`)
      const pages = (await reads()) - before
      t.ok(pages * 50 >= ids.length, `${pages} pages are on record before their first byte`)

      const next = await startService(t, given)
      const rest = await whole(await ask(next.url, `format=${format}&after=${ids.at(-1)}`))
      t.ok(hasEnd(format, rest))
      t.strictSame(
        [...ids, ...wholeIds(format, rest)],
        recorded.toReversed(),
        'every case once, of both parts together',
      )
      if (format === 'ndjson') {
        const lines = rest.trimEnd().split('\n')
        const { end } = JSON.parse(lines.at(-1) ?? '') as { end: { rows: number; sha256: string; endedBy: string } }
        t.match(end, { endedBy: 'end', rows: cases - ids.length })
        t.equal(
          end.sha256,
          createHash('sha256')
            .update(rest.slice(0, rest.lastIndexOf('{"end"')))
            .digest('hex'),
        )
      }
      t.strictSame(await next.end('SIGTERM'), { code: 0, signal: null })
    },
  )
}

async function ask(url: string, query: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${await mint()}`, 'x-purpose': 'Rekap' }
  const asked = request(`${url}/v1/violations/export?${query}`, { headers }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  t.equal(answer.statusCode, 200)
  return answer
}

async function whole(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  return text
}

/** Of the lines that came whole. No text of these cases has a line break in it. */
function wholeIds(format: 'ndjson' | 'csv', text: string): string[] {
  const pattern = format === 'ndjson' ? /^\{"id":"([0-9a-f-]{36})".*\n/gm : /^[a-z]+,([0-9a-f-]{36}),.*\r\n/gm
  return [...text.matchAll(pattern)].map(([, id = '']) => id)
}

function hasEnd(format: 'ndjson' | 'csv', text: string): boolean {
  return (format === 'ndjson' ? /^\{"end":.*\n/m : /^end,/m).test(text)
}

/** How many pages of exports are on record. */
async function reads(): Promise<number> {
  const admin = postgres(urls.adminUrl, { max: 1, connection: { search_path: 'penerusan' } })
  const [row] = await admin`select count(*)::int as count from read_records where operation = 'exportViolations'`
  await admin.end()
  return Number(row?.['count'])
}

async function mint(): Promise<string> {
  const command = ['src/commands/token.ts', 'kominfo', 'recorder']
  return (
    await promisify(execFile)(process.execPath, command, { cwd: project, env: { ...process.env, ...given } })
  ).stdout.trim()
}

t.end()

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t from 'tap'
import { createServiceDatabase, finding } from '../db/desk.ts'
import { type AnyLine, talkInLines } from '../support/line-talk.ts'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { isThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'

/** After how many results the process is killed; what is under way then differs by itself. */
const kills = isThorough ? [0, 2, 5, 12, 22] : [1, 5]
const lineCount = 24

const urls = await createServiceDatabase(t)
const plenty = Object.fromEntries(
  ['RATE_LIMIT', 'RATE_LIMIT_PERSON', 'RATE_LIMIT_ADDRESS'].map(name => [name, '1000000']),
)
const given = { DATABASE_URL: urls.serviceUrl, DATA_DIR: await createDataDir(), ...plenty }

t.test(
  'of a batch whose process is killed nothing is lost or doubled, and what was answered is answered again',
  async t => {
    let service = await startService(t, given)
    const lines: { readonly idempotencyKey: string; readonly violationId: string }[] = []
    const recorder = await mint('recorder')
    for (let n = 0; n < lineCount; n++) {
      lines.push({ idempotencyKey: randomUUID(), violationId: await document(service.url, recorder) })
    }

    const heard = new Map<number, AnyLine>()
    for (const after of kills) {
      const batch = talkInLines(`${service.url}/v1/referrals/batch`, await headers())
      // One more is under way for each that was heard, so that the kill meets some of them.
      for (const line of lines.slice(0, 3)) batch.say(line)
      for (let n = 0; n < after; n++) {
        const result = (await batch.hear()) as AnyLine
        t.match(result, { line: n + 1, outcome: /^(already-)?sent$/ })
        if (heard.has(result.line)) t.strictSame(result.referral, heard.get(result.line)?.referral)
        heard.set(result.line, result)
        batch.say(lines[n + 3])
      }
      service.child.kill('SIGKILL')
      await once(service.child, 'exit')
      for (;;) {
        const rest = await batch.hear().catch(() => undefined)
        if (rest === undefined) break
        t.equal(rest.summary, undefined, 'an answer that was cut has no summary')
        heard.set(rest.line, rest)
      }
      service = await startService(t, given)
    }

    const [again, onceMore] = [await whole(), await whole()]
    for (const [number, { status, referral }] of heard) {
      t.match(again[number - 1], { outcome: 'already-sent', status, referral }, `line ${number}`)
    }
    t.strictSame(
      onceMore,
      again.map(result => ({ ...result, outcome: 'already-sent' })),
    )

    const admin = postgres(urls.adminUrl, { max: 1, connection: { search_path: 'penerusan' } })
    t.after(() => admin.end())
    const sent = await admin`select violation_id, count(*)::int as times, min(id::text) as id from referrals group by 1`
    t.strictSame(
      new Map(sent.map(row => [row['violation_id'], [row['times'], row['id']]])),
      new Map(lines.map(({ violationId }, index) => [violationId, [1, again[index]?.referral?.id]])),
    )
    t.strictSame(
      [...(await admin`select count(*)::int as told from events where type = 'ReferralSent'`)],
      [{ told: lineCount }],
    )
    t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null })

    /** The results of all lines, once none is still taken by what was killed. */
    async function whole(): Promise<AnyLine[]> {
      return until(async () => {
        const batch = talkInLines(`${service.url}/v1/referrals/batch`, await headers())
        for (const line of lines) batch.say(line)
        batch.end()
        const results: AnyLine[] = []
        for (let line = await batch.hear(); line !== undefined; line = await batch.hear()) results.push(line)
        const { summary } = results.pop() as AnyLine
        return summary['refused'] === 0 && summary.endedBy === 'end' ? results : undefined
      })
    }
  },
)

async function headers() {
  return { authorization: `Bearer ${await mint('referrer')}`, 'content-type': 'application/x-ndjson' }
}

async function document(url: string, token: string): Promise<string> {
  const authorization = `Bearer ${token}`
  const recorded = await fetch(`${url}/v1/violations`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` },
    body: JSON.stringify(finding),
  })
  const { id } = (await recorded.json()) as { id: string }
  const path = `${url}/v1/violations/${id}/documentation`
  await fetch(path, { method: 'PUT', headers: { authorization, 'if-match': recorded.headers.get('etag') ?? '' } })
  return id
}

async function mint(role: string): Promise<string> {
  const env = { ...process.env, ...given }
  const command = ['src/commands/token.ts', 'kominfo', role]
  return (await promisify(execFile)(process.execPath, command, { cwd: project, env })).stdout.trim()
}

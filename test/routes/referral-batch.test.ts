import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { longestLine, mostLines } from '../../src/routes/referral-batch.ts'
import { type AnyLine, talkInLines } from '../support/line-talk.ts'
import { revokeTokenOf } from '../support/revoking.ts'
import { storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, type Client } from '../support/test-app.ts'
import { unlessThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'

/** Bawaslu monitors too here, so that there are violations of another agency. */
const founding = readDirectory(foundingDirectory)
const [monitoring] = founding.mandates.filter(({ mandate }) => mandate === 'neutrality-monitoring')
if (monitoring === undefined) throw new Error('somebody monitors')
const directory = { ...founding, mandates: [...founding.mandates, { ...monitoring, agency: 'bawaslu' as AgencyId }] }

const world = await buildTestApp(t, { directory })
const stories = storiesOf(world)
const { referrer, recorder } = world.cast
const path = '/v1/referrals/batch'
const type = { 'content-type': 'application/x-ndjson' }
const base = await world.app.listen({ port: 0, host: '127.0.0.1' })

const documented = async () => (await stories.reach('documented')).violationId
const lineFor = (violationId: string, idempotencyKey: string = randomUUID()) => ({ idempotencyKey, violationId })
const textOf = (lines: readonly unknown[]) =>
  lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
const parsed = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as AnyLine)

async function batch(lines: readonly unknown[], { client = referrer as Client, query = '' } = {}) {
  const answer = await client.post(path + query, textOf(lines), { key: null, headers: type })
  if (answer.status !== 200) throw new Error(`a batch was refused: ${answer.text}`)
  const results = parsed(answer.text)
  return { results: results.slice(0, -1), summary: results.at(-1)?.summary }
}

const briefly = ({ line, outcome, status, problem }: AnyLine) =>
  [line, outcome, status, problem?.code].filter(part => part !== undefined).join(' ')

const talk = ({ client = referrer as Client, query = '' } = {}) =>
  talkInLines(base + path + query, { ...type, authorization: `Bearer ${client.token}` })

/** That each of these violations was referred once and no more. */
async function referredOnce(t: Test, violationIds: readonly string[]) {
  const rows = await world.sql<{ count: number }[]>`
    select count(*)::int as count from referrals where violation_id = any (${[...violationIds]}::uuid[]) group by violation_id`
  t.strictSame(
    rows.map(({ count }) => count),
    violationIds.map(() => 1),
  )
}

/** A problem without what names the occurrence. */
function substance({ requestId: _, instance: __, ...rest }: Readonly<Record<string, unknown>>) {
  return rest
}

t.test('fifty lines are fifty sendings, answered in their order', async t => {
  const ids = await Promise.all(Array.from({ length: 50 }, documented))
  const { results, summary } = await batch(ids.map(id => lineFor(id)))
  t.strictSame(
    results.map(briefly),
    ids.map((_, index) => `${index + 1} sent 201`),
  )
  t.strictSame(summary, { sent: 50, alreadySent: 0, wouldBeSent: 0, refused: 0, endedBy: 'end' })
  await referredOnce(t, ids)
  const [first] = results
  const read = succeeded(await referrer.get(first?.referral?.href ?? ''))
  t.equal(read.headers['etag'], first?.referral?.etag)
  t.strictSame(read.body.id, first?.referral?.id)
  t.equal(read.body['violationId'], ids[0])
})

t.test(
  'a line is the same request as POST /v1/referrals with its key: whichever came first, the other is its repetition',
  async t => {
    const [one, two] = [lineFor(await documented(), 'a "quoted\\" key'), lineFor(await documented())]
    const key = one.idempotencyKey.replace(/["\\]/g, '\\$&')
    const alone = succeeded(await referrer.post('/v1/referrals', { violationId: one.violationId }, { key }))
    const { results } = await batch([one, two])
    t.strictSame(results.map(briefly), ['1 already-sent 201', '2 sent 201'])
    t.strictSame(results[0]?.referral, {
      id: alone.body.id,
      href: alone.headers['location'],
      etag: alone.headers['etag'],
    })
    const again = await referrer.post('/v1/referrals', { violationId: two.violationId }, { key: two.idempotencyKey })
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.equal(again.body.id, results[1]?.referral?.id)
  },
)

t.test(
  'a line is refused with what its own request would be told, and a refused attempt is on record as its own',
  async t => {
    const bawaslu = await world.as('bawaslu', 'recorder')
    const foreign = succeeded(await bawaslu.post('/v1/violations', { source: { kind: 'finding', channel: 'patrol' } }))
    const both = await world.as('kominfo', ['recorder', 'referrer'], 'recorder-1')
    const recused = await world.as('kominfo', 'referrer', `recused-${randomUUID()}`)
    const hidden = await documented()
    const interest = { interest: 'same-work-unit', explanation: 'We sit in one room.' }
    succeeded(await recused.put(`/v1/violations/${hidden}/recusal`, interest))
    const used = lineFor(await documented())
    await batch([used])

    const rows: Record<string, [Client, ReturnType<typeof lineFor>, string]> = {
      draft: [referrer, lineFor((await stories.reach('draft')).violationId), '409 violation-not-documented'],
      'referred already': [referrer, lineFor((await stories.reach('sent')).violationId), '409 '],
      'of another agency': [referrer, lineFor(foreign.body.id), '404 not-found'],
      absent: [referrer, lineFor(randomUUID()), '404 not-found'],
      'recused from it': [recused, lineFor(hidden), '404 not-found'],
      'recorded by the same person': [both, lineFor(await documented()), '403 '],
      'the key of another request': [
        referrer,
        lineFor(await documented(), used.idempotencyKey),
        '422 idempotency-key-reused',
      ],
    }
    for (const [name, [client, line, expected]] of Object.entries(rows)) {
      const before = await world.count('refusals')
      const { results } = await batch([line], { client })
      const inBatch = (await world.count('refusals')) - before
      const [last] = await world.sql`select operation, target, target_id, code from refusals order by id desc limit 1`
      const { violationId } = line
      const alone = await client.post('/v1/referrals', { violationId }, { key: line.idempotencyKey })
      t.strictSame(results[0]?.problem, substance(alone.body), name)
      t.equal(results[0]?.status, alone.status, name)
      t.match(`${alone.status} ${alone.body.code}`, expected, name)
      t.equal((await world.count('refusals')) - before - inBatch, inBatch, `${name}: on record alike`)
      if (inBatch > 0) {
        const [own] = await world.sql`select operation, target, target_id, code from refusals order by id desc limit 1`
        t.strictSame({ ...last }, { ...own }, name)
      }
    }
    const [{ results: absent }, { results: other }] = [
      await batch([rows['absent']?.[1]]),
      await batch([lineFor(foreign.body.id)]),
    ]
    t.strictSame(absent[0]?.problem, other[0]?.problem, 'of another agency and absent are told alike')
  },
)

t.test('garbage is the refusal of its line and of no other', async t => {
  const good = lineFor(await documented())
  const text = JSON.stringify(good)
  const rows: [line: string, code: string, fault: string][] = [
    ['garbage', 'invalid-json', 'not-an-object'],
    ['{"idempotencyKey":"a"', 'invalid-json', 'syntax'],
    [`[${text}]`, 'invalid-json', 'not-an-object'],
    [`\ufeff${text}`, 'invalid-json', 'byte-order-mark'],
    [`${text} ${text}`, 'invalid-json', 'syntax'],
    [`{"violationId":"a",${text.slice(1)}`, 'invalid-json', 'duplicate-name'],
    [`{"__proto__":1,${text.slice(1)}`, 'invalid-json', 'forbidden-name'],
    [JSON.stringify({ violationId: good.violationId }), 'invalid-request', 'required'],
    [JSON.stringify({ ...good, agency: 'kasn' }), 'invalid-request', 'additional-properties'],
    [JSON.stringify({ ...good, idempotencyKey: 'x'.repeat(256) }), 'invalid-request', 'max-length'],
    [JSON.stringify({ ...good, idempotencyKey: 'ä' }), 'invalid-request', 'pattern'],
    [JSON.stringify({ ...good, violationId: 'not an id' }), 'invalid-request', 'format'],
    [text.padEnd(longestLine + 1), 'batch-too-large', 'line-too-long'],
  ]
  const { results, summary } = await batch([...rows.map(([line]) => line), good])
  for (const [index, [, code, fault]] of rows.entries()) {
    const { status, problem, idempotencyKey } = results[index] as AnyLine
    t.match({ status, problem, idempotencyKey }, { status: 400, problem: { code }, idempotencyKey: null }, code)
    const faults = (problem?.['errors'] ?? []) as { code: string }[]
    t.ok(
      faults.some(each => each.code === fault),
      `${fault}: ${JSON.stringify(faults)}`,
    )
  }
  t.strictSame(summary, { sent: 1, alreadySent: 0, wouldBeSent: 0, refused: rows.length, endedBy: 'end' })
})

t.test('lines end as they like, blank ones count and are left out, and the last needs no end', async t => {
  const lines = [lineFor(await documented()), lineFor(await documented()), lineFor(await documented())]
  const [a, b, c] = lines.map(line => JSON.stringify(line))
  const body = `${a}\r\n\n \t\r\n${b?.padEnd(longestLine)}\n\n${c}`
  const answer = await referrer.post(path, body, { key: null, headers: type })
  t.strictSame(parsed(answer.text).slice(0, -1).map(briefly), ['1 sent 201', '4 sent 201', '6 sent 201'])
})

t.test('what is no batch is refused as a whole, before anything is done', async t => {
  const line = textOf([lineFor(await documented())])
  const rows: [Record<string, string>, string, string][] = [
    [{ 'content-type': 'application/json' }, line, '415 unsupported-media-type'],
    [{ 'content-type': 'text/plain' }, line, '415 unsupported-media-type'],
    [{ 'content-type': 'application/x-ndjson; charset=utf-16' }, line, '415 unsupported-media-type'],
    [{ ...type, 'content-encoding': 'gzip' }, line, '415 unsupported-media-type'],
    [{ ...type, accept: 'application/json' }, line, '406 not-acceptable'],
    [type, '', '400 invalid-json'],
    [type, '\n \r\n', '400 invalid-json'],
  ]
  const before = await world.fingerprint()
  for (const [headers, body, expected] of rows) {
    const { status, body: problem } = await referrer.post(path, body, { key: null, headers })
    t.equal(`${status} ${problem.code}`, expected, JSON.stringify(headers))
  }
  const { status, body: problem } = await recorder.post(path, line, { key: null, headers: type })
  t.equal(`${status} ${problem.code}`, '403 role-required')
  t.equal((await referrer.post(`${path}?dryRun=yes`, line, { key: null, headers: type })).status, 400)
  t.equal(await world.fingerprint(), before)
})

t.test('a batch has at most so many lines, and what comes after is not read (R-BLK-01)', async t => {
  const [last, beyond] = [lineFor(await documented()), lineFor(await documented())]
  const blank = Array<string>(mostLines - 1).fill('')
  const { results, summary } = await batch([...blank, last, beyond, 'garbage'])
  t.strictSame(results.map(briefly), [`${mostLines} sent 201`, `${mostLines + 1} refused 400 batch-too-large`])
  t.match(results[1]?.problem, { rule: 'R-BLK-01' })
  t.match(summary, { sent: 1, refused: 1, endedBy: 'too-many-lines' })
  t.equal((await referrer.get(`/v1/violations/${beyond.violationId}`)).body.status, 'documented')
})

t.test(
  'blank lines count too, so what is nothing but line ends is read no further than a batch goes (R-BLK-01)',
  async t => {
    const body = '\n'.repeat(20 * mostLines)
    for (const [text, sent] of [
      [body, 0],
      [textOf([lineFor(await documented())]) + body, 1],
    ] as const) {
      const answer = await referrer.post(path, text, { key: null, headers: type })
      const lines = parsed(answer.text)
      t.equal(briefly(lines.at(-2) as AnyLine), `${mostLines + 1} refused 400 batch-too-large`)
      t.match(lines.at(-1)?.summary, { sent, refused: 1, endedBy: 'too-many-lines' })
    }
  },
)

t.test('a key twice in a batch is one request, or another one that is refused', async t => {
  const line = lineFor(await documented())
  const other = lineFor(await documented(), line.idempotencyKey)
  const { results } = await batch([line, line, other, line])
  t.strictSame(results.map(briefly), [
    '1 sent 201',
    '2 already-sent 201',
    '3 refused 422 idempotency-key-reused',
    '4 already-sent 201',
  ])
  const twice = await documented()
  const { results: two } = await batch([lineFor(twice), lineFor(twice)])
  t.match(two.map(briefly), ['1 sent 201', /^2 refused 409/])
})

t.test('two batches of the same lines at once have the effect of one', async t => {
  const lines = (await Promise.all(Array.from({ length: 12 }, documented))).map(id => lineFor(id))
  const both = (await Promise.all([batch(lines), batch([...lines].reverse())])).flatMap(({ results }) => results)
  for (const result of both) t.match(briefly(result), /sent 201$|refused 409 request-in-progress$/)
  const { results } = await batch(lines)
  for (const result of results) t.match(result.outcome, /sent$/)
  t.equal(both.filter(({ outcome }) => outcome === 'sent').length, lines.length)
  await referredOnce(
    t,
    lines.map(({ violationId }) => violationId),
  )
})

t.test('a dry run tells what would come of each line, is on record as reads, and changes nothing', async t => {
  const used = lineFor(await documented())
  await batch([used])
  const lines = [
    lineFor(await documented()),
    lineFor((await stories.reach('draft')).violationId),
    lineFor(randomUUID()),
    used,
    '{}',
  ]
  const before = await world.fingerprint()
  const reads = await world.count('read_records')
  const { results, summary } = await batch(lines, { query: '?dryRun=true' })
  t.equal(await world.fingerprint(), before)
  t.strictSame(results.map(briefly), [
    '1 would-be-sent 201',
    '2 refused 409 violation-not-documented',
    '3 refused 404 not-found',
    '4 already-sent 201',
    '5 refused 400 invalid-request',
  ])
  t.strictSame(summary, { sent: 0, alreadySent: 1, wouldBeSent: 1, refused: 3, endedBy: 'end' })
  t.equal((await world.count('read_records')) - reads, 2)
  const real = await batch(lines)
  t.strictSame(real.results.map(briefly).slice(1), results.map(briefly).slice(1))
  t.equal(real.results[0]?.outcome, 'sent')
})

t.test('every line takes its cost from the quotas', async t => {
  const left = async () => {
    const { headers } = await referrer.get('/v1/agencies')
    return Number(/"person";r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1])
  }
  const lines = [lineFor(await documented()), lineFor(randomUUID())]
  const window = async () =>
    Number(/"person";r=\d+;t=(\d+)/.exec((await referrer.get('/v1/agencies')).headers['ratelimit'] ?? '')?.[1])
  // Within one window: the next begins with more.
  await until(async () => (await window()) > 20)
  const before = await left()
  await batch(lines)
  t.equal(before - (await left()), 5 + 20 + 5 + 1, 'the batch, a sending, a refusal, and the question itself')
})

t.test('a result is there as soon as its line is done, while the batch goes on', async t => {
  const spoken = talk()
  for (let n = 1; n <= 3; n++) {
    spoken.say(lineFor(await documented()))
    t.equal(briefly((await spoken.hear()) as AnyLine), `${n} sent 201`)
  }
  spoken.end()
  t.match(await spoken.hear(), { summary: { sent: 3, endedBy: 'end' } })
  t.equal(await spoken.hear(), undefined)
})

t.test('whoever leaves in the middle and repeats the batch has sent everything once', async t => {
  const lines = (await Promise.all(Array.from({ length: 8 }, documented))).map(id => lineFor(id))
  const spoken = talk()
  for (const line of lines.slice(0, 4)) spoken.say(line)
  t.equal(briefly((await spoken.hear()) as AnyLine), '1 sent 201')
  spoken.leave()
  // What was under way is finished all the same, and its keys are taken until then.
  const { results } = await until(async () => {
    const answer = await batch(lines)
    return answer.summary?.['refused'] === 0 ? answer : undefined
  })
  for (const { outcome } of results) t.match(outcome, /^(already-)?sent$/)
  await referredOnce(
    t,
    lines.map(({ violationId }) => violationId),
  )
})

t.test('killed connections of the database end a batch, and repeating it sends everything once', async t => {
  const lines = (await Promise.all(Array.from({ length: 20 }, documented))).map(id => lineFor(id))
  let kills = 0
  for (const every of [3, 7]) {
    const spoken = talk()
    for (const [index, line] of lines.entries()) {
      spoken.say(line)
      const heard = await spoken.hear()
      if (heard === undefined || heard.summary) break
      if (index % every === 0) {
        await world.sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and usename like '%service%'`
        kills += 1
      }
    }
    spoken.leave()
  }
  t.ok(kills > 1)
  const done = await until(async () => {
    const answer = await batch(lines)
    return answer.summary?.endedBy === 'end' && answer.summary['refused'] === 0 ? answer : undefined
  })
  for (const { outcome } of done.results) t.match(outcome, /^(already-)?sent$/)
  await referredOnce(
    t,
    lines.map(({ violationId }) => violationId),
  )
})

t.test(`${mostLines} lines are done in constant memory`, { skip: unlessThorough }, async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const ids = await Promise.all(Array.from({ length: 500 }, documented))
  const spoken = talk()
  let [early, said] = [0, 0]
  // A window of lines under way, as a reader that keeps up has.
  const sayNext = () => {
    if (said === mostLines) return
    spoken.say(lineFor(ids[said / 20] ?? randomUUID()))
    said += 1
    if (said === mostLines) spoken.end()
  }
  for (let n = 0; n < 50; n++) sayNext()
  for (let n = 1; n <= mostLines; n++) {
    const { line } = (await spoken.hear()) as AnyLine
    if (line !== n) t.equal(line, n)
    sayNext()
    if (n === 1_000) early = heap()
  }
  const grown = (heap() - early) / 1024 / 1024
  t.ok(grown < 32, `the heap grew by ${grown.toFixed(1)} MiB over ${mostLines - 1_000} lines`)
  t.match(await spoken.hear(), { summary: { sent: 500, refused: mostLines - 500, endedBy: 'end' } })
})

t.test('a batch ends with its token, and the rest is not done', async t => {
  const [done, late] = [lineFor(await documented()), lineFor(await documented())]
  const spoken = talk()
  spoken.say(done)
  t.equal(briefly((await spoken.hear()) as AnyLine), '1 sent 201')
  await world.moveTo(new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString())
  spoken.say(late)
  t.match(await spoken.hear(), { summary: { sent: 1, refused: 0, endedBy: 'token-expired' } })
  const [row] = await world.sql`select status from violations where id = ${late.violationId}`
  t.equal(row?.['status'], 'documented')
  await world.moveTo(new Date().toISOString())
})

t.test(
  'a batch ends when its token is revoked or its person has left, and the rest is not done (R-OFF-10)',
  async t => {
    const ends: Record<string, (client: Client, officer: string) => Promise<unknown>> = {
      revoked: client => revokeTokenOf(world, client),
      departed: async (client, officer) => {
        const departure = { officer, successor: 'follower', reason: 'Moved to another ministry.' }
        succeeded(await referrer.post('/v1/departures', departure))
        await until(async () => (await client.get('/v1/agencies')).status === 403)
      },
    }
    for (const [name, end] of Object.entries(ends)) {
      for (const query of ['', '?dryRun=true']) {
        const officer = `${name}-${randomUUID()}`
        const client = await world.as('kominfo', 'referrer', officer)
        const spoken = talk({ client, query })
        spoken.say(lineFor(await documented()))
        t.match((await spoken.hear())?.status, 201)
        await end(client, officer)
        const late = await documented()
        spoken.say(lineFor(late))
        t.match(await spoken.hear(), { summary: { refused: 0, endedBy: 'access-ended' } }, `${name} ${query}`)
        t.equal((await referrer.get(`/v1/violations/${late}`)).body.status, 'documented')
      }
    }
  },
)

t.test('a service that stops finishes the lines under way and says that it stopped', async t => {
  const spoken = talk()
  spoken.say(lineFor(await documented()))
  t.equal(briefly((await spoken.hear()) as AnyLine), '1 sent 201')
  const closed = world.app.close()
  t.match(await spoken.hear(), { summary: { sent: 1, endedBy: 'shutting-down' } })
  t.equal(await spoken.hear(), undefined)
  await closed
})

t.end()

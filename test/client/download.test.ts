import { text } from 'node:stream/consumers'
import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import {
  type ClientOptions,
  createClient,
  DownloadChanged,
  NoAnswer,
  type Retry,
} from '../../openapi/typescript/src/index.ts'

const whole = Buffer.from('Seen on 1 December, and again.')
const minute = 60_000
const item = { id: '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e', evidenceId: '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4f' }

/** What comes of an answer: so many of its bytes, and then nothing more, a break, an end too soon, or the rest. */
type Fate = readonly [bytes: number, then: 'stalls' | 'breaks' | 'ends' | 'goes on']

/** A service whose answers have one fate after the other, and those after them none. Tells what it was asked for. */
function service(fates: readonly Fate[], { etags = [] as readonly string[] } = {}) {
  const asked: (string | null)[] = []
  const given: { cancelled: boolean }[] = []
  const fetch = (async (_: URL, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) => {
    const sent = new Headers(headers)
    const [bytes, then] = fates[asked.length] ?? [whole.length, 'goes on']
    const etag = etags[asked.length] ?? '"one"'
    asked.push(sent.get('range'))
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(sent.get('range') ?? '') ?? []
    const isPart = first !== undefined && [null, etag].includes(sent.get('if-range'))
    const part = isPart ? whole.subarray(Number(first), Number(last) + 1) : whole
    const told = { cancelled: false }
    given.push(told)
    const pieces = [then === 'goes on' ? part : part.subarray(0, bytes)].filter(({ length }) => length > 0)
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason))
      },
      async pull(controller) {
        const piece = pieces.shift()
        if (piece !== undefined) controller.enqueue(piece)
        else if (then === 'breaks') controller.error(new TypeError('terminated'))
        else if (then !== 'stalls') controller.close()
      },
      cancel() {
        told.cancelled = true
      },
    })
    return new Response(body, {
      status: isPart ? 206 : 200,
      headers: {
        etag,
        'content-length': String(part.length),
        ...(isPart && { 'content-range': `bytes ${first}-${last}/${whole.length}` }),
      },
    })
  }) as unknown as typeof globalThis.fetch
  return { asked, given, fetch }
}

function clientOf(fetch: typeof globalThis.fetch, options: Partial<ClientOptions> = {}) {
  const retry = { attempts: 4, firstWaitMs: 1000 }
  return createClient({ baseUrl: 'http://penerusan.example', fetch, timeoutMs: minute, retry, ...options })
}

/** Moves the clock on until it is done; gives how far. */
async function inVirtualTime<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    let done = false
    let ms = 0
    const running = work().finally(() => {
      done = true
    })
    running.catch(() => {})
    for (; !done; ms += 1000) {
      for (let turns = 0; turns < 20; turns += 1) await turn()
      mock.timers.tick(1000)
    }
    return { result: await running, ms }
  } finally {
    mock.timers.reset()
  }
}

const fates: Record<string, { fates: Fate[]; asked: (string | null)[]; minutes: number }> = {
  'the first piece does not come': { fates: [[0, 'stalls']], asked: [null, 'bytes=0-29'], minutes: 1 },
  'a later piece does not come': { fates: [[8, 'stalls']], asked: [null, 'bytes=8-29'], minutes: 1 },
  'the first piece of the rest does not come': {
    fates: [
      [8, 'stalls'],
      [0, 'stalls'],
      [4, 'stalls'],
    ],
    asked: [null, 'bytes=8-29', 'bytes=8-29', 'bytes=12-29'],
    minutes: 3,
  },
  'the connection breaks before the first piece': { fates: [[0, 'breaks']], asked: [null, 'bytes=0-29'], minutes: 0 },
  'the connection breaks and breaks again': {
    fates: [
      [8, 'ends'],
      [4, 'ends'],
    ],
    asked: [null, 'bytes=8-29', 'bytes=12-29'],
    minutes: 0,
  },
}
for (const [when, { fates: given, asked, minutes }] of Object.entries(fates)) {
  t.test(`when ${when}, a download goes on from where it was`, async t => {
    const told: Retry[] = []
    const server = service(given)
    const client = clientOf(server.fetch, { onRetry: why => void told.push(why) })
    const { result, ms } = await inVirtualTime(async () => text((await client.downloadEvidence(item)).data))
    t.equal(result, whole.toString())
    t.strictSame(server.asked, asked)
    t.ok(ms >= minutes * minute && ms < (minutes + 1) * minute, `${ms} ms`)
    t.equal(told.length, given.length)
    t.ok(told.every(({ error }) => error instanceof NoAnswer))
  })
}

t.test('a part that was asked for goes on within its bounds', async t => {
  const server = service([[3, 'breaks']])
  const download = () =>
    clientOf(server.fetch).downloadEvidence({ ...item, range: 'bytes=10-19', ifNoneMatch: '"zero"' })
  const { result } = await inVirtualTime(async () => text((await download()).data as ReadableStream<Uint8Array>))
  t.equal(result, whole.subarray(10, 20).toString())
  t.strictSame(server.asked, ['bytes=10-19', 'bytes=13-19'])
})

t.test('a download that comes no further is given up after as many attempts as anything else', async t => {
  const server = service(Array.from({ length: 9 }, () => [0, 'stalls'] as const))
  const download = async () => text((await clientOf(server.fetch).downloadEvidence(item)).data)
  await t.rejects(inVirtualTime(download), { name: 'NoAnswer', cause: { message: 'nothing came for 60000 ms' } })
  t.equal(server.asked.length, 4)
  t.ok(
    server.given.every(({ cancelled }) => cancelled),
    'and nothing is left running',
  )
})

t.test('the rest of another version is not put behind the beginning of this one', async t => {
  const server = service([[8, 'breaks']], { etags: ['"one"', '"two"'] })
  const download = async () => text((await clientOf(server.fetch).downloadEvidence(item)).data)
  await t.rejects(inVirtualTime(download), DownloadChanged)
  t.strictSame(server.asked, [null, 'bytes=8-29'])
})

t.test('whoever reads slowly is not late', async t => {
  const server = service([])
  const { result } = await inVirtualTime(async () => {
    const { data } = await clientOf(server.fetch).downloadEvidence(item)
    await new Promise(resolve => setTimeout(resolve, 10 * minute))
    return text(data)
  })
  t.equal(result, whole.toString())
  t.strictSame(server.asked, [null])
})

t.test('whoever wants no more ends it, also while a piece is waited for', async t => {
  const server = service([[8, 'stalls']])
  const { data } = await clientOf(server.fetch).downloadEvidence(item)
  const reader = data.getReader()
  t.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'Seen on ')
  const waiting = reader.read()
  await reader.cancel()
  t.match(await waiting, { done: true })
  t.match(server.given, [{ cancelled: true }])

  const stop = new AbortController()
  const stopped = service([[8, 'stalls']])
  const { data: other } = await clientOf(stopped.fetch).downloadEvidence(item, { signal: stop.signal })
  const rest = text(other)
  stop.abort(new Error('told to'))
  await t.rejects(rest, { message: 'told to' })
  t.strictSame([...server.asked, ...stopped.asked], [null, null], 'nothing is asked for again')
})

t.test('what names no version or no length is left as it is', async t => {
  for (const headers of [{ etag: 'W/"one"', 'content-length': '5' }, { etag: '"one"' }]) {
    let asked = 0
    const fetch = (async () => {
      asked += 1
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new TypeError('terminated'))
        },
      })
      return new Response(body, { headers: headers as Record<string, string> })
    }) as typeof globalThis.fetch
    const { data } = await clientOf(fetch).downloadEvidence(item)
    await t.rejects(text(data), TypeError)
    t.equal(asked, 1)
  }
})

t.end()

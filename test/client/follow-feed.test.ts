import { createHash } from 'node:crypto'
import t from 'tap'
import {
  type Client,
  FeedFault,
  type FeedItem,
  type FeedPosition,
  feedStart,
  followFeed,
  NoAnswer,
  type ProblemDocument,
  ProblemError,
  reconcileFeed,
} from '../../openapi/typescript/src/index.ts'

type FeedClient = Pick<Client, 'readFeed' | 'reconcileFeed'>

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

/** A feed as the service tells it, with its digests; `changes` are made to an item before it is chained. */
function feedOf(length: number, changes: (item: FeedItem) => FeedItem = item => item): FeedItem[] {
  let running = feedStart.runningDigest
  return Array.from({ length }, (_, index) => {
    const number = index + 1
    const about = {
      type: 'penerusan.referral-sent' as const,
      subject: '/v1/referrals/1',
      subjectversion: 1,
      digest: sha256(''),
    }
    const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
    const text = [number, id, about.type, about.subject, about.subjectversion, about.digest, ''].join('\n')
    const item = changes({
      specversion: '1.0',
      id,
      source: '/v1/feed',
      time: '2026-03-02T08:00:00.000Z',
      number,
      ...about,
      entrydigest: sha256(text),
      runningdigest: '',
    })
    running = item.runningdigest || sha256(Buffer.from(running + item.entrydigest, 'hex'))
    return { ...item, runningdigest: running }
  })
}

/** A service that has this feed. It fails as often as it is told to, and waits for ever at the end. */
function serviceOf(feed: readonly FeedItem[], faults: Error[] = []): FeedClient & { asked: number[] } {
  const asked: number[] = []
  const readFeed = async ({ after = 0, limit = 100 } = {}, { signal }: { signal?: AbortSignal } = {}) => {
    const fault = faults.shift()
    if (fault !== undefined) throw fault
    asked.push(after)
    const items = feed.slice(after, after + limit)
    if (items.length === 0) {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    }
    return { data: { items, next: '', last: feed.length } }
  }
  const reconcile = async ({ body }: { body: { points: { number: number; runningdigest: string }[] } }) => {
    asked.push(body.points.length)
    let lastSame = 0
    for (const { number, runningdigest } of body.points) {
      if (feed[number - 1]?.runningdigest !== runningdigest) {
        const firstDifferent = Math.min(number, feed.length + 1)
        return { data: { outcome: 'different', lastSame, firstDifferent, last: feed.length } }
      }
      lastSame = number
    }
    return { data: { outcome: 'same', through: lastSame } }
  }
  return { readFeed, reconcileFeed: reconcile, asked } as never
}

/** Follows until so many have come, or what it threw. */
async function follow(client: FeedClient, many: number, after?: FeedPosition) {
  const numbers: number[] = []
  let position = after
  try {
    for await (const followed of followFeed(client, { limit: 3, ...(after !== undefined && { after }) })) {
      numbers.push(followed.item.number)
      position = followed.position
      if (numbers.length === many) break
    }
    return { numbers, position, fault: undefined }
  } catch (error) {
    return { numbers, position, fault: error instanceof FeedFault ? `${error.kind} ${error.number}` : error }
  }
}

t.test('a follower is told every number once, and goes on from the position it kept', async t => {
  const client = serviceOf(feedOf(8))
  const first = await follow(client, 4)
  t.strictSame(first.numbers, [1, 2, 3, 4])
  const second = await follow(client, 4, first.position)
  t.strictSame(second.numbers, [5, 6, 7, 8])
  t.strictSame(client.asked, [0, 3, 1, 4, 7], 'the kept position is compared once before it goes on')
})

t.test('what is withheld keeps its place, and the chain fits around it', async t => {
  const withheld = feedOf(3, item => {
    if (item.number !== 2) return item
    const { specversion, id, source, time, number, entrydigest, runningdigest } = item
    return { specversion, id, source, time, number, entrydigest, runningdigest, type: 'penerusan.withheld' }
  })
  t.strictSame((await follow(serviceOf(withheld), 3)).numbers, [1, 2, 3])
})

t.test('a number that is missing, doubled, changed or chained otherwise ends it with a fault', async t => {
  const feed = feedOf(5)
  const changed = (item: Partial<FeedItem>) => feed.map(one => (one.number === 3 ? { ...one, ...item } : one))
  const faults: [string, FeedItem[]][] = [
    ['gap 4', feed.filter(({ number }) => number !== 3)],
    ['gap 2', feed.toSpliced(2, 0, ...feed.slice(1, 2))],
    ['entry-digest 3', changed({ subject: '/v1/referrals/2' })],
    ['entry-digest 3', changed({ entrydigest: sha256('x') })],
    ['running-digest 3', changed({ runningdigest: sha256('x') })],
    ['running-digest 3', feedOf(5, item => (item.number === 3 ? { ...item, runningdigest: sha256('y') } : item))],
  ]
  for (const [fault, told] of faults) {
    const followed = await follow(serviceOf(told), 5)
    t.equal(followed.fault, fault)
    t.equal(followed.numbers.includes(3), false)
  }
})

t.test('a follower whose past is another one is not told what comes next', async t => {
  const position = { number: 3, runningDigest: sha256('another past') }
  t.match(await follow(serviceOf(feedOf(5)), 1, position), { fault: 'history 3', numbers: [] })
})

t.test('a service that was set back while it is followed ends it with a fault', async t => {
  const asked = { method: 'GET', path: '/v1/feed', idempotencyKey: undefined }
  const problem = { code: 'feed-number-unknown', status: 422 } as ProblemDocument
  const service = serviceOf(feedOf(8))
  const client: FeedClient = {
    ...service,
    async readFeed(query, options) {
      if (query?.after === 3) throw new ProblemError(asked, problem, undefined)
      return service.readFeed(query, options)
    },
  }
  t.match(await follow(client, 8), { fault: 'history 3', numbers: [1, 2, 3] })
})

t.test('an outage is waited for, and told of, and nothing is left out after it', async t => {
  const lost = () => new NoAnswer({ method: 'GET', path: '/v1/feed', idempotencyKey: undefined }, { cause: undefined })
  const client = serviceOf(feedOf(2), [lost(), lost()])
  const outages: Error[] = []
  const numbers: number[] = []
  for await (const { item } of followFeed(client, { onOutage: error => outages.push(error) })) {
    numbers.push(item.number)
    if (item.number === 2) break
  }
  t.strictSame(numbers, [1, 2])
  t.equal(outages.length, 2)
  const fault = new TypeError('a fault of ours')
  t.equal((await follow(serviceOf(feedOf(2), [fault]), 2)).fault, fault)
})

t.test('a follower that waits is ended by its signal', async t => {
  const stop = new AbortController()
  const following = followFeed(serviceOf(feedOf(1)), { signal: stop.signal })
  t.equal((await following.next()).value?.item.number, 1)
  const waiting = following.next()
  stop.abort(new Error('enough'))
  await t.rejects(waiting, /enough/)
})

t.test('where two records part is found in few questions, however long they are', async t => {
  const length = 20_000
  const [feed, other] = [
    feedOf(length),
    feedOf(length, item => (item.number >= 12_345 ? { ...item, entrydigest: sha256('z') } : item)),
  ]
  const ledgerOf = (items: FeedItem[]) => ({
    last: items.length,
    digestAt: (number: number) => items[number - 1]?.runningdigest ?? '',
  })
  const client = serviceOf(feed)
  t.strictSame(await reconcileFeed(client, ledgerOf(feed)), { outcome: 'same', through: length })
  const parted = { outcome: 'different', lastSame: 12_344, number: 12_345, last: length }
  t.strictSame(await reconcileFeed(client, ledgerOf(other)), parted)
  t.ok(client.asked.every(points => points <= 500))
  t.equal(client.asked.length, 3, 'once for the same, twice for where it differs')
  t.strictSame(await reconcileFeed(client, ledgerOf([])), { outcome: 'same', through: 0 })
  const setBack = serviceOf(feed.slice(0, 12_344))
  t.strictSame(await reconcileFeed(setBack, ledgerOf(feed)), { ...parted, last: 12_344 }, 'also behind its end')
  t.ok(setBack.asked.length <= 3)
  const lying = { reconcileFeed: async () => ({ data: { outcome: 'different', lastSame: 0, firstDifferent: length } }) }
  await t.rejects(reconcileFeed(lying as never, ledgerOf(feed)), RangeError)
})

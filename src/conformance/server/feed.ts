import { createHash } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import { answered, type Reply } from '../exchange.ts'
import { castOf, perform, reach, succeeded } from '../story.ts'
import type { Caller, Target } from '../target.ts'
import { header } from './http.ts'
import { readStream } from './read-stream.ts'

/** An item of the feed, as far as it is looked at. */
export type Item = {
  readonly id: string
  readonly number: number
  readonly type: string
  readonly subject?: string
  readonly subjectversion?: number
  readonly digest?: string
  readonly entrydigest: string
  readonly runningdigest: string
  readonly [member: string]: unknown
}

const waitSeconds = 20
const mostPages = 200

/** The feed of KASN, from where it ends when the checks begin. */
export const feedChecks: readonly Check<Target>[] = [
  {
    id: 'FED-01',
    what: 'what is done is told in the feeds of both agencies, under numbers of their own',
    expected: 'referral-sent with its subject, in both; numbers that go up by one',
    async run(target) {
      const follow = followersOf(target)
      const ends = { kasn: await endOf(follow.kasn), kominfo: await endOf(follow.kominfo) }
      const path = await reach(castOf(target), 'received')
      const told = async (agency: 'kasn' | 'kominfo') => {
        const items = await until(follow[agency], ends[agency], found => found.some(about(path)) && found.length >= 3)
        return all(
          seen(items.some(about(path)), `${agency}: ${items.filter(about(path)).length} items about it`),
          gapless(items, ends[agency], agency),
        )
      }
      return all(await told('kasn'), await told('kominfo'))
    },
  },
  {
    id: 'FED-02',
    what: 'the digests of the feed, computed anew',
    expected: 'each entrydigest is over its entry, each runningdigest over the one before it',
    async run(target) {
      const { kasn } = followersOf(target)
      const end = await endOf(kasn)
      await reach(castOf(target), 'received')
      const items = await until(kasn, Math.max(0, end - 20), found => Number(found.at(-1)?.number) >= end + 2)
      return all(...items.map((item, index) => chained(item, index === 0 ? undefined : items[index - 1])))
    },
  },
  {
    id: 'FED-03',
    what: 'the shape of an item',
    expected: 'a CloudEvent 1.0 with the members of the contract, and nothing of the case',
    async run(target) {
      const { kasn } = followersOf(target)
      const end = await endOf(kasn)
      const path = await reach(castOf(target), 'sent')
      const item = (await until(kasn, end, found => found.some(about(path)))).find(about(path))
      const members = Object.keys(item ?? {}).sort()
      const contract = ['digest', 'entrydigest', 'id', 'number', 'runningdigest', 'source', 'specversion', 'subject']
      return all(
        seen(members.join() === [...contract, 'subjectversion', 'time', 'type'].join(), `members ${members.join()}`),
        seen(item?.['specversion'] === '1.0', `specversion ${item?.['specversion']}`),
        seen(/^penerusan\.[a-z-]+$/.test(item?.type ?? ''), `type ${item?.type}`),
      )
    },
  },
  {
    id: 'FED-04',
    what: 'the feed read again, in pages of one',
    expected: 'the same items, by following `next` alone',
    async run(target) {
      const { kasn } = followersOf(target)
      const end = await endOf(kasn)
      await reach(castOf(target), 'received')
      const once = await until(kasn, end, found => found.length >= 2)
      const again: Item[] = []
      let next = `/v1/feed?after=${end}&limit=1`
      for (let page = 0; again.length < once.length && page < mostPages; page++) {
        const reply = await kasn('GET', next)
        if (reply.status !== 200) break
        again.push(...itemsOf(reply.body))
        next = String(reply.body.next)
      }
      const [one, other] = [once, again].map(items => JSON.stringify(items.map(({ number, id }) => [number, id])))
      return seen(one === other, one === other ? `${once.length} items` : `${one} and then ${other}`)
    },
  },
  {
    id: 'FED-05',
    what: `Prefer: wait=${waitSeconds}, and something happens while it waits`,
    expected: 'the answer holds it, with Preference-Applied',
    async run(target) {
      const { kasn } = followersOf(target)
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const end = await settledEnd(kasn)
      const waiting = kasn('GET', `/v1/feed?after=${end}`, { headers: { prefer: `wait=${waitSeconds}` } })
      await perform(cast, path, 'receipt')
      const reply = await waiting
      return all(
        answered(reply, 200),
        header(reply, 'preference-applied', /^wait=\d+$/),
        seen(itemsOf(reply.body).length > 0, `${itemsOf(reply.body).length} items`),
      )
    },
  },
  {
    id: 'FED-06',
    what: 'the feed as server-sent events, from a number on and by Last-Event-ID',
    expected: 'the same items, with `id` the number and `event` the type',
    async run(target) {
      const { kasn } = followersOf(target)
      const end = await endOf(kasn)
      await reach(castOf(target), 'received')
      const items = await until(kasn, end, found => found.length >= 2)
      const token = await target.tokenOf({ agency: 'kasn', role: 'integrator', number: 1 })
      const streamed = async (path: string, headers: Record<string, string>) => {
        const events = await readStream(`${target.url}${path}`, { token, headers, count: items.length })
        const fit = events.every(({ id, event, data }, index) => {
          const item = items[index]
          const said = JSON.parse(data) as Item
          return id === String(item?.number) && event === item?.type && said.id === item.id
        })
        return seen(
          fit && events.length === items.length,
          `${events.length} of ${items.length} events${fit ? '' : ', others'}`,
        )
      }
      return all(
        await streamed(`/v1/feed/stream?after=${end}`, {}),
        await streamed('/v1/feed/stream', { 'last-event-id': String(end) }),
      )
    },
  },
  {
    id: 'FED-07',
    what: 'reconciliation with the right digests, with a wrong one, and beyond the end',
    expected: 'same; different, with the first that differs; different, with the first that the feed has not reached',
    async run(target) {
      const { kasn } = followersOf(target)
      const end = await endOf(kasn)
      await reach(castOf(target), 'received')
      const items = await until(kasn, end, found => found.length >= 2)
      const points = items.map(({ number, runningdigest }) => ({ number, runningdigest }))
      const wrong = points.map((point, index) => (index === 1 ? { ...point, runningdigest: '0'.repeat(64) } : point))
      const beyond = [{ number: 2_000_000_000, runningdigest: '0'.repeat(64) }]
      const asked = (points: unknown) => kasn('POST', '/v1/feed/reconciliation', { body: { points }, key: null })
      const [same, different, ahead] = [await asked(points), await asked(wrong), await asked(beyond)]
      return all(
        seen(same.body['outcome'] === 'same', `right digests: ${same.status} ${same.body['outcome']}`),
        seen(
          different.body['outcome'] === 'different' && different.body['firstDifferent'] === points[1]?.number,
          `wrong digest: ${different.status} ${different.body['outcome']} ${different.body['firstDifferent']}`,
        ),
        seen(
          ahead.body['outcome'] === 'different' && ahead.body['firstDifferent'] === Number(ahead.body['last']) + 1,
          `beyond the end: ${ahead.status} ${ahead.body['outcome']} ${ahead.body['firstDifferent']}`,
        ),
      )
    },
  },
  {
    id: 'FED-08',
    what: 'an integrator reads the case itself',
    expected: '403 or 404: whoever is told of everything reads nothing',
    async run(target) {
      const path = await reach(castOf(target), 'sent')
      return answered(await followersOf(target).kasn('GET', path), 403, 404)
    },
  },
]

function followersOf(target: Target) {
  return { kasn: target.as('kasn', 'integrator'), kominfo: target.as('kominfo', 'integrator') }
}

function itemsOf({ items = [] }: Reply['body']): Item[] {
  return items as unknown as Item[]
}

function about(path: string) {
  return ({ type, subject }: Item) => type === 'penerusan.referral-sent' && subject === path
}

async function endOf(follow: Caller): Promise<number> {
  return Number(succeeded(await follow('GET', '/v1/feed?after=0&limit=1'), 'the feed is read').body['last'])
}

/** The end, once everything that has happened so far is told: a wait finds nothing more. */
async function settledEnd(follow: Caller): Promise<number> {
  for (let end = await endOf(follow); ; ) {
    const reply = await follow('GET', `/v1/feed?after=${end}`, { headers: { prefer: 'wait=1' } })
    const last = Number(succeeded(reply, 'the feed is read').body['last'])
    if (last === end) return end
    end = last
  }
}

/** What follows a number, once it holds what is waited for. */
async function until(follow: Caller, after: number, isThere: (items: Item[]) => boolean): Promise<Item[]> {
  for (let looks = 0; ; looks++) {
    const items: Item[] = []
    for (let next = `/v1/feed?after=${after}`, more = true; more; ) {
      const headers = looks === 0 ? {} : { prefer: 'wait=2' }
      const { body } = succeeded(await follow('GET', next, { headers }), next)
      items.push(...itemsOf(body))
      more = itemsOf(body).length > 0 && Number(body['last']) > Number(items.at(-1)?.number)
      next = String(body.next)
    }
    if (isThere(items)) return items
    if (looks === 10) throw new Error(`not told in time: ${items.length} items after ${after}`)
  }
}

function gapless(items: readonly Item[], after: number, whose: string): Seen {
  const astray = items.find(({ number }, index) => number !== after + index + 1)
  return seen(
    astray === undefined,
    astray === undefined ? `${whose}: no gap` : `${whose}: a gap before ${astray.number}`,
  )
}

function chained(item: Item, before: Item | undefined): Seen {
  const { number, id, type, subject, subjectversion, digest, entrydigest, runningdigest } = item
  const text = [number, id, type, subject, subjectversion, digest, ''].join('\n')
  const own = type === 'penerusan.withheld' || createHash('sha256').update(text).digest('hex') === entrydigest
  const previous = number === 1 ? '0'.repeat(64) : before?.runningdigest
  const running =
    previous === undefined ||
    createHash('sha256')
      .update(Buffer.from(previous + entrydigest, 'hex'))
      .digest('hex') === runningdigest
  return seen(
    own && running,
    `${number}: ${own ? '' : 'entrydigest '}${running ? '' : 'runningdigest '}${own && running ? 'fits' : 'does not fit'}`,
  )
}

import t from 'tap'
import {
  type Bell,
  type Client,
  type ClientOptions,
  createClient,
  createWebhookVerifier,
  type FeedPosition,
  type Followed,
  feedStart,
  followFeed,
  reconcileFeed,
  WebhookRefused,
} from '../../openapi/typescript/src/index.ts'
import { faultOf } from '../support/event-messages.ts'
import type { Rung } from '../support/receiver.ts'
import { startReceiver } from '../support/receiver.ts'
import { storiesOf } from '../support/stories.ts'
import { until } from '../support/until.ts'
import { buildWebhookWorld } from '../support/webhook-world.ts'
import { layLosingWire } from './losing-wire.ts'

const world = await buildWebhookWorld(t)
const url = await world.app.listen({ port: 0, host: '127.0.0.1' })
const stories = storiesOf(world)

const integratorOf = (agency: string, options: Partial<ClientOptions> = {}): Client =>
  createClient({
    baseUrl: url,
    token: () => world.issuers.token(agency, ['integrator']),
    retry: { firstWaitMs: 1, attempts: 2 },
    ...options,
  })
const kominfo = integratorOf('kominfo')
const kasn = integratorOf('kasn')

/** The message of the description of events that a type stands for. */
const messageOf = (type: string) =>
  type === 'penerusan.withheld'
    ? 'Withheld'
    : type
        .replace('penerusan.', '')
        .split('-')
        .map(word => word.charAt(0).toUpperCase() + word.slice(1))
        .join('')

/** Follows to the end of what there is now. */
async function followToEnd(client: Client, after: FeedPosition = feedStart): Promise<Followed[]> {
  const { data } = await client.readFeed({ after: after.number, limit: 1 })
  const followed: Followed[] = []
  if (data.last === after.number) return followed
  for await (const one of followFeed(client, { after, limit: 5 })) {
    followed.push(one)
    if (one.item.number === data.last) break
  }
  return followed
}

t.test('a follower of each agency is told what concerns it, and every item is one that is described', async t => {
  const { id } = await stories.reach('under-examination')
  await world.numberAll()
  const [ours, theirs] = [await followToEnd(kominfo), await followToEnd(kasn)]
  for (const followed of [ours, theirs]) {
    t.strictSame(
      followed.map(({ item }) => item.number),
      followed.map((_, index) => index + 1),
    )
    const about = followed.filter(({ item }) => item.subject === `/v1/referrals/${id}`).map(({ item }) => item.type)
    t.ok(about.includes('penerusan.referral-sent') && about.includes('penerusan.referral-accepted'))
    const faults = followed.map(({ item }) => faultOf(messageOf(item.type), item)).filter(fault => fault !== undefined)
    t.strictSame(faults, [])
  }
  t.ok(ours.some(({ item }) => item.type === 'penerusan.violation-recorded'))
  t.notOk(theirs.some(({ item }) => item.type === 'penerusan.violation-recorded'))
})

t.test(
  'a follower that was away, and whose line breaks, goes on from the position it kept: nothing missed, nothing twice',
  async t => {
    const before = await followToEnd(kasn)
    const kept = before.at(-1)?.position ?? feedStart
    let lost = 0
    const wire = await layLosingWire(t, { to: url, loses: () => lost++ % 2 === 0 })
    const outages: Error[] = []
    const stop = new AbortController()
    const numbers: number[] = []
    const following = (async () => {
      const line = integratorOf('kasn', { baseUrl: wire.url, retry: { attempts: 1 } })
      const options = { after: kept, waitSeconds: 1, limit: 2, signal: stop.signal }
      for await (const { item } of followFeed(line, { ...options, onOutage: error => outages.push(error) })) {
        numbers.push(item.number)
      }
    })().catch(error => error)

    await stories.reach('accepted')
    await world.numberAll()
    const { last } = (await kasn.readFeed({ after: 0, limit: 1 })).data
    await until(() => numbers.at(-1) === last)
    stop.abort(new Error('stopped'))
    t.match(await following, { message: 'stopped' })
    t.ok(last > kept.number)
    t.strictSame(
      numbers,
      Array.from({ length: last - kept.number }, (_, index) => kept.number + 1 + index),
    )
    t.ok(outages.length > 0)
  },
)

t.test('both sides compare what they have; a ledger that was changed is found out at the number', async t => {
  const followed = await followToEnd(kominfo)
  const digests = followed.map(({ position }) => position.runningDigest)
  const ledger = { last: digests.length, digestAt: (number: number) => digests[number - 1] ?? '' }
  t.strictSame(await reconcileFeed(kominfo, ledger), { outcome: 'same', through: digests.length })
  const changed = { ...ledger, digestAt: (number: number) => (number < 4 ? ledger.digestAt(number) : '00'.repeat(32)) }
  t.strictSame(await reconcileFeed(kominfo, changed), {
    outcome: 'different',
    lastSame: 3,
    number: 4,
    last: digests.length,
  })
  const more = {
    ...ledger,
    last: digests.length + 700,
    digestAt: (number: number) => digests[number - 1] ?? '00'.repeat(32),
  }
  const { length } = digests
  t.strictSame(
    await reconcileFeed(kominfo, more),
    { outcome: 'different', lastSame: length, number: length + 1, last: length },
    'and so is a service that was set back to an earlier day',
  )

  const past = { number: 4, runningDigest: '00'.repeat(32) }
  await t.rejects(followFeed(kominfo, { after: past }).next(), { name: 'FeedFault', kind: 'history', number: 4 })
  const ahead = { number: digests.length + 1, runningDigest: '00'.repeat(32) }
  await t.rejects(followFeed(kominfo, { after: ahead }).next(), { name: 'FeedFault', kind: 'history' })
})

t.test('a bell is verified by the keys that the service told, also while one takes the place of another', async t => {
  const receiver = await startReceiver(t)
  const made = await kasn.createWebhook({ body: { url: receiver.url, signatures: ['v1a', 'v1'] } })
  const { id } = made.data
  const keys = made.data.keys.map(({ publicKey, secret }) => publicKey ?? secret ?? '')
  await kasn.obtainConsent({ id })
  const deliverer = world.startDeliverer()
  const rings = async (type: string): Promise<Rung> =>
    until(() => receiver.rung.find(({ body }) => (JSON.parse(body) as Bell).type === type))

  await kasn.testWebhook({ id })
  const test = await rings('penerusan.test')
  await stories.reach('received')
  await world.numberAll()
  await deliverer.deliverSoon()
  const bell = await rings('penerusan.referral-received')
  for (const [rung, type] of [
    [test, 'penerusan.test'],
    [bell, 'penerusan.referral-received'],
  ] as const) {
    for (const some of [keys, keys.slice(0, 1), keys.slice(1)]) {
      const verified = await createWebhookVerifier(some)({ headers: rung.headers, body: rung.body })
      t.equal(verified.bell.type, type)
    }
  }
  t.equal(faultOf('WebhookTest', JSON.parse(test.body)), undefined)
  t.equal(faultOf('ReferralReceived', JSON.parse(bell.body)), undefined)
  const { number } = JSON.parse(bell.body)
  const [item] = (await kasn.readFeed({ after: number - 1, limit: 1 })).data.items
  t.strictSame(JSON.parse(bell.body), item, 'it is the item of the feed, to the letter')

  const rotated = await kasn.rotateWebhookKey({ id, body: { scheme: 'v1a' } })
  await kasn.testWebhook({ id })
  const [last] = receiver.rung.slice(-1)
  for (const key of [keys[0] ?? '', rotated.data.publicKey ?? '']) {
    t.ok(await createWebhookVerifier([key])({ headers: last?.headers ?? {}, body: last?.body ?? '' }))
  }
  await t.rejects(createWebhookVerifier(keys)({ headers: bell.headers, body: `${bell.body} ` }), WebhookRefused)
})

t.end()

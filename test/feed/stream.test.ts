import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { mostStreams, mostStreamsOfOnePerson, mostStreamsOfPeople } from '../../src/routes/feed-stream.ts'
import { revokeTokenOf } from '../support/revoking.ts'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp, type Client } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
await world.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = world.app.server.address() as AddressInfo

type Stream = { readonly response: IncomingMessage; text: string; ended: boolean }

/** Opens a stream as a browser's EventSource does. */
async function open(t: Test, client: Client, path = '/v1/feed/stream', headers: Record<string, string> = {}) {
  const request = get({ port, path, headers: { authorization: `Bearer ${client.token}`, ...headers }, agent: false })
  t.teardown(() => request.destroy())
  request.on('error', () => {})
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const stream: Stream = { response, text: '', ended: false }
  response.setEncoding('utf8')
  response.on('data', piece => (stream.text += piece))
  response.on('close', () => (stream.ended = true))
  response.on('error', () => {})
  return { stream, leave: () => request.destroy() }
}

const eventsOf = ({ text }: Stream) =>
  [...text.matchAll(/^id: (\d+)\nevent: ([a-z.-]+)\ndata: (.+)\n\n/gm)].map(([, id, event, data]) => ({
    id: Number(id),
    event,
    item: JSON.parse(data ?? '') as { number: number; type: string },
  }))

async function lastOf(client: Client): Promise<number> {
  return Number((await client.get('/v1/feed?limit=1')).body['last'])
}

t.test('what happens is streamed as it comes, in order, each event under its number', async t => {
  const client = await world.as('kominfo', 'integrator')
  await stories.reach('documented')
  await world.numberAll()
  const { stream } = await open(t, client)
  t.match(stream.response.headers, { 'content-type': /^text\/event-stream/, 'cache-control': 'no-store' })
  const before = await lastOf(client)
  await until(() => eventsOf(stream).length === before)
  await stories.reach('draft')
  await world.numberAll()
  await until(() => eventsOf(stream).length > before)
  const events = eventsOf(stream)
  for (const [index, { id, event, item }] of events.entries()) {
    t.strictSame([id, item.number, item.type], [index + 1, index + 1, event])
  }
  const { body } = await client.get('/v1/feed')
  t.strictSame(
    events.map(({ item }) => item),
    body.items,
    'the same items as the pages have',
  )
})

t.test('a stream goes on after the last number that the client has', async t => {
  const client = await world.as('kominfo', 'integrator')
  const last = await lastOf(client)
  const { stream } = await open(t, client, `/v1/feed/stream?after=${last - 1}`)
  await until(() => eventsOf(stream).length > 0)
  t.equal(eventsOf(stream)[0]?.id, last)
  const again = await open(t, client, '/v1/feed/stream?after=0', { 'last-event-id': String(last - 1) })
  await until(() => eventsOf(again.stream).length > 0)
  t.equal(eventsOf(again.stream)[0]?.id, last, 'also where it first asked for another')
})

t.test('whoever waits holds no connection of the database', async t => {
  const client = await world.as('kasn', 'integrator')
  const last = await lastOf(client)
  const streams = await Promise.all(Array.from({ length: 12 }, () => open(t, client, `/v1/feed/stream?after=${last}`)))
  const waits = Array.from({ length: 12 }, () =>
    client.get(`/v1/feed?after=${last}`, { headers: { prefer: 'wait=30' } }),
  )
  await stories.reach('sent')
  t.equal((await client.get('/v1/agencies')).status, 200)
  await world.numberAll()
  for (const { body } of await Promise.all(waits)) t.equal(body.items[0]?.number, last + 1)
  await until(() => streams.every(({ stream }) => eventsOf(stream)[0]?.id === last + 1))
})

t.test('an agency has so many streams at once, and another when one of them has ended', async t => {
  const client = await world.as('bkn', 'integrator')
  const streams = await Promise.all(Array.from({ length: mostStreams }, () => open(t, client)))
  const refused = await client.get('/v1/feed/stream')
  t.strictSame([refused.status, refused.body.code], [429, 'too-many-streams'])
  t.match(refused.headers, { 'retry-after': /^\d+$/ })
  streams[0]?.leave()
  await until(async () => (await open(t, client)).stream.response.statusCode === 200)
})

t.test('officers, alone or together, leave the places of their agency’s own system free', async t => {
  const refused = async (client: Client) => (await client.get('/v1/feed/stream')).body.code
  const officers = await Promise.all([1, 2, 3, 4].map(n => world.as('kasn', 'case-officer', `streaming-${n}`)))
  const opened = []
  for (let n = 0; n < mostStreamsOfPeople; n++) opened.push(await open(t, officers[n % 4] as Client))
  t.ok(opened.every(({ stream }) => stream.response.statusCode === 200))
  t.equal(await refused(officers[0] as Client), 'too-many-streams', 'one more than one person may have')
  t.equal(await refused(officers[3] as Client), 'too-many-streams', 'one more than people may have')
  const system = await world.as('kasn', 'integrator', 'case-system')
  const streams = await Promise.all(Array.from({ length: mostStreams - opened.length }, () => open(t, system)))
  t.ok(streams.every(({ stream }) => stream.response.statusCode === 200))
  t.equal(await refused(system), 'too-many-streams')
  opened[3]?.leave()
  await until(async () => (await open(t, officers[3] as Client)).stream.response.statusCode === 200)
})

t.test('whoever left before their stream began takes no place', async t => {
  const officer = await world.as('kasn', 'case-officer', 'leaves-early')
  const reads = () => world.sql`
    select from pg_stat_activity where datname = current_database() and query like '%from feeds%' and wait_event_type = 'Lock'`
  for (let n = 0; n < mostStreamsOfOnePerson; n++) {
    const arrived = once(world.app.server, 'connection') as Promise<[Socket]>
    const socket = connect(port, '127.0.0.1')
    const [accepted] = await arrived
    await world.sql.begin(async sql => {
      await sql`lock table feeds in access exclusive mode`
      socket.write(`GET /v1/feed/stream HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${officer.token}\r\n\r\n`)
      await until(async () => (await reads()).length > 0)
      socket.destroy()
      await until(() => accepted.destroyed)
    })
    await until(async () => (await reads()).length === 0)
  }
  t.equal((await officer.get('/v1/feed')).status, 200)
  const streams = await Promise.all(Array.from({ length: mostStreamsOfOnePerson }, () => open(t, officer)))
  t.strictSame(
    streams.map(({ stream }) => stream.response.statusCode),
    streams.map(() => 200),
  )
})

t.test('a stream ends when its token is revoked', async t => {
  const client = await world.as('kominfo', 'integrator', 'revoked')
  const { stream } = await open(t, client)
  await until(() => eventsOf(stream).length > 0)
  await revokeTokenOf(world, client)
  await stories.reach('draft')
  await world.numberAll()
  await until(() => stream.ended)
  t.pass('without what happened since')
})

t.test('whoever waits for something is told nothing once its token is revoked', async t => {
  const client = await world.as('kominfo', 'integrator', 'revoked-2')
  const witness = await world.as('kominfo', 'integrator')
  const last = await lastOf(witness)
  const waiting = client.get(`/v1/feed?after=${last}`, { headers: { prefer: 'wait=30' } })
  await revokeTokenOf(world, client)
  await stories.reach('draft')
  await world.numberAll()
  const { status, body } = await waiting
  t.strictSame([status, body.code, body.items], [401, 'invalid-token', undefined])
})

t.test('whoever waits for something is answered when its token ends', async t => {
  const witness = await world.as('kominfo', 'integrator')
  const last = await lastOf(witness)
  const token = await world.issuers.token('kominfo', ['integrator'], { ttl: 2 })
  const { stream } = await open(t, { token } as Client, `/v1/feed?after=${last}`, { prefer: 'wait=30' })
  await until(() => stream.ended)
  t.match(JSON.parse(stream.text), { items: [], last })
})

t.test('a stream ends with its token', async t => {
  const token = await world.issuers.token('kominfo', ['integrator'], { ttl: 2 })
  const { stream } = await open(t, { token } as Client)
  await until(() => stream.ended)
  t.match(stream.text, /^: the feed follows\n/)
  t.match(stream.text, /\n\n: the token has expired, come with a new one\n\n$/, 'and says so')
  t.equal(stream.response.complete, true, 'as an answer that is whole')
})

t.test('a stream that nobody reads ends with its token, too', async t => {
  const kinds = `'referral', gen_random_uuid(), gen_random_uuid(), 'penerusan.referral-sent', '/v1/referrals/1', 1`
  await world.sql.unsafe(`
    insert into feed_entries (agency, number, position, event_id, stream, stream_id, violation_id, type, subject, subject_version,
      digest, at, entry_digest, running_digest)
    select 'menpanrb', n, n, gen_random_uuid(), ${kinds}, sha256(''), now(), sha256(''), sha256('')
      from generate_series(1, 30000) n;
    insert into feeds values ('menpanrb', 30000, sha256(''))`)
  /** The service's end of a stream that this token opens, once it stands still or has ended. */
  const unread = async (token: string) => {
    const socket = connect(port, '127.0.0.1').pause()
    t.teardown(() => socket.destroy())
    const [accepted] = (await Promise.all([
      once(world.app.server, 'connection'),
      once(socket, 'connect').then(() =>
        socket.write(`GET /v1/feed/stream HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n\r\n`),
      ),
    ]).then(([connection]) => connection)) as [Socket]
    await until(() => accepted.bytesWritten > 0)
    await until(() => accepted.writableLength > 0 || accepted.destroyed)
    return accepted
  }
  // A busy machine may not fill what lies between the two before the token ends; then one that lives longer.
  let ttl = 6
  const stuck = await until(async () => {
    ttl *= 2
    const accepted = await unread(await world.issuers.token('menpanrb', ['integrator'], { ttl }))
    return accepted.destroyed ? undefined : accepted
  })
  await until(() => stuck.destroyed)
  t.ok(stuck.bytesWritten < 30_000 * 400, 'and not because all was sent')
})

t.test('when the service stops, streams end and who waits is answered', async t => {
  const client = await world.as('kominfo', 'integrator')
  const last = await lastOf(client)
  const { stream } = await open(t, client, `/v1/feed/stream?after=${last}`)
  const waiting = client.get(`/v1/feed?after=${last}`, { headers: { prefer: 'wait=30' } })
  await world.app.close()
  const { status, body } = await waiting
  t.strictSame([status, body.items], [200, []])
  await until(() => stream.ended)
  t.ok(stream.response.complete, 'in order')
})

t.end()

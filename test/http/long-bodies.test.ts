import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import { admitLongBodies, bodyOf, leaveBodiesUnread } from '../../src/http/long-bodies.ts'
import { renderProblems } from '../../src/http/problem-document.ts'
import { readRequestsStrictly, refuseExpectations } from '../../src/http/request-body.ts'
import { serverOptions } from '../../src/http/server-options.ts'
import { Problem } from '../../src/problems.ts'
import { until } from '../support/until.ts'

const limits = {
  headersMs: 800,
  requestMs: 1000,
  checkEveryMs: 50,
  handlerMs: 1200,
  keepAliveMs: 1000,
  idleMs: 4000,
  longBodyStallMs: 1000,
  longBodyGraceMs: 1400,
  longBodyBytesPerSecond: 1000,
  lingerMs: 300,
}
const app = Fastify(serverOptions({ limits }))
renderProblems(app)
refuseExpectations(app)
readRequestsStrictly(app)
admitLongBodies(app, limits)

/** What the long route has read of each body, and how that ended. */
const bodies: { received: number; end: string }[] = []
const octets = ['application/octet-stream']
let pauseMs = 0

await app.register(async long => {
  leaveBodiesUnread(long)
  const config = { accepts: octets, longBody: { schema: {} } }
  long.post('/long', { config }, async request => {
    if (request.headers.authorization === undefined) throw new Problem('not-authenticated')
    const body = { received: 0, end: 'unknown' }
    bodies.push(body)
    try {
      for await (const piece of bodyOf(request)) {
        body.received += piece.length
        if (pauseMs > 0) await setTimeout(pauseMs)
      }
      body.end = 'complete'
    } catch (error) {
      body.end = error instanceof Problem ? error.code : 'broken off'
      throw error
    }
    return { received: body.received }
  })
  long.post('/early', { config }, async request => {
    for await (const _piece of bodyOf(request)) break
    throw new Problem('content-too-large')
  })
})
app.post('/short', { config: { accepts: ['application/json'] } }, async request => ({ read: request.body }))
await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => app.close())

async function open({ allowHalfOpen = false } = {}): Promise<Socket> {
  const socket = connect({ port: (app.server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen })
  await once(socket, 'connect')
  return socket.on('error', () => {})
}

function head(path: string, lines: string[]): string {
  return [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/octet-stream', ...lines, '', ''].join('\r\n')
}
const authorized = 'Authorization: Bearer x'
/** Far more of a body than must come in its time, so that a sender who is held up for a moment is not too slow. */
const piece = 'x'.repeat(1000)
const expecting = 'Expect: 100-continue'

/** Writes a piece every so often until the server ends the connection or all is sent. */
async function trickle(socket: Socket, { piece, everyMs, times }: { piece: string; everyMs: number; times: number }) {
  for (let sent = 0; sent < times && socket.writable; sent++) {
    socket.write(piece)
    await setTimeout(everyMs)
  }
}

/** Everything that has come so far. */
function listen(socket: Socket): { text: string } {
  const heard = { text: '' }
  socket.on('data', data => {
    heard.text += data
  })
  return heard
}

t.test('a body that keeps arriving may take longer than any other request', async t => {
  const socket = await open()
  const answer = text(socket)
  socket.write(head('/long', [authorized, 'Content-Length: 20000', 'Connection: close']))
  await trickle(socket, { piece, everyMs: 75, times: 20 })
  t.match(await answer, /^HTTP\/1\.1 200 OK.*"received":20000/s)
})

t.test('so may a body whose length nobody announced', async t => {
  const socket = await open()
  const answer = text(socket)
  socket.write(head('/long', [authorized, 'Transfer-Encoding: chunked', 'Connection: close']))
  await trickle(socket, { piece: `3e8\r\n${piece}\r\n`, everyMs: 75, times: 20 })
  socket.write('0\r\n\r\n')
  t.match(await answer, /^HTTP\/1\.1 200 OK.*"received":20000/s)
})

t.test('the connection serves the next request after a long body, with the usual limits', async t => {
  const socket = await open()
  const answers = text(socket)
  socket.write(head('/long', [authorized, 'Content-Length: 20000']))
  await trickle(socket, { piece, everyMs: 75, times: 20 })
  socket.write(head('/short', ['Content-Length: 10']).replace('octet-stream', 'json'))
  const both = await answers
  t.match(both, /^HTTP\/1\.1 200 OK.*"received":20000.*HTTP\/1\.1 408 Request Timeout/s)
})

t.test('D-SLOW: a body that stalls is told 408 and its connection ends', async t => {
  const socket = await open()
  const answer = text(socket)
  socket.write(head('/long', [authorized, 'Content-Length: 2000']))
  socket.write('x'.repeat(100))
  t.match(await answer, /^HTTP\/1\.1 408 Request Timeout.*connection: close.*"code":"request-timeout"/s)
  t.match(bodies.at(-1), { received: 100, end: 'request-timeout' })
})

t.test('D-SLOW: a body that comes byte by byte is told 408 and its connection ends', async t => {
  const socket = await open()
  const answer = text(socket)
  socket.write(head('/long', [authorized, 'Content-Length: 2000']))
  await trickle(socket, { piece: 'x', everyMs: 100, times: 100 })
  t.match(await answer, /^HTTP\/1\.1 408 Request Timeout/)
  t.ok((bodies.at(-1)?.received ?? 0) < 100, 'before all of it has come')
})

t.test('the time we take ourselves does not count against the sender', async t => {
  pauseMs = 300
  t.teardown(() => {
    pauseMs = 0
  })
  const socket = await open()
  const answer = text(socket)
  const size = 500_000
  socket.write(head('/long', [authorized, `Content-Length: ${size}`, 'Connection: close']))
  socket.write('x'.repeat(size))
  t.match(await answer, new RegExp(`^HTTP/1\\.1 200 OK.*"received":${size}`, 's'))
})

t.test('a body that breaks off is an error where it is read', async t => {
  const socket = await open()
  socket.write(head('/long', [authorized, 'Content-Length: 2000']))
  socket.write('x'.repeat(100))
  await until(() => bodies.at(-1)?.received === 100)
  socket.destroy()
  await until(() => bodies.at(-1)?.end === 'broken off')
  t.match(bodies.at(-1), { received: 100, end: 'broken off' })
})

t.test('a refusal comes before the body is asked for', async t => {
  const socket = await open()
  const heard = listen(socket)
  const before = bodies.length
  socket.write(head('/long', [expecting, 'Content-Length: 2000000000']))
  await once(socket, 'close')
  t.match(heard.text, /^HTTP\/1\.1 401 Unauthorized.*connection: close/s)
  t.notMatch(heard.text, /100 Continue/)
  t.equal(bodies.length, before)
})

t.test('the body is asked for when it is about to be read', async t => {
  const socket = await open()
  const heard = listen(socket)
  socket.write(head('/long', [authorized, expecting, 'Content-Length: 5', 'Connection: close']))
  await until(() => heard.text.includes('100 Continue'))
  socket.write('bytes')
  await once(socket, 'close')
  t.match(heard.text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK.*"received":5/s)
})

t.test('a route of the usual kind asks for its body too, once it may have one', async t => {
  const socket = await open()
  const heard = listen(socket)
  const asked = head('/short', [expecting, 'Content-Length: 10', 'Connection: close'])
  socket.write(asked.replace('octet-stream', 'json'))
  await until(() => heard.text.includes('100 Continue'))
  socket.write('{"a":"b"} ')
  await once(socket, 'close')
  t.match(heard.text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK.*\{"a":"b"\}/s)

  const foreign = await open()
  const refused = listen(foreign)
  foreign.write(head('/short', [expecting, 'Content-Length: 10']))
  await once(foreign, 'close')
  t.match(refused.text, /^HTTP\/1\.1 415 /)

  const large = await open()
  const tooLarge = listen(large)
  large.write(head('/short', [expecting, 'Content-Length: 10000000']).replace('octet-stream', 'json'))
  await once(large, 'close')
  t.match(tooLarge.text, /^HTTP\/1\.1 413 /)
})

for (const [what, lines, path, status] of [
  ['who is refused at the door', [], '/long', 401],
  ['who is refused in the middle of the body', [authorized], '/early', 413],
] as const) {
  t.test(`${what} and sends on all the same reads the answer, and then the connection ends`, async t => {
    const socket = await open({ allowHalfOpen: true })
    const heard = listen(socket)
    let sent = 0
    const much = Buffer.alloc(65_536)
    socket.write(head(path, [...lines, 'Content-Length: 2000000000000']))
    while (!socket.closed) {
      if (!socket.write(much)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
      sent += much.length
      await setTimeout(5)
    }
    t.match(heard.text, new RegExp(`^HTTP/1\\.1 ${status} .*connection: close`, 's'))
    t.ok(sent < 100_000_000, 'and not after all of it')
  })
}

t.test('what follows a refused body on its connection is not a request', async t => {
  const socket = await open({ allowHalfOpen: true })
  const heard = listen(socket)
  socket.write(head('/long', ['Content-Length: 5']))
  await until(() => heard.text.includes('401'))
  socket.write(`bytes${head('/short', ['Content-Length: 2']).replace('octet-stream', 'json')}{}`)
  // Ours ends by itself; the client has to see that by writing.
  await until(() => {
    socket.write(' ')
    return socket.closed
  })
  t.equal(heard.text.match(/HTTP\/1\.1 /g)?.length, 1)
})

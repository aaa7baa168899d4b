import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { binderId, buildSampleApp } from './sample-app.ts'

const limits = { headersMs: 600, requestMs: 900, checkEveryMs: 100, handlerMs: 3000, keepAliveMs: 1000, idleMs: 4000 }
const { app, lines } = await buildSampleApp({ limits })
await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => app.close())

async function open(): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

/** Sends raw bytes and gives back everything that comes until the server closes the connection. */
async function send(bytes: string | Buffer): Promise<string> {
  const socket = await open()
  // The server may close before it has read all of it.
  socket.on('error', () => {})
  socket.write(bytes)
  return text(socket)
}

/** Sends the head at once and then a byte every 200 ms until the server ends it. */
async function trickle(head: string, rest: string): Promise<string> {
  const socket = await open()
  socket.on('error', () => {})
  socket.write(head)
  let index = 0
  const timer = setInterval(() => socket.write(rest[index++ % rest.length] ?? 'x'), 200)
  try {
    return await text(socket)
  } finally {
    clearInterval(timer)
  }
}

function problemOf(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return { head, document: JSON.parse(body) as { code: string; status: number; requestId: string } }
}

const authorized = 'Host: x\r\nAuthorization: Bearer kominfo.recorder\r\n'
const post = `POST /v1/binders HTTP/1.1\r\n${authorized}Idempotency-Key: "k"\r\nContent-Type: application/json\r\n`

t.test('D-SLOW: a body that trickles in is cut off and told why', async t => {
  const { head, document } = problemOf(await trickle(`${post}Content-Length: 1000\r\n\r\n{`, '          '))
  t.match(head, /^HTTP\/1\.1 408 Request Timeout\r\n/)
  t.match(head, /content-type: application\/problem\+json; charset=utf-8/)
  t.match(head, /connection: close/)
  t.match(head, /cache-control: no-store/)
  t.match(document, { code: 'request-timeout', status: 408 })
})

t.test('D-SLOW: who asks for much and never reads is cut off', async t => {
  const socket = await open()
  socket.on('error', () => {})
  socket.pause()
  const ended = new Promise(resolve => app.server.once('timeout', resolve))
  socket.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2000))
  await ended
  socket.resume()
  // What was under way arrives, and then the end.
  t.ok((await text(socket).catch(() => 'cut')).length > 0)
})

t.test('D-SLOW: headers that trickle in are cut off and told why', async t => {
  const { document } = problemOf(await trickle('GET /v1/binders HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'abc'))
  t.match(document, { code: 'request-timeout', status: 408 })
})

t.test('D-SLOW: a connection that sends nothing is closed', async t => {
  t.match(await send(''), /^(HTTP\/1\.1 408|$)/)
})

t.test('D-SLOW: a handler that never answers is given up, with the outcome said to be unknown', async t => {
  const { head, document } = problemOf(
    await send(`GET /v1/faults/never HTTP/1.1\r\n${authorized}Connection: close\r\n\r\n`),
  )
  t.match(head, /retry-after: 5/i)
  t.match(document, { code: 'overloaded', status: 503 })
})

const refused: [string, string, number, string][] = [
  [
    'headers over 16 KiB',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(17_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['a path over 16 KiB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'headers-too-large'],
  ['D-R1: no Host', 'GET /v1/binders HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'invalid-request'],
  [
    'D-R1: two Hosts',
    'GET /v1/binders HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    400,
    'invalid-request',
  ],
  ['D-R1: two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'invalid-request'],
  [
    'a length and chunks',
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'invalid-request',
  ],
  ['D-R1: a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', 400, 'invalid-request'],
  ['D-R1: a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', 400, 'invalid-request'],
  ['D-R1: a bare line feed', 'GET / HTTP/1.1\nHost: x\n\n', 400, 'invalid-request'],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01', 400, 'invalid-request'],
  ['a method of our own', 'FROBNICATE /v1/binders HTTP/1.1\r\nHost: x\r\n\r\n', 501, 'not-implemented'],
  [
    'an expectation nobody meets',
    `GET /v1/binders HTTP/1.1\r\n${authorized}Expect: wonders\r\nConnection: close\r\n\r\n`,
    417,
    'expectation-failed',
  ],
]
for (const [what, bytes, status, code] of refused) {
  t.test(`${what}: the answer on the socket is the problem ${code}`, async t => {
    const { head, document } = problemOf(await send(bytes))
    t.match(head, new RegExp(`^HTTP/1\\.1 ${status} `))
    t.match(head, /content-type: application\/problem\+json; charset=utf-8/i)
    t.match(head, /x-content-type-options: nosniff/i)
    t.notMatch(head, /^server:/im)
    t.match(document, { status, code, requestId: /^[0-9a-f-]{36}$/ })
  })
}

t.test('a body in chunks is read as any other', async t => {
  const body = '{"label":"a","openedAt":"2024-02-14T08:00:00Z","kind":"report","shelf":null,"pages":[]}'
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  t.match(await send(`${post}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunks}`), /^HTTP\/1\.1 201 /)
})

t.test('a body over 1 MiB is refused although no length announced it', async t => {
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  const answer = await send(`${post}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`)
  t.match(problemOf(answer).document, { code: 'content-too-large' })
})

t.test('a request id is ours, whatever the caller sends', async t => {
  const id = '00000000-0000-4000-8000-000000000000'
  const head = `GET /v1/binders/${binderId} HTTP/1.1\r\nHost: x\r\nRequest-Id: ${id}\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`
  t.not(problemOf(await send(head)).document.requestId, id)
})

t.test('what is refused on the socket is one line of the log, without the bytes', async t => {
  await send('GET / HTTP/1.1\r\nAuthorization: Bearer MARKER\r\nX: \0MARKER\r\n\r\n')
  const line = JSON.parse(lines.at(-1) ?? '') as { problem: string; status: number }
  t.match(line, { problem: 'invalid-request', status: 400, msg: 'request' })
  t.notMatch(lines.join(''), /MARKER/)
})

import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { mostHeaders } from '../../src/http/request-head.ts'
import { securityHeaders } from '../../src/http/security-headers.ts'
import { binderId, buildSampleApp } from './sample-app.ts'

const limits = { connectionRequests: 3, handlerMs: 3000, idleMs: 4000, keepAliveMs: 1000, checkEveryMs: 100 }
const { app, lines } = await buildSampleApp({ limits, trustedProxies: ['127.0.0.1'] })
await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => app.close())

async function open(): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  // The server may close before it has read all of it.
  socket.on('error', () => {})
  return socket
}

/** Sends raw bytes and gives back everything that comes until the server closes the connection. */
async function send(bytes: string | Buffer): Promise<string> {
  const socket = await open()
  socket.write(bytes)
  return text(socket)
}

type RawAnswer = { status: number; head: string; body: string }

function answersIn(received: string): RawAnswer[] {
  return received.split(/(?=HTTP\/1\.1 \d{3} )/).map(answer => {
    const end = answer.indexOf('\r\n\r\n')
    return { status: Number(answer.slice(9, 12)), head: answer.slice(0, end + 2), body: answer.slice(end + 4) }
  })
}

const token = 'Authorization: Bearer kominfo.recorder\r\n'
const close = 'Connection: close\r\n'
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\n${token}${close}${headers}\r\n`
const post = (headers: string, body = '') =>
  `POST /v1/binders HTTP/1.1\r\nHost: x\r\n${token}${close}Idempotency-Key: "k"\r\n${headers}\r\n${body}`
const json = 'Content-Type: application/json\r\n'
const binder = '{"label":"a","openedAt":"2024-02-14T08:00:00Z","kind":"report","shelf":null,"pages":[]}'
const length = `Content-Length: ${binder.length}\r\n`
const one = `/v1/binders/${binderId}`

/** What is sent, and the status and problem of the answer; no code where it is a success. */
const rows: Record<string, [bytes: string, status: number, code?: string]> = {
  // Methods
  'TRACE, which would send the token back': [
    `TRACE ${one} HTTP/1.1\r\nHost: x\r\n${token}${close}\r\n`,
    405,
    'method-not-allowed',
  ],
  'CONNECT, which would make a tunnel': [`CONNECT db:5432 HTTP/1.1\r\nHost: x\r\n${token}\r\n`, 0],
  'a preflight of a browser': [
    `OPTIONS ${one} HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n${close}\r\n`,
    405,
    'method-not-allowed',
  ],
  'OPTIONS for the whole server': [`OPTIONS * HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 404, 'no-such-path'],
  'a method in another header': [get(one, 'X-HTTP-Method-Override: PATCH\r\nX-HTTP-Method: DELETE\r\n'), 200],
  'a method in small letters': [`get ${one} HTTP/1.1\r\nHost: x\r\n\r\n`, 501, 'not-implemented'],

  // Targets
  'an absolute target (RFC 9112, 3.2.2)': [get(`http://penerusan.example${one}`), 200],
  'an absolute target of another host': [get(`https://evil.example${one}`), 200],
  'an absolute target with a user': [get(`http://user:secret@x${one}`), 200],
  'an absolute target without a path': [get('http://x'), 404, 'no-such-path'],
  'an absolute target of another scheme': [get(`gopher://x${one}`), 404, 'no-such-path'],
  'a target without a slash': [get('v1/binders'), 400, 'invalid-request'],
  'a doubled slash': [get(`//v1/binders/${binderId}`), 404, 'no-such-path'],
  'a step up': [get(`/v1/other/../binders/${binderId}`), 404, 'no-such-path'],
  'an encoded step up': [get(`/v1/%2e%2e/v1/binders/${binderId}`), 404, 'no-such-path'],
  'an encoded slash': [get(`/v1%2Fbinders/${binderId}`), 404, 'no-such-path'],
  'another case': [get(`/V1/binders/${binderId}`), 404, 'no-such-path'],
  'a slash at the end': [get(`${one}/`), 404, 'no-such-path'],
  'a parameter in the path': [get(`${one};a=b`), 400, 'invalid-request'],
  'a fragment, which is no part of a target': [get(`${one}#part`), 400, 'invalid-request'],
  'broken percent encoding': [get('/v1/binders/%zz'), 400, 'invalid-request'],

  // Versions and connections
  'HTTP/1.0 without Host': [`GET ${one} HTTP/1.0\r\n${token}\r\n`, 200],
  'HTTP/0.9, which has no headers and so no token': ['GET /v1/binders\r\n\r\n', 401, 'not-authenticated'],
  'HTTP/3.0': [`GET ${one} HTTP/3.0\r\nHost: x\r\n\r\n`, 400, 'invalid-request'],
  'the start of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid-request'],
  'an offer of another protocol': [get(one, 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'), 200],

  // Headers
  'two authorizations': [get(one, 'Authorization: Bearer kasn.intake-officer\r\n'), 400, 'malformed-credentials'],
  [`a header more than ${mostHeaders}`]: [get(one, 'A:\r\n'.repeat(mostHeaders)), 431, 'headers-too-large'],
  'a second authorization behind two thousand headers': [
    get(one, `${'A:\r\n'.repeat(2100)}Authorization: Bearer kasn.intake-officer\r\n`),
    431,
    'headers-too-large',
  ],
  'two content types': [post(`${json}Content-Type: text/plain\r\n${length}`, binder), 400, 'invalid-request'],
  'two Idempotency-Keys': [post(`${json}Idempotency-Key: "l"\r\n${length}`, binder), 400, 'idempotency-key-invalid'],
  'two media types in one header': [
    post(`Content-Type: application/json, text/plain\r\n${length}`, binder),
    415,
    'unsupported-media-type',
  ],
  'a space before the colon': [`GET ${one} HTTP/1.1\r\nHost : x\r\n\r\n`, 400, 'invalid-request'],
  'a carriage return in a header': [`GET ${one} HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n`, 400, 'invalid-request'],
  'a name that is no token': [`GET ${one} HTTP/1.1\r\nHost: x\r\nA(b): c\r\n\r\n`, 400, 'invalid-request'],

  // D-R1, framing
  'D-R1: a length and chunks': [
    post(`${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'),
    400,
    'invalid-request',
  ],
  'D-R1: a sign before the length': [
    post(`${json}Content-Length: +${binder.length}\r\n`, binder),
    400,
    'invalid-request',
  ],
  'D-R1: a length in hexadecimal': [post(`${json}Content-Length: 0x57\r\n`, binder), 400, 'invalid-request'],
  'D-R1: a list of lengths': [
    post(`${json}Content-Length: ${binder.length}, ${binder.length}\r\n`, binder),
    400,
    'invalid-request',
  ],
  'D-R1: a length beyond any number': [post(`${json}Content-Length: ${'9'.repeat(30)}\r\n`), 400, 'invalid-request'],
  'D-R1: chunks that are not the last coding': [
    post(`${json}Transfer-Encoding: chunked, gzip\r\n`, '0\r\n\r\n'),
    400,
    'invalid-request',
  ],
  'D-R1: chunks twice': [post(`${json}Transfer-Encoding: chunked, chunked\r\n`, '0\r\n\r\n'), 400, 'invalid-request'],
  'D-R1: a coding nobody knows': [post(`${json}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n'), 400, 'invalid-request'],
  'D-R1: a chunk size that is no number': [
    post(`${json}Transfer-Encoding: chunked\r\n`, `+2\r\n{}\r\n0\r\n\r\n`),
    400,
    'invalid-request',
  ],
  'D-R1: chunk extensions without end': [
    post(`${json}Transfer-Encoding: chunked\r\n`, `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
    413,
    'content-too-large',
  ],
  'D-R1: chunks in HTTP/1.0 (RFC 9112, 6.1)': [
    post(`${json}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0'),
    400,
    'invalid-request',
  ],
  'D-R1: trailers that try to be headers': [
    post(
      `${json}Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n`.replace(token, ''),
      `${binder.length.toString(16)}\r\n${binder}\r\n0\r\nAuthorization: Bearer kasn.intake-officer\r\n\r\n`,
    ),
    201,
  ],
}

for (const [what, [bytes, status, code]] of Object.entries(rows)) {
  t.test(`${what}: ${code ?? (status || 'the connection ends')}`, async t => {
    const received = await send(bytes)
    if (status === 0) {
      t.equal(received, '')
      return
    }
    const [answer, ...others] = answersIn(received) as [RawAnswer, ...RawAnswer[]]
    t.equal(answer.status, status, received)
    t.strictSame(others, [], 'one request, one answer')
    if (code !== undefined) t.match(JSON.parse(answer.body), { code, status })
    for (const [name, value] of Object.entries(securityHeaders)) t.match(answer.head, `\r\n${name}: ${value}\r\n`)
    t.notMatch(answer.head, /^(server|x-powered-by|via|set-cookie|access-control-[a-z-]*|upgrade|allow-.*):/im)
    t.notMatch(answer.head + answer.body, /evil|kasn\.|secret/)
  })
}

t.test('a link in a list is a path, whatever host the target named', async t => {
  const [answer] = answersIn(await send(get('http://evil.example/v1/binders?limit=1'))) as [RawAnswer]
  t.equal(answer.status, 200)
  t.match(JSON.parse(answer.body), { next: /^\/v1\/binders\?limit=1&cursor=/ })
  t.notMatch(answer.head + answer.body, 'evil')
})

t.test('what follows a request that was refused on the socket is not looked at', async t => {
  const smuggled = `GET ${one} HTTP/1.1\r\nHost: x\r\n${token}\r\n`
  const answers = answersIn(
    await send(post(`${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`)),
  )
  t.strictSame(
    answers.map(({ status }) => status),
    [400],
  )
})

t.test(
  'requests on one connection are answered in order, and the last one the connection may have says so',
  async t => {
    const asked = `GET ${one} HTTP/1.1\r\nHost: x\r\n${token}\r\n`
    const socket = await open()
    socket.write(asked.repeat(2))
    const missing = `GET /v1/nothing HTTP/1.1\r\nHost: x\r\n${token}\r\n`
    socket.write(missing)
    const answers = answersIn(await text(socket))
    t.strictSame(
      answers.map(({ status }) => status),
      [200, 200, 404],
    )
    t.strictSame(
      answers.map(({ head }) => /^connection: close/im.test(head)),
      [false, false, true],
    )
  },
)

t.test('a connection that is idle for long is closed', async t => {
  const socket = await open()
  socket.write(`GET ${one} HTTP/1.1\r\nHost: x\r\n${token}\r\n`)
  const [answer] = answersIn(await text(socket)) as [RawAnswer]
  t.match(answer.head, /^keep-alive: timeout=1(, max=3)?\r$/im)
})

t.test('over TLS, which a trusted proxy tells of, the answer asks for TLS ever after (RFC 6797)', async t => {
  const headOf = async (headers: string) => answersIn(await send(get(one, headers)))[0]?.head
  const asked = /^strict-transport-security: max-age=31536000; includeSubDomains\r$/im
  t.match(await headOf('X-Forwarded-Proto: https\r\n'), asked)
  t.notMatch(await headOf('X-Forwarded-Proto: https, http\r\n'), asked, 'the last proxy counts')
  t.notMatch(await headOf(''), /strict-transport/i)
  const { app: alone } = await buildSampleApp()
  t.teardown(() => alone.close())
  const direct = await alone.inject({ url: '/problems/not-found', headers: { 'x-forwarded-proto': 'https' } })
  t.equal(direct.headers['strict-transport-security'], undefined, 'a stranger is not believed')
})

t.test('no problem document and no log line repeats what was sent', async t =>
  t.notMatch(lines.join(''), /evil|secret/),
)

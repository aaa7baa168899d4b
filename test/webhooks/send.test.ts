import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { isPublicAddress, type Resolve } from '../../src/webhooks/public-addresses.ts'
import { createSend, type Send, type Sent } from '../../src/webhooks/send.ts'
import { allowedAddresses, faultOfAddresses, parseTarget } from '../../src/webhooks/target.ts'
import { startReceiver } from '../support/receiver.ts'
import { selfSigned } from '../support/self-signed.ts'
import { until } from '../support/until.ts'
import { watchSockets } from '../support/watched-sockets.ts'

const nobody: Resolve = async name => {
  throw new Error(`nobody knows ${name}`)
}
const inEarnest = { loopback: false }
const here = { loopback: true }
const patient = { connectMs: 2_000, totalMs: 2_000 }
const hasty = { connectMs: 300, totalMs: 300 }

function sendBy(resolve: Resolve, policy = here, limits = patient): Send {
  return createSend({ resolve, isAllowed: allowedAddresses(policy), limits })
}

async function ring(send: Send, url: string, signal?: AbortSignal): Promise<Sent | null> {
  return send({ method: 'POST', url: new URL(url), headers: {}, body: Buffer.from('{}') }, signal)
}

/** Spellings of addresses that no bell may go to, with what they are. */
const inward = [
  '127.0.0.1',
  'localhost',
  'localhost.',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::7f00:1]',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '017700000001',
  '127.1',
  '127.0.0.1.',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '169.254.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[2001:db8::1]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '168.63.129.16',
  '[::ffff:168.63.129.16]',
  '[::ffff:169.254.169.254]',
  '[::ffff:0:127.0.0.1]',
]

t.test(
  'R-WHK-01: no spelling of an inward address is a target, at creation or when it is sent to, and no socket is opened',
  async t => {
    const { tried } = watchSockets(t)
    for (const host of inward) {
      const text = `https://${host}/`
      const target = parseTarget(text, inEarnest)
      const toItself: Resolve = async () => ['127.0.0.1']
      const isAllowed = allowedAddresses(inEarnest)
      const fault =
        target instanceof URL ? await faultOfAddresses(target, { resolve: toItself, isAllowed }) : target.join()
      t.match(fault, /^(address|host)$/, text)
      t.match(await ring(sendBy(toItself, inEarnest), text), { outcome: 'address-refused', status: null }, text)
    }
    t.strictSame(tried, [])
  },
)

t.test('R-WHK-01: a target has no other scheme, port, user information or fragment, and is a URL', async t => {
  const { tried } = watchSockets(t)
  for (const [text, code] of [
    ['http://receiver.example/', 'scheme'],
    ['ftp://receiver.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme,host'],
    ['http://ok@receiver:22/#there', 'scheme,user-information,port,fragment,host'],
    ['https://receiver.example:22/', 'port'],
    ['https://receiver.example:8080/', 'port'],
    ['https://ok@127.0.0.1/', 'user-information'],
    ['https://ok:so@receiver.example/', 'user-information'],
    ['https://receiver.example/#there', 'fragment'],
    ['https://receiver/', 'host'],
    ['https://receiver.example./', 'host'],
    ['https://[example.com]/', 'url'],
    ['https://[fe80::1%25eth0]/', 'url'],
    ['//receiver.example/', 'url'],
    [`https://receiver.example/${'"'.repeat(1_000)}`, 'url'],
  ] as const) {
    t.equal(String(parseTarget(text, inEarnest)), code, text)
  }
  for (const text of [
    'https://receiver.example/',
    'https://receiver.example:8443/in?x=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ]) {
    t.type(parseTarget(text, inEarnest), URL, text)
  }
  t.strictSame(tried, [])
})

t.test('R-WHK-01: where the operator lists hosts, only they and what is under them are targets', async t => {
  const policy = { loopback: false, hosts: ['go.id'] }
  t.type(parseTarget('https://bells.kasn.go.id/', policy), URL)
  for (const host of ['receiver.example', 'go.id.example', 'notgo.id']) {
    t.strictSame(parseTarget(`https://${host}/`, policy), ['host-not-allowed'], host)
  }
  t.match(
    await ring(
      sendBy(async () => ['8.8.8.8'], policy),
      'https://receiver.example/',
    ),
    { outcome: 'address-refused' },
  )
})

t.test(
  'R-WHK-01: one inward address among public ones refuses the name, and so does a name that leads nowhere',
  async t => {
    const { tried } = watchSockets(t)
    for (const addresses of [['8.8.8.8', '10.0.0.1'], ['2606:4700::1111', '::1'], ['::1', '8.8.8.8'], []]) {
      const sent = await ring(
        sendBy(async () => addresses, inEarnest),
        'https://receiver.example/',
      )
      t.match(sent, { outcome: 'address-refused' }, addresses.join(' '))
    }
    t.strictSame(tried, [])
  },
)

t.test(
  'R-WHK-01: a name is looked up once for each request, so another answer a moment later changes nothing',
  async t => {
    const { tried } = watchSockets(t)
    const times = 1_000
    let asked = 0
    const rebinding: Resolve = async () => (asked++ % 2 === 0 ? ['8.8.8.8'] : ['127.0.0.1'])
    const send = sendBy(rebinding, inEarnest)
    for (let time = 0; time < times; time++) {
      const sent = await ring(send, 'https://receiver.example/')
      t.equal(sent?.outcome, time % 2 === 0 ? 'unreachable' : 'address-refused')
    }
    t.equal(asked, times)
    t.equal(tried.length, times / 2)
    t.notMatch(JSON.stringify(tried), /127\.0\.0\.1/)
  },
)

t.test('public addresses are public', async t => {
  for (const address of ['8.8.8.8', '1.1.1.1', '103.28.12.1', '2606:4700::1111', '2400:cb00::1'])
    t.ok(isPublicAddress(address), address)
  for (const address of ['', 'receiver.example', '1.2.3', '::ffff:10.0.0.1']) t.notOk(isPublicAddress(address), address)
})

t.test('a bell is delivered by a 2xx and by nothing else; of the answer, the status alone is kept', async t => {
  const receiver = await startReceiver(t)
  const send = sendBy(nobody)
  for (const status of [200, 201, 202, 204, 299]) {
    receiver.answer(() => status)
    t.match(await ring(send, receiver.url), { outcome: 'delivered', status }, `${status}`)
  }
  for (const status of [300, 304, 400, 404, 410, 429, 500, 503]) {
    receiver.answer((_, response) => {
      response.writeHead(status, { 'retry-after': '7', 'x-secret': 'told to nobody' }).end('told to nobody')
      return undefined
    })
    const sent = await ring(send, receiver.url)
    t.match(sent, { outcome: 'refused', status, retryAfterMs: 7000 }, `${status}`)
    t.notMatch(JSON.stringify(sent), /told to nobody/)
  }
  t.strictSame([...new Set(receiver.rung.map(({ headers }) => headers['accept-encoding']))], ['identity'])
})

t.test('a redirection is a failure, and is not followed, inward or elsewhere', async t => {
  const receiver = await startReceiver(t)
  const inside = await startReceiver(t)
  for (const status of [301, 302, 303, 307, 308]) {
    for (const location of [inside.url, '/elsewhere', 'http://169.254.169.254/latest/meta-data/']) {
      receiver.answer(() => ({ status, headers: { location } }))
      t.match(await ring(sendBy(nobody), receiver.url), { outcome: 'refused', status })
    }
  }
  t.equal(receiver.rung.length, 15)
  t.equal(inside.rung.length, 0)
})

t.test('an endpoint that is not there, or closes the connection, is unreachable', async t => {
  const closed = await rawServer(t, socket => socket.destroy())
  t.match(await ring(sendBy(nobody), `http://127.0.0.1:${closed}/`), { outcome: 'unreachable', status: null })
  t.match(await ring(sendBy(nobody), 'http://127.0.0.1:1/'), { outcome: 'unreachable', status: null })
  t.match(await ring(sendBy(nobody), 'https://receiver.example/'), { outcome: 'unreachable', status: null })
})

t.test('an endpoint that says nothing, or a byte now and then, is given up in time', async t => {
  const silent = await rawServer(t, () => {})
  const slow = await rawServer(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
    const drip = setInterval(() => socket.write('x'), 20)
    socket.on('close', () => clearInterval(drip))
  })
  for (const port of [silent, slow]) {
    t.match(await ring(sendBy(nobody, here, hasty), `http://127.0.0.1:${port}/`), { outcome: 'timeout', status: null })
  }
  const unanswered: Resolve = () => new Promise(() => {})
  t.match(await ring(sendBy(unanswered, here, hasty), 'https://receiver.example/'), {
    outcome: 'timeout',
    status: null,
  })
})

t.test('garbage, headers without end and a status below 100 are no answer', async t => {
  const garbage = await rawServer(t, socket => socket.write('SSH-2.0-OpenSSH_9.9\r\n'))
  const endless = await rawServer(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const pour = () => {
      while (!socket.destroyed && socket.write(`x-more: ${'x'.repeat(1000)}\r\n`));
    }
    socket.on('drain', pour)
    pour()
  })
  const ofNoHundred = await rawServer(t, socket => socket.write('HTTP/1.1 099 Less\r\ncontent-length: 0\r\n\r\n'))
  for (const port of [garbage, endless, ofNoHundred]) {
    t.match(await ring(sendBy(nobody), `http://127.0.0.1:${port}/`), { outcome: 'answer-unfit', status: null })
  }
})

t.test('whoever goes over to another protocol has refused, and nothing waits for it', async t => {
  const switching = await rawServer(t, socket =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  )
  for (const method of ['POST', 'OPTIONS'] as const) {
    const url = new URL(`http://127.0.0.1:${switching}/`)
    const sent = await sendBy(nobody)({ method, url, headers: {}, body: Buffer.from('{}') })
    t.match(sent, { outcome: 'refused', status: 101 }, method)
  }
})

t.test('a body without end, or a bomb, is not read beyond a few kilobytes', async t => {
  let poured = 0
  let gone = false
  const receiver = await startReceiver(t)
  receiver.answer((_, response) => {
    response.writeHead(200, { 'content-length': String(10 * 1024 ** 3), 'content-encoding': 'gzip' })
    const chunk = Buffer.alloc(64 * 1024)
    const pour = () => {
      let more = true
      while (more && !response.destroyed) {
        poured += chunk.length
        more = response.write(chunk)
      }
    }
    response.on('drain', pour)
    response.on('close', () => {
      gone = true
    })
    pour()
    return undefined
  })
  t.match(await ring(sendBy(nobody), receiver.url), { outcome: 'delivered', status: 200 })
  await until(() => gone)
  t.ok(poured < 50 * 1024 ** 2, `${poured} bytes left the endpoint`)
})

t.test('an answer counts by its headers, also when its body is still open at the end of the time', async t => {
  const open = await rawServer(t, socket =>
    socket.once('data', () => socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\nx')),
  )
  const url = `http://127.0.0.1:${open}/`
  // On a busy machine the time may end before the headers are there; then once more.
  const first = (result: () => Promise<Sent | null>) =>
    until(async () => {
      const sent = await result()
      return sent?.status && sent
    })
  t.match(await first(() => ring(sendBy(nobody, here, hasty), url)), { outcome: 'delivered', status: 202 })
  let stop = AbortSignal.abort()
  const stopped = await first(() => {
    stop = AbortSignal.timeout(200)
    return ring(sendBy(nobody), url, stop)
  })
  t.match(stopped, { outcome: 'delivered', status: 202 }, 'and when it is told to stop')
  t.ok(stop.aborted)
})

t.test('whoever is told to stop has no answer', async t => {
  const silent = await rawServer(t, () => {})
  const send = createSend({ resolve: nobody, isAllowed: allowedAddresses(here) })
  t.equal(await ring(send, `http://127.0.0.1:${silent}/`, AbortSignal.timeout(50)), null)
})

t.test('by TLS the name of the endpoint is in SNI and Host, and its certificate must be vouched for', async t => {
  const { cert, key } = selfSigned('receiver.example')
  const seen: unknown[] = []
  const server = createTlsServer({ cert, key }, (request, response) => {
    seen.push([(request.socket as unknown as { servername: unknown }).servername, request.headers.host])
    response.writeHead(204).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const resolve: Resolve = async () => ['127.0.0.1']
  const isAllowed = () => true
  const url = `https://receiver.example:${port}/bells`
  t.match(await ring(createSend({ resolve, isAllowed, ca: cert }), url), { outcome: 'delivered', status: 204 })
  t.strictSame(seen, [['receiver.example', `receiver.example:${port}`]])
  t.match(await ring(createSend({ resolve, isAllowed }), url), { outcome: 'tls-failed', status: null })
  const other = `https://other.example:${port}/bells`
  t.match(await ring(createSend({ resolve, isAllowed, ca: cert }), other), { outcome: 'tls-failed', status: null })
  t.equal(seen.length, 1)
})

async function rawServer(t: Test, onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    onConnection(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return (server.address() as AddressInfo).port
}

t.end()

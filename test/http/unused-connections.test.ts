import { once } from 'node:events'
import { createServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { watchUnused } from '../../src/http/unused-connections.ts'
import { selfSigned } from '../support/self-signed.ts'
import { until } from '../support/until.ts'

t.test('over TLS too, what was never asked anything is ended, and a request that arrives goes on', async t => {
  const server = createServer(selfSigned('localhost'), (_, response) => response.end('answered'))
  const endUnused = watchUnused(server)
  const negotiatedHere: Socket[] = []
  server.on('secureConnection', socket => negotiatedHere.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  const secure = { ...place, rejectUnauthorized: false }
  const [silent, negotiated, asking] = [connect(place), connectTls(secure), connectTls(secure)]
  t.after(() => server.close())
  t.after(() => asking.destroy())
  await Promise.all([once(silent, 'connect'), once(negotiated, 'secureConnect'), once(asking, 'secureConnect')])
  const arrived = new Promise<void>(resolve => server.once('request', () => resolve()))
  asking.write('GET / HTTP/1.1\r\n')
  await until(() => negotiatedHere.length === 2 && negotiatedHere.some(({ bytesRead }) => bytesRead > 0))

  const ends = [silent, negotiated].map((socket: Socket) => {
    // Whoever was in the middle of negotiating sees a reset.
    socket.resume().on('error', () => {})
    return new Promise<void>(resolve => socket.once('close', () => resolve()))
  })
  endUnused()
  await Promise.all(ends)
  endUnused()
  asking.write('Host: localhost\r\n\r\n')
  await arrived
  t.match(String((await once(asking, 'data'))[0]), /answered/)
})

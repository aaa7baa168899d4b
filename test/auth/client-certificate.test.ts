import { once } from 'node:events'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { authentication } from '../../src/auth/authentication.ts'
import { type CertificateProxy, certificateReader } from '../../src/auth/client-certificate.ts'
import { renderProblems } from '../../src/http/problem-document.ts'
import { type ServerCertificate, serverOptions } from '../../src/http/server-options.ts'
import { type SelfSigned, selfSigned } from '../support/self-signed.ts'
import { createTestIssuers, plainAuthentication } from '../support/tokens.ts'

const issuers = await createTestIssuers()
const ours = selfSigned()
const client = selfSigned('sapa-kasn')
const thief = selfSigned('sapa-kasn')
const bound = await issuers.token('kasn', ['case-officer'], { claims: { cnf: { 'x5t#S256': client.thumbprint } } })
const unbound = await issuers.token('kasn', ['case-officer'])

t.test('RFC 8705: a bound token is good only over a connection with its certificate', async t => {
  const app = await start(t, { tls: ours })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const ask = (token: string, certificate?: SelfSigned, headers: Record<string, string> = {}) =>
    statusOver(port, token, certificate, headers)

  t.equal(await ask(bound, client), 200)
  t.equal(await ask(bound, thief), 401, 'another certificate of the same name')
  t.equal(await ask(bound), 401, 'no certificate')
  t.equal(await ask(bound, undefined, { 'client-cert': sfBytes(client) }), 401, 'a forged header')
  t.equal(await ask(bound, thief, { 'client-cert': sfBytes(client) }), 401, 'a forged header beside a certificate')
  t.equal(await ask(unbound), 200, 'who is bound to nothing needs none')
  t.equal(await ask(unbound, thief), 200)
})

t.test('RFC 9440: what a proxy passes on is believed from its own address alone', async t => {
  const proxy = { addresses: ['10.0.0.7', '::1'], header: 'client-cert' }
  const app = await start(t, { proxy })
  const ask = async (remoteAddress: string, headers: Record<string, string | string[]> = {}) =>
    (await app.inject({ url: '/whoami', remoteAddress, headers: { authorization: `Bearer ${bound}`, ...headers } }))
      .statusCode

  for (const address of ['10.0.0.7', '::ffff:10.0.0.7', '::1']) {
    t.equal(await ask(address, { 'client-cert': sfBytes(client) }), 200, address)
  }
  for (const address of ['10.0.0.8', '127.0.0.1', '::ffff:10.0.0.8', '::2']) {
    t.equal(await ask(address, { 'client-cert': sfBytes(client) }), 401, `forged from ${address}`)
  }
  const odd: Record<string, string | string[] | undefined> = {
    missing: undefined,
    'of another': sfBytes(thief),
    'twice in one line': `${sfBytes(client)}, ${sfBytes(client)}`,
    'in PEM': client.der.toString('base64'),
    'cut off': sfBytes(client).slice(0, -1),
    empty: '',
    'no bytes': '::',
  }
  for (const [title, value] of Object.entries(odd)) {
    t.equal(await ask('10.0.0.7', value === undefined ? {} : { 'client-cert': value }), 401, title)
  }
  t.equal(await ask('10.0.0.7', { 'x-client-cert': sfBytes(client) }), 401, 'in another header')
})

t.test('two Client-Cert lines are none, whichever the proxy wrote', async t => {
  const read = certificateReader({ addresses: ['10.0.0.7'], header: 'client-cert' })
  const requestWith = (...rawHeaders: string[]) =>
    ({ socket: { remoteAddress: '10.0.0.7' }, rawHeaders }) as unknown as Parameters<typeof read>[0]
  t.equal(read(requestWith('Client-Cert', sfBytes(client))), client.thumbprint)
  t.equal(read(requestWith('Client-Cert', sfBytes(thief), 'client-cert', sfBytes(client))), undefined)
})

t.test('without a configured proxy no header is believed from anybody', async t => {
  const app = await start(t, {})
  for (const remoteAddress of ['127.0.0.1', '10.0.0.7']) {
    const headers = { authorization: `Bearer ${bound}`, 'client-cert': sfBytes(client) }
    t.equal((await app.inject({ url: '/whoami', remoteAddress, headers })).statusCode, 401, remoteAddress)
  }
})

t.test('the certificate of the proxy itself is not that of the client', async t => {
  const app = await start(t, { tls: ours, proxy: { addresses: ['127.0.0.1'], header: 'client-cert' } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  t.equal(await statusOver(port, bound, client), 401, 'it connects with a certificate and passes none on')
  t.equal(await statusOver(port, bound, thief, { 'client-cert': sfBytes(client) }), 200, 'it passes the client’s on')
})

function sfBytes({ der }: SelfSigned): string {
  return `:${der.toString('base64')}:`
}

async function start(t: Test, { tls, proxy }: { tls?: ServerCertificate; proxy?: CertificateProxy }) {
  const app = Fastify(serverOptions(tls && { tls: { cert: tls.cert, key: tls.key } }))
  renderProblems(app)
  await app.register(authentication, {
    ...plainAuthentication(issuers.verifier),
    certificateOf: certificateReader(proxy),
  })
  app.get('/whoami', async ({ actor }) => actor.agency)
  t.teardown(() => app.close())
  return app
}

/** The status of `GET /whoami` over TLS, with or without a certificate of the client. */
async function statusOver(port: number, token: string, certificate?: SelfSigned, headers: Record<string, string> = {}) {
  const outgoing = request({
    port,
    host: '127.0.0.1',
    path: '/whoami',
    agent: false,
    rejectUnauthorized: false,
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  outgoing.end()
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  return incoming.statusCode as number
}

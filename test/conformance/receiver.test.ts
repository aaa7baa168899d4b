import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { runChecks } from '../../src/conformance/check.ts'
import { receiverChecks } from '../../src/conformance/receiver/checks.ts'
import { newKeys, signerOf, strangerTo } from '../../src/conformance/receiver/signing.ts'

const keys = newKeys()

/** What a receiver does, step by step; a fault replaces one. */
const good = {
  consent: (): Record<string, string> => ({ 'webhook-allowed-origin': '*' }),
  answers: true,
  mayComeTwice: true,
  knowsType: (_type: string) => true,
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  isFresh: (seconds: number) => Math.abs(Date.now() / 1000 - seconds) <= 300,
  /** What the signature is compared with. */
  signed: (body: string) => body,
  signatures: (header: string) => header.split(' '),
  believes: (signature: string, content: string) => isOurs(signature, content),
  accepted: 204,
}
type Receiver = typeof good

let receiver: Receiver = good
const seenIds = new Set<string>()
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  answer(request, Buffer.concat(chunks).toString(), response)
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
t.after(() => {
  server.close()
  server.closeAllConnections()
})
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bells`

function answer({ method, headers }: IncomingMessage, body: string, response: ServerResponse): void {
  if (!receiver.answers) return
  if (method === 'OPTIONS') {
    response.writeHead(200, receiver.consent()).end()
    return
  }
  const header = (name: string) => String(headers[name] ?? '')
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')]
  const content = `${id}.${timestamp}.${receiver.signed(body)}`
  const fits =
    receiver.required.every(name => headers[name] !== undefined) &&
    receiver.isFresh(Number(timestamp)) &&
    receiver.signatures(header('webhook-signature')).some(one => receiver.believes(one, content)) &&
    receiver.knowsType(JSON.parse(body).type) &&
    (receiver.mayComeTwice || !seenIds.has(id))
  seenIds.add(id)
  response.writeHead(fits ? receiver.accepted : 400).end()
}

function isOurs(signature: string, content: string): boolean {
  const [scheme, value = ''] = signature.split(',')
  const bytes = Buffer.from(value, 'base64')
  if (scheme === 'v1') {
    const expected = createHmac('sha256', Buffer.from(keys.shared.slice(6), 'base64'))
      .update(content)
      .digest()
    return bytes.length === expected.length && timingSafeEqual(bytes, expected)
  }
  const x = Buffer.from(keys.publicKey.slice(5), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return scheme === 'v1a' && verify(null, Buffer.from(content), key, bytes)
}

/** Which fault of a receiver each check finds. */
const faults: readonly (readonly [check: string, fault: string, Partial<Receiver>])[] = [
  ['RCV-01', 'consents to others only', { consent: () => ({ 'webhook-allowed-origin': 'elsewhere.example' }) }],
  ['RCV-01', 'does not know the question', { consent: () => ({}) }],
  ['RCV-02', 'never answers', { answers: false }],
  ['RCV-02', 'redirects', { accepted: 302 }],
  ['RCV-02', 'does not know the scheme', { believes: () => false }],
  ['RCV-03', 'takes a repetition for an attack', { mayComeTwice: false }],
  ['RCV-04', 'refuses types it does not know', { knowsType: type => type === 'penerusan.referral-sent' }],
  ['RCV-05', 'looks at the first signature alone', { signatures: header => header.split(' ').slice(0, 1) }],
  ['RCV-06', 'verifies nothing', { believes: () => true }],
  ['RCV-07', 'verifies what it has parsed and written again', { signed: body => JSON.stringify(JSON.parse(body)) }],
  ['RCV-08', 'believes any signature of the right form', { believes: one => /^v1a?,\S{40,}$/.test(one) }],
  ['RCV-09', 'does not look at the time', { isFresh: () => true }],
  ['RCV-09', 'does not look at times ahead', { isFresh: seconds => Date.now() / 1000 - seconds <= 300 }],
  ['RCV-10', 'takes bells without a signature', { required: [], signatures: () => [''], believes: one => one === '' }],
  ['RCV-11', 'takes an empty signature', { believes: (one, content) => one === 'v1,' || isOurs(one, content) }],
  [
    'RCV-11',
    'takes a scheme that it does not know',
    { believes: (one, content) => one.startsWith('v9') || isOurs(one, content) },
  ],
]

for (const [name, key] of [
  ['HMAC', keys.shared],
  ['ed25519', keys.privateKey],
] as const) {
  const at = { url, sign: signerOf(key), signAsStranger: strangerTo(key), patienceMs: 5_000 }
  t.test(`a receiver that does all it must passes every check, with ${name}`, async t => {
    receiver = good
    const verdicts = await runChecks(at, receiverChecks)
    t.equal(verdicts.length, receiverChecks.length)
    for (const { id, seen, outcome } of verdicts) t.equal(outcome, 'pass', `${id}: ${seen}`)
  })

  t.test(`every check finds the faults of a receiver, with ${name}`, async t => {
    t.strictSame(
      [...new Set(faults.map(([check]) => check))],
      receiverChecks.map(({ id }) => id),
    )
    for (const [id, fault, replaced] of faults) {
      receiver = { ...good, ...replaced }
      const patienceMs = receiver.answers ? 5_000 : 200
      const [verdict] = await runChecks(
        { ...at, patienceMs },
        receiverChecks.filter(check => check.id === id),
      )
      t.match(verdict, { id, outcome: 'fail' }, `${id}: ${fault}`)
    }
  })
}

t.end()

import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { all, CannotTry, type Check, seen } from '../check.ts'
import { answered, refused } from '../exchange.ts'
import { succeeded } from '../story.ts'
import type { Endpoint, Target } from '../target.ts'

/** The DER that is before the 32 bytes of a public key of ed25519 (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex')

/** Webhooks, from their making to a bell that is verified. */
export const webhookChecks: readonly Check<Target>[] = [
  {
    id: 'WHK-01',
    what: 'addresses that lead inward, and one with user information',
    expected: '422 webhook-target-refused each',
    async run(target) {
      const kasn = target.as('kasn', 'integrator')
      const urls = [
        'https://10.0.0.1/',
        'https://169.254.169.254/latest/',
        'https://[fd00::1]/',
        'https://a:b@192.0.2.1/',
      ]
      const replies = []
      for (const url of urls) replies.push(await kasn('POST', '/v1/webhooks', { body: { url } }))
      return all(...replies.map(reply => refused(reply, 422, 'webhook-target-refused')))
    },
  },
  {
    id: 'WHK-02',
    what: 'a webhook that leads here: no bell before it consents, then a test bell',
    expected: '409 webhook-not-consented; then a bell that the key of the webhook verifies, by Standard Webhooks',
    async run(target) {
      const kasn = target.as('kasn', 'integrator')
      const endpoint = await openEndpoint(target.endpoint)
      try {
        const made = await kasn('POST', '/v1/webhooks', { body: { url: endpoint.url } })
        if (target.endpoint === undefined && made.body['code'] === 'webhook-target-refused') {
          throw new CannotTry(
            'the server sends nothing to this machine: give an address that it reaches with --endpoint; a sandbox of your own does with WEBHOOK_LOOPBACK=on',
          )
        }
        const path = `/v1/webhooks/${succeeded(made, 'a webhook is made').body.id}`
        try {
          const early = await kasn('POST', `${path}/tests`, { key: null })
          const consent = await kasn('PUT', `${path}/consent`)
          const tested = await kasn('POST', `${path}/tests`, { key: null })
          const [bell] = endpoint.bells
          const [key] = made.body['keys'] as readonly { readonly publicKey: string }[]
          return all(
            refused(early, 409, 'webhook-not-consented'),
            answered(consent, 200, 201),
            seen(tested.body['outcome'] === 'delivered', `the test bell: ${tested.status} ${tested.body['outcome']}`),
            seen(endpoint.bells.length === 1, `${endpoint.bells.length} bells`),
            seen(bell !== undefined && isSignedBy(bell, key?.publicKey ?? ''), 'the signature of the bell'),
          )
        } finally {
          await kasn('DELETE', path)
        }
      } finally {
        endpoint.close()
      }
    },
  },
]

type Bell = { readonly headers: IncomingMessage['headers']; readonly body: string }

/** An endpoint that consents and takes every bell; of this machine alone, or where the server reaches it. */
async function openEndpoint(outside?: Endpoint) {
  const bells: Bell[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (request.method === 'POST') bells.push({ headers: request.headers, body })
    const origin = request.headers['webhook-request-origin'] ?? '*'
    response.writeHead(204, { 'webhook-allowed-origin': origin }).end()
  })
  server.listen(outside?.port ?? 0, outside?.host ?? '127.0.0.1')
  await once(server, 'listening')
  return {
    url: outside?.url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    bells: bells as readonly Bell[],
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function isSignedBy({ headers, body }: Bell, publicKey: string): boolean {
  const bytes = Buffer.concat([spki, Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64')])
  const key = createPublicKey({ key: bytes, format: 'der', type: 'spki' })
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  return String(headers['webhook-signature'])
    .split(' ')
    .some(one => one.startsWith('v1a,') && verify(null, content, key, Buffer.from(one.slice(4), 'base64')))
}

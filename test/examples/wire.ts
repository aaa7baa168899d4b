import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export type Passed = {
  readonly method: string
  readonly path: string
  readonly key: string | undefined
  readonly sent: Buffer
  readonly status: number
  readonly replied: Buffer
}

/**
 * A wire to the service that keeps everything that passes. With `losesEvery` it loses the reply to every n-th request:
 * the service has done it, and the caller is told 503 and to come again.
 */
export async function layWire(t: Test, url: string, { losesEvery = Number.POSITIVE_INFINITY } = {}) {
  const passed: Passed[] = []
  let requests = 0
  const server = createServer(async (request, reply) => {
    const { method = '', url: path = '' } = request
    const sent = await bodyOf(request)
    const headers = new Headers()
    for (const name of ['authorization', 'content-type', 'if-match', 'idempotency-key', 'x-purpose']) {
      const value = request.headers[name]
      if (typeof value === 'string') headers.set(name, value)
    }
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(sent.length > 0 && { body: new Uint8Array(sent) }),
    })
    const replied = Buffer.from(await answer.arrayBuffer())
    passed.push({
      method,
      path,
      key: headers.get('idempotency-key') ?? undefined,
      sent,
      status: answer.status,
      replied,
    })

    requests += 1
    if (requests % losesEvery === 0) {
      reply.writeHead(503, { 'retry-after': '0' }).end('{}')
      return
    }
    const kept = ['content-type', 'etag', 'location', 'retry-after'].flatMap(name => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    reply.writeHead(answer.status, Object.fromEntries(kept)).end(replied)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, passed: passed as readonly Passed[] }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'

type Asked = {
  readonly method: string
  readonly path: string
  readonly key: string | undefined
  readonly range: string | undefined
}

/**
 * A wire on which answers get lost: the service has done what it was asked for, and the connection is cut before anybody
 * is told, or in the middle of the answer, after as many of its bytes as are said.
 */
export async function layLosingWire(
  t: Pick<Test, 'after'>,
  { to, loses }: { readonly to: string; readonly loses: (asked: Asked) => boolean | number },
): Promise<{ readonly url: string; readonly passed: readonly Asked[] }> {
  const passed: Asked[] = []
  const wire = createServer(async (request, reply) => {
    const { method = '', url: path = '' } = request
    const { host: _, connection: __, ...headers } = request.headers
    const body = await buffer(request)
    const answer = await fetch(`${to}${path}`, {
      method,
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const asked = { method, path, key: headers['idempotency-key'] as string | undefined, range: headers.range }
    passed.push(asked)
    const lost = loses(asked)
    if (lost === true) return void request.socket.destroy()
    const { 'transfer-encoding': ___, connection: ____, ...replied } = Object.fromEntries(answer.headers)
    reply.writeHead(answer.status, replied)
    if (lost === false) reply.end(bytes)
    else reply.write(bytes.subarray(0, lost), () => request.socket.destroy())
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  t.after(() => {
    wire.closeAllConnections()
    wire.close()
  })
  return { url: `http://127.0.0.1:${(wire.address() as AddressInfo).port}`, passed }
}

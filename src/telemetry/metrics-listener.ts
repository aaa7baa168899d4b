import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../log.ts'
import { gather, type Sources } from './gather.ts'
import type { Instruments } from './instruments.ts'

type Needs = {
  readonly host: string
  readonly port: number
  readonly instruments: Instruments
  readonly sources: Sources
  readonly log: Log
}

export type MetricsListener = { readonly port: number; stop(): Promise<void> }

/**
 * Answers `GET /metrics` in the text format of Prometheus, on an address of its own: whoever can reach the API cannot
 * reach the figures. Answers nothing else. Those who ask at once get one answer, so nobody makes the database count twice.
 */
export async function listenForMetrics({ host, port, instruments, sources, log }: Needs): Promise<MetricsListener> {
  const { registry } = instruments
  let gathering: Promise<string> | undefined
  const figures = (): Promise<string> => {
    gathering ??= gather(instruments, sources)
      .then(() => registry.metrics())
      .finally(() => {
        gathering = undefined
      })
    return gathering
  }

  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, async (request, reply) => {
    const found = request.url === '/metrics'
    if (!found || (request.method !== 'GET' && request.method !== 'HEAD')) {
      reply.writeHead(found ? 405 : 404, found ? { allow: 'GET, HEAD' } : {}).end()
      return
    }
    try {
      const text = await figures()
      reply.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text)
    } catch (err) {
      log.error({ err }, 'metrics: could not be told')
      reply.writeHead(500).end()
    }
  })
  server.maxConnections = 20
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

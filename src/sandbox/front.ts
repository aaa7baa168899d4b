import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { renderProblems } from '../http/problem-document.ts'
import { sendSecurityHeaders } from '../http/security-headers.ts'
import { mostConnections, serverOptions } from '../http/server-options.ts'
import { Problem } from '../problems.ts'

/** How long requests that are under way may take to end before a service is taken from behind the front. */
const patienceMs = 5_000

/** The server that listens, with one service after another behind it. */
export type Front = {
  readonly app: FastifyInstance
  /** From now on requests go to this service. */
  serve(service: FastifyInstance): void
  /**
   * From now on every request is refused (503), until a service is served again; done when the requests under way have ended,
   * but for these. What takes too long to end, a stream for example, is cut off.
   */
  close(except: ReadonlySet<ServerResponse>): Promise<void>
}

/** Takes the options of any instance of the API, so that connections are treated as everywhere. */
export async function createFront(options: Parameters<typeof serverOptions>[0]): Promise<Front> {
  const app = Fastify(serverOptions(options))
  app.server.maxConnections = mostConnections
  renderProblems(app)
  sendSecurityHeaders(app)
  app.addHook('onRequest', async ({ raw: request }, reply) => {
    if (behind === undefined) throw new Problem('overloaded', { headers: { 'retry-after': '1' } })
    // Where a name has several addresses, Fastify listens on the others with servers of its own.
    reply.hijack()
    handOn('request', request, reply.raw)
  })
  // Waits and streams end when the app closes that they belong to, and the front waits for them. What else is under way goes on.
  app.addHook('preClose', async () => behind?.close())
  await app.ready()

  let behind: FastifyInstance | undefined
  const underWay = new Set<ServerResponse>()
  const handOn = (event: string, request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
    behind?.server.emit(event, request, response)
  }
  for (const event of ['request', 'checkContinue', 'checkExpectation'] as const) {
    app.server.removeAllListeners(event)
    app.server.on(event, (request: IncomingMessage, response: ServerResponse) =>
      behind === undefined ? app.routing(request, response) : handOn(event, request, response),
    )
  }

  return {
    app,
    serve(service) {
      behind = service
    },
    async close(except) {
      behind = undefined
      const others = () => [...underWay].filter(response => !except.has(response))
      for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt; await delay(20)) {
        if (others().length === 0) return
      }
      for (const response of others()) response.destroy()
    },
  }
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import { describeError } from './error-description.ts'

/**
 * Pino options for the service's log: `pino(logOptions('info'))`. Whatever is handed to the log as a request, a reply
 * or an error is reduced to what may be written down; JSON keeps every entry on one line.
 */
export function logOptions(level: string) {
  return {
    level,
    // Neither process id nor host name: the supervisor knows them.
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: logSerializers,
  }
}

const logSerializers = {
  req: (request: Partial<FastifyRequest>) => ({ method: request.method, route: request.routeOptions?.url }),
  res: (reply: Partial<FastifyReply>) => ({ status: reply.statusCode }),
  err: describeError,
}

/**
 * Writes one line for each answered request: who (agency and roles), which operation, how it ended. Never the URL, a
 * parameter, a header, a body or a token, because each of them can name a person or a case.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const actor = actorOf(request)
    const { schema, url } = request.routeOptions
    request.log.info(
      {
        agency: actor?.agency,
        roles: actor?.roles,
        operation: schema?.operationId,
        method: request.method,
        route: url,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        problem: reply.problem?.code,
        rule: reply.problem?.rule,
        ...(reply.raw.writableFinished ? {} : { aborted: true }),
      },
      'request',
    )
    done()
  })
}

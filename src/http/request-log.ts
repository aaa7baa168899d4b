import { channel } from 'node:diagnostics_channel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PinoLoggerOptions } from 'fastify/types/logger.js'
import { actorOf } from '../auth/authentication.ts'
import { describeError } from './error-description.ts'

/** Tells of every request that is over, to whoever subscribes; nothing in it names a person or a case. */
export const endedRequests = channel('penerusan:request')
export type EndedRequest = {
  /** Undefined where there is no such operation. */
  readonly operation: string | undefined
  readonly status: number
  readonly durationMs: number
  readonly problem: string | undefined
  readonly rule: string | undefined
  /** The caller went away before the answer. */
  readonly aborted: boolean
}

/**
 * Pino options for the service's log: `pino(logOptions('info'))`. Whatever is handed to the log as a request, a reply
 * or an error is reduced to what may be written down; JSON keeps every entry on one line.
 */
export function logOptions(level: string): PinoLoggerOptions {
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
  req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions.url }),
  res: ({ statusCode }: Pick<FastifyReply, 'statusCode'>) => ({ statusCode }),
  err: describeError,
}

/** Writes one line for each request that was answered, or that went away before it was. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply)
    done()
  })
}

/**
 * Who (agency and roles), which operation, how it ended. Never the URL, a parameter, a header, a body or a token,
 * because each of them can name a person or a case.
 */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const actor = actorOf(request)
  const { schema, url } = request.routeOptions
  endedRequests.publish({
    operation: schema?.operationId,
    status: reply.statusCode,
    durationMs: reply.elapsedTime,
    problem: reply.problem?.code,
    rule: reply.problem?.rule,
    aborted: !reply.raw.writableEnded,
  } satisfies EndedRequest)
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
      ...(reply.raw.writableEnded ? {} : { aborted: true }),
    },
    'request',
  )
}

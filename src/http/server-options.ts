import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import { isReadingLongBody } from './long-bodies.ts'
import { answerClientError, renderProblem } from './problem-document.ts'
import { parseQuery } from './query.ts'
import { pathOfTarget } from './request-head.ts'
import { logRequest } from './request-log.ts'
import { buildSerializer } from './serialization.ts'
import { buildValidator } from './validation.ts'

/** How long and how large a request may be. Tests shorten the times. */
export type RequestLimits = {
  /** From the first byte of a request until its headers are complete. */
  headersMs: number
  /** … until its body is complete; not less than `headersMs`. */
  requestMs: number
  /** How often Node looks for connections that are past these limits. */
  checkEveryMs: number
  /** From the routing of a request until its answer; more than `requestMs`, so that a slow body is told 408. */
  handlerMs: number
  keepAliveMs: number
  /** Requests on one connection; the last one is answered with `Connection: close`. */
  connectionRequests: number
  /** A connection on which nothing moves, in either direction; more than `handlerMs` and `keepAliveMs`. */
  idleMs: number
  bodyBytes: number
  /** One decoded path segment. */
  segmentLength: number
}

export const usualRequestLimits: RequestLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkEveryMs: 1_000,
  handlerMs: 45_000,
  keepAliveMs: 72_000,
  connectionRequests: 10_000,
  idleMs: 75_000,
  bodyBytes: 1024 * 1024,
  segmentLength: 100,
}

/** Agencies' systems keep a few connections each; a flood of others is turned away at the door. */
export const mostConnections = 2_000

type Settings = {
  readonly log?: FastifyBaseLogger
  readonly limits?: Partial<RequestLimits>
  /** Addresses and networks of the proxies whose `X-Forwarded-For` and `-Proto` are believed. */
  readonly trustedProxies?: readonly string[]
  /** With it the server speaks TLS itself. */
  readonly tls?: ServerCertificate | undefined
}

/** In PEM. */
export type ServerCertificate = { readonly cert: string; readonly key: string }

/**
 * Any certificate will do, if its key is there: the issuer knew whose it is when it bound a token to it (RFC 8705,
 * section 2.2), so no authority of ours needs to have signed it.
 */
const askForCertificate = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' }

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/**
 * The options every instance of the API is made with: `Fastify(serverOptions({ log }))`. Input is validated strictly,
 * everything has a limit, request ids are ours, nothing of `X-Forwarded-*` is believed unless it comes from a trusted
 * proxy, and what goes wrong before routing is told as a problem document too.
 */
export function serverOptions({ log, limits, trustedProxies = [], tls }: Settings = {}) {
  const { headersMs, requestMs, checkEveryMs, handlerMs, keepAliveMs, idleMs, bodyBytes, segmentLength, ...more } = {
    ...usualRequestLimits,
    ...limits,
  }
  // Set on the server itself as well: only there Node enforces it on a body that trickles in.
  const nodeOptions = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkEveryMs,
    requireHostHeader: false, // refused by us, with a problem document
  }
  return {
    ...(log === undefined ? {} : { loggerInstance: log }),
    // Fastify's own lines hold the whole URL; request-log.ts writes one line without it.
    logController: new Fastify.LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    ...(tls === undefined ? { http: nodeOptions } : { https: { ...nodeOptions, ...tls, ...askForCertificate } }),
    requestTimeout: requestMs,
    handlerTimeout: handlerMs,
    keepAliveTimeout: keepAliveMs,
    maxRequestsPerSocket: more.connectionRequests,
    // Somebody who asks and never reads: nothing moves on the connection, so it ends.
    connectionTimeout: idleMs,
    bodyLimit: bodyBytes,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    rewriteUrl: ({ url = '' }) => pathOfTarget(url),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    exposeHeadRoutes: true,
    // A request that still arrives while the server closes is served, with `Connection: close`.
    return503OnClosing: false,
    routerOptions: {
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      maxParamLength: segmentLength,
      querystringParser: parseQuery,
    },
    // Fastify types this as the builder of its own ajv-compiler and calls it with a whole route part.
    schemaController: { compilersFactory: { buildValidator, buildSerializer } as unknown as CompilersFactory },
    // What has no route runs no hooks either, so it is logged here.
    frameworkErrors(error: unknown, request: FastifyRequest, reply: FastifyReply) {
      reply.raw.once('close', () => logRequest(request, reply))
      renderProblem(error, request, reply)
    },
    clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket) {
      // Node tells it once a request and leaves the connection to us; a long body has deadlines of its own.
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isReadingLongBody(socket)) return
      answerClientError(error, socket, this.log)
    },
  } satisfies FastifyHttpOptions<Server>
}

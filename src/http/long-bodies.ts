import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyInstance {
    longBodyLimits: LongBodyLimits
  }
}

/** How slow the sender of a long body may be. What we take to store it does not count against the sender. */
export type LongBodyLimits = {
  /** How long nothing may arrive. */
  longBodyStallMs: number
  /** A body of `n` bytes may keep us waiting for `longBodyGraceMs` and `n / longBodyBytesPerSecond` seconds in all. */
  longBodyGraceMs: number
  longBodyBytesPerSecond: number
  /** How long a refused sender has to read why, before the connection ends. */
  lingerMs: number
}

/** A district office on a mobile line keeps this pace; who sends byte by byte to hold a connection does not. */
export const usualLongBodyLimits: LongBodyLimits = {
  longBodyStallMs: 30_000,
  longBodyGraceMs: 30_000,
  longBodyBytesPerSecond: 16 * 1024,
  lingerMs: 1_000,
}

/** A long body has deadlines of its own; this one only has to be beyond them. */
const handlerTimeoutMs = 24 * 60 * 60 * 1000

/** Requests that wait for `100 Continue` before they send their body, with the response that can say it. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>()
const admitted = new WeakSet<Socket>()

/**
 * Lets routes with `config: { longBody }` read bodies as streams, for as long as they keep arriving. Every request that
 * expects `100-continue` (RFC 9110, section 10.1.1) hears it only when its body is about to be read, so that a refusal
 * comes before gigabytes do. Call it after `readRequestsStrictly`; limits are for tests.
 */
export function admitLongBodies(app: FastifyInstance, limits: Partial<LongBodyLimits> = {}): void {
  app.decorate('longBodyLimits', { ...usualLongBodyLimits, ...limits })
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.set(request, response)
    app.routing(request, response)
  })
  app.addHook('onRoute', route => {
    if (route.config?.longBody !== undefined) route.handlerTimeout = handlerTimeoutMs
  })
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const { config, bodyLimit } = request.routeOptions
    // What is announced as too large is refused by the parser without reading it.
    const tooLarge = Number(request.headers['content-length'] ?? 0) > (bodyLimit ?? 0)
    if (config.longBody === undefined && announcesBody(request.raw) && !tooLarge) sayContinue(request.raw)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { raw, routeOptions } = request
    const unread = announcesBody(raw) && raw.complete === false
    if (unread && (routeOptions.config.longBody !== undefined || waiting.has(raw))) {
      reply.header('connection', 'close')
      closeInStages(raw.socket, app.longBodyLimits.lingerMs)
    }
    done(null, payload)
  })
}

/** Leaves the bodies of all routes of this plugin to their handlers, whatever their media type: they read `bodyOf`. */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/**
 * The body as it arrives. Asks for it (`100 Continue`) when the first piece is. Throws `request-timeout` when the sender
 * is slower than the limits, and what Node throws when the connection breaks off. When it is left early, the rest is not
 * read and the connection ends with the answer.
 */
export async function* bodyOf(request: FastifyRequest): AsyncGenerator<Buffer, void, undefined> {
  const { raw, server } = request
  const { longBodyStallMs, longBodyGraceMs, longBodyBytesPerSecond } = server.longBodyLimits
  // Destroying the request would destroy the connection, and the answer with it.
  const pieces = raw.iterator({ destroyOnReturn: false })
  let received = 0
  let waitedMs = 0
  // From here on the server's limit for whole requests does not end it.
  admitted.add(raw.socket)
  sayContinue(raw)
  try {
    for (;;) {
      const patienceMs = longBodyGraceMs + (received / longBodyBytesPerSecond) * 1000 - waitedMs
      const askedAt = performance.now()
      const { done, value } = await within(Math.min(longBodyStallMs, patienceMs), pieces.next())
      if (done) return
      waitedMs += performance.now() - askedAt
      received += value.length
      yield value
    }
  } finally {
    admitted.delete(raw.socket)
  }
}

/** Whether a long body is being read from this connection: then Node's limit for whole requests does not apply. */
export function isReadingLongBody(socket: Socket): boolean {
  return admitted.has(socket)
}

/** A message has a body when it says so (RFC 9112, section 6.3); an announced length of 0 is none. */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function sayContinue(raw: IncomingMessage): void {
  waiting.get(raw)?.writeContinue()
  waiting.delete(raw)
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem('request-timeout')), Math.max(ms, 0))
  })
  // Given up, it may fail later, when the connection ends; nobody waits for that any more.
  work.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Closes a connection on which more of a body may be under way as RFC 9112, section 9.6 asks: first our side alone, and
 * for a moment what still arrives is thrown away. Closed at once, the sender would be told of a reset and lose the answer.
 */
function closeInStages(socket: Socket, lingerMs: number): void {
  // Node calls this after an answer that ends the connection.
  socket.destroySoon = () => {
    // A listener of ours takes the bytes away from Node's parser: they are no part of a request any more.
    socket.on('data', () => {}).removeAllListeners('data')
    socket.on('data', () => {}).resume()
    socket.end()
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }
}

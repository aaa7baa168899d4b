import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v4 as uuid } from 'uuid'
import { Problem, type ProblemCode, type ProblemEntry, type ProblemPlace, problems } from '../problems.ts'
import { describeError } from './error-description.ts'
import { type Language, preferredLanguage } from './preferred-language.ts'
import { mediaTypesRead, problemType } from './route-config.ts'
import { securityHeaders } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The problem this reply tells, when it tells one; for the log. */
    problem: Problem | null
  }
  interface FastifyInstance {
    /** The problem that tells an error of one item among many; whatever nobody expected is a fault of ours. */
    problemOfItem(error: unknown): Problem
  }
}

/**
 * RFC 9457, with the members this API adds: code, rule, errors, allowedActions, requestId; and the one of
 * draft-ietf-httpapi-ratelimit-headers.
 */
export type ProblemDocument = {
  type: string
  title: string
  status: number
  detail?: string
  instance: string
  code: ProblemCode
  rule?: string
  errors?: readonly ProblemPlace[]
  allowedActions?: readonly string[]
  'violated-policies'?: readonly string[]
  requestId: string
}

const contentType = `${problemType}; charset=utf-8`

/**
 * The type of a problem: a path of this same server that explains it, answered by the route `GET /problems/{code}`; or
 * what a specification calls it.
 */
export function problemTypeUri(code: ProblemCode): string {
  const { type }: ProblemEntry = problems[code]
  return type ?? `/problems/${code}`
}

/**
 * Installs the one place where errors become answers, for every route and for paths without one. `translate` turns
 * errors of other parts into problems before they are rendered.
 */
export function renderProblems(app: FastifyInstance, translate: (error: unknown) => unknown = error => error): void {
  app.decorateReply('problem', null)
  app.decorate('problemOfItem', error => {
    const translated = translate(error)
    return translated instanceof Problem ? translated : new Problem('internal-error', { cause: translated })
  })
  app.setErrorHandler((error, request, reply) => renderProblem(translate(error), request, reply))
  app.setNotFoundHandler(request => {
    throw unrouted(request)
  })
}

/** Error handler: whatever was thrown, the answer is a problem document and says nothing about our insides. */
export function renderProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request)
  reply.problem = problem
  // From here on nobody sees the cause any more. A method nobody knows is no fault of ours.
  if (problem.status >= 500 && problem.code !== 'not-implemented')
    request.log.error({ err: error, problem: problem.code }, 'request failed')

  // What a handler said of a success before it failed.
  for (const name of ['etag', 'location', 'link']) reply.removeHeader(name)
  const language = preferredLanguage(request.headers['accept-language'])
  return reply
    .code(problem.status)
    .headers({ ...securityHeaders, ...problem.headers })
    .header('content-type', contentType)
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .serializer(text => text as string)
    .send(JSON.stringify(toDocument(problem, request.id, language)))
}

function toDocument(problem: Problem, requestId: string, language: Language): ProblemDocument {
  const { type, title, status, detail, ...more } = problemSubstance(problem, language)
  return {
    ...{ type, title, status, ...(detail === undefined ? {} : { detail }) },
    // This occurrence and not the path: a path can name a case.
    instance: `urn:uuid:${requestId}`,
    ...more,
    requestId,
  }
}

/** A problem without what names the one occurrence. */
export function problemSubstance(
  problem: Problem,
  language: Language,
): Omit<ProblemDocument, 'instance' | 'requestId'> {
  return {
    type: problemTypeUri(problem.code),
    title: problems[problem.code].title[language],
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    code: problem.code,
    ...(problem.rule === undefined ? {} : { rule: problem.rule }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...(problem.allowedActions === undefined ? {} : { allowedActions: problem.allowedActions }),
    ...(problem.violatedPolicies === undefined ? {} : { 'violated-policies': problem.violatedPolicies }),
  }
}

/** The framework's own refusals, by its error codes; whatever is not listed is a fault of ours. */
function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  // The caller went away in the middle of the body: nobody's fault but the network's.
  const isCutOff =
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  if (isCutOff || (request.raw.destroyed && !request.raw.complete)) {
    return new Problem('invalid-request', { errors: [{ pointer: '', code: 'incomplete' }], cause: error })
  }
  switch ((error as Partial<FastifyError> | null)?.code) {
    case 'FST_ERR_BAD_URL':
      return new Problem('invalid-request', { errors: [{ pointer: 'path', code: 'percent-encoding' }], cause: error })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('uri-too-long', { cause: error })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('content-too-large', { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType(request, error)
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('invalid-request', { errors: [{ pointer: '', code: 'incomplete' }], cause: error })
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new Problem('overloaded', { headers: { 'retry-after': '5' }, cause: error })
    default:
      return new Problem('internal-error', { cause: error })
  }
}

/** 415, with what the route does read (RFC 9110, section 15.5.16; Accept-Patch: RFC 5789, section 3.1). */
export function unsupportedMediaType(request: FastifyRequest, cause?: unknown): Problem {
  const types = mediaTypesRead({ method: request.method, accepts: request.routeOptions.config.accepts }).join(', ')
  const headers = { accept: types, ...(request.method === 'PATCH' ? { 'accept-patch': types } : {}) }
  return new Problem('unsupported-media-type', { detail: `This operation reads ${types}.`, headers, cause })
}

/** The methods of RFC 9110 and PATCH: a path that lacks one answers 405, and any other method is unknown here (501). */
const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

/** Why a request has no route: no such path, no such method there, or a method nobody has. */
export function unrouted({ method, url, server }: FastifyRequest): Problem {
  if (!knownMethods.includes(method)) return new Problem('not-implemented')
  const [path = ''] = url.split('?', 1)
  const allowed = knownMethods.filter(other => server.findRoute({ method: other, url: path }) !== null)
  if (allowed.length === 0) return new Problem('no-such-path')
  return new Problem('method-not-allowed', { headers: { allow: allowed.join(', ') } })
}

/** Answers what Node refuses before there is a request: malformed or oversized headers, and those that never end. */
export function answerClientError(
  error: NodeJS.ErrnoException & { rawPacket?: Buffer },
  socket: Socket,
  log: FastifyBaseLogger,
): void {
  // A reset connection is gone, and into the middle of an answer nothing can be written.
  if (error.code === 'ECONNRESET' || !socket.writable || answerBegun(socket)) {
    socket.destroy()
    return
  }
  const problem = new Problem(clientErrorCode(error))
  const requestId = uuid()
  const body = JSON.stringify(toDocument(problem, requestId, 'en'))
  const headers = {
    ...securityHeaders,
    connection: 'close',
    date: new Date().toUTCString(),
    'content-type': contentType,
    'content-language': 'en',
    'content-length': String(Buffer.byteLength(body)),
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`)
  // The error carries the raw bytes it failed on, token and all: only its description is logged.
  log.info({ requestId, status: problem.status, problem: problem.code, err: describeError(error) }, 'request')
}

function clientErrorCode({ code, rawPacket }: { code?: string | undefined; rawPacket?: Buffer }): ProblemCode {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout'
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'content-too-large'
    case 'HPE_INVALID_METHOD':
      // A request line with a method nobody knows, or not a request line at all.
      return rawPacket !== undefined &&
        /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?\n/.test(rawPacket.toString('latin1'))
        ? 'not-implemented'
        : 'invalid-request'
    default:
      return 'invalid-request'
  }
}

/** Node keeps the answer under way in a field without a public name and looks at it for the same purpose. */
function answerBegun(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true
}

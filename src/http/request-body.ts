import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { announcesBody } from './long-bodies.ts'
import { ndjsonType } from './ndjson.ts'
import { qualityOf } from './preferred-language.ts'
import { unrouted, unsupportedMediaType } from './problem-document.ts'
import { checkQuery } from './query.ts'
import { jsonType, mediaTypesRead, mergePatchType } from './route-config.ts'
import { parseStrictJson } from './strict-json.ts'

/**
 * Reads bodies strictly. Before one is read: its media type is one the route reads (415), a route without a body gets
 * none (400), the answer is acceptable to the caller (406). JSON is parsed as I-JSON. The query string is checked here
 * too, so that all refusals of form come after authentication and before validation.
 */
export function readRequestsStrictly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([jsonType, mergePatchType], { parseAs: 'buffer' }, (_request, body, done) => {
    // Nothing is no body, whatever type it is said to be of.
    if (body.length === 0) return done(null, undefined)
    try {
      done(null, parseStrictJson(body as Buffer))
    } catch (error) {
      done(error as Error, undefined)
    }
  })
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    // Whatever body comes with it, the answer is about the path.
    if (request.is404) throw unrouted(request)
    checkForm(request)
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    checkQuery(request)
    const readsItself = request.routeOptions.config.longBody !== undefined
    if (expectsBody(request) && !readsItself && request.body === undefined) {
      if (request.routeOptions.config.optionalBody === true) {
        request.body = {}
        done()
        return
      }
      throw new Problem('invalid-json', {
        detail: 'The body is empty; a JSON object is required.',
        errors: [{ pointer: '', code: 'empty' }],
      })
    }
    done()
  })
}

function checkForm(request: FastifyRequest): void {
  if (announcesBody(request)) {
    if (!expectsBody(request)) {
      throw new Problem('invalid-request', {
        detail: 'This operation takes no body.',
        errors: [{ pointer: '', code: 'unexpected-body' }],
      })
    }
    checkMediaType(request)
  }
  checkAccept(request)
}

function expectsBody({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.schema?.body !== undefined || routeOptions.config.accepts !== undefined
}

function checkMediaType(request: FastifyRequest): void {
  const { 'content-type': header = '', 'content-encoding': coding } = request.headers
  const [type = '', ...parameters] = header.split(';').map(part => part.trim().toLowerCase())
  const read = mediaTypesRead({ method: request.method, accepts: request.routeOptions.config.accepts })
  const foreignCharset = parameters.some(
    parameter => parameter.startsWith('charset=') && !/^charset="?utf-8"?$/.test(parameter),
  )
  // Other types may have a charset of their own; JSON has none but UTF-8 (RFC 8259, section 8.1).
  const isJson = type === jsonType || type === mergePatchType || type === ndjsonType
  if (!read.includes(type) || (isJson && foreignCharset)) throw unsupportedMediaType(request)
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', { headers: { 'accept-encoding': 'identity' } })
  }
}

/** Only operations of the API have one media type to offer; a page or a file of the documentation is what it is. */
function checkAccept(request: FastifyRequest): void {
  const { accept } = request.headers
  const { schema, config } = request.routeOptions
  if (accept === undefined || schema?.operationId === undefined) return
  const offered = config.produces ?? [jsonType]
  if (!offered.some(type => accepts(accept, type))) throw new Problem('not-acceptable')
}

/** Whether an Accept header admits a media type (RFC 9110, section 12.5.1): the most specific range decides. */
export function accepts(header: string, type: string): boolean {
  const ranges = new Map<string, number>()
  for (const range of header.split(',', 50)) {
    const [name = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    ranges.set(name, Math.max(qualityOf(parameters), ranges.get(name) ?? 0))
  }
  const [main] = type.split('/', 1)
  const quality = ranges.get(type) ?? ranges.get(`${main}/*`) ?? ranges.get('*/*')
  return quality !== undefined && quality > 0
}

/**
 * Refuses an `Expect` header other than `100-continue` (RFC 9110, section 10.1.1). Node does not hand such a request on
 * by itself and would answer without a body.
 */
export function refuseExpectations(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.addHook('onRequest', (request, _reply, done) => {
    const { expect } = request.headers
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') throw new Problem('expectation-failed')
    done()
  })
}

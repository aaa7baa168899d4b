import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { type OpenApiDocument, openApiDocument } from '../../src/http/openapi-document.ts'
import { compilingReferred } from '../../src/http/referred-schemas.ts'
import { ajvOptions, annotations } from '../../src/http/validation.ts'

export type SeenReply = {
  method: string
  /** The route as Fastify names it, `/v1/referrals/:referralId`; undefined when none matched. */
  route: string | undefined
  status: number
  headers: Readonly<Record<string, unknown>>
  body: string
}

type Json = { [name: string]: unknown }
type Content = { schema: Json; examples?: Json }
type Header = { schema: Json }
type Response = { headers?: Record<string, Header | { $ref: string }>; content?: Record<string, Content> }

/** What the introduction of the description says of every answer, and what belongs to the connection. */
const headersOfEveryReply = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'referrer-policy',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
])

/**
 * Returns a check that throws, in words, when a reply is not what the description says of its operation: the status,
 * the content type, a header it does not name, a body its schema does not fit, a problem it does not list. No member may
 * go unnamed.
 */
export function createReplyCheck(document: OpenApiDocument): (reply: SeenReply) => void {
  const { paths, components } = withClosedObjects(structuredClone(document)) as OpenApiDocument
  // What is compiled runs a few times only: small and soon there is better than fast.
  const ajv = new Ajv2020({
    ...ajvOptions,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  })
  ajv.addVocabulary(annotations)
  const compile = compilingReferred(ajv, components.schemas as Record<string, Json>)
  const compiled = new Map<Json, ValidateFunction>()

  return ({ method, route, status, headers, body }) => {
    const path = route?.replace(/:(\w+)/g, '{$1}')
    const place = `${method} ${path ?? '(no route)'} ${status}`
    const response = path === undefined ? unroutedResponse : describedResponse(method, path, status)
    if (response === undefined) throw new Error(`${place}: the description has no such answer`)

    const type = String(headers['content-type'] ?? '')
    const media = type.split(';', 1)[0] ?? ''
    const content = response.content?.[media]
    if (response.content === undefined) {
      if (body !== '' && method !== 'HEAD') throw new Error(`${place}: the description has no body`)
    } else if (content === undefined) {
      throw new Error(`${place}: the description has no content type ${type}`)
    } else if (/\bjson$/.test(media)) {
      if (!/; charset=utf-8$/.test(type)) throw new Error(`${place}: no charset in ${type}`)
      if (method !== 'HEAD') checkBody(content, JSON.parse(body), place)
    } else if (media === 'application/x-ndjson') {
      const { items } = content.schema['contentSchema'] as { items: Json }
      for (const line of body.split('\n').slice(0, -1)) check(items, JSON.parse(line), `${place} line`)
    }

    const described = new Map(
      Object.entries(response.headers ?? {}).map(([name, header]) => [name.toLowerCase(), describedHeader(header)]),
    )
    for (const [name, value] of Object.entries(headers)) {
      if (headersOfEveryReply.has(name.toLowerCase())) continue
      const header = described.get(name.toLowerCase())
      if (header === undefined) throw new Error(`${place}: the description has no header ${name}`)
      check(header.schema, header.schema['type'] === 'integer' ? Number(value) : value, `${place} header ${name}`)
    }
  }

  function describedResponse(method: string, path: string, status: number): Response | undefined {
    // HEAD is answered wherever GET is, and described only where it stands alone.
    const verbs = method === 'HEAD' ? ['head', 'get'] : [method.toLowerCase()]
    const verb = verbs.find(name => paths[path]?.[name] !== undefined) ?? ''
    const response = paths[path]?.[verb]?.responses[status]
    if (response === undefined || !('$ref' in response)) return response as Response | undefined
    return components.responses[String(response.$ref).replace('#/components/responses/', '')] as Response | undefined
  }

  function describedHeader(header: Header | { $ref: string }): Header {
    if (!('$ref' in header)) return header
    return components.headers[header.$ref.replace('#/components/headers/', '')] as Header
  }

  function checkBody({ schema, examples }: Content, body: Json, place: string): void {
    check(schema, body, `${place} body`)
    // A problem response has one example for each code it may carry.
    if (examples !== undefined && !Object.hasOwn(examples, String(body['code']))) {
      throw new Error(`${place}: the description has no problem ${body['code']}`)
    }
  }

  function check(schema: Json, value: unknown, what: string): void {
    const validate = compiled.get(schema) ?? compile(schema)
    compiled.set(schema, validate)
    if (!validate(value)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)}`)
  }
}

const anyText = { schema: { type: 'string' } }

/** A path without a route belongs to no operation; what it answers is a problem all the same. */
const unroutedResponse: Response = {
  headers: {
    Allow: anyText,
    'Content-Language': anyText,
    RateLimit: anyText,
    'RateLimit-Policy': anyText,
    'Retry-After': anyText,
    'WWW-Authenticate': anyText,
  },
  content: { 'application/problem+json': { schema: { $ref: 'ProblemDocument' } } },
}

/**
 * An answer may have no member that its schema does not name, even where the schema leaves that open. References become
 * the names under which the schemas are registered.
 */
function withClosedObjects(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const schema = value as Json
  if (schema['type'] === 'object' && typeof schema['properties'] === 'object') schema['additionalProperties'] ??= false
  if (typeof schema['$ref'] === 'string') schema['$ref'] = schema['$ref'].replace('#/components/schemas/', '')
  for (const child of Object.values(schema)) withClosedObjects(child)
  return value
}

/**
 * Checks every reply of an app against its own description; call it before the routes. A reply that does not conform
 * becomes a 500, its reason is printed, and `deviations` lists it.
 */
export function checkReplies(app: FastifyInstance): { deviations: string[] } {
  const deviations: string[] = []
  let check: ((reply: SeenReply) => void) | undefined
  app.addHook('onSend', async (request, reply, payload) => {
    const { schema, url } = request.routeOptions
    if (schema?.hide === true) return payload
    check ??= createReplyCheck(openApiDocument(app))
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? String(payload) : ''
    const headers = reply.getHeaders()
    try {
      check({ method: request.method, route: url, status: reply.statusCode, headers, body })
    } catch (error) {
      deviations.push((error as Error).message)
      console.error((error as Error).message)
      throw error
    }
    return payload
  })
  return { deviations }
}

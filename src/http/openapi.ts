import fastifySwagger, { type SwaggerTransform } from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'
import Type from 'typebox'
import { earliestDate } from '../domain/legal-date.ts'
import type { ProblemCode } from '../problems.ts'
import { addNamedSchemas } from './named-schema.ts'
import { bodyIsOptional, openApiDocument, withSharedResponses } from './openapi-document.ts'
import * as problemSchemas from './problem-responses.ts'
import {
  type HeaderSchemas,
  headerSchemas,
  nonceHeader,
  problemResponses,
  rateLimitHeaders,
} from './problem-responses.ts'
import * as problemTypeSchemas from './problem-types.ts'
import { serveProblemTypes } from './problem-types.ts'
import { purposeForm } from './purpose.ts'
import { mediaTypesRead } from './route-config.ts'
import { serveDocument } from './serve-document.ts'
import { serveStartPage } from './start-page.ts'

type Description = {
  readonly version: string
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

/** Any one of these; which of them, the issuer of the token decides. */
const security = [{ bearer: [] }, { dpop: [] }, { bearer: [], certificate: [] }]

/** Makes the API description from the routes that are registered after this call. */
export async function describeApi(app: FastifyInstance, { version, tags }: Description): Promise<void> {
  addNamedSchemas(app, problemSchemas, problemTypeSchemas)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Penerusan',
        version,
        description: introduction,
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } as { name: string },
        contact: { name: 'The maintainers of Penerusan', url: 'https://penerusan.example/contact' },
      },
      servers: [
        { url: 'https://penerusan.example', description: 'Production', 'x-internal': false } as { url: string },
      ],
      security,
      tags: tags.map(tag => ({ ...tag })),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'An access token of the issuer of your own agency: a JWT of type `at+jwt` (RFC 9068), validated as RFC8725 and its successor ask. The agency follows from the issuer, never from the request.',
          },
          dpop: {
            type: 'http',
            scheme: 'DPoP',
            description:
              'The same token (a JWT, validated as RFC8725 asks), bound to a key of the client (RFC 9449): `Authorization: DPoP <token>`, and in the header `DPoP` a proof made for this one request.',
          },
          certificate: {
            type: 'mutualTLS',
            description: 'For a token bound to a certificate (RFC 8705): the client presents that certificate.',
            // The generator's types are those of OpenAPI 3.0.
          } as unknown as { type: 'http'; scheme: string },
        },
      },
    },
    convertConstToEnum: false,
    exposeHeadRoutes: false,
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, index) => (typeof $id === 'string' ? $id : `Unnamed${index}`),
    },
    transform: describeOperation,
    transformObject: document => withSharedResponses('openapiObject' in document ? document.openapiObject : {}),
  })
}

const introduction = `One agency records and documents a suspected breach of the neutrality of civil servants (ASN) in an election, hands
the file to the agency that may judge it, and both can later prove what was handed over, when, by whom, and what came of it.

**Requests.** Bodies are I-JSON (RFC 7493) in UTF-8. Unknown members and parameters are refused, nothing is dropped or converted. Times are RFC 3339 with an
offset, dates are legal dates in Asia/Jakarta; none is taken from before ${earliestDate}.

**Versions.** Every resource has an \`ETag\`; an act names the version it was decided upon with \`If-Match\`. A POST that makes something carries
an \`Idempotency-Key\`; repeating it returns the first answer for 24 hours.

**Problems.** Every error is a problem document (RFC 9457). \`code\` is stable and for programs; \`type\` is a path of this server that explains it;
\`instance\` names the occurrence and not the resource.

**What may grow.** Problem codes and the words of a list that has \`x-extensible-enum\` (types of events, acts, roles, warnings, lists of work) grow without notice: pass over the
words that you do not know. Operations, optional parameters and members of answers may be added with a new \`info.version\`, as the changelog says: pass over
the members that you do not know. Within v1 nothing is taken away, renamed or given another meaning, and no \`enum\` of an answer grows.

**Quotas.** An agency, and each person or client of it, has a quota for every minute, and \`RateLimit\` says what is left of it
(draft-ietf-httpapi-ratelimit-headers). A request takes the cost of its operation. A person who opens unusually many different
cases in an hour is stopped; a client of the agency (its \`sub\` is its \`client_id\`) is not.

**Every answer** carries \`Cache-Control: no-store\`, \`X-Content-Type-Options: nosniff\`, \`Referrer-Policy\`,
\`Content-Security-Policy\` and \`Cross-Origin-Resource-Policy\`, and over TLS \`Strict-Transport-Security\`. Nothing is shared across origins: there is no CORS. HEAD is
answered wherever GET is.`

/** Adds to an operation what its configuration says and what every operation can answer. */
const describeOperation: SwaggerTransform = ({ schema, url, route }) => {
  if (schema === undefined || schema.hide === true) return { schema: { hide: true }, url }
  const config = (route.config ?? {}) as FastifyContextConfig
  const isPublic = config.public === true
  const responses = successResponses(schema.response as Responses | undefined, config)
  const hasEtag = Object.values(responses).some(({ headers }) => headers !== undefined && 'ETag' in headers)
  const method = String(route.method)

  return {
    url,
    schema: {
      ...schema,
      // The generator expects a GET of the same name beside every HEAD; a HEAD that is described stands alone.
      ...(method === 'HEAD' ? { operationId: schema.operationId?.replace(/-head$/, '') } : {}),
      description: [schema.description, whoMayCall(config), nameInReplies(config), costInQuotas(config)]
        .filter(Boolean)
        .join('\n\n'),
      ...(isPublic ? { security: [] } : {}),
      ...(config.roles === undefined ? {} : { 'x-roles': config.roles }),
      ...(config.persons === true && { 'x-persons-only': true }),
      ...(config.act === undefined ? {} : { 'x-act': config.act }),
      ...(config.readsOnly === true && { 'x-reads-only': true }),
      ...{ 'x-cost': config.cost ?? 0 },
      ...bodyOfOperation(schema, config, method),
      ...withHeaders(schema, requestHeaders(config, { method, isConditionalRead: method === 'GET' && hasEtag })),
      response: {
        ...responses,
        ...(method === 'GET' && hasEtag ? { 304: notModified(config) } : {}),
        ...problemResponses(problemsOf(schema, config, method), {
          rateLimited: isCounted(config),
          everyAnswer: config.everyAnswer,
        }),
      },
    } as FastifySchema,
  }
}

function bodyOfOperation({ body }: FastifySchema, config: FastifyContextConfig, method: string) {
  const { longBody, accepts, optionalBody } = config
  const described = body ?? longBody?.schema
  if (described === undefined) return {}
  return {
    body: described,
    consumes: [...mediaTypesRead({ method, accepts })],
    ...(optionalBody === true && { [bodyIsOptional]: true }),
  }
}

type Responses = Record<string, { headers?: HeaderSchemas; [member: string]: unknown }>

function successResponses(responses: Responses = {}, config: FastifyContextConfig): Responses {
  const added: HeaderSchemas = {
    ...(config.idempotencyKey === true && { 'Idempotency-Replayed': headerSchemas['Idempotency-Replayed'] }),
    ...config.everyAnswer,
    ...(isCounted(config) && rateLimitHeaders),
    ...(config.public !== true && nonceHeader),
  }
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: { ...response.headers, ...added } },
    ]),
  )
}

function notModified(config: FastifyContextConfig) {
  return {
    type: 'null',
    description: 'Not Modified. The version you named in If-None-Match is the current one.',
    headers: {
      ETag: headerSchemas.ETag,
      ...(isCounted(config) ? rateLimitHeaders : {}),
      ...(config.public === true ? {} : nonceHeader),
    },
  }
}

/** Whether its requests take from the quotas, and so every answer tells what is left. */
function isCounted({ cost = 0 }: FastifyContextConfig): boolean {
  return cost > 0
}

function whoMayCall({ public: isPublic, roles, persons }: FastifyContextConfig): string {
  if (isPublic === true) return '**Who may call it:** everybody, without a token.'
  if (roles === undefined) return '**Who may call it:** every agency, in any role.'
  const who = `**Who may call it:** ${roles.map(role => `\`${role}\``).join(', ')}`
  return persons === true ? `${who}; persons only, no machine client.` : `${who}.`
}

function nameInReplies({ act }: FastifyContextConfig): string {
  return act === undefined ? '' : `**In \`allowedActions\`:** \`${act}\`.`
}

function costInQuotas({ cost = 0 }: FastifyContextConfig): string {
  return cost === 0 ? '' : `**Cost:** ${cost} of each quota.`
}

/** Every problem an operation can answer with: those of HTTP as they apply to it, and those it names itself. */
function problemsOf(schema: FastifySchema, config: FastifyContextConfig, method: string): ProblemCode[] {
  const codes: ProblemCode[] = ['invalid-request', 'not-acceptable', 'request-timeout', 'expectation-failed']
  codes.push('headers-too-large', 'internal-error', 'overloaded')
  if (schema.params !== undefined) codes.push('uri-too-long')
  if (schema.body !== undefined) codes.push('invalid-json')
  if (schema.body !== undefined || config.longBody !== undefined) {
    codes.push('content-too-large', 'unsupported-media-type')
  }
  if (isCounted(config)) codes.push('too-many-requests')
  if (config.opensCase === true) codes.push('harvest-suspected')
  if (config.public !== true) {
    codes.push('malformed-credentials', 'not-authenticated', 'invalid-token', 'role-not-allowed', 'officer-departed')
    codes.push('invalid-dpop-proof', 'dpop-nonce-required', 'revocations-unavailable')
    codes.push('database-unavailable', 'key-source-unavailable')
    if (schema.params !== undefined) codes.push('not-found')
  }
  if (config.roles !== undefined) codes.push('role-required')
  if (config.persons === true) codes.push('person-required')
  if (config.purpose === true) codes.push('purpose-required')
  // An act that is repeated gives out what already stands.
  const isRepeatable = config.act !== undefined || config.idempotencyKey === true
  if (isRecordedRead(config, method) || isRepeatable) codes.push('read-not-recorded')
  if (config.ifMatch === true) codes.push('precondition-required', 'stale-version')
  if (config.idempotencyKey === true) {
    codes.push('idempotency-key-missing', 'idempotency-key-invalid', 'request-in-progress', 'idempotency-key-reused')
  }
  if (hasCursor(schema)) codes.push('cursor-invalid')
  return [...codes, ...(config.problems ?? [])]
}

function isRecordedRead({ public: isPublic, unrecorded }: FastifyContextConfig, method: string): boolean {
  return ['GET', 'HEAD'].includes(method) && isPublic !== true && unrecorded === undefined
}

function hasCursor({ querystring }: FastifySchema): boolean {
  return Object.hasOwn((querystring as { properties?: object } | undefined)?.properties ?? {}, 'cursor')
}

/** The request headers an operation reads itself; they are checked in its own order and not by a schema. */
function requestHeaders(
  config: FastifyContextConfig,
  { method, isConditionalRead }: { method: string; isConditionalRead: boolean },
) {
  const { ifMatch, idempotencyKey, purpose } = config
  const headers: Record<string, ReturnType<typeof Type.String>> = {}
  if (ifMatch === true) {
    headers['If-Match'] = Type.String({
      description: 'The ETag you last read: one strong entity tag.',
      maxLength: 100,
      pattern: '^"[!#-~]*"$',
      examples: ['"3"'],
    })
  }
  if (idempotencyKey === true) {
    headers['Idempotency-Key'] = Type.String({
      description: 'A key of your own for this one request, a quoted string (RFC 9651), for example a UUID.',
      maxLength: 512,
      pattern: '^"[ -~]{1,510}"$',
      examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
    })
  }
  if (purpose === true) headers['X-Purpose'] = purposeHeader
  const mayStatePurpose =
    isRecordedRead(config, method) && purpose !== true ? { 'X-Purpose': Type.Optional(purposeHeader) } : {}
  const optional = isConditionalRead
    ? {
        'If-None-Match': Type.Optional(
          Type.String({
            description: 'An ETag you know; if it is still the current one, the answer is 304 without a body.',
            maxLength: 1000,
            pattern: '^[ -~]+$',
            examples: ['"3"'],
          }),
        ),
      }
    : {}
  return Type.Object({ ...headers, ...mayStatePurpose, ...optional })
}

const purposeHeader = Type.String({
  description: 'What you read it for, in printable ASCII characters. It is put on record with the read.',
  ...purposeForm,
  examples: ['Pemeriksaan perkara R-2024-0113'],
})

function withHeaders(schema: FastifySchema, added: ReturnType<typeof requestHeaders>): { headers?: unknown } {
  const own = (schema.headers ?? {}) as { properties?: object; required?: string[] }
  const properties = { ...own.properties, ...added.properties }
  if (Object.keys(properties).length === 0) return {}
  return { headers: { type: 'object', properties, required: [...(own.required ?? []), ...(added.required ?? [])] } }
}

/** Loads nothing from elsewhere; swagger-ui sets styles of its own from its script. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const toStartPage = '**New here?** [From a token to the first event](/docs/start), in ten minutes.'

/** `GET /openapi.json`, the page `/docs` that shows it, `/docs/start` and `GET /problems/{code}`: all public. */
export async function serveDescription(app: FastifyInstance, { isSandbox = false } = {}): Promise<void> {
  serveProblemTypes(app)
  serveStartPage(app, { isSandbox })
  serveDocument(app, '/openapi.json', () => openApiDocument(app))
  await app.register(async page => {
    page.addHook('onRoute', route => {
      route.config = { ...route.config, public: true }
    })
    await page.register(fastifySwaggerUi, {
      routePrefix: '/docs',
      staticCSP: pagePolicy,
      // Without the bar in which another description can be opened: the page reads this one alone.
      uiConfig: {
        layout: 'BaseLayout',
        deepLinking: true,
        validatorUrl: null,
        persistAuthorization: false,
        docExpansion: 'list',
        defaultModelsExpandDepth: 0,
      },
      theme: { title: 'Penerusan' },
      // What is tried out here goes to the server that is being looked at, wherever it runs.
      transformSpecification: description => ({
        ...description,
        info: { ...description['info'], description: `${toStartPage}\n\n${introduction}` },
        servers: [{ url: '/', description: 'This server' }],
      }),
      transformSpecificationClone: false,
    })
  })
}

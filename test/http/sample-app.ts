import { Writable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Actor } from '../../src/auth/actor.ts'
import { authentication } from '../../src/auth/authentication.ts'
import type { AgencyId, Role } from '../../src/domain/agencies.ts'
import { limitAddresses } from '../../src/http/address-limit.ts'
import { weighRoutes } from '../../src/http/cost.ts'
import { parseIfMatch, toEtag } from '../../src/http/etag.ts'
import { parseIdempotencyKey } from '../../src/http/idempotency-key.ts'
import { addNamedSchemas, named, ref } from '../../src/http/named-schema.ts'
import { answerNotModified } from '../../src/http/not-modified.ts'
import { describeApi, serveDescription } from '../../src/http/openapi.ts'
import { createPageCursors, nextPage, pageParameters } from '../../src/http/page-cursor.ts'
import { isNumber } from '../../src/http/page-position.ts'
import { renderProblems } from '../../src/http/problem-document.ts'
import { headerSchemas } from '../../src/http/problem-responses.ts'
import { limitRate, type RateLimits } from '../../src/http/rate-limit.ts'
import { readRequestsStrictly, refuseExpectations } from '../../src/http/request-body.ts'
import { readHeadsStrictly } from '../../src/http/request-head.ts'
import { logOptions, logRequests } from '../../src/http/request-log.ts'
import { sendSecurityHeaders } from '../../src/http/security-headers.ts'
import { type RequestLimits, serverOptions } from '../../src/http/server-options.ts'
import { success } from '../../src/http/success-response.ts'
import { Problem } from '../../src/problems.ts'
import { checkReplies } from '../support/document-conformance.ts'
import { plainAuthentication } from '../support/tokens.ts'

const Shelf = Type.Object(
  {
    room: Type.String({ maxLength: 20, pattern: '^[A-Z][0-9]+$', description: 'Where it stands.', examples: ['A1'] }),
    level: Type.Optional(
      Type.Integer({ format: 'int32', minimum: 0, maximum: 9, description: 'Counted from below.', examples: [2] }),
    ),
  },
  { additionalProperties: false, description: 'A place in the archive.' },
)

const binderFields = {
  label: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[^\\u0000]*$',
    description: 'What is written on it.',
    examples: ['Laporan 2024'],
  }),
  openedAt: Type.String({
    format: 'date-time',
    maxLength: 35,
    description: 'When it was opened.',
    examples: ['2024-02-14T08:00:00+07:00'],
  }),
  dueOn: Type.Optional(
    Type.String({ format: 'date', maxLength: 10, description: 'When it is due.', examples: ['2024-02-29'] }),
  ),
  kind: Type.Enum(['report', 'finding'], { type: 'string', description: 'Where it comes from.' }),
  shelf: Type.Union([Shelf, Type.Null()], { description: 'Null while it is carried around.' }),
  pages: Type.Array(Type.Integer({ format: 'int32', minimum: 1, maximum: 9999 }), {
    maxItems: 50,
    description: 'The pages that matter.',
    examples: [[1, 2]],
  }),
}

export const NewBinder = named(
  'NewBinder',
  Type.Object(binderFields, { additionalProperties: false, description: 'A binder to be made.' }),
)

export const Binder = named(
  'Binder',
  Type.Object(
    { id: Type.String({ format: 'uuid', maxLength: 36, description: 'Its id.' }), ...binderFields },
    { additionalProperties: false, description: 'A binder.' },
  ),
)

export const BinderPage = named(
  'BinderPage',
  Type.Object(
    {
      items: Type.Array(ref(Binder), { maxItems: 200, description: 'The binders of this page.' }),
      next: Type.Union([Type.String({ maxLength: 4000, pattern: '^/[!-~]*$' }), Type.Null()], {
        description: 'The path of the next page; null at the end.',
      }),
    },
    { additionalProperties: false, description: 'A page of binders.' },
  ),
)

export const BinderChange = named(
  'BinderChange',
  Type.Partial(Type.Object(binderFields), { additionalProperties: false, description: 'A merge patch (RFC 7396).' }),
)

export const binderId = '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'
export const binder = {
  label: 'Laporan',
  openedAt: '2024-02-14T08:00:00+07:00',
  kind: 'report' as const,
  shelf: null,
  pages: [1],
}

const BinderParams = Type.Object(
  { binderId: Type.String({ format: 'uuid', maxLength: 36, description: 'The id of the binder.' }) },
  { additionalProperties: false },
)

/** The cast: the token is `<agency>.<role>`, or `<agency>.<role>.<subject>`. */
function actorOfToken(token: string): Actor {
  const [agency = '', role = '', subject = 'a-subject'] = token.split('.')
  return {
    agency: agency as AgencyId,
    issuer: `https://${agency}.example`,
    subject,
    clientId: 'a-client',
    kind: 'person',
    roles: [role as Role],
    tokenId: 'a-token',
    expiresAt: 4_000_000_000,
  }
}

type Settings = {
  limits?: Partial<RequestLimits>
  quotas?: Partial<Quotas>
  trustedProxies?: readonly string[]
  now?: () => Date
}
type Quotas = RateLimits & { addressPerMinute: number }
const plenty: Quotas = { agencyPerMinute: 10_000, personPerMinute: 10_000, addressPerMinute: 10_000 }

/** A token that was believed before. */
export const knownToken = 'Bearer kominfo.recorder'

/** A small service with everything of src/http in it, so that the tests meet the parts as they are put together. */
export async function buildSampleApp({
  limits = {},
  quotas,
  trustedProxies = [],
  now = () => new Date(),
}: Settings = {}) {
  const quota = { ...plenty, ...quotas }
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log: FastifyBaseLogger = Fastify({ logger: { ...logOptions('info'), stream } }).log
  const app = Fastify(serverOptions({ log, limits, trustedProxies })).withTypeProvider<TypeBoxTypeProvider>()
  renderProblems(app)
  sendSecurityHeaders(app)
  logRequests(app)
  refuseExpectations(app)
  weighRoutes(app)
  const isKnown = ({ headers }: FastifyRequest) => headers.authorization === knownToken
  limitAddresses(app, { perMinute: quota.addressPerMinute, isKnown, now })
  readHeadsStrictly(app)
  readRequestsStrictly(app)
  answerNotModified(app)
  const { deviations } = checkReplies(app)
  addNamedSchemas(app, { NewBinder, Binder, BinderPage, BinderChange })
  const tags = [
    { name: 'Binders', description: 'Binders of an archive.' },
    { name: 'Service', description: 'About the service itself.' },
  ]
  await describeApi(app, { version: '1.0.0', tags })
  await serveDescription(app)

  const cursors = createPageCursors(Buffer.alloc(32, 7))
  await app.register(
    async v1 => {
      const verifier = { verify: async (token: string) => actorOfToken(token) }
      await v1.register(authentication, plainAuthentication(verifier as never))
      limitRate(v1, { limits: quota, now })
      const binders = v1.withTypeProvider<TypeBoxTypeProvider>()

      binders.route({
        method: 'GET',
        url: '/binders',
        schema: {
          operationId: 'listBinders',
          summary: 'List the binders',
          description: 'All binders of your agency.',
          tags: ['Binders'],
          querystring: Type.Object(
            {
              ...pageParameters,
              late: Type.Optional(Type.Boolean({ description: 'Only those that are overdue.', examples: [true] })),
              kind: Type.Optional(Type.Enum(['report', 'finding'], { type: 'string', description: 'Only this kind.' })),
            },
            { additionalProperties: false },
          ),
          response: { 200: success('A page of binders.', ref(BinderPage), { Link: headerSchemas.Link }) },
        },
        async handler(request, reply) {
          const { cursor, kind } = request.query
          const scope = {
            agency: request.actor.agency,
            operationId: 'listBinders',
            filter: { kind },
            isPosition: isNumber,
          }
          const from = cursor === undefined ? 0 : cursors.open(scope, cursor)
          const { next, link } = nextPage(request.url, from < 2 ? cursors.seal(scope, from + 1) : null)
          if (link !== undefined) reply.header('link', link)
          const items = [{ id: binderId, ...binder, secret: 'never listed' }]
          return { items, next }
        },
      })

      binders.route({
        method: 'POST',
        url: '/binders',
        config: { roles: ['recorder'], idempotencyKey: true, problems: ['time-in-future'] },
        schema: {
          operationId: 'createBinder',
          summary: 'Make a binder',
          description: 'Makes a binder.',
          tags: ['Binders'],
          body: ref(NewBinder),
          response: {
            201: success('The binder, made.', ref(Binder), {
              ETag: headerSchemas.ETag,
              Location: headerSchemas.Location,
            }),
          },
        },
        async handler(request, reply) {
          parseIdempotencyKey(request.headers['idempotency-key'])
          reply.code(201).headers({ etag: toEtag(1), location: `/v1/binders/${binderId}` })
          return { id: binderId, ...request.body }
        },
      })

      binders.route({
        method: 'GET',
        url: '/binders/:binderId',
        schema: {
          operationId: 'readBinder',
          summary: 'Read a binder',
          description: 'One binder.',
          tags: ['Binders'],
          params: BinderParams,
          response: { 200: success('The binder.', ref(Binder), { ETag: headerSchemas.ETag }) },
        },
        async handler(request, reply) {
          if (request.params.binderId !== binderId) throw new Problem('not-found')
          reply.header('etag', toEtag(3))
          return { id: binderId, ...binder }
        },
      })

      binders.route({
        method: 'PATCH',
        url: '/binders/:binderId',
        config: { roles: ['recorder'], ifMatch: true },
        schema: {
          operationId: 'changeBinder',
          summary: 'Change a binder',
          description: 'Changes a binder by merge patch.',
          tags: ['Binders'],
          params: BinderParams,
          body: ref(BinderChange),
          response: { 200: success('The binder, changed.', ref(Binder), { ETag: headerSchemas.ETag }) },
        },
        async handler(request, reply) {
          if (parseIfMatch(request.headers['if-match']) !== '3') throw new Problem('stale-version')
          reply.header('etag', toEtag(4))
          return { id: binderId, ...binder, ...request.body }
        },
      })

      binders.route({
        method: 'PUT',
        url: '/binders/:binderId/closure',
        config: { roles: ['referrer'], ifMatch: true, problems: ['referral-not-sent', 'sender-only'] },
        schema: {
          operationId: 'closeBinder',
          summary: 'Close a binder',
          description: 'Closes a binder.',
          tags: ['Binders'],
          params: BinderParams,
          response: { 200: success('The binder.', ref(Binder), { ETag: headerSchemas.ETag }) },
        },
        async handler() {
          throw new Problem('referral-not-sent', { allowedActions: ['withdrawal'] })
        },
      })

      // What goes wrong inside, each in its own way.
      const hidden = { schema: { hide: true } }
      binders.get('/faults/bug', hidden, async request => {
        throw new TypeError(`a bug with MARKER-message ${request.url}\n    at MARKER-frame`)
      })
      binders.get('/faults/database', hidden, async () => {
        const cause = Object.assign(new Error('duplicate key (MARKER-detail)'), {
          severity: 'ERROR',
          code: '23505',
          routine: '_bt_check_unique',
          constraint_name: 'events_one_writer_per_version',
          detail: 'Key (name)=(MARKER-detail)',
        })
        throw new Error('Failed query: insert … params: MARKER-params', { cause })
      })
      binders.get('/faults/never', hidden, () => new Promise(() => {}))
      binders.post(
        '/faults/nothing',
        { schema: { hide: true, body: Type.Object({}, { additionalProperties: false }) } },
        () => {
          throw undefined
        },
      )
    },
    { prefix: '/v1' },
  )
  await app.ready()
  return { app, lines, deviations }
}

export const asKominfo = { authorization: 'Bearer kominfo.recorder' }
export const asKasn = { authorization: 'Bearer kasn.intake-officer' }

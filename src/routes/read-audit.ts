import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { type AuditPosition, listReadRecords, listRefusals } from '../db/audit-lists.ts'
import type { Reader } from '../db/reader.ts'
import { access } from '../domain/access.ts'
import { ref } from '../http/named-schema.ts'
import { nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { isOfMembers, isText } from '../http/page-position.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ReadRecordPage, RefusalPage, toReadRecord, toRefusal } from '../resources/read-audit.ts'
import { closed } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { timeRange } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Read audit']
const isPosition = isOfMembers<AuditPosition>({ at: isText, id: isText })

const AuditQuery = Type.Object(
  {
    ...pageParameters,
    ...timeRange,
    person: Type.Optional(Type.String({ format: 'uuid', maxLength: 36, description: 'Only of this person.' })),
    operation: Type.Optional(
      Type.String({
        maxLength: 64,
        pattern: '^[A-Za-z]+$',
        description: 'Only of this operation, by its `operationId`.',
        examples: ['readReferral'],
      }),
    ),
    targetId: Type.Optional(
      Type.String({
        format: 'uuid',
        maxLength: 36,
        description: 'Only about this violation, referral, item or upload.',
      }),
    ),
  },
  closed,
)

export const readAudit: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/read-records',
    config: { roles: access['read-record-reading'].roles },
    schema: {
      operationId: 'listReadRecords',
      summary: 'List who read what',
      description:
        "What your agency's officials read, newest first, page by page: every read of a case, whether it was there or not, and every list with its filter. Without anything of the cases themselves. Reading this is on record too.",
      tags,
      querystring: AuditQuery,
      response: { 200: success('A page of read records.', ref(ReadRecordPage), { Link }) },
    },
    async handler(request, reply) {
      assertRemit('read-record-reading', request.actor, {})
      return pageOf(request, reply, listReadRecords, toReadRecord)
    },
  })

  app.route({
    method: 'GET',
    url: '/refusals',
    config: { roles: access['refusal-reading'].roles },
    schema: {
      operationId: 'listRefusals',
      summary: 'List who was refused what',
      description:
        "What your agency's officials were refused, newest first, page by page: for want of a role or a mandate, and what is absent or hidden from them. Reading this is on record too.",
      tags,
      querystring: AuditQuery,
      response: { 200: success('A page of refusals.', ref(RefusalPage), { Link }) },
    },
    async handler(request, reply) {
      assertRemit('refusal-reading', request.actor, {})
      return pageOf(request, reply, listRefusals, toRefusal)
    },
  })

  async function pageOf<Row extends AuditPosition, Item>(
    request: FastifyRequest<{ Querystring: Static<typeof AuditQuery> }>,
    reply: FastifyReply,
    rowsOf: (
      pools: Office['pools'],
      reader: Reader,
      filter: Static<typeof AuditQuery>,
      page: { limit: number; after: AuditPosition | null },
    ) => Promise<Row[]>,
    toItem: (row: Row) => Item,
  ): Promise<{ items: Item[]; next: string | null }> {
    const reader = await readerOf(office, request)
    const { limit = 50, cursor, ...filter } = request.query
    const scope = { agency: reader.agency, operationId: reader.operation, filter, isPosition }
    const after = cursor === undefined ? null : cursors.open(scope, cursor)
    const rows = await rowsOf(office.pools, reader, filter, { limit, after })
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    const { next, link } = nextPage(request.url, last ? cursors.seal(scope, { at: last.at, id: last.id }) : null)
    if (link !== undefined) reply.header('link', link)
    return { items: shown.map(toItem), next }
  }
}

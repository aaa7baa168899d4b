import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { listFormerHandovers, readFormerHandover } from '../db/handovers.ts'
import { access } from '../domain/access.ts'
import type { HandoverId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  FormerHandoverPage,
  FormerHandoverResource,
  toFormerHandover,
  toFormerHandoverSummary,
} from '../resources/succession.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Successions']
const act = 'former-handover-reading'
const { roles } = access[act]

/** What had ended of the election-crime track when an agency gave its matters to a successor: read only, as it was then. */
export const formerHandovers: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/former-handovers',
    config: { roles },
    schema: {
      operationId: 'listFormerHandovers',
      summary: 'List hand-overs that had ended before a succession',
      description:
        'The hand-overs that your agency had sent or received and that had ended when its matters went to a successor, newest first. What had not ended went with them.',
      tags,
      querystring: Type.Object({ ...pageParameters, ...timeRange }, closed),
      response: { 200: success('A page of them.', ref(FormerHandoverPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit(act, actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listFormerHandovers', query)
      const rows = await listFormerHandovers(office.pools, await readerOf(office, request), page)
      const place = { url: request.url, cursors, scope }
      const { link, ...body } = pageOfRows(rows, page, toFormerHandoverSummary, place)
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/former-handovers/:id',
    config: { roles },
    schema: {
      operationId: 'readFormerHandover',
      summary: 'Read a hand-over that had ended before a succession',
      description:
        'What was handed over and what came of it, as it was when your agency gave its matters to a successor, and nothing later. The evidence is not there; the hand-over says what it was.',
      tags,
      params: IdInPath,
      response: { 200: success('The hand-over.', ref(FormerHandoverResource)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      // The role is for nothing else: whoever has it not is told so, whether there is this hand-over or not.
      assertRemit(act, reader, {})
      const former = await readFormerHandover(office.pools, reader, request.params.id as HandoverId)
      return toFormerHandover(foundOr404(former), reader)
    },
  })
}

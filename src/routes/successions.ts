import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { listSuccessions, readSuccessionCases } from '../db/successions.ts'
import { access } from '../domain/access.ts'
import { transferOutcomes } from '../domain/succession.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  SuccessionInPath,
  SuccessionList,
  SuccessionWithCases,
  toSuccession,
  toSuccessionCase,
} from '../resources/succession.ts'
import { closed, oneOf } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { pageAsked, pageOfRows } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Successions']
const { roles } = access['agency-succession-reading']

/** Whose matters went to whom, by which order of the law, and what became of each. */
export const successions: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/successions',
    config: { roles, unrecorded: 'The orders are law, the same for everybody and about no case.' },
    schema: {
      operationId: 'listSuccessions',
      summary: 'List the successions',
      description:
        'The orders by which the matters of one agency become those of another, with how far the service has carried each out. The service does so by itself on the day, matter by matter. Empty where the agencies file names none.',
      tags,
      response: { 200: success('The successions.', ref(SuccessionList)) },
    },
    async handler({ actor }) {
      assertRemit('agency-succession-reading', actor, {})
      return { items: (await listSuccessions(office.pools, actor.agency)).map(toSuccession) }
    },
  })

  app.route({
    method: 'GET',
    url: '/successions/:code',
    config: { roles },
    schema: {
      operationId: 'readSuccession',
      summary: 'Read a succession',
      description:
        'The order, how many of your matters wait, and page by page what became of each that is or was your agency’s: whose it was, whose it is, and whether it had been begun.',
      tags,
      params: SuccessionInPath,
      querystring: Type.Object(
        { ...pageParameters, outcome: Type.Optional(oneOf(transferOutcomes, 'Only matters of which this became.')) },
        closed,
      ),
      response: { 200: success('The succession with a page of its matters.', ref(SuccessionWithCases), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query, params } = request
      assertRemit('agency-succession-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'readSuccession', { ...query, code: params.code })
      const reader = await readerOf(office, request)
      const { succession, pending, cases } = await readSuccessionCases(
        office.pools,
        reader,
        params.code,
        page,
        query.outcome,
      )
      const order = toSuccession(foundOr404(succession ?? undefined))
      const { link, ...body } = pageOfRows(cases, page, toSuccessionCase, {
        url: request.url,
        cursors,
        scope,
      })
      if (link !== undefined) reply.header('link', link)
      return { ...order, pending, ...body }
    },
  })
}

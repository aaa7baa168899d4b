import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnHandover } from '../acts/act-on-handover.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { sendHandover } from '../acts/send-handover.ts'
import { listHandovers, readHandover } from '../db/handovers.ts'
import { access, isForPersons } from '../domain/access.ts'
import { handoverStatuses } from '../domain/handed-over.ts'
import type { HandoverId, ReferralId } from '../domain/ids.ts'
import { costs } from '../http/cost.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  HandoverInput,
  HandoverOutcomeInput,
  HandoverPage,
  HandoverResource,
  handoverEtagVersion,
  toHandoverResource,
  toHandoverSummary,
} from '../resources/handover.ts'
import { closed, IdInPath, NumberedInPath, oneOf } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'
import { partyRules } from './referral-acts.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Link, Location } = headerSchemas
const tags = ['Hand-overs']
const { roles } = access['handover-reading']

/** Criminal decisions on their way to the election-crime track, as both sides see them. */
export const handovers: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'PUT',
    url: '/referrals/:id/decisions/:number/handover',
    config: {
      act: 'handover-sending',
      roles: access['handover-sending'].roles,
      persons: isForPersons('handover-sending'),
      ifMatch: true,
      cost: costs.handover,
      problems: [
        'store-unavailable',
        'evidence-being-checked',
        ...refusals(
          ...partyRules('handover-sending'),
          'R-GEN-01',
          'R-CRH-01',
          'R-CRH-02',
          'R-CRH-03',
          'R-CPY-05',
          'R-CRH-07',
        ),
      ],
    },
    schema: {
      operationId: 'sendHandover',
      summary: 'Hand a criminal decision over',
      description:
        'Sends a frozen version, put together by rule, to the agency that holds election supervision: one person, what was marked of the conduct, the marked evidence with its bytes, the decision. All evidence that goes is re-hashed before; what is damaged refuses the sending until it is left out by choice. Never the reporter. Whoever drafted the decision may not. If-Match names the referral.',
      tags,
      params: NumberedInPath,
      body: ref(HandoverInput),
      response: {
        200: success('It was handed over already.', ref(HandoverResource), { ETag }),
        201: success('The hand-over. `ETag` is its own.', ref(HandoverResource), { ETag, Location }),
      },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const { reasonsExcerpts, evidence = null } = request.body
      const wanted = { decisionNumber: number, reasonsExcerpts, evidence }
      return send(reply, await sendHandover(office, askedOf(request), id as ReferralId, wanted))
    },
  })

  app.route({
    method: 'GET',
    url: '/handovers',
    config: { roles },
    schema: {
      operationId: 'listHandovers',
      summary: 'List hand-overs',
      description: 'The hand-overs that your agency sent or was sent, newest first. A list names no person.',
      tags,
      querystring: Type.Object(
        {
          ...pageParameters,
          ...timeRange,
          status: Type.Optional(oneOf(handoverStatuses, 'Only those that have come this far.')),
        },
        closed,
      ),
      response: { 200: success('A page of hand-overs.', ref(HandoverPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      // Of no case yet: the role is all there is to judge.
      assertRemit('handover-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listHandovers', query)
      const reader = await readerOf(office, request)
      const found = await listHandovers(office.pools, reader, page, { status: query.status })
      const rows = found.map(file => ({ ...file, id: file.state.id }))
      const { link, ...body } = pageOfRows(rows, page, toHandoverSummary, { url: request.url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/handovers/:id',
    config: { roles },
    schema: {
      operationId: 'readHandover',
      summary: 'Read a hand-over',
      description:
        'What was handed over, that it came, and what came of it. For the two agencies between which it went.',
      tags,
      params: IdInPath,
      response: { 200: success('The hand-over.', ref(HandoverResource), { ETag }) },
    },
    async handler(request, reply) {
      const reader = await readerOf(office, request)
      const file = foundOr404(await readHandover(office.pools, reader, request.params.id as HandoverId))
      assertRemit('handover-reading', reader, file.state)
      reply.header('etag', toEtag(handoverEtagVersion(file)))
      return toHandoverResource(file, reader)
    },
  })

  app.route({
    method: 'PUT',
    url: '/handovers/:id/receipt',
    config: {
      act: 'handover-receipt',
      roles: access['handover-receipt'].roles,
      ifMatch: true,
      problems: refusals(...partyRules('handover-receipt')),
    },
    schema: {
      operationId: 'receiveHandover',
      summary: 'Confirm the receipt of a hand-over',
      description: 'The receiving agency says that it came.',
      tags,
      params: IdInPath,
      response: {
        200: success('It was received already.', ref(HandoverResource), { ETag }),
        201: success('The hand-over, received.', ref(HandoverResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const answer = await actOnHandover(office, askedOf(request), request.params.id as HandoverId, {
        act: 'handover-receipt',
        command: act => ({ type: 'ReceiveHandover', act }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'PUT',
    url: '/handovers/:id/outcome',
    config: {
      act: 'handover-outcome',
      roles: access['handover-outcome'].roles,
      ifMatch: true,
      problems: refusals(...partyRules('handover-outcome'), 'R-GEN-01', 'R-CRH-04', 'R-CRH-06'),
    },
    schema: {
      operationId: 'reportHandoverOutcome',
      summary: 'Report what came of a hand-over',
      description:
        'Registered or not registered; of what was registered, later, that it is no offence or was forwarded to the police. Each report stays; the same again is harmless.',
      tags,
      params: IdInPath,
      body: ref(HandoverOutcomeInput),
      response: {
        200: success('It was reported already.', ref(HandoverResource), { ETag }),
        201: success('The hand-over, with the report.', ref(HandoverResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const { outcome, registrationNumber = null, explanation } = request.body
      const answer = await actOnHandover(office, askedOf(request), request.params.id as HandoverId, {
        act: 'handover-outcome',
        command: act => ({
          type: 'ReportHandoverOutcome',
          act,
          report: { outcome, registrationNumber, explanation },
        }),
      })
      return send(reply, answer)
    },
  })
}

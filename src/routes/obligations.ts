import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { listObligations, obligationsOfReferral, readObligation } from '../db/obligations.ts'
import { access } from '../domain/access.ts'
import { concernedBy } from '../domain/allowed-obligation-acts.ts'
import type { ObligationId, ReferralId } from '../domain/ids.ts'
import { obligationStatuses } from '../domain/obligation.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  AppealResource,
  ExecutionReport,
  factsFor,
  ObligationList,
  ObligationPage,
  ObligationResource,
  toAppeal,
  toObligationResource,
  toObligationSummary,
  toReport,
  turnedObligation,
} from '../resources/obligation.ts'
import { closed, IdInPath, NumberedInPath, oneOf } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Link } = headerSchemas
const tags = ['Obligations']
const { roles } = access['obligation-reading']

/** Obligations as they are read: by the parties, by whom they oblige, and by whom a step was addressed to. */
export const obligations: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/referrals/:id/obligations',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listReferralObligations',
      summary: 'List the obligations of a referral',
      description: 'What its decisions oblige whom to do, and what has come of it; settled ones too.',
      tags,
      params: IdInPath,
      response: { 200: success('The obligations.', ref(ObligationList)) },
    },
    async handler(request) {
      const { now, reader } = await visibleReferral(office, request, request.params.id)
      const files = await obligationsOfReferral(office.pools, reader.agency, request.params.id as ReferralId)
      return { items: files.map(file => toObligationResource(file, reader, now)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/obligations',
    config: { roles },
    schema: {
      operationId: 'listObligations',
      summary: 'List obligations',
      description:
        'The obligations that oblige your agency, those of its referrals, and those of which a step was addressed to it; newest first. What each says is read one by one.',
      tags,
      querystring: Type.Object(
        {
          ...pageParameters,
          ...timeRange,
          status: Type.Optional(oneOf(obligationStatuses, 'Only obligations in this state.')),
          overdue: Type.Optional(
            oneOf(['true', 'false'] as const, 'Only those that are open and late, or only the others.'),
          ),
        },
        closed,
      ),
      response: { 200: success('A page of obligations.', ref(ObligationPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit('obligation-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listObligations', query)
      const overdue = query.overdue === undefined ? undefined : query.overdue === 'true'
      const reader = await readerOf(office, request)
      const rows = await listObligations(office.pools, reader, page, { status: query.status, overdue })
      const toItem = (row: (typeof rows)[number]) => toObligationSummary(row, row.now)
      const { link, ...body } = pageOfRows(rows, page, toItem, { url: request.url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/obligations/:id',
    config: { roles },
    schema: {
      operationId: 'readObligation',
      summary: 'Read an obligation',
      description:
        'One obligation with its deadlines, reports, appeals and steps. The parties of its referral see all of it; whoever else is concerned sees what it must know, and `masked` names the rest.',
      tags,
      params: IdInPath,
      response: { 200: success('The obligation.', ref(ObligationResource), { ETag }) },
    },
    async handler(request, reply) {
      const { file, reader } = await visibleObligation(office, request, request.params.id)
      reply.header('etag', toEtag(file.version, turnedObligation(file.state, file.now)))
      return toObligationResource(file, reader, file.now)
    },
  })

  app.route({
    method: 'GET',
    url: '/obligations/:id/reports/:number',
    config: { roles },
    schema: {
      operationId: 'readExecutionReport',
      summary: 'Read a report of execution',
      description: 'One report, for the parties and the obliged agency.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The report.', ref(ExecutionReport), { ETag }) },
    },
    async handler(request, reply) {
      const { file, isWhole, facts } = await visibleObligation(office, request, request.params.id)
      const report = foundOr404(isWhole ? file.state.reports[request.params.number - 1] : undefined)
      reply.header('etag', toEtag(file.version))
      return toReport(report, facts)
    },
  })

  app.route({
    method: 'GET',
    url: '/obligations/:id/appeals/:number',
    config: { roles },
    schema: {
      operationId: 'readAppeal',
      summary: 'Read an appeal',
      description: 'One objection or administrative appeal, for the parties and the obliged agency.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The appeal.', ref(AppealResource), { ETag }) },
    },
    async handler(request, reply) {
      const { file, isWhole, facts } = await visibleObligation(office, request, request.params.id)
      const appeal = foundOr404(isWhole ? file.state.appeals[request.params.number - 1] : undefined)
      reply.header('etag', toEtag(file.version))
      return toAppeal(appeal, facts)
    },
  })
}

/** An obligation that the caller's agency is concerned with and their role may read; 404 before 403. */
async function visibleObligation(office: Office, request: FastifyRequest, id: string) {
  const reader = await readerOf(office, request)
  const file = foundOr404(await readObligation(office.pools, reader, id as ObligationId))
  assertRemit('obligation-reading', reader, concernedBy(file.state, file))
  const isParty = reader.agency === file.sender || reader.agency === file.receiver
  const isWhole = isParty || reader.agency === file.state.addressee
  return { file, reader, isWhole, facts: factsFor(isParty ? undefined : reader.agency) }
}

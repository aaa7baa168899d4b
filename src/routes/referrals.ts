import { hash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { sendReferral } from '../acts/send-referral.ts'
import { readReferral } from '../db/case-reads.ts'
import { listReferrals } from '../db/lists.ts'
import type { Reader } from '../db/reader.ts'
import { access } from '../domain/access.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import { referralStatuses } from '../domain/transitions.ts'
import { costs } from '../http/cost.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  ReferralPage,
  ReferralResource,
  ReturnResource,
  referralEtagVersion,
  toReferralResource,
  toReturnResource,
  toVersionResource,
  turnedReferral,
  VersionList,
  VersionResource,
  viewerOf,
} from '../resources/referral.ts'
import { ReferralInput } from '../resources/referral-input.ts'
import { TimelinePage } from '../resources/timeline.ts'
import { closed, IdInPath, NumberedInPath, oneOf } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'
import { pageOfTimeline } from './timeline-page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Location, Link } = headerSchemas
const tags = ['Referrals']
const { roles } = access['referral-reading']

export const referrals: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'POST',
    url: '/referrals',
    config: {
      act: 'referral',
      roles: access.referral.roles,
      cost: costs.handover,
      idempotencyKey: true,
      problems: [
        'not-found',
        'store-unavailable',
        'evidence-being-checked',
        ...refusals('R-ACC-04', 'R-REF-01', 'R-REF-02', 'R-REF-03', 'R-REF-04', 'R-EVI-15', 'R-EVI-16', 'R-CLS-01'),
        ...refusals('R-SUC-01'),
      ],
    },
    schema: {
      operationId: 'sendReferral',
      summary: 'Refer a violation',
      description:
        'Freezes a documented violation with its evidence as version 1 and sends it to the agency that holds the mandate on this day. Whoever recorded the violation or an item of evidence may not send it. Every item on file must be clean and sealed, and is re-hashed before it leaves.',
      tags,
      body: ref(ReferralInput),
      response: { 201: success('The referral, sent.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      return send(reply, await sendReferral(office, askedOf(request), request.body.violationId))
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals',
    config: { roles },
    schema: {
      operationId: 'listReferrals',
      summary: 'List referrals',
      description:
        'The referrals your agency sent or received, newest first, page by page. Follow `next` until it is null.',
      tags,
      querystring: Type.Object(
        {
          ...pageParameters,
          ...timeRange,
          status: Type.Optional(oneOf(referralStatuses, 'Only referrals in this state.')),
          violationId: Type.Optional(
            Type.String({ format: 'uuid', maxLength: 36, description: 'Only referrals of this violation.' }),
          ),
        },
        closed,
      ),
      response: { 200: success('A page of referrals.', ref(ReferralPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit('referral-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listReferrals', query)
      const reader = await readerOf(office, request)
      const rows = await listReferrals(office.pools, reader, page, {
        status: query.status,
        violationId: query.violationId as ViolationId | undefined,
      })
      const { link, ...body } = pageOfRows(rows, page, row => row, { url: request.url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id',
    config: { roles },
    schema: {
      operationId: 'readReferral',
      summary: 'Read a referral',
      description:
        'One referral with the content of its current version, its history of returns, and what you may do with it now.',
      tags,
      params: IdInPath,
      response: { 200: success('The referral.', ref(ReferralResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, now } = await visibleReferral(office, request, request.params.id)
      reply.header('etag', toEtag(version, turnedReferral(state, now)))
      return toReferralResource(state, request.actor, now)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/timeline',
    config: { roles },
    schema: {
      operationId: 'readTimeline',
      summary: 'Read what happened to a referral',
      description:
        'Every event of the log that your agency may read, oldest first: who did what in which role, and when. The receiving agency also sees its own drafts.',
      tags,
      params: IdInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of the timeline.', ref(TimelinePage), { Link }) },
    },
    async handler(request, reply) {
      const { state, reader } = await visibleReferral(office, request, request.params.id)
      return pageOfTimeline({ office, cursors, reply }, request, reader, state.id)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/versions',
    config: { roles },
    schema: {
      operationId: 'listVersions',
      summary: 'List the frozen versions',
      description: 'What was sent, version by version. A resubmission adds one; older ones stay readable.',
      tags,
      params: IdInPath,
      response: { 200: success('The versions.', ref(VersionList), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, reader } = await visibleReferral(office, request, request.params.id)
      const viewer = viewerOf(state, reader)
      reply.header('etag', toEtag(version))
      return { items: state.versions.map(frozen => toVersionResource(frozen, viewer)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/versions/:number',
    config: { roles },
    schema: {
      operationId: 'readVersion',
      summary: 'Read a frozen version',
      description: 'What was sent, fixed for ever, with the digest over its content.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The version.', ref(VersionResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, reader } = await visibleReferral(office, request, request.params.id)
      const frozen = foundOr404(state.versions[request.params.number - 1])
      const resource = toVersionResource(frozen, viewerOf(state, reader))
      // The version never changes, but what of it a reader may see does.
      const seen = hash('sha256', resource.masked.join(), 'hex').slice(0, 16)
      reply.header('etag', toEtag(`${frozen.contentDigest}-${seen}`))
      return resource
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/returns/:number',
    config: { roles },
    schema: {
      operationId: 'readReturn',
      summary: 'Read a return',
      description: 'What the receiving agency asked for in this round, and what was answered.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The return.', ref(ReturnResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version } = await visibleReferral(office, request, request.params.id)
      const round = foundOr404(state.returns[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toReturnResource(round)
    },
  })
}

/** A referral the caller's agency is party to and their role may read; 404 before 403, so that hidden equals absent. */
export async function visibleReferral(
  office: Office,
  request: FastifyRequest,
  id: string,
): Promise<{ state: Referral; version: string; now: string; reader: Reader }> {
  const reader = await readerOf(office, request)
  const referral = foundOr404(await readReferral(office.pools, reader, id as ReferralId))
  assertRemit('referral-reading', reader, referral.state)
  return { ...referral, version: referralEtagVersion(referral), reader }
}

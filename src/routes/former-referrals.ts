import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { folded } from '../db/folded.ts'
import { listFormerMatters, readFormerMatter } from '../db/successions.ts'
import { access } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { evolveReferral } from '../domain/referral-history.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { FormerReferral, FormerReferralPage, toFormerReferral, toFormerSummary } from '../resources/succession.ts'
import { TimelinePage } from '../resources/timeline.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'
import { pageOfTimeline } from './timeline-page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Successions']
const { roles } = access['former-referral-reading']

/** What an agency had begun before it passed to a successor: read only, as it was then. */
export const formerReferrals: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/former-referrals',
    config: { roles },
    schema: {
      operationId: 'listFormerReferrals',
      summary: 'List matters your agency handed over',
      description:
        'The referrals that your agency had begun when they went to its successor, newest first. What it had not begun is not there.',
      tags,
      querystring: Type.Object({ ...pageParameters, ...timeRange }, closed),
      response: { 200: success('A page of them.', ref(FormerReferralPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit('former-referral-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listFormerReferrals', query)
      const rows = await listFormerMatters(office.pools, await readerOf(office, request), page)
      const named = rows.map(row => ({ ...row, id: row.referralId }))
      const { link, ...body } = pageOfRows(named, page, toFormerSummary, { url: request.url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/former-referrals/:id',
    config: { roles },
    schema: {
      operationId: 'readFormerReferral',
      summary: 'Read a matter your agency handed over',
      description:
        'The referral as it was at the hand-over, with its questions and the decisions issued until then, and nothing later. The evidence went with the matter; its versions say what it was.',
      tags,
      params: IdInPath,
      response: { 200: success('The matter.', ref(FormerReferral)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      // The role is for nothing else: whoever has it not is told so, whether there is this matter or not.
      assertRemit('former-referral-reading', reader, {})
      const matter = foundOr404(await readFormerMatter(office.pools, reader, request.params.id as ReferralId))
      return toFormerReferral(matter, foundOr404(folded(matter.events, evolveReferral)), reader, office.mandates)
    },
  })

  app.route({
    method: 'GET',
    url: '/former-referrals/:id/timeline',
    config: { roles },
    schema: {
      operationId: 'readFormerTimeline',
      summary: 'Read what happened until the hand-over',
      description:
        'Every event up to the hand-over, which is the last, oldest first; with the drafts of your own agency, which its successor never sees.',
      tags,
      params: IdInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of the timeline.', ref(TimelinePage), { Link }) },
    },
    async handler(request, reply) {
      const reader = await readerOf(office, request)
      assertRemit('former-referral-reading', reader, {})
      const { referralId } = foundOr404(await readFormerMatter(office.pools, reader, request.params.id as ReferralId))
      return pageOfTimeline({ office, cursors, reply }, request, reader, referralId)
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { actOnReferral, foundOr404 } from '../acts/act-on-referral.ts'
import { chainOn, giveCopy } from '../acts/give-copy.ts'
import { access } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { implicatedIn } from '../domain/implications.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { currentPersons } from '../domain/referral.ts'
import { routeOfPerson } from '../domain/routing.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { CopyInput, CopyList, CopyResource, RouteList, toCopyResource, toRouteItem } from '../resources/copy.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import { ReferralResource, viewerOf } from '../resources/referral.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Copies']
const { roles } = access['referral-reading']

/** Copies as the parties of a referral give them and look at them. */
export const copies: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/referrals/:id/routes',
    config: { roles },
    schema: {
      operationId: 'listRoutes',
      summary: 'See where copies would go',
      description:
        'For each reported person the agency that would get a copy of a decision: their personnel authority (PPK), or past every one that is reported, related or the source of pressure the next above.',
      tags,
      params: IdInPath,
      response: { 200: success('The routes.', ref(RouteList)) },
    },
    async handler(request) {
      const { state, now } = await visibleReferral(office, request, request.params.id)
      const implicated = implicatedIn(state)
      const chain = chainOn(office, legalDateOf(now))
      return {
        items: currentPersons(state).map(person => toRouteItem(person.id, routeOfPerson(person, implicated, chain))),
      }
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/copies',
    config: {
      act: 'copy-giving',
      roles: access['copy-giving'].roles,
      idempotencyKey: true,
      ifMatch: true,
      problems: refusals('R-ACC-04', 'R-CPY-01', 'R-CPY-02', 'R-CPY-03', 'R-CPY-04', 'R-CPY-05', 'R-CPY-06'),
    },
    schema: {
      operationId: 'giveCopy',
      summary: 'Give a redacted copy',
      description:
        'Builds a copy by rule and gives it, until it ends, to the agency that must act on a decision: one person, the marked parts, the decision. Never the source, the reporter, other persons or unmarked text.',
      tags,
      params: IdInPath,
      body: ref(CopyInput),
      response: { 201: success('The copy. `ETag` is that of the referral.', ref(CopyResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { evidence = [], reasonsExcerpts = [], ...wanted } = request.body
      const id = request.params.id as ReferralId
      return send(reply, await giveCopy(office, askedOf(request), id, { ...wanted, evidence, reasonsExcerpts }))
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/copies',
    config: { roles },
    schema: {
      operationId: 'listCopies',
      summary: 'List the copies of a referral',
      description: 'Every redacted copy that was given, to whom and until when, with what it says.',
      tags,
      params: IdInPath,
      response: { 200: success('The copies.', ref(CopyList), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, reader } = await visibleReferral(office, request, request.params.id)
      const viewer = viewerOf(state, reader)
      reply.header('etag', toEtag(version))
      return { items: state.copies.map(given => toCopyResource(given, viewer)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/copies/:number',
    config: { roles },
    schema: {
      operationId: 'readCopy',
      summary: 'Read a copy of a referral',
      description: 'One redacted copy as the parties see it.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The copy.', ref(CopyResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, reader } = await visibleReferral(office, request, request.params.id)
      const copy = foundOr404(state.copies[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toCopyResource(copy, viewerOf(state, reader))
    },
  })

  app.route({
    method: 'PUT',
    url: '/referrals/:id/copies/:number/ending',
    config: {
      act: 'copy-ending',
      roles: access['copy-ending'].roles,
      ifMatch: true,
      problems: refusals('R-GEN-01', 'R-CPY-01', 'R-CPY-07'),
    },
    schema: {
      operationId: 'endCopy',
      summary: 'End a copy before its time',
      description:
        'From now on the recipient sees nothing of it. What was seen stays seen; the access explanation says what.',
      tags,
      params: NumberedInPath,
      body: ref(ExplanationInput),
      response: {
        200: success('It has been ended already.', ref(ReferralResource), { ETag }),
        201: success('The referral, with the copy ended.', ref(ReferralResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const answer = await actOnReferral(office, askedOf(request), id as ReferralId, {
        act: 'copy-ending',
        keyed: false,
        conditional: true,
        command: (referral, act) => {
          foundOr404(referral.copies[number - 1])
          return { type: 'EndCopy', act, number, explanation: request.body.explanation }
        },
      })
      return send(reply, answer)
    },
  })
}

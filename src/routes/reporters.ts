import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnReferral, foundOr404 } from '../acts/act-on-referral.ts'
import { openReferredReporter, type ReporterSeen, readReporter } from '../acts/open-reporter.ts'
import { readReferralWithViolation, readViolation } from '../db/case-reads.ts'
import { listReporterOpenings } from '../db/reporters.ts'
import { access, isForPersons } from '../domain/access.ts'
import { allowedReporterRequestActs, type Caller } from '../domain/allowed-acts.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import { consentHours, takerIn } from '../domain/reporter.ts'
import type { ReporterRequest } from '../domain/reporter-request.ts'
import type { Violation } from '../domain/violation.ts'
import { toEtag } from '../http/etag.ts'
import { type NamedSchema, ref } from '../http/named-schema.ts'
import { nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { isText } from '../http/page-position.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import {
  ReporterConsentInput,
  ReporterOpeningPage,
  ReporterRequestInput,
  ReporterRequestList,
  ReporterRequestResource,
  ReporterResource,
  toIdentity,
  toReporterOpeningResource,
  toReporterRequestResource,
  turnedRequests,
} from '../resources/reporter.ts'
import { closed, IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { itemsAfter } from './reading-evidence.ts'
import { factResponses, partyRules } from './referral-acts.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Location, Link } = headerSchemas
const tags = ['Reporters']

/** What the sending agency answers to a request; each stands once and may be repeated. */
const answers = [
  {
    noun: 'consent',
    act: 'reporter-consent',
    operationId: 'consentToReporter',
    summary: 'Consent to opening a reporter',
    description: `Lets the officer who asked open who reported, for ${consentHours.usual} hours unless you say otherwise, and ${consentHours.most} at most. It ends by itself, and with the referral.`,
    body: ReporterConsentInput,
  },
  {
    noun: 'refusal',
    act: 'reporter-refusal',
    operationId: 'refuseReporter',
    summary: 'Refuse to open a reporter',
    description: 'Keeps who reported closed, with a reason in words. The receiving agency may ask again.',
    body: ExplanationInput,
  },
] as const

export const reporters: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/violations/:id/reporter',
    config: {
      act: 'reporter-reading',
      roles: access['reporter-reading'].roles,
      persons: isForPersons('reporter-reading'),
      purpose: true,
      problems: ['store-unavailable', ...refusals('R-RPT-06')],
    },
    schema: {
      operationId: 'readReporter',
      summary: 'Read who reported',
      description:
        'Who reported this violation, for the officer who took the reporter in and nobody else. That you read it, and the purpose you state, is on record before it is given out. There is no `ETag`: every answer is a reading of its own. Not found for a finding.',
      tags,
      params: IdInPath,
      response: { 200: success('Who reported.', ref(ReporterResource)) },
    },
    async handler(request) {
      const id = request.params.id as ViolationId
      return toReporterResource(await readReporter(office, askedOf(request), await readerOf(office, request), id))
    },
  })

  app.route({
    method: 'GET',
    url: '/violations/:id/reporter-openings',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'listReporterOpenings',
      summary: 'List who opened the reporter',
      description:
        'Every time somebody opened who reported this violation, at your agency or at the receiving one: who, when, by which request, and what they said it was for. Oldest first; follow `next` until it is null.',
      tags,
      params: IdInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of openings.', ref(ReporterOpeningPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query, params } = request
      const id = params.id as ViolationId
      const reader = await readerOf(office, request)
      foundOr404(await readViolation(office.pools, reader, id))
      assertRemit('violation-reading', actor, {})
      const { limit = 50, cursor } = query
      const scope = { agency: actor.agency, operationId: 'listReporterOpenings', filter: { id }, isPosition: isText }
      const after = itemsAfter(cursors, scope, cursor)
      const rows = await listReporterOpenings(office.pools, reader, id, { limit, after })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      const { next, link } = nextPage(request.url, last ? cursors.seal(scope, last.id) : null)
      if (link !== undefined) reply.header('link', link)
      return { items: shown.map(toReporterOpeningResource), next }
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/reporter-requests',
    config: {
      act: 'reporter-request',
      roles: access['reporter-request'].roles,
      persons: isForPersons('reporter-request'),
      idempotencyKey: true,
      problems: refusals(...partyRules('reporter-request'), 'R-RPT-01', 'R-RPT-02', 'R-RPT-03'),
    },
    schema: {
      operationId: 'requestReporter',
      summary: 'Ask who reported',
      description:
        'Asks the sending agency to open who reported, to you and for a limited time. A second officer there decides. Request, answer and every opening stay on record. Needs no If-Match, because it overwrites nothing.',
      tags,
      params: IdInPath,
      body: ref(ReporterRequestInput),
      response: {
        201: success('The request. `ETag` is that of the referral.', ref(ReporterRequestResource), { ETag, Location }),
      },
    },
    async handler(request, reply) {
      const { params, body } = request
      const caller = await readerOf(office, request)
      const answer = await actOnReferral(office, askedOf(request), params.id as ReferralId, {
        act: 'reporter-request',
        keyed: true,
        conditional: false,
        command: (_, act) => ({ type: 'RequestReporter', act, reason: body.reason }),
        answer: referral => ({
          location: `/v1/referrals/${params.id}/reporter-requests/${referral.reporterRequests.length}`,
          body: shownTo(caller, referral, referral.reporterRequests.at(-1), undefined, referral.changedAt),
        }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/reporter-requests',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listReporterRequests',
      summary: 'List the requests for the reporter',
      description: 'Every request to open who reported, with its answer. Who reported is not in it.',
      tags,
      params: IdInPath,
      response: { 200: success('The requests. `ETag` is that of the referral.', ref(ReporterRequestList), { ETag }) },
    },
    async handler(request, reply) {
      const { caller, loaded } = await visibleRequests(office, request, request.params.id)
      const { referral, violation, now } = loaded
      reply.header('etag', toEtag(referralEtagVersion(referral), turnedRequests(referral.state.reporterRequests, now)))
      return {
        items: referral.state.reporterRequests.map(each =>
          shownTo(caller, referral.state, each, violation?.state, now),
        ),
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/reporter-requests/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readReporterRequest',
      summary: 'Read a request for the reporter',
      description: 'One request with its answer, and what you may do about it now.',
      tags,
      params: NumberedInPath,
      response: {
        200: success('The request. `ETag` is that of the referral.', ref(ReporterRequestResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const { caller, loaded } = await visibleRequests(office, request, request.params.id)
      const { referral, violation, now } = loaded
      reply.header('etag', toEtag(referralEtagVersion(referral), turnedRequests(referral.state.reporterRequests, now)))
      const wanted = referral.state.reporterRequests[request.params.number - 1]
      return shownTo(caller, referral.state, wanted, violation?.state, now)
    },
  })

  for (const { noun, act, operationId, summary, description, body } of answers) {
    app.route({
      method: 'PUT',
      url: `/referrals/:id/reporter-requests/:number/${noun}`,
      config: {
        act,
        roles: access[act].roles,
        persons: isForPersons(act),
        ifMatch: true,
        problems: refusals(...partyRules(act), 'R-GEN-01', 'R-RPT-04', 'R-RPT-05'),
      },
      schema: {
        operationId,
        summary,
        description: `${description} Whoever took the reporter in does not answer. \`If-Match\` is that of the referral. Repeating it is harmless.`,
        tags,
        params: NumberedInPath,
        body: ref(body as NamedSchema),
        response: factResponses,
      },
      async handler(request, reply) {
        const { id, number } = request.params as { id: ReferralId; number: number }
        const given = request.body as { hours?: number; explanation?: string }
        const answer = await actOnReferral(office, askedOf(request), id, {
          act,
          keyed: false,
          conditional: true,
          command: (referral, act, violation) => {
            foundOr404(referral.reporterRequests[number - 1])
            const answering = { act, number, takerIn: takerIn(foundOr404(violation)) }
            return noun === 'consent'
              ? { type: 'ConsentToReporter', ...answering, hours: given.hours ?? consentHours.usual }
              : { type: 'RefuseReporter', ...answering, explanation: given.explanation ?? '' }
          },
        })
        return send(reply, answer)
      },
    })
  }

  app.route({
    method: 'GET',
    url: '/referrals/:id/reporter',
    config: {
      act: 'reporter-opening',
      roles: access['reporter-opening'].roles,
      persons: isForPersons('reporter-opening'),
      purpose: true,
      problems: ['store-unavailable', ...refusals(...partyRules('reporter-opening'), 'R-RPT-07')],
    },
    schema: {
      operationId: 'openReporter',
      summary: 'Open who reported',
      description:
        'Who reported, for the officer whose request was consented to, until the consent or the referral ends. That you opened it, and the purpose you state, is on record before it is given out, and the agency that took the reporter in sees it. There is no `ETag`: every answer is an opening of its own.',
      tags,
      params: IdInPath,
      response: { 200: success('Who reported.', ref(ReporterResource)) },
    },
    async handler(request) {
      const id = request.params.id as ReferralId
      return toReporterResource(
        await openReferredReporter(office, askedOf(request), await readerOf(office, request), id),
      )
    },
  })
}

function toReporterResource({ identity, ...seen }: ReporterSeen) {
  return { ...seen, identity: toIdentity(identity) }
}

/** A referral whose requests the caller may read; 404 before 403, so that hidden equals absent. */
async function visibleRequests(office: Office, request: FastifyRequest, id: string) {
  const caller = await readerOf(office, request)
  const loaded = foundOr404(await readReferralWithViolation(office.pools, caller, id as ReferralId))
  assertRemit('referral-reading', caller, loaded.referral.state)
  return { caller, loaded }
}

/** A request as this caller may see it. Throws `not-found` for one that is not there. */
function shownTo(
  caller: Caller,
  referral: Referral,
  request: ReporterRequest | undefined,
  violation: Violation | undefined,
  at: string,
) {
  const found = foundOr404(request)
  return toReporterRequestResource(found, allowedReporterRequestActs(referral, found, violation, caller, at))
}

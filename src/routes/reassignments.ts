import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnReferral, foundOr404 } from '../acts/act-on-referral.ts'
import { loadReferral } from '../db/case-store.ts'
import { access } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ReassignmentResource, ReferralResource, toReassignmentResource } from '../resources/referral.ts'
import { ReassignmentInput } from '../resources/referral-input.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { partyRules } from './referral-acts.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Officers']

export const reassignments: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/referrals/:id/reassignments',
    config: {
      act: 'reassignment',
      roles: access.reassignment.roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(...partyRules('reassignment'), 'R-OFF-01', 'R-OFF-02', 'R-OFF-04'),
    },
    schema: {
      operationId: 'reassignCase',
      summary: 'Give a case to another officer',
      description:
        'Replaces the officer of a case under examination, decided or closed (an appeal may open it again); the one before stays on record. Whoever drafted a decision still may not issue it. The other agency sees the change and its reason.',
      tags,
      params: IdInPath,
      body: ref(ReassignmentInput),
      response: { 201: success('The referral, with its new officer.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { id } = request.params
      const { agency, issuer, subject } = request.actor
      const caller = await office.persons.personOf(agency, issuer, subject)
      const loaded = await loadReferral(office.pools, agency, id as ReferralId, { caller, operation: '', key: null })
      assertRemit('reassignment', request.actor, foundOr404(loaded).referral.state)
      // Only now: naming somebody makes them a person of the agency.
      const officer = await office.persons.personOf(agency, issuer, request.body.officer)
      const answer = await actOnReferral(office, askedOf(request), id as ReferralId, {
        act: 'reassignment',
        keyed: true,
        conditional: true,
        command: (_, act) => ({ type: 'ReassignCase', act, officer, reason: request.body.reason }),
        answer: ({ reassignments }) => ({ location: `/v1/referrals/${id}/reassignments/${reassignments.length}` }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/reassignments/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readReassignment',
      summary: 'Read a reassignment',
      description: 'One change of the officer: from whom to whom, when, by whom and why.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The reassignment.', ref(ReassignmentResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version } = await visibleReferral(office, request, request.params.id)
      const reassignment = foundOr404(state.reassignments[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toReassignmentResource(reassignment)
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { actOnImplications } from '../acts/act-on-implications.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { chainOn } from '../acts/give-copy.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { recordImplication, revokeImplication } from '../domain/implications.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import { ImplicationResource, ReferralResource, toImplicationResource } from '../resources/referral.ts'
import { ImplicationInput } from '../resources/referral-input.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { factResponses, partyRules } from './referral-acts.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Copies']

export const implications: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/referrals/:id/implications',
    config: {
      act: 'implication',
      roles: access.implication.roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(...partyRules('implication'), 'R-CPY-09', 'R-CPY-10'),
    },
    schema: {
      operationId: 'recordImplication',
      summary: 'Put on record that an authority is part of the case',
      description:
        'What the examination found out after sending: the head of an agency is reported, a relative of the reported, or the source of pressure. From then on copies, obligations and steps go past it, its copies end, and it reads nothing in an emergency. An open obligation that obliges it already is to be addressed anew. What it has read it has read.',
      tags,
      params: IdInPath,
      body: ref(ImplicationInput),
      response: { 201: success('The referral, with what is known now.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const id = request.params.id as ReferralId
      const answer = await actOnImplications(office, askedOf(request), id, {
        act: 'implication',
        keyed: true,
        decide: (referral, act) =>
          recordImplication(referral, {
            ...{ type: 'RecordImplication', act, implication: request.body },
            isKnown: chainOn(office, legalDateOf(act.at)).isKnown,
          }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/implications/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readImplication',
      summary: 'Read why an authority is part of the case',
      description: 'Which authority was found to be part of the case, how, by whom and when.',
      tags,
      params: NumberedInPath,
      response: { 200: success('What was put on record.', ref(ImplicationResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version } = await visibleReferral(office, request, request.params.id)
      const implication = foundOr404(state.implications[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toImplicationResource(implication)
    },
  })

  app.route({
    method: 'PUT',
    url: '/referrals/:id/implications/:number/revocation',
    config: {
      act: 'implication-revocation',
      roles: access['implication-revocation'].roles,
      persons: isForPersons('implication-revocation'),
      ifMatch: true,
      problems: refusals(...partyRules('implication-revocation'), 'R-GEN-01', 'R-CPY-09', 'R-CPY-11'),
    },
    schema: {
      operationId: 'revokeImplication',
      summary: 'Take back that an authority is part of the case',
      description:
        'It was put on record by mistake, and somebody else than whoever did so says that, with the reason. From then on copies, obligations and steps may go to that authority again. What went past it meanwhile stays where it went, and its copies stay ended. Both the record and its revocation stay readable. Repeating it is harmless.',
      tags,
      params: NumberedInPath,
      body: ref(ExplanationInput),
      response: factResponses,
    },
    async handler(request, reply) {
      const { params, body } = request
      const { number } = params
      const answer = await actOnImplications(office, askedOf(request), params.id as ReferralId, {
        act: 'implication-revocation',
        keyed: false,
        decide: (referral, act) => {
          foundOr404(referral.implications[number - 1])
          return revokeImplication(referral, { type: 'RevokeImplication', act, number, ...body })
        },
      })
      return send(reply, answer)
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { actOnDecision } from '../acts/act-on-decision.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { DecisionResource } from '../resources/decision.ts'
import { CorrectionInput } from '../resources/decision-input.ts'
import { NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { partyRules } from './referral-acts.ts'

type Needs = { office: Office }

const { ETag } = headerSchemas

/** Slips of the pen in issued decisions. */
export const corrections: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/referrals/:id/decisions/:number/corrections',
    config: {
      act: 'decision-correction',
      roles: access['decision-correction'].roles,
      persons: isForPersons('decision-correction'),
      idempotencyKey: true,
      ifMatch: true,
      problems: refusals(...partyRules('decision-correction'), 'R-DEC-02', 'R-DEC-17', 'R-DEC-18', 'R-REF-27'),
    },
    schema: {
      operationId: 'correctDecision',
      summary: 'Correct a slip in a decision',
      description:
        'Corrects the number or signatory of the instrument, the reasons or the legal basis of a standing decision; what it said before stays readable. Whoever drafted it may not. Anything else is superseded or annulled. If-Match names the decision.',
      tags: ['Decisions'],
      params: NumberedInPath,
      body: ref(CorrectionInput),
      response: { 201: success('The decision, corrected.', ref(DecisionResource), { ETag }) },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const { reason, explanation, ...correction } = request.body
      const answer = await actOnDecision(office, askedOf(request), id as ReferralId, {
        act: 'decision-correction',
        number,
        keyed: true,
        created: 201,
        command: act => ({ type: 'CorrectDecision', act, number, correction, reason, explanation }),
      })
      return send(reply, answer)
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { access } from '../domain/access.ts'
import { decideComputation } from '../domain/computation.ts'
import { Rejection } from '../domain/rejection.ts'
import { costs } from '../http/cost.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  ComputationInput,
  DeadlineComputation,
  ReferralDeadlineList,
  toDeadlineComputation,
  toReferralDeadline,
  turnedDeadlines,
} from '../resources/deadline.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { refusals } from './asked.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { ETag } = headerSchemas

const ClockInPath = Type.Object(
  {
    code: Type.String({
      minLength: 1,
      maxLength: 60,
      pattern: '^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$',
      description: 'The code of a clock of the catalogue.',
      examples: ['merit-review'],
    }),
  },
  closed,
)

export const deadlines: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/referrals/:id/deadlines',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listDeadlines',
      summary: 'List the deadlines of a referral',
      description:
        'What is due, by which article, counted from what, day by day. Deadlines that were met, have lapsed or were computed anew by a later version of the law stay in the list; the new row names the one it replaces.',
      tags: ['Deadlines'],
      params: IdInPath,
      response: { 200: success('The deadlines.', ref(ReferralDeadlineList), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, now } = await visibleReferral(office, request, request.params.id)
      reply.header('etag', toEtag(version, turnedDeadlines(state.deadlines, now)))
      return { items: state.deadlines.map(deadline => toReferralDeadline(deadline, now)) }
    },
  })

  app.route({
    method: 'POST',
    url: '/catalogue/clocks/:code/computation',
    config: {
      readsOnly: true,
      roles: access['catalogue-reading'].roles,
      cost: costs.read,
      problems: ['not-found', ...refusals('R-CLK-01', 'R-CLK-02', 'R-CLK-03')],
    },
    schema: {
      operationId: 'computeDeadline',
      summary: 'Compute a deadline',
      description:
        'What is due when, by a clock of the catalogue as it is in force when it starts, with the arithmetic step by step. It is about no case, and nothing is stored.',
      tags: ['Deadlines'],
      params: ClockInPath,
      body: ref(ComputationInput),
      response: { 200: success('The deadline.', ref(DeadlineComputation)) },
    },
    async handler({ actor, params: { code }, body: { start, suspensions = [] } }) {
      assertRemit('catalogue-reading', actor, {})
      foundOr404(office.law.clocks.find(clock => clock.code === code))
      const deadline = decideComputation(office.law, code, start, suspensions)
      if (deadline instanceof Rejection) throw refused(deadline)
      return toDeadlineComputation(deadline)
    },
  })
}

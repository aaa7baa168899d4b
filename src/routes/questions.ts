import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { actOnReferral, foundOr404 } from '../acts/act-on-referral.ts'
import { access } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { QuestionList, QuestionResource, toQuestionResource } from '../resources/referral.ts'
import { AnswerInput, QuestionInput } from '../resources/referral-input.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { Location, ETag } = headerSchemas
const tags = ['Questions']

export const questions: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/referrals/:id/questions',
    config: {
      act: 'question',
      roles: access.question.roles,
      idempotencyKey: true,
      problems: refusals('R-REF-16', 'R-REF-21'),
    },
    schema: {
      operationId: 'askQuestion',
      summary: 'Ask the other agency',
      description:
        'Asks the other party of a referral; question and answers stay in the file. Needs no If-Match, because it overwrites nothing.',
      tags,
      params: IdInPath,
      body: ref(QuestionInput),
      response: {
        201: success('The question. `ETag` is that of the referral.', ref(QuestionResource), { ETag, Location }),
      },
    },
    async handler(request, reply) {
      const { params, body } = request
      const answer = await actOnReferral(office, askedOf(request), params.id as ReferralId, {
        act: 'question',
        keyed: true,
        conditional: false,
        command: (_, act) => ({ type: 'AskQuestion', act, text: body.text }),
        answer: ({ questions }) => ({
          location: `/v1/referrals/${params.id}/questions/${questions.length}`,
          body: toQuestionResource(foundOr404(questions.at(-1))),
        }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/questions',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listQuestions',
      summary: 'List questions and answers',
      description: 'All questions between the two agencies on this referral, with their answers.',
      tags,
      params: IdInPath,
      response: { 200: success('The questions.', ref(QuestionList), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version } = await visibleReferral(office, request, request.params.id)
      reply.header('etag', toEtag(version))
      return { items: state.questions.map(toQuestionResource) }
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/questions/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readQuestion',
      summary: 'Read a question',
      description: 'One question with its answers.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The question.', ref(QuestionResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version } = await visibleReferral(office, request, request.params.id)
      const question = foundOr404(state.questions[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toQuestionResource(question)
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/questions/:number/answers',
    config: {
      act: 'answer',
      roles: access.answer.roles,
      idempotencyKey: true,
      problems: refusals('R-REF-16', 'R-REF-20', 'R-REF-21'),
    },
    schema: {
      operationId: 'answerQuestion',
      summary: 'Answer a question',
      description: 'Adds an answer. Only the agency that was asked answers; answers are never changed.',
      tags,
      params: NumberedInPath,
      body: ref(AnswerInput),
      response: {
        201: success('The question with its answers. `ETag` is that of the referral.', ref(QuestionResource), {
          ETag,
          Location,
        }),
      },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const answer = await actOnReferral(office, askedOf(request), id as ReferralId, {
        act: 'answer',
        keyed: true,
        conditional: false,
        command: (referral, act) => {
          foundOr404(referral.questions[number - 1])
          return { type: 'AnswerQuestion', act, questionNumber: number, text: request.body.text }
        },
        answer: ({ questions }) => ({
          location: `/v1/referrals/${id}/questions/${number}`,
          body: toQuestionResource(foundOr404(questions[number - 1])),
        }),
      })
      return send(reply, answer)
    },
  })
}

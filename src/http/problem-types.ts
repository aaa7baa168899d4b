import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { isProblemCode, Problem, problems } from '../problems.ts'
import { named, ref } from './named-schema.ts'
import { problemTypeUri } from './problem-document.ts'
import { typePattern } from './problem-responses.ts'
import { success } from './success-response.ts'

const titleText = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f]+$' })

export const ProblemType = named(
  'ProblemType',
  Type.Object(
    {
      type: Type.String({ maxLength: 100, pattern: typePattern, description: 'Its URI.' }),
      code: Type.String({ maxLength: 60, pattern: '^[a-z][a-z0-9-]*$', description: 'Its name for programs.' }),
      status: Type.Integer({
        format: 'int32',
        minimum: 400,
        maximum: 599,
        description: 'The HTTP status it comes with.',
      }),
      rule: Type.Optional(
        Type.String({ maxLength: 20, pattern: '^R-[A-Z]+-[0-9]+$', description: 'The numbered rule it comes from.' }),
      ),
      title: Type.Object(
        { en: titleText, id: titleText },
        { additionalProperties: false, description: 'Its name for people, in English and Indonesian.' },
      ),
      meaning: Type.String({
        maxLength: 1000,
        pattern: '^[^\\u0000-\\u001f]+$',
        description: 'What it means and what to do about it.',
      }),
    },
    { additionalProperties: false, description: 'A kind of problem, as the `type` of a problem document names it.' },
  ),
)

/** `GET /problems/{code}`: what the `type` of a problem document leads to. */
export function serveProblemTypes(app: FastifyInstance): void {
  app.route<{ Params: { code: string } }>({
    method: 'GET',
    url: '/problems/:code',
    config: { public: true, problems: ['not-found'] },
    schema: {
      operationId: 'readProblemType',
      summary: 'Read what a problem means',
      description: 'Explains one kind of problem. The `type` of every problem document is the address of one of these.',
      tags: ['Service'],
      params: Type.Object(
        {
          code: Type.String({
            maxLength: 60,
            pattern: '^[a-z][a-z0-9-]*$',
            description: 'The `code` of a problem document.',
            examples: ['stale-version'],
          }),
        },
        { additionalProperties: false },
      ),
      response: { 200: success('The kind of problem.', ref(ProblemType)) },
    },
    async handler({ params: { code } }) {
      if (!isProblemCode(code)) throw new Problem('not-found')
      const { status, title, meaning, rule } = problems[code]
      return { type: problemTypeUri(code), code, status, rule, title, meaning }
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { caseOf } from '../acts/act-on-violation.ts'
import { readViolationWithEvidence } from '../db/case-reads.ts'
import { access } from '../domain/access.ts'
import type { ViolationId } from '../domain/ids.ts'
import { preflight } from '../domain/preflight.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { PreflightResource, toPreflightResource } from '../resources/checklist.ts'
import { IdInPath } from '../resources/words.ts'
import { readerOf } from './asked.ts'

type Needs = { office: Office }

export const preflights: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/violations/:id/preflight',
    config: { readsOnly: true, roles: access['violation-reading'].roles, problems: ['read-not-recorded'] },
    schema: {
      operationId: 'preflightViolation',
      summary: 'Ask whether a violation would be accepted',
      description:
        'Holds the violation against the checklist of the receiving agency for its category as of today, and says what is missing in the words of that agency, what only its officer can judge, and every rule for which your sending would be refused now. It changes nothing and needs no key; it is on record as a read.',
      tags: ['Violations'],
      params: IdInPath,
      response: { 200: success('What the receiver would say.', ref(PreflightResource)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const id = request.params.id as ViolationId
      const { violation, evidence, now } = foundOr404(await readViolationWithEvidence(office.pools, reader, id))
      assertRemit('violation-reading', reader, {})
      return toPreflightResource(id, now, preflight({ ...caseOf(violation), evidence }, office, reader, now))
    },
  })
}

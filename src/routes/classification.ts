import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readViolation } from '../db/case-reads.ts'
import { access } from '../domain/access.ts'
import { actOf, classify } from '../domain/classification.ts'
import type { ViolationId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { ClassificationResource, DescribedActInput, toClassification } from '../resources/classification.ts'
import { IdInPath } from '../resources/words.ts'
import { readerOf, refusals } from './asked.ts'

type Needs = { office: Office }

const tags = ['Catalogue']

export const classification: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/catalogue/classification',
    config: { readsOnly: true, roles: access['catalogue-reading'].roles },
    schema: {
      operationId: 'classifyAct',
      summary: 'Classify an act',
      description:
        'Explains which rows of the joint decree fit an act, by the day and by what candidates were then, and which nearly do. Nothing is stored, and it decides nothing.',
      tags,
      body: ref(DescribedActInput),
      response: { 200: success('What fits, and why.', ref(ClassificationResource)) },
    },
    async handler({ actor, body }) {
      assertRemit('catalogue-reading', actor, {})
      return toClassification(classify(body, office.law))
    },
  })

  app.route({
    method: 'GET',
    url: '/violations/:id/classification',
    config: { roles: access['violation-reading'].roles, problems: refusals('R-CLS-02') },
    schema: {
      operationId: 'classifyViolation',
      summary: 'Classify a violation',
      description:
        'The same for a violation of your agency, from its interaction, suggested category, time, place and persons. It explains and decides nothing.',
      tags,
      params: IdInPath,
      response: { 200: success('What fits, and why.', ref(ClassificationResource)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const { state } = foundOr404(await readViolation(office.pools, reader, request.params.id as ViolationId))
      assertRemit('violation-reading', reader, {})
      const { occurredAt } = state.content
      if (occurredAt === undefined) throw refused(new Rejection('R-CLS-02'))
      return toClassification(classify(actOf(state.content, occurredAt, office.law), office.law))
    },
  })
}

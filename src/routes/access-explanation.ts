import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readReferralAccess, readViolationAccess } from '../db/access-explanation.ts'
import { access } from '../domain/access.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { whoCanSee } from '../domain/visibility.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { AccessExplanation, toAccessExplanation } from '../resources/access-explanation.ts'
import { IdInPath } from '../resources/words.ts'
import { readerOf } from './asked.ts'

type Needs = { office: Office }

const tags = ['Read audit']

export const accessExplanation: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/violations/:id/access-explanation',
    config: { roles: access['violation-access-reading'].roles },
    schema: {
      operationId: 'explainViolationAccess',
      summary: 'Explain who can see a violation, and who has',
      description:
        'Who can see a violation of your agency now, with its evidence and its referrals: which agency, in which roles, by which rule and until when. And who has seen something of it, in whatever agency, as the read records say. The level of an item of evidence may narrow who opens it.',
      tags,
      params: IdInPath,
      response: { 200: success('The explanation.', ref(AccessExplanation)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const found = foundOr404(await readViolationAccess(office.pools, reader, request.params.id as ViolationId))
      assertRemit('violation-access-reading', reader, {})
      return toAccessExplanation(found, whoCanSee(found.related, office.mandates, legalDateOf(found.now)))
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/access-explanation',
    config: { roles: access['referral-access-reading'].roles },
    schema: {
      operationId: 'explainReferralAccess',
      summary: 'Explain who can see a referral, and who has',
      description:
        'To the sending agency: who can see the referral and the evidence handed over with it, and who has seen any of it, in whatever agency. To the receiving agency: the same of its own officials.',
      tags,
      params: IdInPath,
      response: { 200: success('The explanation.', ref(AccessExplanation)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const found = foundOr404(await readReferralAccess(office.pools, reader, request.params.id as ReferralId))
      assertRemit('referral-access-reading', reader, found)
      const canSee = whoCanSee(found.related, office.mandates, legalDateOf(found.now))
      const isSender = reader.agency === found.sender
      return toAccessExplanation(
        found,
        canSee.filter(({ agency }) => isSender || agency === reader.agency),
      )
    },
  })
}

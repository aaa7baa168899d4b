import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type AccessOnFile, readReferralAccess, readViolationAccess } from '../db/access-explanation.ts'
import { access } from '../domain/access.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { type Sight, whoCanReadReporter, whoCanSee, whoCanSeeForATime } from '../domain/visibility.ts'
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
        'Who can see a violation of your agency now, with its evidence and its referrals: which agency, in which roles, by which rule and until when. And who has seen something of it, in whatever agency, as the read records say; a redacted copy, the reporter and an emergency access are there while they are open. The level of an item of evidence may narrow who opens it, and whoever is recused sees nothing: who that is, only the supervisors of their own agency learn.',
      tags,
      params: IdInPath,
      response: { 200: success('The explanation.', ref(AccessExplanation)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const found = foundOr404(await readViolationAccess(office.pools, reader, request.params.id as ViolationId))
      assertRemit('violation-access-reading', reader, {})
      return toAccessExplanation(found, [
        ...canSee(office, found),
        ...whoCanReadReporter(found.violation, office.mandates, legalDateOf(found.now)),
      ])
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
        'To the sending agency: who can see the referral and the evidence handed over with it, and who has seen any of it, in whatever agency. To the receiving agency: the same of its own officials, and who else has a redacted copy or an emergency access now. Who is recused at the other agency is told to neither.',
      tags,
      params: IdInPath,
      response: { 200: success('The explanation.', ref(AccessExplanation)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const found = foundOr404(await readReferralAccess(office.pools, reader, request.params.id as ReferralId))
      assertRemit('referral-access-reading', reader, found)
      // Copies are the receiver's to give, and both parties are told of an emergency.
      const isTold = ({ agency, relation }: Sight) =>
        reader.agency === found.sender ||
        agency === reader.agency ||
        relation === 'recipient' ||
        relation === 'overseer'
      return toAccessExplanation(found, canSee(office, found).filter(isTold))
    },
  })
}

function canSee({ mandates }: Office, { now, related, openings }: AccessOnFile): Sight[] {
  return [
    ...whoCanSee(related, mandates, legalDateOf(now)),
    ...openings.flatMap(opening => whoCanSeeForATime(opening, mandates, now)),
  ]
}

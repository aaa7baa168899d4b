import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readReferralHints, readViolationHints } from '../db/duplicate-hints.ts'
import { access } from '../domain/access.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { DuplicateHintList, toDuplicateHintList } from '../resources/duplicate-hints.ts'
import { IdInPath } from '../resources/words.ts'
import { readerOf, refusals } from './asked.ts'
import { partyRules } from './referral-acts.ts'

type Needs = { office: Office }

const tags = ['Reported persons']
const response = { 200: success('The hints.', ref(DuplicateHintList)) }

export const duplicateHints: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/violations/:id/duplicate-hints',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'readViolationDuplicateHints',
      summary: 'See which violations may be the same',
      description:
        'Other violations of your own agency that name the same NIP, NI PPPK or NIK, the same link, or have the same bytes as evidence. Which identifier it is, a hint does not say; nothing is learned of the cases of other agencies.',
      tags,
      params: IdInPath,
      response,
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const hints = foundOr404(await readViolationHints(office.pools, reader, request.params.id as ViolationId))
      assertRemit('violation-reading', reader, {})
      return toDuplicateHintList(hints)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/duplicate-hints',
    config: {
      roles: access['duplicate-hint-reading'].roles,
      problems: ['not-found', ...refusals(...partyRules('duplicate-hint-reading'))],
    },
    schema: {
      operationId: 'readReferralDuplicateHints',
      summary: 'See which referrals may be about the same',
      description:
        'Other referrals that your agency received, of other violations, that name the same NIP, NI PPPK or NIK (also of persons identified later), the same link, or have the same bytes as evidence. Referrals that were given back are neither compared nor shown.',
      tags,
      params: IdInPath,
      response,
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const { hints, ...parties } = foundOr404(
        await readReferralHints(office.pools, reader, request.params.id as ReferralId),
      )
      assertRemit('duplicate-hint-reading', reader, parties)
      return toDuplicateHintList(hints)
    },
  })
}

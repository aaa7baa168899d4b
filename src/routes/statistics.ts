import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { countReferrals } from '../db/statistics.ts'
import { access } from '../domain/access.ts'
import { observersStep, refusalOfPeriod, rightFirstTime, roundedForObservers } from '../domain/right-first-time.ts'
import { costs } from '../http/cost.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { month, ReferralStatistics, toReferralStatistics } from '../resources/statistics.ts'
import { closed } from '../resources/words.ts'
import { readerOf, refusals } from './asked.ts'

type Needs = { office: Office }

export const statistics: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/statistics/referrals',
    config: {
      roles: access['statistics-reading'].roles,
      cost: costs.list,
      problems: refusals('R-CHK-02'),
    },
    schema: {
      operationId: 'readReferralStatistics',
      summary: 'Count how referrals fared',
      description:
        'By month of sending and by side: how many referrals of your agency were accepted right at first, after how many returns, rejected and why, and which items of the checklist returns cite most. Each agency counts what it is party to. For observers every count is rounded to the nearest multiple of five.',
      tags: ['Statistics'],
      querystring: Type.Object(
        {
          from: month('The first month (Asia/Jakarta).', '2024-01'),
          until: month('The month after the last, at most 24 later.', '2024-07'),
        },
        closed,
      ),
      response: { 200: success('What came of them.', ref(ReferralStatistics)) },
    },
    async handler(request) {
      const { actor, query } = request
      assertRemit('statistics-reading', actor, {})
      const refusal = refusalOfPeriod(query.from, query.until)
      if (refusal) throw refused(refusal)
      const months = rightFirstTime(await countReferrals(office.pools, await readerOf(office, request), query))
      const isObserver = !actor.roles.some(role => role !== 'observer' && isOfParties(role))
      return isObserver
        ? toReferralStatistics(months.map(roundedForObservers), query, observersStep)
        : toReferralStatistics(months, query, 1)
    },
  })
}

function isOfParties(role: string): boolean {
  return (access['referral-reading'].roles as readonly string[]).includes(role)
}

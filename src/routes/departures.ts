import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { recordDeparture } from '../acts/record-departure.ts'
import { readDeparture } from '../db/officers.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { DepartureId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { DepartureInput, DepartureResource, DepartureWithCases, toDepartureWithCases } from '../resources/departure.ts'
import { IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'

type Needs = { office: Office; onDeparture: () => Promise<void> }

const { Location } = headerSchemas
const tags = ['Officers']

export const departures: FastifyPluginAsyncTypebox<Needs> = async (app, { office, onDeparture }) => {
  app.route({
    method: 'POST',
    url: '/departures',
    config: {
      roles: access.departure.roles,
      persons: isForPersons('departure'),
      idempotencyKey: true,
      problems: refusals('R-OFF-06', 'R-OFF-07', 'R-OFF-08', 'R-OFF-09'),
    },
    schema: {
      operationId: 'recordDeparture',
      summary: 'Record that an officer has left',
      description:
        'From now on every token of that person is refused in your agency, and each case they have under examination or decided, or closed while an appeal is to come to something, goes to the successor. Read the departure to see what became of each case.',
      tags,
      body: ref(DepartureInput),
      response: { 201: success('The departure.', ref(DepartureResource), { Location }) },
    },
    async handler(request, reply) {
      const { officer, successor, reason, leftOn = null } = request.body
      const given = { officer, successor, reason, leftOn }
      return send(reply, await recordDeparture(office, askedOf(request), given, onDeparture))
    },
  })

  app.route({
    method: 'GET',
    url: '/departures/:id',
    config: { roles: access['departure-reading'].roles },
    schema: {
      operationId: 'readDeparture',
      summary: 'Read a departure',
      description: 'Who has left, who followed, and what became of each case.',
      tags,
      params: IdInPath,
      response: { 200: success('The departure with its cases.', ref(DepartureWithCases)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      // Of no case: whoever may not know of any is told so, whether there is this one or not.
      assertRemit('departure-reading', reader, {})
      return toDepartureWithCases(
        foundOr404(await readDeparture(office.pools, reader, request.params.id as DepartureId)),
      )
    },
  })
}

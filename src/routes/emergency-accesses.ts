import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { confirmEmergencyAccess, requestEmergencyAccess, useEmergencyAccess } from '../acts/emergency-access.ts'
import { readEmergencyAccess } from '../db/emergencies.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { EmergencyAccessId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  EmergencyAccessInput,
  EmergencyAccessResource,
  EmergencyReferral,
  toEmergencyAccessResource,
  toEmergencyReferral,
} from '../resources/emergency-access.ts'
import { IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'

type Needs = { office: Office; minutes: number; onConfirmed: () => Promise<void> }

const { Location } = headerSchemas
const tags = ['Emergency access']

export const emergencyAccesses: FastifyPluginAsyncTypebox<Needs> = async (app, { office, minutes, onConfirmed }) => {
  app.route({
    method: 'POST',
    url: '/emergency-accesses',
    config: {
      roles: access['emergency-request'].roles,
      persons: isForPersons('emergency-request'),
      idempotencyKey: true,
      problems: refusals('R-OFF-11'),
    },
    schema: {
      operationId: 'requestEmergencyAccess',
      summary: 'Ask to read a referral in an emergency',
      description:
        'For agencies with oversight that are no party. Nothing opens before a second person of your agency confirms in the same role. The answer is the same whether there is such a referral or not.',
      tags,
      body: ref(EmergencyAccessInput),
      response: { 201: success('The access, unconfirmed.', ref(EmergencyAccessResource), { Location }) },
    },
    async handler(request, reply) {
      return send(reply, await requestEmergencyAccess(office, askedOf(request), request.body))
    },
  })

  app.route({
    method: 'GET',
    url: '/emergency-accesses/:id',
    config: { roles: access['emergency-record'].roles },
    schema: {
      operationId: 'readEmergencyAccess',
      summary: 'Read what was asked for',
      description: 'Who of your agency asked, for what and why, and who confirmed it until when.',
      tags,
      params: IdInPath,
      response: { 200: success('The access.', ref(EmergencyAccessResource)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      assertRemit('emergency-record', reader, {})
      const id = request.params.id as EmergencyAccessId
      return toEmergencyAccessResource(foundOr404(await readEmergencyAccess(office.pools, reader, id)))
    },
  })

  app.route({
    method: 'PUT',
    url: '/emergency-accesses/:id/confirmation',
    config: {
      roles: access['emergency-confirmation'].roles,
      persons: isForPersons('emergency-confirmation'),
      problems: refusals('R-OFF-11', 'R-OFF-12', 'R-OFF-14'),
    },
    schema: {
      operationId: 'confirmEmergencyAccess',
      summary: 'Confirm an emergency access as the second person',
      description:
        'Opens it for whoever asked, for 15 minutes or what this server is set to, and tells both parties of the referral. Repeating it is harmless.',
      tags,
      params: IdInPath,
      response: {
        200: success('It is confirmed already.', ref(EmergencyAccessResource)),
        201: success('The access, confirmed.', ref(EmergencyAccessResource)),
      },
    },
    async handler(request, reply) {
      const id = request.params.id as EmergencyAccessId
      return send(reply, await confirmEmergencyAccess(office, askedOf(request), id, { minutes, onConfirmed }))
    },
  })

  app.route({
    method: 'GET',
    url: '/emergency-accesses/:id/referral',
    config: {
      roles: access['emergency-reading'].roles,
      persons: isForPersons('emergency-reading'),
      purpose: true,
      problems: refusals('R-OFF-11', 'R-OFF-13', 'R-OFF-14'),
    },
    schema: {
      operationId: 'readInEmergency',
      summary: 'Read the referral of an open emergency access',
      description:
        'For the person who asked, from the confirmation until it ends by itself. Each reading is recorded with the purpose you state, and both parties know of the access before the first.',
      tags,
      params: IdInPath,
      response: { 200: success('The referral, as an emergency shows it.', ref(EmergencyReferral)) },
    },
    async handler(request) {
      const id = request.params.id as EmergencyAccessId
      const reader = await readerOf(office, request)
      const { state, now, endsAt } = await useEmergencyAccess(office, askedOf(request), reader, id)
      return toEmergencyReferral(state, now, endsAt)
    },
  })
}

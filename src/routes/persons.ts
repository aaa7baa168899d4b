import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { v7 as uuidv7 } from 'uuid'
import type { Office } from '../acts/act-on-case.ts'
import { actOnPersons } from '../acts/act-on-persons.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { access } from '../domain/access.ts'
import type { ReferralId, ReportedPersonId } from '../domain/ids.ts'
import { namedBy } from '../domain/person-changes.ts'
import type { Referral } from '../domain/referral.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import {
  IdentificationInput,
  MergeInput,
  PersonChangeResource,
  PersonList,
  SplitInput,
  toPersonChangeResource,
  toPersonList,
} from '../resources/person.ts'
import { ReferralResource, viewerOf } from '../resources/referral.ts'
import { closed, IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { factResponses, partyRules } from './referral-acts.ts'
import { visibleReferral } from './referrals.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Reported persons']
const response = { 201: success('The referral, after the change.', ref(ReferralResource), { ETag, Location }) }

const PersonInPath = Type.Object(
  {
    id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The referral.' }),
    personId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The reported person.' }),
  },
  closed,
)

export const persons: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/referrals/:id/persons',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listReportedPersons',
      summary: 'See who the reported persons are',
      description:
        'The reported persons as far as is known now: those of the current version, with every identification, merge and split laid over them that was not revoked. What was sent stays as it was sent. Identifiers are masked by role and state as in the content.',
      tags,
      params: IdInPath,
      response: { 200: success('The persons.', ref(PersonList), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, reader } = await visibleReferral(office, request, request.params.id)
      reply.header('etag', toEtag(version))
      return toPersonList(state, viewerOf(state, reader), office)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/person-changes/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readPersonChange',
      summary: 'Read an identification, merge or split',
      description: 'One change of who the reported persons are: by whom, when and why, and whether it was revoked.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The change.', ref(PersonChangeResource), { ETag }) },
    },
    async handler(request, reply) {
      const { state, version, reader } = await visibleReferral(office, request, request.params.id)
      const change = foundOr404(state.personChanges[request.params.number - 1])
      reply.header('etag', toEtag(version))
      return toPersonChangeResource(state, change, viewerOf(state, reader))
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/persons/:personId/identifications',
    config: {
      act: 'person-identification',
      roles: access['person-identification'].roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(
        ...partyRules('person-identification'),
        'R-PER-01',
        'R-PER-02',
        'R-PER-03',
        'R-PER-04',
        'R-PER-08',
      ),
    },
    schema: {
      operationId: 'identifyPerson',
      summary: 'Identify a reported person',
      description:
        'Says who a reported person is, or says it better; the id stays. What was sent stays as it was. A further identification corrects an earlier one, and a revocation takes it back; all of them stay on record.',
      tags,
      params: PersonInPath,
      body: ref(IdentificationInput),
      response,
    },
    async handler(request, reply) {
      const { params, body } = request
      const personId = params.personId as ReportedPersonId
      const answer = await actOnPersons(office, askedOf(request), params.id as ReferralId, {
        act: 'person-identification',
        keyed: true,
        command: (referral, act) => {
          foundOr404(everNamed(referral).find(id => id === personId))
          return { type: 'IdentifyPerson', act, personId, ...body }
        },
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/persons/merges',
    config: {
      act: 'person-merge',
      roles: access['person-merge'].roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(
        ...partyRules('person-merge'),
        ...(['R-PER-01', 'R-PER-03', 'R-PER-04', 'R-PER-05', 'R-PER-06', 'R-PER-08'] as const),
      ),
    },
    schema: {
      operationId: 'mergePersons',
      summary: 'Merge two reported persons',
      description:
        'Says that two reported persons are one. The survivor keeps their id and stands for both; decisions on either are decisions on that person. A draft on the other can only be cancelled. When nobody is left without a decision, the referral is decided.',
      tags,
      params: IdInPath,
      body: ref(MergeInput),
      response,
    },
    async handler(request, reply) {
      const { params, body } = request
      const answer = await actOnPersons(office, askedOf(request), params.id as ReferralId, {
        act: 'person-merge',
        keyed: true,
        command: (_, act) => ({ type: 'MergePersons', act, ...body }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/persons/splits',
    config: {
      act: 'person-split',
      roles: access['person-split'].roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(...partyRules('person-split'), 'R-PER-01', 'R-PER-03', 'R-PER-04', 'R-PER-08'),
    },
    schema: {
      operationId: 'splitPerson',
      summary: 'Split a reported person',
      description:
        'Says that one reported person is several. Each part gets a new id; the old one stays on record and takes no decision any more.',
      tags,
      params: IdInPath,
      body: ref(SplitInput),
      response,
    },
    async handler(request, reply) {
      const { params, body } = request
      const parts = body.parts.map(part => ({ id: uuidv7() as ReportedPersonId, ...part }))
      const answer = await actOnPersons(office, askedOf(request), params.id as ReferralId, {
        act: 'person-split',
        keyed: true,
        command: (_, act) => ({ type: 'SplitPerson', act, ...body, parts }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'PUT',
    url: '/referrals/:id/person-changes/:number/revocation',
    config: {
      act: 'person-change-revocation',
      roles: access['person-change-revocation'].roles,
      ifMatch: true,
      problems: refusals(
        ...partyRules('person-change-revocation'),
        'R-GEN-01',
        'R-PER-03',
        'R-PER-04',
        'R-PER-05',
        'R-PER-07',
      ),
    },
    schema: {
      operationId: 'revokePersonChange',
      summary: 'Revoke an identification, merge or split',
      description:
        'Takes a change back, with a reason: an identified person is as before, merged persons are two again, parts are one again. The change and its revocation stay on record. Repeating it is harmless.',
      tags,
      params: NumberedInPath,
      body: ref(ExplanationInput),
      response: factResponses,
    },
    async handler(request, reply) {
      const { params, body } = request
      const { number } = params
      const answer = await actOnPersons(office, askedOf(request), params.id as ReferralId, {
        act: 'person-change-revocation',
        keyed: false,
        command: (referral, act) => {
          foundOr404(referral.personChanges[number - 1])
          return { type: 'RevokePersonChange', act, number, ...body }
        },
      })
      return send(reply, answer)
    },
  })
}

/** Every id that is or was a person of this referral. */
function everNamed({ versions, personChanges }: Referral): ReportedPersonId[] {
  return [
    ...versions.flatMap(({ content }) => content.reportedPersons.map(({ id }) => id)),
    ...personChanges.flatMap(namedBy),
  ]
}

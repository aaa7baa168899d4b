import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { listAgencies } from '../db/lists.ts'
import { access } from '../domain/access.ts'
import type { Mandate } from '../domain/agencies.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { AgencyList } from '../resources/agency.ts'

type Needs = { office: Office }

export const agencies: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'GET',
    url: '/agencies',
    config: {
      roles: access['directory-reading'].roles,
      unrecorded: 'The directory is the same for everybody and about nobody.',
    },
    schema: {
      operationId: 'listAgencies',
      summary: 'List the agencies',
      description:
        'The agency directory, with the mandates each agency holds or held: from a date, until the day before another.',
      tags: ['Directory'],
      response: { 200: success('The directory.', ref(AgencyList)) },
    },
    async handler({ actor }) {
      const rows = await listAgencies(office.pools, actor.agency)
      return {
        items: rows.map(({ id, kind, nameEn, nameId, higherAuthority }) => ({
          id,
          kind,
          name: { en: nameEn, id: nameId },
          higherAuthority,
          mandates: office.mandates.filter(mandate => mandate.agency === id).map(toMandate),
        })),
      }
    },
  })
}

function toMandate({ mandate, from, to, legalBasis }: Mandate) {
  return { mandate, from, to, legalBasis }
}

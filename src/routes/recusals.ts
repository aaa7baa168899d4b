import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type CasePlace, declareRecusal, liftRecusal } from '../acts/recuse.ts'
import { readReferral, readViolation } from '../db/case-reads.ts'
import { listRecusals } from '../db/officers.ts'
import type { Reader } from '../db/reader.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { Role } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { LiftingInput, RecusalInput, RecusalList, RecusalResource, toRecusalResource } from '../resources/recusal.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'

type Needs = { office: Office }

const tags = ['Officers']

const RecusalInPath = Type.Object(
  {
    id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The violation or referral.' }),
    recusalId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The recusal.' }),
  },
  closed,
)

/** The same three operations under a violation of one's own and under a referral. */
const parents = [
  {
    parent: 'violations',
    of: 'a violation',
    names: { declare: 'recuseFromViolation', list: 'listViolationRecusals', lift: 'liftViolationRecusal' },
    placeOf: (id: string): CasePlace => ({ violationId: id as ViolationId }),
    among: access['violation-reading'].roles as readonly Role[],
  },
  {
    parent: 'referrals',
    of: 'a referral',
    names: { declare: 'recuseFromReferral', list: 'listReferralRecusals', lift: 'liftReferralRecusal' },
    placeOf: (id: string): CasePlace => ({ referralId: id as ReferralId }),
    among: access['referral-reading'].roles as readonly Role[],
  },
] as const

export const recusals: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  for (const { parent, of, names, placeOf, among } of parents) {
    const supervisors = access['recusal-lifting'].roles.filter(role => among.includes(role))
    app.route({
      method: 'PUT',
      url: `/${parent}/:id/recusal`,
      config: { roles: access.recusal.roles.filter(role => among.includes(role)) },
      schema: {
        operationId: names.declare,
        summary: `Recuse yourself from ${of}`,
        description:
          'Declares an interest. From the next request on you see nothing of the case: not the violation, not its referrals, evidence and decisions, and not this. Your supervisors and auditors see that you are recused; the other agency does not. Only a supervisor who is somebody else can end it. Needs no If-Match, because it overwrites nothing.',
        tags,
        params: IdInPath,
        body: ref(RecusalInput),
        response: { 201: success('The recusal. It is the last you see of the case.', ref(RecusalResource)) },
      },
      async handler(request, reply) {
        const { params, body } = request
        return send(reply, await declareRecusal(office, askedOf(request), placeOf(params.id), body))
      },
    })

    app.route({
      method: 'GET',
      url: `/${parent}/:id/recusals`,
      config: { roles: [...supervisors, 'auditor'] },
      schema: {
        operationId: names.list,
        summary: `List who is recused from ${of}`,
        description: 'The recusals of the officers of your own agency, past and present.',
        tags,
        params: IdInPath,
        response: { 200: success('The recusals.', ref(RecusalList)) },
      },
      async handler(request) {
        const reader = await readerOf(office, request)
        const violationId = foundOr404(await caseOf(office, reader, placeOf(request.params.id)))
        assertRemit('recusal-reading', reader, {})
        return { items: (await listRecusals(office.pools, reader, violationId)).map(toRecusalResource) }
      },
    })

    app.route({
      method: 'PUT',
      url: `/${parent}/:id/recusals/:recusalId/lifting`,
      config: {
        roles: supervisors,
        persons: isForPersons('recusal-lifting'),
        problems: refusals('R-GEN-01', 'R-OFF-05'),
      },
      schema: {
        operationId: names.lift,
        summary: `Lift a recusal from ${of}`,
        description:
          'Lets a colleague back to the case, with a reason. Rules of four eyes stay as they were. Repeating it with the same reason is harmless.',
        tags,
        params: RecusalInPath,
        body: ref(LiftingInput),
        response: {
          200: success('It is lifted already.', ref(RecusalResource)),
          201: success('The recusal, lifted.', ref(RecusalResource)),
        },
      },
      async handler(request, reply) {
        const { params, body } = request
        const wanted = { id: params.recusalId, reason: body.reason }
        return send(reply, await liftRecusal(office, askedOf(request), placeOf(params.id), wanted))
      },
    })
  }
}

/** The violation that the case is about, if the reader may see it there. */
async function caseOf(
  { pools }: Office,
  reader: Reader,
  { violationId, referralId }: CasePlace,
): Promise<ViolationId | undefined> {
  if (referralId === undefined) return (await readViolation(pools, reader, violationId))?.state.id
  return (await readReferral(pools, reader, referralId))?.state.violationId
}

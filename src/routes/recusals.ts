import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type CasePlace, declareRecusal, declaringAct, isOfParties, keepingActs, liftRecusal } from '../acts/recuse.ts'
import { readReferral, readViolation } from '../db/case-reads.ts'
import { readReceivedCopy } from '../db/copies.ts'
import { readHandover } from '../db/handovers.ts'
import { readObligation } from '../db/obligations.ts'
import { type CaseBehind, type ConcernedPlace, listRecusals, readCaseBehind } from '../db/officers.ts'
import type { Reader } from '../db/reader.ts'
import { type Act, access, isForPersons } from '../domain/access.ts'
import type { Role } from '../domain/agencies.ts'
import type { CopyId, HandoverId, ObligationId, ReferralId, ViolationId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { LiftingInput, RecusalInput, RecusalList, RecusalResource, toRecusalResource } from '../resources/recusal.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'

type Needs = { office: Office }

const tags = ['Officers']

const RecusalInPath = Type.Object(
  {
    id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'What you see of the case.' }),
    recusalId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The recusal.' }),
  },
  closed,
)

/** The same three operations under whatever shows an officer the case. */
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
  {
    parent: 'obligations',
    of: 'the case of an obligation',
    names: { declare: 'recuseFromObligation', list: 'listObligationRecusals', lift: 'liftObligationRecusal' },
    placeOf: (id: string): CasePlace => ({ obligationId: id as ObligationId }),
    among: access['obligation-reading'].roles as readonly Role[],
  },
  {
    parent: 'copies',
    of: 'the case of a copy',
    names: { declare: 'recuseFromCopy', list: 'listCopyRecusals', lift: 'liftCopyRecusal' },
    placeOf: (id: string): CasePlace => ({ copyId: id as CopyId }),
    among: access['copy-reading'].roles as readonly Role[],
  },
  {
    parent: 'handovers',
    of: 'the case of a hand-over',
    names: { declare: 'recuseFromHandover', list: 'listHandoverRecusals', lift: 'liftHandoverRecusal' },
    placeOf: (id: string): CasePlace => ({ handoverId: id as HandoverId }),
    among: access['handover-reading'].roles as readonly Role[],
  },
] as const

const supervisors = {
  seen: 'Your supervisors and auditors',
  who: 'a supervisor who is somebody else',
  rules: [],
} as const
/** At an agency that is no party nobody supervises. */
const colleagues = {
  seen: 'Your auditors and colleagues, or your supervisors where your agency is a party to the case,',
  who: 'a colleague in the same role, or a supervisor where your agency is a party,',
  rules: ['R-OFF-15'],
} as const

export const recusals: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  for (const { parent, of, names, placeOf, among } of parents) {
    const ofParties = isOfParties(placeOf(''))
    const thoseAmong = (act: Act) => access[act].roles.filter(role => among.includes(role))
    const lifters = ofParties ? supervisors : colleagues
    const lifts = ofParties
      ? [keepingActs({ isParty: true }).lift]
      : [false, true].map(isParty => keepingActs({ isParty }).lift)
    const mayLift = lifts.flatMap(thoseAmong)
    app.route({
      method: 'PUT',
      url: `/${parent}/:id/recusal`,
      config: { roles: thoseAmong(declaringAct(placeOf(''))) },
      schema: {
        operationId: names.declare,
        summary: `Recuse yourself from ${of}`,
        description: `Declares an interest. From the next request on you see nothing of the case: not the violation, not its referrals, evidence, decisions, copies, obligations and hand-overs, and not this. ${lifters.seen} see that you are recused; other agencies do not. Only ${lifters.who} can end it. Needs no If-Match, because it overwrites nothing.`,
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
      config: { roles: [...mayLift, 'auditor'] },
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
        const found = foundOr404(await caseOf(office, reader, placeOf(request.params.id)))
        assertRemit(keepingActs(found).list, reader, {})
        return { items: (await listRecusals(office.pools, reader, found.violationId)).map(toRecusalResource) }
      },
    })

    app.route({
      method: 'PUT',
      url: `/${parent}/:id/recusals/:recusalId/lifting`,
      config: {
        roles: mayLift,
        persons: lifts.every(isForPersons),
        problems: refusals('R-GEN-01', 'R-OFF-05', ...lifters.rules),
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

/** The case, if the reader may see it there. */
async function caseOf({ pools }: Office, reader: Reader, place: CasePlace): Promise<CaseBehind | undefined> {
  if (!isOfParties(place)) {
    const seen = await readConcerned(pools, reader, place)
    return seen && readCaseBehind(pools, reader, place)
  }
  const violationId =
    'violationId' in place
      ? (await readViolation(pools, reader, place.violationId))?.state.id
      : (await readReferral(pools, reader, place.referralId))?.state.violationId
  return violationId && { violationId, isParty: true }
}

function readConcerned(pools: Office['pools'], reader: Reader, place: ConcernedPlace) {
  if (place.obligationId !== undefined) return readObligation(pools, reader, place.obligationId)
  if (place.copyId !== undefined) return readReceivedCopy(pools, reader, place.copyId)
  return readHandover(pools, reader, place.handoverId)
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnReferral, foundOr404, type ReferralActRequest } from '../acts/act-on-referral.ts'
import { resubmitReferral, supplementReferral } from '../acts/send-referral.ts'
import { loadReferral } from '../db/case-store.ts'
import { type Act, access } from '../domain/access.ts'
import type { Law } from '../domain/catalogue.ts'
import { checklistOf, termsOfReturn } from '../domain/checklist.ts'
import type { ReferralId } from '../domain/ids.ts'
import type { Referral, ReferralCommand } from '../domain/referral.ts'
import type { RuleId } from '../domain/rules.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import { noMarks } from '../domain/violation-content.ts'
import { costs } from '../http/cost.ts'
import { type NamedSchema, ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { AcceptanceInput } from '../resources/checklist.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import { ReferralResource } from '../resources/referral.ts'
import {
  AssignmentInput,
  RejectionInput,
  ResubmissionInput,
  ReturnInput,
  SupplementInput,
  WithdrawalInput,
} from '../resources/referral-input.ts'
import { IdInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'

type Needs = { office: Office }
type AcceptanceBody = Static<typeof AcceptanceInput>

const { ETag, Location } = headerSchemas
const tags = ['Acts on a referral']

/** A fact that is recorded once: PUT, first 201, repeated 200. The body, when there is one, is what the fact says. */
type FactRoute = {
  readonly noun: ReferralAct
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly body?: NamedSchema
  readonly optionalBody?: true
  readonly rules: readonly RuleId[]
  command(body: never, act: ReferralCommand['act'], on: { referral: Referral; law: Law }): ReferralCommand
}

const facts: readonly FactRoute[] = [
  {
    noun: 'receipt',
    operationId: 'receiveReferral',
    summary: 'Confirm receipt',
    description: 'Confirms that the current version has arrived. Says nothing yet about accepting it.',
    rules: ['R-REF-05'],
    command: (_, act) => ({ type: 'ReceiveReferral', act }),
  },
  {
    noun: 'acceptance',
    operationId: 'acceptReferral',
    summary: 'Accept a referral',
    description:
      'Accepts a received referral for examination, with what the officer found of the items that the service cannot look at.',
    body: AcceptanceInput,
    optionalBody: true,
    rules: ['R-GEN-01', 'R-REF-06', 'R-CHK-01'],
    command: ({ marks = [] }: AcceptanceBody, act, { referral, law }) => ({
      ...{ type: 'AcceptReferral', act, marks },
      applied: checklistOf(referral, law),
    }),
  },
  {
    noun: 'rejection',
    operationId: 'rejectReferral',
    summary: 'Reject a referral',
    description:
      'Rejects a received referral with a coded reason, or a returned one as `not-completed` once its due date has passed. The violation is the sender’s again.',
    body: RejectionInput,
    rules: ['R-GEN-01', 'R-REF-06', 'R-REF-07', 'R-REF-19', 'R-REF-27'],
    command: (rejection, act) => ({ type: 'RejectReferral', act, rejection }),
  },
  {
    noun: 'withdrawal',
    operationId: 'withdrawReferral',
    summary: 'Withdraw a referral',
    description: 'Takes a referral back before it is accepted.',
    body: WithdrawalInput,
    rules: ['R-GEN-01', 'R-REF-11', 'R-REF-27'],
    command: (withdrawal, act) => ({ type: 'WithdrawReferral', act, withdrawal }),
  },
  {
    noun: 'withdrawal-request',
    operationId: 'requestWithdrawal',
    summary: 'Request a withdrawal',
    description:
      'Asks the receiving agency to let an accepted referral go. Issuing a decision makes the request lapse.',
    body: WithdrawalInput,
    rules: ['R-GEN-01', 'R-REF-12', 'R-REF-27'],
    command: (withdrawal, act) => ({ type: 'RequestWithdrawal', act, withdrawal }),
  },
  {
    noun: 'withdrawal-consent',
    operationId: 'consentToWithdrawal',
    summary: 'Consent to a withdrawal',
    description: 'Lets the referral go, as the sender asked.',
    rules: ['R-REF-13'],
    command: (_, act) => ({ type: 'ConsentToWithdrawal', act }),
  },
  {
    noun: 'withdrawal-refusal',
    operationId: 'refuseWithdrawal',
    summary: 'Refuse a withdrawal',
    description: 'Keeps the referral, with a reason in words.',
    body: ExplanationInput,
    rules: ['R-GEN-01', 'R-REF-13'],
    command: ({ explanation }: { explanation: string }, act) => ({ type: 'RefuseWithdrawal', act, explanation }),
  },
  {
    noun: 'closure',
    operationId: 'closeReferral',
    summary: 'Close a referral',
    description:
      'Confirms that the decision has arrived and that nothing is left to do. Every obligation must be settled; the refusal names the others. Every criminal decision must have been handed over: one whose `handover.sending` is null was not.',
    rules: ['R-REF-15', 'R-CRH-05', 'R-OBL-09'],
    command: (_, act) => ({ type: 'CloseReferral', act }),
  },
]

export const referralActs: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  for (const { noun, operationId, summary, description, body, optionalBody = false, rules, command } of facts) {
    app.route({
      method: 'PUT',
      url: `/referrals/:id/${noun}`,
      config: {
        act: noun,
        roles: access[noun].roles,
        ifMatch: true,
        optionalBody,
        problems: refusals(...partyRules(noun), ...rules),
      },
      schema: {
        operationId,
        summary,
        description: `${description} Repeating it is harmless.`,
        tags,
        params: IdInPath,
        ...(body && { body: ref(body) }),
        response: factResponses,
      },
      async handler(request, reply) {
        const { id } = request.params as { id: ReferralId }
        const answer = await actOnReferral(office, askedOf(request), id, {
          act: noun,
          keyed: false,
          conditional: true,
          command: (referral, act) => command(request.body as never, act, { referral, law: office.law }),
        })
        return send(reply, answer)
      },
    })
  }

  app.route({
    method: 'PUT',
    url: '/referrals/:id/assignment',
    config: {
      act: 'assignment',
      roles: access.assignment.roles,
      ifMatch: true,
      problems: refusals(...partyRules('assignment'), 'R-GEN-01', 'R-REF-14', 'R-OFF-04'),
    },
    schema: {
      operationId: 'assignCaseOfficer',
      summary: 'Assign a case officer',
      description:
        'Names the officer who examines an accepted referral; every case officer of the agency may still draft. Repeating it with the same officer is harmless.',
      tags,
      params: IdInPath,
      body: ref(AssignmentInput),
      response: factResponses,
    },
    async handler(request, reply) {
      const { agency, issuer, subject } = request.actor
      const id = request.params.id as ReferralId
      const caller = await office.persons.personOf(agency, issuer, subject)
      const loaded = await loadReferral(office.pools, agency, id, { caller, operation: '', key: null })
      assertRemit('assignment', request.actor, foundOr404(loaded).referral.state)
      // Only now: naming somebody makes them a person of the agency, and that too is for those who may assign.
      const officer = await office.persons.personOf(agency, issuer, request.body.officer)
      const answer = await actOnReferral(office, askedOf(request), id, {
        act: 'assignment',
        keyed: false,
        conditional: true,
        command: (_, act) => ({ type: 'AssignCaseOfficer', act, officer }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/returns',
    config: {
      act: 'return',
      roles: access.return.roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(
        ...partyRules('return'),
        'R-REF-06',
        'R-REF-17',
        'R-REF-18',
        'R-REF-24',
        'R-REF-25',
        'R-REF-26',
      ),
    },
    schema: {
      operationId: 'returnReferral',
      summary: 'Return a referral for completion',
      description:
        'Sends a received referral back with items of the checklist that applies to it and a due date. The violation can be changed again until it is resubmitted. How often a referral may be returned is up to that checklist; after the last round it is accepted or rejected.',
      tags,
      params: IdInPath,
      body: ref(ReturnInput),
      response: { 201: success('The referral, returned.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { params, body } = request
      const act: ReferralActRequest = {
        act: 'return',
        keyed: true,
        conditional: true,
        command: (referral, act) => ({
          ...{ type: 'ReturnReferral', act, ...body },
          terms: termsOfReturn(referral, office.law, act.at),
        }),
        answer: ({ returns }) => ({ location: `/v1/referrals/${params.id}/returns/${returns.length}` }),
      }
      return send(reply, await actOnReferral(office, askedOf(request), params.id as ReferralId, act))
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/resubmissions',
    config: {
      act: 'resubmission',
      roles: access.resubmission.roles,
      cost: costs.handover,
      ifMatch: true,
      idempotencyKey: true,
      problems: [
        'store-unavailable',
        'evidence-being-checked',
        ...refusals(
          ...partyRules('resubmission'),
          'R-REF-01',
          'R-REF-02',
          'R-REF-08',
          'R-REF-09',
          'R-REF-10',
          'R-CLS-01',
        ),
        ...refusals('R-EVI-15', 'R-EVI-16'),
      ],
    },
    schema: {
      operationId: 'resubmitReferral',
      summary: 'Resubmit a returned referral',
      description:
        'Answers every item of the last return and freezes the violation, as it is now, as the next version. Change the violation or its evidence first: a version that says the same is refused.',
      tags,
      params: IdInPath,
      body: ref(ResubmissionInput),
      response: { 201: success('The referral, sent again.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { params, body } = request
      return send(reply, await resubmitReferral(office, askedOf(request), params.id as ReferralId, body.answers))
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/:id/supplements',
    config: {
      act: 'supplement',
      roles: access.supplement.roles,
      cost: costs.handover,
      idempotencyKey: true,
      problems: [
        'store-unavailable',
        'evidence-being-checked',
        ...refusals(
          ...partyRules('supplement'),
          'R-REF-02',
          'R-REF-22',
          'R-REF-23',
          'R-REF-28',
          'R-EVI-15',
          'R-EVI-16',
        ),
      ],
    },
    schema: {
      operationId: 'supplementReferral',
      summary: 'Add evidence to a referral',
      description:
        'Hands over evidence that was added to the violation since the current version, and freezes the next version: the same content with a new manifest: every item on file now, without what was excluded since. With `releasable` it marks items of that version to go on, also without adding any. The state of the referral stays as it is.',
      tags,
      params: IdInPath,
      body: ref(SupplementInput),
      response: { 201: success('The referral, with its new version.', ref(ReferralResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { params, body } = request
      const { explanation, releasable } = body
      const said = { explanation, marks: { ...noMarks, ...releasable } }
      return send(reply, await supplementReferral(office, askedOf(request), params.id as ReferralId, said))
    },
  })
}

/** A fact answers with the referral, repeated or not. */
export const factResponses = {
  200: success('It stands already; nothing changed.', ref(ReferralResource), { ETag }),
  201: success('The referral, after the act.', ref(ReferralResource), { ETag }),
}

/** The rules of remit that can refuse an act, from the access table. */
export function partyRules(act: Act): RuleId[] {
  const { side, mandate } = access[act]
  const bySide: RuleId[] = side === 'sender' ? ['R-ACC-03'] : side === 'receiver' ? ['R-ACC-02'] : []
  return mandate === null ? bySide : [...bySide, 'R-ACC-04']
}

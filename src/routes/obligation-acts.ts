import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import { actOnObligation, type ObligationActRequest } from '../acts/act-on-obligation.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { routeOfObligation } from '../acts/address-obligation.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import type { ObligationAct } from '../domain/allowed-obligation-acts.ts'
import type { AppealContent, AppealDecision } from '../domain/appeals.ts'
import type { ReportContent } from '../domain/execution.ts'
import type { ObligationId } from '../domain/ids.ts'
import type { ObligationAt, ObligationCommand } from '../domain/obligation.ts'
import { Rejection } from '../domain/rejection.ts'
import type { RuleId } from '../domain/rules.ts'
import { type NamedSchema, ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ExplanationInput } from '../resources/decision-input.ts'
import { ObligationResource } from '../resources/obligation.ts'
import {
  AddresseeInput,
  AppealInput,
  AppealOutcomeInput,
  DataBlockInput,
  LapseInput,
  ReportInput,
} from '../resources/obligation-input.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Obligations']

/** A fact about an obligation that is recorded once: PUT, first 201, repeated 200. */
type FactRoute = {
  readonly path: string
  readonly act: ObligationAct
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly body?: NamedSchema
  readonly rules: readonly RuleId[]
  /** `number`: of the thing under the obligation that the path names. */
  command(body: never, act: Act, number: number): ObligationCommand
  /** Whether that thing is there. */
  there?(obligation: ObligationAt, number: number): boolean
}

const facts: readonly FactRoute[] = [
  {
    path: 'receipt',
    act: 'obligation-receipt',
    operationId: 'receiveObligation',
    summary: 'Confirm the receipt of an obligation',
    description: 'Confirms that the obliged agency has it. Its clock does not wait for that unless the law says so.',
    rules: ['R-OBL-01', 'R-OBL-03'],
    command: (_, act) => ({ type: 'ReceiveObligation', act }),
  },
  {
    path: 'reports/:number/acceptance',
    act: 'deviation-acceptance',
    operationId: 'acceptDeviation',
    summary: 'Accept a report of another penalty',
    description: 'The receiving agency lets another penalty than ordered settle the obligation.',
    rules: ['R-ACC-02', 'R-ACC-04', 'R-OBL-07'],
    command: (_, act, number) => ({ type: 'AcceptDeviation', act, number }),
    there: ({ state }, number) => state.reports[number - 1] !== undefined,
  },
  {
    path: 'reports/:number/refusal',
    act: 'deviation-refusal',
    operationId: 'refuseDeviation',
    summary: 'Refuse a report of another penalty',
    description: 'The obligation stays open, and its clock goes on.',
    body: ExplanationInput,
    rules: ['R-ACC-02', 'R-ACC-04', 'R-GEN-01', 'R-OBL-07'],
    command: ({ explanation }: { explanation: string }, act, number) => ({
      type: 'RefuseDeviation',
      act,
      number,
      explanation,
    }),
    there: ({ state }, number) => state.reports[number - 1] !== undefined,
  },
  {
    path: 'lapse',
    act: 'obligation-lapse',
    operationId: 'lapseObligation',
    summary: 'Let an obligation lapse',
    description: 'Ends an obligation that cannot be executed any more, for a reason of the catalogue.',
    body: LapseInput,
    rules: ['R-ACC-02', 'R-ACC-04', 'R-GEN-01', 'R-OBL-03', 'R-OBL-08'],
    command: (lapse, act) => ({ type: 'LapseObligation', act, lapse }),
  },
  {
    path: 'appeals/:number/outcome',
    act: 'appeal-outcome',
    operationId: 'decideAppeal',
    summary: 'Record the outcome of an appeal',
    description:
      '`uphold` and `inadmissible`: the obligation goes on, and what was suspended gets a new deadline. `annul`: it is annulled. `lighten` and `aggravate`: the receiving agency issues a superseding decision, which brings the next obligation. What the obliged agency or a machine client records of these three waits until the receiving agency has accepted it.',
    body: AppealOutcomeInput,
    rules: ['R-OBL-01', 'R-GEN-01', 'R-APP-03', 'R-APP-04', 'R-APP-05'],
    command: (decision: AppealDecision, act, number) => ({ type: 'DecideAppeal', act, number, decision }),
    there: ({ state }, number) => state.appeals[number - 1] !== undefined,
  },
  {
    path: 'appeals/:number/outcome/acceptance',
    act: 'outcome-acceptance',
    operationId: 'acceptAppealOutcome',
    summary: 'Accept the outcome of an appeal',
    description:
      'The receiving agency has seen the instrument of an outcome that annuls, lightens or aggravates, and lets it count. Whoever recorded it may not.',
    rules: ['R-ACC-02', 'R-ACC-04', 'R-APP-08', 'R-APP-09'],
    command: (_, act, number) => ({ type: 'AcceptOutcome', act, number }),
    there: ({ state }, number) => state.appeals[number - 1] !== undefined,
  },
  {
    path: 'appeals/:number/outcome/refusal',
    act: 'outcome-refusal',
    operationId: 'refuseAppealOutcome',
    summary: 'Refuse the outcome of an appeal',
    description: 'The appeal has no outcome again; what was recorded stays readable, with the reason of the refusal.',
    body: ExplanationInput,
    rules: ['R-ACC-02', 'R-ACC-04', 'R-GEN-01', 'R-APP-08', 'R-APP-09'],
    command: ({ explanation }: { explanation: string }, act, number) => ({
      type: 'RefuseOutcome',
      act,
      number,
      explanation,
    }),
    there: ({ state }, number) => state.appeals[number - 1] !== undefined,
  },
  {
    path: 'steps/:number/receipt',
    act: 'step-receipt',
    operationId: 'receiveStep',
    summary: 'Confirm the receipt of a step',
    description: 'The agency that a step of escalation is addressed to acknowledges it.',
    rules: ['R-OBL-02'],
    command: (_, act, number) => ({ type: 'ReceiveStep', act, number }),
    there: ({ state }, number) => state.steps[number - 1] !== undefined,
  },
  {
    path: 'block',
    act: 'data-block',
    operationId: 'recordBlock',
    summary: 'Record a block of personnel data',
    description:
      'The data of this one person are blocked, as a step has asked, until the penalty is imposed. It is put on record also when the obligation has ended meanwhile; then its end is signalled at once.',
    body: DataBlockInput,
    rules: ['R-OBL-02', 'R-ACC-04', 'R-GEN-01', 'R-OBL-12'],
    command: ({ reference }: { reference: string }, act) => ({ type: 'RecordBlock', act, reference }),
  },
  {
    path: 'unblock',
    act: 'data-unblock',
    operationId: 'recordUnblock',
    summary: 'Record the end of a block',
    description:
      'Only once the obligation is executed, has lapsed or is annulled; `unblockSignal` says when that was noticed.',
    body: DataBlockInput,
    rules: ['R-OBL-02', 'R-ACC-04', 'R-GEN-01', 'R-OBL-13'],
    command: ({ reference }: { reference: string }, act) => ({ type: 'RecordUnblock', act, reference }),
  },
]

const factResponses = {
  200: success('It stands already; nothing changed.', ref(ObligationResource), { ETag }),
  201: success('The obligation, after the act.', ref(ObligationResource), { ETag }),
}

export const obligationActs: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  for (const { path, act, operationId, summary, description, body, rules, command, there } of facts) {
    app.route({
      method: 'PUT',
      url: `/obligations/:id/${path}`,
      config: {
        act,
        roles: access[act].roles,
        persons: isForPersons(act),
        ifMatch: true,
        problems: refusals(...rules),
      },
      schema: {
        operationId,
        summary,
        description: `${description} Repeating it is harmless.`,
        tags,
        params: path.includes(':number') ? NumberedInPath : IdInPath,
        ...(body && { body: ref(body) }),
        response: factResponses,
      },
      async handler(request, reply) {
        const { id, number = 0 } = request.params as { id: ObligationId; number?: number }
        const answer = await actOnObligation(office, askedOf(request), id, {
          act,
          keyed: false,
          command: (obligation, who) => {
            foundOr404(there === undefined || there(obligation, number) ? obligation : undefined)
            return command(request.body as never, who, number)
          },
        })
        return send(reply, answer)
      },
    })
  }

  app.route({
    method: 'PUT',
    url: '/obligations/:id/addressee',
    config: {
      act: 'obligation-addressing',
      roles: access['obligation-addressing'].roles,
      ifMatch: true,
      problems: refusals('R-ACC-02', 'R-ACC-04', 'R-OBL-03', 'R-OBL-10', 'R-OBL-11'),
    },
    schema: {
      operationId: 'addressObligation',
      summary: 'Say whom an obligation obliges',
      description:
        'Where the case names no personnel authority for the person, or whom it obliges turned out to be part of the case: the obligation goes the way that a copy would go, and its clock starts. Repeating it is harmless.',
      tags,
      params: IdInPath,
      body: ref(AddresseeInput),
      response: factResponses,
    },
    async handler(request, reply) {
      const id = request.params.id as ObligationId
      const route = await routeOfObligation(office, request.actor, id, request.body.personnelAuthority)
      const answer = await actOnObligation(office, askedOf(request), id, {
        act: 'obligation-addressing',
        keyed: false,
        command: (_, act) =>
          route === undefined
            ? new Rejection('R-OBL-11', [{ pointer: '/personnelAuthority', code: 'rule' }])
            : {
                type: 'AddressObligation',
                act,
                addressee: route.recipient,
                bypassed: route.bypassed.map(({ agency }) => agency),
              },
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/obligations/:id/reports',
    config: {
      act: 'execution-report',
      roles: access['execution-report'].roles,
      idempotencyKey: true,
      problems: refusals('R-OBL-01', 'R-OBL-03', 'R-OBL-04', 'R-OBL-05', 'R-OBL-06', 'R-OBL-14', 'R-OBL-15'),
    },
    schema: {
      operationId: 'reportExecution',
      summary: 'Report the execution of an obligation',
      description:
        'What the obliged agency has imposed, with the proof. The penalty ordered settles the obligation at once, late or not; another one needs a reason and waits for the receiving agency. `warnings` names dates that are odd.',
      tags,
      params: IdInPath,
      body: ref(ReportInput),
      response: { 201: success('The obligation, with the report.', ref(ObligationResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const id = request.params.id as ObligationId
      const report = request.body as ReportContent
      const made: ObligationActRequest = {
        act: 'execution-report',
        keyed: true,
        command: (_, act) => ({ type: 'ReportExecution', act, report }),
        location: ({ reports }) => `/v1/obligations/${id}/reports/${reports.length}`,
      }
      return send(reply, await actOnObligation(office, askedOf(request), id, made))
    },
  })

  app.route({
    method: 'POST',
    url: '/obligations/:id/appeals',
    config: {
      act: 'appeal-recording',
      roles: access['appeal-recording'].roles,
      idempotencyKey: true,
      problems: refusals('R-OBL-01', 'R-APP-01', 'R-APP-02', 'R-APP-03', 'R-APP-06', 'R-APP-07'),
    },
    schema: {
      operationId: 'recordAppeal',
      summary: 'Record an appeal',
      description:
        'An objection or administrative appeal of the person against the penalty that the obliged agency has reported (PP 79/2021). What was filed after its clock ran out is recorded as inadmissible and suspends nothing; what suspends does so until its answer is due.',
      tags,
      params: IdInPath,
      body: ref(AppealInput),
      response: { 201: success('The obligation, with the appeal.', ref(ObligationResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const id = request.params.id as ObligationId
      const appeal = request.body as AppealContent
      const made: ObligationActRequest = {
        act: 'appeal-recording',
        keyed: true,
        command: (_, act) => ({ type: 'RecordAppeal', act, appeal }),
        location: ({ appeals }) => `/v1/obligations/${id}/appeals/${appeals.length}`,
      }
      return send(reply, await actOnObligation(office, askedOf(request), id, made))
    },
  })
}

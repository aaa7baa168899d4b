import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnDecision, onFile } from '../acts/act-on-decision.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readExamined, readExaminedEvidence } from '../db/case-reads.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { contentOf, type DecisionContent } from '../domain/decision.ts'
import type { ExaminationCommand } from '../domain/examination.ts'
import type { ReferralId } from '../domain/ids.ts'
import { mergePatch } from '../domain/merge-patch.ts'
import type { RuleId } from '../domain/rules.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import { toEtag } from '../http/etag.ts'
import { type NamedSchema, ref } from '../http/named-schema.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  DecisionList,
  DecisionResource,
  decisionEtagVersion,
  decisionsOnFile,
  toDecisionResource,
  turnedDecision,
} from '../resources/decision.ts'
import { DecisionEvidence, toDecisionEvidence } from '../resources/decision-evidence.ts'
import { AnnulmentInput, DecisionInput, DecisionRevision, ExplanationInput } from '../resources/decision-input.ts'
import { IdInPath, NumberedInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { partyRules } from './referral-acts.ts'

type Needs = { office: Office }

const { ETag, Location } = headerSchemas
const tags = ['Decisions']

/** What the law of the day may refuse in a decision, whenever it is drawn up. */
const lawRules = ['R-DEC-11', 'R-DEC-12', 'R-DEC-13', 'R-DEC-14', 'R-DEC-15', 'R-DEC-16', 'R-DEC-19'] as const

export const decisions: FastifyPluginAsyncTypebox<Needs> = async (app, { office }) => {
  app.route({
    method: 'POST',
    url: '/referrals/:id/decisions',
    config: {
      act: 'decision-draft',
      roles: access['decision-draft'].roles,
      ifMatch: true,
      idempotencyKey: true,
      problems: refusals(
        ...partyRules('decision-draft'),
        'R-DEC-01',
        'R-OFF-03',
        'R-DEC-03',
        'R-DEC-04',
        'R-DEC-05',
        'R-DEC-06',
        'R-DEC-07',
        'R-DEC-09',
        ...lawRules,
      ),
    },
    schema: {
      operationId: 'draftDecision',
      summary: 'Draft a decision',
      description:
        'Drafts a decision on one reported person and one track, or, with `supersedes`, the one that replaces a standing decision. Only the receiving agency sees drafts. If-Match names the referral.',
      tags,
      params: IdInPath,
      body: ref(DecisionInput),
      response: { 201: success('The draft.', ref(DecisionResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { supersedes = null, ...content } = request.body
      const answer = await actOnDecision(office, askedOf(request), request.params.id as ReferralId, {
        act: 'decision-draft',
        number: null,
        created: 201,
        command: act => ({ type: 'DraftDecision', act, content, supersedes }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/decisions',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'listDecisions',
      summary: 'List decisions',
      description:
        'The decisions of a referral, superseded and annulled ones too. Drafts are listed to the receiving agency only.',
      tags,
      params: IdInPath,
      response: { 200: success('The decisions.', ref(DecisionList)) },
    },
    async handler(request) {
      const { referral, examination, reader } = await examined(office, request, request.params.id)
      return {
        items: decisionsOnFile(referral, examination).map(file => toDecisionResource(file, reader, office.mandates)),
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/decisions/:number',
    config: { roles: access['referral-reading'].roles },
    schema: {
      operationId: 'readDecision',
      summary: 'Read a decision',
      description: 'One decision. A draft is there for the receiving agency only.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The decision.', ref(DecisionResource), { ETag }) },
    },
    async handler(request, reply) {
      const { referral, examination, reader } = await examined(office, request, request.params.id)
      const file = foundOr404(onFile(referral, examination, request.params.number))
      reply.header('etag', toEtag(decisionEtagVersion(file), turnedDecision(file)))
      return toDecisionResource(file, reader, office.mandates)
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/decisions/:number/evidence',
    config: { roles: access['decision-evidence'].roles },
    schema: {
      operationId: 'readDecisionEvidence',
      summary: 'Read what a decision rests on',
      description:
        'The evidence on the table, and what of it nobody has opened: look here before issuing. Only the receiving agency may.',
      tags,
      params: NumberedInPath,
      response: { 200: success('The evidence on the table.', ref(DecisionEvidence)) },
    },
    async handler(request) {
      const { params } = request
      const reader = await readerOf(office, request)
      const { referral, examination, evidence } = foundOr404(
        await readExaminedEvidence(office.pools, reader, params.id as ReferralId),
      )
      // Whoever may not read the referral is not to learn how many decisions it has.
      assertRemit('referral-reading', reader, referral.state)
      const file = foundOr404(onFile(referral.state, examination?.state, params.number))
      assertRemit('decision-evidence', reader, referral.state)
      return toDecisionEvidence(file, evidence, reader)
    },
  })

  app.route({
    method: 'PATCH',
    url: '/referrals/:id/decisions/:number',
    config: {
      act: 'decision-revision',
      roles: access['decision-revision'].roles,
      ifMatch: true,
      problems: refusals(
        ...partyRules('decision-revision'),
        'R-DEC-01',
        'R-OFF-03',
        'R-DEC-04',
        'R-DEC-05',
        'R-DEC-06',
        'R-DEC-08',
        ...lawRules,
      ),
    },
    schema: {
      operationId: 'reviseDecision',
      summary: 'Revise a draft',
      description:
        'Changes a draft by JSON Merge Patch (RFC 7396). Whoever edits a draft counts as its drafter and may not issue it. If-Match names the decision.',
      tags,
      params: NumberedInPath,
      body: ref(DecisionRevision),
      response: { 200: success('The draft, revised.', ref(DecisionResource), { ETag }) },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const answer = await actOnDecision(office, askedOf(request), id as ReferralId, {
        act: 'decision-revision',
        number,
        created: 200,
        command: (act, draft) => ({
          type: 'ReviseDecision',
          act,
          number,
          content: mergePatch(
            // What a predecessor issued has no draft here; the rules say so.
            (draft === undefined ? {} : contentOf(draft.content)) as JsonValue,
            request.body as JsonValue,
          ) as DecisionContent,
        }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'PUT',
    url: '/referrals/:id/decisions/:number/issuance',
    config: {
      act: 'issuance',
      roles: access.issuance.roles,
      persons: isForPersons('issuance'),
      ifMatch: true,
      problems: refusals(
        ...partyRules('issuance'),
        'R-DEC-01',
        'R-DEC-02',
        'R-DEC-03',
        'R-DEC-04',
        'R-DEC-05',
        'R-DEC-06',
        'R-DEC-07',
        'R-DEC-08',
        'R-DEC-09',
        ...lawRules,
      ),
    },
    schema: {
      operationId: 'issueDecision',
      summary: 'Issue a decision',
      description:
        'Issues a draft. Whoever drafted or edited it may not. If-Match names the decision, so that what is issued is what was read. The referral is decided when every reported person has a decision and no draft is left.',
      tags,
      params: NumberedInPath,
      response: {
        200: success('It is issued already.', ref(DecisionResource), { ETag }),
        201: success('The decision, issued.', ref(DecisionResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      const answer = await actOnDecision(office, askedOf(request), id as ReferralId, {
        act: 'issuance',
        number,
        created: 201,
        command: (act, _, evidence) => ({ type: 'IssueDecision', act, number, evidence }),
      })
      return send(reply, answer)
    },
  })

  for (const { noun, act, operationId, summary, description, body, rules, command } of endings) {
    app.route({
      method: 'PUT',
      url: `/referrals/:id/decisions/:number/${noun}`,
      config: {
        act,
        roles: access[act].roles,
        ifMatch: true,
        problems: refusals(...partyRules(act), 'R-GEN-01', ...rules),
      },
      schema: {
        operationId,
        summary,
        description,
        tags,
        params: NumberedInPath,
        body: ref(body),
        response: {
          200: success('It stands already; nothing changed.', ref(DecisionResource), { ETag }),
          201: success('The decision, after the act.', ref(DecisionResource), { ETag }),
        },
      },
      async handler(request, reply) {
        const { id, number } = request.params as Static<typeof NumberedInPath>
        const answer = await actOnDecision(office, askedOf(request), id as ReferralId, {
          act,
          number,
          created: 201,
          command: who => command(request.body as never, who, number),
        })
        return send(reply, answer)
      },
    })
  }
}

type Ending = {
  readonly noun: string
  readonly act: ReferralAct
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly body: NamedSchema
  readonly rules: readonly RuleId[]
  command(body: never, act: Act, number: number): ExaminationCommand
}

/** The two ways in which a decision ends: a draft is cancelled, an issued decision annulled. */
const endings: readonly Ending[] = [
  {
    noun: 'cancellation',
    act: 'decision-cancellation',
    operationId: 'cancelDecision',
    summary: 'Cancel a draft',
    description: 'Gives up a draft, with a reason. It stays readable for the receiving agency.',
    body: ExplanationInput,
    rules: ['R-DEC-01', 'R-DEC-08'],
    command: (said: Static<typeof ExplanationInput>, act, number) => ({ type: 'CancelDecision', act, number, ...said }),
  },
  {
    noun: 'annulment',
    act: 'annulment',
    operationId: 'annulDecision',
    summary: 'Annul a decision',
    description:
      'Annuls a standing decision of a decided referral, with a coded reason; the referral is examined again.',
    body: AnnulmentInput,
    rules: ['R-DEC-10', 'R-REF-27'],
    command: (said: Static<typeof AnnulmentInput>, act, number) => ({ type: 'AnnulDecision', act, number, ...said }),
  },
]

async function examined(office: Office, request: FastifyRequest, id: string) {
  const reader = await readerOf(office, request)
  const { referral, examination } = foundOr404(await readExamined(office.pools, reader, id as ReferralId))
  assertRemit('referral-reading', reader, referral.state)
  return { referral: referral.state, examination: examination?.state, reader }
}

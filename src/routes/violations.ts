import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { v7 as uuidv7 } from 'uuid'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { actOnViolation, caseOf, recordViolation } from '../acts/act-on-violation.ts'
import { readViolation } from '../db/case-reads.ts'
import { listViolations } from '../db/lists.ts'
import { access } from '../domain/access.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { ReportedPersonId, ViolationId } from '../domain/ids.ts'
import { mergePatch } from '../domain/merge-patch.ts'
import { violationStatuses } from '../domain/transitions.ts'
import type { Violation } from '../domain/violation.ts'
import type { ViolationContent } from '../domain/violation-content.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { withPersonIds } from '../resources/reported-person.ts'
import { toViolationResource, ViolationPage, ViolationResource, violationEtagVersion } from '../resources/violation.ts'
import {
  DismissalInput,
  ViolationInput,
  ViolationPatch,
  type ViolationPatchBody,
} from '../resources/violation-input.ts'
import { closed, IdInPath, oneOf } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Location, Link } = headerSchemas
const tags = ['Violations']

export const violations: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'POST',
    url: '/violations',
    config: {
      roles: access['violation-recording'].roles,
      idempotencyKey: true,
      problems: ['not-found', ...refusals('R-ACC-04', 'R-VIO-03', 'R-VIO-04', 'R-VIO-06', 'R-VIO-07', 'R-VIO-10')],
    },
    schema: {
      operationId: 'recordViolation',
      summary: 'Record a violation',
      description:
        'Records a suspected breach as a draft. It may be incomplete; `missing` lists what documentation still needs. The reporter of a report is stored apart and never given out with it.',
      tags,
      body: ref(ViolationInput),
      response: { 201: success('The violation, as a draft.', ref(ViolationResource), { ETag, Location }) },
    },
    async handler(request, reply) {
      return send(reply, await recordViolation(office, askedOf(request), request.body))
    },
  })

  app.route({
    method: 'GET',
    url: '/violations',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'listViolations',
      summary: 'List violations',
      description: "Your agency's violations, newest first, page by page. Follow `next` until it is null.",
      tags,
      querystring: Type.Object(
        {
          ...pageParameters,
          ...timeRange,
          status: Type.Optional(oneOf(violationStatuses, 'Only violations in this state.')),
        },
        closed,
      ),
      response: { 200: success('A page of violations.', ref(ViolationPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit('violation-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listViolations', query)
      const reader = await readerOf(office, request)
      const rows = await listViolations(office.pools, reader, page, { status: query.status })
      const { link, ...body } = pageOfRows(
        rows,
        page,
        ({ id, status, referralId, referralStatus, recordedAt, changedAt }) => ({
          id,
          status,
          referral: referralId && referralStatus ? { id: referralId, status: referralStatus } : null,
          recordedAt,
          changedAt,
        }),
        { url: request.url, cursors, scope },
      )
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/violations/:id',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'readViolation',
      summary: 'Read a violation',
      description:
        'One violation of your agency, with what is missing, what looks odd, and what you may do with it now.',
      tags,
      params: IdInPath,
      response: { 200: success('The violation.', ref(ViolationResource), { ETag }) },
    },
    async handler(request, reply) {
      const reader = await readerOf(office, request)
      const violation = foundOr404(await readViolation(office.pools, reader, request.params.id as ViolationId))
      const current = caseOf(violation)
      assertRemit('violation-reading', reader, {})
      reply.header('etag', toEtag(violationEtagVersion(violation.version, current)))
      return toViolationResource(current, reader, office)
    },
  })

  app.route({
    method: 'PATCH',
    url: '/violations/:id',
    config: {
      act: 'change',
      roles: access.change.roles,
      ifMatch: true,
      problems: refusals('R-ACC-04', 'R-ACC-05', 'R-VIO-02', 'R-VIO-03', 'R-VIO-04', 'R-VIO-08', 'R-VIO-10'),
    },
    schema: {
      operationId: 'changeViolation',
      summary: 'Change a violation',
      description:
        'Changes a draft or documented violation by JSON Merge Patch (RFC 7396). A change that leaves something missing makes it a draft again. A referrer changes only `confidentiality`, `handling` and `releasable`.',
      tags,
      params: IdInPath,
      body: ref(ViolationPatch),
      response: { 200: success('The violation, changed.', ref(ViolationResource), { ETag }) },
    },
    async handler(request, reply) {
      const answer = await actOnViolation(office, askedOf(request), request.params.id as ViolationId, {
        act: 'change',
        created: 200,
        command: (violation, act) => ({ type: 'ChangeViolation', act, ...patched(violation, request.body) }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'PUT',
    url: '/violations/:id/documentation',
    config: {
      act: 'documentation',
      roles: access.documentation.roles,
      ifMatch: true,
      problems: refusals('R-ACC-04', 'R-VIO-01', 'R-VIO-09', 'R-CLS-01'),
    },
    schema: {
      operationId: 'documentViolation',
      summary: 'Document a violation',
      description: 'Declares a draft complete. Refused with the list of what is missing. Repeating it is harmless.',
      tags,
      params: IdInPath,
      response: {
        200: success('It is documented already.', ref(ViolationResource), { ETag }),
        201: success('The violation, documented.', ref(ViolationResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const answer = await actOnViolation(office, askedOf(request), request.params.id as ViolationId, {
        act: 'documentation',
        created: 201,
        command: (_, act) => ({ type: 'DocumentViolation', act }),
      })
      return send(reply, answer)
    },
  })

  app.route({
    method: 'PUT',
    url: '/violations/:id/dismissal',
    config: {
      act: 'dismissal',
      roles: access.dismissal.roles,
      ifMatch: true,
      problems: refusals('R-ACC-04', 'R-GEN-01', 'R-VIO-05', 'R-REF-27'),
    },
    schema: {
      operationId: 'dismissViolation',
      summary: 'Dismiss a violation',
      description:
        'Ends a violation that is not pursued, with a reason. Repeating it with the same reason is harmless.',
      tags,
      params: IdInPath,
      body: ref(DismissalInput),
      response: {
        200: success('It is dismissed already.', ref(ViolationResource), { ETag }),
        201: success('The violation, dismissed.', ref(ViolationResource), { ETag }),
      },
    },
    async handler(request, reply) {
      const answer = await actOnViolation(office, askedOf(request), request.params.id as ViolationId, {
        act: 'dismissal',
        created: 201,
        command: (_, act) => ({ type: 'DismissViolation', act, dismissal: request.body }),
      })
      return send(reply, answer)
    },
  })
}

/** The content after a merge patch; persons without an id get one. */
function patched(violation: Violation, { reportedPersons, ...patch }: ViolationPatchBody) {
  const { persons, newPersons } = reportedPersons
    ? withPersonIds(reportedPersons, violation.content.reportedPersons, () => uuidv7() as ReportedPersonId)
    : { persons: violation.content.reportedPersons, newPersons: [] }
  const merged = mergePatch(violation.content as JsonValue, patch as JsonValue) as ViolationContent
  return { content: { ...merged, reportedPersons: persons }, newPersons }
}

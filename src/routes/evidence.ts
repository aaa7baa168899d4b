import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { actOnEvidence } from '../acts/act-on-evidence.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { listEvidence, readViolation } from '../db/case-reads.ts'
import type { EvidenceLoaded } from '../db/item-store.ts'
import { access, isForPersons } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { Erasure, EvidenceCommand, Exclusion } from '../domain/evidence.ts'
import type { EvidenceDescription } from '../domain/evidence-description.ts'
import type { EvidenceId, ViolationId } from '../domain/ids.ts'
import { mergePatch } from '../domain/merge-patch.ts'
import { leaveBodiesUnread } from '../http/long-bodies.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { isText } from '../http/page-position.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { jsonType } from '../http/route-config.ts'
import { success } from '../http/success-response.ts'
import {
  ErasureInput,
  EvidencePage,
  EvidencePatch,
  EvidenceResource,
  ExclusionInput,
  UploadedEvidenceInput,
} from '../resources/evidence.ts'
import { closed, EvidenceInPath, IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals, send } from './asked.ts'
import { EvidenceForm, type EvidenceLimits, type FinishedUploads, formType, takeInEvidence } from './evidence-intake.ts'
import { itemsAfter, pageOfItems, sendItem } from './reading-evidence.ts'

type Needs = {
  office: Office
  cursors: PageCursors
  finished: FinishedUploads
  limits: EvidenceLimits
  /** Called when something was added that waits for its inspection. */
  onEvidence: () => void
}

const { ETag, Location, Link } = headerSchemas
const tags = ['Evidence']

export const evidence: FastifyPluginAsyncTypebox<Needs> = async (
  app,
  { office, cursors, finished, limits, onEvidence },
) => {
  const streaming: FastifyPluginAsyncTypebox = async streaming => {
    leaveBodiesUnread(streaming)
    streaming.route({
      method: 'POST',
      url: '/violations/:id/evidence',
      config: {
        act: 'evidence-recording',
        roles: access['evidence-recording'].roles,
        idempotencyKey: true,
        accepts: [formType, jsonType],
        longBody: {
          schema: {
            content: { [formType]: { schema: ref(EvidenceForm) }, [jsonType]: { schema: ref(UploadedEvidenceInput) } },
          },
        },
        problems: [
          'invalid-json',
          'digest-mismatch',
          'digest-unsupported',
          'upload-expired',
          'store-unavailable',
          'store-full',
          ...refusals('R-ACC-04', 'R-EVI-01', 'R-EVI-02', 'R-EVI-03', 'R-EVI-04', 'R-EVI-17', 'R-EVI-18'),
        ],
      },
      schema: {
        operationId: 'addEvidence',
        summary: 'Add evidence to a violation',
        description:
          'Takes in a file with what is to be said about it: as a form, `metadata` (JSON) before `file`, or as JSON with the id of a finished resumable upload. It is refused before its bytes are read where that can be known. A SHA-256 is always made; a `Content-Digest` header (RFC 9530) covers the whole body, `contentDigest` in the metadata the file. `errors` point into the metadata; `/metadata`, `/file` and `/uploadId` at that part or upload as a whole. The item is `pending` until it has been inspected, which moves its ETag, and nobody gets it before. A file has at most as many bytes as `Tus-Max-Size` of `OPTIONS /v1/uploads` says, however it comes.',
        tags,
        params: IdInPath,
        headers: Type.Object({
          'Content-Digest': Type.Optional(
            Type.String({
              description: 'The digest of the body (RFC 9530): sha-256 or sha-512.',
              maxLength: 300,
              pattern: '^[ -~]+$',
              examples: ['sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'],
            }),
          ),
        }),
        response: { 201: success('The item, pending.', ref(EvidenceResource), { ETag, Location }) },
      },
      async handler(request, reply) {
        const answer = await takeInEvidence(
          { office, uploads: finished, limits },
          request,
          request.params.id as ViolationId,
        )
        onEvidence()
        return send(reply, answer)
      },
    })
  }
  await app.register(streaming)

  app.route({
    method: 'GET',
    url: '/violations/:id/evidence',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'listEvidence',
      summary: 'List the evidence of a violation',
      description: 'Every item, oldest first, excluded and erased ones too. Follow `next` until it is null.',
      tags,
      params: IdInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of evidence.', ref(EvidencePage), { Link }) },
    },
    async handler(request, reply) {
      const { query, params } = request
      const reader = await readerOf(office, request)
      const id = params.id as ViolationId
      const violation = foundOr404(await readViolation(office.pools, reader, id))
      assertRemit('violation-reading', reader, {})
      const { limit = 50, cursor } = query
      const scope = { agency: reader.agency, operationId: 'listEvidence', filter: { id }, isPosition: isText }
      const after = itemsAfter(cursors, scope, cursor)
      const rows = await listEvidence(office.pools, reader, id, { limit, after })
      const within = { violation, referral: undefined }
      return pageOfItems({ request, reply, cursors, scope }, rows, { limit, caller: reader, within })
    },
  })

  app.route({
    method: 'GET',
    url: '/violations/:id/evidence/:evidenceId',
    config: { roles: access['violation-reading'].roles },
    schema: {
      operationId: 'readEvidence',
      summary: 'Read about an item of evidence',
      description:
        'What is said about an item, where it stands at the inspection, who has it, and what you may do with it.',
      tags,
      params: EvidenceInPath,
      response: { 200: success('The item.', ref(EvidenceResource), { ETag }) },
    },
    handler(request, reply) {
      const { id, evidenceId } = request.params
      const place = { violationId: id as ViolationId }
      return sendItem(office, request, reply, { place, id: evidenceId, act: 'violation-reading' })
    },
  })

  app.route({
    method: 'PATCH',
    url: '/violations/:id/evidence/:evidenceId',
    config: {
      act: 'evidence-change',
      roles: access['evidence-change'].roles,
      ifMatch: true,
      problems: refusals('R-ACC-04', 'R-EVI-01', 'R-EVI-02', 'R-EVI-05', 'R-EVI-06'),
    },
    schema: {
      operationId: 'describeEvidence',
      summary: 'Change what is said about an item',
      description:
        'Changes the description of an item by JSON Merge Patch (RFC 7396), until it is sealed. Its bytes, and what link they capture, never change.',
      tags,
      params: EvidenceInPath,
      body: ref(EvidencePatch),
      response: { 200: success('The item, changed.', ref(EvidenceResource), { ETag }) },
    },
    async handler(request, reply) {
      const { id, evidenceId } = request.params
      const answer = await actOnEvidence(
        office,
        askedOf(request),
        { violationId: id as ViolationId },
        evidenceId as EvidenceId,
        {
          act: 'evidence-change',
          created: 200,
          conditional: true,
          command: ({ evidence: { state } }, act) => ({
            type: 'DescribeEvidence',
            act,
            description: mergePatch(
              state.description as JsonValue,
              request.body as JsonValue,
            ) as unknown as EvidenceDescription,
          }),
        },
      )
      return send(reply, answer)
    },
  })

  for (const { noun, act, operationId, summary, description, body, rules } of facts) {
    app.route({
      method: 'PUT',
      url: `/violations/:id/evidence/:evidenceId/${noun}`,
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
        description,
        tags,
        params: EvidenceInPath,
        ...(body && { body: ref(body) }),
        response: {
          200: success('It stands already; nothing changed.', ref(EvidenceResource), { ETag }),
          201: success('The item, after the act.', ref(EvidenceResource), { ETag }),
        },
      },
      async handler(request, reply) {
        const { id, evidenceId } = request.params
        const answer = await actOnEvidence(
          office,
          askedOf(request),
          { violationId: id as ViolationId },
          evidenceId as EvidenceId,
          { act, created: 201, conditional: true, command: (loaded, who) => commandOf(act, loaded, who, request.body) },
        )
        return send(reply, answer)
      },
    })
  }
}

/** What is done to an item once and stands: PUT, first 201, repeated 200. */
const facts = [
  {
    noun: 'seal',
    act: 'evidence-seal',
    operationId: 'sealEvidence',
    summary: 'Seal an item',
    description:
      'Declares that nothing is to be changed about an item any more. Only sealed items are handed over with a referral, and only those found clean; an item may be sealed while it is still pending, and the inspection that ends then moves its ETag. Repeating it is harmless.',
    body: undefined,
    rules: ['R-ACC-04', 'R-EVI-06'],
  },
  {
    noun: 'exclusion',
    act: 'evidence-exclusion',
    operationId: 'excludeEvidence',
    summary: 'Take an item out of the file',
    description:
      'Takes an item out of what is sent from now on, with a reason. It and its ledger stay; versions sent before keep it, the next one is without it.',
    body: ExclusionInput,
    rules: ['R-ACC-04', 'R-GEN-01', 'R-EVI-06'],
  },
  {
    noun: 'erasure',
    act: 'evidence-erasure',
    operationId: 'eraseEvidence',
    summary: 'Erase an item',
    description:
      'Destroys the bytes of an item and the key to them, as a law or a retention schedule asks. Its ledger and its digest stay. Whoever recorded it may not, and nobody while another agency holds it in a case that is not closed.',
    body: ErasureInput,
    rules: ['R-GEN-01', 'R-EVI-07', 'R-EVI-08'],
  },
] as const

function commandOf(
  act: (typeof facts)[number]['act'],
  { violation }: EvidenceLoaded,
  who: Act,
  body: unknown,
): EvidenceCommand {
  switch (act) {
    case 'evidence-seal':
      return { type: 'SealEvidence', act: who }
    case 'evidence-exclusion':
      return { type: 'ExcludeEvidence', act: who, exclusion: body as Exclusion }
    case 'evidence-erasure':
      return { type: 'EraseEvidence', act: who, erasure: body as Erasure, referral: violation?.referralStatus }
  }
}

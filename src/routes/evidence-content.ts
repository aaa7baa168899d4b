import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type BytesReply, useEvidence } from '../acts/use-evidence.ts'
import { EXPIRY_LEEWAY_SECONDS } from '../auth/access-token-claims.ts'
import { listReferredEvidence, readItem, readReferral } from '../db/case-reads.ts'
import type { EvidencePlace } from '../db/item-store.ts'
import { listCustody } from '../db/lists.ts'
import { type Act, access } from '../domain/access.ts'
import type { EvidenceId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { RuleId } from '../domain/rules.ts'
import { bytesResponse, bytesType } from '../http/bytes-response.ts'
import { ref } from '../http/named-schema.ts'
import { nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { isNumber, isText } from '../http/page-position.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { whenOver } from '../http/when-over.ts'
import { CustodyPage, toCustodyEntry } from '../resources/custody.ts'
import { EvidencePage, EvidenceResource } from '../resources/evidence.ts'
import { closed, EvidenceInPath, IdInPath } from '../resources/words.ts'
import { askedOf, readerOf, refusals } from './asked.ts'
import { itemsAfter, pageOfItems, sendItem } from './reading-evidence.ts'
import { partyRules } from './referral-acts.ts'
import { whileGiven } from './while-given.ts'

type Needs = { office: Office; cursors: PageCursors }

const { ETag, Link } = headerSchemas
const tags = ['Evidence']
const { roles } = access['evidence-reading']

/** Bytes leave for as long as somebody reads them; a connection on which nothing moves ends all the same. */
const handlerTimeout = 24 * 60 * 60 * 1000

/** Item of evidence are read by their own agency under the violation, by both parties under a referral. */
const parents = [
  {
    path: '/violations/:id',
    placeOf: (id: string): EvidencePlace => ({ violationId: id as ViolationId }),
    names: { view: 'viewEvidence', download: 'downloadEvidence', custody: 'readCustody' },
    of: 'of your agency',
  },
  {
    path: '/referrals/:id',
    placeOf: (id: string): EvidencePlace => ({ referralId: id as ReferralId }),
    names: { view: 'viewReferredEvidence', download: 'downloadReferredEvidence', custody: 'readReferredCustody' },
    of: 'of a referral',
  },
] as const

const uses = [
  {
    noun: 'copy',
    use: 'view',
    act: 'evidence-opening',
    summary: 'View the copy of an item',
    description:
      'The copy that is shown: without location and other metadata, which stay sealed in the original. That you opened it is in the ledger before the first byte leaves.',
    rules: ['R-EVI-06', 'R-EVI-09', 'R-EVI-10', 'R-EVI-11', 'R-EVI-12', 'R-EVI-13', 'R-EVI-14'],
  },
  {
    noun: 'content',
    use: 'download',
    act: 'evidence-download',
    summary: 'Download the original of an item',
    description:
      'The bytes as they were taken in, whole or a range of them. Every download is in the ledger before the first byte leaves. `ETag` is the digest. A connection that breaks off before `Content-Length` bytes have come means that the stored item turned out to be damaged, or that you may not have it any more; ask for the rest as a range to learn which.',
    rules: ['R-EVI-06', 'R-EVI-09', 'R-EVI-10', 'R-EVI-12', 'R-EVI-13', 'R-EVI-14'],
  },
] as const

const {
  'Accept-Ranges': AcceptRanges,
  'Content-Digest': ContentDigest,
  'Content-Disposition': ContentDisposition,
  'Content-Range': ContentRange,
  'Repr-Digest': ReprDigest,
} = headerSchemas
const bytesHeaders = {
  ETag,
  'Accept-Ranges': AcceptRanges,
  'Content-Disposition': ContentDisposition,
  'Repr-Digest': ReprDigest,
}

export const evidenceContent: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  for (const { path, placeOf, names, of } of parents) {
    for (const use of uses) serveBytes(app, office, { path, placeOf, operationId: names[use.use], of, ...use })

    serveCustody(
      app,
      { office, cursors },
      {
        path,
        placeOf,
        operationId: names.custody,
        of,
        act: 'evidence-reading',
        description:
          'The ledger of an item, oldest first: collected, received, scanned, sealed, handed over, opened, downloaded, returned and so on, each with who and when. Entries are added and never changed.',
      },
    )
  }

  app.route({
    method: 'GET',
    url: '/referrals/:id/evidence',
    config: { roles },
    schema: {
      operationId: 'listReferredEvidence',
      summary: 'List the evidence of a referral',
      description:
        'Every item that was handed over with any version of the referral, as it is now, oldest first; for the receiver of one that was rejected or withdrawn, as it was then. A version says which it had. Follow `next` until it is null.',
      tags,
      params: IdInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of evidence.', ref(EvidencePage), { Link }) },
    },
    async handler(request, reply) {
      const { query, params } = request
      const reader = await readerOf(office, request)
      const id = params.id as ReferralId
      const referral = foundOr404(await readReferral(office.pools, reader, id))
      assertRemit('evidence-reading', reader, referral.state)
      const { limit = 50, cursor } = query
      const scope = { agency: reader.agency, operationId: 'listReferredEvidence', filter: { id }, isPosition: isText }
      const after = itemsAfter(cursors, scope, cursor)
      const handedOver = referral.state.versions.flatMap(({ manifest }) => manifest.map(({ evidenceId }) => evidenceId))
      const rows = await listReferredEvidence(office.pools, reader, handedOver, after)
      const within = { violation: undefined, referral }
      return pageOfItems({ request, reply, cursors, scope }, rows, { limit, caller: reader, within })
    },
  })

  app.route({
    method: 'GET',
    url: '/referrals/:id/evidence/:evidenceId',
    config: { roles },
    schema: {
      operationId: 'readReferredEvidence',
      summary: 'Read about an item of a referral',
      description:
        'What is said about an item that was handed over, who has it, and what you may do with it now. To the receiver of a referral that was rejected or withdrawn: as it was then.',
      tags,
      params: EvidenceInPath,
      response: { 200: success('The item.', ref(EvidenceResource), { ETag }) },
    },
    handler(request, reply) {
      const { id, evidenceId } = request.params
      const place = { referralId: id as ReferralId }
      return sendItem(office, request, reply, { place, id: evidenceId, act: 'evidence-reading' })
    },
  })
}

type CustodyServed = {
  readonly path: string
  readonly placeOf: (id: string) => EvidencePlace
  readonly operationId: string
  /** Of whose item, to end the summary. */
  readonly of: string
  readonly description: string
  readonly act: 'evidence-reading' | 'handover-evidence-reading'
}

/** One way to the ledger of an item: under a hand-over, to what is written there of that hand-over. */
export function serveCustody(
  app: Parameters<typeof evidenceContent>[0],
  { office, cursors }: Needs,
  { path, placeOf, operationId, of, description, act }: CustodyServed,
): void {
  app.route({
    method: 'GET',
    url: `${path}/evidence/:evidenceId/custody`,
    config: { roles: access[act].roles, problems: refusals(...partyRules(act)) },
    schema: {
      operationId,
      summary: `Read the chain of custody of an item ${of}`,
      description,
      tags,
      params: EvidenceInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of the ledger.', ref(CustodyPage), { Link }) },
    },
    async handler(request, reply) {
      const { query, params } = request
      const reader = await readerOf(office, request)
      const id = params.evidenceId as EvidenceId
      const place = placeOf(params.id)
      const { evidence, handover } = foundOr404(await readItem(office.pools, reader, place, id))
      assertRemit(act, reader, handover ?? {})
      const { limit = 50, cursor } = query
      const scope = {
        agency: reader.agency,
        operationId,
        filter: { id: params.id, evidenceId: id },
        isPosition: isNumber,
      }
      const after = cursor === undefined ? 0 : cursors.open(scope, cursor)
      const rows = await listCustody(office.pools, reader, id, { limit, after, through: place.handoverId ?? null })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      const { next, link } = nextPage(request.url, last ? cursors.seal(scope, last.version) : null)
      if (link !== undefined) reply.header('link', link)
      const own = reader.agency === evidence.state.owner
      return { items: shown.map(row => toCustodyEntry(row, { own })), next }
    },
  })
}

type BytesServed = {
  readonly path: string
  readonly placeOf: (id: string) => EvidencePlace
  readonly operationId: string
  readonly summary: string
  /** Of whose item, to end the summary. */
  readonly of: string
  readonly description: string
  readonly noun: 'copy' | 'content'
  readonly use: 'view' | 'download'
  readonly act: Act
  readonly rules: readonly RuleId[]
  /** Whoever asks must say what for, whatever the level of the item. */
  readonly purpose?: true
}

/** One way to the bytes of an item. */
export function serveBytes(
  app: Parameters<typeof evidenceContent>[0],
  office: Office,
  { path, placeOf, operationId, summary, of, description, noun, use, act, rules, purpose }: BytesServed,
): void {
  app.route({
    method: 'GET',
    url: `${path}/evidence/:evidenceId/${noun}`,
    handlerTimeout,
    config: {
      act,
      roles: access[act].roles,
      ...(purpose && { purpose }),
      produces: [bytesType],
      problems: ['range-not-satisfiable', 'purpose-required', 'store-unavailable', ...refusals(...rules, 'R-AUD-01')],
    },
    schema: {
      operationId: operationId,
      summary: `${summary} ${of}`,
      description,
      tags,
      params: EvidenceInPath,
      headers: Type.Object({
        Range: Type.Optional(
          Type.String({
            description: 'One range of bytes (RFC 9110, section 14); of several, everything is sent.',
            maxLength: 200,
            pattern: '^[ -~]+$',
            examples: ['bytes=0-1023'],
          }),
        ),
        'If-Range': Type.Optional(
          Type.String({
            description: 'The ETag of which a range is wanted; of another version everything is sent.',
            maxLength: 100,
            pattern: '^[ -~]+$',
            examples: ['"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"'],
          }),
        ),
      }),
      response: {
        200: bytesResponse('All of it.', { ...bytesHeaders, 'Content-Digest': ContentDigest }),
        206: bytesResponse('The range of it.', { ...bytesHeaders, 'Content-Range': ContentRange }),
      },
    },
    async handler(request, reply) {
      const { id, evidenceId } = request.params
      const answer = await useEvidence(
        office,
        askedOf(request),
        placeOf(id),
        evidenceId as EvidenceId,
        use,
        bytesAskedOf(request),
        await readerOf(office, request),
      )
      return sendBytes(request, reply, answer)
    },
  })
}

function bytesAskedOf({ method, headers }: FastifyRequest) {
  return {
    isHead: method === 'HEAD',
    range: headers.range,
    ifRange: headers['if-range'] as string | undefined,
    ifNoneMatch: headers['if-none-match'],
  }
}

/** Without bytes to send (HEAD, 304) there is an empty stream, so that the announced length stands as it is. */
function sendBytes(request: FastifyRequest, reply: FastifyReply, answer: BytesReply): FastifyReply {
  const { status, headers, bytes } = answer
  whenOver(reply.raw, answer.close)
  reply.code(status).headers(headers)
  if (status === 304) return reply.send()
  const given = whileGiven(bytes ?? [], {
    expiresAt: (request.actor.expiresAt + EXPIRY_LEEWAY_SECONDS) * 1000,
    async assertGiven() {
      await request.assertStillCounts()
      await answer.assertStillGiven()
    },
  })
  return reply.send(Readable.from(given, { objectMode: false }))
}

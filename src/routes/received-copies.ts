import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { listReceivedCopies, readReceivedCopy } from '../db/copies.ts'
import { access } from '../domain/access.ts'
import type { CopyId } from '../domain/ids.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { ReceivedCopy, ReceivedCopyPage, toReceivedCopy, toReceivedCopySummary } from '../resources/copy.ts'
import { closed, IdInPath } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { serveBytes } from './evidence-content.ts'
import { pageAsked, pageOfRows, timeRange } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Copies']
const { roles } = access['copy-reading']

/** Copies as their recipients see them, until they end. */
export const receivedCopies: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/copies',
    config: { roles },
    schema: {
      operationId: 'listReceivedCopies',
      summary: 'List the copies given to you',
      description:
        'The redacted copies that your agency was given and that have not ended, newest first. What each says is read one by one.',
      tags,
      querystring: Type.Object({ ...pageParameters, ...timeRange }, closed),
      response: { 200: success('A page of copies.', ref(ReceivedCopyPage), { Link }) },
    },
    async handler(request, reply) {
      const { actor, query } = request
      assertRemit('copy-reading', actor, {})
      const { scope, page } = pageAsked(cursors, actor.agency, 'listReceivedCopies', query)
      const rows = await listReceivedCopies(office.pools, await readerOf(office, request), page)
      const { link, ...body } = pageOfRows(rows, page, toReceivedCopySummary, { url: request.url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'GET',
    url: '/copies/:id',
    config: { roles },
    schema: {
      operationId: 'readReceivedCopy',
      summary: 'Read a copy given to you',
      description: 'What your agency must know to act on a decision. Once it has ended it is as if it had never been.',
      tags,
      params: IdInPath,
      response: { 200: success('The copy.', ref(ReceivedCopy)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const copy = foundOr404(await readReceivedCopy(office.pools, reader, request.params.id as CopyId))
      assertRemit('copy-reading', reader, {})
      return toReceivedCopy(copy)
    },
  })

  serveBytes(app, office, {
    path: '/copies/:id',
    placeOf: id => ({ copyId: id as CopyId }),
    operationId: 'viewCopiedEvidence',
    of: 'that goes with a copy',
    noun: 'copy',
    use: 'view',
    act: 'copy-evidence-opening',
    summary: 'View an item',
    description:
      'The shown copy of an item that your agency was given with a redacted copy. That you opened it is in its ledger before the first byte leaves. The original stays with the parties.',
    rules: ['R-CPY-08'],
  })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Office } from '../acts/act-on-case.ts'
import { listTimeline, type TimelinePosition } from '../db/lists.ts'
import type { Reader } from '../db/reader.ts'
import type { ReferralId } from '../domain/ids.ts'
import { nextPage, type PageCursors } from '../http/page-cursor.ts'
import { isNumber, isOfMembers, isText } from '../http/page-position.ts'
import { toTimelineEntry } from '../resources/timeline.ts'

const isPosition = isOfMembers<TimelinePosition>({ at: isText, stream: isText, streamId: isText, version: isNumber })

type Served = { readonly office: Office; readonly cursors: PageCursors; readonly reply: FastifyReply }

/** A page of what happened to a referral, as far as the reader may read it. */
export async function pageOfTimeline(
  { office, cursors, reply }: Served,
  request: FastifyRequest,
  reader: Reader,
  id: ReferralId,
) {
  const { limit = 50, cursor } = request.query as { readonly limit?: number; readonly cursor?: string }
  const scope = { agency: reader.agency, operationId: reader.operation, filter: { id }, isPosition }
  const after = cursor === undefined ? null : cursors.open(scope, cursor)
  const rows = await listTimeline(office.pools, reader, id, { limit, after })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const position = last && { at: last.at, stream: last.stream, streamId: last.streamId, version: last.version }
  const { next, link } = nextPage(request.url, position ? cursors.seal(scope, position) : null)
  if (link !== undefined) reply.header('link', link)
  return { items: shown.map(toTimelineEntry), next }
}

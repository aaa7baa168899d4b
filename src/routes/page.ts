import Type from 'typebox'
import { firstIdAt } from '../acts/time-ordered.ts'
import type { SearchPlace } from '../db/case-search.ts'
import type { PageRequest } from '../db/lists.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { type CursorScope, nextPage, type PageCursors } from '../http/page-cursor.ts'
import { isOfMembers, isText, isTextOrNull } from '../http/page-position.ts'

/** Filters by the time at which the listed things were made: from inclusive, until exclusive. */
export const timeRange = {
  from: Type.Optional(
    Type.String({
      format: 'date-time',
      maxLength: 35,
      description: 'Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`.',
      examples: ['2023-11-27T17:00:00Z'],
    }),
  ),
  until: Type.Optional(
    Type.String({
      format: 'date-time',
      maxLength: 35,
      description: 'Only what was made before this time.',
      examples: ['2024-02-09T17:00:00Z'],
    }),
  ),
}

/** The place of a case among those that were found. */
export const isSearchPlace = isOfMembers<SearchPlace>({ id: isText, dueAt: isTextOrNull })

type Query = { limit?: number; cursor?: string; from?: string; until?: string; [filter: string]: unknown }

/** The scope a cursor of this list is bound to, and the page that the query asks for. */
export function pageAsked(cursors: PageCursors, agency: AgencyId, operationId: string, query: Query) {
  const { limit = 50, cursor, ...filter } = query
  const scope: CursorScope<string> = {
    agency,
    operationId,
    filter: filter as CursorScope<string>['filter'],
    isPosition: isText,
  }
  const before = cursor === undefined ? null : cursors.open(scope, cursor)
  const page: PageRequest = {
    limit,
    before,
    fromId: query.from === undefined ? null : firstIdAt(query.from),
    toId: query.until === undefined ? null : firstIdAt(query.until),
  }
  return { scope, page }
}

/** The items of a page and where the next one is; the rows hold one more than the limit when there is one. */
export function pageOfRows<Row extends { id: string }, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  toItem: (row: Row) => Item,
  request: { url: string; cursors: PageCursors; scope: CursorScope<string> },
) {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const cursor = last === undefined ? null : request.cursors.seal(request.scope, last.id)
  return { items: shown.map(toItem), ...nextPage(request.url, cursor) }
}

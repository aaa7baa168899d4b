import type { FastifyReply, FastifyRequest } from 'fastify'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { allowedOn } from '../acts/act-on-evidence.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readItem } from '../db/case-reads.ts'
import type { EvidenceLoaded, EvidencePlace } from '../db/item-store.ts'
import type { Caller } from '../domain/allowed-acts.ts'
import type { EvidenceId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import { toEtag } from '../http/etag.ts'
import { type CursorScope, nextPage, type PageCursors } from '../http/page-cursor.ts'
import { evidenceEtagVersion, toEvidenceResource } from '../resources/evidence.ts'
import { readerOf } from './asked.ts'

/** One item under its violation or a referral, as whoever asks may see it, with its ETag. Throws `not-found`. */
export async function sendItem(
  office: Office,
  request: FastifyRequest,
  reply: FastifyReply,
  { place, id, act }: { place: EvidencePlace; id: string; act: 'violation-reading' | 'evidence-reading' },
) {
  const reader = await readerOf(office, request)
  const loaded = foundOr404(await readItem(office.pools, reader, place, id as EvidenceId))
  assertRemit(act, reader, {})
  reply.header('etag', toEtag(evidenceEtagVersion(loaded)))
  return toEvidenceResource(loaded, reader, allowedOn(loaded, reader))
}

/** The id after which a page of items begins; null for the first. Throws `cursor-invalid`. */
export function itemsAfter(
  cursors: PageCursors,
  scope: CursorScope<string>,
  cursor: string | undefined,
): string | null {
  return cursor === undefined ? null : cursors.open(scope, cursor)
}

/** A page of items; `rows` has one more than `limit` when there is a next page, and `within` what they are read through. */
export function pageOfItems(
  {
    request,
    reply,
    cursors,
    scope,
  }: { request: FastifyRequest; reply: FastifyReply; cursors: PageCursors; scope: CursorScope<string> },
  rows: readonly EvidenceLoaded['evidence'][],
  { limit, caller, within }: { limit: number; caller: Caller; within: Pick<EvidenceLoaded, 'violation' | 'referral'> },
) {
  const shown = rows.slice(0, limit)
  const last: EvidenceAt | undefined = rows.length > limit ? shown.at(-1) : undefined
  const { next, link } = nextPage(request.url, last ? cursors.seal(scope, last.state.id) : null)
  if (link !== undefined) reply.header('link', link)
  const items = shown.map(evidence => {
    const loaded = { now: evidence.state.lastAt, stored: undefined, evidence, ...within }
    return toEvidenceResource(loaded, caller, allowedOn(loaded, caller))
  })
  return { items, next }
}

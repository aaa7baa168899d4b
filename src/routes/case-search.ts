import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { type Found, type SearchAsked, type SearchPlace, searchReferrals, searchViolations } from '../db/case-search.ts'
import type { Reader } from '../db/reader.ts'
import { access } from '../domain/access.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import {
  type EntrySearch,
  type ReferralSearch,
  toReferralSearch,
  toViolationSearch,
  type ViolationSearch,
} from '../domain/case-search.ts'
import { Rejection } from '../domain/rejection.ts'
import { costs } from '../http/cost.ts'
import { ref } from '../http/named-schema.ts'
import { type CursorScope, nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  FoundReferralPage,
  FoundViolationPage,
  ReferralSearchInput,
  searchOfBody,
  toTotal,
  ViolationSearchInput,
} from '../resources/case-search.ts'
import { closed } from '../resources/words.ts'
import { operationOf, readerOf, refusals } from './asked.ts'
import { isSearchPlace } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Search']
const problems = refusals('R-SRC-01', 'R-SRC-02', 'R-SRC-03')
const querystring = Type.Object(pageParameters, closed)

/** Searches are questions that may name persons, so they are asked by POST; they create nothing. */
export const caseSearch: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'POST',
    url: '/violations/search',
    config: { readsOnly: true, roles: access['violation-reading'].roles, cost: costs.list, problems },
    schema: {
      operationId: 'searchViolations',
      summary: 'Search violations',
      description:
        'Finds violations of your agency by words in Indonesian or English, times, regions, categories and states, newest first. Nothing is stored, so it takes no `Idempotency-Key`; that it was asked is on record. For the next page send the same body to `next`.',
      tags,
      querystring,
      body: ref(ViolationSearchInput),
      response: { 200: success('A page of what was found.', ref(FoundViolationPage), { Link }) },
    },
    async handler(request, reply) {
      assertRemit('violation-reading', request.actor, {})
      const reader = await readerOf(office, request)
      const search = allowed(toViolationSearch(searchOfBody(request.body as ViolationSearch), reader))
      const { scope, asked } = pageOf(cursors, request, reader, search)
      const found = await searchViolations(office.pools, reader, asked)
      return pageOfFound(
        { request, reply, cursors, scope, limit: asked.limit },
        found,
        ({ id, status, referralId, referralStatus, recordedAt, changedAt }) => ({
          id,
          status,
          referral: referralId && referralStatus ? { id: referralId, status: referralStatus } : null,
          recordedAt,
          changedAt,
        }),
      )
    },
  })

  app.route({
    method: 'POST',
    url: '/referrals/search',
    config: { readsOnly: true, roles: access['referral-reading'].roles, cost: costs.list, problems },
    schema: {
      operationId: 'searchReferrals',
      summary: 'Search referrals',
      description:
        'Finds referrals that your agency sent or received by what you may read of them: words in Indonesian or English, times, regions, categories suggested or decided, states, officers, deadlines, returns, and what they wait for. Nothing is stored, so it takes no `Idempotency-Key`; that it was asked is on record. For the next page send the same body to `next`.',
      tags,
      querystring,
      body: ref(ReferralSearchInput),
      response: { 200: success('A page of what was found.', ref(FoundReferralPage), { Link }) },
    },
    async handler(request, reply) {
      assertRemit('referral-reading', request.actor, {})
      const reader = await readerOf(office, request)
      const search = allowed(toReferralSearch(searchOfBody(request.body as ReferralSearch), reader))
      const { scope, asked } = pageOf(cursors, request, reader, search)
      const found = await searchReferrals(office.pools, reader, asked)
      return pageOfFound(
        { request, reply, cursors, scope, limit: asked.limit },
        found,
        ({ dueAt: deadline, ...referral }) => ({ referral, deadline }),
      )
    },
  })
}

function allowed(search: EntrySearch | Rejection): EntrySearch {
  if (search instanceof Rejection) throw refused(search)
  return search
}

/** Bound to who asks and to the whole body: a cursor goes on with the same question. */
function pageOf(cursors: PageCursors, request: FastifyRequest, reader: Reader, search: EntrySearch) {
  const { limit = 50, cursor } = request.query as { limit?: number; cursor?: string }
  const body = request.body as { readonly total?: boolean }
  const filter = { person: reader.person, body: body as JsonValue }
  const scope = { agency: reader.agency, operationId: operationOf(request), filter, isPosition: isSearchPlace }
  const after = cursor === undefined ? null : cursors.open(scope, cursor)
  const asked: SearchAsked = {
    search,
    filter: { limit, ...(after && { after: after.id }), ...body },
    limit,
    after,
    total: body.total === true,
  }
  return { scope, asked }
}

type PageAsked = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly cursors: PageCursors
  readonly scope: CursorScope<SearchPlace>
  readonly limit: number
}

function pageOfFound<Row, Item>(
  { request, reply, cursors, scope, limit }: PageAsked,
  { rows, total }: Found<Row>,
  toItem: (row: Row & SearchPlace) => Item,
) {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const { next, link } = nextPage(request.url, last ? cursors.seal(scope, { id: last.id, dueAt: last.dueAt }) : null)
  if (link !== undefined) reply.header('link', link)
  return { items: shown.map(toItem), next, total: toTotal(total) }
}

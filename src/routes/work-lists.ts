import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { countWorkLists, readWorkList } from '../db/work-lists.ts'
import { type Act, access } from '../domain/access.ts'
import { searchOfWorkList, workLists as table, type WorkList, workListsOf } from '../domain/work-lists.ts'
import { costs } from '../http/cost.ts'
import { ref } from '../http/named-schema.ts'
import { nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { closed } from '../resources/words.ts'
import { toWorkItem, toWorkLists, WorkListInPath, WorkListPage, WorkLists } from '../resources/work-list.ts'
import { readerOf } from './asked.ts'
import { isSearchPlace } from './page.ts'

type Needs = { office: Office; cursors: PageCursors }

const { Link } = headerSchemas
const tags = ['Search']
const { roles } = access['work-list-reading']

/** What is on a list is read by whoever reads its kind, whose work it is or not. */
const readingOf = {
  referral: 'referral-reading',
  obligation: 'obligation-reading',
  handover: 'handover-reading',
} as const satisfies Record<WorkList['kind'], Act>

export const workLists: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: '/work-lists',
    config: { roles, cost: costs.list },
    schema: {
      operationId: 'listWorkLists',
      summary: 'See what there is to do',
      description:
        'The ready lists that are work for your roles, each with how much is on it. docs/work-lists.md has all of them; each of referrals is a search that you can ask yourself, narrower.',
      tags,
      response: { 200: success('The lists.', ref(WorkLists)) },
    },
    async handler(request) {
      assertRemit('work-list-reading', request.actor, {})
      const reader = await readerOf(office, request)
      const lists = workListsOf(reader.roles)
      const toCount = lists.map(([name, list]) => ({ name, kind: list.kind, search: searchOfWorkList(list, reader) }))
      return toWorkLists(lists, await countWorkLists(office.pools, reader, toCount))
    },
  })

  app.route({
    method: 'GET',
    url: '/work-lists/:name',
    config: { roles },
    schema: {
      operationId: 'readWorkList',
      summary: 'Read a list of work',
      description: 'What is on a ready list, page by page. Follow `next` until it is null.',
      tags,
      params: WorkListInPath,
      querystring: Type.Object(pageParameters, closed),
      response: { 200: success('A page of the list.', ref(WorkListPage), { Link }) },
    },
    async handler(request, reply) {
      const { name } = request.params
      const list: WorkList = table[name]
      assertRemit(readingOf[list.kind], request.actor, {})
      const reader = await readerOf(office, request)
      const { limit = 50, cursor } = request.query
      const scope = {
        agency: reader.agency,
        operationId: 'readWorkList',
        filter: { name, person: reader.person },
        isPosition: isSearchPlace,
      }
      const after = cursor === undefined ? null : cursors.open(scope, cursor)
      const search = searchOfWorkList(list, reader)
      const filter = { workList: name, limit, ...(after && { after: after.id }) }
      const rows = await readWorkList(office.pools, reader, list.kind, { search, filter, limit, after, total: false })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      const { next, link } = nextPage(
        request.url,
        last ? cursors.seal(scope, { id: last.id, dueAt: last.dueAt }) : null,
      )
      if (link !== undefined) reply.header('link', link)
      return { items: shown.map(item => toWorkItem(list.kind, item)), next }
    },
  })
}

import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { listCatalogueChanges } from '../db/catalogue-changes.ts'
import { readNow } from '../db/read-now.ts'
import { access } from '../domain/access.ts'
import { type CatalogueRow, inForce, type ReviewedLaw } from '../domain/catalogue.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { nextPage, type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { isNumber, isOfMembers, isText } from '../http/page-position.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  CatalogueChangeList,
  CatalogueIndex,
  CatalogueInPath,
  CataloguePage,
  catalogueNames,
} from '../resources/catalogue.ts'
import { closed, legalDate } from '../resources/words.ts'

type Needs = { office: Office; law: ReviewedLaw; cursors: PageCursors }

const { ETag, Link } = headerSchemas
const tags = ['Catalogue']
const isPosition = isOfMembers<{ asOf: string; first: number }>({ asOf: isText, first: isNumber })
const { roles } = access['catalogue-reading']
const unrecorded = 'The law is the same for everybody and about nobody.'

export const catalogue: FastifyPluginAsyncTypebox<Needs> = async (app, { office, law, cursors }) => {
  app.route({
    method: 'GET',
    url: '/catalogue',
    config: { roles, unrecorded },
    schema: {
      operationId: 'listCatalogues',
      summary: 'List the catalogues of the law',
      description: 'What the service knows of the law: each catalogue with its version, digest and last change.',
      tags,
      response: { 200: success('The catalogues.', ref(CatalogueIndex), { ETag }) },
    },
    async handler({ actor }, reply) {
      assertRemit('catalogue-reading', actor, {})
      const items = catalogueNames.toSorted().flatMap(name => {
        const lastChange = law.changes[name].at(-1)
        return lastChange === undefined
          ? []
          : [{ name, version: law.versions[name], rows: law[name].length, digest: law.digests[name], lastChange }]
      })
      return tagged(reply, { items })
    },
  })

  app.route({
    method: 'GET',
    url: '/catalogue/:name',
    config: { roles, unrecorded, problems: ['cursor-invalid'] },
    schema: {
      operationId: 'readCatalogue',
      summary: 'Read a catalogue',
      description:
        'The rows that are valid on a day, today unless `asOf` names another, page by page. `confidence` says how well a row is known and `note` what is open. A reason counts within its kind.',
      tags,
      params: CatalogueInPath,
      querystring: Type.Object(
        {
          ...pageParameters,
          asOf: Type.Optional(legalDate('The day on which the rows are valid (Asia/Jakarta).')),
          code: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 60,
              pattern: '^[A-Za-z0-9.-]+$',
              description: 'Only rows with this code.',
              examples: ['PD-06'],
            }),
          ),
        },
        closed,
      ),
      response: { 200: success('A page of rows.', ref(CataloguePage), { ETag, Link }) },
    },
    async handler({ actor, params: { name }, query, url }, reply) {
      assertRemit('catalogue-reading', actor, {})
      const { limit = 50, cursor, asOf, code } = query
      // Under another version of the catalogue the pages would not be those of one list.
      const filter = { name, asOf, code, digest: law.digests[name] }
      const scope = { agency: actor.agency, operationId: 'readCatalogue', filter, isPosition }
      const start = cursor === undefined ? undefined : cursors.open(scope, cursor)
      const day = start?.asOf ?? asOf ?? legalDateOf(await readNow(office.pools, actor.agency))
      const rows = inForce<CatalogueRow>(law[name], day).filter(row => code === undefined || row.code === code)
      const first = start?.first ?? 0
      const end = first + limit
      const { next, link } = nextPage(url, end < rows.length ? cursors.seal(scope, { asOf: day, first: end }) : null)
      if (link !== undefined) reply.header('link', link)
      const items = rows.slice(first, end)
      const version = law.versions[name]
      // A cursor is made anew each time, so the tag is of what is listed and not of where the next page is.
      reply.header('etag', etagOf({ name, version, day, first, limit, items }))
      return { catalogue: name, version, asOf: day, items, next } as Static<typeof CataloguePage>
    },
  })

  app.route({
    method: 'GET',
    url: '/catalogue/:name/changes',
    config: { roles, unrecorded },
    schema: {
      operationId: 'listCatalogueChanges',
      summary: 'List the changes of a catalogue',
      description: 'Who changed the catalogue, when and why, as the service put it on record. Nobody rewrites it.',
      tags,
      params: CatalogueInPath,
      response: { 200: success('The changes, newest first.', ref(CatalogueChangeList), { ETag }) },
    },
    async handler({ actor, params }, reply) {
      assertRemit('catalogue-reading', actor, {})
      return tagged(reply, { items: await listCatalogueChanges(office.pools, actor.agency, params.name) })
    },
  })
}

function tagged<Body>(reply: FastifyReply, body: Body): Body {
  reply.header('etag', etagOf(body))
  return body
}

/** By what is said, so that it is the same from every replica. */
function etagOf(content: unknown): string {
  return toEtag(createHash('sha256').update(JSON.stringify(content)).digest('base64url'))
}

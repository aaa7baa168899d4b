import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { type FeedReader, readFeed, readRunningDigests } from '../db/feed.ts'
import { access } from '../domain/access.ts'
import { toCloudEvent } from '../domain/feed-entry.ts'
import { reconcile, streamsTold } from '../domain/feed-reading.ts'
import { rules } from '../domain/rules.ts'
import type { Arrivals } from '../feed/arrivals.ts'
import { costs } from '../http/cost.ts'
import { ref } from '../http/named-schema.ts'
import { waitPreferred } from '../http/prefer.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import { Problem } from '../problems.ts'
import { FeedPage, FeedReconciliation, feedNumber, ReconciliationInput } from '../resources/feed.ts'
import { closed } from '../resources/words.ts'
import { readerOf, refusals } from './asked.ts'
import { feedStream } from './feed-stream.ts'

type Needs = {
  office: Office
  arrivals: Arrivals
}

/** A wait of a client is over sooner than that of most proxies. */
export const longestWaitSeconds = 30
export const mostEntries = 1000
const usualEntries = 100

const { Link } = headerSchemas
const tags = ['Feed']
const { roles } = access['feed-reading']
/** It says that something happened and nothing of what; that is read at the subject, on record. */
const unrecorded = 'It tells of no content; reading the subject is on record.'

const PreferHeader = Type.Object({
  Prefer: Type.Optional(
    Type.String({
      maxLength: 1000,
      pattern: '^[\\t -~]*$',
      description: `\`wait=20\`: when there is nothing new, waits for so many seconds, at most ${longestWaitSeconds}, and answers as soon as there is (RFC 7240). Other preferences are ignored.`,
      examples: ['wait=20'],
    }),
  ),
})
const PreferenceApplied = {
  type: 'string',
  description: 'The wait that was granted (RFC 7240).',
  maxLength: 20,
  pattern: '^wait=[0-9]+$',
  example: 'wait=20',
} as const

/** What has happened, for the systems of an agency: from a number on, at once or as it comes. */
export const feed: FastifyPluginAsyncTypebox<Needs> = async (app, { office, arrivals }) => {
  app.addHook('preClose', async () => arrivals.close())

  app.route({
    method: 'GET',
    url: '/feed',
    config: { roles, unrecorded, problems: refusals('R-FED-01') },
    schema: {
      operationId: 'readFeed',
      summary: 'Read what has happened',
      description:
        "What happened that concerns your agency, in an order that never changes, under numbers of your agency's own: 1, 2, 3, … without a gap. Keep the number of the last item that you have dealt with and ask for what follows it; from any number on you get the same again. Nothing of a case is told here: read the subject.",
      tags,
      headers: PreferHeader,
      querystring: Type.Object(
        {
          after: Type.Optional(feedNumber('The last number that you have; 0 or nothing for all there is.')),
          limit: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: mostEntries,
              default: usualEntries,
              format: 'int32',
              description: 'How many items there are at most.',
              examples: [usualEntries],
            }),
          ),
        },
        closed,
      ),
      response: {
        200: success('What follows; without items when there is nothing yet.', ref(FeedPage), {
          Link,
          'Preference-Applied': PreferenceApplied,
        }),
      },
    },
    async handler(request, reply) {
      const { after = 0, limit = usualEntries } = request.query
      const reader = await feedReaderOf(office, request)
      const waitSeconds = Math.min(waitPreferred(request.headers.prefer) ?? 0, longestWaitSeconds)
      const page = await pageInTime(reader, after, { limit, waitSeconds, request, reply })
      if (waitSeconds > 0) reply.header('preference-applied', `wait=${waitSeconds}`)
      const reached = page.entries.at(-1)?.number ?? after
      const next = `/v1/feed?after=${reached}${limit === usualEntries ? '' : `&limit=${limit}`}`
      reply.header('link', `<${next}>; rel="next"`)
      return { items: page.entries.map(toCloudEvent), next, last: page.last }
    },
  })

  await app.register(feedStream, {
    arrivals,
    readerOf: request => feedReaderOf(office, request),
    pageAfter: (reader, after, pointer) => pageAfter(reader, after, usualEntries, pointer),
  })

  app.route({
    method: 'POST',
    url: '/feed/reconciliation',
    config: { roles, readsOnly: true, cost: costs.list },
    schema: {
      operationId: 'reconcileFeed',
      summary: 'Ask whether you have what was told',
      description:
        'Compares your running digest at one or more numbers with what your agency was told, and answers that it is the same or where it first differs, which may be behind its end. It changes nothing and needs no key. Do it after every catch-up and once a day.',
      tags,
      body: ref(ReconciliationInput),
      response: { 200: success('The same, or where it differs.', ref(FeedReconciliation)) },
    },
    async handler(request) {
      assertRemit('feed-reading', request.actor, {})
      const points = request.body.points.map(({ number, runningdigest }) => ({ number, runningDigest: runningdigest }))
      const told = await readRunningDigests(
        office.pools,
        request.actor.agency,
        points.map(({ number }) => number),
      )
      return reconcile(points, told)
    },
  })

  /**
   * What follows at once, or what comes first within the wait, if the token still counts then; the wait is over with it. The
   * last look needs no bell, which may have been lost.
   */
  async function pageInTime(
    reader: FeedReader,
    after: number,
    wait: { limit: number; waitSeconds: number; request: FastifyRequest; reply: FastifyReply },
  ) {
    const { limit, waitSeconds, request, reply } = wait
    if (waitSeconds === 0) return pageAfter(reader, after, limit)
    const arrival = arrivals.of(reader.agency)
    const leftMs = request.actor.expiresAt * 1000 - Date.now()
    const timer = setTimeout(arrival.end, Math.max(0, Math.min(waitSeconds * 1000, leftMs)))
    reply.raw.once('close', arrival.end)
    try {
      for (;;) {
        const isLast = arrival.signal.aborted
        const page = await pageAfter(reader, after, limit)
        if (page.entries.length > 0 || isLast || reply.raw.destroyed) return page
        await arrival.next()
        await request.assertStillCounts()
      }
    } finally {
      clearTimeout(timer)
      reply.raw.off('close', arrival.end)
      arrival.end()
    }
  }

  async function pageAfter(reader: FeedReader, after: number, limit: number, pointer = 'query/after') {
    const page = await readFeed(office.pools, reader, after, limit)
    if (after > page.last) throw beyondTheEnd(page.last, pointer)
    return page
  }
}

/** A follower that is ahead of the feed has been told by another one, and must not wait for what it already numbers. */
export function beyondTheEnd(last: number, pointer: string): Problem {
  const { code } = rules['R-FED-01']
  return new Problem(code, { rule: 'R-FED-01', detail: `The feed ends at ${last}.`, errors: [{ pointer, code }] })
}

async function feedReaderOf(office: Office, request: FastifyRequest): Promise<FeedReader> {
  const { agency, person, roles } = await readerOf(office, request)
  assertRemit('feed-reading', request.actor, {})
  return { agency, person, streams: streamsTold(roles) }
}

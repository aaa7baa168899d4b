import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { FeedPage, FeedReader } from '../db/feed.ts'
import { access } from '../domain/access.ts'
import { toCloudEvent } from '../domain/feed-entry.ts'
import type { Arrival, Arrivals } from '../feed/arrivals.ts'
import { costs } from '../http/cost.ts'
import { whenOver } from '../http/when-over.ts'
import { Problem } from '../problems.ts'
import { feedNumber } from '../resources/feed.ts'
import { closed } from '../resources/words.ts'
import { refusals } from './asked.ts'

type Needs = {
  arrivals: Arrivals
  readerOf: (request: FastifyRequest) => Promise<FeedReader>
  /** What follows a number. @throws {Problem} when the feed ends before it, at the place that named it */
  pageAfter: (reader: FeedReader, after: number, pointer?: string) => Promise<FeedPage>
}

/** Streams that one agency may have open, in this process. */
export const mostStreams = 20
/** So many of them may be its people's; the others are left to its own systems, whose role is `integrator`. */
export const mostStreamsOfPeople = 10
export const mostStreamsOfOnePerson = 3
const eventStream = 'text/event-stream'
/** A stream ends with its token; until then something moves on it, so that nobody on the way takes it for dead. */
const keepAliveMs = 15_000
/** What is left of a stream that has ended is to be read within this time. */
const patienceMs = 5_000
const handlerTimeout = 24 * 60 * 60 * 1000

function sendText(reply: FastifyReply, text: Iterable<string> | AsyncIterable<string>): FastifyReply {
  return reply.send(Readable.from(text, { objectMode: false, highWaterMark: 64 * 1024 }))
}

/** The feed as server-sent events. */
export const feedStream: FastifyPluginAsyncTypebox<Needs> = async (app, needs) => {
  const { arrivals, readerOf, pageAfter } = needs
  const open = new Map<string, number>()

  app.route({
    method: 'GET',
    url: '/feed/stream',
    handlerTimeout,
    config: {
      roles: access['feed-reading'].roles,
      unrecorded: 'It tells of no content; reading the subject is on record.',
      produces: [eventStream],
      cost: costs.list,
      problems: ['too-many-streams', ...refusals('R-FED-01')],
    },
    schema: {
      operationId: 'streamFeed',
      summary: 'Follow what happens',
      description:
        'The feed as server-sent events: `id` is the number, `event` the type, `data` the item as `readFeed` gives it. Comments come in between, so that the connection is known to live. It ends with the token, and when the service stops, with a comment that says so; go on with `Last-Event-ID`, as browsers do by themselves, and with a new token. Nothing is lost meanwhile.',
      tags: ['Feed'],
      headers: Type.Object({
        'Last-Event-ID': Type.Optional(
          Type.String({
            maxLength: 16,
            pattern: '^[0-9]{1,16}$',
            description: 'The last number that you have; it goes before `after`.',
            examples: ['7'],
          }),
        ),
      }),
      querystring: Type.Object(
        { after: Type.Optional(feedNumber('The last number that you have; 0 or nothing for all there is.')) },
        closed,
      ),
      response: {
        200: {
          description: 'Events, as they come.',
          content: {
            [eventStream]: {
              schema: {
                type: 'string',
                format: 'binary',
                maxLength: 2 ** 31,
                description: 'Server-sent events (HTML).',
              },
            },
          },
        },
      },
    },
    async handler(request, reply) {
      const reader = await readerOf(request)
      const lastEventId = request.headers['last-event-id']
      const after = lastEventId === undefined ? (request.query.after ?? 0) : Number(lastEventId)
      const arrival = arrivals.of(reader.agency)
      const expiry = setTimeout(arrival.end, Math.max(0, expiryOf(request) - Date.now()))
      whenEnded(arrival, () => clearTimeout(expiry))
      whenOver(reply.raw, arrival.end)
      try {
        // What can be refused is refused before the first byte.
        const pointer = lastEventId === undefined ? 'query/after' : 'header/last-event-id'
        const first = await pageAfter(reader, after, pointer)
        takePlaces(reader, request.actor.roles.includes('integrator'), arrival)
        whenEnded(arrival, () => cutOffLater(reply.raw))
        reply.type(eventStream).header('cache-control', 'no-store')
        // Of an answer that nobody waits for any more, the text is never begun: what must end, ends without it.
        const text = request.method === 'HEAD' ? [] : textOf(request, reader, arrival, { after, first })
        return sendText(reply, text)
      } catch (error) {
        arrival.end()
        throw error
      }
    },
  })

  function takePlaces({ agency, person }: FeedReader, isSystem: boolean, arrival: Arrival): void {
    const places: (readonly [of: string, most: number])[] = [[agency, mostStreams]]
    if (!isSystem) places.push([`people of ${agency}`, mostStreamsOfPeople], [person, mostStreamsOfOnePerson])
    const taken = (of: string) => open.get(of) ?? 0
    if (places.some(([of, most]) => taken(of) >= most)) {
      throw new Problem('too-many-streams', { headers: { 'retry-after': '30' } })
    }
    for (const [of] of places) open.set(of, taken(of) + 1)
    const giveBack = () => {
      for (const [of] of places) {
        if (taken(of) > 1) open.set(of, taken(of) - 1)
        else open.delete(of)
      }
    }
    whenEnded(arrival, giveBack)
  }

  function whenEnded({ signal }: Arrival, listener: () => void): void {
    if (signal.aborted) listener()
    else signal.addEventListener('abort', listener, { once: true })
  }

  /** Another may have its place by then: whoever reads slowly, or never, would keep the connection for as long as it likes. */
  function cutOffLater(response: ServerResponse): void {
    if (response.writableFinished || response.destroyed) return
    const patience = setTimeout(() => response.destroy(), patienceMs)
    whenOver(response, () => clearTimeout(patience))
  }

  /** Read on only as fast as the client takes it: what is not asked for is not fetched. */
  async function* textOf(
    request: FastifyRequest,
    reader: FeedReader,
    arrival: Arrival,
    { after, first }: { after: number; first: FeedPage },
  ) {
    const expiresAt = expiryOf(request)
    let page = first
    let reached = after
    try {
      yield ': the feed follows\n\n'
      for (;;) {
        for (const entry of page.entries) {
          const item = toCloudEvent(entry)
          yield `id: ${entry.number}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`
          reached = entry.number
          if (arrival.signal.aborted) break
        }
        if (page.entries.length === 0) {
          const came = await arrival.next(keepAliveMs)
          if (!came && !arrival.signal.aborted) yield ': still here\n\n'
        }
        if (arrival.signal.aborted) {
          yield Date.now() < expiresAt
            ? ': the service stops, come again\n\n'
            : ': the token has expired, come with a new one\n\n'
          return
        }
        await request.assertStillCounts()
        page = await pageAfter(reader, reached)
      }
    } catch (error) {
      // The answer has begun, so a comment and the end of the stream are all that can be told.
      request.log.info({ err: error }, 'a feed stream ended')
      yield ': this stream has ended\n\n'
    } finally {
      arrival.end()
    }
  }
}

/** When the token of a request ends, in milliseconds since the epoch. */
function expiryOf({ actor }: FastifyRequest): number {
  return actor.expiresAt * 1000
}

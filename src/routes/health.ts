import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { costs } from '../http/cost.ts'
import { named, ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { Problem } from '../problems.ts'
import { closed, count, oneOf } from '../resources/words.ts'

type Needs = {
  /** How far the feeds are behind. */
  lag: () => Promise<{ readonly waiting: number; readonly oldestSeconds: number }>
  /** Aborted when the process takes its leave. */
  leaving?: AbortSignal | undefined
}

/** From here on whoever operates the service should look. */
const lateSeconds = 30

export const Health = named(
  'Health',
  Type.Object(
    {
      status: oneOf(
        ['ok', 'degraded'] as const,
        '`degraded`: it serves, and what happened is told late. A problem document says that it does not serve.',
      ),
      feeds: Type.Optional(
        Type.Object(
          {
            waiting: count('How many events on record are not in the feeds yet; not counted beyond 10,000.'),
            oldestSeconds: count('How old the oldest of them is.'),
          },
          { ...closed, description: 'How far the feeds are behind, as of the last second.' },
        ),
      ),
    },
    { ...closed, description: 'How the service is.' },
  ),
)

/** The only routes of the service itself: alive, and ready to serve. */
export const health: FastifyPluginAsyncTypebox<Needs> = async (app, { lag, leaving }) => {
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { public: true, cost: costs.probe },
    schema: {
      operationId: 'readHealth',
      summary: 'Is the process alive?',
      description: 'Answers as long as the process runs. For liveness probes.',
      tags: ['Service'],
      response: { 200: success('It is.', ref(Health)) },
    },
    handler: async () => ({ status: 'ok' as const }),
  })

  app.route({
    method: 'GET',
    url: '/readyz',
    config: { public: true, cost: costs.probe, problems: ['database-unavailable'] },
    schema: {
      operationId: 'readReadiness',
      summary: 'Is the service ready?',
      description:
        'Answers 200 when the database answers too, and 503 when it does not or when the process takes its leave. For readiness probes. Feeds that are behind are told and are no reason to send requests elsewhere: acts are taken all the same, and nothing is lost.',
      tags: ['Service'],
      response: { 200: success('It is.', ref(Health)) },
    },
    async handler() {
      if (leaving?.aborted) throw new Problem('overloaded', { headers: { 'retry-after': '1' } })
      try {
        const { waiting, oldestSeconds } = await lag()
        return {
          status: oldestSeconds > lateSeconds ? ('degraded' as const) : ('ok' as const),
          feeds: { waiting, oldestSeconds: Math.floor(oldestSeconds) },
        }
      } catch (cause) {
        throw new Problem('database-unavailable', { headers: { 'retry-after': '1' }, cause })
      }
    },
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { AgencyPools } from '../db/agency-pools.ts'
import { costs } from '../http/cost.ts'
import { named, ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { Problem } from '../problems.ts'
import { closed, oneOf } from '../resources/words.ts'

type Needs = { pools: AgencyPools; leaving?: AbortSignal | undefined }

export const Health = named(
  'Health',
  Type.Object(
    { status: oneOf(['ok'] as const, 'Always ok; a problem document says otherwise.') },
    { ...closed, description: 'How the service is.' },
  ),
)

/** The only routes of the service itself: alive, and ready to serve. */
export const health: FastifyPluginAsyncTypebox<Needs> = async (app, { pools, leaving }) => {
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
        'Answers 200 when the database answers too, and 503 when it does not or when the process takes its leave. For readiness probes.',
      tags: ['Service'],
      response: { 200: success('It is.', ref(Health)) },
    },
    async handler() {
      if (leaving?.aborted) throw new Problem('overloaded', { headers: { 'retry-after': '1' } })
      try {
        await pools.run(null, 'read_readiness', ({ sql }) => sql`select app_now()`)
      } catch (cause) {
        throw new Problem('database-unavailable', { headers: { 'retry-after': '1' }, cause })
      }
      return { status: 'ok' as const }
    },
  })
}

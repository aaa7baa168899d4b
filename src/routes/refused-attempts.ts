import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import { RefusedClaims } from '../auth/refused-claims.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import type { Persons } from '../db/persons.ts'
import { type RefusedAttempt, recordRefusal } from '../db/refusals.ts'
import type { Problem } from '../problems.ts'
import { operationOf, thingOf } from './asked.ts'
import { createAttemptLimit } from './attempt-limit.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Puts on record that one item among many was refused, as its own request would be. */
    recordRefusedItem(
      request: FastifyRequest,
      problem: Problem,
      item: Pick<RefusedAttempt, 'operation' | 'target'>,
    ): Promise<void>
  }
}

/** Requests without a token that anybody may believe, on record one by one in each minute and process. */
export const mostUnauthenticated = 60
const minuteMs = 60_000

/** Refusals that are on record beside 401 and 403: what is hidden or absent, and reading too much or for no purpose. */
const codesOnRecord: readonly string[] = ['not-found', 'harvest-suspected', 'purpose-required']

type Needs = { readonly database: AgencyPools; readonly persons: Persons; readonly now: () => Date }

/**
 * Puts refused attempts on record before they are answered, hidden and absent alike. A refusal stands, recorded or not; a
 * refused read that could not be recorded at all has failed before, with its read record.
 */
export function recordRefusals(app: FastifyInstance, { database, persons, now }: Needs): void {
  const unauthenticated = createAttemptLimit({
    most: mostUnauthenticated,
    windowMs: minuteMs,
    now: () => now().getTime(),
    onLeftOut: count =>
      recordRefusal(database, { ...nobody, requestId: '', code: 'not-authenticated', leftOut: count }),
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const { problem } = reply
    if (problem === null || !isOnRecord(request, problem)) return done(null, payload)
    if (problem.status === 401 && !unauthenticated.admit()) return done(null, payload)
    recordAttempt(request, problem, { operation: operationOf(request), target: thingOf(request) })
      .catch(error => request.log.error({ err: error }, 'a refusal could not be recorded'))
      .then(() => done(null, payload), done)
  })

  const settle = (ending?: 'ending') =>
    unauthenticated
      .settle(ending)
      .catch(error => app.log.error({ err: error }, 'refusals that were left out could not be recorded'))
  const timer = setInterval(settle, minuteMs / 4).unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await settle('ending')
  })

  app.decorate('recordRefusedItem', async (request, problem, item) => {
    if (!isOnRecord(request, problem)) return
    await recordAttempt(request, problem, item).catch(error =>
      request.log.error({ err: error }, 'a refusal could not be recorded'),
    )
  })

  async function recordAttempt(
    request: FastifyRequest,
    problem: Problem,
    { operation, target }: Pick<RefusedAttempt, 'operation' | 'target'>,
  ): Promise<void> {
    const { code, rule } = problem
    await recordRefusal(database, {
      ...nobody,
      ...(await whoAttempted(request, problem)),
      requestId: request.id,
      address: request.ip,
      operation,
      target,
      code,
      rule: rule ?? null,
    })
  }

  async function whoAttempted(request: FastifyRequest, { cause }: Problem): Promise<Partial<RefusedAttempt>> {
    const actor = actorOf(request)
    const who = actor ?? (cause instanceof RefusedClaims ? cause : undefined)
    if (who === undefined) return {}
    const { agency, issuer, subject } = who
    return {
      agency,
      issuer,
      person: await persons.personOf(agency, issuer, subject),
      clientId: actor?.clientId ?? null,
    }
  }
}

const nobody = {
  agency: null,
  issuer: null,
  person: null,
  clientId: null,
  address: null,
  operation: '',
  target: null,
  rule: null,
  leftOut: null,
} as const

function isOnRecord({ routeOptions }: FastifyRequest, { status, code }: Problem): boolean {
  if (routeOptions.config.public === true) return false
  return status === 401 || status === 403 || codesOnRecord.includes(code)
}

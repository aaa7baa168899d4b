import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asked, Office, Reply } from '../acts/act-on-case.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { type RuleId, rules } from '../domain/rules.ts'
import { requestFingerprint } from '../http/idempotency-key.ts'
import type { ProblemCode } from '../problems.ts'

/** What a request says beside its content, for the acts. */
export function askedOf(request: FastifyRequest): Asked {
  const { method, routeOptions, headers, params, body, actor } = request
  const keyed = method === 'POST'
  return {
    actor,
    operation: routeOptions.schema?.operationId ?? '',
    idempotencyKey: headers['idempotency-key'],
    ifMatch: headers['if-match'],
    fingerprint: keyed
      ? requestFingerprint(
          method,
          routeOptions.url ?? '',
          params as Record<string, string>,
          (body ?? null) as JsonValue,
        )
      : null,
  }
}

/** Who reads, for the loads and the resources. */
export async function readerOf(office: Office, { actor }: FastifyRequest) {
  const person = await office.persons.personOf(actor.agency, actor.issuer, actor.subject)
  return {
    caller: { agency: actor.agency, roles: actor.roles, person },
    keyed: { caller: person, operation: '', key: null },
  }
}

/** Sends what an act answered. */
export function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** The problem codes of business rules, for a route's `problems`. */
export function refusals(...ids: readonly RuleId[]): ProblemCode[] {
  return ids.map(id => rules[id].code)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asked, Office, Reply } from '../acts/act-on-case.ts'
import type { Reader } from '../db/reader.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { type RuleId, rules } from '../domain/rules.ts'
import { requestFingerprint } from '../http/idempotency-key.ts'
import { purposeOf } from '../http/purpose.ts'
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

/** Who reads, for every read of case or personal data: the one place where a reader is made. */
export async function readerOf(office: Office, request: FastifyRequest): Promise<Reader> {
  const { actor, id, ip } = request
  return {
    agency: actor.agency,
    person: await office.persons.personOf(actor.agency, actor.issuer, actor.subject),
    roles: actor.roles,
    clientId: actor.clientId,
    requestId: id,
    operation: operationOf(request),
    address: ip,
    purpose: purposeOf(request),
  }
}

/** The operation as the API description names it; a HEAD is its GET. */
export function operationOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.schema?.operationId?.replace(/-head$/, '') ?? ''
}

/** Sends what an act answered. */
export function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** The problem codes of business rules, for a route's `problems`. */
export function refusals(...ids: readonly RuleId[]): ProblemCode[] {
  return ids.map(id => rules[id].code)
}

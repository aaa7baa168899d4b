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
    from:
      method === 'GET' || method === 'HEAD'
        ? null
        : {
            requestId: request.id,
            address: request.ip,
            purpose: purposeOf(request),
            thing: thingOf(request) ?? { kind: 'violations', filter: {} },
          },
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
    kind: actor.kind,
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

const kindsByPath = {
  violations: 'violation',
  referrals: 'referral',
  uploads: 'upload',
  copies: 'copy',
  departures: 'departure',
  'emergency-accesses': 'emergency-access',
  'former-referrals': 'former-referral',
  'former-handovers': 'handover',
  handovers: 'handover',
  obligations: 'obligation',
} as const
type Kind = (typeof kindsByPath)[keyof typeof kindsByPath] | 'evidence'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The one thing that a request names: the item of evidence, or else the case. */
export function thingOf({ routeOptions, params, body }: FastifyRequest) {
  const { id, evidenceId } = (params ?? {}) as { id?: string; evidenceId?: string }
  const collection = /^\/v1\/([a-z-]+)\/:id/.exec(routeOptions.url ?? '')?.[1]
  const kind = kindsByPath[collection as keyof typeof kindsByPath] as Kind | undefined
  if (evidenceId !== undefined) return named('evidence', evidenceId)
  if (kind !== undefined) return named(kind, id)
  // A violation that is to be referred is named in the body.
  return named('violation', (body as { violationId?: unknown } | null | undefined)?.violationId)
}

/** Whatever has no form of an id is text that somebody made up, and is not written down. */
function named(kind: Kind, id: unknown) {
  return typeof id === 'string' && uuid.test(id) ? { kind, id } : null
}

/** Sends what an act answered. */
export function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** The problem codes of business rules, for a route's `problems`. */
export function refusals(...ids: readonly RuleId[]): ProblemCode[] {
  return ids.map(id => rules[id].code)
}

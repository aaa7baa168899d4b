// For its types: `operationId`, `summary` and the rest in a route's schema.
import type {} from '@fastify/swagger'
import type { Role } from '../domain/agencies.ts'
import type { ProblemCode } from '../problems.ts'
import type { HeaderSchemas } from './problem-responses.ts'

declare module 'fastify' {
  /** What a route says about itself beyond its schemas. The API description and the checks in this folder read it. */
  interface FastifyContextConfig {
    /** Open to everybody, without a token. */
    public?: boolean
    /** Who may call it; published in the description, enforced by the route. */
    roles?: readonly Role[]
    /** A machine client is refused it (R-ACC-06): documents that, and its problem. */
    persons?: boolean
    /** What `allowedActions` calls it. */
    act?: string
    /** The act needs `If-Match`: documents the header and its problems (428, 412). */
    ifMatch?: boolean
    /** The operation makes something new: documents `Idempotency-Key` and its problems. */
    idempotencyKey?: boolean
    /** `X-Purpose` is required: documents the header and its problem. On other reads it may be sent, and is recorded. */
    purpose?: boolean
    /** Why reading it leaves no read record; every other read does. */
    unrecorded?: string
    /** A POST that changes nothing, so that it may be sent again without a key; published as `x-reads-only`. */
    readsOnly?: boolean
    /** The problems of the matter itself that it can answer with; those of HTTP are added. */
    problems?: readonly ProblemCode[]
    /** Headers on every answer, refusals included: for the description; the route sets them itself. */
    everyAnswer?: HeaderSchemas
    /** The media types its body may have, when not JSON (for PATCH: JSON Merge Patch). */
    accepts?: readonly string[]
    /** Its body may be left out, and is then taken for an empty object. */
    optionalBody?: boolean
    /**
     * The route reads its body itself, with `bodyOf`, however long that takes; `accepts` lists the media types. The schema
     * is for the description alone: of each of them, or `{ content: { [type]: { schema } } }`.
     */
    longBody?: { readonly schema: Readonly<Record<string, unknown>> }
    /** How many units of the quotas a request takes; by default what `costs` says of its kind. */
    cost?: number
    /** It shows or changes the case that `:id` names, so that it counts as opening it. */
    opensCase?: boolean
    /** The media types it answers with, when not JSON. */
    produces?: readonly string[]
  }
}

export const jsonType = 'application/json'
export const mergePatchType = 'application/merge-patch+json'
export const problemType = 'application/problem+json'

/** What of a route decides which bodies it reads. */
type BodyRoute = { readonly method: string; readonly accepts?: readonly string[] | undefined }

/** The media types a route reads: JSON, and only JSON Merge Patch (RFC 7396) for PATCH, unless it says otherwise. */
export function mediaTypesRead({ method, accepts }: BodyRoute): readonly string[] {
  return accepts ?? [method === 'PATCH' ? mergePatchType : jsonType]
}

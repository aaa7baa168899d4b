import { STATUS_CODES } from 'node:http'
import Type, { type Static } from 'typebox'
import { longestDetail, type ProblemCode, problems } from '../problems.ts'
import { named, ref } from './named-schema.ts'
import { problemTypeUri } from './problem-document.ts'
import { problemType } from './route-config.ts'

/** A path of ours, or the name that a specification has registered. */
export const typePattern = '^(/problems/|https://iana\\.org/assignments/http-problem-types#)[a-z][a-z0-9-]*$'
const codePattern = '^[a-z][a-z0-9-]*$'
const exampleRequestId = '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'

export const ProblemPlace = named(
  'ProblemPlace',
  Type.Object(
    {
      pointer: Type.String({
        maxLength: 1000,
        pattern: '^[^\\u0000-\\u001f]*$',
        description:
          'A JSON Pointer (RFC 6901) into the body, in a form into its metadata; or `query/…`, `path/…`, `header/…` with the name of the parameter; or `/evidence/{id}`, an item of the violation, or `/obligations/{number}`, an obligation of the referral. Empty: all of it.',
        examples: ['/reportedPersons/0/name'],
      }),
      code: Type.String({
        maxLength: 60,
        pattern: codePattern,
        description:
          'What is wrong there: the keyword of the schema that failed, or a code of the rule; `rule` where the rule itself says it.',
        examples: ['required'],
      }),
    },
    { additionalProperties: false, description: 'One place where the request fails.' },
  ),
)

export const ProblemDocument = named(
  'ProblemDocument',
  Type.Object(
    {
      type: Type.String({
        maxLength: 100,
        pattern: typePattern,
        description:
          'This kind of problem: where it is explained, relative to this server; for the rate limits the name they have in draft-ietf-httpapi-ratelimit-headers.',
      }),
      title: Type.String({
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f]+$',
        description: 'The kind of problem in Indonesian or English, by Accept-Language.',
      }),
      status: Type.Integer({ format: 'int32', minimum: 400, maximum: 599, description: 'The HTTP status.' }),
      detail: Type.Optional(
        Type.String({
          maxLength: longestDetail,
          pattern: '^[^\\u0000-\\u001f]+$',
          description: 'More about this occurrence, for people; never case data.',
        }),
      ),
      instance: Type.String({
        maxLength: 45,
        pattern: '^urn:uuid:[0-9a-f-]{36}$',
        description: 'This occurrence: the requestId as a URN.',
      }),
      code: Type.String({ maxLength: 60, pattern: codePattern, description: 'The kind of problem, for programs.' }),
      rule: Type.Optional(
        Type.String({
          maxLength: 20,
          pattern: '^R-[A-Z]+-[0-9]+$',
          description: 'The numbered rule that refuses.',
          examples: ['R-REF-04'],
        }),
      ),
      errors: Type.Optional(
        Type.Array(ref(ProblemPlace), { maxItems: 200, description: 'Each place where the request fails.' }),
      ),
      allowedActions: Type.Optional(
        Type.Array(Type.String({ maxLength: 60, pattern: codePattern }), {
          maxItems: 50,
          description: 'What you may do with the resource as it is now.',
        }),
      ),
      'violated-policies': Type.Optional(
        Type.Array(Type.String({ maxLength: 20, pattern: codePattern }), {
          maxItems: 4,
          description: 'The rate limit policies that are exceeded, by their names in `RateLimit-Policy`.',
        }),
      ),
      requestId: Type.String({
        format: 'uuid',
        maxLength: 36,
        description: 'Name it when you report a fault.',
        examples: [exampleRequestId],
      }),
    },
    { additionalProperties: false, description: 'A problem (RFC 9457).' },
  ),
)

type HeaderSchema = {
  readonly type: 'string' | 'integer'
  readonly description: string
  readonly [keyword: string]: unknown
}
export type HeaderSchemas = Readonly<Record<string, HeaderSchema>>

const quotaItem = (parameters: string) => `"(agency|person|person-reads|address)"${parameters}`

/** Headers that several kinds of answers carry, by their names as people write them. */
export const headerSchemas = {
  ETag: {
    type: 'string',
    description: 'The version of the resource (RFC 9110). Send it back as If-Match.',
    maxLength: 100,
    pattern: '^"[!#-~]*"$',
    example: '"3"',
  },
  Location: {
    type: 'string',
    description: 'The path of what was made.',
    maxLength: 200,
    pattern: '^/[!-~]*$',
  },
  'Idempotency-Replayed': {
    type: 'string',
    description: 'Present when this is the stored answer to an earlier request with the same Idempotency-Key.',
    enum: ['true'],
  },
  'Accept-Ranges': {
    type: 'string',
    description: 'Ranges of bytes can be asked for.',
    enum: ['bytes'],
  },
  'Content-Digest': {
    type: 'string',
    description: 'The digest of what is sent (RFC 9530).',
    maxLength: 100,
    pattern: '^sha-256=:[A-Za-z0-9+/]{43}=:$',
  },
  'Content-Disposition': {
    type: 'string',
    description: 'Always an attachment, with a name to save it by (RFC 6266).',
    maxLength: 2000,
    pattern: '^attachment; filename',
  },
  'Content-Range': {
    type: 'string',
    description: 'Which bytes of how many (RFC 9110, section 14.4).',
    maxLength: 100,
    pattern: '^bytes ([0-9]+-[0-9]+|\\*)/[0-9]+$',
    example: 'bytes 0-1023/34567',
  },
  'Repr-Digest': {
    type: 'string',
    description: 'The digest of all of it, also when a range is sent (RFC 9530, section 3).',
    maxLength: 100,
    pattern: '^sha-256=:[A-Za-z0-9+/]{43}=:$',
  },
  'Want-Content-Digest': {
    type: 'string',
    description: 'The algorithms that digests are read in (RFC 9530, section 4).',
    maxLength: 100,
    pattern: '^sha-256=10, sha-512=5$',
  },
  Link: {
    type: 'string',
    description: 'The next page, the same as `next` in the body (RFC 8288).',
    maxLength: 4000,
    pattern: '^<[^>]*>; rel="next"$',
  },
  'Rows-Ahead': {
    type: 'string',
    description:
      'How many items are ahead, to show progress by: an integer (RFC 9651), of which `more` says that counting stopped there. Items that are left out are counted too.',
    maxLength: 20,
    pattern: '^[0-9]+(;more)?$',
    example: '1304',
  },
  RateLimit: {
    type: 'string',
    description:
      'What is left of each quota: `r` units for the next `t` seconds (draft-ietf-httpapi-ratelimit-headers). Without an accepted token it is that of the address.',
    maxLength: 200,
    pattern: `^${quotaItem(';r=[0-9]+;t=[0-9]+')}(, ${quotaItem(';r=[0-9]+;t=[0-9]+')})*$`,
    example: '"agency";r=29999;t=60, "person";r=5999;t=60',
  },
  'RateLimit-Policy': {
    type: 'string',
    description:
      'The quotas: `q` units in `w` seconds for the whole agency, and for each person or client of it. What a request takes is the cost of its operation.',
    maxLength: 200,
    pattern: `^${quotaItem(';q=[0-9]+;w=[0-9]+')}(, ${quotaItem(';q=[0-9]+;w=[0-9]+')})*$`,
    example: '"agency";q=30000;w=60, "person";q=6000;w=60',
  },
  'Retry-After': {
    type: 'integer',
    description: 'How many seconds to wait before repeating the request.',
    format: 'int32',
    minimum: 0,
    maximum: 86_400,
    example: 5,
  },
  'WWW-Authenticate': {
    type: 'string',
    description: 'Why the token does not do, and how one is presented (RFC 6750, RFC 9449, RFC 9728).',
    maxLength: 1000,
    pattern: '^(Bearer|DPoP) [ -~]*$',
  },
  'DPoP-Nonce': {
    type: 'string',
    description: 'The nonce for your next DPoP proofs, where the server asks for one (RFC 9449, section 9).',
    maxLength: 100,
    pattern: '^[A-Za-z0-9_-]+$',
  },
  'Content-Language': {
    type: 'string',
    description: 'The language of the title.',
    enum: ['en', 'id'],
  },
  Vary: {
    type: 'string',
    description: 'The title depends on it.',
    enum: ['Accept-Language'],
  },
  Accept: {
    type: 'string',
    description: 'The media types this operation reads.',
    maxLength: 200,
    pattern: '^[ -~]+$',
  },
  'Accept-Patch': {
    type: 'string',
    description: 'The patch formats this operation reads (RFC 5789).',
    maxLength: 200,
    pattern: '^[ -~]+$',
  },
  'Tus-Resumable': {
    type: 'string',
    description: 'The version of tus that this answer follows.',
    enum: ['1.0.0'],
  },
  'Tus-Version': {
    type: 'string',
    description: 'The versions of tus that this service knows.',
    enum: ['1.0.0'],
  },
  'Accept-Encoding': {
    type: 'string',
    description: 'The content codings this operation reads.',
    maxLength: 50,
    pattern: '^identity$',
  },
} as const satisfies HeaderSchemas

const { RateLimit, 'RateLimit-Policy': RateLimitPolicy } = headerSchemas
/** On every answer of an operation that has a cost. */
export const rateLimitHeaders = { RateLimit, 'RateLimit-Policy': RateLimitPolicy }
/** Likewise, when it must carry one. */
export const nonceHeader = { 'DPoP-Nonce': headerSchemas['DPoP-Nonce'] }

/** The headers a problem of this status can carry besides its language. */
function headersOfStatus(status: number): HeaderSchemas {
  const { 'Retry-After': RetryAfter, 'WWW-Authenticate': WwwAuthenticate } = headerSchemas
  const { Accept, 'Accept-Patch': AcceptPatch, 'Accept-Encoding': AcceptEncoding } = headerSchemas
  switch (status) {
    case 400:
      return { 'WWW-Authenticate': WwwAuthenticate, 'Want-Content-Digest': headerSchemas['Want-Content-Digest'] }
    case 416:
      return { 'Content-Range': headerSchemas['Content-Range'] }
    case 401:
    case 403:
      return { 'WWW-Authenticate': WwwAuthenticate }
    case 409:
    case 429:
    case 503:
      return { 'Retry-After': RetryAfter }
    case 415:
      return { Accept, 'Accept-Patch': AcceptPatch, 'Accept-Encoding': AcceptEncoding }
    default:
      return {}
  }
}

type MediaExample = { summary: string; value: Static<typeof ProblemDocument> }

/** One entry of `responses` that is a problem. */
export type ProblemResponse = {
  description: string
  headers: HeaderSchemas
  content: Record<string, { schema: { $ref: string }; examples: Record<string, MediaExample> }>
}

/**
 * The `responses` entries for a list of problems: one for each status, saying what each code means, with an example of
 * each. `rateLimited`: whether these answers carry quotas; `everyAnswer`: what else all of them carry.
 */
export function problemResponses(
  codes: readonly ProblemCode[],
  { rateLimited, everyAnswer = {} }: { rateLimited: boolean; everyAnswer?: HeaderSchemas | undefined },
): Record<string, ProblemResponse> {
  const byStatus = Map.groupBy(new Set(codes), code => problems[code].status)
  const statuses = [...byStatus.keys()].sort((one, other) => one - other)
  return Object.fromEntries(
    statuses.map(status => [
      status,
      problemResponse(status, byStatus.get(status) ?? [], {
        ...everyAnswer,
        ...(rateLimited ? { ...rateLimitHeaders, ...nonceHeader } : {}),
      }),
    ]),
  )
}

function problemResponse(status: number, codes: readonly ProblemCode[], added: HeaderSchemas): ProblemResponse {
  const meanings = codes.map(code => `- \`${code}\`: ${problems[code].meaning}`)
  return {
    description: `${reasonPhrase(status)}.\n\n${meanings.join('\n')}`,
    headers: {
      'Content-Language': headerSchemas['Content-Language'],
      Vary: headerSchemas.Vary,
      ...headersOfStatus(status),
      ...(codes.includes('tus-version-unsupported') ? { 'Tus-Version': headerSchemas['Tus-Version'] } : {}),
      ...added,
    },
    content: {
      [problemType]: {
        schema: ref(ProblemDocument) as unknown as { $ref: string },
        examples: Object.fromEntries(codes.map(code => [code, exampleOf(code)])),
      },
    },
  }
}

/** 460 is tus's own (tus 1.0.0, checksum). */
function reasonPhrase(status: number): string | undefined {
  return status === 460 ? 'Checksum Mismatch' : STATUS_CODES[status]
}

const policiesOf = { 'too-many-requests': ['person'], 'harvest-suspected': ['person-reads'] }

function exampleOf(code: ProblemCode): MediaExample {
  const { title, status, rule } = problems[code]
  return {
    summary: title.en,
    value: {
      type: problemTypeUri(code),
      title: title.en,
      status,
      instance: `urn:uuid:${exampleRequestId}`,
      code,
      ...(rule === undefined ? {} : { rule }),
      ...(code in policiesOf ? { 'violated-policies': policiesOf[code as keyof typeof policiesOf] } : {}),
      ...(code === 'invalid-request' ? { errors: [{ pointer: '/occurredAt', code: 'required' }] } : {}),
      requestId: exampleRequestId,
    },
  }
}

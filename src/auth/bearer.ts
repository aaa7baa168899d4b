import { Problem } from '../problems.ts'

const REALM = 'penerusan'

/** The errors of RFC 6750, section 3.1. */
type BearerError = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

/**
 * The value of `WWW-Authenticate` (RFC 6750, section 3). The description is one of our own sentences, never a part of
 * what was sent: it may hold only characters that need no quoting.
 */
export function bearerChallenge(error?: BearerError, description?: string): string {
  const parameters = [
    `realm="${REALM}"`,
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(description === undefined ? [] : [`error_description="${description}"`]),
  ]
  return `Bearer ${parameters.join(', ')}`
}

/** 401: no credentials were sent, so the challenge carries no error (RFC 6750, section 3.1). */
export function notAuthenticated(): Problem {
  return new Problem('not-authenticated', { headers: { 'www-authenticate': bearerChallenge() } })
}

/** 400: something was sent that is no single bearer token. */
export function malformedCredentials(description: string): Problem {
  return new Problem('malformed-credentials', {
    detail: description,
    headers: { 'www-authenticate': bearerChallenge('invalid_request', description) },
  })
}

/** 401: a token was sent and must not be believed. */
export function invalidToken(description: string, cause?: unknown): Problem {
  return new Problem('invalid-token', {
    detail: description,
    headers: { 'www-authenticate': bearerChallenge('invalid_token', description) },
    cause,
  })
}

/** 403: the token is genuine, but its agency may not give what it claims. */
export function roleNotAllowed(description: string, cause?: unknown): Problem {
  return new Problem('role-not-allowed', {
    detail: description,
    headers: { 'www-authenticate': bearerChallenge('insufficient_scope', description) },
    cause,
  })
}

/** RFC 6750, section 2.1: `"Bearer" 1*SP b64token`. */
const credentials = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i
const bearerScheme = /^bearer(?![^\s,])/i
const someScheme = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?: |$)/

/**
 * The token of a request, from the header lines as they arrived: Node keeps only the first of two Authorization
 * headers, and a proxy in front of us might have looked at the other.
 *
 * @throws {Problem} `not-authenticated` without credentials for us, `malformed-credentials` for anything unclear
 */
export function readBearerToken(rawHeaders: readonly string[]): string {
  let header: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'authorization') continue
    if (header !== undefined) throw malformedCredentials('There is more than one Authorization header')
    header = rawHeaders[i + 1] ?? ''
  }
  if (header === undefined) throw notAuthenticated()
  const token = credentials.exec(header)?.[1]
  if (token !== undefined) return token
  // Credentials of another scheme are none for us; the challenge says which scheme we take.
  if (someScheme.test(header) && !bearerScheme.test(header)) throw notAuthenticated()
  throw malformedCredentials('The Authorization header must be the word Bearer, a space and one token')
}

import { malformedCredentials, notAuthenticated } from './token-refusals.ts'

/** How a token is presented: as the bearer's (RFC 6750), or with a proof that it is the sender's own (RFC 9449). */
export type Scheme = 'Bearer' | 'DPoP'

export type Credentials = {
  readonly scheme: Scheme
  readonly token: string
  /** Every DPoP header as it arrived; more or less than one is for the proof check to refuse. */
  readonly proofs: readonly string[]
}

/** RFC 6750, section 2.1, and RFC 9449, section 7.1: the scheme, `1*SP`, `b64token` or `token68`. */
const credentials = /^(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)$/i
const ourScheme = /^(bearer|dpop)(?![^\s,])/i
const someScheme = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?: |$)/

/**
 * The token of a request, from the header lines as they arrived: Node keeps only the first of two Authorization
 * headers, and a proxy in front of us might have looked at the other.
 *
 * @throws {Problem} `not-authenticated` without credentials for us, `malformed-credentials` for anything unclear
 */
export function readCredentials(rawHeaders: readonly string[]): Credentials {
  const [header, ...more] = linesOf(rawHeaders, 'authorization')
  if (header === undefined) throw notAuthenticated()
  if (more.length > 0) throw malformedCredentials('There is more than one Authorization header')
  const [, name, token] = credentials.exec(header) ?? []
  if (name === undefined || token === undefined) {
    // Credentials of another scheme are none for us; the challenge says which schemes we take.
    if (someScheme.test(header) && !ourScheme.test(header)) throw notAuthenticated()
    throw malformedCredentials('The Authorization header must be the word Bearer or DPoP, a space and one token')
  }
  const proofs = linesOf(rawHeaders, 'dpop')
  const scheme = name.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer'
  // RFC 6750, section 2: one method per request.
  if (scheme === 'Bearer' && proofs.length > 0) {
    throw malformedCredentials('A proof belongs to a token of the scheme DPoP, and this one is sent as Bearer')
  }
  return { scheme, token, proofs }
}

/** The values of every header line of that name, which is in lower case. */
export function linesOf(rawHeaders: readonly string[], name: string): string[] {
  const lines: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) lines.push(rawHeaders[i + 1] ?? '')
  }
  return lines
}

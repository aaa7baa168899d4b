import type { Problem, ProblemCode } from '../problems.ts'
import type { Scheme } from './credentials.ts'
import { proofAlgorithms } from './dpop-proof.ts'

const REALM = 'penerusan'

/** The errors of RFC 6750, section 3.1, and RFC 9449, sections 7.1 and 9, by our own codes; no credentials, no error. */
const errorOf: Partial<Record<ProblemCode, string | null>> = {
  'not-authenticated': null,
  'malformed-credentials': 'invalid_request',
  'invalid-token': 'invalid_token',
  'invalid-dpop-proof': 'invalid_dpop_proof',
  'dpop-nonce-required': 'use_dpop_nonce',
  'role-not-allowed': 'insufficient_scope',
  'role-required': 'insufficient_scope',
  'officer-departed': 'insufficient_scope',
}

/** Only these characters may stand in `error_description` (RFC 6750, section 3). */
const describable = /^[ !#-[\]-~]+$/

/**
 * The value of `WWW-Authenticate` for a problem: a challenge in the scheme that was used, and beside a refused or
 * missing bearer token one that says how a bound token is presented. Undefined when the problem is none of credentials.
 */
export function challengesOf(
  { code, status, detail }: Pick<Problem, 'code' | 'status' | 'detail'>,
  scheme: Scheme,
  resourceMetadata: string,
): string | undefined {
  const error = errorOf[code]
  if (error === undefined) return undefined
  const described = detail !== undefined && describable.test(detail)
  const challenge = (name: Scheme, said: string | null) =>
    `${name} ${[
      `realm="${REALM}"`,
      ...(said === null ? [] : [`error="${said}"`]),
      ...(said === null || !described ? [] : [`error_description="${detail}"`]),
      ...(name === 'DPoP' ? [`algs="${proofAlgorithms.join(' ')}"`] : []),
      `resource_metadata="${resourceMetadata}"`,
    ].join(', ')}`
  const beside = scheme === 'Bearer' && status === 401 ? [challenge('DPoP', null)] : []
  return [challenge(scheme, error), ...beside].join(', ')
}

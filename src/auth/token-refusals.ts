import { Problem } from '../problems.ts'

// The description is one of our own sentences, never a part of what was sent; it becomes `error_description`.

/** 401: no credentials were sent. */
export function notAuthenticated(): Problem {
  return new Problem('not-authenticated')
}

/** 400: something was sent that is no single token, sent in one way. */
export function malformedCredentials(description: string): Problem {
  return new Problem('malformed-credentials', { detail: description })
}

/** 401: a token was sent and must not be believed. */
export function invalidToken(description: string, cause?: unknown): Problem {
  return new Problem('invalid-token', { detail: description, cause })
}

/** 401: the token was good until now. */
export function expiredToken(): Problem {
  return invalidToken('The token has expired')
}

/** 401: the token is bound to a key, and its possession is not proven. */
export function invalidProof(description: string): Problem {
  return new Problem('invalid-dpop-proof', { detail: description })
}

/** 401: the proof must be made anew with the nonce that comes with this answer (RFC 9449, section 9). */
export function nonceRequired(nonce: string): Problem {
  return new Problem('dpop-nonce-required', {
    detail: 'The proof must carry the nonce of the header DPoP-Nonce',
    headers: { 'dpop-nonce': nonce },
  })
}

/** 403: the token is genuine, but its agency may not give what it claims. */
export function roleNotAllowed(description: string, cause?: unknown): Problem {
  return new Problem('role-not-allowed', { detail: description, cause })
}

import type { SenderConstraint } from '../directory/directory.ts'

/** What an access token is bound to: whoever presents it must prove that it is theirs. */
export type TokenBinding = {
  /** `dpop`: a key, by its thumbprint (RFC 9449, section 6.1). `mtls`: a certificate (RFC 8705, section 3.1). */
  readonly kind: 'dpop' | 'mtls'
  /** SHA-256 in base64url. */
  readonly thumbprint: string
}

const thumbprintPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/**
 * Reads the claim `cnf` (RFC 7800). Undefined when it confirms in a way we cannot check, or in several ways: such a
 * token is bound to something, so it must not be taken for one that is bound to nothing.
 */
export function readConfirmation(cnf: unknown): TokenBinding | undefined {
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) return undefined
  const [[method, thumbprint] = [], ...more] = Object.entries(cnf)
  if (more.length > 0 || typeof thumbprint !== 'string' || !thumbprintPattern.test(thumbprint)) return undefined
  if (method === 'jkt') return { kind: 'dpop', thumbprint }
  return method === 'x5t#S256' ? { kind: 'mtls', thumbprint } : undefined
}

/** Whether a token with this binding, or with none, is one that its issuer may give. */
export function satisfies(binding: TokenBinding | undefined, constraint: SenderConstraint): boolean {
  if (constraint === 'none') return true
  return binding !== undefined && (constraint === 'any' || constraint === binding.kind)
}

import type { AgencyId, Role } from '../domain/agencies.ts'
import type { TokenBinding } from './token-binding.ts'

/** Who is calling, as proven by the access token. */
export type Actor = {
  readonly agency: AgencyId
  /** Subjects are unique only within their issuer; two issuers may use the same one for different people. */
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  /** A client acts for itself when `sub` is its `client_id` (RFC 9068, section 2.2), or its issuer lists it as a system. */
  readonly kind: 'person' | 'client'
  readonly roles: readonly Role[]
  readonly tokenId: string
  /** Seconds since 1970, as in `exp`. */
  readonly expiresAt: number
  /** What the token is bound to; absent when it is anybody's who has it. */
  readonly tokenBinding?: TokenBinding
}

import type { AgencyId, Role } from '../domain/agencies.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { withoutGuarded } from '../domain/fields.ts'
import type { ReferralStatus } from '../domain/transitions.ts'

/** What of a stored answer tells how it was looked at: a violation has an owner, a referral a sender. */
type Shown = {
  readonly owner?: AgencyId
  readonly sender?: AgencyId
  readonly status?: ReferralStatus
  readonly referral?: { readonly status: ReferralStatus } | null
  readonly content?: JsonValue
  readonly masked?: readonly string[]
}

/** A stored answer as whoever gets it again may read it: they may have fewer roles by now. Nothing comes back. */
export function maskedReply(body: unknown, { agency, roles }: { agency: AgencyId; roles: readonly Role[] }): unknown {
  const shown: Shown = typeof body === 'object' && body !== null ? body : {}
  const { owner, sender, status, referral, content, masked } = shown
  if (content === undefined || masked === undefined) return body
  const viewer = {
    relation: agency === (owner ?? sender) ? ('owner' as const) : ('receiver' as const),
    roles,
    status: owner === undefined ? status : referral?.status,
  }
  const less = withoutGuarded(content, viewer)
  return {
    ...shown,
    content: less.content,
    masked: [...masked, ...less.masked.map(pointer => `/content${pointer}`)],
  }
}

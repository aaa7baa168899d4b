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
  readonly copy?: { readonly person: JsonValue }
  readonly masked?: readonly string[]
}

/** Who gets a stored answer again, and how far its referral is by now; undefined where that is as the answer says. */
type Again = { readonly agency: AgencyId; readonly roles: readonly Role[]; readonly status: ReferralStatus | undefined }

/**
 * A stored answer as whoever gets it again may read it: they may have fewer roles by now, and may have given the case
 * back. Nothing comes back.
 */
export function maskedReply(body: unknown, { agency, roles, status: now }: Again): unknown {
  const shown: Shown = typeof body === 'object' && body !== null ? body : {}
  const { owner, sender, status, referral, content, copy, masked } = shown
  if (masked === undefined) return body
  if (copy !== undefined) {
    // The answer to giving a copy, which only the receiver of a referral does.
    const less = withoutGuarded({ reportedPersons: [copy.person] }, { relation: 'receiver', roles, status: now })
    const [person] = less.content.reportedPersons
    const added = less.masked.map(pointer => pointer.replace('/reportedPersons/0', '/copy/person'))
    return { ...shown, copy: { ...copy, person }, masked: [...masked, ...added] }
  }
  if (content === undefined) return body
  const viewer = {
    relation: agency === (owner ?? sender) ? ('owner' as const) : ('receiver' as const),
    roles,
    status: now ?? (owner === undefined ? status : referral?.status),
  }
  const less = withoutGuarded(content, viewer)
  return {
    ...shown,
    content: less.content,
    masked: [...masked, ...less.masked.map(pointer => `/content${pointer}`)],
  }
}

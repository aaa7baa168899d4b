import { type Act, access, type Side } from './access.ts'
import { type AgencyId, type Mandate, type Role, roles, rolesOf } from './agencies.ts'
import type { ReferralId } from './ids.ts'
import type { RuleId } from './rules.ts'

/** How an agency comes to see a case. */
export type Relation = 'owner' | 'sender' | 'receiver'

/** An agency, and through what it is related to the case. */
export type Related = {
  readonly agency: AgencyId
  readonly relation: Relation
  /** Null for the violation itself. */
  readonly referralId: ReferralId | null
}

/** That officials in these roles may do this act of reading, by which rule, and until when (RFC 3339 or a date). */
export type Sight = Related & {
  readonly act: Act
  readonly roles: readonly Role[]
  readonly rule: RuleId
  readonly until: string | null
}

/** How many entries an explanation has at most of those who have seen a case. */
export const mostSeen = 1_000

/** What is read of a violation, and of a referral: rows of the access table. */
const readingActs = {
  violation: ['violation-reading', 'evidence-reading', 'evidence-opening', 'evidence-download'],
  referral: ['referral-reading', 'evidence-reading', 'evidence-opening', 'evidence-download', 'decision-evidence'],
} as const satisfies Record<string, readonly Act[]>

/** Whose side of a case each relation is. */
const sidesOf: Record<Relation, readonly Side[]> = {
  owner: ['owner', 'either', 'any'],
  sender: ['sender', 'either', 'any'],
  receiver: ['receiver', 'either', 'any'],
}

/**
 * Who can see a case on that legal date, by the access table: of the agencies related to it, the roles that each may give.
 * A role ends with the mandate it rests on.
 */
export function whoCanSee(related: readonly Related[], mandates: readonly Mandate[], onDate: string): Sight[] {
  return related.flatMap(one => {
    const acts = one.referralId === null ? readingActs.violation : readingActs.referral
    return acts
      .filter(act => sidesOf[one.relation].includes(access[act].side))
      .flatMap(act => sightsOf({ ...one, act }, mandates, onDate))
  })
}

function sightsOf(one: Related & { readonly act: Act }, mandates: readonly Mandate[], onDate: string): Sight[] {
  const given = rolesOf(mandates, one.agency, onDate)
  const allowed = access[one.act].roles.filter(role => given.includes(role))
  const ends = new Map<string | null, Role[]>()
  for (const role of allowed) {
    const end = endOf(role, one.agency, mandates, onDate)
    ends.set(end, [...(ends.get(end) ?? []), role])
  }
  return [...ends].map(([until, roles]) => ({ ...one, roles, rule: 'R-ACC-01', until }))
}

/** The date from which the agency may no longer give the role; null when no end is known. */
function endOf(role: Role, agency: AgencyId, mandates: readonly Mandate[], onDate: string): string | null {
  const held = mandates.find(
    row =>
      row.agency === agency &&
      row.mandate === roles[role] &&
      row.from <= onDate &&
      (row.to === null || onDate < row.to),
  )
  return held?.to ?? null
}

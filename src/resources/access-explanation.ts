import Type, { type Static } from 'typebox'
import type { AccessOnFile } from '../db/access-explanation.ts'
import { type Act, access } from '../domain/access.ts'
import { type PersonId, type Role, roles } from '../domain/agencies.ts'
import type { RuleId } from '../domain/rules.ts'
import { mostSeen, type Sight } from '../domain/visibility.ts'
import { named, ref } from '../http/named-schema.ts'
import { Agency, closed, count, id, instant, list, nullable, oneOf, oneOfThoseKnown } from './words.ts'

const everyRole = Object.keys(roles) as Role[]
const rolesIn = (description: string) => list(oneOfThoseKnown(everyRole, 'A role.'), everyRole.length, description)

export const AccessEntry = named(
  'AccessEntry',
  Type.Object(
    {
      agency: Agency,
      relation: oneOf(
        ['owner', 'sender', 'receiver', 'recipient', 'overseer', 'former-receiver', 'concerned'] as const,
        'What makes it so: the side of the agency, a redacted copy, an emergency access, that it had begun the matter before a succession, or an obligation.',
      ),
      referralId: nullable(id('Through which referral.'), 'Through which referral; null for the violation itself.'),
      act: oneOfThoseKnown(Object.keys(access) as Act[], 'What may be done: a row of the access table.'),
      roles: rolesIn('In which roles, of those that the agency may give on this day.'),
      person: nullable(
        id<PersonId>('The one person who may.'),
        'The one person who may; null when it is whoever has the role.',
      ),
      rule: Type.Unsafe<RuleId>(
        Type.String({
          pattern: '^R-[A-Z]{3}-[0-9]{2}$',
          maxLength: 8,
          description: 'The rule that allows it.',
          examples: ['R-ACC-01'],
        }),
      ),
      until: nullable(
        Type.String({
          maxLength: 35,
          pattern: '^[0-9TZ:.+-]+$',
          description: 'A time, or the legal date on which it has ended.',
        }),
        'Until when; null when no end is known.',
      ),
    },
    { ...closed, description: 'Who may see the case, and why.' },
  ),
)

export const SightingEntry = named(
  'SightingEntry',
  Type.Object(
    {
      agency: Agency,
      person: id('Who: the same person always has the same id, which says nothing about them.'),
      roles: rolesIn('The roles they had in the token.'),
      operation: Type.String({
        maxLength: 64,
        pattern: '^[ -~]*$',
        description: 'What they read, by its `operationId`.',
      }),
      firstAt: instant('When they first did.'),
      lastAt: instant('When they last did.'),
      times: count('How often.', 1),
    },
    { ...closed, description: 'Who has seen something of the case.' },
  ),
)

export const AccessExplanation = named(
  'AccessExplanation',
  Type.Object(
    {
      at: instant('When this was so.'),
      canSee: list(ref(AccessEntry), 10_000, 'Who can see the case now, by which row of the access table.'),
      seenBy: list(ref(SightingEntry), mostSeen, 'Who has seen something of it, the latest first.'),
      complete: Type.Boolean({ description: `Whether \`seenBy\` has everybody; it has at most ${mostSeen} entries.` }),
    },
    { ...closed, description: 'Who can see a case and by which rule, and who has seen it.' },
  ),
)

export function toAccessExplanation(
  { now, seen }: AccessOnFile,
  canSee: readonly Sight[],
): Static<typeof AccessExplanation> {
  return {
    at: now,
    canSee: canSee.map(sight => ({ ...sight, roles: [...sight.roles] })),
    seenBy: seen.slice(0, mostSeen).map(entry => ({ ...entry, roles: [...entry.roles] })),
    complete: seen.length <= mostSeen,
  }
}

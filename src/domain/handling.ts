import type { AgencyId, PersonId, Role } from './agencies.ts'

/**
 * How secret a case or an item is, from the least to the most: biasa/terbuka, terbatas, rahasia, sangat rahasia (the
 * classes of ANRI's regulation on the security of dynamic archives; from memory, not checked).
 */
export const confidentialityLevels = ['open', 'limited', 'confidential', 'strictly-confidential'] as const
export type Confidentiality = (typeof confidentialityLevels)[number]

/** What other agencies may not do with an item, whatever its level. */
export const handlingCodes = ['view-only', 'no-export', 'no-onward-sharing'] as const
export type HandlingCode = (typeof handlingCodes)[number]

export type Handling = { readonly confidentiality: Confidentiality; readonly handling: readonly HandlingCode[] }

/** What is done with the bytes of an item. `view`: the copy that is shown; `download`: the original. */
export type Use = 'view' | 'download' | 'export' | 'share'

/** Which uses each code takes from other agencies. */
const forbiddenBy: Record<HandlingCode, readonly Use[]> = {
  'view-only': ['download', 'export'],
  'no-export': ['export'],
  'no-onward-sharing': ['share'],
}

/** Who of the receiving agency may open an item of each level; `assigned`: a case officer only when it is their case. */
const receiverMay: Record<Confidentiality, { readonly roles: readonly Role[]; readonly assigned: boolean }> = {
  open: { roles: ['intake-officer', 'case-officer', 'commissioner'], assigned: false },
  limited: { roles: ['intake-officer', 'case-officer', 'commissioner'], assigned: false },
  confidential: { roles: ['case-officer', 'commissioner'], assigned: false },
  'strictly-confidential': { roles: ['case-officer', 'commissioner'], assigned: true },
}

/** The tables above, for docs/access.md. */
export const handlingTables = { forbiddenBy, receiverMay }

/** What holds for an item of a case: the stricter level, and the codes of both. Either may say nothing. */
export function effectiveHandling(of: Partial<Handling>, within: Partial<Handling>): Handling {
  const rank = (level: Confidentiality = 'open') => confidentialityLevels.indexOf(level)
  const level = confidentialityLevels[Math.max(rank(of.confidentiality), rank(within.confidentiality))] ?? 'open'
  const codes = new Set([...(of.handling ?? []), ...(within.handling ?? [])])
  return { confidentiality: level, handling: handlingCodes.filter(code => codes.has(code)) }
}

/** Who wants to use an item, and in which relation to it. */
export type Handler = {
  readonly agency: AgencyId
  readonly person: PersonId
  readonly roles: readonly Role[]
  readonly owner: AgencyId
  /** Whoever recorded or changed the item at its own agency. */
  readonly recorders: readonly PersonId[]
  /** The case officer it is assigned to; null until then. */
  readonly officer: PersonId | null
}

/** What forbids a use: one of the codes, or the level. */
export type Forbidding = HandlingCode | Confidentiality

/** What of the level and the codes forbids this use to this person. Roles and parties are the access table's. */
export function whatForbids({ confidentiality, handling }: Handling, use: Use, who: Handler): Forbidding | undefined {
  if (who.agency === who.owner) {
    // The recording agency's own: at the highest level whoever took it in, and the officer who answers for sending it.
    const open = confidentiality !== 'strictly-confidential'
    return open || who.roles.includes('referrer') || who.recorders.includes(who.person) ? undefined : confidentiality
  }
  const code = whatCodeForbids(handling, use)
  if (code !== undefined) return code
  const { roles, assigned } = receiverMay[confidentiality]
  const may = (role: Role) =>
    roles.includes(role) && (!assigned || role !== 'case-officer' || who.officer === who.person)
  return who.roles.some(may) ? undefined : confidentiality
}

/** Which of these codes takes this use from other agencies. */
export function whatCodeForbids(handling: readonly HandlingCode[], use: Use): HandlingCode | undefined {
  return handling.find(code => forbiddenBy[code].includes(use))
}

/** Whether whoever asks may take a whole case along in an export (R-EVI-14); its items have their own. */
export function isExportable(within: Partial<Handling>, who: Handler): boolean {
  return whatForbids(effectiveHandling(within, {}), 'export', who) === undefined
}

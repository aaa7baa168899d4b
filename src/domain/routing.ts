import type { AgencyId } from './agencies.ts'

/** Why a personnel authority is itself part of the case. */
export const implications = ['is-reported', 'relative-of-reported', 'exerted-pressure'] as const
export type Implication = { readonly agency: AgencyId; readonly because: (typeof implications)[number] }

/** What routing needs of the directory: who stands above whom, and who is a personnel authority or keeps personnel data. */
export type Chain = {
  readonly isKnown: (agency: AgencyId) => boolean
  readonly higherAuthorityOf: (agency: AgencyId) => AgencyId | null
  readonly isPersonnelAuthority: (agency: AgencyId) => boolean
  /** Whoever answers for civil-service administration (BKN), beyond the last authority. */
  readonly lastResort: AgencyId | undefined
}

/** Where the copy of a person's case goes, and past whom. */
export type Route = {
  readonly recipient: AgencyId
  readonly bypassed: readonly Implication[]
}

/** Under whom a person is, as far as routing looks at it. */
export type Placed = { readonly personnelAuthority?: AgencyId; readonly regionalSecretary?: true }

/**
 * Where the copy of a person's case goes, and whom it would oblige; undefined when nobody is named for them. The secretary of
 * a regency is for the governor and that of a province for the minister, so the way begins above their own authority.
 */
export function routeOfPerson(
  { personnelAuthority, regionalSecretary }: Placed,
  implicated: readonly Implication[],
  chain: Chain,
): Route | undefined {
  if (personnelAuthority === undefined) return undefined
  const above = regionalSecretary === true ? chain.higherAuthorityOf(personnelAuthority) : null
  return routeOf(above ?? personnelAuthority, implicated, chain)
}

/**
 * The personnel authority (PPK) that gets a copy: that of the reported person, or the next one up (governor for a
 * regency, minister for a province) that is not part of the case itself, and beyond the last of them whoever keeps the
 * civil service's data. Undefined when the directory knows nobody, or not that authority: a slip of its name must not lead
 * past everybody to the last resort.
 */
export function routeOf(
  authority: AgencyId,
  implicated: readonly Implication[],
  { isKnown, higherAuthorityOf, isPersonnelAuthority, lastResort }: Chain,
): Route | undefined {
  if (!isKnown(authority)) return undefined
  const bypassed: Implication[] = []
  const visited = new Set<AgencyId>()
  for (let next: AgencyId | null = authority; next !== null && !visited.has(next); next = higherAuthorityOf(next)) {
    visited.add(next)
    const agency = next
    const implication = implicated.find(candidate => candidate.agency === agency)
    if (implication === undefined && isPersonnelAuthority(agency)) return { recipient: agency, bypassed }
    if (implication !== undefined) bypassed.push(implication)
  }
  return lastResort === undefined || implicated.some(({ agency }) => agency === lastResort)
    ? undefined
    : { recipient: lastResort, bypassed }
}

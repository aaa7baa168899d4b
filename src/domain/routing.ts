import type { AgencyId } from './agencies.ts'

/** Why a personnel authority is itself part of the case. */
export const implications = ['is-reported', 'relative-of-reported', 'exerted-pressure'] as const
export type Implication = { readonly agency: AgencyId; readonly because: (typeof implications)[number] }

/** What routing needs of the directory: who stands above whom, and who is a personnel authority or keeps personnel data. */
export type Chain = {
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

/**
 * The personnel authority (PPK) that gets a copy: that of the reported person, or the next one up (governor for a
 * regency, minister for a province) that is not part of the case itself, and beyond the last of them whoever keeps the
 * civil service's data. Undefined when the directory knows nobody.
 */
export function routeOf(
  authority: AgencyId,
  implicated: readonly Implication[],
  { higherAuthorityOf, isPersonnelAuthority, lastResort }: Chain,
): Route | undefined {
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

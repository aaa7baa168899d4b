import type { Actor } from '../auth/actor.ts'
import { loadReferral } from '../db/case-store.ts'
import { loadObligation } from '../db/obligations.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { ObligationId } from '../domain/ids.ts'
import { implicatedIn } from '../domain/implications.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { type Route, routeOfPerson } from '../domain/routing.ts'
import type { Office } from './act-on-case.ts'
import { chainOn } from './give-copy.ts'

/**
 * Where the obligation goes when the person is under this authority; undefined when that leads nowhere, or when this officer
 * sees no such case, which the act itself then tells.
 */
export async function routeOfObligation(
  office: Office,
  { agency, issuer, subject }: Actor,
  id: ObligationId,
  authority: AgencyId,
): Promise<Route | undefined> {
  const caller = await office.persons.personOf(agency, issuer, subject)
  const unkeyed = { caller, operation: '', key: null }
  const obligation = await loadObligation(office.pools, agency, id, unkeyed)
  const loaded =
    obligation && (await loadReferral(office.pools, agency, obligation.obligation.state.referralId, unkeyed))
  if (obligation === undefined || loaded === undefined) return undefined
  const person = { ...obligation.obligation.state.person, personnelAuthority: authority }
  return routeOfPerson(person, implicatedIn(loaded.referral.state), chainOn(office, legalDateOf(loaded.now)))
}

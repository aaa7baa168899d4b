import { type AgencyId, holderOf, type Mandate } from '../domain/agencies.ts'
import type { Terms } from '../domain/obligation-timing.ts'
import type { Office } from './act-on-case.ts'

/**
 * What deciding on obligations looks up, on an Asia/Jakarta date. Nobody who is part of the case is addressed, but for the
 * obliged agency itself, which knows already.
 */
export function termsOn(
  { law, agencies, mandates }: Pick<Office, 'law' | 'agencies' | 'mandates'>,
  date: string,
  implicated: readonly AgencyId[],
): Terms {
  const above = new Map(agencies.map(({ id, higherAuthority }) => [id, higherAuthority]))
  const topOver = (obliged: AgencyId) => {
    // Whoever is above all authorities of the regions; nobody is above a ministry.
    let top = above.get(obliged) ?? undefined
    for (let next = top; next !== undefined; next = above.get(next) ?? undefined) top = next
    return top
  }
  return {
    law,
    agencyFor: (addressee, obliged) => {
      if (addressee === 'obliged-agency') return obliged
      const whom =
        addressee === 'home-affairs' ? topOver(obliged) : holderOf(mandates, addressee as Mandate['mandate'], date)
      return whom !== undefined && implicated.includes(whom) ? undefined : whom
    },
  }
}

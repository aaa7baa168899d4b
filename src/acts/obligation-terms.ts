import { holderOf, type Mandate } from '../domain/agencies.ts'
import type { Terms } from '../domain/obligation-timing.ts'
import type { Office } from './act-on-case.ts'

/** What deciding on obligations looks up, on an Asia/Jakarta date. */
export function termsOn(
  { law, agencies, mandates }: Pick<Office, 'law' | 'agencies' | 'mandates'>,
  date: string,
): Terms {
  const above = new Map(agencies.map(({ id, higherAuthority }) => [id, higherAuthority]))
  return {
    law,
    agencyFor: (addressee, obliged) => {
      if (addressee === 'obliged-agency') return obliged
      if (addressee !== 'home-affairs') return holderOf(mandates, addressee as Mandate['mandate'], date)
      // Whoever is above all authorities of the regions; nobody is above a ministry.
      let top = above.get(obliged) ?? undefined
      for (let next = top; next !== undefined; next = above.get(next) ?? undefined) top = next
      return top
    },
  }
}

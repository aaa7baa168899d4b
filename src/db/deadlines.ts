import type { AgencyId } from '../domain/agencies.ts'
import type { Law } from '../domain/catalogue.ts'
import type { ReferralId } from '../domain/ids.ts'
import type { AgencyPools } from './agency-pools.ts'

/** A referral whose deadlines have something to say, and for which agency it is said. */
export type ReferralToWatch = { readonly agency: AgencyId; readonly id: ReferralId }

/** Referrals of which a deadline is near, over, or computed by an older law than this; some at once. */
export function referralsToWatch(
  pools: AgencyPools,
  { clocks, calendars }: Law['versions'],
  except: readonly ReferralId[],
  most: number,
): Promise<readonly ReferralToWatch[]> {
  return pools.run(
    null,
    'referrals_to_watch',
    ({ sql }) => sql<ReferralToWatch[]>`
      select agency, referral_id as id
        from penerusan.referrals_to_watch(${clocks}, ${calendars},
          (select coalesce(array_agg(id::uuid), '{}') from jsonb_array_elements_text(${JSON.stringify(except)}::text::jsonb) id),
          ${most})`,
  )
}

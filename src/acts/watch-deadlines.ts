import { DoorClosed } from '../db/database-errors.ts'
import { referralsToWatch } from '../db/deadlines.ts'
import type { ReferralId } from '../domain/ids.ts'
import { watchDeadlines } from '../domain/referral-deadlines.ts'
import type { Office } from './act-on-case.ts'
import { recordBySystem } from './referral-by-system.ts'

const atOnce = 100

/**
 * Warns of deadlines, says which are over, and computes those anew that rest on an older law. What is left to do is in the
 * database, so whoever begins again goes on where a crash has left it, and two at once say each thing once. Returns of how
 * many referrals something was said, and which the database refused.
 */
export async function sweepDeadlines(
  office: Pick<Office, 'pools' | 'law'>,
  signal?: AbortSignal,
): Promise<{ readonly told: number; readonly refused: readonly ReferralId[] }> {
  const refused: ReferralId[] = []
  const unchanged: ReferralId[] = []
  let told = 0
  while (signal?.aborted !== true) {
    const found = await referralsToWatch(office.pools, office.law.versions, [...refused, ...unchanged], atOnce)
    for (const place of found) {
      try {
        const said = await recordBySystem(office, 'deadline-watch', place, ({ deadlines }, act) =>
          watchDeadlines(office.law, deadlines, act),
        )
        if (said) told += 1
        // Another process said it meanwhile.
        else unchanged.push(place.id)
      } catch (error) {
        if (!(error instanceof DoorClosed)) throw error
        refused.push(place.id)
      }
    }
    if (found.length < atOnce) break
  }
  return { told, refused }
}

import { untoldAccesses } from '../db/emergencies.ts'
import type { EmergencyAccessId } from '../domain/ids.ts'
import type { Office } from './act-on-case.ts'
import { actOnReferralBySystem } from './referral-by-system.ts'

const atOnce = 100

/**
 * Tells the parties of a referral that somebody may read it, by an event of its own stream. The database lets nothing be
 * read before, so a crash in between only delays the reading. Returns how many accesses were told of.
 */
export async function tellOfEmergencies(
  office: Pick<Office, 'pools'>,
  id: EmergencyAccessId | null,
  signal?: AbortSignal,
): Promise<number> {
  let told = 0
  while (signal?.aborted !== true) {
    const untold = await untoldAccesses(office.pools, id, atOnce)
    for (const { sender, referralId, told: access } of untold) {
      const place = { agency: sender, id: referralId }
      await actOnReferralBySystem(office, 'emergency-notice', place, act => ({ type: 'TellOfEmergency', act, access }))
      told++
    }
    if (untold.length < atOnce) break
  }
  return told
}

import { readReferralItself } from '../db/case-store.ts'
import { DoorClosed } from '../db/database-errors.ts'
import { referralRow } from '../db/projection-rows.ts'
import { recordAct } from '../db/record-act.ts'
import { type Act, type SystemJob, systemJobs } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { ReferralId } from '../domain/ids.ts'
import { decideReferral, type Referral, type ReferralCommand, type ReferralEvent } from '../domain/referral.ts'
import { Rejection } from '../domain/rejection.ts'
import { latest, type Office } from './act-on-case.ts'
import { evolvedReferral } from './act-on-referral.ts'

/** The next writer of the same referral always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Does what the service does by itself to one referral, for one of its parties. Returns whether something happened; what
 * is already so, or no longer possible, is left alone. Throws DoorClosed when the database refuses for another reason.
 */
export function actOnReferralBySystem(
  office: Pick<Office, 'pools'>,
  job: SystemJob,
  place: Place,
  command: (act: Act) => ReferralCommand,
): Promise<boolean> {
  return recordBySystem(office, job, place, (referral, act) => decideReferral(referral, command(act)))
}

type Place = { readonly agency: AgencyId; readonly id: ReferralId }

/** The same for whatever is decided from the referral alone. */
export async function recordBySystem(
  { pools }: Pick<Office, 'pools'>,
  job: SystemJob,
  { agency, id }: Place,
  decide: (referral: Referral, act: Act) => readonly ReferralEvent[] | Rejection,
): Promise<boolean> {
  for (let attempts = 1; ; attempts++) {
    const referral = await readReferralItself(pools, agency, id)
    if (referral === undefined) return false
    const at = latest(referral.now, referral.state.changedAt)
    const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
    const events = decide(referral.state, act)
    if (events instanceof Rejection || events.length === 0) return false
    const next = evolvedReferral(referral, events, act)
    try {
      await recordAct(pools, {
        act,
        appends: [{ stream: 'referral', id, after: referral.version, events }],
        referral: referralRow(next.state, next.version),
      })
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

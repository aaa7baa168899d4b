import { DoorClosed } from '../db/database-errors.ts'
import { readObligationItself } from '../db/obligations.ts'
import { recordAct } from '../db/record-act.ts'
import { type Act, systemJobs } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { ObligationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { decideObligation, type ObligationCommand } from '../domain/obligation.ts'
import { Rejection } from '../domain/rejection.ts'
import { latest, type Office } from './act-on-case.ts'
import { termsOn } from './obligation-terms.ts'
import { obligationGrown } from './obligations-brought.ts'

export type ObligationOffice = Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>

/** The next writer of the same obligation always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Does what the service does by itself to one obligation, for the agency that decided. Returns whether something happened;
 * what is already so is left alone.
 */
export async function actOnObligationBySystem(
  office: ObligationOffice,
  { id, receiver: agency }: { readonly id: ObligationId; readonly receiver: AgencyId },
  command: (act: Act) => ObligationCommand,
): Promise<boolean> {
  const job = 'obligation-sweep'
  for (let attempts = 1; ; attempts++) {
    const file = await readObligationItself(office.pools, agency, id)
    if (file === undefined) return false
    const at = latest(file.now, file.state.changedAt)
    const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
    const events = decideObligation(file.state, termsOn(office, legalDateOf(at)), command(act))
    if (events instanceof Rejection || events.length === 0) return false
    try {
      await recordAct(office.pools, { act, appends: [], obligations: [obligationGrown(file, events, act)] })
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

import { DoorClosed } from '../db/database-errors.ts'
import { readObligationItself } from '../db/obligations.ts'
import { recordAct } from '../db/record-act.ts'
import { type Act, systemJobs } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { ObligationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { decideObligation, type ObligationCommand } from '../domain/obligation.ts'
import { Rejection } from '../domain/rejection.ts'
import type { Log } from '../log.ts'
import { latest, type Office } from './act-on-case.ts'
import { termsOn } from './obligation-terms.ts'
import { obligationGrown } from './obligations-brought.ts'

export type ObligationOffice = Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>

type Place = { readonly id: ObligationId; readonly receiver: AgencyId }

type Sweep<Found extends Place> = {
  /** Some that there is something to do about, after a place in their order; from the first on when there is none. */
  readonly find: (after: Found | undefined, most: number) => Promise<readonly Found[]>
  readonly command: (act: Act) => ObligationCommand
  /** What the log says of one about which it could not be done. */
  readonly fault: string
}

const atOnce = 100

/**
 * Does the same to every obligation that is found. What is left to do is in the database, so whoever begins again goes on where
 * a crash has left it, and of several at once one does it. Returns to how many something was done.
 */
export async function sweepObligations<Found extends Place>(
  office: ObligationOffice,
  { find, command, fault }: Sweep<Found>,
  log: Log,
  signal?: AbortSignal,
): Promise<number> {
  let done = 0
  for (let last: Found | undefined; signal?.aborted !== true; ) {
    const found = await find(last, atOnce)
    for (const one of found) {
      try {
        done += Number(await actOnObligation(office, one, command))
      } catch (error) {
        log.warn({ err: error, obligation: one.id }, fault)
      }
    }
    last = found.at(-1)
    if (found.length < atOnce) break
  }
  return done
}

/** The next writer of the same obligation always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/** Acts for the agency that decided. Returns whether something happened; what is already so is left alone. */
async function actOnObligation(
  office: ObligationOffice,
  { id, receiver: agency }: Place,
  command: (act: Act) => ObligationCommand,
): Promise<boolean> {
  const job = 'obligation-sweep'
  for (let attempts = 1; ; attempts++) {
    const file = await readObligationItself(office.pools, agency, id)
    if (file === undefined) return false
    const at = latest(file.now, file.state.changedAt)
    const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
    const events = decideObligation(
      file.state,
      termsOn(office, legalDateOf(at), file.state.implicated ?? []),
      command(act),
    )
    if (events instanceof Rejection || events.length === 0) return false
    try {
      await recordAct(office.pools, { act, appends: [], obligations: [obligationGrown(file, events, act)] })
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

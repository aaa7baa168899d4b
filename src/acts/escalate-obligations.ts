import { DoorClosed } from '../db/database-errors.ts'
import { type ObligationDue, obligationsToActOn, readObligationItself } from '../db/obligations.ts'
import { recordAct } from '../db/record-act.ts'
import { type Act, systemJobs } from '../domain/act.ts'
import type { PersonId } from '../domain/agencies.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { decideObligation } from '../domain/obligation.ts'
import { Rejection } from '../domain/rejection.ts'
import type { Log } from '../log.ts'
import { latest, type Office } from './act-on-case.ts'
import { termsOn } from './obligation-terms.ts'
import { obligationGrown } from './obligations-brought.ts'

type Needs = Pick<Office, 'pools' | 'law' | 'agencies' | 'mandates'>

const atOnce = 100
/** The next writer of the same obligation always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Takes every step that is due, of obligations about which somebody is silent. What is due is in the database, so whoever begins
 * again goes on where a crash has left it, and of several at once one takes each step. Returns how many were taken.
 */
export async function escalateObligations(office: Needs, log: Log, signal?: AbortSignal): Promise<number> {
  let taken = 0
  for (let last: ObligationDue | undefined; signal?.aborted !== true; ) {
    const due = await obligationsToActOn(office.pools, last, atOnce)
    for (const one of due) {
      try {
        taken += Number(await escalateOne(office, one))
      } catch (error) {
        log.warn({ err: error, obligation: one.id }, 'obligations: a step was not taken')
      }
    }
    last = due.at(-1)
    if (due.length < atOnce) break
  }
  return taken
}

async function escalateOne(office: Needs, { id, receiver: agency }: ObligationDue): Promise<boolean> {
  const job = 'obligation-sweep'
  for (let attempts = 1; ; attempts++) {
    const file = await readObligationItself(office.pools, agency, id)
    if (file === undefined) return false
    const at = latest(file.now, file.state.changedAt)
    const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
    const events = decideObligation(file.state, termsOn(office, legalDateOf(at)), { type: 'Escalate', act })
    if (events instanceof Rejection || events.length === 0) return false
    try {
      await recordAct(office.pools, { act, appends: [], obligations: [obligationGrown(file, events, act)] })
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

import { type ObligationDue, obligationsToActOn } from '../db/obligations.ts'
import type { Log } from '../log.ts'
import { actOnObligationBySystem, type ObligationOffice } from './obligation-by-system.ts'

const atOnce = 100

/**
 * Takes every step that is due, of obligations about which somebody is silent. What is due is in the database, so whoever begins
 * again goes on where a crash has left it, and of several at once one takes each step. Returns how many were taken.
 */
export async function escalateObligations(office: ObligationOffice, log: Log, signal?: AbortSignal): Promise<number> {
  let taken = 0
  for (let last: ObligationDue | undefined; signal?.aborted !== true; ) {
    const due = await obligationsToActOn(office.pools, last, atOnce)
    for (const one of due) {
      try {
        taken += Number(await actOnObligationBySystem(office, one, act => ({ type: 'Escalate', act })))
      } catch (error) {
        log.warn({ err: error, obligation: one.id }, 'obligations: a step was not taken')
      }
    }
    last = due.at(-1)
    if (due.length < atOnce) break
  }
  return taken
}

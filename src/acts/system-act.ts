import { DoorClosed } from '../db/database-errors.ts'
import { readEvidence } from '../db/item-store.ts'
import { evidenceRow } from '../db/projection-rows.ts'
import { type ContentToRecord, recordAct } from '../db/record-act.ts'
import { type Act, type SystemJob, systemJobs } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { decideEvidence, type EvidenceCommand } from '../domain/evidence.ts'
import type { EvidenceId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { latest, type Office } from './act-on-case.ts'
import { evolvedEvidence } from './act-on-evidence.ts'

/** The next writer of the same item always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Does what the service does by itself to one item, for the agency it belongs to. Returns whether something happened;
 * what is already so, or no longer possible, is left alone.
 */
export async function actBySystem(
  { pools }: Pick<Office, 'pools'>,
  job: SystemJob,
  { agency, id, contents }: { agency: AgencyId; id: EvidenceId; contents?: readonly ContentToRecord[] },
  command: (act: Act) => EvidenceCommand,
): Promise<boolean> {
  for (let attempts = 1; ; attempts++) {
    const item = await readEvidence(pools, agency, id)
    if (item === undefined) return false
    const at = latest(item.now, item.state.lastAt)
    const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
    const events = decideEvidence(item.state, command(act))
    if (events instanceof Rejection || events.length === 0) return false
    const next = evolvedEvidence(item, events, act)
    try {
      await recordAct(pools, {
        act,
        appends: [{ stream: 'evidence', id, after: item.version, events }],
        evidence: [evidenceRow(next.state, next.version)],
        contents,
      })
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

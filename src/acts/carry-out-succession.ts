import type { AgencyPools } from '../db/agency-pools.ts'
import { DoorClosed, StatementFailed } from '../db/database-errors.ts'
import { examinationRow, referralRow } from '../db/projection-rows.ts'
import { type ActToRecord, recordAct } from '../db/record-act.ts'
import {
  type MatterAtHand,
  noteNotMoved,
  type PendingTransfer,
  pendingTransfers,
  readMatterAtHand,
} from '../db/successions.ts'
import { type Act, systemJobs } from '../domain/act.ts'
import type { PersonId } from '../domain/agencies.ts'
import { type Examination, evolveExamination } from '../domain/examination.ts'
import { decideHandover, type Handover, type Succession } from '../domain/succession.ts'
import { latest } from './act-on-case.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'
import { evolvedReferral } from './act-on-referral.ts'

const atOnce = 100
const job = 'agency-succession'

/** The next writer of the same matter always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Moves every matter that the orders of this day move; of one order, or of all. What waits is in the database, so whoever
 * begins again goes on where a crash has left it, and several at once move each matter once. A matter that fails is told
 * to `onFault` and tried again with the next call; the others go on. Returns how many were moved here.
 */
export async function carryOutSuccessions(
  pools: AgencyPools,
  successions: readonly Succession[],
  {
    code = null,
    signal,
    onFault = () => {},
    onProgress = () => {},
  }: {
    readonly code?: string | null
    readonly signal?: AbortSignal
    readonly onFault?: (error: Error, matter: PendingTransfer) => void
    readonly onProgress?: (moved: number) => void
  } = {},
): Promise<number> {
  const isStopped = () => signal?.aborted === true
  let moved = 0
  while (!isStopped()) {
    const pending = await pendingTransfers(pools, code, atOnce)
    let failed = 0
    for (const matter of pending) {
      if (isStopped()) break
      const order = successions.find(succession => succession.code === matter.code)
      if (order === undefined)
        throw new Error(`the database knows a succession ${matter.code} that the directory does not`)
      try {
        moved += Number(await handOver(pools, order, matter))
      } catch (error) {
        if (!(error instanceof DoorClosed || error instanceof StatementFailed)) throw error
        onFault(error, matter)
        failed += 1
      }
    }
    onProgress(moved)
    if (pending.length === failed) break
  }
  return moved
}

/** Moves one matter with all that belongs to it, in one act of the service for the agency that gives it away. */
async function handOver(pools: AgencyPools, succession: Succession, matter: PendingTransfer): Promise<boolean> {
  const { agency, referralId } = matter
  for (let attempts = 1; ; attempts++) {
    const found = await readMatterAtHand(pools, agency, referralId)
    // Somebody else has moved it: it is on the list as such.
    if (found === undefined) return false
    const handover = decideHandover(found.referral.state, found.evidence, succession)
    if (typeof handover === 'string') {
      if (handover !== 'moved') await noteNotMoved(pools, matter, handover)
      return false
    }
    try {
      await recordAct(pools, handedOver(found, handover))
      return true
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

function handedOver({ now, referral, examination, evidence }: MatterAtHand, handover: Handover): ActToRecord {
  const { id, changedAt, receiver: agency } = referral.state
  const drafts = examination?.state.drafts ?? []
  const at = [changedAt, lastOf(evidence), ...drafts.map(draft => draft.changedAt)].reduce(latest, now)
  const act: Act = { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
  const next = evolvedReferral(referral, handover.referral, act)
  const examined = handover.examination.reduce<Examination | undefined>(
    (folded, event) => evolveExamination(folded, { ...event, act }),
    examination?.state,
  )
  const ledgers = ledgersGrown(evidence, handover.evidence, act)
  const version = (examination?.version ?? 0) + handover.examination.length
  const isPassedOver = examined !== undefined && handover.examination.length > 0
  return {
    act,
    appends: [
      { stream: 'referral', id, after: referral.version, events: handover.referral },
      ...(isPassedOver
        ? [{ stream: 'examination' as const, id, after: examination?.version ?? 0, events: handover.examination }]
        : []),
      ...ledgers.appends,
    ],
    referral: referralRow(next.state, next.version),
    examination: isPassedOver ? examinationRow(examined, version, next.state.receiver) : undefined,
    evidence: ledgers.rows,
  }
}

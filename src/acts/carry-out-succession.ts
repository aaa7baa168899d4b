import type { AgencyPools } from '../db/agency-pools.ts'
import { DatabaseUnavailable, DoorClosed } from '../db/database-errors.ts'
import { examinationRow, referralRow } from '../db/projection-rows.ts'
import { type ActToRecord, recordAct } from '../db/record-act.ts'
import {
  type MatterAtHand,
  noteNotMoved,
  type PendingTransfer,
  pendingTransfers,
  readHandoverAtHand,
  readMatterAtHand,
  recordHandoverTransfer,
} from '../db/successions.ts'
import { type Act, systemJobs } from '../domain/act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { type Examination, evolveExamination } from '../domain/examination.ts'
import { evolveHandover } from '../domain/handed-over.ts'
import { decideHandover, type Handover, type Succession, type TransferOutcome } from '../domain/succession.ts'
import { decideHandoverTransfer, type TrackSuccession } from '../domain/track-succession.ts'
import { latest } from './act-on-case.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'
import { evolvedReferral } from './act-on-referral.ts'

const atOnce = 100
const job = 'agency-succession'

type Order = Succession | TrackSuccession

/** The next writer of the same matter always gets further, so this is never reached but by a fault. */
const mostAttempts = 50

/**
 * Moves every matter that the orders of this day move; of one order, or of all. What waits is in the database, so whoever
 * begins again goes on where a crash has left it, and several at once move each matter once. Each is tried once: one that
 * fails is told to `onFault` and tried again with the next call, and the others go on. Returns how many were moved here.
 */
export async function carryOutSuccessions(
  pools: AgencyPools,
  successions: readonly Order[],
  {
    code = null,
    signal,
    onFault = () => {},
    onProgress = () => {},
  }: {
    readonly code?: string | null
    readonly signal?: AbortSignal
    readonly onFault?: (error: unknown, matter: PendingTransfer) => void
    readonly onProgress?: (moved: number) => void
  } = {},
): Promise<number> {
  const isStopped = () => signal?.aborted === true
  let moved = 0
  for (let last: PendingTransfer | undefined; !isStopped(); ) {
    const pending = await pendingTransfers(pools, code, last, atOnce)
    for (const matter of pending) {
      if (isStopped()) break
      const order = successions.find(succession => succession.code === matter.code)
      if (order === undefined)
        throw new Error(`the database knows a succession ${matter.code} that the directory does not`)
      try {
        moved += Number(await (matter.handoverId === null ? moveReferral : moveHandover)(pools, order, matter))
      } catch (error) {
        if (error instanceof DatabaseUnavailable) throw error
        onFault(error, matter)
      }
    }
    onProgress(moved)
    last = pending.at(-1)
    if (last === undefined) break
  }
  return moved
}

/** Moves one referral with all that belongs to it, in one act of the service for the agency that gives it away. */
function moveReferral(pools: AgencyPools, order: Order, matter: PendingTransfer): Promise<boolean> {
  if (order.mandate !== 'merit-supervision') throw new Error(`${order.code} moves no referrals`)
  return tryToMove(pools, matter, async () => {
    const found = await readMatterAtHand(pools, matter.agency, matter.referralId)
    if (found === undefined) return 'no-longer-theirs'
    const handover = decideHandover(found.referral.state, found.evidence, order)
    if (typeof handover === 'string') return handover
    await recordAct(pools, handedOver(found, handover))
    return undefined
  })
}

/** Moves one hand-over to whoever runs the election-crime track now. */
function moveHandover(pools: AgencyPools, order: Order, matter: PendingTransfer): Promise<boolean> {
  if (order.mandate !== 'election-supervision') throw new Error(`${order.code} moves no hand-overs`)
  return tryToMove(pools, matter, async () => {
    const found = await readHandoverAtHand(pools, matter)
    if (found === undefined) return 'no-longer-theirs'
    const event = decideHandoverTransfer(found.state, found.referralSender, order)
    if (typeof event === 'string') return event
    const act = ofService(matter.agency, latest(found.now, found.state.changedAt))
    const handover = evolveHandover(found.state, { ...event, act })
    await recordHandoverTransfer(pools, act, found.version, { code: matter.code, handover, event })
    return undefined
  })
}

/**
 * Whether it was moved here: `move` moves it and says nothing, or says why there is nothing to move. Where another process has
 * moved it by this order, it is on the list as moved and stays so.
 */
async function tryToMove(
  pools: AgencyPools,
  matter: PendingTransfer,
  move: () => Promise<Exclude<TransferOutcome, 'pending' | 'moved'> | undefined>,
): Promise<boolean> {
  for (let attempts = 1; ; attempts++) {
    try {
      const outcome = await move()
      if (outcome === undefined) return true
      await noteNotMoved(pools, matter, outcome)
      return false
    } catch (error) {
      if (!(error instanceof DoorClosed) || error.refusal !== 'stale-version' || attempts === mostAttempts) throw error
    }
  }
}

function ofService(agency: AgencyId, at: string): Act {
  return { kind: 'system', agency, person: systemJobs[job] as PersonId, role: job, at }
}

function handedOver({ now, referral, examination, evidence }: MatterAtHand, handover: Handover): ActToRecord {
  const { id, changedAt, receiver: agency } = referral.state
  const drafts = examination?.state.drafts ?? []
  const at = [changedAt, lastOf(evidence), ...drafts.map(draft => draft.changedAt)].reduce(latest, now)
  const act = ofService(agency, at)
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

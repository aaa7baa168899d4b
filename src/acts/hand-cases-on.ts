import { DatabaseUnavailable, DoorClosed } from '../db/database-errors.ts'
import { noteCaseLeft, type PendingSuccession, pendingSuccessions } from '../db/officers.ts'
import type { DepartureId } from '../domain/ids.ts'
import type { Office } from './act-on-case.ts'
import { actOnReferralBySystem } from './referral-by-system.ts'

const atOnce = 100

/**
 * Hands the cases of one departure, or of any, to the successor. What is pending is in the database, so whoever begins
 * again goes on where a crash has left it, and two at once do each case once. Each is tried once: one that fails is told to
 * `onFault` and tried again with the next call, and the others go on. Returns how many were handed on.
 */
export async function handCasesOn(
  office: Pick<Office, 'pools'>,
  departure: DepartureId | null,
  {
    signal,
    onFault = () => {},
  }: {
    readonly signal?: AbortSignal
    readonly onFault?: (error: unknown, succession: PendingSuccession) => void
  } = {},
): Promise<number> {
  let moved = 0
  for (let last: PendingSuccession | undefined; signal?.aborted !== true; ) {
    const pending = await pendingSuccessions(office.pools, departure, last, atOnce)
    for (const succession of pending) {
      try {
        moved += Number(await handOn(office, succession))
      } catch (error) {
        if (error instanceof DatabaseUnavailable) throw error
        onFault(error, succession)
      }
    }
    last = pending.at(-1)
    if (pending.length < atOnce) break
  }
  return moved
}

async function handOn(office: Pick<Office, 'pools'>, succession: PendingSuccession): Promise<boolean> {
  const { departureId, agency, referralId: id, departed, successor: officer } = succession
  try {
    const moved = await actOnReferralBySystem(office, 'case-succession', { agency, id }, act => ({
      type: 'InheritCase',
      act,
      officer,
      departed,
      departureId,
    }))
    if (!moved) await noteCaseLeft(office.pools, succession, 'no-longer-theirs')
    return moved
  } catch (error) {
    if (!(error instanceof DoorClosed) || error.refusal !== 'officer-not-available') throw error
    await noteCaseLeft(office.pools, succession, 'successor-unavailable')
    return false
  }
}

import type { AgencyId } from './agencies.ts'
import type { Handover, HandoverEvent, HandoverStatus } from './handed-over.ts'
import type { SuccessionOrder, TransferOutcome } from './succession.ts'

/** States from which a received hand-over moves: those in which something is left to do. What has ended is over. */
export const movedHandoverStatuses = ['sent', 'received', 'registered'] as const satisfies readonly HandoverStatus[]

/** An order by which the hand-overs that one agency received are another's: election supervision changes hands. */
export type TrackSuccession = SuccessionOrder<'election-supervision', HandoverStatus>

/**
 * Moves one received hand-over of the old holder; the outcome instead when there is nothing to move. Nobody receives what came of
 * a case that they sent, whether they handed it over themselves or sent the referral.
 */
export function decideHandoverTransfer(
  { sender, receiver: from, status }: Pick<Handover, 'sender' | 'receiver' | 'status'>,
  referralSender: AgencyId,
  { code, from: holder, begun, notBegun, begunStatuses }: TrackSuccession,
): HandoverEvent | Exclude<TransferOutcome, 'pending' | 'moved'> {
  if (from !== holder) return 'no-longer-theirs'
  if (!isHandoverMoved(status)) return 'no-longer-open'
  const isBegun = begunStatuses.includes(status)
  const to: AgencyId = isBegun ? begun : notBegun
  if (to === from) return 'stays'
  if (to === sender || to === referralSender) return 'successor-is-sender'
  return { type: 'HandoverTransferred', data: { succession: code, from, to, begun: isBegun } }
}

/** Whether a received hand-over in this state moves. */
export function isHandoverMoved(status: string): status is (typeof movedHandoverStatuses)[number] {
  return (movedHandoverStatuses as readonly string[]).includes(status)
}

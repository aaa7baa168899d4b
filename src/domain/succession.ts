import type { Act } from './act.ts'
import type { AgencyId, MandateKind } from './agencies.ts'
import { type EvidenceEvent, isHeld } from './evidence.ts'
import type { ExaminationEvent } from './examination.ts'
import type { EvidenceAt, LedgerEntry } from './manifest.ts'
import type { Referral, ReferralEvent } from './referral.ts'
import { endedBy, evolveDeadlines, watchOf } from './referral-deadlines.ts'
import { lapsedAt } from './reporter-request.ts'
import type { ReferralStatus } from './transitions.ts'

/**
 * States from which a matter moves. A closed one moves too, because an appeal may open it again and then somebody must
 * decide; what was rejected or withdrawn is over, and is sent anew to whoever receives then.
 */
export const movedStatuses = [
  'sent',
  'received',
  'returned',
  'accepted',
  'under-examination',
  'decided',
  'closed',
] as const satisfies readonly ReferralStatus[]

/** An order of the law: from that day on the matters of one agency are another's. Configuration, as mandates are. */
export type SuccessionOrder<Passed extends MandateKind, Status> = {
  readonly code: string
  readonly mandate: Passed
  readonly from: AgencyId
  /** Asia/Jakarta date: on this day the old holder has the mandate no more. */
  readonly takesEffectOn: string
  readonly legalBasis: string
  /** Who gets what the old holder had begun, and who the rest; may be the old holder itself, and then it stays. */
  readonly begun: AgencyId
  readonly notBegun: AgencyId
  /** In which states a matter counts as begun. */
  readonly begunStatuses: readonly Status[]
}

/** An order by which the referrals that one agency received are another's: merit supervision changes hands. */
export type Succession = SuccessionOrder<'merit-supervision', ReferralStatus>

/** What became of a matter under a succession. */
export const transferOutcomes = [
  'pending', // about to be moved
  'moved',
  'stays', // the order leaves it where it is
  'successor-is-sender', // nobody judges what they sent; it waits for an order of its own
  'no-longer-open', // it ended before it was moved
  'no-longer-theirs', // another order had moved it before
] as const
export type TransferOutcome = (typeof transferOutcomes)[number]

export type Transfer = {
  readonly succession: string
  readonly from: AgencyId
  readonly to: AgencyId
  readonly begun: boolean
}

/** One act on the referral, the old holder's examination and the ledger of every item it holds: all or nothing. */
export type Handover = {
  readonly referral: readonly ReferralEvent[]
  readonly examination: readonly ExaminationEvent[]
  readonly evidence: readonly LedgerEntry[]
}

/** Where the order sends a matter, by the state it is in. */
export function destinationOf(
  { status }: Pick<Referral, 'status'>,
  { begun, notBegun, begunStatuses }: Succession,
): { readonly to: AgencyId; readonly begun: boolean } {
  const isBegun = begunStatuses.includes(status)
  return { to: isBegun ? begun : notBegun, begun: isBegun }
}

/** Moves one matter of the old holder; the outcome instead when there is nothing to move. */
export function decideHandover(
  referral: Referral,
  items: readonly EvidenceAt[],
  succession: Succession,
): Handover | Exclude<TransferOutcome, 'pending' | 'moved'> {
  const { id: referralId, receiver: from, sender, status } = referral
  if (from !== succession.from) return 'no-longer-theirs'
  if (!isMoved(status)) return 'no-longer-open'
  const { to, begun } = destinationOf(referral, succession)
  if (to === from) return 'stays'
  if (to === sender) return 'successor-is-sender'
  const passedOn: EvidenceEvent = { type: 'EvidencePassedOn', data: { referralId, succession: succession.code, to } }
  return {
    referral: [{ type: 'ReferralTransferred', data: { succession: succession.code, from, to, begun } }],
    // Even without a draft: whoever is drafting one at this moment and the hand-over can then never both win.
    examination: mayBeExamined(referral)
      ? [{ type: 'ExaminationPassedOver', data: { referralId, succession: succession.code } }]
      : [],
    evidence: items
      .filter(({ state }) => isHeld(state, referralId))
      .map(({ state, version }) => ({ id: state.id, after: version, events: [passedOn] })),
  }
}

/** Whether a matter in this state moves. */
export function isMoved(status: string): status is (typeof movedStatuses)[number] {
  return (movedStatuses as readonly string[]).includes(status)
}

/** Where there can be drafts, or what an earlier hand-over has left of the examination. */
function mayBeExamined({ status, transfers }: Referral): boolean {
  if (status === 'accepted') return transfers.length > 0
  return status === 'under-examination' || status === 'decided' || status === 'closed'
}

/**
 * What the hand-over makes of a referral. What stands, stands: versions, returns, acceptance, decisions, questions, an open
 * request to withdraw, copies at others. What was the old holder's people ends: the officer, and requests for the reporter.
 */
export function afterHandover(
  referral: Referral,
  { data, act }: { readonly data: Transfer; readonly act: Act },
): Partial<Referral> {
  const { status } = referral
  // What was counted from a receipt that the new receiver gives anew.
  const ended = endedBy(referral.deadlines, 'ReferralTransferred')
  const deadlines = ended.reduce((known, event) => evolveDeadlines(known, { ...event, act }), referral.deadlines)
  return {
    receiver: data.to,
    deadlines,
    deadlineWatch: watchOf(deadlines),
    status: statusAfter(status),
    // What the old holder had not accepted is delivered anew; what it had, was.
    ...(status === 'received' && { receipt: null }),
    assignment: null,
    reporterRequests: lapsedAt(referral.reporterRequests, act.at),
    copies: referral.copies.map(copy =>
      copy.recipient === data.to && copy.ending === null
        ? { ...copy, ending: { act, explanation: 'Its recipient has the case itself now.' } }
        : copy,
    ),
    transfers: [...referral.transfers, { ...data, act }],
  }
}

function statusAfter(status: ReferralStatus): ReferralStatus {
  if (status === 'received') return 'sent'
  return status === 'under-examination' ? 'accepted' : status
}

/** Whether two agencies stand on the same side of a referral: the sender's, or that of whoever receives or received. */
export function onOneSide({ sender }: Pick<Referral, 'sender'>, one: AgencyId, other: AgencyId): boolean {
  return (one === sender) === (other === sender)
}

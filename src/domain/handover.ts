import type { Act } from './act.ts'
import { type AgencyId, holderOf, type Mandate } from './agencies.ts'
import type { Law } from './catalogue.ts'
import { clockAt, computeDeadline } from './deadline.ts'
import type { IssuedDecision } from './decision.ts'
import type { EvidenceId, HandoverId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import type { CorrectionTold } from './redacted-copy.ts'
import type { Fact, Referral, ReferralEvent } from './referral.ts'
import { Rejection } from './rejection.ts'

/**
 * The clock (`clocks`) that says by when a suspected election crime is handed over: 1×24 h in UU 7/2017 art. 476. Which
 * events start and meet it is said with the referral's other deadlines (`referralClocks`).
 */
export const handoverClock = 'criminal-hand-over'

/** What a criminal decision obliges its agency to: to hand the matter over to whoever runs the election-crime track. */
export type HandoverDue = {
  readonly decisionNumber: number
  readonly criminalProvisions: readonly string[]
  /** Whoever holds the mandate on the day of the decision; null while nobody does. */
  readonly addressee: AgencyId | null
  /** RFC 3339, as it was computed then; null where the law of the day knows no such clock. */
  readonly dueAt: string | null
}

export type HandoverSending = {
  readonly id: HandoverId
  readonly decisionNumber: number
  readonly to: AgencyId
  readonly late: boolean
  /** Verbatim parts of the reasons that the deciding agency marked. */
  readonly reasonsExcerpts: readonly string[]
  /** The items whose bytes went along; absent in hand-overs of before, with which only digests went. */
  readonly evidence?: readonly EvidenceId[]
  /** Whether whoever sent it named them one by one. */
  readonly chosen?: boolean
}

/** The hand-over as the referral knows it; what was handed over, and what came of it, is the hand-over's own. */
export type HandoverOnRecord = HandoverDue & { readonly act: Act; readonly sending: Fact<HandoverSending> | null }

export type ReferralHandoverEvent =
  | { type: 'CriminalHandoverCreated'; data: HandoverDue }
  | { type: 'CriminalHandoverSent'; data: HandoverSending }
  | HandedDecisionEvent

/**
 * What became of a decision after it was handed over. Whoever received it never sees the referral, and is told: at whatever
 * point of its work, because it reads the hand-over on, and what it received has lost or changed what it rests on.
 */
export type HandedDecisionEvent =
  | { type: 'HandedDecisionCorrected'; data: { decisionNumber: number; correction: CorrectionTold } }
  | { type: 'HandedDecisionSuperseded'; data: { decisionNumber: number } }
  | { type: 'HandedDecisionAnnulled'; data: { decisionNumber: number } }

/** What follows from an issued decision for the election-crime track. */
export function handoverOf(
  { number, outcome, criminalProvisions = [] }: IssuedDecision,
  { law, mandates, at }: { readonly law: Law; readonly mandates: readonly Mandate[]; readonly at: string },
): ReferralEvent[] {
  if (outcome !== 'criminal') return []
  const today = legalDateOf(at)
  const clock = clockAt(law, handoverClock, at)
  const due: HandoverDue = {
    decisionNumber: number,
    criminalProvisions,
    addressee: holderOf(mandates, 'election-supervision', today) ?? null,
    dueAt: clock === undefined ? null : computeDeadline(law, clock, at).dueAt,
  }
  return [{ type: 'CriminalHandoverCreated', data: due }]
}

/** The hand-overs that are due: of decisions that stand, and not sent yet. */
export function unsentHandovers({ handovers, decisions }: Pick<Referral, 'handovers' | 'decisions'>) {
  const standing = decisions.filter(({ standing }) => standing === 'issued').map(({ number }) => number)
  return handovers.filter(({ sending, decisionNumber }) => sending === null && standing.includes(decisionNumber))
}

/** A matter that belongs before the election-crime track is not closed before it is on its way there. */
export function refusalOfUnsent(referral: Referral): Rejection | undefined {
  const unsent = unsentHandovers(referral)
  return unsent.length === 0
    ? undefined
    : new Rejection(
        'R-CRH-05',
        unsent.map(({ decisionNumber }) => ({ pointer: `/decisions/${decisionNumber}/handover`, code: 'unsent' })),
      )
}

/** Whether the decision is with whoever runs the election-crime track. */
export function wasHandedOver(handovers: readonly HandoverOnRecord[], decisionNumber: number): boolean {
  return handovers.some(handover => handover.decisionNumber === decisionNumber && handover.sending !== null)
}

/** The hand-overs of a referral after an event on one of them. */
export function evolveHandovers(
  handovers: readonly HandoverOnRecord[],
  event: Exclude<ReferralHandoverEvent, HandedDecisionEvent> & { readonly act: Act },
): HandoverOnRecord[] {
  if (event.type === 'CriminalHandoverCreated') return [...handovers, { ...event.data, act: event.act, sending: null }]
  const { data, act } = event
  return handovers.map(due =>
    due.decisionNumber === data.decisionNumber ? { ...due, sending: { ...data, act } } : due,
  )
}

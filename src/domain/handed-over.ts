import type { Act, Recorded } from './act.ts'
import { type AgencyId, holderOf, type Mandate } from './agencies.ts'
import type { IssuedDecision } from './decision.ts'
import { type HandedItem, handedItem, handedOn, itemsToHandOn } from './handed-evidence.ts'
import { type HandoverSending, handoverClock } from './handover.ts'
import type { EvidenceId, HandoverId, ReferralId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import type { EvidenceAt, LedgerEntry } from './manifest.ts'
import { personOf } from './person-changes.ts'
import { conductOf, type RedactedCopy } from './redacted-copy.ts'
import {
  currentVersion,
  type DecisionOnRecord,
  type Fact,
  type FrozenVersion,
  knownPersons,
  type Referral,
  type ReferralEvent,
  refusalOf,
  repeated,
} from './referral.ts'
import { runningDeadline } from './referral-deadlines.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { Transfer } from './succession.ts'
import { movesFrom } from './transitions.ts'
import type { ReportedPerson } from './violation-content.ts'

export const handoverOutcomes = ['registered', 'not-registered', 'not-an-offence', 'forwarded-to-police'] as const
export type HandoverOutcome = (typeof handoverOutcomes)[number]

export const handoverStatuses = ['sent', 'received', ...handoverOutcomes] as const
export type HandoverStatus = (typeof handoverStatuses)[number]

/** What may be reported of a hand-over in which state. docs/life-cycles.md is made from this table. */
export const handoverMoves = {
  receipt: { from: ['sent'], to: 'received' },
  registered: { from: ['received'], to: 'registered' },
  'not-registered': { from: ['received'], to: 'not-registered' },
  'not-an-offence': { from: ['registered'], to: 'not-an-offence' },
  'forwarded-to-police': { from: ['registered'], to: 'forwarded-to-police' },
} as const satisfies Record<string, { from: readonly HandoverStatus[]; to: HandoverStatus }>

/**
 * What goes to the election-crime track, fixed for ever: one person, the conduct as far as it was marked, which evidence
 * goes along, and the decision. Never the reporter, the source, the channel, other persons or text that nobody marked.
 */
export type HandoverContent = {
  readonly person: ReportedPerson
  readonly conduct: RedactedCopy['conduct'] & { readonly knownAt?: string }
  readonly evidence: readonly HandedItem[]
  /** How many items of the version are not among them. */
  readonly evidenceWithheld: number
  readonly decision: Pick<IssuedDecision, 'number' | 'track' | 'outcome' | 'instrument' | 'legalBasis'> & {
    readonly criminalProvisions: readonly string[]
    readonly reasonsExcerpts: readonly string[]
    readonly issuedAt: string
    /** 1 as issued, one more with each correction until then; absent in hand-overs of before. */
    readonly revision?: number
  }
}

export type HandoverReport = {
  readonly outcome: HandoverOutcome
  /** Of the register of the election-crime track; only with `registered`. */
  readonly registrationNumber: string | null
  readonly explanation: string
}

/** A hand-over between the agency that decided and the one that runs the election-crime track: its own little referral. */
export type Handover = {
  readonly id: HandoverId
  readonly referralId: ReferralId
  readonly sender: AgencyId
  readonly receiver: AgencyId
  readonly status: HandoverStatus
  readonly dueAt: string | null
  readonly late: boolean
  readonly content: HandoverContent
  readonly sending: Act
  readonly receipt: Fact | null
  readonly reports: readonly Fact<HandoverReport>[]
  /** Every succession that gave it another receiver; absent in hand-overs from before there were any. */
  readonly transfers?: readonly Fact<Transfer>[]
  readonly changedAt: string
}

export type HandoverEvent =
  | {
      type: 'HandoverSent'
      data: Pick<Handover, 'id' | 'referralId' | 'receiver' | 'dueAt' | 'late' | 'content'>
    }
  | { type: 'HandoverReceived'; data: Record<never, never> }
  | { type: 'HandoverOutcomeReported'; data: HandoverReport }
  | { type: 'HandoverTransferred'; data: Transfer }

export type SendHandover = {
  type: 'SendHandover'
  act: Act
  id: HandoverId
  decisionNumber: number
  reasonsExcerpts: readonly string[]
  /** Which items go along; null for all that may. */
  evidence: readonly EvidenceId[] | null
}
export type HandoverCommand =
  | { type: 'ReceiveHandover'; act: Act }
  | { type: 'ReportHandoverOutcome'; act: Act; report: HandoverReport }

/** The sending is on record in the referral and in the ledger of every item, and begins the hand-over: all or nothing. */
export type HandoverSendingOutcome = {
  readonly referral: readonly ReferralEvent[]
  readonly handover: readonly HandoverEvent[]
  readonly evidence: readonly LedgerEntry[]
}

/** Hands a criminal decision over to whoever holds the mandate for election supervision on the day. */
export function decideHandoverSending(
  referral: Referral,
  items: readonly EvidenceAt[],
  mandates: readonly Mandate[],
  { id, decisionNumber, reasonsExcerpts, evidence, act }: SendHandover,
): HandoverSendingOutcome | Rejection {
  const decision = referral.decisions.find(({ number }) => number === decisionNumber)
  if (decision?.draftedBy.includes(act.person)) return new Rejection('R-CRH-02')
  const due = referral.handovers.find(other => other.decisionNumber === decisionNumber)
  if (due?.sending) {
    const same = repeated(said(due.sending), { reasonsExcerpts, evidence: evidence?.toSorted() ?? null })
    return same instanceof Rejection ? same : { referral: [], handover: [], evidence: [] }
  }
  const refusal = refusalOf(referral, 'handover-sending')
  if (refusal) return refusal
  if (due === undefined || decision?.standing !== 'issued') return new Rejection('R-CRH-01')
  const receiver = holderOf(mandates, 'election-supervision', legalDateOf(act.at))
  if (receiver === undefined || receiver === act.agency || receiver === referral.sender) {
    return new Rejection('R-CRH-03')
  }
  const strange = reasonsExcerpts.flatMap((excerpt, index): Fault[] =>
    decision.reasons.includes(excerpt) ? [] : [{ pointer: `/reasonsExcerpts/${index}`, code: 'rule' }],
  )
  if (strange.length > 0) return new Rejection('R-CPY-05', strange)

  const version = referral.versions.find(({ number }) => number === decision.versionNumber) ?? currentVersion(referral)
  const going = itemsToHandOn(version, items, evidence)
  if (going instanceof Rejection) return going

  // As it was computed last: the calendar may have been corrected since the decision.
  const dueAt = runningDeadline(referral.deadlines, handoverClock, decisionNumber)?.dueAt ?? due.dueAt
  const late = dueAt !== null && Date.parse(act.at) >= Date.parse(dueAt)
  const content = handoverContent(referral, version, { going, decision, reasonsExcerpts })
  const sending: HandoverSending = {
    id,
    decisionNumber,
    to: receiver,
    late,
    reasonsExcerpts,
    evidence: going.map(({ state }) => state.id),
    chosen: evidence !== null,
  }
  return {
    referral: [{ type: 'CriminalHandoverSent', data: sending }],
    handover: [{ type: 'HandoverSent', data: { id, referralId: referral.id, receiver, dueAt, late, content } }],
    evidence: handedOn(going, version.content, sending),
  }
}

/** What whoever sent it had asked for. */
function said({ reasonsExcerpts, evidence = [], chosen = false }: HandoverSending) {
  return { reasonsExcerpts, evidence: chosen ? evidence.toSorted() : null }
}

/** What the receiving agency does with it. */
export function decideHandover(handover: Handover, command: HandoverCommand): HandoverEvent[] | Rejection {
  if (command.type === 'ReceiveHandover') {
    return handover.receipt === null ? [{ type: 'HandoverReceived', data: {} }] : []
  }
  const { report } = command
  const standing = handover.reports.find(({ outcome }) => outcome === report.outcome)
  if (standing !== undefined) {
    const { act: _, ...said } = standing
    return repeated(said, report)
  }
  if (!movesFrom<HandoverStatus>(handoverMoves[report.outcome], handover.status)) return new Rejection('R-CRH-04')
  if ((report.registrationNumber !== null) !== (report.outcome === 'registered')) {
    return new Rejection('R-CRH-06', [{ pointer: '/registrationNumber', code: 'rule' }])
  }
  return [{ type: 'HandoverOutcomeReported', data: report }]
}

/** Rebuilds a hand-over from its log. An event that does not fit means the log is corrupt, so we stop rather than guess. */
export function evolveHandover(handover: Handover | undefined, { act, ...event }: Recorded<HandoverEvent>): Handover {
  if (event.type === 'HandoverSent') {
    if (handover !== undefined) throw new Error('HandoverSent twice')
    return {
      ...event.data,
      sender: act.agency,
      status: 'sent',
      sending: act,
      receipt: null,
      reports: [],
      changedAt: act.at,
    }
  }
  if (handover === undefined) throw new Error(`${event.type} before HandoverSent`)
  const changed = { ...handover, changedAt: act.at }
  switch (event.type) {
    case 'HandoverReceived':
      return { ...changed, status: 'received', receipt: { act } }
    case 'HandoverOutcomeReported':
      return { ...changed, status: event.data.outcome, reports: [...handover.reports, { ...event.data, act }] }
    case 'HandoverTransferred':
      // What the old holder received, it received; a receipt and what was reported stand with whose they are.
      return {
        ...changed,
        receiver: event.data.to,
        transfers: [...(handover.transfers ?? []), { ...event.data, act }],
      }
  }
}

/** The outcomes that can be reported now. */
export function possibleOutcomes({ status }: Pick<Handover, 'status'>): HandoverOutcome[] {
  return handoverOutcomes.filter(outcome => movesFrom<HandoverStatus>(handoverMoves[outcome], status))
}

function handoverContent(
  referral: Referral,
  { content, manifest }: FrozenVersion,
  {
    going,
    decision,
    reasonsExcerpts,
  }: {
    readonly going: readonly EvidenceAt[]
    readonly decision: DecisionOnRecord
    readonly reasonsExcerpts: readonly string[]
  },
): HandoverContent {
  const person = personOf(knownPersons(referral), decision.reportedPersonId)?.person
  if (person === undefined) throw new Error('a decision is about a person of its referral')
  const { number, track, outcome, criminalProvisions = [], instrument, legalBasis, act } = decision
  return {
    person: withoutNik(person),
    conduct: { ...conductOf(content), ...(content.knownAt && { knownAt: content.knownAt }) },
    evidence: going.map(item => handedItem(item, content)),
    evidenceWithheld: manifest.length - going.length,
    decision: {
      number,
      track,
      outcome,
      criminalProvisions,
      instrument,
      legalBasis,
      reasonsExcerpts,
      issuedAt: act.at,
      revision: decision.corrections.length + 1,
    },
  }
}

function withoutNik(person: ReportedPerson): ReportedPerson {
  if (person.identification === 'unidentified') return person
  const { nik: _, ...known } = person
  return known
}

import type { RuleId } from './rules.ts'

export const violationStatuses = ['draft', 'documented', 'referred', 'dismissed'] as const
export type ViolationStatus = (typeof violationStatuses)[number]

export const referralStatuses = [
  'sent',
  'received',
  'returned',
  'accepted',
  'under-examination',
  'decided',
  'closed',
  'rejected',
  'withdrawn',
] as const
export type ReferralStatus = (typeof referralStatuses)[number]

/** A violation has at most one referral in these; the index `one_open_referral_per_violation` holds it. */
export const openStatuses: readonly ReferralStatus[] = [
  'sent',
  'received',
  'returned',
  'accepted',
  'under-examination',
  'decided',
]

/** While its referral is in one of these, the violation is the sender's to change again. */
export const releasedStatuses: readonly ReferralStatus[] = ['returned', 'rejected', 'withdrawn']

/** `from` lists the states in which the act is possible, `to` where it leads; `null` where the state stays. */
type Move<Status> = { from: readonly Status[]; to: Status | null; otherwise: RuleId }

/** What may be done to a violation in which state. docs/life-cycles.md is made from this table. */
export const violationMoves = {
  change: { from: ['draft', 'documented'], to: null, otherwise: 'R-VIO-02' },
  documentation: { from: ['draft'], to: 'documented', otherwise: 'R-VIO-09' },
  referral: { from: ['documented'], to: 'referred', otherwise: 'R-REF-01' },
  dismissal: { from: ['draft', 'documented'], to: 'dismissed', otherwise: 'R-VIO-05' },
} as const satisfies Record<string, Move<ViolationStatus>>
export type ViolationAct = keyof typeof violationMoves

/** What may be done to a referral in which state. docs/life-cycles.md is made from this table. */
export const referralMoves = {
  receipt: { from: ['sent'], to: 'received', otherwise: 'R-REF-05' },
  acceptance: { from: ['received'], to: 'accepted', otherwise: 'R-REF-06' },
  return: { from: ['received'], to: 'returned', otherwise: 'R-REF-06' },
  rejection: { from: ['received', 'returned'], to: 'rejected', otherwise: 'R-REF-06' },
  resubmission: { from: ['returned'], to: 'sent', otherwise: 'R-REF-08' },
  supplement: { from: ['received', 'accepted', 'under-examination'], to: null, otherwise: 'R-REF-23' },
  withdrawal: { from: ['sent', 'received', 'returned'], to: 'withdrawn', otherwise: 'R-REF-11' },
  'withdrawal-request': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-REF-12' },
  'withdrawal-consent': { from: ['accepted', 'under-examination'], to: 'withdrawn', otherwise: 'R-REF-13' },
  'withdrawal-refusal': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-REF-13' },
  // Whom a predecessor has decided on is decided: where that is everybody, so is the referral.
  assignment: { from: ['accepted'], to: 'under-examination', otherwise: 'R-REF-14' },
  question: {
    from: ['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided'],
    to: null,
    otherwise: 'R-REF-16',
  },
  answer: {
    from: ['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided'],
    to: null,
    otherwise: 'R-REF-16',
  },
  'decision-draft': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-DEC-01' },
  'decision-revision': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-DEC-01' },
  // The last draft cancelled, like the last decision issued, leaves nothing to examine.
  'decision-cancellation': {
    from: ['under-examination', 'decided', 'closed'],
    to: 'decided',
    otherwise: 'R-DEC-01',
  },
  issuance: { from: ['under-examination', 'decided', 'closed'], to: 'decided', otherwise: 'R-DEC-01' },
  annulment: { from: ['under-examination', 'decided'], to: 'under-examination', otherwise: 'R-DEC-10' },
  closure: { from: ['decided'], to: 'closed', otherwise: 'R-REF-15' },
  'copy-giving': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-CPY-01' },
  'copy-ending': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-CPY-01' },
  'reporter-request': { from: ['accepted', 'under-examination', 'decided'], to: null, otherwise: 'R-RPT-01' },
  'reporter-consent': { from: ['accepted', 'under-examination', 'decided'], to: null, otherwise: 'R-RPT-04' },
  'reporter-refusal': { from: ['accepted', 'under-examination', 'decided'], to: null, otherwise: 'R-RPT-04' },
  // Of a closed one too, because an appeal may demand a decision and somebody must draft it.
  reassignment: { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-OFF-01' },
  'person-identification': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-PER-03' },
  // Two persons who are one may leave nobody without a decision: the referral is decided then.
  'person-merge': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-PER-03' },
  'person-split': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-PER-03' },
  'person-change-revocation': { from: ['accepted', 'under-examination'], to: null, otherwise: 'R-PER-03' },
  implication: { from: ['accepted', 'under-examination', 'decided'], to: null, otherwise: 'R-CPY-09' },
  'implication-revocation': {
    from: ['accepted', 'under-examination', 'decided'],
    to: null,
    otherwise: 'R-CPY-09',
  },
  'decision-correction': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-DEC-17' },
  'handover-sending': { from: ['under-examination', 'decided', 'closed'], to: null, otherwise: 'R-CRH-01' },
} as const satisfies Record<string, Move<ReferralStatus>>
export type ReferralAct = keyof typeof referralMoves

/** Whether the table lets this act happen in this state. */
export function movesFrom<Status>(move: { from: readonly Status[] }, status: Status): boolean {
  return move.from.includes(status)
}

/** The state of a violation as its agency sees it: a referral given back frees the violation again. */
export function effectiveStatus(own: ViolationStatus, referral: ReferralStatus | undefined): ViolationStatus {
  const released = own === 'referred' && referral !== undefined && releasedStatuses.includes(referral)
  return released ? 'documented' : own
}

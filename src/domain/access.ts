import type { MandateKind, Role } from './agencies.ts'

/**
 * `owner` records a violation; `sender` and `receiver` are the two parties of a referral; `recipient` was given a
 * redacted copy that has not ended; `former-receiver` had begun a matter before it went to a successor, or had a hand-over that had ended by then. `obliged` must act on a decision; `notified` got a step addressed to it because the
 * obliged agency was silent; `concerned` are these and the parties.
 */
export type Side =
  | 'owner'
  | 'sender'
  | 'receiver'
  | 'either'
  | 'recipient'
  | 'former-receiver'
  | 'any'
  | 'obliged'
  | 'obliged-or-receiver'
  | 'notified'
  | 'concerned'

type Access = {
  /** Of somebody with several of them, it is done in the first in which the rules let it be. */
  readonly roles: readonly Role[]
  readonly side: Side
  /** The mandate the acting agency must hold on the day; null where being a party is enough. */
  readonly mandate: MandateKind | null
  /**
   * An act of a person: somebody answers for it as a second pair of eyes, or learns of a person what a system has no use for. A
   * machine client is refused it (R-ACC-06), with whatever role.
   */
  readonly persons?: true
}

const parties: readonly Role[] = ['recorder', 'referrer', 'intake-officer', 'case-officer', 'commissioner']
const everybody: readonly Role[] = [
  ...parties,
  'personnel-officer',
  'compliance-officer',
  'election-officer',
  'observer',
  'auditor',
  'archivist',
  'integrator',
]

/** Whoever must act on a decision: a personnel authority, and beyond the last of them whoever keeps personnel data. */
const execution: readonly Role[] = ['personnel-officer', 'compliance-officer']

/** Who works on what follows from a decision at an agency that is no party. */
const outside: readonly Role[] = [...execution, 'election-officer']

/** Who may ask for emergency access, and nothing else about a case. */
const oversight = ['election-officer', 'compliance-officer'] as const satisfies readonly Role[]
export type OversightRole = (typeof oversight)[number]

/**
 * Who may do what: the one table. Route checks, `allowedActions`, docs/access.md and the
 * "who may call it" lines of the API description are made from it.
 */
export const access = {
  'violation-recording': { roles: ['recorder'], side: 'any', mandate: 'neutrality-monitoring' },
  'violation-reading': { roles: ['recorder', 'referrer'], side: 'owner', mandate: null },
  // Whoever may do it as a referrer, marks only, and may send it after that.
  change: { roles: ['referrer', 'recorder'], side: 'owner', mandate: 'neutrality-monitoring' },
  documentation: { roles: ['recorder'], side: 'owner', mandate: 'neutrality-monitoring' },
  referral: { roles: ['referrer'], side: 'owner', mandate: 'neutrality-monitoring' },
  dismissal: { roles: ['referrer'], side: 'owner', mandate: 'neutrality-monitoring' },

  'evidence-recording': { roles: ['recorder'], side: 'owner', mandate: 'neutrality-monitoring' },
  'evidence-change': { roles: ['recorder'], side: 'owner', mandate: 'neutrality-monitoring' },
  'evidence-seal': { roles: ['recorder'], side: 'owner', mandate: 'neutrality-monitoring' },
  'evidence-exclusion': { roles: ['recorder', 'referrer'], side: 'owner', mandate: 'neutrality-monitoring' },
  'evidence-erasure': { roles: ['referrer'], side: 'owner', mandate: null, persons: true },
  'evidence-reading': { roles: parties, side: 'either', mandate: null },
  'evidence-opening': { roles: parties, side: 'either', mandate: null },
  'evidence-download': { roles: parties, side: 'either', mandate: null },
  // Custody follows the referral: these are part of sending, receipt, and of every act that gives a referral back.
  'evidence-taking-over': { roles: ['intake-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'evidence-giving-back': { roles: ['intake-officer', 'commissioner', 'referrer'], side: 'either', mandate: null },
  // The service's own: no token can carry a role for it.
  'evidence-scan': { roles: [], side: 'owner', mandate: null },

  'referral-reading': { roles: parties, side: 'either', mandate: null },
  receipt: { roles: ['intake-officer'], side: 'receiver', mandate: 'merit-supervision' },
  acceptance: { roles: ['intake-officer'], side: 'receiver', mandate: 'merit-supervision' },
  return: { roles: ['intake-officer'], side: 'receiver', mandate: 'merit-supervision' },
  rejection: { roles: ['intake-officer'], side: 'receiver', mandate: 'merit-supervision' },
  resubmission: { roles: ['referrer'], side: 'sender', mandate: 'neutrality-monitoring' },
  supplement: { roles: ['referrer'], side: 'sender', mandate: 'neutrality-monitoring' },
  withdrawal: { roles: ['referrer'], side: 'sender', mandate: null },
  'withdrawal-request': { roles: ['referrer'], side: 'sender', mandate: null },
  'withdrawal-consent': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'withdrawal-refusal': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  assignment: { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  question: { roles: ['recorder', 'case-officer', 'intake-officer'], side: 'either', mandate: null },
  answer: { roles: ['recorder', 'case-officer', 'intake-officer'], side: 'either', mandate: null },
  'decision-draft': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'decision-revision': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'decision-evidence': { roles: ['case-officer', 'commissioner'], side: 'receiver', mandate: null },
  'decision-cancellation': { roles: ['case-officer', 'commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  issuance: { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision', persons: true },
  annulment: { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  closure: { roles: ['referrer'], side: 'sender', mandate: null },
  'copy-giving': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'copy-ending': { roles: ['commissioner'], side: 'receiver', mandate: null },
  'copy-reading': { roles: ['personnel-officer', 'compliance-officer'], side: 'recipient', mandate: null },
  'copy-evidence-opening': { roles: ['personnel-officer', 'compliance-officer'], side: 'recipient', mandate: null },

  'violation-access-reading': { roles: ['recorder', 'referrer', 'auditor'], side: 'owner', mandate: null },
  'referral-access-reading': {
    roles: ['recorder', 'referrer', 'commissioner', 'auditor'],
    side: 'either',
    mandate: null,
  },
  // Of the auditor's own agency, and of nobody else's.
  'read-record-reading': { roles: ['auditor'], side: 'any', mandate: null },
  'refusal-reading': { roles: ['auditor'], side: 'any', mandate: null },

  // Who of these roles, is a matter of each case: `waysToReporter` in reporter.ts.
  'reporter-reading': { roles: ['recorder'], side: 'owner', mandate: null, persons: true },
  'reporter-request': {
    roles: ['case-officer', 'commissioner'],
    side: 'receiver',
    mandate: 'merit-supervision',
    persons: true,
  },
  'reporter-consent': { roles: ['referrer'], side: 'sender', mandate: null, persons: true },
  'reporter-refusal': { roles: ['referrer'], side: 'sender', mandate: null, persons: true },
  'reporter-opening': {
    roles: ['case-officer', 'commissioner'],
    side: 'receiver',
    mandate: 'merit-supervision',
    persons: true,
  },

  'directory-reading': { roles: everybody, side: 'any', mandate: null },

  // The law is public.
  'catalogue-reading': { roles: everybody, side: 'any', mandate: null },

  reassignment: { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  recusal: { roles: parties, side: 'either', mandate: null },
  'recusal-reading': { roles: ['commissioner', 'referrer', 'auditor'], side: 'either', mandate: null },
  'recusal-lifting': { roles: ['commissioner', 'referrer'], side: 'either', mandate: null, persons: true },
  // The same for whoever sees an obligation, a copy or a hand-over of the case. An agency that is no party has nobody who supervises, so a
  // colleague in the same role lifts it (R-OFF-15); one that is a party as well has, and there the two acts above are done instead.
  'concerned-recusal': { roles: outside, side: 'any', mandate: null },
  'concerned-recusal-reading': { roles: [...outside, 'auditor'], side: 'any', mandate: null },
  'concerned-recusal-lifting': { roles: outside, side: 'any', mandate: null, persons: true },
  departure: { roles: ['commissioner', 'referrer'], side: 'any', mandate: null, persons: true },
  'departure-reading': { roles: ['commissioner', 'referrer'], side: 'any', mandate: null },
  // The service's own: a case goes to the successor of an officer who has left.
  succession: { roles: [], side: 'receiver', mandate: null },
  // Oversight from outside: one referral, two persons, minutes. The mandate is one of two, so the domain looks at it.
  'emergency-request': { roles: oversight, side: 'any', mandate: null, persons: true },
  'emergency-confirmation': { roles: oversight, side: 'any', mandate: null, persons: true },
  'emergency-reading': { roles: oversight, side: 'any', mandate: null, persons: true },
  'emergency-record': { roles: oversight, side: 'any', mandate: null },
  // Who the reported persons are is found out by whoever examines; the sender tells what it knows by answer or supplement.
  'person-identification': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'person-merge': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'person-split': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  'person-change-revocation': { roles: ['case-officer'], side: 'receiver', mandate: 'merit-supervision' },
  // Who is part of a case is often found out while it is examined.
  implication: { roles: ['case-officer', 'commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'implication-revocation': {
    roles: ['case-officer', 'commissioner'],
    side: 'receiver',
    mandate: 'merit-supervision',
    persons: true,
  },
  // Among the referrals that the same agency received; at the owner it is part of reading a violation.
  'duplicate-hint-reading': {
    roles: ['intake-officer', 'case-officer', 'commissioner'],
    side: 'receiver',
    mandate: null,
  },
  // The service's own: it tells the parties.
  'emergency-notice': { roles: [], side: 'sender', mandate: null },
  // Counts of what the own agency is party to; observers get them rounded.
  'statistics-reading': { roles: [...parties, 'observer'], side: 'any', mandate: null },
  // The service's own: the matters of an agency go to its successor on the day.
  'agency-succession': { roles: [], side: 'receiver', mandate: null },
  'agency-succession-reading': {
    roles: [...parties, 'election-officer', 'auditor', 'archivist'],
    side: 'any',
    mandate: null,
  },
  'former-referral-reading': { roles: ['archivist'], side: 'former-receiver', mandate: null },
  'former-handover-reading': { roles: ['archivist'], side: 'former-receiver', mandate: null },
  // Deadlines follow the referral: part of every act that starts or ends one.
  'deadline-keeping': {
    roles: ['referrer', 'intake-officer', 'case-officer', 'commissioner'],
    side: 'either',
    mandate: null,
  },
  // The service's own: it warns, and computes anew when the law changes.
  'deadline-watch': { roles: [], side: 'sender', mandate: null },

  'decision-correction': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision', persons: true },
  // A hand-over is a referral of its own: its sender has decided, its receiver runs the election-crime track.
  'handover-sending': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision', persons: true },
  'handover-reading': { roles: ['case-officer', 'commissioner', 'election-officer'], side: 'either', mandate: null },
  // What went with it: for whoever runs the track, and not for its sender, who has the evidence with the referral.
  'handover-evidence-reading': { roles: ['election-officer'], side: 'receiver', mandate: null },
  'handover-evidence-opening': { roles: ['election-officer'], side: 'receiver', mandate: 'election-supervision' },
  'handover-evidence-download': { roles: ['election-officer'], side: 'receiver', mandate: 'election-supervision' },
  'handover-receipt': { roles: ['election-officer'], side: 'receiver', mandate: 'election-supervision' },
  'handover-outcome': { roles: ['election-officer'], side: 'receiver', mandate: 'election-supervision' },

  'obligation-reading': { roles: [...parties, ...execution], side: 'concerned', mandate: null },
  'obligation-receipt': { roles: execution, side: 'obliged', mandate: null },
  'execution-report': { roles: execution, side: 'obliged', mandate: null },
  'obligation-addressing': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'deviation-acceptance': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'deviation-refusal': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'obligation-lapse': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  // Of the agency that decided, a commissioner's word counts by itself.
  'appeal-recording': { roles: ['commissioner', ...execution], side: 'obliged-or-receiver', mandate: null },
  'appeal-outcome': { roles: ['commissioner', ...execution], side: 'obliged-or-receiver', mandate: null },
  'outcome-acceptance': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision', persons: true },
  'outcome-refusal': { roles: ['commissioner'], side: 'receiver', mandate: 'merit-supervision' },
  'step-receipt': { roles: execution, side: 'notified', mandate: null },
  'data-block': { roles: ['compliance-officer'], side: 'notified', mandate: 'civil-service-administration' },
  'data-unblock': { roles: ['compliance-officer'], side: 'notified', mandate: 'civil-service-administration' },
  // The service's own: silence escalates.
  escalation: { roles: [], side: 'receiver', mandate: 'merit-supervision' },

  // Of one's own agency: that something happened, and never what.
  'feed-reading': { roles: [...parties, 'integrator'], side: 'any', mandate: null },
  // Of one's own agency: where bells are delivered, and what became of each.
  'webhook-keeping': { roles: ['integrator'], side: 'any', mandate: null },
  // Which list is whose, is in docs/work-lists.md.
  'work-list-reading': { roles: [...parties, ...execution, 'election-officer'], side: 'any', mandate: null },
} as const satisfies Record<string, Access>
export type Act = keyof typeof access

/** Whether only a person may do this. */
export function isForPersons(act: Act): boolean {
  const row: Access = access[act]
  return row.persons === true
}

/**
 * Those of the caller's roles that the table allows for this act, in the order of the table, whatever the order in the token:
 * the act is done in the first in which the rules let it be.
 */
export function rolesFor(act: Act, callerRoles: readonly Role[]): Role[] {
  return access[act].roles.filter(role => callerRoles.includes(role))
}

/** The first of these, or undefined when there is none. */
export function roleFor(act: Act, callerRoles: readonly Role[]): Role | undefined {
  return rolesFor(act, callerRoles)[0]
}

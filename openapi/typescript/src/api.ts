// Made from ../../openapi.json by `npm run openapi`; do not change it by hand.
import type { Version } from './version.ts'

/** A body that is not JSON. A stream can be sent once only, so such a request is not repeated. */
export type Bytes = Blob | Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>

/** How the officer found the items that the service cannot look at; it may be left out. */
export type AcceptanceInput = {
  /** What the officer found, of the items left to the officer. */
  marks?: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** How the officer found it. */
    mark: 'met' | 'not-met'
    /** In words. */
    note?: string
  }[]
}

/** Who may see the case, and why. */
export type AccessEntry = {
  /** An agency of the directory, by its short name. */
  agency: string
  /** What makes it so: the side of the agency, a redacted copy, an emergency access, that it had begun the matter before a succession, or an obligation. */
  relation: 'owner' | 'sender' | 'receiver' | 'recipient' | 'overseer' | 'former-receiver' | 'concerned'
  /** Through which referral; null for the violation itself. */
  referralId: string | null
  /** What may be done: a row of the access table. */
  act: 'violation-recording' | 'violation-reading' | 'change' | 'documentation' | 'referral' | 'dismissal' | 'evidence-recording' | 'evidence-change' | 'evidence-seal' | 'evidence-exclusion' | 'evidence-erasure' | 'evidence-reading' | 'evidence-opening' | 'evidence-download' | 'evidence-taking-over' | 'evidence-giving-back' | 'evidence-scan' | 'referral-reading' | 'receipt' | 'acceptance' | 'return' | 'rejection' | 'resubmission' | 'supplement' | 'withdrawal' | 'withdrawal-request' | 'withdrawal-consent' | 'withdrawal-refusal' | 'assignment' | 'question' | 'answer' | 'decision-draft' | 'decision-revision' | 'decision-evidence' | 'decision-cancellation' | 'issuance' | 'annulment' | 'closure' | 'copy-giving' | 'copy-ending' | 'copy-reading' | 'copy-evidence-opening' | 'violation-access-reading' | 'referral-access-reading' | 'read-record-reading' | 'refusal-reading' | 'reporter-reading' | 'reporter-request' | 'reporter-consent' | 'reporter-refusal' | 'reporter-opening' | 'directory-reading' | 'catalogue-reading' | 'reassignment' | 'recusal' | 'recusal-reading' | 'recusal-lifting' | 'concerned-recusal' | 'concerned-recusal-reading' | 'concerned-recusal-lifting' | 'departure' | 'departure-reading' | 'succession' | 'emergency-request' | 'emergency-confirmation' | 'emergency-reading' | 'emergency-record' | 'person-identification' | 'person-merge' | 'person-split' | 'person-change-revocation' | 'implication' | 'implication-revocation' | 'duplicate-hint-reading' | 'emergency-notice' | 'statistics-reading' | 'agency-succession' | 'agency-succession-reading' | 'former-referral-reading' | 'former-handover-reading' | 'deadline-keeping' | 'deadline-watch' | 'decision-correction' | 'handover-sending' | 'handover-reading' | 'handover-evidence-reading' | 'handover-evidence-opening' | 'handover-evidence-download' | 'handover-receipt' | 'handover-outcome' | 'obligation-reading' | 'obligation-receipt' | 'execution-report' | 'obligation-addressing' | 'deviation-acceptance' | 'deviation-refusal' | 'obligation-lapse' | 'appeal-recording' | 'appeal-outcome' | 'outcome-acceptance' | 'outcome-refusal' | 'step-receipt' | 'data-block' | 'data-unblock' | 'escalation' | 'feed-reading' | 'webhook-keeping' | 'work-list-reading' | (string & {})
  /** In which roles, of those that the agency may give on this day. */
  roles: ('recorder' | 'referrer' | 'intake-officer' | 'case-officer' | 'commissioner' | 'personnel-officer' | 'compliance-officer' | 'election-officer' | 'observer' | 'auditor' | 'archivist' | 'integrator' | (string & {}))[]
  /** The one person who may; null when it is whoever has the role. */
  person: string | null
  /** The rule that allows it. */
  rule: string
  /** Until when; null when no end is known. */
  until: string | null
}

/** Who can see a case and by which rule, and who has seen it. */
export type AccessExplanation = {
  /** When this was so. */
  at: string
  /** Who can see the case now, by which row of the access table. */
  canSee: AccessEntry[]
  /** Who has seen something of it, the latest first. */
  seenBy: SightingEntry[]
  /** Whether `seenBy` has everybody; it has at most 1000 entries. */
  complete: boolean
}

/** Who did something, for which agency, in which role and when. */
export type ActRecord = {
  /** When, by the database's clock. */
  at: string
  /** An agency of the directory, by its short name. */
  agency: string
  /** In which role; or which job of the service did it, for the agency. */
  role: 'recorder' | 'referrer' | 'intake-officer' | 'case-officer' | 'commissioner' | 'personnel-officer' | 'compliance-officer' | 'election-officer' | 'observer' | 'auditor' | 'archivist' | 'integrator' | 'evidence-scanner' | 'evidence-scrubber' | 'case-succession' | 'emergency-notice' | 'agency-succession' | 'deadline-watch' | 'obligation-sweep' | (string & {})
  /** Who: the same person always has the same id, which says nothing about them. */
  person: string
  /** Whether a person, a machine client or the service acted. */
  kind: 'person' | 'client' | 'system'
}

/** Whose authority the person is under, where the case did not say. */
export type AddresseeInput = {
  /** The personnel authority of the person. The obligation goes past it where it is part of the case. */
  personnelAuthority: string
}

/** An agency of the directory. */
export type Agency = {
  /** An agency of the directory, by its short name. */
  id: string
  /** What kind of agency it is. */
  kind: string
  /** Its name. */
  name: {
    /** In English. */
    en: string
    /** In Indonesian. */
    id: string
  }
  /** Who stands above it, when it is itself implicated. */
  higherAuthority: string | null
  /** Its mandates, past and present. */
  mandates: {
    /** What it may do by law. */
    mandate: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
    /** The first day. */
    from: string
    /** Null while no end is known. */
    to: string | null
    /** On which basis. */
    legalBasis: string
  }[]
}

/** The agency directory. */
export type AgencyList = {
  /** By id. */
  items: Agency[]
}

/** Why a decision is annulled. */
export type AnnulmentInput = {
  /** Why: a code of `reason-codes` (`annulment`). */
  reason: string
  /** Why, in words. */
  explanation: string
}

/** An answer. */
export type AnswerInput = {
  /** The text. */
  text: string
}

/** An objection or administrative appeal, with who recorded it. */
export type Appeal = {
  /** When. */
  at: string
  /** An agency of the directory, by its short name. */
  agency: string
  /** Who; null where that is another agency’s affair. */
  by: ActRecord | null
  /** Counts in the obligation. */
  number: number
  /** `objection` (keberatan): to the authority. `administrative-appeal` (banding administratif): to the appeal body, against a dismissal. Which of them is open, the sanction says (`remedy` in `/v1/catalogue/sanctions`). */
  kind: 'objection' | 'administrative-appeal'
  /** When it was filed. */
  filedOn: string
  /** The decision of the obliged agency that it is against, as the agency has reported it. */
  against: {
    /** Its number. */
    number: string
    /** Its date. */
    date: string
    /** When the person received it. */
    receivedOn: string
  }
  /** Whether the penalty waits for the outcome, until that is due. */
  suspends: boolean
  /** The report of the instrument that it is against; null of what was recorded before reports were asked for. */
  reportNumber: number | null
  /** Filed in time. What was filed late is inadmissible by itself. */
  admissible: boolean
  /** By when it had to be filed; null where the law names no clock. */
  filing: DeadlineComputation | null
  /** By when it is to be answered, and until when it suspends; null where it is not. */
  answerDue: DeadlineComputation | null
  /** What `answerDue` was before the law was corrected, in order. */
  earlierAnswerDue: DeadlineComputation[]
  /** Null until then. */
  foundOverdueAt: string | null
  /** Null until decided. */
  decision: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** What was decided about the penalty. */
    outcome: 'uphold' | 'lighten' | 'aggravate' | 'annul' | 'inadmissible'
    /** The decision on the appeal. */
    instrument: {
      /** Its number. */
      number: string
      /** Its date. */
      date: string
    }
    /** In words. */
    explanation: string
    /** Only with `lighten` and `aggravate`: what it leads to. */
    penaltyClass?: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
    /** An outcome that annuls, lightens or aggravates, and that the obliged agency or a machine client recorded, waits for the receiving agency. */
    standing: 'waiting' | 'accepted'
    /** Null where none was needed, or none was given yet. */
    answer: {
      /** When. */
      at: string
      /** An agency of the directory, by its short name. */
      agency: string
      /** Who; null where that is another agency’s affair. */
      by: ActRecord | null
    } | null
  } | null
  /** What was recorded and the receiving agency has refused, in order. */
  refusedOutcomes: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** What was decided about the penalty. */
    outcome: 'uphold' | 'lighten' | 'aggravate' | 'annul' | 'inadmissible'
    /** The decision on the appeal. */
    instrument: {
      /** Its number. */
      number: string
      /** Its date. */
      date: string
    }
    /** In words. */
    explanation: string
    /** Only with `lighten` and `aggravate`: what it leads to. */
    penaltyClass?: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
    /** The refusal. */
    answer: {
      /** When. */
      at: string
      /** An agency of the directory, by its short name. */
      agency: string
      /** Who; null where that is another agency’s affair. */
      by: ActRecord | null
      /** Why not. */
      explanation: string
    }
  }[]
}

/** An objection or administrative appeal of the person (PP 79/2021). */
export type AppealInput = {
  /** `objection` (keberatan): to the authority. `administrative-appeal` (banding administratif): to the appeal body, against a dismissal. Which of them is open, the sanction says (`remedy` in `/v1/catalogue/sanctions`). */
  kind: 'objection' | 'administrative-appeal'
  /** When it was filed. */
  filedOn: string
  /** The decision of the obliged agency that it is against, as the agency has reported it. */
  against: {
    /** Its number. */
    number: string
    /** Its date. */
    date: string
    /** When the person received it. */
    receivedOn: string
  }
  /** Whether the penalty waits for the outcome, until that is due. */
  suspends: boolean
}

/** The outcome of an appeal. */
export type AppealOutcomeInput = {
  /** What was decided about the penalty. */
  outcome: 'uphold' | 'lighten' | 'aggravate' | 'annul' | 'inadmissible'
  /** The decision on the appeal. */
  instrument: {
    /** Its number. */
    number: string
    /** Its date. */
    date: string
  }
  /** In words. */
  explanation: string
  /** Only with `lighten` and `aggravate`: what it leads to. */
  penaltyClass?: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
}

/** Who examines the case. */
export type AssignmentInput = {
  /** The case officer, by the `sub` of their access tokens from the agency's own issuer. It is not checked whether they have called yet. */
  officer: string
}

/** Who changed a catalogue, when and why. */
export type CatalogueChangeList = {
  /** The newest first. */
  items: {
    /** Counts 1, 2, 3, … in the catalogue. */
    version: number
    /** The day of the change. */
    date: string
    /** Who changed it. */
    by: string
    /** Why. */
    why: string
    /** Null when a later version was the first to come here. */
    digest: string | null
    /** When the service put it on record. */
    recordedAt: string
  }[]
}

/** The catalogues of the law, each with its last change. */
export type CatalogueIndex = {
  /** By name. */
  items: {
    /** The catalogue. */
    name: 'violation-types' | 'provisions' | 'sanctions' | 'criminal-provisions' | 'checklists' | 'reason-codes' | 'contests' | 'clocks' | 'calendars' | 'regions' | 'escalation-steps' | (string & {})
    /** Its version: how often it was changed, its making included. */
    version: number
    /** How many rows it has, past and future ones included. */
    rows: number
    /** SHA-256 of its rows in canonical form (RFC 8785). */
    digest: string
    /** One change of a catalogue. */
    lastChange: {
      /** Counts 1, 2, 3, … in the catalogue. */
      version: number
      /** The day of the change. */
      date: string
      /** Who changed it. */
      by: string
      /** Why. */
      why: string
    }
  }[]
}

/** Rows of one catalogue; `catalogue` says which, and so of which kind they are. */
export type CataloguePage = {
  /** Which catalogue it is. */
  catalogue: 'violation-types'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: ViolationType[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'provisions'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Provision[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'sanctions'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Sanction[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'criminal-provisions'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: CriminalProvision[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'checklists'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Checklist[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'reason-codes'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: ReasonCode[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'contests'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Contest[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'clocks'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Clock[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'calendars'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: WorkingCalendar[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'regions'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: Region[]
  /** The path of the next page, or null on the last. */
  next: string | null
} | {
  /** Which catalogue it is. */
  catalogue: 'escalation-steps'
  /** Its version: how often it was changed, its making included. */
  version: number
  /** The day on which these rows are valid (Asia/Jakarta). */
  asOf: string
  /** In the order of the file. */
  items: EscalationStep[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** What a receiver asks of a referral. */
export type Checklist = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** Violation types that it is for; empty: all that have none of their own. */
  violationTypes: string[]
  /** The requirements. */
  items: {
    /** The code that a return cites. */
    code: string
    /** A formal or a material requirement. */
    kind: 'formal' | 'material'
    /** The requirement in the receiver’s words. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The instrument and article as it is cited. */
    legalBasis: string
    /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
    confidence: 'sourced' | 'unverified' | 'inferred'
    /** What the service looks at by itself; null: the receiver’s officer judges. */
    test: {
      /** A member of the content that must be there; `*` for every element. */
      present: string
    } | {
      /** So many clean items of evidence. */
      leastEvidence: number
    } | null
    /** Whether a gap will be returned, or is only advised against. */
    required: boolean
  }[]
  /** How often a referral may be returned under it. */
  mostRounds: number
  /** A clock. */
  completionClock: string
}

/** The checklist under which something was done; it does not change with the catalogue. */
export type CitedChecklist = {
  /** Which checklist, by its code in `/v1/catalogue/checklists`. */
  code: string
  /** Of the catalogue that it was read from. */
  version: number
}

/** Which rows of the joint decree fit an act, and why. It decides nothing: the receiving agency alone does. */
export type Classification = {
  /** The day of the act (Asia/Jakarta), by which rows are valid. */
  date: string
  /** The contests that the act may be about. */
  contests: {
    /** The contest. */
    code: string
    /** Its name. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** What candidates were in it at that instant. */
    status: 'prospective' | 'fixed' | 'over' | 'unknown'
  }[]
  /** Null when no contest says it, or several say different things. */
  candidateStatus: 'prospective' | 'fixed' | null
  /** How the day and the status were found. */
  steps: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }[]
  /** The rows that fit. */
  fits: {
    type: ViolationType
    /** The articles that it breaches, as valid on that day. */
    breaches: Provision[]
    /** The articles that set the class of penalty. */
    penaltyProvisions: Provision[]
    /** Where it fits; empty: the candidate does not matter. */
    contests: string[]
    /** Why it fits. */
    why: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }[]
  }[]
  /** Rows about the same act that do not fit. */
  nearly: {
    type: ViolationType
    /** What is in the way. */
    whyNot: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }[]
  }[]
}

/** A legal deadline as the law states it. */
export type Clock = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** The event that starts it. */
  startsOn: string
  /** How long it is. */
  length: number
  /** In which unit. */
  unit: 'calendar-day' | 'working-day' | 'hour'
  /** Null for calendar days and hours. */
  calendar: string | null
  /** Backward clocks end before their start. */
  direction: 'forward' | 'backward'
  /** Whether the day of the start is the first that counts. */
  countsStartDay: boolean
  /** Whether an end on a day of rest moves to the next working day. */
  rollsForward: boolean
  /** The time zone of its days. */
  zone: string
  /** Null: of somebody outside the service. */
  bearer: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision' | null
  /** What happens when it has run out. */
  onExpiry: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
}

/** What a deadline is computed from. */
export type ComputationInput = {
  /** What starts the clock: a moment, or for days a date in its zone. */
  start: string
  /** What does not count. */
  suspensions?: Suspension[]
}

/** An election with its calendar. */
export type Contest = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** General or regional elections. */
  regime: 'pemilu' | 'pilkada'
  /** What is voted on. */
  offices: ('president' | 'dpr' | 'dpd' | 'dprd' | 'governor' | 'regent-mayor')[]
  /** The regions it is held in; empty: everywhere. */
  regions: string[]
  /** Null while nobody knows. */
  fixedAt: string | null
  /** The campaign; null while nobody knows. */
  campaign: {
    /** The first day. */
    from: string
    /** The last day. */
    to: string
  } | null
  /** The day of the vote. */
  votingDay: string
  /** Null while nobody knows. */
  finalAt: string | null
}

/** A redacted copy as the parties of the referral see it. */
export type Copy = {
  /** The copy. */
  id: string
  /** An agency of the directory, by its short name. */
  recipient: string
  /** Personnel authorities that it goes past, because they are part of the case. */
  bypassed: string[]
  /** When it ends by itself. */
  until: string
  /** Counts in the referral. */
  number: number
  by: ActRecord
  /** The version it was made from. */
  versionNumber: number
  copy: RedactedCopy
  /** What was corrected of the decision since the copy was given, in order; `copy` keeps what it said. */
  corrections: {
    /** Counts in the decision. */
    correctionNumber: number
    /** When it was corrected. */
    at: string
    /** The instrument that carries the decision. */
    instrument?: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis?: string
    /** The reasons were corrected: an excerpt may read otherwise now. What it reads is given with a new copy, and with a hand-over not at all. */
    reasons?: true
  }[]
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** Null unless it was ended before its time. */
  ending: {
    by: ActRecord
    /** Why. */
    explanation: string
  } | null
}

/** A redacted copy to give to whoever must act on a decision. */
export type CopyInput = {
  /** The standing decision that the copy is of. */
  decisionNumber: number
  /** Whom you mean it for. Refused unless the route of the reported person leads there. */
  recipient: string
  /** For how many days it lasts. It ends by itself. */
  days: number
  /** Which of the items marked by the sender go with it; none when left out. */
  evidence?: string[]
  /** What of the reasons goes with it. */
  reasonsExcerpts?: string[]
}

/** The copies of a referral. */
export type CopyList = {
  /** In order. */
  items: Copy[]
}

/** One correction of an issued decision. */
export type Correction = {
  /** Counts in the decision. */
  number: number
  by: ActRecord
  /** Null where it was given before reasons had codes. */
  reason: string | null
  /** Why. */
  explanation: string
  /** What it said until then. */
  before: {
    /** Of the instrument. */
    instrument?: {
      /** Its number. */
      number?: string
      /** Who signs it, by office. */
      signatory?: string
    }
    /** Why. */
    reasons?: string
    /** On which article. */
    legalBasis?: string
  }
  /** What it has said since. */
  after: {
    /** Of the instrument. */
    instrument?: {
      /** Its number. */
      number?: string
      /** Who signs it, by office. */
      signatory?: string
    }
    /** Why. */
    reasons?: string
    /** On which article. */
    legalBasis?: string
  }
}

/** A slip of the pen, corrected: never the person, the track, the outcome or what is imposed. */
export type CorrectionInput = {
  /** Of the instrument. */
  instrument?: {
    /** Its number. */
    number?: string
    /** Who signs it, by office. */
    signatory?: string
  }
  /** Why. */
  reasons?: string
  /** On which article. */
  legalBasis?: string
  /** Why: a code of `reason-codes` (`correction`). */
  reason: string
  /** Why, in words. */
  explanation: string
}

/** A criminal provision of the election laws. */
export type CriminalProvision = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** General or regional elections. */
  regime: 'pemilu' | 'pilkada'
  /** The article. */
  article: string
  /** Who can commit it. */
  subjects: string[]
  /** Which civil servants are among them: any, officials alone, or none unless they are something else besides. */
  civilServants: 'any' | 'officials' | 'none'
  /** The act. */
  conduct: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** What it threatens. */
  penalty: {
    /** Light imprisonment, imprisonment, or a norm without one. */
    kind: 'kurungan' | 'penjara' | 'none'
    /** At least so many months. */
    leastMonths?: number
    /** At most so many months. */
    mostMonths?: number
    /** A fine of at least this. */
    leastFineRupiah?: number
    /** A fine of at most this. */
    mostFineRupiah?: number
    /** Imprisonment and fine, or either. */
    relation?: 'and' | 'and-or'
  }
}

/** An entry in the chain of custody: append-only, with who, when and why. */
export type CustodyEntry = {
  /** Counts 1, 2, 3, … in the ledger of the item. */
  position: number
  /** What happened to the item. */
  entry: 'collected' | 'received' | 'described' | 'scanned' | 'copied' | 'sealed' | 'excluded' | 'handed-over' | 'taken-over' | 'returned' | 'shared' | 'handed-on' | 'opened' | 'downloaded' | 'damaged' | 'erased' | 'passed-on' | (string & {})
  by: ActRecord
  /** Hex SHA-256 of the event in the log, over its salt and its content. Both parties see the same one; the salt stays in the log. */
  digest: string
  /** What the entry says, by its kind. Null once erased by law. */
  details: {
    [name: string]: unknown
  } | null
}

/** The ledger of an item, oldest first. */
export type CustodyPage = {
  /** In the order of the list. */
  items: CustodyEntry[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** The block of one person’s personnel data, or its end, in the system that keeps them. */
export type DataBlockInput = {
  /** Its number or address in the agency’s own system. */
  reference: string
}

/** A clock of the law with its dates, and the arithmetic that leads there. */
export type DeadlineComputation = {
  /** The code of the clock. */
  clock: string
  /** The version of the clocks that it was computed by. */
  clockVersion: number
  /** Null where none was needed. */
  calendar: string | null
  /** Null where none was needed. */
  calendarVersion: number | null
  /** What is due. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The article. */
  legalBasis: string
  /** The least that is known of the clock and of every dated day that was met. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** Null where they leave nothing open. */
  note: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  } | null
  /** What starts it. */
  startsOn: string
  /** What it is counted from. */
  start: string
  /** How long. */
  length: number
  /** In what. */
  unit: 'calendar-day' | 'working-day' | 'hour'
  /** Backward: so long before, in clear days. */
  direction: 'forward' | 'backward'
  /** Whose days. */
  zone: string
  /** Null: of a person outside the service. */
  bearer: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision' | null
  /** The last day, in its zone. */
  dueOn: string
  /** From this moment it is overdue: the end of that day, or the moment of a clock of hours. */
  dueAt: string
  /** What happens when it is over. */
  onExpiry: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** What did not count. */
  suspensions: Suspension[]
  /** The arithmetic, in the order of counting. */
  steps: DeadlineStep[]
  /** Whether it reaches a year whose holidays the calendar does not know, so that it may still move. */
  beyondCalendar: boolean
}

/** A run of days or hours of one kind. */
export type DeadlineStep = {
  /** What the step does. */
  kind: 'start' | 'counted' | 'skipped' | 'moved' | 'set'
  /** Why, for programs. */
  reason: 'start-day' | 'start-moment' | 'calendar-day' | 'working-day' | 'hour' | 'rest-day' | 'public-holiday' | 'joint-leave' | 'suspension' | 'clear-day' | 'no-working-day' | 'given' | (string & {})
  /** Why, in words. */
  text: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The first day of the run, or the moment. */
  from: string
  /** The last day of the run, or the moment. */
  to: string
  /** How much of the length it adds. */
  count: number
  /** How much is counted by then. */
  total: number
  /** Weekly days of rest inside a long run, which are not counted. */
  restDays: number
  /** Null where the day has no name. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  } | null
  /** Null where the week does. */
  legalBasis: string | null
}

/** A decision on one reported person and one track; never edited once issued. */
export type Decision = {
  /** The referral it belongs to. */
  referralId: string
  /** Counts in the referral. */
  number: number
  /** Drafts and cancelled drafts are seen by the receiving agency only. */
  status: 'draft' | 'cancelled' | 'issued' | 'superseded' | 'annulled'
  /** The reported person it is about. */
  reportedPersonId: string
  /** Ethics, discipline and criminal tracks may run side by side. */
  track: 'ethics' | 'discipline' | 'criminal'
  /** `criminal`: passed on to the election-crime track. `administrative` needs an identified person. */
  outcome: 'administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot'
  /** Which breaches it finds, by codes of the catalogue in force on the date of the act. Several breaches bear one sanction, the heaviest. */
  violationTypes?: string[]
  /** A code of `sanctions`, of the ladder of the date of the act. */
  sanction?: string
  /** Only with the outcome `criminal`: which provisions, in force on the date of the act. */
  criminalProvisions?: string[]
  /** The instrument that carries the decision. */
  instrument: {
    /** What the instrument is called in law. */
    kind: 'decision' | 'recommendation'
    /** Its number. */
    number: string
    /** Its date. */
    date: string
    /** Who signs it, by office. */
    signatory: string
  }
  /** Why. */
  reasons: string
  /** On which article. */
  legalBasis: string
  /** With an administrative outcome: the class of the sanction. Nobody writes it. */
  penaltyClass?: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
  /** The sanction that is imposed until the one that is cited may be; null where the cited one is in force. */
  inForceInstead: string | null
  /** Null where no row is cited. */
  lawApplied: {
    /** The Asia/Jakarta date of the act: rows are those in force on it. */
    actedOn: string
    /** The day on which the sanction had to be enforceable: drafted, revised or issued. */
    decidedOn: string
    /** Of each catalogue that was looked at, its version. */
    versions: {
      [name: string]: number
    }
  } | null
  /** What somebody should look at before it is issued; nothing of it is refused. */
  warnings: {
    /** JSON Pointer (RFC 6901) into the decision. */
    pointer: string
    /** What to look at. */
    code: 'level-unknown' | 'no-contest-known' | 'candidates-fixed' | 'employee-type-unknown' | 'before-receipt' | 'heavier-than-called-for' | 'final-judgment-awaited' | 'not-of-civil-servants' | 'of-officials-only' | 'no-contest-of-this-kind' | (string & {})
  }[]
  /** Which decision it replaces. */
  supersedes: number | null
  /** Which frozen version was on the table; null for a draft. */
  versionNumber: number | null
  /** Which evidence was on the table; null for a draft. */
  manifestDigest: string | null
  /** Which evidence drafters and issuer had opened when it was issued; null for a draft. */
  openings: {
    /** Who. */
    person: string
    /** The items of the manifest they had opened. */
    evidenceIds: string[]
  }[] | null
  /** Whoever drafted or edited it; none of them issued it. */
  draftedBy: string[]
  /** Who issued it, and when. */
  issuance: ActRecord | null
  /** The mandate that the issuing agency held on the day; what it issued stays valid under it, whoever holds it now. Null for a draft. */
  issuedUnder: {
    /** An agency of the directory, by its short name. */
    agency: string
    /** Which mandate. */
    mandate: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
    /** Its first day. */
    from: string
    /** Null while no end is known. */
    to: string | null
    /** On which basis. */
    legalBasis: string
  } | null
  /** Null unless annulled. */
  annulment: {
    by: ActRecord
    /** Null where it was given before reasons had codes. */
    reason: string | null
    /** Why. */
    explanation: string
  } | null
  /** What was corrected since it was issued, in order. */
  corrections: Correction[]
  /** Null unless it is an issued criminal decision. */
  handover: {
    /** Who held election supervision on the day; null when nobody did. */
    addressee: string | null
    /** Null where the law of the day knows no such clock. */
    dueAt: string | null
    /** Null until it was sent. */
    sending: {
      /** The hand-over. */
      handoverId: string
      /** An agency of the directory, by its short name. */
      to: string
      /** Whether it was sent after its time. */
      late: boolean
      /** The items whose bytes went along; with hand-overs before evidence went along, none. */
      evidence: string[]
      by: ActRecord
    } | null
  } | null
  /** What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused. */
  allowedActions: ('receipt' | 'acceptance' | 'return' | 'rejection' | 'resubmission' | 'supplement' | 'withdrawal' | 'withdrawal-request' | 'withdrawal-consent' | 'withdrawal-refusal' | 'assignment' | 'question' | 'answer' | 'decision-draft' | 'decision-revision' | 'decision-cancellation' | 'issuance' | 'annulment' | 'closure' | 'copy-giving' | 'copy-ending' | 'reporter-request' | 'reporter-consent' | 'reporter-refusal' | 'reassignment' | 'person-identification' | 'person-merge' | 'person-split' | 'person-change-revocation' | 'implication' | 'implication-revocation' | 'decision-correction' | 'handover-sending' | (string & {}))[]
}

/** The evidence on the table, and who of the deciding officers has opened it. */
export type DecisionEvidence = {
  /** The frozen version on the table. */
  versionNumber: number
  /** Hex SHA-256 of its manifest. */
  manifestDigest: string
  /** In the order of the manifest. */
  items: {
    /** The item. */
    evidenceId: string
    /** What it is. */
    title: string
    /** At least one drafter had opened it. */
    openedByDrafters: boolean
    /** You had. */
    openedByYou: boolean
  }[]
  /** What was never opened. A warning and not a bar: the decision will say so for ever. */
  warnings: {
    /** The item. */
    evidenceId: string
    /** Who has not opened it. It is a warning and no more: what its level keeps from a drafter stays unopened. */
    code: 'unopened-by-drafters' | 'unopened-by-you'
  }[]
}

/** A draft of a decision on one reported person and one track. */
export type DecisionInput = {
  /** The reported person it is about. */
  reportedPersonId: string
  /** Ethics, discipline and criminal tracks may run side by side. */
  track: 'ethics' | 'discipline' | 'criminal'
  /** `criminal`: passed on to the election-crime track. `administrative` needs an identified person. */
  outcome: 'administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot'
  /** Which breaches it finds, by codes of the catalogue in force on the date of the act. Several breaches bear one sanction, the heaviest. */
  violationTypes?: string[]
  /** A code of `sanctions`, of the ladder of the date of the act. */
  sanction?: string
  /** Only with the outcome `criminal`: which provisions, in force on the date of the act. */
  criminalProvisions?: string[]
  /** The instrument that carries the decision. */
  instrument: {
    /** What the instrument is called in law. */
    kind: 'decision' | 'recommendation'
    /** Its number. */
    number: string
    /** Its date. */
    date: string
    /** Who signs it, by office. */
    signatory: string
  }
  /** Why. */
  reasons: string
  /** On which article. */
  legalBasis: string
  /** Which decision it replaces. */
  supersedes?: number | null
}

/** The decisions of a referral. */
export type DecisionList = {
  /** In the order of their numbers. */
  items: Decision[]
}

/** A JSON Merge Patch (RFC 7396) of a draft. Person and track stay what they are. */
export type DecisionRevision = {
  /** `criminal`: passed on to the election-crime track. `administrative` needs an identified person. */
  outcome?: 'administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot'
  /** Null removes them. */
  violationTypes?: string[] | null
  /** Null removes it. */
  sanction?: string | null
  /** Null removes them. */
  criminalProvisions?: string[] | null
  instrument?: {
    /** What it is called in law. */
    kind?: 'decision' | 'recommendation'
    /** Its number. */
    number?: string
    /** Its date. */
    date?: string
    /** Who signs it, by office. */
    signatory?: string
  }
  /** Why. */
  reasons?: string
  /** On which article. */
  legalBasis?: string
}

/** An officer has left; nothing is done in their name any more. */
export type Departure = {
  /** The departure. */
  id: string
  by: ActRecord
  /** Who has left: the `person` of their acts. */
  officer: string
  /** Who takes over. */
  successor: string
  /** In words. */
  reason: string
  /** Null when it was not said. */
  leftOn: string | null
}

/** Who has left, and who follows. */
export type DepartureInput = {
  /** Who has left, by the `sub` of their access tokens from the agency's own issuer. */
  officer: string
  /** Who takes over the open cases, likewise. */
  successor: string
  /** In words. */
  reason: string
  /** The last day (Asia/Jakarta); not after today. */
  leftOn?: string
}

/** A departure with what became of the cases. */
export type DepartureWithCases = {
  /** The departure. */
  id: string
  by: ActRecord
  /** Who has left: the `person` of their acts. */
  officer: string
  /** Who takes over. */
  successor: string
  /** In words. */
  reason: string
  /** Null when it was not said. */
  leftOn: string | null
  /** The open cases that the officer had, with what became of each; without those from which you are recused. */
  cases: {
    /** The referral. */
    referralId: string
    /** `pending`: about to be moved. `moved`: it is the successor’s. `successor-unavailable`: the successor is recused from it or has left, and the commissioner reassigns it. `no-longer-theirs`: it was reassigned or ended before. */
    outcome: 'pending' | 'moved' | 'successor-unavailable' | 'no-longer-theirs'
  }[]
}

/** An act without anything of the case: no person, no text. Name a conduct, an interaction, or both. */
export type DescribedAct = {
  /** When it happened. */
  occurredAt: string
  /** The conduct, as the rows of `violation-types` name it; one that none of them names fits no row. */
  conduct?: string
  /** For acts online: what the account did. */
  interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
  /** Whether it happened online. */
  digital?: boolean
  /** The contest, by its code; without it those that were on. */
  contest?: string
  /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
  region?: string
  /** PNS or PPPK. */
  employeeType?: 'pns' | 'pppk'
}

/** Why a violation is dismissed. */
export type DismissalInput = {
  /** Why the violation is not pursued: a code of `reason-codes` (`dismissal`). */
  reason: string
  /** In words. */
  explanation: string
}

/** Other cases of your agency that may be about the same person or act. */
export type DuplicateHintList = {
  /** Newest first. A hint is no finding: nothing is merged by it. */
  items: {
    /** The other violation or referral, which your agency sees too. */
    id: string
    /** Of the strongest reason. */
    strength: 'strong' | 'weak'
    /** Why it may be the same. */
    reasons: ('nip' | 'ni-pppk' | 'nik' | 'evidence' | 'link' | (string & {}))[]
  }[]
}

/** Leave to read one referral for some minutes. */
export type EmergencyAccess = {
  /** The access. */
  id: string
  by: ActRecord
  /** The one referral to read. It is not said whether there is such a one. */
  referralId: string
  /** Why it cannot wait. */
  reason: 'imminent-harm' | 'evidence-at-risk' | 'parallel-proceeding' | 'court-order' | 'other'
  /** In words; the parties read it. */
  explanation: string
  /** Null until somebody else of the agency, in the same role, has confirmed. */
  confirmation: {
    by: ActRecord
    /** When it ends by itself. */
    endsAt: string
  } | null
}

/** What to read, and why it cannot wait. */
export type EmergencyAccessInput = {
  /** The one referral to read. It is not said whether there is such a one. */
  referralId: string
  /** Why it cannot wait. */
  reason: 'imminent-harm' | 'evidence-at-risk' | 'parallel-proceeding' | 'court-order' | 'other'
  /** In words; the parties read it. */
  explanation: string
}

/** A referral as it is shown in an emergency: without source, evidence, questions and drafts. */
export type EmergencyReferral = {
  /** The referral. */
  id: string
  /** The violation it was made from; it stays with the sender. */
  violationId: string
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  receiver: string
  /** Where the referral stands. */
  status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
  /** The version sent last. */
  versionNumber: number
  /** When version 1 was sent. */
  sentAt: string
  /** When it last moved. */
  changedAt: string
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  contentDigest: string
  /** How many items of evidence the current version has; its version lists them. */
  evidenceCount: number
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `manifest`. */
  manifestDigest: string
  /** When the current version was received; null until then. */
  receipt: {
    by: ActRecord
  } | null
  /** Null until accepted. */
  acceptance: {
    by: ActRecord
    /** Under which it was accepted; null when there was none. */
    checklist: CitedChecklist | null
    /** What the officer found, of the items left to the officer. */
    marks: {
      /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
      code: string
      /** How the officer found it. */
      mark: 'met' | 'not-met'
      /** In words. */
      note?: string
    }[]
  } | null
  /** Every return, in order. */
  returns: Return[]
  /** Returned, and the due date has passed. */
  overdue: boolean
  /** Null unless rejected. */
  rejection: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
  } | null
  /** Null unless withdrawn before acceptance. */
  withdrawal: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
  } | null
  /** Null when none was made. */
  withdrawalRequest: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
    /** What came of it. */
    outcome: 'open' | 'consented' | 'refused' | 'lapsed'
    /** Null until answered. */
    answer: {
      by: ActRecord
      /** In words. */
      explanation: string | null
    } | null
  } | null
  /** Null until assigned. */
  assignment: {
    by: ActRecord
    /** The case officer: the `person` of their acts, and never their `sub`. */
    officer: string
  } | null
  /** Every change of the officer since, in order. */
  reassignments: Reassignment[]
  /** Who read it, or could, without being a party. */
  emergencyAccesses: {
    by: ActRecord
    /** The access. */
    accessId: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** In which role. */
    role: 'election-officer' | 'compliance-officer'
    /** Who may read. */
    requestedBy: string
    /** Who confirmed it. */
    confirmedBy: string
    /** Why it could not wait. */
    reason: 'imminent-harm' | 'evidence-at-risk' | 'parallel-proceeding' | 'court-order' | 'other'
    /** In words. */
    explanation: string
    /** When it was asked for. */
    requestedAt: string
    /** When it was confirmed and so began. */
    confirmedAt: string
    /** When it ends by itself. */
    endsAt: string
    /** There was nothing to read for that agency: it is part of the case, or a personnel authority on the way of its copies. */
    refused?: true
  }[]
  /** How many decisions were issued. */
  decisionCount: number
  /** How many persons are reported, as far as is known now: persons, and not cases. See the persons of the referral. */
  reportedPersonsCount: number
  /** How many of them nobody has identified yet. */
  unidentifiedPersonsCount: number
  /** Null unless closed. */
  closure: {
    by: ActRecord
  } | null
  /** By which successions it came to its present receiver, in order. */
  transfers: {
    by: ActRecord
    /** The order, by its code in the directory. */
    succession: string
    /** An agency of the directory, by its short name. */
    from: string
    /** An agency of the directory, by its short name. */
    to: string
    /** Whether the agency before had begun it. */
    begun: boolean
  }[]
  /** What its decisions oblige somebody to do. */
  obligations: {
    /** How many there are. */
    total: number
    /** How many keep it from being closed. */
    unsettled: number
  }
  /** What the current version says, without where it came from. */
  content: {
    /** What happened (uraian kejadian). */
    eventDescription?: string
    /** When it happened (waktu kejadian). */
    occurredAt?: string
    /** When it became known (waktu diketahui). */
    knownAt?: string
    /** Where it happened: a region, an online location, words, or several of them. */
    place?: {
      /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
      regionCode?: string
      /** The address online. */
      onlineLocation?: string
      /** The place in words. */
      description?: string
    }
    /** The catalogue row that the recording agency suggests. The receiving agency alone decides; there is no place for a penalty. */
    suggestedCategory?: string
    /** For acts online: what the account did. */
    interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
    /** Personnel authorities that are part of the case: copies go past them to the next above. */
    implicated?: {
      /** An agency of the directory, by its short name. */
      agency: string
      /** How its head is part of the case. */
      because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
    }[]
    /** What may go on: with a redacted copy to whoever must act on a decision, with a hand-over to the election-crime track. What is not marked stays with the parties. */
    releasable?: {
      /** What of the description may go on. It must not tell who reported. */
      excerpts: string[]
      /** Which items may go on: of each the shown copy, without location and other metadata. */
      evidence: string[]
      /** Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported. */
      originals?: string[]
    }
    /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
    confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
    /** What other agencies may not do with it. */
    handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
    /** Several persons may be reported in one violation. */
    reportedPersons: ReportedPerson[]
  }
  /** When this access ends. */
  endsAt: string
}

/** Why the bytes of an item are destroyed. */
export type ErasureInput = {
  /** The law or the schedule that asks for it. */
  legalBasis: string
  /** In words. */
  explanation: string
}

/** A step taken when somebody who must act stays silent. */
export type EscalationStep = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** The obligation it belongs to. */
  obligation: string
  /** Which step it is. */
  order: number
  /** The clock that must have run out since the step before. */
  clock: string
  /** Who takes it, by mandate. */
  actor: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
  /** To whom. */
  addressee: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision' | 'home-affairs' | 'obliged-agency'
  /** What it brings about. */
  effect: 'none' | 'data-block'
}

/** An item of evidence (barang bukti). */
export type Evidence = {
  /** The item. */
  id: string
  /** The violation it belongs to. */
  violationId: string
  /** An agency of the directory, by its short name. */
  owner: string
  /** A captured link is a file that proves what was on a screen. */
  kind: 'file' | 'captured-link'
  /** Only what is `clean` is ever given out. Of an `erased` item only the ledger is left. */
  status: 'pending' | 'clean' | 'quarantined' | 'erased'
  /** What it is, in a few words. Every party reads it. */
  title: string
  /** Grade of source and information, by the Admiralty code. */
  grade: {
    /** How far the source can be relied upon: A always, E never, F cannot be judged. */
    source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /** How far the information can be believed: 1 confirmed, 5 improbable, 6 cannot be judged. */
    information: '1' | '2' | '3' | '4' | '5' | '6'
  }
  /** Who collected it, when, where and how. */
  collection: {
    /** Who collected it. `reporter` stands for the reporter of the violation, who is never named. */
    by: 'officer' | 'reporter' | 'other-agency'
    /** Name or office; never of a reporter. */
    name?: string
    /** When it was collected. */
    at: string
    /** Where. */
    place?: string
    /** How, and with what. */
    method: string
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** Null for a file. */
  link: {
    /** The address that was captured. */
    url: string
    /** The platform. */
    platform: string
    /** The account that acted. */
    account?: string
    /** What the account did. */
    interaction: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
    /** When it was on the screen. */
    capturedAt: string
  } | null
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  effectiveConfidentiality: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  effectiveHandling: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** Hex SHA-256 of the original, made by the server. */
  digest: string
  /** Bytes of the original. */
  size: number
  /** As the bytes say; null while pending. */
  mediaType: string | null
  /** A media type. */
  declaredType: string
  /** Only its own agency sees it, because it may say who sent it. */
  fileName: string | null
  /** What came of the inspection. */
  inspection: {
    /** Why it is quarantined. Only its own agency sees them. */
    findings: {
      /** What was found: `malware`, `type-mismatch`, `polyglot`, `archive-bomb`, `archive-malformed`, `active-content` or `executable`. */
      code: string
      /** For people. */
      detail: string
    }[]
    /** Null while pending. */
    inspectedAt: string | null
    /** While pending, for its own agency: it is tried again. Null when nothing went wrong. */
    fault: string | null
  }
  /** Null until the inspection has found the item clean. */
  copy: {
    /** `stripped`: without location and other metadata. `same`: there was nothing to take out. `withheld`: it cannot be taken out, so no copy is shown. */
    kind: 'stripped' | 'same' | 'withheld'
    /** Null when withheld. */
    digest: string | null
    /** Null when withheld. */
    size: number | null
  } | null
  /** Null until sealed: from then on nothing is changed. */
  seal: {
    by: ActRecord
  } | null
  /** Null unless taken out of the file. */
  exclusion: {
    by: ActRecord
    /** The coded reason. */
    reason: 'irrelevant' | 'superseded' | 'unlawfully-collected' | 'unsafe' | 'other'
    /** In words. */
    explanation: string
  } | null
  /** Null unless erased. */
  erasure: {
    by: ActRecord
    /** The law that asks for it. */
    legalBasis: string
    /** In words. */
    explanation: string
  } | null
  /** Null unless the store no longer holds what was taken in. */
  damage: {
    /** What was found in the store. */
    found: 'damaged' | 'missing'
    /** When it was found. */
    at: string
  } | null
  /** Which agencies have had it, and have it now. */
  holdings: {
    /** The referral it was handed over with. */
    referralId: string
    /** The frozen version. */
    versionNumber: number
    /** An agency of the directory, by its short name. */
    agency: string
    /** When it was handed over. */
    since: string
    /** Null until then. */
    takenOverAt: string | null
    /** Null while it is held. */
    until: string | null
  }[]
  /** When the service had all of it. */
  receivedAt: string
  /** When it last changed; opening it is no change. */
  changedAt: string
  /** What state, handling and role let the caller do now, by `x-act` of the operations. */
  allowedActions: ('evidence-change' | 'evidence-seal' | 'evidence-exclusion' | 'evidence-erasure' | 'evidence-opening' | 'evidence-download' | (string & {}))[]
}

/** What is said about an item. With `link` it is a captured link, and the file is what proves it. */
export type EvidenceDescriptionInput = {
  /** What it is, in a few words. Every party reads it. */
  title: string
  /** Grade of source and information, by the Admiralty code. */
  grade: {
    /** How far the source can be relied upon: A always, E never, F cannot be judged. */
    source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /** How far the information can be believed: 1 confirmed, 5 improbable, 6 cannot be judged. */
    information: '1' | '2' | '3' | '4' | '5' | '6'
  }
  /** Who collected it, when, where and how. */
  collection: {
    /** Who collected it. `reporter` stands for the reporter of the violation, who is never named. */
    by: 'officer' | 'reporter' | 'other-agency'
    /** Name or office; never of a reporter. */
    name?: string
    /** When it was collected. */
    at: string
    /** Where. */
    place?: string
    /** How, and with what. */
    method: string
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** The link of which this is the capture. */
  link?: {
    /** The address that was captured. */
    url: string
    /** The platform. */
    platform: string
    /** The account that acted. */
    account?: string
    /** What the account did. */
    interaction: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
    /** When it was on the screen. */
    capturedAt: string
  }
  /** What the bytes of the file are, as in the field Content-Digest (RFC 9530): `sha-256=:…:` or `sha-512=:…:`. Compared with what arrives. */
  contentDigest?: string
}

/** A form of two parts, in this order. */
export type EvidenceForm = {
  metadata: EvidenceDescriptionInput
  /** The bytes. Its name and type are noted and not believed, and an item is quarantined when one of them contradicts the content: when you are not sure of the type, send `application/octet-stream`. */
  file: Blob
}

/** Items of evidence, oldest first. */
export type EvidencePage = {
  /** In the order of the list. */
  items: Evidence[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A JSON Merge Patch (RFC 7396) of what is said about an item. What was captured stays what it is. */
export type EvidencePatch = {
  /** What it is, in a few words. Every party reads it. */
  title?: string
  /** Grade of source and information, by the Admiralty code. */
  grade?: {
    /** How far the source can be relied upon: A always, E never, F cannot be judged. */
    source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /** How far the information can be believed: 1 confirmed, 5 improbable, 6 cannot be judged. */
    information: '1' | '2' | '3' | '4' | '5' | '6'
  }
  collection?: {
    /** Who collected it. `reporter` stands for the reporter of the violation, who is never named. */
    by?: 'officer' | 'reporter' | 'other-agency'
    name?: string | null
    /** When it was collected. */
    at?: string
    place?: string | null
    /** How, and with what. */
    method?: string
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
}

/** Why an item is taken out of the file. */
export type ExclusionInput = {
  /** The coded reason. */
  reason: 'irrelevant' | 'superseded' | 'unlawfully-collected' | 'unsafe' | 'other'
  /** In words. */
  explanation: string
}

/** What the obliged agency says that it has imposed. */
export type ExecutionReport = {
  /** When. */
  at: string
  /** An agency of the directory, by its short name. */
  agency: string
  /** Who; null where that is another agency’s affair. */
  by: ActRecord | null
  /** Counts in the obligation. */
  number: number
  /** The decision of the obliged agency that imposes the penalty. */
  instrument: {
    /** Its number. */
    number: string
    /** Its date; not before the decision that orders it, and not after today. */
    date: string
    /** Who signs it, by office. */
    signatory: string
  }
  /** The class of the penalty that was imposed. */
  penaltyClass: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
  /** From when the penalty is in force: by law the fifteenth working day after its receipt, so mostly a day to come. */
  inForceFrom: string
  /** The proof. */
  document: {
    /** Where the document is: its number or address in the agency’s own archive. */
    reference: string
    /** Hex SHA-256 of the document. */
    digest?: string
  }
  /** Null when only the class was said. */
  sanction: string | null
  /** Null when it is not. */
  deviation: string | null
  /** Reported after the deadline. */
  late: boolean
  /** What is odd about it and was accepted: its penalty comes into force on another day than the clocks of the law lead to. */
  warnings: {
    /** JSON Pointer (RFC 6901) into the report. */
    pointer: '/inForceFrom'
    /** What is odd. */
    code: 'earlier-than-the-law' | 'later-than-the-law'
  }[]
  /** A report of the ordered penalty is accepted at once; another one waits for the receiving agency. */
  standing: 'waiting' | 'accepted' | 'refused'
  /** Null where none was needed, or none was given yet. */
  answer: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    explanation: string | null
  } | null
}

/** What the obliged agency has imposed, with the proof of it. The example answers a decision that orders `PP94-M1`. */
export type ExecutionReportInput = {
  /** The decision of the obliged agency that imposes the penalty. */
  instrument: {
    /** Its number. */
    number: string
    /** Its date; not before the decision that orders it, and not after today. */
    date: string
    /** Who signs it, by office. */
    signatory: string
  }
  /** The class of the penalty that was imposed. */
  penaltyClass: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
  /** The sanction, by its code in the catalogue, in force on the date of the instrument. */
  sanction?: string
  /** From when the penalty is in force: by law the fifteenth working day after its receipt, so mostly a day to come. */
  inForceFrom: string
  /** The proof. */
  document: {
    /** Where the document is: its number or address in the agency’s own archive. */
    reference: string
    /** Hex SHA-256 of the document. */
    digest?: string
  }
  /** Why another penalty was imposed than ordered; only then. */
  deviation?: string
}

/** A reason in words. */
export type ExplanationInput = {
  /** Why, in words. */
  explanation: string
}

/** The last line of an export. A file without it was cut. */
export type ExportEnd = {
  /** How the file ends. */
  end: {
    /** How many items are in this file. */
    rows: number
    /** How many more the filter fits that your role or the handling does not let you export. */
    leftOut: number
    /** `end`: it is complete. `harvest-suspected`: you have opened unusually many cases within an hour. `access-ended`: the token was revoked, or its person has left. Otherwise go on at `next`. */
    endedBy: 'end' | 'harvest-suspected' | 'token-expired' | 'access-ended' | 'shutting-down' | 'outage' | (string & {})
    /** Null when there is nothing more. */
    next: string | null
    /** Hex SHA-256 over all bytes of this file before this line. */
    sha256: string
  }
}

/** A CloudEvent (1.0) without data: that something happened, and nothing of what. */
export type FeedItem = {
  /** Of CloudEvents. */
  specversion: '1.0'
  /** The event: the same for every agency that is told of it. */
  id: string
  /** This feed. */
  source: '/v1/feed'
  /** What happened; pass over what you do not know. `penerusan.withheld`: something that you may not see, or not any more; it keeps its number. */
  type: 'penerusan.violation-recorded' | 'penerusan.violation-changed' | 'penerusan.violation-documented' | 'penerusan.violation-referred' | 'penerusan.violation-dismissed' | 'penerusan.referral-sent' | 'penerusan.referral-received' | 'penerusan.referral-accepted' | 'penerusan.referral-returned' | 'penerusan.referral-rejected' | 'penerusan.referral-resubmitted' | 'penerusan.referral-supplemented' | 'penerusan.referral-withdrawn' | 'penerusan.withdrawal-requested' | 'penerusan.withdrawal-consented' | 'penerusan.withdrawal-refused' | 'penerusan.case-officer-assigned' | 'penerusan.question-asked' | 'penerusan.question-answered' | 'penerusan.decision-issued' | 'penerusan.referral-decided' | 'penerusan.decision-annulled' | 'penerusan.referral-closed' | 'penerusan.copy-given' | 'penerusan.copy-corrected' | 'penerusan.copy-ended' | 'penerusan.reporter-requested' | 'penerusan.reporter-consented' | 'penerusan.reporter-refused' | 'penerusan.decision-drafted' | 'penerusan.decision-revised' | 'penerusan.decision-cancelled' | 'penerusan.decision-released' | 'penerusan.evidence-collected' | 'penerusan.evidence-received' | 'penerusan.evidence-described' | 'penerusan.evidence-scanned' | 'penerusan.evidence-copied' | 'penerusan.evidence-sealed' | 'penerusan.evidence-excluded' | 'penerusan.evidence-handed-over' | 'penerusan.evidence-taken-over' | 'penerusan.evidence-returned' | 'penerusan.evidence-shared' | 'penerusan.evidence-handed-on' | 'penerusan.evidence-opened' | 'penerusan.evidence-downloaded' | 'penerusan.evidence-damaged' | 'penerusan.evidence-erased' | 'penerusan.case-reassigned' | 'penerusan.case-inherited' | 'penerusan.emergency-access-opened' | 'penerusan.person-identified' | 'penerusan.persons-merged' | 'penerusan.person-split' | 'penerusan.person-change-revoked' | 'penerusan.authority-implicated' | 'penerusan.implication-revoked' | 'penerusan.examination-completed' | 'penerusan.deadline-set' | 'penerusan.deadline-met' | 'penerusan.deadline-lapsed' | 'penerusan.deadline-recomputed' | 'penerusan.deadline-due' | 'penerusan.deadline-overdue' | 'penerusan.recusal-declared' | 'penerusan.recusal-lifted' | 'penerusan.departure-recorded' | 'penerusan.emergency-access-requested' | 'penerusan.emergency-access-confirmed' | 'penerusan.emergency-access-used' | 'penerusan.referral-transferred' | 'penerusan.examination-passed-over' | 'penerusan.evidence-passed-on' | 'penerusan.decision-corrected' | 'penerusan.criminal-handover-created' | 'penerusan.criminal-handover-sent' | 'penerusan.handed-decision-corrected' | 'penerusan.handed-decision-superseded' | 'penerusan.handed-decision-annulled' | 'penerusan.handover-sent' | 'penerusan.handover-received' | 'penerusan.handover-outcome-reported' | 'penerusan.handover-transferred' | 'penerusan.obligation-imposed' | 'penerusan.obligation-received' | 'penerusan.obligation-addressed' | 'penerusan.execution-reported' | 'penerusan.deviation-accepted' | 'penerusan.deviation-refused' | 'penerusan.implication-noted' | 'penerusan.implication-lifted' | 'penerusan.obligation-lapsed' | 'penerusan.obligation-annulled' | 'penerusan.appeal-recorded' | 'penerusan.appeal-decided' | 'penerusan.appeal-outcome-accepted' | 'penerusan.appeal-outcome-refused' | 'penerusan.appeal-overdue' | 'penerusan.obligation-corrected' | 'penerusan.escalation-step-taken' | 'penerusan.unblock-signalled' | 'penerusan.escalation-step-received' | 'penerusan.data-blocked' | 'penerusan.data-unblocked' | 'penerusan.obligation-deadline-recomputed' | 'penerusan.obligation-changed' | 'penerusan.withheld' | (string & {})
  /** Where you read, with your own rights, what it is about. */
  subject?: string
  /** When it happened. */
  time: string
  /** Counts 1, 2, 3, … in your agency's feed, without a gap. */
  number: number
  /** Counts 1, 2, 3, … of what happened to the subject. */
  subjectversion?: number
  /** Hex SHA-256 of the event in the log; both parties are told the same one. */
  digest?: string
  /** Hex SHA-256 over `number`, `id`, `type`, `subject`, `subjectversion` and `digest`, each followed by a line feed. */
  entrydigest: string
  /** Hex SHA-256 over the running digest before it (32 bytes; 32 zero bytes before the first) and `entrydigest` (32 bytes). */
  runningdigest: string
}

/** A piece of an agency's feed. */
export type FeedPage = {
  /** In the order of their numbers. */
  items: FeedItem[]
  /** Where to go on, always: when there is nothing new yet, ask there again. */
  next: string
  /** The number of the last entry that there is; 0 before the first. */
  last: number
}

/** Whether a follower has what was told. */
export type FeedReconciliation = {
  /** You have what was told. */
  outcome: 'same'
  /** Up to this number, the largest that you named. */
  through: number
} | {
  /** You have something else. */
  outcome: 'different'
  /** The last of your numbers at which all is the same; 0 when none is. */
  lastSame: number
  /** The first of your numbers at which it is not, or the first that the feed has not reached: the two part after `lastSame` and here at the latest. */
  firstDifferent: number
  /** The number of the last entry that there is. When `firstDifferent` is greater, you have more than the feed, as after a restore from a backup: stop, and call. */
  last: number
}

/** A hand-over as it was when your agency gave its matters to a successor. */
export type FormerHandover = {
  /** The hand-over. */
  id: string
  /** The succession, by its code in the directory. */
  succession: string
  /** When your agency gave its matters to the successor; nothing after that is shown. */
  passedOnAt: string
  handover: Handover
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
}

/** Hand-overs that had ended by then, newest first. */
export type FormerHandoverPage = {
  /** In the order of the list. */
  items: FormerHandoverSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A hand-over that had ended when your agency gave its matters to a successor, in a list. */
export type FormerHandoverSummary = {
  /** The hand-over. */
  id: string
  /** The succession, by its code in the directory. */
  succession: string
  /** When your agency gave its matters to the successor; nothing after that is shown. */
  passedOnAt: string
}

/** A matter as it was when your agency handed it over. What came later is not in it. */
export type FormerReferral = {
  /** The referral. */
  id: string
  /** The violation it was made from. */
  violationId: string
  /** The succession, by its code in the directory. */
  succession: string
  /** When it was handed over; nothing after that is shown. */
  handedOverAt: string
  referral: Referral
  /** Every question up to then, with its answers. */
  questions: Question[]
  /** Every decision issued up to then. */
  decisions: Decision[]
}

/** Matters that your agency had begun and handed over, newest first. */
export type FormerReferralPage = {
  /** In the order of the list. */
  items: FormerReferralSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A matter that your agency had begun and handed over, in a list. */
export type FormerReferralSummary = {
  /** The referral. */
  id: string
  /** The violation it was made from. */
  violationId: string
  /** The succession, by its code in the directory. */
  succession: string
  /** When it was handed over; nothing after that is shown. */
  handedOverAt: string
}

/** A referral that was found. */
export type FoundReferral = {
  referral: ReferralSummary
  /** The earliest running deadline that your agency bears, or null. */
  deadline: string | null
}

/** Referrals that were found, newest first or by deadline. */
export type FoundReferralPage = {
  /** In the order of the list. */
  items: FoundReferral[]
  /** Null on the last page. */
  next: string | null
  /** Null unless asked for. */
  total: {
    /** How many were found. */
    count: number
    /** There are more; nobody counts further. */
    capped: boolean
  } | null
}

/** Violations that were found, newest first. */
export type FoundViolationPage = {
  /** In the order of the list. */
  items: ViolationSummary[]
  /** Null on the last page. */
  next: string | null
  /** Null unless asked for. */
  total: {
    /** How many were found. */
    count: number
    /** There are more; nobody counts further. */
    capped: boolean
  } | null
}

/** What was sent, fixed for ever. */
export type FrozenVersion = {
  /** Counts in the referral. */
  number: number
  content: ViolationContent
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  contentDigest: string
  /** What evidence was handed over with this version. */
  manifest: ManifestItem[]
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `manifest`. */
  manifestDigest: string
}

/** All versions sent. */
export type FrozenVersionList = {
  /** In order. */
  items: FrozenVersion[]
}

/** An item of evidence that went with a hand-over, for its receiver: never its title, its link, its file name or who collected it. */
export type HandedEvidence = {
  /** The item. */
  evidenceId: string
  /** A captured link is a file that proves what was on a screen. */
  kind: 'file' | 'captured-link'
  /** Hex SHA-256 of the original. */
  digest: string
  /** As the bytes say. */
  mediaType: string
  /** Null where only the digest went, as with hand-overs before evidence went along. */
  given: {
    /** `original`: as it was taken in, and the shown copy where there is one. `shown-copy`: that alone, without location and other metadata. */
    form: 'original' | 'shown-copy'
    /** Bytes of the original. */
    size: number
    /** Null where metadata cannot be taken out. */
    shown: {
      /** Hex SHA-256 of the shown copy. */
      digest: string
      /** Bytes of the shown copy. */
      size: number
    } | null
    /** When the service had taken the item in. */
    receivedAt: string
    /** When it was sealed: from then on nothing was changed about it. */
    sealedAt: string
    /** The last entry of the ledger of the item that the hand-over rests on. */
    custodyPosition: number
  } | null
  /** Whether its bytes are there to be opened. */
  status: 'available' | 'damaged' | 'erased'
  /** What the caller may do with it now, by `x-act` of the operations. */
  allowedActions: ('handover-evidence-opening' | 'handover-evidence-download' | (string & {}))[]
}

/** The evidence that went with a hand-over. */
export type HandedEvidenceList = {
  /** In the order in which they were taken in. */
  items: HandedEvidence[]
}

/** A criminal decision on its way through the election-crime track. */
export type Handover = {
  /** The hand-over. */
  id: string
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  receiver: string
  /** How far the receiving agency has come with it. */
  status: 'sent' | 'received' | 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
  /** Whether the decision it rests on still stands: there is a newer one when it was superseded. */
  decisionStanding: 'issued' | 'superseded' | 'annulled'
  /** How often the decision was corrected since it was handed over. */
  correctionCount: number
  /** When it was sent. */
  sentAt: string
  /** Null where the law of the day knew no such clock. */
  dueAt: string | null
  /** Whether it was sent after that. */
  late: boolean
  /** When something last happened to it. */
  changedAt: string
  /** For the sender or whoever has its cases now; null for the receiver, who never sees the referral. */
  referralId: string | null
  by: ActRecord
  content: HandoverContent
  /** What was corrected of the decision since it was handed over, in order; `content` keeps what it said. */
  corrections: {
    /** Counts in the decision. */
    correctionNumber: number
    /** When it was corrected. */
    at: string
    /** The instrument that carries the decision. */
    instrument?: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis?: string
    /** The reasons were corrected: an excerpt may read otherwise now. What it reads is given with a new copy, and with a hand-over not at all. */
    reasons?: true
  }[]
  /** Who confirmed the receipt, and when. */
  receipt: ActRecord | null
  /** What the receiving agency has reported, in order. */
  reports: {
    /** After receipt `registered` or `not-registered`; what was registered is later `not-an-offence` or `forwarded-to-police`. */
    outcome: 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
    /** Null unless it was registered. */
    registrationNumber: string | null
    /** In words. */
    explanation: string
    by: ActRecord
  }[]
  /** Every succession of election supervision that gave it another receiver, in order. */
  transfers: {
    /** The order, by its code in the directory. */
    succession: string
    /** An agency of the directory, by its short name. */
    from: string
    /** An agency of the directory, by its short name. */
    to: string
    /** Whether the old holder had begun it. */
    begun: boolean
    by: ActRecord
  }[]
  /** What can be reported now. */
  possibleOutcomes: ('registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police')[]
  /** What the caller may do now, by `x-act` of the operations. */
  allowedActions: ('handover-receipt' | 'handover-outcome' | (string & {}))[]
}

/** What was handed over, fixed for ever: never the reporter, the source, the channel, other persons or text that nobody marked. */
export type HandoverContent = {
  person: ReportedPerson
  /** What the person did. */
  conduct: {
    /** What may go on of it. */
    excerpts: string[]
    /** When it happened. */
    occurredAt?: string
    /** Where it happened. */
    place?: {
      /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
      regionCode?: string
      /** The address online. */
      onlineLocation?: string
    }
    /** For acts online: what the account did. */
    interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
    /** When it became known. */
    knownAt?: string
  }
  /** The items that go along: marked by the recording agency, and of these what may go on (R-CRH-07) or was chosen. */
  evidence: {
    /** The item. */
    evidenceId: string
    /** A captured link is a file that proves what was on a screen. */
    kind: 'file' | 'captured-link'
    /** Hex SHA-256 of the original. */
    digest: string
    /** As the bytes say. */
    mediaType: string
    /** Null where only the digest went, as with hand-overs before evidence went along. */
    given: {
      /** `original`: as it was taken in, and the shown copy where there is one. `shown-copy`: that alone, without location and other metadata. */
      form: 'original' | 'shown-copy'
      /** Bytes of the original. */
      size: number
      /** Null where metadata cannot be taken out. */
      shown: {
        /** Hex SHA-256 of the shown copy. */
        digest: string
        /** Bytes of the shown copy. */
        size: number
      } | null
      /** When the service had taken the item in. */
      receivedAt: string
      /** When it was sealed: from then on nothing was changed about it. */
      sealedAt: string
      /** The last entry of the ledger of the item that the hand-over rests on. */
      custodyPosition: number
    } | null
  }[]
  /** How many items of the version are not among them: nobody marked or chose them, or they may not go on. */
  evidenceWithheld: number
  /** The decision. */
  decision: {
    /** Counts in the referral. */
    number: number
    /** Ethics, discipline and criminal tracks may run side by side. */
    track: 'ethics' | 'discipline' | 'criminal'
    /** `criminal`: passed on to the election-crime track. `administrative` needs an identified person. */
    outcome: 'administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot'
    /** Which provisions, by codes of `criminal-provisions`. */
    criminalProvisions: string[]
    /** The instrument that carries the decision. */
    instrument: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis: string
    /** What the deciding agency marked of the reasons. */
    reasonsExcerpts: string[]
    /** When it was issued. */
    issuedAt: string
    /** Null of hand-overs before it was kept. */
    revision: number | null
  }
}

/** A criminal decision to hand over to the election-crime track. */
export type HandoverInput = {
  /** What of the reasons goes with it; what else is said is put together by rule. */
  reasonsExcerpts: string[]
  /** Which of the items marked by the recording agency go with it; when left out, all that may (R-CRH-07). */
  evidence?: string[]
}

/** What came of a hand-over. The registration number goes with `registered` and with nothing else. */
export type HandoverOutcomeInput = {
  /** After receipt `registered` or `not-registered`; what was registered is later `not-an-offence` or `forwarded-to-police`. */
  outcome: 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
  /** Of the register of the election-crime track. */
  registrationNumber?: string
  /** In words. */
  explanation: string
}

/** Hand-overs, newest first. */
export type HandoverPage = {
  /** In the order of the list. */
  items: HandoverSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A hand-over in a list; it names no person. */
export type HandoverSummary = {
  /** The hand-over. */
  id: string
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  receiver: string
  /** How far the receiving agency has come with it. */
  status: 'sent' | 'received' | 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
  /** Whether the decision it rests on still stands: there is a newer one when it was superseded. */
  decisionStanding: 'issued' | 'superseded' | 'annulled'
  /** How often the decision was corrected since it was handed over. */
  correctionCount: number
  /** When it was sent. */
  sentAt: string
  /** Null where the law of the day knew no such clock. */
  dueAt: string | null
  /** Whether it was sent after that. */
  late: boolean
  /** When something last happened to it. */
  changedAt: string
}

/** How the service is. */
export type Health = {
  /** `degraded`: it serves, and what happened is told late. A problem document says that it does not serve. */
  status: 'ok' | 'degraded'
  /** How far the feeds are behind, as of the last second. */
  feeds?: {
    /** How many events on record are not in the feeds yet; not counted beyond 10,000. */
    waiting: number
    /** How old the oldest of them is. */
    oldestSeconds: number
  }
}

/** Who a reported person is; it replaces what was known of them, so say all of it. */
export type IdentificationInput = {
  /** How it became known. */
  basis: 'told-by-sender' | 'own-examination' | 'personnel-authority' | 'civil-service-records' | 'population-records' | 'statement' | 'other'
  /** In words. */
  explanation: string
  /** Who the person is. */
  identity: {
    /** The person is known by name. */
    identification: 'identified'
    /** Name, with titles as the person uses them. */
    name: string
    /** PNS or PPPK. */
    employeeType?: 'pns' | 'pppk'
    /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
    nip?: string
    /** NI PPPK, 18 digits without spaces. */
    niPppk?: string
    /** NIK, 16 digits. */
    nik?: string
    /** Rank (golongan ruang) of a PNS. */
    rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
    /** Grade (golongan) of a PPPK. */
    grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
    /** Position (jabatan). */
    position?: string
    /** The work unit (satuan kerja). */
    workUnit?: string
    /** The agency (instansi) that employs the person, in words. */
    employer?: string
    /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
    personnelAuthority?: string
    /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
    regionalSecretary?: true
  }
}

/** An authority that was found to be part of the case after it was sent. */
export type Implication = {
  /** Counts in the referral. */
  number: number
  by: ActRecord
  /** An agency of the directory, by its short name. */
  agency: string
  /** How its head is part of the case. */
  because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
  /** In words. */
  explanation: string
  /** That it was a mistake; null while it stands. */
  revocation: {
    by: ActRecord
    /** The text. */
    explanation: string
  } | null
}

/** An authority that is part of the case, and how that was found out. */
export type ImplicationInput = {
  /** An agency of the directory, by its short name. */
  agency: string
  /** How its head is part of the case. */
  because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
  /** In words. The other agency reads it too. */
  explanation: string
}

/** Why an obligation ends without execution. */
export type LapseInput = {
  /** Why nothing can be imposed any more, by its code in the catalogue (`lapse`). */
  reason: string
  /** In words. */
  explanation: string
}

/** Why a recusal ends. */
export type LiftingInput = {
  /** In words. */
  reason: string
}

/** An item of evidence as it was handed over. */
export type ManifestItem = {
  /** Counts in the manifest. */
  number: number
  /** The item. */
  evidenceId: string
  /** A captured link is a file that proves what was on a screen. */
  kind: 'file' | 'captured-link'
  /** What it is. */
  title: string
  /** Hex SHA-256 of the original. */
  digest: string
  /** Bytes of the original. */
  size: number
  /** As the bytes say. */
  mediaType: string
  /** The last entry of the item’s ledger that this version rests on. */
  custodyPosition: number
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling: ('view-only' | 'no-export' | 'no-onward-sharing')[]
}

/** A reported person of a new violation; the service gives the id. */
export type NewReportedPerson = {
  /** The person is known by name. */
  identification: 'identified'
  /** Name, with titles as the person uses them. */
  name: string
  /** PNS or PPPK. */
  employeeType?: 'pns' | 'pppk'
  /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
  nip?: string
  /** NI PPPK, 18 digits without spaces. */
  niPppk?: string
  /** NIK, 16 digits. */
  nik?: string
  /** Rank (golongan ruang) of a PNS. */
  rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
  /** Grade (golongan) of a PPPK. */
  grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
  /** Position (jabatan). */
  position?: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
} | {
  /** Nobody knows yet who it is. */
  identification: 'unidentified'
  /** What is known about the person. */
  description: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
}

/** What somebody must now do because of a decision, and what has come of it. */
export type Obligation = {
  /** The obligation. */
  id: string
  /** What must be done. */
  kind: 'penalty-imposition'
  /** Where it stands. */
  status: 'open' | 'executed' | 'lapsed' | 'annulled'
  /** Nothing is left to do: it does not keep its referral from being closed. */
  settled: boolean
  /** Open, and its deadline has passed. */
  overdue: boolean
  /** An appeal that suspends it is pending, and its answer not overdue; nobody is late. */
  suspended: boolean
  /** Whom it obliges; null while nobody can be named. */
  addressee: string | null
  /** Null while nobody is obliged. */
  dueOn: string | null
  /** When it began. */
  issuedAt: string
  /** When it last changed. */
  changedAt: string
  /** Null for whoever is no party of it. */
  referralId: string | null
  /** Null for whoever is no party of it. */
  number: number | null
  /** The person to be punished, as the case knows them. */
  reportedPersonId: string
  /** Null for whoever need not know, and for the parties, who read it in the referral. */
  person: {
    /** The same in the case. */
    id: string
    /** The person is known by name. */
    identification: 'identified'
    /** Name, with titles as the person uses them. */
    name: string
    /** PNS or PPPK. */
    employeeType?: 'pns' | 'pppk'
    /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
    nip?: string
    /** NI PPPK, 18 digits without spaces. */
    niPppk?: string
    /** Rank (golongan ruang) of a PNS. */
    rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
    /** Grade (golongan) of a PPPK. */
    grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
    /** Position (jabatan). */
    position?: string
    /** The work unit (satuan kerja). */
    workUnit?: string
    /** The agency (instansi) that employs the person, in words. */
    employer?: string
    /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
    personnelAuthority?: string
    /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
    regionalSecretary?: true
  } | null
  /** The decision that it comes from. */
  decision: {
    /** Counts in the referral. */
    number: number
    /** Ethics, discipline and criminal tracks may run side by side. */
    track: 'ethics' | 'discipline' | 'criminal'
    /** The instrument that carries the decision. */
    instrument: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis: string
  }
  /** What is to be imposed. */
  penalty: {
    /** The class ordered. */
    penaltyClass: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
    /** Null when the decision names a class only. */
    sanction: string | null
    /** Null when the sanction ordered was in force. */
    inForceInstead: string | null
  }
  /** Authorities that it goes past, because they are part of the case. */
  bypassed: string[]
  /** An appeal has changed the penalty; a superseding decision of the receiving agency brings the next obligation. */
  awaitsDecision: boolean
  /** The outcome of an appeal waits for the receiving agency to accept or refuse it. */
  awaitsAnswer: boolean
  /** Every deadline that it had, in order; the last one counts. */
  deadlines: {
    /** Counts in the obligation. */
    number: number
    /** Why there is a deadline, or a new one in place of the last. */
    because: 'imposed' | 'addressed' | 'received' | 'appeal-ended' | 'appeal-overdue' | 'report-refused' | 'law-changed' | (string & {})
    /** The code of the clock. */
    clock: string
    /** The version of the clocks that it was computed by. */
    clockVersion: number
    /** Null where none was needed. */
    calendar: string | null
    /** Null where none was needed. */
    calendarVersion: number | null
    /** What is due. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The article. */
    legalBasis: string
    /** The least that is known of the clock and of every dated day that was met. */
    confidence: 'sourced' | 'unverified' | 'inferred'
    /** Null where they leave nothing open. */
    note: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    } | null
    /** What starts it. */
    startsOn: string
    /** What it is counted from. */
    start: string
    /** How long. */
    length: number
    /** In what. */
    unit: 'calendar-day' | 'working-day' | 'hour'
    /** Backward: so long before, in clear days. */
    direction: 'forward' | 'backward'
    /** Whose days. */
    zone: string
    /** Null: of a person outside the service. */
    bearer: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision' | null
    /** The last day, in its zone. */
    dueOn: string
    /** From this moment it is overdue: the end of that day, or the moment of a clock of hours. */
    dueAt: string
    /** What happens when it is over. */
    onExpiry: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** What did not count. */
    suspensions: Suspension[]
    /** The arithmetic, in the order of counting. */
    steps: DeadlineStep[]
    /** Whether it reaches a year whose holidays the calendar does not know, so that it may still move. */
    beyondCalendar: boolean
  }[]
  /** Null when nothing does. */
  next: {
    /** What the service does next by itself. */
    action: 'step' | 'unblock-signal' | 'appeal-overdue'
    /** Null where it is none. */
    step: string | null
    /** From when on. */
    at: string
  } | null
  /** Null until the obliged agency has received it. */
  receipt: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
  } | null
  /** In order. */
  reports: ExecutionReport[]
  /** In order. */
  appeals: Appeal[]
  /** In order. */
  steps: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** Counts in the obligation. */
    number: number
    /** The step, by its code in the catalogue. */
    code: string
    /** What it is. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The article. */
    legalBasis: string
    /** How well the law is known here. */
    confidence: 'sourced' | 'unverified' | 'inferred'
    /** In whose name it is taken. */
    actor: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
    /** An agency of the directory, by its short name. */
    addressee: string
    /** What it asks of the addressee. */
    effect: 'none' | 'data-block'
    /** Null until the addressee has acknowledged it. */
    receipt: {
      /** When. */
      at: string
      /** An agency of the directory, by its short name. */
      agency: string
      /** Who; null where that is another agency’s affair. */
      by: ActRecord | null
    } | null
  }[]
  /** Null unless blocked; it may be put on record after its obligation has ended. */
  block: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** In the system that keeps the data. */
    reference: string
  } | null
  /** Null until the obligation is settled. */
  unblockSignal: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
  } | null
  /** Null unless it was ended. */
  unblock: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** In the system that keeps the data. */
    reference: string
  } | null
  /** Null unless lapsed. */
  lapse: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** The reason, by its code in the catalogue. */
    reason: string
    /** Null for whoever is no party. */
    explanation: string | null
  } | null
  /** Null unless annulled. */
  annulment: {
    /** When. */
    at: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** Who; null where that is another agency’s affair. */
    by: ActRecord | null
    /** What ended it. */
    because: 'decision-annulled' | 'decision-superseded' | 'appeal'
    /** Null for whoever is no party. */
    explanation: string | null
  } | null
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused. */
  allowedActions: ('obligation-receipt' | 'execution-report' | 'obligation-addressing' | 'deviation-acceptance' | 'deviation-refusal' | 'obligation-lapse' | 'appeal-recording' | 'appeal-outcome' | 'outcome-acceptance' | 'outcome-refusal' | 'step-receipt' | 'data-block' | 'data-unblock' | (string & {}))[]
}

/** The obligations of a referral. */
export type ObligationList = {
  /** In the order of their numbers. */
  items: Obligation[]
}

/** Obligations, newest first. */
export type ObligationPage = {
  /** In the order of the list. */
  items: ObligationSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** An obligation in a list. */
export type ObligationSummary = {
  /** The obligation. */
  id: string
  /** What must be done. */
  kind: 'penalty-imposition'
  /** Where it stands. */
  status: 'open' | 'executed' | 'lapsed' | 'annulled'
  /** Nothing is left to do: it does not keep its referral from being closed. */
  settled: boolean
  /** Open, and its deadline has passed. */
  overdue: boolean
  /** An appeal that suspends it is pending, and its answer not overdue; nobody is late. */
  suspended: boolean
  /** Whom it obliges; null while nobody can be named. */
  addressee: string | null
  /** Null while nobody is obliged. */
  dueOn: string | null
  /** When it began. */
  issuedAt: string
  /** When it last changed. */
  changedAt: string
}

/** One identification, merge or split of reported persons, with its revocation. */
export type PersonChange = {
  /** The referral it belongs to. */
  referralId: string
  /** Something that was found out about who the reported persons are. */
  change: {
    /** Somebody is identified. */
    kind: 'identification'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Stays the same through changes and versions. */
    personId: string
    /** How it became known. */
    basis: 'told-by-sender' | 'own-examination' | 'personnel-authority' | 'civil-service-records' | 'population-records' | 'statement' | 'other'
    /** Who the person is. */
    identity: {
      /** The person is known by name. */
      identification: 'identified'
      /** Name, with titles as the person uses them. */
      name: string
      /** PNS or PPPK. */
      employeeType?: 'pns' | 'pppk'
      /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
      nip?: string
      /** NI PPPK, 18 digits without spaces. */
      niPppk?: string
      /** NIK, 16 digits. */
      nik?: string
      /** Rank (golongan ruang) of a PNS. */
      rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
      /** Grade (golongan) of a PPPK. */
      grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
      /** Position (jabatan). */
      position?: string
      /** The work unit (satuan kerja). */
      workUnit?: string
      /** The agency (instansi) that employs the person, in words. */
      employer?: string
      /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
      personnelAuthority?: string
      /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
      regionalSecretary?: true
    }
  } | {
    /** Two persons are one. */
    kind: 'merge'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Who stays. */
    survivorId: string
    /** Who was the same person. */
    mergedId: string
  } | {
    /** One person is several. */
    kind: 'split'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Stays the same through changes and versions. */
    personId: string
    /** The persons who were taken for one. */
    parts: ReportedPerson[]
  }
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
}

/** Two reported persons who are one. */
export type PersonMergeInput = {
  /** The person who stays, with what is known of them. */
  survivorId: string
  /** The person who turned out to be the same one. */
  mergedId: string
  /** In words. */
  explanation: string
}

/** One reported person who is several; the service gives each a new id. */
export type PersonSplitInput = {
  /** The person who turned out to be several. */
  personId: string
  /** The persons who were taken for one. */
  parts: NewReportedPerson[]
  /** In words. */
  explanation: string
}

/** What the receiver would say of a violation, and what would stop its sending. */
export type Preflight = {
  /** The violation. */
  violationId: string
  /** For when it is true. */
  at: string
  /** How it would be sent: a returned violation is resubmitted. */
  by: 'referral' | 'resubmission'
  /** Who would receive it now; null when nobody holds the mandate. */
  receiver: string | null
  /** Null when none is in force. */
  checklist: {
    /** Which checklist, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** Of the catalogue that it was read from. */
    version: number
    /** What it is called. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The instrument and article. */
    legalBasis: string
    /** How well it is known: read in a public source, not read again, or concluded. */
    confidence: 'sourced' | 'unverified' | 'inferred'
    /** How often a referral may be returned under it. */
    mostRounds: number
  } | null
  /** Every item of the checklist, in its order. */
  items: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** Which kind of requirement. */
    kind: 'formal' | 'material'
    /** What is asked for, in the words of the receiver. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The instrument and article. */
    legalBasis: string
    /** How well it is known: read in a public source, not read again, or concluded. */
    confidence: 'sourced' | 'unverified' | 'inferred'
    /** Whether a gap is returned, or only advised against. */
    required: boolean
    /** Met, a gap, or for the officer of the receiver to judge. */
    outcome: 'met' | 'gap' | 'for-officer'
    /** What the outcome rests on: what is there, or what is not. */
    pointers: string[]
  }[]
  /** No required item is a gap; what the officer judges is not looked at. */
  complete: boolean
  /** Everything for which your sending would be refused now; empty: it would be taken. */
  refusals: {
    /** The rule that would refuse. */
    rule: string
    /** What the problem document would carry as `code`. */
    code: string
    /** What it would say. */
    title: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The places it is about. */
    errors: {
      /** A JSON Pointer (RFC 6901) into the content, or `/evidence/{id}`. */
      pointer: string
      /** What is the matter with it. */
      code: string
    }[]
  }[]
}

/** A problem (RFC 9457). */
export type ProblemDocument = {
  /** This kind of problem: where it is explained, relative to this server; for the rate limits the name they have in draft-ietf-httpapi-ratelimit-headers. */
  type: string
  /** The kind of problem in Indonesian or English, by Accept-Language. */
  title: string
  /** The HTTP status. */
  status: number
  /** More about this occurrence, for people; never case data. */
  detail?: string
  /** This occurrence: the requestId as a URN. */
  instance: string
  /** The kind of problem, for programs. */
  code: string
  /** The numbered rule that refuses. */
  rule?: string
  /** Each place where the request fails. */
  errors?: ProblemPlace[]
  /** What you may do with the resource as it is now. */
  allowedActions?: string[]
  /** The rate limit policies that are exceeded, by their names in `RateLimit-Policy`. */
  'violated-policies'?: string[]
  /** Name it when you report a fault. */
  requestId: string
}

/** One place where the request fails. */
export type ProblemPlace = {
  /** A JSON Pointer (RFC 6901) into the body, in a form into its metadata; or `query/…`, `path/…`, `header/…` with the name of the parameter; or `/evidence/{id}`, an item of the violation, or `/obligations/{number}`, an obligation of the referral. Empty: all of it. */
  pointer: string
  /** What is wrong there: the keyword of the schema that failed, or a code of the rule; `rule` where the rule itself says it. */
  code: string
}

/** A kind of problem, as the `type` of a problem document names it. */
export type ProblemType = {
  /** Its URI. */
  type: string
  /** Its name for programs. */
  code: string
  /** The HTTP status it comes with. */
  status: number
  /** The numbered rule it comes from. */
  rule?: string
  /** Its name for people, in English and Indonesian. */
  title: {
    en: string
    id: string
  }
  /** What it means and what to do about it. */
  meaning: string
}

/** How tokens are got and presented (RFC 9728). */
export type ProtectedResource = {
  /** This API as tokens must name it in `aud`. */
  resource: string
  /** The issuers whose tokens are accepted. */
  authorization_servers?: string[]
  /** A token is sent in the Authorization header and nowhere else. */
  bearer_methods_supported: 'header'[]
  /** The algorithms of DPoP proofs (RFC 9449). */
  dpop_signing_alg_values_supported: string[]
  /** Whether every issuer’s tokens must be bound to a key. */
  dpop_bound_access_tokens_required: boolean
  /** Whether tokens bound to a certificate (RFC 8705) can be used. */
  tls_client_certificate_bound_access_tokens: boolean
  /** The name of this API. */
  resource_name: string
  /** Where it can be read about. */
  resource_documentation: string
}

/** An article of the law. */
export type Provision = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** The instrument. */
  instrument: string
  /** The article. */
  article: string
  /** The provisions that attach the consequence; numbers are never compared. */
  consequences: string[]
}

/** A question from one agency to the other, with its answers. */
export type Question = {
  /** Counts in the referral. */
  number: number
  by: ActRecord
  /** The text. */
  text: string
  /** In order; answers are added, never changed. */
  answers: {
    /** Counts in the question. */
    number: number
    by: ActRecord
    /** The text. */
    text: string
  }[]
}

/** A question to the other agency. */
export type QuestionInput = {
  /** The text. */
  text: string
}

/** The questions of a referral. */
export type QuestionList = {
  /** In order. */
  items: Question[]
}

/** That somebody of your agency read something. */
export type ReadRecord = {
  /** When, by the database's clock. */
  at: string
  /** The request; problem documents and the log of the service name it too. */
  requestId: string
  /** Who: the same person always has the same id, which says nothing about them. */
  person: string
  /** The `client_id` of the token. */
  clientId: string
  /** The roles in the token. */
  roles: ('recorder' | 'referrer' | 'intake-officer' | 'case-officer' | 'commissioner' | 'personnel-officer' | 'compliance-officer' | 'election-officer' | 'observer' | 'auditor' | 'archivist' | 'integrator' | (string & {}))[]
  /** The operation of this description, by its `operationId`. */
  operation: string
  /** What was asked for, whether it was there or not. */
  target: {
    /** What kind of thing; in the plural a list. */
    kind: string
    /** Which one; null for a list. */
    id: string | null
  }
  /** For a list: what it was narrowed by, and which page it was. Null for a single thing. */
  filter: {
    [name: string]: unknown
  } | null
  purpose: string | null
  /** Where the connection came from, as the server sees it. */
  address: string
  /** The code of the refusal, when nothing was given out because of one. */
  refusedWith: string | null
}

/** Reads, newest first. */
export type ReadRecordPage = {
  /** In the order of the list. */
  items: ReadRecord[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A reason. */
export type ReasonCode = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** What it is a reason for; a code counts within its kind. */
  kind: 'return' | 'rejection' | 'withdrawal' | 'dismissal' | 'lapse' | 'annulment' | 'correction'
}

/** A case went from one officer to another. */
export type Reassignment = {
  /** Counts in the referral. */
  number: number
  by: ActRecord
  /** The case officer: the `person` of their acts, and never their `sub`. */
  officer: string
  /** Null when nobody of the agency had it yet. */
  before: string | null
  /** Null after a departure. */
  reason: string | null
  /** Null unless the officer before has left. */
  departureId: string | null
}

/** Who has the case from now on, and why. */
export type ReassignmentInput = {
  /** The case officer, by the `sub` of their access tokens from the agency's own issuer. It is not checked whether they have called yet. */
  officer: string
  /** In words. The other agency reads it too. */
  reason: string
}

/** A redacted copy as its recipient sees it, until it ends. */
export type ReceivedCopy = {
  /** The copy. */
  id: string
  /** An agency of the directory, by its short name. */
  recipient: string
  /** Personnel authorities that it goes past, because they are part of the case. */
  bypassed: string[]
  /** When it ends by itself. */
  until: string
  /** An agency of the directory, by its short name. */
  givenBy: string
  /** When it was given. */
  givenAt: string
  copy: RedactedCopy
  /** What was corrected of the decision since the copy was given, in order; `copy` keeps what it said. */
  corrections: {
    /** Counts in the decision. */
    correctionNumber: number
    /** When it was corrected. */
    at: string
    /** The instrument that carries the decision. */
    instrument?: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis?: string
    /** The reasons were corrected: an excerpt may read otherwise now. What it reads is given with a new copy, and with a hand-over not at all. */
    reasons?: true
  }[]
}

/** Copies, newest first. */
export type ReceivedCopyPage = {
  /** In the order of the list. */
  items: ReceivedCopySummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A redacted copy in the list of its recipient. */
export type ReceivedCopySummary = {
  /** The copy. */
  id: string
  /** An agency of the directory, by its short name. */
  recipient: string
  /** Personnel authorities that it goes past, because they are part of the case. */
  bypassed: string[]
  /** When it ends by itself. */
  until: string
  /** An agency of the directory, by its short name. */
  givenBy: string
  /** When it was given. */
  givenAt: string
}

/** What a follower has. */
export type ReconciliationInput = {
  /** One is enough; more of them narrow down where the two parted. */
  points: {
    /** A number that you have followed to; 0 before the first. */
    number: number
    /** Hex SHA-256 over the running digest before it (32 bytes; 32 zero bytes before the first) and `entrydigest` (32 bytes). */
    runningdigest: string
  }[]
}

/** A recusal: the officer sees nothing of the case while it stands. */
export type Recusal = {
  /** The recusal. */
  id: string
  by: ActRecord
  /** What stands between the officer and an impartial judgement. */
  interest: 'family' | 'friendship' | 'same-work-unit' | 'financial' | 'political' | 'own-report' | 'other'
  /** In words. */
  explanation: string
  /** Null while it stands. */
  lifting: {
    by: ActRecord
    /** In words. */
    reason: string
  } | null
}

/** The interest that an officer declares. */
export type RecusalInput = {
  /** What stands between the officer and an impartial judgement. */
  interest: 'family' | 'friendship' | 'same-work-unit' | 'financial' | 'political' | 'own-report' | 'other'
  /** In words. */
  explanation: string
}

/** The recusals of your agency's officers from a case. */
export type RecusalList = {
  /** Oldest first. */
  items: Recusal[]
}

/** What whoever must act on a decision gets to know: never the source, the reporter, other persons or what nobody marked. */
export type RedactedCopy = {
  /** The one person it is about. */
  person: {
    /** The same in the case. */
    id: string
    /** The person is known by name. */
    identification: 'identified'
    /** Name, with titles as the person uses them. */
    name: string
    /** PNS or PPPK. */
    employeeType?: 'pns' | 'pppk'
    /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
    nip?: string
    /** NI PPPK, 18 digits without spaces. */
    niPppk?: string
    /** Rank (golongan ruang) of a PNS. */
    rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
    /** Grade (golongan) of a PPPK. */
    grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
    /** Position (jabatan). */
    position?: string
    /** The work unit (satuan kerja). */
    workUnit?: string
    /** The agency (instansi) that employs the person, in words. */
    employer?: string
    /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
    personnelAuthority?: string
    /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
    regionalSecretary?: true
  }
  /** What the person did. */
  conduct: {
    /** What may go on of it. */
    excerpts: string[]
    /** When it happened. */
    occurredAt?: string
    /** Where it happened. */
    place?: {
      /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
      regionCode?: string
      /** The address online. */
      onlineLocation?: string
    }
    /** For acts online: what the account did. */
    interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
  }
  /** What evidence goes with it. */
  evidence: {
    /** The item. */
    evidenceId: string
    /** A captured link is a file that proves what was on a screen. */
    kind: 'file' | 'captured-link'
    /** Hex SHA-256 of the original. */
    digest: string
    /** As the bytes say. */
    mediaType: string
  }[]
  /** The decision to act on. */
  decision: {
    /** Counts in the referral. */
    number: number
    /** Ethics, discipline and criminal tracks may run side by side. */
    track: 'ethics' | 'discipline' | 'criminal'
    /** `criminal`: passed on to the election-crime track. `administrative` needs an identified person. */
    outcome: 'administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot'
    /** Which breaches it finds, by codes of the catalogue in force on the date of the act. Several breaches bear one sanction, the heaviest. */
    violationTypes?: string[]
    /** A code of `sanctions`, of the ladder of the date of the act. */
    sanction?: string
    /** The sanction imposed until the cited one may be. */
    inForceInstead?: string
    /** Only with the outcome `criminal`: which provisions, in force on the date of the act. */
    criminalProvisions?: string[]
    /** With an administrative outcome: the class of the sanction. Nobody writes it. */
    penaltyClass?: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
    /** The instrument that carries the decision. */
    instrument: {
      /** What the instrument is called in law. */
      kind: 'decision' | 'recommendation'
      /** Its number. */
      number: string
      /** Its date. */
      date: string
      /** Who signs it, by office. */
      signatory: string
    }
    /** On which article. */
    legalBasis: string
    /** What may go on of the reasons. */
    reasonsExcerpts: string[]
    /** When it was issued. */
    issuedAt: string
  }
}

/** The hand-over of a violation to the agency that may judge it. */
export type Referral = {
  /** The referral. */
  id: string
  /** The violation it was made from; it stays with the sender. */
  violationId: string
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  receiver: string
  /** Where the referral stands. */
  status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
  /** The version sent last. */
  versionNumber: number
  /** When version 1 was sent. */
  sentAt: string
  /** When it last moved. */
  changedAt: string
  content: ViolationContent
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  contentDigest: string
  /** How many items of evidence the current version has; its version lists them. */
  evidenceCount: number
  /** Hex SHA-256 over the canonical JSON (RFC 8785) of `manifest`. */
  manifestDigest: string
  /** When the current version was received; null until then. */
  receipt: {
    by: ActRecord
  } | null
  /** Null until accepted. */
  acceptance: {
    by: ActRecord
    /** Under which it was accepted; null when there was none. */
    checklist: CitedChecklist | null
    /** What the officer found, of the items left to the officer. */
    marks: {
      /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
      code: string
      /** How the officer found it. */
      mark: 'met' | 'not-met'
      /** In words. */
      note?: string
    }[]
  } | null
  /** Every return, in order. */
  returns: Return[]
  /** Returned, and the due date has passed. */
  overdue: boolean
  /** Null unless rejected. */
  rejection: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
  } | null
  /** Null unless withdrawn before acceptance. */
  withdrawal: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
  } | null
  /** Null when none was made. */
  withdrawalRequest: {
    by: ActRecord
    /** The coded reason, of `reason-codes`. */
    reason: string
    /** The text. */
    explanation: string
    /** What came of it. */
    outcome: 'open' | 'consented' | 'refused' | 'lapsed'
    /** Null until answered. */
    answer: {
      by: ActRecord
      /** In words. */
      explanation: string | null
    } | null
  } | null
  /** Null until assigned. */
  assignment: {
    by: ActRecord
    /** The case officer: the `person` of their acts, and never their `sub`. */
    officer: string
  } | null
  /** Every change of the officer since, in order. */
  reassignments: Reassignment[]
  /** Authorities that were found to be part of the case after sending; `content.implicated` has what the sender said. */
  implications: Implication[]
  /** Who read it, or could, without being a party. */
  emergencyAccesses: {
    by: ActRecord
    /** The access. */
    accessId: string
    /** An agency of the directory, by its short name. */
    agency: string
    /** In which role. */
    role: 'election-officer' | 'compliance-officer'
    /** Who may read. */
    requestedBy: string
    /** Who confirmed it. */
    confirmedBy: string
    /** Why it could not wait. */
    reason: 'imminent-harm' | 'evidence-at-risk' | 'parallel-proceeding' | 'court-order' | 'other'
    /** In words. */
    explanation: string
    /** When it was asked for. */
    requestedAt: string
    /** When it was confirmed and so began. */
    confirmedAt: string
    /** When it ends by itself. */
    endsAt: string
    /** There was nothing to read for that agency: it is part of the case, or a personnel authority on the way of its copies. */
    refused?: true
  }[]
  /** How many questions were asked. */
  questionCount: number
  /** How many decisions were issued. */
  decisionCount: number
  /** How many persons are reported, as far as is known now: persons, and not cases. See the persons of the referral. */
  reportedPersonsCount: number
  /** How many of them nobody has identified yet. */
  unidentifiedPersonsCount: number
  /** Null unless closed. */
  closure: {
    by: ActRecord
  } | null
  /** By which successions it came to its present receiver, in order. */
  transfers: {
    by: ActRecord
    /** The order, by its code in the directory. */
    succession: string
    /** An agency of the directory, by its short name. */
    from: string
    /** An agency of the directory, by its short name. */
    to: string
    /** Whether the agency before had begun it. */
    begun: boolean
  }[]
  /** What its decisions oblige somebody to do. */
  obligations: {
    /** How many there are. */
    total: number
    /** How many keep it from being closed. */
    unsettled: number
  }
  /** What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused. */
  allowedActions: ('receipt' | 'acceptance' | 'return' | 'rejection' | 'resubmission' | 'supplement' | 'withdrawal' | 'withdrawal-request' | 'withdrawal-consent' | 'withdrawal-refusal' | 'assignment' | 'question' | 'answer' | 'decision-draft' | 'decision-revision' | 'decision-cancellation' | 'issuance' | 'annulment' | 'closure' | 'copy-giving' | 'copy-ending' | 'reporter-request' | 'reporter-consent' | 'reporter-refusal' | 'reassignment' | 'person-identification' | 'person-merge' | 'person-split' | 'person-change-revocation' | 'implication' | 'implication-revocation' | 'decision-correction' | 'handover-sending' | (string & {}))[]
}

/** One line of a batch: what one `POST /v1/referrals` is, with its key. */
export type ReferralBatchLine = {
  /** A key of your own for this one line, as `Idempotency-Key` has it between its quotes, for example a UUID. */
  idempotencyKey: string
  /** The documented violation to send. */
  violationId: string
}

/** A problem (RFC 9457) of one line: what its own request would be told, without what names the occurrence. */
export type ReferralBatchProblem = {
  /** This kind of problem: where it is explained, relative to this server; for the rate limits the name they have in draft-ietf-httpapi-ratelimit-headers. */
  type: string
  /** The kind of problem in Indonesian or English, by Accept-Language. */
  title: string
  /** The HTTP status. */
  status: number
  /** More about this occurrence, for people; never case data. */
  detail?: string
  /** The kind of problem, for programs. */
  code: string
  /** The numbered rule that refuses. */
  rule?: string
  /** Each place where the request fails. */
  errors?: ProblemPlace[]
  /** What you may do with the resource as it is now. */
  allowedActions?: string[]
  /** The rate limit policies that are exceeded, by their names in `RateLimit-Policy`. */
  'violated-policies'?: string[]
}

/** What came of one line. */
export type ReferralBatchResult = {
  /** Which line, from 1; blank ones count. */
  line: number
  /** Null when the line could not be read. */
  idempotencyKey: string | null
  /** `already-sent`: this request was answered before, in a batch or alone. `would-be-sent`: in a dry run. */
  outcome: 'sent' | 'already-sent' | 'would-be-sent' | 'refused'
  /** The status that its own request would have. */
  status: number
  /** Null unless it was sent. */
  referral: {
    /** The referral. */
    id: string
    /** Where it is read. */
    href: string
    /** Its ETag when it was sent. */
    etag: string
  } | null
  /** Null unless it was refused. */
  problem: ReferralBatchProblem | null
  /** Null where repeating it does not help. */
  retryAfter: number | null
}

/** The last line of an answer. An answer without it was cut. */
export type ReferralBatchSummary = {
  /** How the lines fared. */
  summary: {
    /** Lines that were sent now. */
    sent: number
    /** Lines that had been sent before. */
    alreadySent: number
    /** In a dry run, lines that would be sent. */
    wouldBeSent: number
    /** Lines that were refused. */
    refused: number
    /** Why there are no more results: `end` when the batch is done. Otherwise lines without a result were not done, or after an `outage` perhaps; send them again, and after `access-ended` somebody else must: the token was revoked, or its person has left. */
    endedBy: 'end' | 'too-many-lines' | 'too-large' | 'stalled' | 'broken-off' | 'token-expired' | 'access-ended' | 'shutting-down' | 'outage' | (string & {})
  }
}

/** A deadline of a referral, with the arithmetic that leads to it. */
export type ReferralDeadline = {
  /** Counts in the referral. */
  number: number
  /** Null where it is about the referral. */
  decisionNumber: number | null
  by: ActRecord
  /** Where it stands. */
  status: 'running' | 'met' | 'lapsed' | 'replaced'
  /** Running, and over. */
  overdue: boolean
  /** Its last day was set by an officer, and no calendar moves it. */
  given: boolean
  /** From when on a warning is due. */
  warnAt: string
  /** Null until then. */
  warnedAt: string | null
  /** Null until then. */
  foundOverdueAt: string | null
  /** Null unless computed anew. */
  replaces: number | null
  /** Null unless replaced. */
  replacedBy: number | null
  /** Null while it runs, and when it was replaced. */
  ending: {
    by: ActRecord
    /** The type of the event that ended it. */
    event: string
    /** Whether it was over by then. */
    late: boolean
  } | null
  /** The code of the clock. */
  clock: string
  /** The version of the clocks that it was computed by. */
  clockVersion: number
  /** Null where none was needed. */
  calendar: string | null
  /** Null where none was needed. */
  calendarVersion: number | null
  /** What is due. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The article. */
  legalBasis: string
  /** The least that is known of the clock and of every dated day that was met. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** Null where they leave nothing open. */
  note: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  } | null
  /** What starts it. */
  startsOn: string
  /** What it is counted from. */
  start: string
  /** How long. */
  length: number
  /** In what. */
  unit: 'calendar-day' | 'working-day' | 'hour'
  /** Backward: so long before, in clear days. */
  direction: 'forward' | 'backward'
  /** Whose days. */
  zone: string
  /** Null: of a person outside the service. */
  bearer: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision' | null
  /** The last day, in its zone. */
  dueOn: string
  /** From this moment it is overdue: the end of that day, or the moment of a clock of hours. */
  dueAt: string
  /** What happens when it is over. */
  onExpiry: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** What did not count. */
  suspensions: Suspension[]
  /** The arithmetic, in the order of counting. */
  steps: DeadlineStep[]
  /** Whether it reaches a year whose holidays the calendar does not know, so that it may still move. */
  beyondCalendar: boolean
}

/** The deadlines of a referral. */
export type ReferralDeadlineList = {
  /** In the order in which they were set; replaced ones stay. */
  items: ReferralDeadline[]
}

/** Which violation to refer. The receiver follows from the mandate. */
export type ReferralInput = {
  /** The documented violation to send. */
  violationId: string
}

/** Referrals, newest first. */
export type ReferralPage = {
  /** In the order of the list. */
  items: ReferralSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** What to look for: everything that is named must be so. Without anything, all referrals of your agency. With `deadline` the earliest come first, otherwise the newest. */
export type ReferralSearchInput = {
  /** Up to 20 words, all of which a case must have: each by its Indonesian or English stem, or as a name as it is written. Words in double quotes stand next to one another. No character is an operator. */
  text?: string
  /** When it happened; at most 36 months. */
  occurredAt?: {
    /** At this time or later. */
    from: string
    /** Before this time. */
    until: string
  }
  /** When it became known; at most 36 months. */
  knownAt?: {
    /** At this time or later. */
    from: string
    /** Before this time. */
    until: string
  }
  /** In one of these regions, or in a part of one. */
  regions?: string[]
  /** One of these was suggested. */
  suggestedCategories?: string[]
  /** When version 1 was sent. */
  sentAt?: {
    /** At this time or later. */
    from?: string
    /** Before this time. */
    until?: string
  }
  /** In one of these states. */
  statuses?: ('sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn')[]
  /** Which side your agency is. */
  side?: 'sender' | 'receiver'
  /** Sent by one of these. */
  senders?: string[]
  /** Received by one of these. */
  receivers?: string[]
  /** The case is with one of these officers. */
  officers?: string[]
  /** A standing decision cites one of these. */
  decidedTypes?: string[]
  /** A standing decision is on one of these. */
  tracks?: ('ethics' | 'discipline' | 'criminal')[]
  /** A standing decision says one of these. */
  outcomes?: ('administrative' | 'criminal' | 'no-violation' | 'not-proven' | 'time-barred' | 'moot')[]
  /** Returned so often, or more often. */
  returnedAtLeast?: number
  /** What it waits for: `receipt` for us to confirm its receipt; `acceptance` for us to accept, return or reject it; `assignment` for a case officer of ours; `our-answer` for our answer to a question of the other agency; `issuance` for somebody to issue a decision whose draft the caller had no hand in; `withdrawal-answer` for our answer to a request to withdraw it; `hand-over` for us to hand a criminal decision over; `completion` for us to complete what was returned; `closure` for us to confirm its closure: it is decided, and nothing is left to do. */
  waitingFor?: 'receipt' | 'acceptance' | 'assignment' | 'our-answer' | 'issuance' | 'withdrawal-answer' | 'hand-over' | 'completion' | 'closure'
  /** The earliest running deadline that your agency bears. Only what has one is found, and in the order of deadlines. */
  deadline?: {
    /** Before this time; what is overdue too. */
    before: string
  } | {
    /** From now to the end of the day (Asia/Jakarta) that many days from today; not what is overdue. */
    withinDays: number
  } | {
    /** It is over already. */
    overdue: true
  }
  /** Whether to count what is found, up to 1000. */
  total?: boolean
}

/** How often referrals are accepted at the first attempt, and what is missing when not. */
export type ReferralStatistics = {
  /** The first month. */
  from: string
  /** The month after the last. */
  until: string
  /** Every count is a multiple of this: 1, or 5 for observers, so that no single case shows. */
  roundedTo: number
  /** Oldest month first; months without a referral are left out. */
  items: {
    /** In which (Asia/Jakarta) the first version was sent. */
    month: string
    /** Whether your agency sent them, or was sent them. */
    side: 'sender' | 'receiver'
    /** How many referrals. */
    sent: number
    /** How many were accepted right at first. */
    acceptedWithoutReturn: number
    /** Those accepted later, by how often they were returned. */
    acceptedAfterReturns: {
      /** How often they were returned. */
      rounds: number
      /** How many referrals. */
      count: number
    }[]
    /** How many were returned at least once, whatever came of them. */
    returned: number
    /** Those rejected, by reason, the most frequent first. */
    rejected: {
      /** The coded reason. */
      reason: string
      /** How many referrals. */
      count: number
    }[]
    /** How many were withdrawn before they were accepted. */
    withdrawn: number
    /** How many are neither accepted nor ended yet. */
    open: number
    /** What returns ask for, the most frequent first. */
    citedItems: {
      /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
      code: string
      /** How often returns cite it. */
      count: number
    }[]
  }[]
}

/** A referral in a list. */
export type ReferralSummary = {
  /** The referral. */
  id: string
  /** The violation it was made from; it stays with the sender. */
  violationId: string
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  receiver: string
  /** Where the referral stands. */
  status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
  /** The version sent last. */
  versionNumber: number
  /** When version 1 was sent. */
  sentAt: string
  /** When it last moved. */
  changedAt: string
  /** Null unless returned. */
  dueOn: string | null
}

/** That somebody of your agency was refused something. */
export type Refusal = {
  /** When, by the database's clock. */
  at: string
  /** The request, as its problem document named it. */
  requestId: string
  person: string | null
  clientId: string | null
  /** The operation, by its `operationId`. */
  operation: string
  /** At what it was aimed; null where the request names no one thing. */
  target: {
    /** What kind of thing; in the plural a list. */
    kind: string
    /** Which one; null for a list. */
    id: string | null
  } | null
  /** The code of the problem. */
  code: string
  rule: string | null
  address: string | null
}

/** Refusals, newest first. */
export type RefusalPage = {
  /** In the order of the list. */
  items: Refusal[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A region, by the code of the Ministry of Home Affairs. */
export type Region = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** What kind of region it is. */
  kind: 'province' | 'regency' | 'city'
  /** The region it is part of. */
  parent: string | null
}

/** Why a referral is rejected. */
export type RejectionInput = {
  /** The coded reason, of `reason-codes` (`rejection`). */
  reason: string
  /** In words. */
  explanation: string
}

/** A reported person (terlapor), who may not be identified yet. */
export type ReportedPerson = {
  /** Stays the same through changes and versions. */
  id: string
  /** The person is known by name. */
  identification: 'identified'
  /** Name, with titles as the person uses them. */
  name: string
  /** PNS or PPPK. */
  employeeType?: 'pns' | 'pppk'
  /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
  nip?: string
  /** NI PPPK, 18 digits without spaces. */
  niPppk?: string
  /** NIK, 16 digits. */
  nik?: string
  /** Rank (golongan ruang) of a PNS. */
  rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
  /** Grade (golongan) of a PPPK. */
  grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
  /** Position (jabatan). */
  position?: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
} | {
  /** Stays the same through changes and versions. */
  id: string
  /** Nobody knows yet who it is. */
  identification: 'unidentified'
  /** What is known about the person. */
  description: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
}

/** A reported person; give the id to keep one that the violation already has. */
export type ReportedPersonInput = {
  /** Stays the same through changes and versions. */
  id?: string
  /** The person is known by name. */
  identification: 'identified'
  /** Name, with titles as the person uses them. */
  name: string
  /** PNS or PPPK. */
  employeeType?: 'pns' | 'pppk'
  /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
  nip?: string
  /** NI PPPK, 18 digits without spaces. */
  niPppk?: string
  /** NIK, 16 digits. */
  nik?: string
  /** Rank (golongan ruang) of a PNS. */
  rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
  /** Grade (golongan) of a PPPK. */
  grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
  /** Position (jabatan). */
  position?: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
} | {
  /** Stays the same through changes and versions. */
  id?: string
  /** Nobody knows yet who it is. */
  identification: 'unidentified'
  /** What is known about the person. */
  description: string
  /** The work unit (satuan kerja). */
  workUnit?: string
  /** The agency (instansi) that employs the person, in words. */
  employer?: string
  /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
  personnelAuthority?: string
  /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
  regionalSecretary?: true
}

/** Who the reported persons of a referral are: its current version, with every standing change over it. */
export type ReportedPersonList = {
  /** Persons, and not cases: one case may have many. */
  items: {
    person: ReportedPerson
    /** What looks odd about the person but is accepted; docs/warnings.md says why. */
    warnings: {
      /** JSON Pointer into this resource. */
      pointer: string
      /** What about it. */
      code: 'birth-date-impossible' | 'sex-digit-unknown' | 'appointment-month-impossible' | 'appointment-ahead' | 'appointment-year-implausible' | 'appointment-age-implausible' | 'birth-date-differs' | 'sex-differs' | 'registration-region-unknown' | 'number-of-another-employee-type' | 'rank-of-another-employee-type' | 'grade-of-another-employee-type' | 'region-unknown' | 'secretary-not-marked' | 'authority-unknown' | (string & {})
    }[]
    /** Every id that stands for the person, their own first. */
    ids: string[]
    /** The changes that are about the person, in order. */
    history: number[]
  }[]
  /** Everything that was found out since the referral was sent, revoked or not. */
  changes: {
    /** Somebody is identified. */
    kind: 'identification'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Stays the same through changes and versions. */
    personId: string
    /** How it became known. */
    basis: 'told-by-sender' | 'own-examination' | 'personnel-authority' | 'civil-service-records' | 'population-records' | 'statement' | 'other'
    /** Who the person is. */
    identity: {
      /** The person is known by name. */
      identification: 'identified'
      /** Name, with titles as the person uses them. */
      name: string
      /** PNS or PPPK. */
      employeeType?: 'pns' | 'pppk'
      /** NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant. */
      nip?: string
      /** NI PPPK, 18 digits without spaces. */
      niPppk?: string
      /** NIK, 16 digits. */
      nik?: string
      /** Rank (golongan ruang) of a PNS. */
      rank?: 'I/a' | 'I/b' | 'I/c' | 'I/d' | 'II/a' | 'II/b' | 'II/c' | 'II/d' | 'III/a' | 'III/b' | 'III/c' | 'III/d' | 'IV/a' | 'IV/b' | 'IV/c' | 'IV/d' | 'IV/e'
      /** Grade (golongan) of a PPPK. */
      grade?: 'I' | 'II' | 'III' | 'IV' | 'V' | 'VI' | 'VII' | 'VIII' | 'IX' | 'X' | 'XI' | 'XII' | 'XIII' | 'XIV' | 'XV' | 'XVI' | 'XVII'
      /** Position (jabatan). */
      position?: string
      /** The work unit (satuan kerja). */
      workUnit?: string
      /** The agency (instansi) that employs the person, in words. */
      employer?: string
      /** The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged. */
      personnelAuthority?: string
      /** The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province. */
      regionalSecretary?: true
    }
  } | {
    /** Two persons are one. */
    kind: 'merge'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Who stays. */
    survivorId: string
    /** Who was the same person. */
    mergedId: string
  } | {
    /** One person is several. */
    kind: 'split'
    /** Counts in the referral. */
    number: number
    by: ActRecord
    /** In words. */
    explanation: string
    /** Null while it stands. */
    revocation: {
      by: ActRecord
      /** In words. */
      explanation: string
    } | null
    /** Stays the same through changes and versions. */
    personId: string
    /** The persons who were taken for one. */
    parts: ReportedPerson[]
  }[]
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
}

/** Who reported. */
export type Reporter = {
  /** As the violation names it. */
  reporterId: string
  /** The violation that was reported. */
  violationId: string
  /** An agency of the directory, by its short name. */
  agency: string
  /** When the agency took the reporter in. */
  takenInAt: string
  /** When you opened it: that is on record, with the purpose. */
  openedAt: string
  /** Null for the officer who took the reporter in. */
  endsAt: string | null
  identity: ReporterInput
}

/** For how long who reported may be opened. */
export type ReporterConsentInput = {
  /** For how long it may be opened; 24 when it is not said. */
  hours?: number
}

/** A reporter (pelapor). Stored apart from the violation; never given out with it. */
export type ReporterInput = {
  /** Name of the reporter. */
  name: string
  /** How to reach the reporter. */
  contact?: string
  /** NIP, when the reporter is an ASN. */
  nip?: string
  /** Work unit, when the reporter is an ASN. */
  workUnit?: string
  /** The reporter's own words. */
  statement?: string
}

/** That somebody opened who reported. */
export type ReporterOpening = {
  /** The opening. */
  id: string
  by: ActRecord
  /** What they said it was for. */
  purpose: string
  /** Null at your own agency. */
  referralId: string | null
  /** Null at your own agency. */
  requestNumber: number | null
}

/** Openings, oldest first. */
export type ReporterOpeningPage = {
  /** In the order of the list. */
  items: ReporterOpening[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A request to open who reported, with its answer. */
export type ReporterRequest = {
  /** Counts in the referral. */
  number: number
  by: ActRecord
  /** In words. */
  reason: string
  /** What came of it; `lapsed` with the end of the referral. */
  outcome: 'open' | 'consented' | 'refused' | 'lapsed'
  /** Null until answered. */
  answer: {
    by: ActRecord
    /** Null for a refusal. */
    hours: number | null
    /** Null for a refusal. */
    endsAt: string | null
    /** Null for a consent. */
    explanation: string | null
  } | null
  /** What you may do about it now, by `x-act` of the operations. */
  allowedActions: ('reporter-consent' | 'reporter-refusal' | 'reporter-opening' | (string & {}))[]
}

/** Why the examination needs to know who reported. */
export type ReporterRequestInput = {
  /** In words. */
  reason: string
}

/** The requests of a referral. */
export type ReporterRequestList = {
  /** In order. */
  items: ReporterRequest[]
}

/** Answers to every item of the last return. The violation as it is now becomes the new frozen version. */
export type ResubmissionInput = {
  /** One for each item of the return. */
  answers: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** What was completed. */
    answer: string
  }[]
}

/** A return for completion. */
export type Return = {
  by: ActRecord
  /** Counts in the referral. */
  round: number
  /** What was asked for. */
  items: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** What is asked for. */
    note: string
  }[]
  /** The last day (Asia/Jakarta) for the resubmission. */
  dueOn: string
  /** Null until resubmitted. */
  answers: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** What was completed. */
    answer: string
  }[] | null
  /** Under which it was made; null from before there were any. */
  checklist: CitedChecklist | null
  /** Null from before there were checklists. */
  mostRounds: number | null
}

/** What is missing, and by when it is wanted. */
export type ReturnInput = {
  /** What must be completed, each item once. */
  items: {
    /** An item of the checklist that applies, by its code in `/v1/catalogue/checklists`. */
    code: string
    /** What is asked for. */
    note: string
  }[]
  /** The last day (Asia/Jakarta) for the resubmission; not before the completion clock of the checklist has run out. */
  dueOn: string
}

/** Where copies about the reported persons go. */
export type RouteList = {
  /** One for each reported person of the current version. */
  items: {
    /** The reported person. */
    reportedPersonId: string
    /** Where a copy goes; null when nobody can be named, see `rule`. */
    recipient: string | null
    /** Past whom, and why. */
    bypassed: {
      /** An agency of the directory, by its short name. */
      agency: string
      /** How its head is part of the case. */
      because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
    }[]
    /** The rule that says so (docs/rules.md). */
    rule: 'R-CPY-03' | 'R-CPY-04'
  }[]
}

/** A sanction. */
export type Sanction = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** The track it belongs to. */
  track: 'ethics' | 'discipline'
  /** The class of penalty. */
  penaltyClass: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal'
  /** Whom it is for. */
  employeeTypes: ('pns' | 'pppk')[]
  /** The one agency whose own regulation it is, or null for all. */
  agency: string | null
  /** Its place in the ladder; more is heavier. */
  severity: number
  /** What it is measured by. */
  parameters: {
    /** How much of the allowance. */
    percent?: number
    /** For how many months. */
    months?: number
  }
  /** Null: not before a regulation that is still missing. */
  enforceableFrom: string | null
  /** What stands in for it until then. */
  interimSubstitute: string | null
  /** Null where nothing is open against it. */
  remedy: 'objection' | 'administrative-appeal' | null
}

/** Who has seen something of the case. */
export type SightingEntry = {
  /** An agency of the directory, by its short name. */
  agency: string
  /** Who: the same person always has the same id, which says nothing about them. */
  person: string
  /** The roles they had in the token. */
  roles: ('recorder' | 'referrer' | 'intake-officer' | 'case-officer' | 'commissioner' | 'personnel-officer' | 'compliance-officer' | 'election-officer' | 'observer' | 'auditor' | 'archivist' | 'integrator' | (string & {}))[]
  /** What they read, by its `operationId`. */
  operation: string
  /** When they first did. */
  firstAt: string
  /** When they last did. */
  lastAt: string
  /** How often. */
  times: number
}

/** An order of the law by which the matters of one agency become those of another, on a day. */
export type Succession = {
  /** The succession, by its code in the directory. */
  code: string
  /** Which mandate passes on. */
  mandate: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
  /** An agency of the directory, by its short name. */
  from: string
  /** From this day (Asia/Jakarta) on the matters are the successor’s. */
  takesEffectOn: string
  /** On which basis. */
  legalBasis: string
  /** An agency of the directory, by its short name. */
  begun: string
  /** An agency of the directory, by its short name. */
  notBegun: string
  /** In which states a matter counts as begun: those of referrals for merit supervision, of hand-overs for election supervision. */
  begunStatuses: ('sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'registered')[]
  /** How well the order is known. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** Null before. */
  beganAt: string | null
  /** Null while it goes on. */
  finishedAt: string | null
}

/** What became of one matter. */
export type SuccessionCase = {
  /** Null where a hand-over is moved. */
  referralId: string | null
  /** Where election supervision passes on: the received hand-over to the election-crime track. Null where a referral is moved. */
  handoverId: string | null
  /** An agency of the directory, by its short name. */
  sender: string
  /** An agency of the directory, by its short name. */
  from: string
  /** An agency of the directory, by its short name. */
  to: string
  /** Whether the old holder had begun it. */
  begun: boolean
  /** `pending`: about to be moved. `moved`: it is the successor’s. `stays`: the order leaves it where it is. `successor-is-sender`: the successor sent it itself, and it waits for an order of its own. `no-longer-open`: it ended before. `no-longer-theirs`: another order had moved it before. */
  outcome: 'pending' | 'moved' | 'stays' | 'successor-is-sender' | 'no-longer-open' | 'no-longer-theirs'
  /** Null while pending. */
  settledAt: string | null
}

/** The successions of the directory. */
export type SuccessionList = {
  /** As the directory has them. */
  items: Succession[]
}

/** A succession with what became of each matter that is or was your agency’s, newest first; without those from which you are recused. */
export type SuccessionWithCases = {
  /** The succession, by its code in the directory. */
  code: string
  /** Which mandate passes on. */
  mandate: 'neutrality-monitoring' | 'merit-supervision' | 'personnel-authority' | 'civil-service-administration' | 'election-supervision'
  /** An agency of the directory, by its short name. */
  from: string
  /** From this day (Asia/Jakarta) on the matters are the successor’s. */
  takesEffectOn: string
  /** On which basis. */
  legalBasis: string
  /** An agency of the directory, by its short name. */
  begun: string
  /** An agency of the directory, by its short name. */
  notBegun: string
  /** In which states a matter counts as begun: those of referrals for merit supervision, of hand-overs for election supervision. */
  begunStatuses: ('sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'registered')[]
  /** How well the order is known. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** Null before. */
  beganAt: string | null
  /** Null while it goes on. */
  finishedAt: string | null
  /** How many of your matters wait; counted up to 1,000. */
  pending: number
  /** In the order of the list. */
  items: SuccessionCase[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** Evidence that came after the referral was sent, and marks of what may go on. */
export type SupplementInput = {
  /** What is added, and why now. */
  explanation: string
  /** Which items of the new version may go on, beside those marked before; no mark is taken back. */
  releasable?: {
    /** Which items may go on: of each the shown copy, without location and other metadata. */
    evidence?: string[]
    /** Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported. */
    originals?: string[]
  }
}

/** A time that does not count. */
export type Suspension = {
  /** The first day or moment that does not count. */
  from: string
  /** The first day or moment that counts again. */
  to: string
  /** Why. */
  reason: string
}

/** Something that happened to a referral. */
export type TimelineEntry = {
  /** The event. */
  id: string
  /** What happened. */
  type: 'ReferralSent' | 'ReferralReceived' | 'ReferralAccepted' | 'ReferralReturned' | 'ReferralRejected' | 'ReferralResubmitted' | 'ReferralSupplemented' | 'ReferralWithdrawn' | 'WithdrawalRequested' | 'WithdrawalConsented' | 'WithdrawalRefused' | 'CaseOfficerAssigned' | 'QuestionAsked' | 'QuestionAnswered' | 'DecisionIssued' | 'ReferralDecided' | 'DecisionAnnulled' | 'ReferralClosed' | 'CopyGiven' | 'CopyCorrected' | 'CopyEnded' | 'ReporterRequested' | 'ReporterConsented' | 'ReporterRefused' | 'DecisionDrafted' | 'DecisionRevised' | 'DecisionCancelled' | 'DecisionReleased' | 'EvidenceCollected' | 'EvidenceReceived' | 'EvidenceDescribed' | 'EvidenceScanned' | 'EvidenceCopied' | 'EvidenceSealed' | 'EvidenceExcluded' | 'EvidenceHandedOver' | 'EvidenceTakenOver' | 'EvidenceReturned' | 'EvidenceShared' | 'EvidenceHandedOn' | 'EvidenceOpened' | 'EvidenceDownloaded' | 'EvidenceDamaged' | 'EvidenceErased' | 'CaseReassigned' | 'CaseInherited' | 'EmergencyAccessOpened' | 'PersonIdentified' | 'PersonsMerged' | 'PersonSplit' | 'PersonChangeRevoked' | 'AuthorityImplicated' | 'ImplicationRevoked' | 'ExaminationCompleted' | 'DeadlineSet' | 'DeadlineMet' | 'DeadlineLapsed' | 'DeadlineRecomputed' | 'DeadlineDue' | 'DeadlineOverdue' | 'ReferralTransferred' | 'ExaminationPassedOver' | 'EvidencePassedOn' | 'DecisionCorrected' | 'CriminalHandoverCreated' | 'CriminalHandoverSent' | 'HandedDecisionCorrected' | 'HandedDecisionSuperseded' | 'HandedDecisionAnnulled' | 'HandoverSent' | 'HandoverReceived' | 'HandoverOutcomeReported' | 'HandoverTransferred' | 'ObligationImposed' | 'ObligationReceived' | 'ObligationAddressed' | 'ExecutionReported' | 'DeviationAccepted' | 'DeviationRefused' | 'ImplicationNoted' | 'ImplicationLifted' | 'ObligationLapsed' | 'ObligationAnnulled' | 'AppealRecorded' | 'AppealDecided' | 'AppealOutcomeAccepted' | 'AppealOutcomeRefused' | 'AppealOverdue' | 'ObligationCorrected' | 'EscalationStepTaken' | 'UnblockSignalled' | 'EscalationStepReceived' | 'DataBlocked' | 'DataUnblocked' | 'ObligationDeadlineRecomputed' | (string & {})
  /** `referral` and `obligation`: both agencies see it. `examination`: the receiving agency's own work. */
  stream: 'referral' | 'examination' | 'obligation'
  /** Counts 1, 2, 3, … in the stream. */
  version: number
  by: ActRecord
  /** Hex SHA-256 of the event in the log, over its salt and its content. Both parties see the same one; the salt stays in the log. */
  digest: string
  /** What the event says, by its type; a frozen content is named by its digest. Null once erased by law. */
  details: {
    [name: string]: unknown
  } | null
}

/** What happened, oldest first. */
export type TimelinePage = {
  /** In the order of the list. */
  items: TimelineEntry[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** The same, for a file that was uploaded in pieces. */
export type UploadedEvidenceInput = {
  /** What it is, in a few words. Every party reads it. */
  title: string
  /** Grade of source and information, by the Admiralty code. */
  grade: {
    /** How far the source can be relied upon: A always, E never, F cannot be judged. */
    source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /** How far the information can be believed: 1 confirmed, 5 improbable, 6 cannot be judged. */
    information: '1' | '2' | '3' | '4' | '5' | '6'
  }
  /** Who collected it, when, where and how. */
  collection: {
    /** Who collected it. `reporter` stands for the reporter of the violation, who is never named. */
    by: 'officer' | 'reporter' | 'other-agency'
    /** Name or office; never of a reporter. */
    name?: string
    /** When it was collected. */
    at: string
    /** Where. */
    place?: string
    /** How, and with what. */
    method: string
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** The link of which this is the capture. */
  link?: {
    /** The address that was captured. */
    url: string
    /** The platform. */
    platform: string
    /** The account that acted. */
    account?: string
    /** What the account did. */
    interaction: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
    /** When it was on the screen. */
    capturedAt: string
  }
  /** What the bytes of the file are, as in the field Content-Digest (RFC 9530): `sha-256=:…:` or `sha-512=:…:`. Compared with what arrives. */
  contentDigest?: string
  /** A finished resumable upload of your own, see `/v1/uploads`. It is used up. */
  uploadId: string
}

/** A suspected breach of neutrality, as its agency keeps it. */
export type Violation = {
  /** The violation. */
  id: string
  /** An agency of the directory, by its short name. */
  owner: string
  /** A violation is the recording agency’s to change while `draft` or `documented`; it is `documented` again when its referral comes back. */
  status: 'draft' | 'documented' | 'referred' | 'dismissed'
  content: ViolationContent
  /** What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content. */
  masked: string[]
  /** Null for a finding. */
  reporterId: string | null
  /** The last referral of this violation, or null. */
  referral: {
    /** The referral. */
    id: string
    /** Where it stands. */
    status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
  } | null
  /** Null unless dismissed. */
  dismissal: {
    /** Why: a code of `reason-codes`. */
    reason: string
    /** In words. */
    explanation: string
  } | null
  /** What documentation still needs. */
  missing: {
    /** JSON Pointer into the violation. */
    pointer: string
    /** What about it. */
    code: string
  }[]
  /** What looks odd but is accepted, by field; docs/warnings.md says why. */
  warnings: {
    /** JSON Pointer into the violation. */
    pointer: string
    /** What about it. */
    code: string
  }[]
  /** When it was recorded. */
  recordedAt: string
  /** When its own events last changed it. */
  changedAt: string
  /** What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused. */
  allowedActions: ('change' | 'documentation' | 'referral' | 'dismissal' | 'evidence-recording' | 'reporter-reading' | (string & {}))[]
}

/** What a violation says. The reporter is kept elsewhere. */
export type ViolationContent = {
  /** Where it comes from; the channel only for those who may read it. */
  source: {
    /** `finding` from the agency's own supervision, `report` by a reporter. */
    kind: 'finding' | 'report'
    /** Where it came in: `patrol` for findings, the others for reports. */
    channel?: 'patrol' | 'public-portal' | 'asn-self-report' | 'agency'
  }
  /** What happened (uraian kejadian). */
  eventDescription?: string
  /** When it happened (waktu kejadian). */
  occurredAt?: string
  /** When it became known (waktu diketahui). */
  knownAt?: string
  /** Where it happened: a region, an online location, words, or several of them. */
  place?: {
    /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
    regionCode?: string
    /** The address online. */
    onlineLocation?: string
    /** The place in words. */
    description?: string
  }
  /** The catalogue row that the recording agency suggests. The receiving agency alone decides; there is no place for a penalty. */
  suggestedCategory?: string
  /** For acts online: what the account did. */
  interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
  /** Personnel authorities that are part of the case: copies go past them to the next above. */
  implicated?: {
    /** An agency of the directory, by its short name. */
    agency: string
    /** How its head is part of the case. */
    because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
  }[]
  /** What may go on: with a redacted copy to whoever must act on a decision, with a hand-over to the election-crime track. What is not marked stays with the parties. */
  releasable?: {
    /** What of the description may go on. It must not tell who reported. */
    excerpts: string[]
    /** Which items may go on: of each the shown copy, without location and other metadata. */
    evidence: string[]
    /** Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported. */
    originals?: string[]
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** Several persons may be reported in one violation. */
  reportedPersons: ReportedPerson[]
}

/** A suspected breach to record. Only the source is needed at first; the rest may follow while it is a draft. */
export type ViolationInput = {
  /** Where it comes from. */
  source: {
    /** `finding` from the agency's own supervision, `report` by a reporter. */
    kind: 'finding' | 'report'
    /** Where it came in: `patrol` for findings, the others for reports. */
    channel: 'patrol' | 'public-portal' | 'asn-self-report' | 'agency'
  }
  reporter?: ReporterInput
  /** What happened (uraian kejadian). */
  eventDescription?: string
  /** When it happened (waktu kejadian). */
  occurredAt?: string
  /** When it became known (waktu diketahui). */
  knownAt?: string
  /** Where it happened: a region, an online location, words, or several of them. */
  place?: {
    /** Region code of the Ministry of Home Affairs: province, regency, district, village. */
    regionCode?: string
    /** The address online. */
    onlineLocation?: string
    /** The place in words. */
    description?: string
  }
  /** The catalogue row that the recording agency suggests. The receiving agency alone decides; there is no place for a penalty. */
  suggestedCategory?: string
  /** For acts online: what the account did. */
  interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign'
  /** Personnel authorities that are part of the case: copies go past them to the next above. */
  implicated?: {
    /** An agency of the directory, by its short name. */
    agency: string
    /** How its head is part of the case. */
    because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
  }[]
  /** What may go on: with a redacted copy to whoever must act on a decision, with a hand-over to the election-crime track. What is not marked stays with the parties. */
  releasable?: {
    /** What of the description may go on. It must not tell who reported. */
    excerpts: string[]
    /** Which items may go on: of each the shown copy, without location and other metadata. */
    evidence: string[]
    /** Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported. */
    originals?: string[]
  }
  /** How secret it is, from the least to the most. Who of the receiving agency may open what: `open`: intake-officer, case-officer, commissioner; `limited`: intake-officer, case-officer, commissioner; `confidential`: case-officer, commissioner; `strictly-confidential`: case-officer, commissioner (a case-officer only of their own case). */
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential'
  /** What other agencies may not do with it. */
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[]
  /** Several persons may be reported in one violation. */
  reportedPersons?: NewReportedPerson[]
}

/** Violations, newest first. */
export type ViolationPage = {
  /** In the order of the list. */
  items: ViolationSummary[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** A JSON Merge Patch (RFC 7396): null removes a field, `place` merges, everything else replaces. */
export type ViolationPatch = {
  eventDescription?: string | null
  occurredAt?: string | null
  knownAt?: string | null
  place?: {
    regionCode?: string | null
    onlineLocation?: string | null
    description?: string | null
  } | null
  suggestedCategory?: string | null
  interaction?: 'post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign' | null
  implicated?: {
    /** An agency of the directory, by its short name. */
    agency: string
    /** How its head is part of the case. */
    because: 'is-reported' | 'relative-of-reported' | 'exerted-pressure'
  }[] | null
  releasable?: {
    /** What of the description may go on. It must not tell who reported. */
    excerpts: string[]
    /** Which items may go on: of each the shown copy, without location and other metadata. */
    evidence: string[]
    /** Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported. */
    originals?: string[]
  } | null
  confidentiality?: 'open' | 'limited' | 'confidential' | 'strictly-confidential' | null
  handling?: ('view-only' | 'no-export' | 'no-onward-sharing')[] | null
  /** Replaces the whole list. */
  reportedPersons?: ReportedPersonInput[]
}

/** What to look for: everything that is named must be so. Without anything, all violations of your agency. */
export type ViolationSearchInput = {
  /** Up to 20 words, all of which a case must have: each by its Indonesian or English stem, or as a name as it is written. Words in double quotes stand next to one another. No character is an operator. */
  text?: string
  /** When it happened; at most 36 months. */
  occurredAt?: {
    /** At this time or later. */
    from: string
    /** Before this time. */
    until: string
  }
  /** When it became known; at most 36 months. */
  knownAt?: {
    /** At this time or later. */
    from: string
    /** Before this time. */
    until: string
  }
  /** In one of these regions, or in a part of one. */
  regions?: string[]
  /** One of these was suggested. */
  suggestedCategories?: string[]
  /** When it was recorded. */
  recordedAt?: {
    /** At this time or later. */
    from?: string
    /** Before this time. */
    until?: string
  }
  /** In one of these states. */
  statuses?: ('draft' | 'documented' | 'referred' | 'dismissed')[]
  /** Its current referral is in one of these states. */
  referralStatuses?: ('sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn')[]
  /** Whether to count what is found, up to 1000. */
  total?: boolean
}

/** A violation in a list. */
export type ViolationSummary = {
  /** The violation. */
  id: string
  /** A violation is the recording agency’s to change while `draft` or `documented`; it is `documented` again when its referral comes back. */
  status: 'draft' | 'documented' | 'referred' | 'dismissed'
  /** The last referral of this violation, or null. */
  referral: {
    /** The referral. */
    id: string
    /** Where it stands. */
    status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
  } | null
  /** When it was recorded. */
  recordedAt: string
  /** When its own events last changed it. */
  changedAt: string
}

/** A row of the joint decree’s two lists. */
export type ViolationType = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** The list it stands in. */
  track: 'ethics' | 'discipline'
  /** What the candidate was on the day of the act. */
  candidateStatus: 'prospective' | 'fixed' | 'any'
  /** Whether the act is digital. */
  digital: 'yes' | 'no' | 'either'
  /** The digital verbs that it covers; empty where it names none. */
  interactions: ('post' | 'comment' | 'share' | 'like' | 'join' | 'follow' | 'photo-post' | 'online-campaign')[]
  /** The conduct; the same in both lists. */
  conduct: string
  /** Whom it is about. */
  employeeTypes: ('pns' | 'pppk')[]
  /** The provisions that it breaches. */
  breaches: string[]
  /** Null where the sources do not show the level. */
  penaltyClass: 'moral' | 'light' | 'medium' | 'heavy' | 'dismissal' | null
  /** The provisions that set the class. */
  penaltyProvisions: string[]
}

/** Where your bells are delivered. */
export type Webhook = {
  /** The webhook. */
  id: string
  /** Where bells are delivered: https, on port 443 or 8443, without user information or fragment, and public by every address its name leads to (R-WHK-01). A sandbox may take its own machine too, by http. */
  url: string
  /** `pending`: its endpoint has not consented, so nothing is sent. `active`: bells are delivered. `disabled`: its endpoint said that it is gone. */
  state: 'pending' | 'active' | 'disabled'
  /** Null while it is not disabled. */
  disabledBecause: 'gone' | null
  /** Null: no bound. */
  allowedRate: number | null
  by: ActRecord
  /** When it last changed. */
  changedAt: string
  /** Null: not yet, at this address. */
  consentedAt: string | null
  /** What signs, the latest first. */
  keys: WebhookKey[]
}

/** What became of one bell. */
export type WebhookDelivery = {
  /** Its number in your feed. */
  number: number
  /** The event; also `webhook-id` and `id` of the bell, the same for every attempt. */
  eventId: string
  /** `held`: an earlier one of the same case is not delivered yet. `waiting`: due at `dueAt`. `sending`: under way. `delivered`: your endpoint said so. `parked`: given up until you ask for it again. */
  state: 'held' | 'waiting' | 'sending' | 'delivered' | 'parked'
  /** Those that were made, to their end, since it was noted or asked for again. */
  attempts: number
  /** Null when none is. */
  dueAt: string | null
  /** Since when it is to be delivered. */
  notedAt: string
  /** Null until then. */
  settledAt: string | null
  /** The last attempts, oldest first. Of what your endpoint answered, the status alone is kept. */
  tried: {
    /** When it ended. */
    at: string
    /** `delivered`: 2xx. `refused`: any other status; redirections are not followed. `timeout`: no answer within 15 seconds. `unreachable`: no connection, or a lost one. `tls-failed`: no certificate that anybody vouches for. `address-refused`: the name leads to an address that is not public. `answer-unfit`: no HTTP, or headers or interim answers without end. */
    outcome: 'delivered' | 'refused' | 'timeout' | 'unreachable' | 'tls-failed' | 'address-refused' | 'answer-unfit' | (string & {})
    /** Null without an answer. */
    status: number | null
    /** How long it took, in milliseconds. */
    tookMs: number
  }[]
}

/** The latest number first. */
export type WebhookDeliveryPage = {
  /** In the order of the list. */
  items: WebhookDelivery[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** Where bells are to be delivered, and how they are signed. */
export type WebhookInput = {
  /** Where bells are delivered: https, on port 443 or 8443, without user information or fragment, and public by every address its name leads to (R-WHK-01). A sandbox may take its own machine too, by http. */
  url: string
  /** How bells are signed; `v1a` unless you say otherwise, and both while you change over. */
  signatures?: ('v1' | 'v1a')[]
  /** Ring for what follows this number of your feed; without it, for what is numbered from now on. */
  after?: number
}

/** A key that signs, or signed until a while ago. */
export type WebhookKey = {
  /** The key. */
  id: string
  /** `v1a`: ed25519, which you verify with a public key. `v1`: HMAC-SHA256 with a secret that both sides have. */
  scheme: 'v1' | 'v1a'
  /** Null for `v1`. */
  publicKey: string | null
  /** When it was made. */
  madeAt: string
  /** Null until it is replaced. */
  signsUntil: string | null
}

/** A new key. */
export type WebhookKeyInput = {
  /** `v1a`: ed25519, which you verify with a public key. `v1`: HMAC-SHA256 with a secret that both sides have. */
  scheme: 'v1' | 'v1a'
  /** How long the keys of this scheme before it sign beside it: 24 unless you say otherwise; 0 when one was lost. */
  overlapHours?: number
}

/** A key as it is told once to whoever had it made. */
export type WebhookKeyMade = {
  /** The key. */
  id: string
  /** `v1a`: ed25519, which you verify with a public key. `v1`: HMAC-SHA256 with a secret that both sides have. */
  scheme: 'v1' | 'v1a'
  /** Null for `v1`. */
  publicKey: string | null
  /** When it was made. */
  madeAt: string
  /** Null until it is replaced. */
  signsUntil: string | null
  /** Null for `v1a`, and when the key is gone by the time the answer is given again. */
  secret: string | null
}

/** The webhooks of your agency. */
export type WebhookList = {
  /** Oldest first; all there are. */
  items: Webhook[]
}

/** A webhook as it is told once to whoever had it made. */
export type WebhookMade = {
  /** The webhook. */
  id: string
  /** Where bells are delivered: https, on port 443 or 8443, without user information or fragment, and public by every address its name leads to (R-WHK-01). A sandbox may take its own machine too, by http. */
  url: string
  /** `pending`: its endpoint has not consented, so nothing is sent. `active`: bells are delivered. `disabled`: its endpoint said that it is gone. */
  state: 'pending' | 'active' | 'disabled'
  /** Null while it is not disabled. */
  disabledBecause: 'gone' | null
  /** Null: no bound. */
  allowedRate: number | null
  by: ActRecord
  /** When it last changed. */
  changedAt: string
  /** Null: not yet, at this address. */
  consentedAt: string | null
  /** What signs, with the secrets. */
  keys: WebhookKeyMade[]
}

/** A change by JSON Merge Patch (RFC 7396). */
export type WebhookPatch = {
  /** Where bells are delivered: https, on port 443 or 8443, without user information or fragment, and public by every address its name leads to (R-WHK-01). A sandbox may take its own machine too, by http. */
  url: string
}

/** What was asked for again. */
export type WebhookReplay = {
  /** How many are delivered once more, or sooner. What is held back behind them follows by itself, and so does what your webhook has not come to yet (`through` of its status). */
  again: number
}

/** Numbers of your feed that are to be delivered once more. */
export type WebhookReplayInput = {
  /** The first number of your feed. */
  from: number
  /** The last number; the same for one. */
  through: number
  /** Nothing that was delivered already: only what is parked, and what waits for its next attempt. */
  onlyParked?: boolean
}

/** How a webhook fares at this moment. */
export type WebhookStatus = {
  /** Up to this number of your feed there are deliveries. */
  through: number
  /** The last number of your feed. */
  last: number
  /** Deliveries that are not made yet: held back, waiting or under way. */
  waiting: number
  /** Null when there is none. */
  oldestWaitingSince: string | null
  /** Deliveries that were given up until you ask for them again. */
  parked: number
  /** The alert: something of yours is parked since then. Null when nothing is. */
  parkedSince: string | null
  /** Attempts that failed in a row, the last one included. */
  failures: number
  /** Null while your endpoint asks for no rest and its keys can be used. */
  restingUntil: string | null
  /** Why no attempt could be made the last time; none of those counts. Null while attempts are made. */
  stalledBecause: 'unread' | 'unsigned' | (string & {}) | null
  /** Null while attempts are made. */
  stalledSince: string | null
  /** Bells ring on, because the webhook is your agency’s: see that the endpoint still is, and make new keys. Null otherwise. */
  makerDepartedAt: string | null
}

/** What came of a test bell. */
export type WebhookTest = {
  /** `delivered`: 2xx. `refused`: any other status; redirections are not followed. `timeout`: no answer within 15 seconds. `unreachable`: no connection, or a lost one. `tls-failed`: no certificate that anybody vouches for. `address-refused`: the name leads to an address that is not public. `answer-unfit`: no HTTP, or headers or interim answers without end. */
  outcome: 'delivered' | 'refused' | 'timeout' | 'unreachable' | 'tls-failed' | 'address-refused' | 'answer-unfit' | (string & {})
  /** Null without an answer. */
  status: number | null
  /** How long it took, in milliseconds. */
  tookMs: number
}

/** Why a referral is withdrawn. */
export type WithdrawalInput = {
  /** The coded reason, of `reason-codes` (`withdrawal`). */
  reason: string
  /** In words. */
  explanation: string
}

/** Something to do. */
export type WorkItem = {
  /** What is on it. */
  kind: 'referral' | 'obligation' | 'handover'
  /** Its id. */
  id: string
  /** Where it is read. */
  path: string
  /** Where it stands, in the words of its kind. */
  status: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn' | 'open' | 'executed' | 'lapsed' | 'annulled' | 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
  /** The earliest running deadline that your agency bears, or null. */
  deadline: string | null
  /** When something last happened to it. */
  changedAt: string
}

/** What is to be done; by deadline where the list goes by deadlines, otherwise newest first. */
export type WorkListPage = {
  /** In the order of the list. */
  items: WorkItem[]
  /** The path of the next page, or null on the last. */
  next: string | null
}

/** Ready lists of work. */
export type WorkLists = {
  /** Those that are work for your roles. */
  items: {
    /** Its name. */
    name: 'waiting-for-receipt' | 'waiting-for-acceptance' | 'waiting-for-assignment' | 'mine' | 'mine-due-in-3-days' | 'overdue' | 'returned-twice' | 'returned-to-us' | 'decisions-to-issue' | 'questions-to-answer' | 'withdrawals-to-answer' | 'hand-overs-to-send' | 'closures-to-confirm' | 'obligations-open' | 'obligations-overdue' | 'obligations-escalating' | 'reports-and-outcomes-to-answer' | 'appeals-overdue' | 'hand-overs-without-receipt' | (string & {})
    title: {
      /** In English. */
      en: string
      /** In Indonesian. */
      id: string
    }
    /** What is on it. */
    kind: 'referral' | 'obligation' | 'handover'
    /** How much is on it. */
    count: number
    /** There is more; nobody counts further. */
    capped: boolean
  }[]
}

/** A calendar of working days. */
export type WorkingCalendar = {
  /** The code, which several rows may carry one after the other. */
  code: string
  /** The first day on which the row is valid (Asia/Jakarta). */
  from: string
  /** Null while no end is known. */
  to: string | null
  /** What it says. */
  name: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** The instrument and article as it is cited. */
  legalBasis: string
  /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
  confidence: 'sourced' | 'unverified' | 'inferred'
  /** What the sources leave open. */
  note?: {
    /** In Indonesian. */
    id: string
    /** In English. */
    en: string
  }
  /** Codes of the same thing in other systems, by the system’s short name. */
  externalCodes: {
    [name: string]: string
  }
  /** Weekly days of rest. */
  restDays: number[]
  /** Days that differ from their weekday, in order. */
  days: {
    /** The day. */
    date: string
    /** A holiday, collective leave, or a day of rest that is worked. */
    kind: 'public-holiday' | 'joint-leave' | 'working-day'
    /** What day it is. */
    name: {
      /** In Indonesian. */
      id: string
      /** In English. */
      en: string
    }
    /** The instrument and article as it is cited. */
    legalBasis: string
    /** How well it is known: read in a public source, remembered but not read again, or concluded from other facts. */
    confidence: 'sourced' | 'unverified' | 'inferred'
  }[]
}

/** Every code that a problem had when this was made; a later server may know more. */
export type ProblemCode =
  | 'answered-by-asker'
  | 'answered-by-taker-in'
  | 'appeal-dates-unfit'
  | 'appeal-kind-unfit'
  | 'appeal-not-pending'
  | 'appeal-out-of-place'
  | 'appeal-outcome-binds'
  | 'appealed-instrument-unknown'
  | 'batch-too-large'
  | 'block-not-signalled'
  | 'breach-punished-already'
  | 'case-not-reassignable'
  | 'case-without-officer'
  | 'catalogue-row-does-not-fit'
  | 'category-not-in-force'
  | 'channel-does-not-fit-source'
  | 'checksum-mismatch'
  | 'citation-does-not-fit'
  | 'clock-not-known'
  | 'collected-in-future'
  | 'consent-asked-just-now'
  | 'content-too-large'
  | 'copy-not-possible-now'
  | 'copy-over'
  | 'copy-recipient-refused'
  | 'copy-without-decision'
  | 'copy-without-route'
  | 'correction-without-change'
  | 'cursor-invalid'
  | 'custody-gap'
  | 'database-unavailable'
  | 'decision-already-stands'
  | 'decision-not-correctable'
  | 'decision-not-draft'
  | 'decision-not-standing'
  | 'departure-ahead'
  | 'departure-recorded'
  | 'deviation-unexplained'
  | 'digest-mismatch'
  | 'digest-unsupported'
  | 'dpop-nonce-required'
  | 'emergency-access-not-open'
  | 'eraser-is-recorder'
  | 'evidence-being-checked'
  | 'evidence-damaged'
  | 'evidence-erased'
  | 'evidence-given-back'
  | 'evidence-in-custody'
  | 'evidence-not-accepted'
  | 'evidence-not-clean'
  | 'evidence-not-for-handover'
  | 'evidence-not-releasable'
  | 'evidence-not-released'
  | 'evidence-not-taken-over'
  | 'evidence-sealed'
  | 'excerpt-not-in-description'
  | 'excerpt-not-in-reasons'
  | 'execution-ahead'
  | 'execution-dates-impossible'
  | 'expectation-failed'
  | 'fact-stands-differently'
  | 'feed-number-unknown'
  | 'field-not-yours'
  | 'handling-forbids'
  | 'handover-not-due'
  | 'handover-outcome-not-possible'
  | 'handover-sender-is-drafter'
  | 'handover-unsent'
  | 'harvest-suspected'
  | 'headers-too-large'
  | 'idempotency-key-invalid'
  | 'idempotency-key-missing'
  | 'idempotency-key-reused'
  | 'identification-unchanged'
  | 'implication-own'
  | 'implication-refused'
  | 'instrument-date-impossible'
  | 'internal-error'
  | 'invalid-dpop-proof'
  | 'invalid-json'
  | 'invalid-request'
  | 'invalid-token'
  | 'issuer-is-drafter'
  | 'key-source-unavailable'
  | 'known-before-occurred'
  | 'lapse-reason-unknown'
  | 'malformed-credentials'
  | 'mandate-required'
  | 'mark-not-in-the-version'
  | 'mark-not-on-checklist'
  | 'merge-contradicts-decisions'
  | 'merge-does-not-fit'
  | 'no-agreement'
  | 'no-candidate-fixed'
  | 'no-copy-to-show'
  | 'no-election-supervisor'
  | 'no-implication-now'
  | 'no-receiving-agency'
  | 'no-reporter'
  | 'no-reporter-request'
  | 'no-withdrawal-request'
  | 'nobody-to-oblige'
  | 'not-acceptable'
  | 'not-authenticated'
  | 'not-found'
  | 'not-under-examination'
  | 'nothing-imposed-yet'
  | 'notified-agency-only'
  | 'obligation-addressed'
  | 'obligation-not-open'
  | 'obligations-unsettled'
  | 'obliged-agency-only'
  | 'officer-departed'
  | 'officer-not-available'
  | 'officer-unchanged'
  | 'original-not-handed-over'
  | 'outcome-does-not-fit-track'
  | 'outcome-not-waiting'
  | 'outcome-penalty-unfit'
  | 'outcome-recorded-by-you'
  | 'overloaded'
  | 'oversight-required'
  | 'own-departure'
  | 'own-recusal'
  | 'period-too-long'
  | 'person-change-needed'
  | 'person-decided'
  | 'person-not-current'
  | 'person-not-identified'
  | 'person-required'
  | 'persons-not-changeable'
  | 'precondition-required'
  | 'purpose-required'
  | 'quota-exhausted'
  | 'range-not-satisfiable'
  | 'read-not-recorded'
  | 'reason-unknown'
  | 'receiver-only'
  | 'recusal-in-another-role'
  | 'referral-already-open'
  | 'referral-ended'
  | 'referral-not-accepted'
  | 'referral-not-decided'
  | 'referral-not-received'
  | 'referral-not-returned'
  | 'referral-not-sent'
  | 'referrer-is-recorder'
  | 'registration-number-misplaced'
  | 'rejection-reason-does-not-fit'
  | 'replay-out-of-range'
  | 'report-not-waiting'
  | 'report-waits'
  | 'reported-person-not-listed'
  | 'reported-person-unknown'
  | 'reporter-does-not-fit-source'
  | 'reporter-named'
  | 'reporter-not-opened'
  | 'reporter-not-requestable'
  | 'reporter-of-another-officer'
  | 'reporter-request-waiting'
  | 'request-in-progress'
  | 'request-timeout'
  | 'requester-only'
  | 'resubmission-unchanged'
  | 'return-due-date-not-ahead'
  | 'return-due-too-soon'
  | 'return-item-cited-twice'
  | 'return-item-not-on-checklist'
  | 'return-item-unanswered'
  | 'return-not-overdue'
  | 'return-rounds-used-up'
  | 'revocations-unavailable'
  | 'role-not-allowed'
  | 'role-required'
  | 'sanction-not-in-force'
  | 'sanction-too-light'
  | 'sanction-unfit'
  | 'search-range-unfit'
  | 'search-text-unusable'
  | 'search-too-wide'
  | 'second-person-required'
  | 'sender-only'
  | 'shared-evidence-withheld'
  | 'stale-version'
  | 'start-not-fit'
  | 'store-full'
  | 'store-unavailable'
  | 'successor-unfit'
  | 'superseded-decision-not-standing'
  | 'supplement-adds-nothing'
  | 'supplement-not-possible'
  | 'suspension-not-fit'
  | 'time-in-future'
  | 'time-of-act-unknown'
  | 'too-many-items'
  | 'too-many-keys'
  | 'too-many-persons'
  | 'too-many-questions'
  | 'too-many-requests'
  | 'too-many-streams'
  | 'too-many-uploads'
  | 'too-many-webhooks'
  | 'tus-version-unsupported'
  | 'unblock-too-early'
  | 'unsupported-media-type'
  | 'upload-expired'
  | 'upload-not-finished'
  | 'upload-offset-conflict'
  | 'uri-too-long'
  | 'violation-incomplete'
  | 'violation-not-dismissible'
  | 'violation-not-documentable'
  | 'violation-not-documented'
  | 'violation-not-editable'
  | 'webhook-not-consented'
  | 'webhook-target-refused'
  | 'withdrawal-not-free'
  | 'withdrawal-not-requestable'

/** What each operation takes, and what it answers with. */
export type Operations = {
  /** Accept the outcome of an appeal */
  acceptAppealOutcome: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Obligation
  }
  /** Accept a report of another penalty */
  acceptDeviation: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Obligation
  }
  /** Accept a referral */
  acceptReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body?: AcceptanceInput
    }
    answer: Referral
  }
  /** Add evidence to a violation */
  addEvidence: {
    input: {
      /** The id the service gave. */
      id: string
      /** The digest of the body (RFC 9530): sha-256 or sha-512. */
      contentDigest?: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: FormData | UploadedEvidenceInput
    }
    answer: Evidence
  }
  /** Say whom an obligation obliges */
  addressObligation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: AddresseeInput
    }
    answer: Obligation
  }
  /** Annul a decision */
  annulDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: AnnulmentInput
    }
    answer: Decision
  }
  /** Answer a question */
  answerQuestion: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: AnswerInput
    }
    answer: Question
  }
  /** Send bytes of an upload */
  appendToUpload: {
    input: {
      /** The id the service gave. */
      id: string
      /** The version of tus you follow. */
      tusResumable: '1.0.0'
      /** Where the body begins: the current offset of the upload. */
      uploadOffset: string
      /** The SHA-256 of the body: `sha256`, a space, and 32 bytes in base64. Such a body has at most 64 MiB. */
      uploadChecksum?: string
      body: Bytes
    }
    answer: undefined
  }
  /** Ask the other agency */
  askQuestion: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: QuestionInput
    }
    answer: Question
  }
  /** Assign a case officer */
  assignCaseOfficer: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: AssignmentInput
    }
    answer: Referral
  }
  /** Cancel a draft */
  cancelDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Decision
  }
  /** Change a violation */
  changeViolation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ViolationPatch
    }
    answer: Violation
  }
  /** Change a webhook */
  changeWebhook: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: WebhookPatch
    }
    answer: Webhook
  }
  /** Classify an act */
  classifyAct: {
    input: {
      body: DescribedAct
    }
    answer: Classification
  }
  /** Classify a violation */
  classifyViolation: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: Classification
  }
  /** Close a referral */
  closeReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Referral
  }
  /** Compute a deadline */
  computeDeadline: {
    input: {
      /** The code of a clock of the catalogue. */
      code: string
      body: ComputationInput
    }
    answer: DeadlineComputation
  }
  /** Confirm an emergency access as the second person */
  confirmEmergencyAccess: {
    input: {
      /** The id the service gave. */
      id: string
    }
    answer: EmergencyAccess
  }
  /** Consent to opening a reporter */
  consentToReporter: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ReporterConsentInput
    }
    answer: Referral
  }
  /** Consent to a withdrawal */
  consentToWithdrawal: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Referral
  }
  /** Correct a slip in a decision */
  correctDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: CorrectionInput
    }
    answer: Decision
  }
  /** Begin an upload */
  createUpload: {
    input: {
      /** The version of tus you follow. */
      tusResumable: '1.0.0'
      /** How many bytes the whole has; a length that is declared later is not supported. */
      uploadLength: string
      /** `filename` and `filetype`, each with its base64 text, and no other key: `filename dmlkZW8ubXA0,filetype dmlkZW8vbXA0`. */
      uploadMetadata?: string
    }
    answer: undefined
  }
  /** Have bells delivered */
  createWebhook: {
    input: {
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: WebhookInput
    }
    answer: WebhookMade
  }
  /** Record the outcome of an appeal */
  decideAppeal: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: AppealOutcomeInput
    }
    answer: Obligation
  }
  /** Change what is said about an item */
  describeEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: EvidencePatch
    }
    answer: Evidence
  }
  /** Describe what uploads can do */
  describeUploads: {
    input: {
    }
    answer: undefined
  }
  /** Dismiss a violation */
  dismissViolation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: DismissalInput
    }
    answer: Violation
  }
  /** Document a violation */
  documentViolation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Violation
  }
  /** Download the original of an item of your agency */
  downloadEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Download the original of an item that went with a hand-over */
  downloadHandoverEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Download the original of an item of a referral */
  downloadReferredEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Draft a decision */
  draftDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: DecisionInput
    }
    answer: Decision
  }
  /** End a copy before its time */
  endCopy: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Referral
  }
  /** Give up an upload */
  endUpload: {
    input: {
      /** The id the service gave. */
      id: string
      /** The version of tus you follow. */
      tusResumable: '1.0.0'
    }
    answer: undefined
  }
  /** End a webhook */
  endWebhook: {
    input: {
      /** The id the service gave. */
      id: string
    }
    answer: undefined
  }
  /** Erase an item */
  eraseEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ErasureInput
    }
    answer: Evidence
  }
  /** Take an item out of the file */
  excludeEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExclusionInput
    }
    answer: Evidence
  }
  /** Explain who can see a referral, and who has */
  explainReferralAccess: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: AccessExplanation
  }
  /** Explain who can see a violation, and who has */
  explainViolationAccess: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: AccessExplanation
  }
  /** Export obligations */
  exportObligations: {
    input: {
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only obligations in this state. */
      status?: 'open' | 'executed' | 'lapsed' | 'annulled'
      /** Only those that are open and late, or only the others. */
      overdue?: 'true' | 'false'
      /** The format of the file; without it what `Accept` prefers to `ndjson`. */
      format?: 'ndjson' | 'csv'
      /** Only what comes after this item: the `id` of the last one that you have, to go on with a file that was cut. */
      after?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Export referrals */
  exportReferrals: {
    input: {
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only referrals in this state. */
      status?: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
      /** Only referrals of this violation. */
      violationId?: string
      /** The format of the file; without it what `Accept` prefers to `ndjson`. */
      format?: 'ndjson' | 'csv'
      /** Only what comes after this item: the `id` of the last one that you have, to go on with a file that was cut. */
      after?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Export violations */
  exportViolations: {
    input: {
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only violations in this state. */
      status?: 'draft' | 'documented' | 'referred' | 'dismissed'
      /** The format of the file; without it what `Accept` prefers to `ndjson`. */
      format?: 'ndjson' | 'csv'
      /** Only what comes after this item: the `id` of the last one that you have, to go on with a file that was cut. */
      after?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Give a redacted copy */
  giveCopy: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: CopyInput
    }
    answer: Copy
  }
  /** Identify a reported person */
  identifyPerson: {
    input: {
      /** The referral. */
      id: string
      /** The reported person. */
      personId: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: IdentificationInput
    }
    answer: Referral
  }
  /** Issue a decision */
  issueDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Decision
  }
  /** Let an obligation lapse */
  lapseObligation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: LapseInput
    }
    answer: Obligation
  }
  /** Lift a recusal from the case of a copy */
  liftCopyRecusal: {
    input: {
      /** What you see of the case. */
      id: string
      /** The recusal. */
      recusalId: string
      body: LiftingInput
    }
    answer: Recusal
  }
  /** Lift a recusal from the case of a hand-over */
  liftHandoverRecusal: {
    input: {
      /** What you see of the case. */
      id: string
      /** The recusal. */
      recusalId: string
      body: LiftingInput
    }
    answer: Recusal
  }
  /** Lift a recusal from the case of an obligation */
  liftObligationRecusal: {
    input: {
      /** What you see of the case. */
      id: string
      /** The recusal. */
      recusalId: string
      body: LiftingInput
    }
    answer: Recusal
  }
  /** Lift a recusal from a referral */
  liftReferralRecusal: {
    input: {
      /** What you see of the case. */
      id: string
      /** The recusal. */
      recusalId: string
      body: LiftingInput
    }
    answer: Recusal
  }
  /** Lift a recusal from a violation */
  liftViolationRecusal: {
    input: {
      /** What you see of the case. */
      id: string
      /** The recusal. */
      recusalId: string
      body: LiftingInput
    }
    answer: Recusal
  }
  /** List the agencies */
  listAgencies: {
    input: {
    }
    answer: AgencyList
  }
  /** List the changes of a catalogue */
  listCatalogueChanges: {
    input: {
      /** The catalogue. */
      name: 'violation-types' | 'provisions' | 'sanctions' | 'criminal-provisions' | 'checklists' | 'reason-codes' | 'contests' | 'clocks' | 'calendars' | 'regions' | 'escalation-steps'
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: CatalogueChangeList
  }
  /** List the catalogues of the law */
  listCatalogues: {
    input: {
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: CatalogueIndex
  }
  /** List the copies of a referral */
  listCopies: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: CopyList
  }
  /** List who is recused from the case of a copy */
  listCopyRecusals: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RecusalList
  }
  /** List the deadlines of a referral */
  listDeadlines: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReferralDeadlineList
  }
  /** List decisions */
  listDecisions: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: DecisionList
  }
  /** List the evidence of a violation */
  listEvidence: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: EvidencePage
  }
  /** List hand-overs that had ended before a succession */
  listFormerHandovers: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: FormerHandoverPage
  }
  /** List matters your agency handed over */
  listFormerReferrals: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: FormerReferralPage
  }
  /** List the evidence that went with a hand-over */
  listHandoverEvidence: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: HandedEvidenceList
  }
  /** List who is recused from the case of a hand-over */
  listHandoverRecusals: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RecusalList
  }
  /** List hand-overs */
  listHandovers: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only those that have come this far. */
      status?: 'sent' | 'received' | 'registered' | 'not-registered' | 'not-an-offence' | 'forwarded-to-police'
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: HandoverPage
  }
  /** List who is recused from the case of an obligation */
  listObligationRecusals: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RecusalList
  }
  /** List obligations */
  listObligations: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only obligations in this state. */
      status?: 'open' | 'executed' | 'lapsed' | 'annulled'
      /** Only those that are open and late, or only the others. */
      overdue?: 'true' | 'false'
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ObligationPage
  }
  /** List questions and answers */
  listQuestions: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: QuestionList
  }
  /** List who read what */
  listReadRecords: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only of this person. */
      person?: string
      /** Only of this operation, by its `operationId`. */
      operation?: string
      /** Only about this violation, referral, item or upload. */
      targetId?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReadRecordPage
  }
  /** List the copies given to you */
  listReceivedCopies: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReceivedCopyPage
  }
  /** List the obligations of a referral */
  listReferralObligations: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ObligationList
  }
  /** List who is recused from a referral */
  listReferralRecusals: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RecusalList
  }
  /** List referrals */
  listReferrals: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only referrals in this state. */
      status?: 'sent' | 'received' | 'returned' | 'accepted' | 'under-examination' | 'decided' | 'closed' | 'rejected' | 'withdrawn'
      /** Only referrals of this violation. */
      violationId?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReferralPage
  }
  /** List the evidence of a referral */
  listReferredEvidence: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: EvidencePage
  }
  /** List who was refused what */
  listRefusals: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only of this person. */
      person?: string
      /** Only of this operation, by its `operationId`. */
      operation?: string
      /** Only about this violation, referral, item or upload. */
      targetId?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RefusalPage
  }
  /** See who the reported persons are */
  listReportedPersons: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReportedPersonList
  }
  /** List who opened the reporter */
  listReporterOpenings: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReporterOpeningPage
  }
  /** List the requests for the reporter */
  listReporterRequests: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReporterRequestList
  }
  /** See where copies would go */
  listRoutes: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RouteList
  }
  /** List the successions */
  listSuccessions: {
    input: {
    }
    answer: SuccessionList
  }
  /** List the frozen versions */
  listVersions: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: FrozenVersionList
  }
  /** List who is recused from a violation */
  listViolationRecusals: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: RecusalList
  }
  /** List violations */
  listViolations: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only what was made at this time or later. In a URL, `+` of an offset is written `%2B`. */
      from?: string
      /** Only what was made before this time. */
      until?: string
      /** Only violations in this state. */
      status?: 'draft' | 'documented' | 'referred' | 'dismissed'
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ViolationPage
  }
  /** List deliveries */
  listWebhookDeliveries: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only those in this state. */
      state?: 'held' | 'waiting' | 'sending' | 'delivered' | 'parked'
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: WebhookDeliveryPage
  }
  /** List webhooks */
  listWebhooks: {
    input: {
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: WebhookList
  }
  /** See what there is to do */
  listWorkLists: {
    input: {
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: WorkLists
  }
  /** Merge two reported persons */
  mergePersons: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: PersonMergeInput
    }
    answer: Referral
  }
  /** Ask the endpoint for its consent */
  obtainConsent: {
    input: {
      /** The id the service gave. */
      id: string
    }
    answer: Webhook
  }
  /** Open who reported */
  openReporter: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: Reporter
  }
  /** Ask whether a violation would be accepted */
  preflightViolation: {
    input: {
      /** The id the service gave. */
      id: string
    }
    answer: Preflight
  }
  /** Read an appeal */
  readAppeal: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Appeal
  }
  /** Read a catalogue */
  readCatalogue: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The day on which the rows are valid (Asia/Jakarta). */
      asOf?: string
      /** Only rows with this code. */
      code?: string
      /** The catalogue. */
      name: 'violation-types' | 'provisions' | 'sanctions' | 'criminal-provisions' | 'checklists' | 'reason-codes' | 'contests' | 'clocks' | 'calendars' | 'regions' | 'escalation-steps'
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: CataloguePage
  }
  /** Read a copy of a referral */
  readCopy: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Copy
  }
  /** Read the chain of custody of an item of your agency */
  readCustody: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: CustodyPage
  }
  /** Read a decision */
  readDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Decision
  }
  /** Read what a decision rests on */
  readDecisionEvidence: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: DecisionEvidence
  }
  /** Read a departure */
  readDeparture: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: DepartureWithCases
  }
  /** Read what was asked for */
  readEmergencyAccess: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: EmergencyAccess
  }
  /** Read about an item of evidence */
  readEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Evidence
  }
  /** Read a report of execution */
  readExecutionReport: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ExecutionReport
  }
  /** Read what has happened */
  readFeed: {
    input: {
      /** The last number that you have; 0 or nothing for all there is. */
      after?: number
      /** How many items there are at most. */
      limit?: number
      /** `wait=20`: when there is nothing new, waits for so many seconds, at most 30, and answers as soon as there is (RFC 7240). Other preferences are ignored. */
      prefer?: string
    }
    answer: FeedPage
  }
  /** Read a hand-over that had ended before a succession */
  readFormerHandover: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: FormerHandover
  }
  /** Read a matter your agency handed over */
  readFormerReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: FormerReferral
  }
  /** Read what happened until the hand-over */
  readFormerTimeline: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: TimelinePage
  }
  /** Read a hand-over */
  readHandover: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Handover
  }
  /** Read the chain of custody of an item that went with a hand-over */
  readHandoverCustody: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: CustodyPage
  }
  /** Read about an item that went with a hand-over */
  readHandoverEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: HandedEvidence
  }
  /** Is the process alive? */
  readHealth: {
    input: {
    }
    answer: Health
  }
  /** Read why an authority is part of the case */
  readImplication: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Implication
  }
  /** Read the referral of an open emergency access */
  readInEmergency: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: EmergencyReferral
  }
  /** Read an obligation */
  readObligation: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Obligation
  }
  /** Read an identification, merge or split */
  readPersonChange: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: PersonChange
  }
  /** Read what a problem means */
  readProblemType: {
    input: {
      /** The `code` of a problem document. */
      code: string
    }
    answer: ProblemType
  }
  /** Read how tokens are got and presented */
  readProtectedResource: {
    input: {
    }
    answer: ProtectedResource
  }
  /** Read a question */
  readQuestion: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Question
  }
  /** Is the service ready? */
  readReadiness: {
    input: {
    }
    answer: Health
  }
  /** Read a reassignment */
  readReassignment: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Reassignment
  }
  /** Read a copy given to you */
  readReceivedCopy: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReceivedCopy
  }
  /** Read a referral */
  readReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Referral
  }
  /** See which referrals may be about the same */
  readReferralDuplicateHints: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: DuplicateHintList
  }
  /** Count how referrals fared */
  readReferralStatistics: {
    input: {
      /** The first month (Asia/Jakarta). */
      from: string
      /** The month after the last, at most 24 later. */
      until: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: ReferralStatistics
  }
  /** Read the chain of custody of an item of a referral */
  readReferredCustody: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: CustodyPage
  }
  /** Read about an item of a referral */
  readReferredEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Evidence
  }
  /** Read who reported */
  readReporter: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
    }
    answer: Reporter
  }
  /** Read a request for the reporter */
  readReporterRequest: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReporterRequest
  }
  /** Read a return */
  readReturn: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Return
  }
  /** Read a succession */
  readSuccession: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** Only matters of which this became. */
      outcome?: 'pending' | 'moved' | 'stays' | 'successor-is-sender' | 'no-longer-open' | 'no-longer-theirs'
      /** The succession, by its code in the directory. */
      code: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: SuccessionWithCases
  }
  /** Read what happened to a referral */
  readTimeline: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: TimelinePage
  }
  /** Ask how far an upload has got */
  readUpload: {
    input: {
      /** The id the service gave. */
      id: string
      /** The version of tus you follow. */
      tusResumable: '1.0.0'
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: undefined
  }
  /** Read a frozen version */
  readVersion: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: FrozenVersion
  }
  /** Read a violation */
  readViolation: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Violation
  }
  /** See which violations may be the same */
  readViolationDuplicateHints: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: DuplicateHintList
  }
  /** Read a webhook */
  readWebhook: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: Webhook
  }
  /** Read how a webhook fares */
  readWebhookStatus: {
    input: {
      /** The id the service gave. */
      id: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: WebhookStatus
  }
  /** Read a list of work */
  readWorkList: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      /** The name of the list. */
      name: 'waiting-for-receipt' | 'waiting-for-acceptance' | 'waiting-for-assignment' | 'mine' | 'mine-due-in-3-days' | 'overdue' | 'returned-twice' | 'returned-to-us' | 'decisions-to-issue' | 'questions-to-answer' | 'withdrawals-to-answer' | 'hand-overs-to-send' | 'closures-to-confirm' | 'obligations-open' | 'obligations-overdue' | 'obligations-escalating' | 'reports-and-outcomes-to-answer' | 'appeals-overdue' | 'hand-overs-without-receipt'
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
    }
    answer: WorkListPage
  }
  /** Give a case to another officer */
  reassignCase: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ReassignmentInput
    }
    answer: Referral
  }
  /** Confirm the receipt of a hand-over */
  receiveHandover: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Handover
  }
  /** Confirm the receipt of an obligation */
  receiveObligation: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Obligation
  }
  /** Confirm receipt */
  receiveReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Referral
  }
  /** Confirm the receipt of a step */
  receiveStep: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Obligation
  }
  /** Ask whether you have what was told */
  reconcileFeed: {
    input: {
      body: ReconciliationInput
    }
    answer: FeedReconciliation
  }
  /** Record an appeal */
  recordAppeal: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: AppealInput
    }
    answer: Obligation
  }
  /** Record a block of personnel data */
  recordBlock: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: DataBlockInput
    }
    answer: Obligation
  }
  /** Record that an officer has left */
  recordDeparture: {
    input: {
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: DepartureInput
    }
    answer: Departure
  }
  /** Put on record that an authority is part of the case */
  recordImplication: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ImplicationInput
    }
    answer: Referral
  }
  /** Record the end of a block */
  recordUnblock: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: DataBlockInput
    }
    answer: Obligation
  }
  /** Record a violation */
  recordViolation: {
    input: {
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ViolationInput
    }
    answer: Violation
  }
  /** Recuse yourself from the case of a copy */
  recuseFromCopy: {
    input: {
      /** The id the service gave. */
      id: string
      body: RecusalInput
    }
    answer: Recusal
  }
  /** Recuse yourself from the case of a hand-over */
  recuseFromHandover: {
    input: {
      /** The id the service gave. */
      id: string
      body: RecusalInput
    }
    answer: Recusal
  }
  /** Recuse yourself from the case of an obligation */
  recuseFromObligation: {
    input: {
      /** The id the service gave. */
      id: string
      body: RecusalInput
    }
    answer: Recusal
  }
  /** Recuse yourself from a referral */
  recuseFromReferral: {
    input: {
      /** The id the service gave. */
      id: string
      body: RecusalInput
    }
    answer: Recusal
  }
  /** Recuse yourself from a violation */
  recuseFromViolation: {
    input: {
      /** The id the service gave. */
      id: string
      body: RecusalInput
    }
    answer: Recusal
  }
  /** Refuse the outcome of an appeal */
  refuseAppealOutcome: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Obligation
  }
  /** Refuse a report of another penalty */
  refuseDeviation: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Obligation
  }
  /** Refuse to open a reporter */
  refuseReporter: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Referral
  }
  /** Refuse a withdrawal */
  refuseWithdrawal: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Referral
  }
  /** Reject a referral */
  rejectReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: RejectionInput
    }
    answer: Referral
  }
  /** Have numbers delivered once more */
  replayWebhookDeliveries: {
    input: {
      /** The id the service gave. */
      id: string
      body: WebhookReplayInput
    }
    answer: WebhookReplay
  }
  /** Report the execution of an obligation */
  reportExecution: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ExecutionReportInput
    }
    answer: Obligation
  }
  /** Report what came of a hand-over */
  reportHandoverOutcome: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: HandoverOutcomeInput
    }
    answer: Handover
  }
  /** Ask to read a referral in an emergency */
  requestEmergencyAccess: {
    input: {
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: EmergencyAccessInput
    }
    answer: EmergencyAccess
  }
  /** Ask who reported */
  requestReporter: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ReporterRequestInput
    }
    answer: ReporterRequest
  }
  /** Request a withdrawal */
  requestWithdrawal: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: WithdrawalInput
    }
    answer: Referral
  }
  /** Resubmit a returned referral */
  resubmitReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ResubmissionInput
    }
    answer: Referral
  }
  /** Return a referral for completion */
  returnReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ReturnInput
    }
    answer: Referral
  }
  /** Revise a draft */
  reviseDecision: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: DecisionRevision
    }
    answer: Decision
  }
  /** Take back that an authority is part of the case */
  revokeImplication: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Referral
  }
  /** Revoke an identification, merge or split */
  revokePersonChange: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: ExplanationInput
    }
    answer: Referral
  }
  /** Make a new signing key */
  rotateWebhookKey: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: WebhookKeyInput
    }
    answer: WebhookKeyMade
  }
  /** Seal an item */
  sealEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
    }
    answer: Evidence
  }
  /** Search referrals */
  searchReferrals: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      body: ReferralSearchInput
    }
    answer: FoundReferralPage
  }
  /** Search violations */
  searchViolations: {
    input: {
      /** How many items a page has at most. */
      limit?: number
      /** Where the page begins; take it from `next`, never make it. */
      cursor?: string
      body: ViolationSearchInput
    }
    answer: FoundViolationPage
  }
  /** Hand a criminal decision over */
  sendHandover: {
    input: {
      /** The id the service gave. */
      id: string
      /** Counts 1, 2, 3, … under its parent. */
      number: number
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: HandoverInput
    }
    answer: Handover
  }
  /** Refer a violation */
  sendReferral: {
    input: {
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: ReferralInput
    }
    answer: Referral
  }
  /** Refer many violations */
  sendReferralBatch: {
    input: {
      /** Say what would come of each line, and change nothing. */
      dryRun?: boolean
      body: Bytes
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Split a reported person */
  splitPerson: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: PersonSplitInput
    }
    answer: Referral
  }
  /** Follow what happens */
  streamFeed: {
    input: {
      /** The last number that you have; 0 or nothing for all there is. */
      after?: number
      /** The last number that you have; it goes before `after`. */
      lastEventId?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Add evidence to a referral */
  supplementReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** A key of your own for this one request, a quoted string (RFC 9651), for example a UUID. */
      idempotencyKey?: string
      body: SupplementInput
    }
    answer: Referral
  }
  /** Ring once for nothing */
  testWebhook: {
    input: {
      /** The id the service gave. */
      id: string
    }
    answer: WebhookTest
  }
  /** View an item that goes with a copy */
  viewCopiedEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** View the copy of an item of your agency */
  viewEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** View the copy of an item that went with a hand-over */
  viewHandoverEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** View the copy of an item of a referral */
  viewReferredEvidence: {
    input: {
      /** The violation, referral, copy or hand-over. */
      id: string
      /** The item of evidence. */
      evidenceId: string
      /** One range of bytes (RFC 9110, section 14); of several, everything is sent. */
      range?: string
      /** The ETag of which a range is wanted; of another version everything is sent. */
      ifRange?: string
      /** What you read it for, in printable ASCII characters. It is put on record with the read. */
      purpose?: string
      /** An ETag you know; if it is still the current one, the answer is 304 without a body. */
      ifNoneMatch?: string
    }
    answer: ReadableStream<Uint8Array>
  }
  /** Withdraw a referral */
  withdrawReferral: {
    input: {
      /** The id the service gave. */
      id: string
      /** The ETag you last read: one strong entity tag. */
      ifMatch: Version
      body: WithdrawalInput
    }
    answer: Referral
  }
}

/** How each operation is called. */
export const operations = {
  acceptAppealOutcome: { method: 'PUT', path: '/v1/obligations/{id}/appeals/{number}/outcome/acceptance', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  acceptDeviation: { method: 'PUT', path: '/v1/obligations/{id}/reports/{number}/acceptance', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  acceptReferral: { method: 'PUT', path: '/v1/referrals/{id}/acceptance', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  addEvidence: { method: 'POST', path: '/v1/violations/{id}/evidence', answers: 'json', headers: { contentDigest: 'Content-Digest', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  addressObligation: { method: 'PUT', path: '/v1/obligations/{id}/addressee', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  annulDecision: { method: 'PUT', path: '/v1/referrals/{id}/decisions/{number}/annulment', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  answerQuestion: { method: 'POST', path: '/v1/referrals/{id}/questions/{number}/answers', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  appendToUpload: { method: 'PATCH', path: '/v1/uploads/{id}', answers: 'nothing', headers: { tusResumable: 'Tus-Resumable', uploadOffset: 'Upload-Offset', uploadChecksum: 'Upload-Checksum' }, body: 'application/offset+octet-stream' },
  askQuestion: { method: 'POST', path: '/v1/referrals/{id}/questions', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  assignCaseOfficer: { method: 'PUT', path: '/v1/referrals/{id}/assignment', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  cancelDecision: { method: 'PUT', path: '/v1/referrals/{id}/decisions/{number}/cancellation', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  changeViolation: { method: 'PATCH', path: '/v1/violations/{id}', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/merge-patch+json', repeatable: true },
  changeWebhook: { method: 'PATCH', path: '/v1/webhooks/{id}', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/merge-patch+json', repeatable: true },
  classifyAct: { method: 'POST', path: '/v1/catalogue/classification', answers: 'json', body: 'application/json', repeatable: true },
  classifyViolation: { method: 'GET', path: '/v1/violations/{id}/classification', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  closeReferral: { method: 'PUT', path: '/v1/referrals/{id}/closure', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  computeDeadline: { method: 'POST', path: '/v1/catalogue/clocks/{code}/computation', answers: 'json', body: 'application/json', repeatable: true },
  confirmEmergencyAccess: { method: 'PUT', path: '/v1/emergency-accesses/{id}/confirmation', answers: 'json', repeatable: true },
  consentToReporter: { method: 'PUT', path: '/v1/referrals/{id}/reporter-requests/{number}/consent', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  consentToWithdrawal: { method: 'PUT', path: '/v1/referrals/{id}/withdrawal-consent', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  correctDecision: { method: 'POST', path: '/v1/referrals/{id}/decisions/{number}/corrections', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  createUpload: { method: 'POST', path: '/v1/uploads', answers: 'nothing', headers: { tusResumable: 'Tus-Resumable', uploadLength: 'Upload-Length', uploadMetadata: 'Upload-Metadata' } },
  createWebhook: { method: 'POST', path: '/v1/webhooks', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  decideAppeal: { method: 'PUT', path: '/v1/obligations/{id}/appeals/{number}/outcome', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  describeEvidence: { method: 'PATCH', path: '/v1/violations/{id}/evidence/{evidenceId}', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/merge-patch+json', repeatable: true },
  describeUploads: { method: 'OPTIONS', path: '/v1/uploads', answers: 'nothing', repeatable: true },
  dismissViolation: { method: 'PUT', path: '/v1/violations/{id}/dismissal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  documentViolation: { method: 'PUT', path: '/v1/violations/{id}/documentation', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  downloadEvidence: { method: 'GET', path: '/v1/violations/{id}/evidence/{evidenceId}/content', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  downloadHandoverEvidence: { method: 'GET', path: '/v1/handovers/{id}/evidence/{evidenceId}/content', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  downloadReferredEvidence: { method: 'GET', path: '/v1/referrals/{id}/evidence/{evidenceId}/content', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  draftDecision: { method: 'POST', path: '/v1/referrals/{id}/decisions', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  endCopy: { method: 'PUT', path: '/v1/referrals/{id}/copies/{number}/ending', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  endUpload: { method: 'DELETE', path: '/v1/uploads/{id}', answers: 'nothing', headers: { tusResumable: 'Tus-Resumable' }, repeatable: true },
  endWebhook: { method: 'DELETE', path: '/v1/webhooks/{id}', answers: 'nothing', repeatable: true },
  eraseEvidence: { method: 'PUT', path: '/v1/violations/{id}/evidence/{evidenceId}/erasure', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  excludeEvidence: { method: 'PUT', path: '/v1/violations/{id}/evidence/{evidenceId}/exclusion', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  explainReferralAccess: { method: 'GET', path: '/v1/referrals/{id}/access-explanation', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  explainViolationAccess: { method: 'GET', path: '/v1/violations/{id}/access-explanation', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  exportObligations: { method: 'GET', path: '/v1/obligations/export', answers: 'bytes', query: ['from', 'until', 'status', 'overdue', 'format', 'after'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  exportReferrals: { method: 'GET', path: '/v1/referrals/export', answers: 'bytes', query: ['from', 'until', 'status', 'violationId', 'format', 'after'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  exportViolations: { method: 'GET', path: '/v1/violations/export', answers: 'bytes', query: ['from', 'until', 'status', 'format', 'after'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  giveCopy: { method: 'POST', path: '/v1/referrals/{id}/copies', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  identifyPerson: { method: 'POST', path: '/v1/referrals/{id}/persons/{personId}/identifications', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  issueDecision: { method: 'PUT', path: '/v1/referrals/{id}/decisions/{number}/issuance', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  lapseObligation: { method: 'PUT', path: '/v1/obligations/{id}/lapse', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  liftCopyRecusal: { method: 'PUT', path: '/v1/copies/{id}/recusals/{recusalId}/lifting', answers: 'json', body: 'application/json', repeatable: true },
  liftHandoverRecusal: { method: 'PUT', path: '/v1/handovers/{id}/recusals/{recusalId}/lifting', answers: 'json', body: 'application/json', repeatable: true },
  liftObligationRecusal: { method: 'PUT', path: '/v1/obligations/{id}/recusals/{recusalId}/lifting', answers: 'json', body: 'application/json', repeatable: true },
  liftReferralRecusal: { method: 'PUT', path: '/v1/referrals/{id}/recusals/{recusalId}/lifting', answers: 'json', body: 'application/json', repeatable: true },
  liftViolationRecusal: { method: 'PUT', path: '/v1/violations/{id}/recusals/{recusalId}/lifting', answers: 'json', body: 'application/json', repeatable: true },
  listAgencies: { method: 'GET', path: '/v1/agencies', answers: 'json', repeatable: true },
  listCatalogueChanges: { method: 'GET', path: '/v1/catalogue/{name}/changes', answers: 'json', headers: { ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listCatalogues: { method: 'GET', path: '/v1/catalogue', answers: 'json', headers: { ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listCopies: { method: 'GET', path: '/v1/referrals/{id}/copies', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listCopyRecusals: { method: 'GET', path: '/v1/copies/{id}/recusals', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listDeadlines: { method: 'GET', path: '/v1/referrals/{id}/deadlines', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listDecisions: { method: 'GET', path: '/v1/referrals/{id}/decisions', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listEvidence: { method: 'GET', path: '/v1/violations/{id}/evidence', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listFormerHandovers: { method: 'GET', path: '/v1/former-handovers', answers: 'json', query: ['limit', 'cursor', 'from', 'until'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listFormerReferrals: { method: 'GET', path: '/v1/former-referrals', answers: 'json', query: ['limit', 'cursor', 'from', 'until'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listHandoverEvidence: { method: 'GET', path: '/v1/handovers/{id}/evidence', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listHandoverRecusals: { method: 'GET', path: '/v1/handovers/{id}/recusals', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listHandovers: { method: 'GET', path: '/v1/handovers', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'status'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listObligationRecusals: { method: 'GET', path: '/v1/obligations/{id}/recusals', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listObligations: { method: 'GET', path: '/v1/obligations', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'status', 'overdue'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listQuestions: { method: 'GET', path: '/v1/referrals/{id}/questions', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listReadRecords: { method: 'GET', path: '/v1/read-records', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'person', 'operation', 'targetId'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReceivedCopies: { method: 'GET', path: '/v1/copies', answers: 'json', query: ['limit', 'cursor', 'from', 'until'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReferralObligations: { method: 'GET', path: '/v1/referrals/{id}/obligations', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReferralRecusals: { method: 'GET', path: '/v1/referrals/{id}/recusals', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReferrals: { method: 'GET', path: '/v1/referrals', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'status', 'violationId'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReferredEvidence: { method: 'GET', path: '/v1/referrals/{id}/evidence', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listRefusals: { method: 'GET', path: '/v1/refusals', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'person', 'operation', 'targetId'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReportedPersons: { method: 'GET', path: '/v1/referrals/{id}/persons', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listReporterOpenings: { method: 'GET', path: '/v1/violations/{id}/reporter-openings', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listReporterRequests: { method: 'GET', path: '/v1/referrals/{id}/reporter-requests', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listRoutes: { method: 'GET', path: '/v1/referrals/{id}/routes', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listSuccessions: { method: 'GET', path: '/v1/successions', answers: 'json', repeatable: true },
  listVersions: { method: 'GET', path: '/v1/referrals/{id}/versions', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  listViolationRecusals: { method: 'GET', path: '/v1/violations/{id}/recusals', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listViolations: { method: 'GET', path: '/v1/violations', answers: 'json', query: ['limit', 'cursor', 'from', 'until', 'status'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listWebhookDeliveries: { method: 'GET', path: '/v1/webhooks/{id}/deliveries', answers: 'json', query: ['limit', 'cursor', 'state'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  listWebhooks: { method: 'GET', path: '/v1/webhooks', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  listWorkLists: { method: 'GET', path: '/v1/work-lists', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  mergePersons: { method: 'POST', path: '/v1/referrals/{id}/persons/merges', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  obtainConsent: { method: 'PUT', path: '/v1/webhooks/{id}/consent', answers: 'json', repeatable: true },
  openReporter: { method: 'GET', path: '/v1/referrals/{id}/reporter', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  preflightViolation: { method: 'POST', path: '/v1/violations/{id}/preflight', answers: 'json', repeatable: true },
  readAppeal: { method: 'GET', path: '/v1/obligations/{id}/appeals/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readCatalogue: { method: 'GET', path: '/v1/catalogue/{name}', answers: 'json', query: ['limit', 'cursor', 'asOf', 'code'], headers: { ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readCopy: { method: 'GET', path: '/v1/referrals/{id}/copies/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readCustody: { method: 'GET', path: '/v1/violations/{id}/evidence/{evidenceId}/custody', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readDecision: { method: 'GET', path: '/v1/referrals/{id}/decisions/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readDecisionEvidence: { method: 'GET', path: '/v1/referrals/{id}/decisions/{number}/evidence', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readDeparture: { method: 'GET', path: '/v1/departures/{id}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readEmergencyAccess: { method: 'GET', path: '/v1/emergency-accesses/{id}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readEvidence: { method: 'GET', path: '/v1/violations/{id}/evidence/{evidenceId}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readExecutionReport: { method: 'GET', path: '/v1/obligations/{id}/reports/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readFeed: { method: 'GET', path: '/v1/feed', answers: 'json', query: ['after', 'limit'], headers: { prefer: 'Prefer' }, repeatable: true },
  readFormerHandover: { method: 'GET', path: '/v1/former-handovers/{id}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readFormerReferral: { method: 'GET', path: '/v1/former-referrals/{id}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readFormerTimeline: { method: 'GET', path: '/v1/former-referrals/{id}/timeline', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readHandover: { method: 'GET', path: '/v1/handovers/{id}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readHandoverCustody: { method: 'GET', path: '/v1/handovers/{id}/evidence/{evidenceId}/custody', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readHandoverEvidence: { method: 'GET', path: '/v1/handovers/{id}/evidence/{evidenceId}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readHealth: { method: 'GET', path: '/healthz', answers: 'json', repeatable: true },
  readImplication: { method: 'GET', path: '/v1/referrals/{id}/implications/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readInEmergency: { method: 'GET', path: '/v1/emergency-accesses/{id}/referral', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readObligation: { method: 'GET', path: '/v1/obligations/{id}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readPersonChange: { method: 'GET', path: '/v1/referrals/{id}/person-changes/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readProblemType: { method: 'GET', path: '/problems/{code}', answers: 'json', repeatable: true },
  readProtectedResource: { method: 'GET', path: '/.well-known/oauth-protected-resource/v1', answers: 'json', repeatable: true },
  readQuestion: { method: 'GET', path: '/v1/referrals/{id}/questions/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readReadiness: { method: 'GET', path: '/readyz', answers: 'json', repeatable: true },
  readReassignment: { method: 'GET', path: '/v1/referrals/{id}/reassignments/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readReceivedCopy: { method: 'GET', path: '/v1/copies/{id}', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readReferral: { method: 'GET', path: '/v1/referrals/{id}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readReferralDuplicateHints: { method: 'GET', path: '/v1/referrals/{id}/duplicate-hints', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readReferralStatistics: { method: 'GET', path: '/v1/statistics/referrals', answers: 'json', query: ['from', 'until'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readReferredCustody: { method: 'GET', path: '/v1/referrals/{id}/evidence/{evidenceId}/custody', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readReferredEvidence: { method: 'GET', path: '/v1/referrals/{id}/evidence/{evidenceId}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readReporter: { method: 'GET', path: '/v1/violations/{id}/reporter', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readReporterRequest: { method: 'GET', path: '/v1/referrals/{id}/reporter-requests/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readReturn: { method: 'GET', path: '/v1/referrals/{id}/returns/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readSuccession: { method: 'GET', path: '/v1/successions/{code}', answers: 'json', query: ['limit', 'cursor', 'outcome'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readTimeline: { method: 'GET', path: '/v1/referrals/{id}/timeline', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  readUpload: { method: 'HEAD', path: '/v1/uploads/{id}', answers: 'nothing', headers: { tusResumable: 'Tus-Resumable', purpose: 'X-Purpose' }, repeatable: true },
  readVersion: { method: 'GET', path: '/v1/referrals/{id}/versions/{number}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readViolation: { method: 'GET', path: '/v1/violations/{id}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readViolationDuplicateHints: { method: 'GET', path: '/v1/violations/{id}/duplicate-hints', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readWebhook: { method: 'GET', path: '/v1/webhooks/{id}', answers: 'json', headers: { purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  readWebhookStatus: { method: 'GET', path: '/v1/webhooks/{id}/status', answers: 'json', headers: { purpose: 'X-Purpose' }, repeatable: true },
  readWorkList: { method: 'GET', path: '/v1/work-lists/{name}', answers: 'json', query: ['limit', 'cursor'], headers: { purpose: 'X-Purpose' }, repeatable: true },
  reassignCase: { method: 'POST', path: '/v1/referrals/{id}/reassignments', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  receiveHandover: { method: 'PUT', path: '/v1/handovers/{id}/receipt', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  receiveObligation: { method: 'PUT', path: '/v1/obligations/{id}/receipt', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  receiveReferral: { method: 'PUT', path: '/v1/referrals/{id}/receipt', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  receiveStep: { method: 'PUT', path: '/v1/obligations/{id}/steps/{number}/receipt', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  reconcileFeed: { method: 'POST', path: '/v1/feed/reconciliation', answers: 'json', body: 'application/json', repeatable: true },
  recordAppeal: { method: 'POST', path: '/v1/obligations/{id}/appeals', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  recordBlock: { method: 'PUT', path: '/v1/obligations/{id}/block', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  recordDeparture: { method: 'POST', path: '/v1/departures', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  recordImplication: { method: 'POST', path: '/v1/referrals/{id}/implications', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  recordUnblock: { method: 'PUT', path: '/v1/obligations/{id}/unblock', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  recordViolation: { method: 'POST', path: '/v1/violations', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  recuseFromCopy: { method: 'PUT', path: '/v1/copies/{id}/recusal', answers: 'json', body: 'application/json', repeatable: true },
  recuseFromHandover: { method: 'PUT', path: '/v1/handovers/{id}/recusal', answers: 'json', body: 'application/json', repeatable: true },
  recuseFromObligation: { method: 'PUT', path: '/v1/obligations/{id}/recusal', answers: 'json', body: 'application/json', repeatable: true },
  recuseFromReferral: { method: 'PUT', path: '/v1/referrals/{id}/recusal', answers: 'json', body: 'application/json', repeatable: true },
  recuseFromViolation: { method: 'PUT', path: '/v1/violations/{id}/recusal', answers: 'json', body: 'application/json', repeatable: true },
  refuseAppealOutcome: { method: 'PUT', path: '/v1/obligations/{id}/appeals/{number}/outcome/refusal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  refuseDeviation: { method: 'PUT', path: '/v1/obligations/{id}/reports/{number}/refusal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  refuseReporter: { method: 'PUT', path: '/v1/referrals/{id}/reporter-requests/{number}/refusal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  refuseWithdrawal: { method: 'PUT', path: '/v1/referrals/{id}/withdrawal-refusal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  rejectReferral: { method: 'PUT', path: '/v1/referrals/{id}/rejection', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  replayWebhookDeliveries: { method: 'POST', path: '/v1/webhooks/{id}/replays', answers: 'json', body: 'application/json' },
  reportExecution: { method: 'POST', path: '/v1/obligations/{id}/reports', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  reportHandoverOutcome: { method: 'PUT', path: '/v1/handovers/{id}/outcome', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  requestEmergencyAccess: { method: 'POST', path: '/v1/emergency-accesses', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  requestReporter: { method: 'POST', path: '/v1/referrals/{id}/reporter-requests', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  requestWithdrawal: { method: 'PUT', path: '/v1/referrals/{id}/withdrawal-request', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  resubmitReferral: { method: 'POST', path: '/v1/referrals/{id}/resubmissions', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  returnReferral: { method: 'POST', path: '/v1/referrals/{id}/returns', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  reviseDecision: { method: 'PATCH', path: '/v1/referrals/{id}/decisions/{number}', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/merge-patch+json', repeatable: true },
  revokeImplication: { method: 'PUT', path: '/v1/referrals/{id}/implications/{number}/revocation', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  revokePersonChange: { method: 'PUT', path: '/v1/referrals/{id}/person-changes/{number}/revocation', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  rotateWebhookKey: { method: 'POST', path: '/v1/webhooks/{id}/keys', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  sealEvidence: { method: 'PUT', path: '/v1/violations/{id}/evidence/{evidenceId}/seal', answers: 'json', headers: { ifMatch: 'If-Match' }, repeatable: true },
  searchReferrals: { method: 'POST', path: '/v1/referrals/search', answers: 'json', query: ['limit', 'cursor'], body: 'application/json', repeatable: true },
  searchViolations: { method: 'POST', path: '/v1/violations/search', answers: 'json', query: ['limit', 'cursor'], body: 'application/json', repeatable: true },
  sendHandover: { method: 'PUT', path: '/v1/referrals/{id}/decisions/{number}/handover', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
  sendReferral: { method: 'POST', path: '/v1/referrals', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  sendReferralBatch: { method: 'POST', path: '/v1/referrals/batch', answers: 'bytes', query: ['dryRun'], body: 'application/x-ndjson' },
  splitPerson: { method: 'POST', path: '/v1/referrals/{id}/persons/splits', answers: 'json', headers: { ifMatch: 'If-Match', idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  streamFeed: { method: 'GET', path: '/v1/feed/stream', answers: 'bytes', query: ['after'], headers: { lastEventId: 'Last-Event-ID' }, repeatable: true },
  supplementReferral: { method: 'POST', path: '/v1/referrals/{id}/supplements', answers: 'json', headers: { idempotencyKey: 'Idempotency-Key' }, body: 'application/json', repeatable: true },
  testWebhook: { method: 'POST', path: '/v1/webhooks/{id}/tests', answers: 'json' },
  viewCopiedEvidence: { method: 'GET', path: '/v1/copies/{id}/evidence/{evidenceId}/copy', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  viewEvidence: { method: 'GET', path: '/v1/violations/{id}/evidence/{evidenceId}/copy', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  viewHandoverEvidence: { method: 'GET', path: '/v1/handovers/{id}/evidence/{evidenceId}/copy', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  viewReferredEvidence: { method: 'GET', path: '/v1/referrals/{id}/evidence/{evidenceId}/copy', answers: 'bytes', headers: { range: 'Range', ifRange: 'If-Range', purpose: 'X-Purpose', ifNoneMatch: 'If-None-Match' }, repeatable: true },
  withdrawReferral: { method: 'PUT', path: '/v1/referrals/{id}/withdrawal', answers: 'json', headers: { ifMatch: 'If-Match' }, body: 'application/json', repeatable: true },
} as const

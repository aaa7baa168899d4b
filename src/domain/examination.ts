import type { Act, Recorded } from './act.ts'
import type { Mandate, PersonId } from './agencies.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Law } from './catalogue.ts'
import { type CorrectDecision, correct } from './correction.ts'
import {
  contentOf,
  type DecisionContent,
  type DrawnUpDecision,
  type PenaltyClass,
  refusalOfContent,
} from './decision.ts'
import { refusalOfDate } from './decision-law.ts'
import { drawnUp } from './drawn-up.ts'
import { handoverOf, wasHandedOver } from './handover.ts'
import type { ReferralId } from './ids.ts'
import { type EvidenceAt, openingsBy } from './manifest.ts'
import { withChanged } from './numbered.ts'
import { personOf } from './person-changes.ts'
import { withPerson } from './persons.ts'
import { endingsOf } from './redacted-copy.ts'
import {
  currentPersons,
  currentVersion,
  knownPersons,
  type Referral,
  type ReferralEvent,
  refusalOf,
  repeated,
  standingDecisions,
  undecidedPersons,
} from './referral.ts'
import { evolveReferral } from './referral-history.ts'
import { Rejection } from './rejection.ts'

export type ExaminationCommand =
  | { type: 'DraftDecision'; act: Act; content: DecisionContent; supersedes: number | null }
  | { type: 'ReviseDecision'; act: Act; number: number; content: DecisionContent }
  | { type: 'CancelDecision'; act: Act; number: number; explanation: string }
  | { type: 'IssueDecision'; act: Act; number: number; evidence: readonly EvidenceAt[] }
  | { type: 'AnnulDecision'; act: Act; number: number; reason: string; explanation: string }
  | CorrectDecision

/**
 * What deciding looks at beside the case: the law, who holds which mandate, and to what class an appeal has changed the penalty
 * of a decision, by its number.
 */
export type Setting = {
  readonly law: Law
  readonly mandates: readonly Mandate[]
  readonly appealed?: ReadonlyMap<number, PenaltyClass>
}

export type ExaminationEvent =
  | {
      type: 'DecisionDrafted'
      data: { referralId: ReferralId; number: number; content: DrawnUpDecision; supersedes: number | null }
    }
  | { type: 'DecisionRevised'; data: { number: number; content: DrawnUpDecision } }
  | { type: 'DecisionCancelled'; data: { number: number; explanation: string } }
  | { type: 'DecisionReleased'; data: { number: number } }
  | { type: 'ExaminationPassedOver'; data: { referralId: ReferralId; succession: string } }
  /** Two persons turned out to be one, and nobody is left without a decision. */
  | { type: 'ExaminationCompleted'; data: { changeNumber: number } }

export type Draft = {
  readonly number: number
  readonly content: DrawnUpDecision
  readonly supersedes: number | null
  readonly status: 'draft' | 'issued' | 'cancelled'
  /** Whoever drafted or edited it: none of them may issue it. */
  readonly drafters: readonly PersonId[]
  /** Counts drafting, edits and the end of the draft: the version of this one decision. */
  readonly revision: number
  readonly cancellation: { readonly act: Act; readonly explanation: string } | null
  readonly draftedAt: string
  readonly changedAt: string
}

/**
 * The receiving agency's own work on a referral. One stream holds all drafts of a referral, so that "the last
 * decision is issued and none is drafted" is decided against one version.
 */
export type Examination = {
  readonly referralId: ReferralId
  readonly drafts: readonly Draft[]
  /** How many numbers were taken by agencies that examined it before; their drafts are theirs. Absent is none. */
  readonly passedOver?: number
}

/** The draft of this number, if it is the present agency's. */
export function draftOf(examination: Examination | undefined, number: number): Draft | undefined {
  return examination?.drafts.find(draft => draft.number === number)
}

/** What a command does to the two streams; both happen or neither. */
export type ExaminationOutcome = { readonly examination: ExaminationEvent[]; readonly referral: ReferralEvent[] }

const nothing: ExaminationOutcome = { examination: [], referral: [] }

export function decideExamination(
  referral: Referral,
  examination: Examination | undefined,
  command: ExaminationCommand,
  setting: Setting,
): ExaminationOutcome | Rejection {
  const drafts = examination?.drafts ?? []
  if (command.type === 'DraftDecision') return draft(referral, examination, command, setting)
  const current = draftOf(examination, command.number)
  if (current === undefined && !wasIssued(referral, command.number)) throw new Error('there is no such decision')
  if (command.type === 'AnnulDecision') return annul(referral, command)
  if (command.type === 'CorrectDecision') {
    const events = correct(referral, command)
    return events instanceof Rejection ? events : { examination: [], referral: events }
  }
  // What a predecessor issued has no draft any more.
  if (current === undefined) return new Rejection('R-DEC-08')
  switch (command.type) {
    case 'ReviseDecision':
      return revise(referral, current, command, setting)
    case 'CancelDecision':
      return cancel(referral, drafts, current, command)
    case 'IssueDecision':
      return issue(referral, drafts, current, command, setting)
  }
}

type Command<Type extends ExaminationCommand['type']> = Extract<ExaminationCommand, { type: Type }>

function draft(
  referral: Referral,
  examination: Examination | undefined,
  { content: said, supersedes, act }: Command<'DraftDecision'>,
  { law, appealed }: Setting,
): ExaminationOutcome | Rejection {
  const drafts = examination?.drafts ?? []
  const refusal =
    refusalOf(referral, 'decision-draft') ??
    refusalOfMoment(referral, supersedes) ??
    refusalOfContent(said, currentPersons(referral)) ??
    refusalOfTwin(referral, drafts, said, supersedes)
  if (refusal) return refusal
  const content = drawnUp(referral, said, { law, appealed, at: act.at, supersedes })
  if (content instanceof Rejection) return content
  const number = nextNumber(examination)
  return {
    examination: [{ type: 'DecisionDrafted', data: { referralId: referral.id, number, content, supersedes } }],
    referral: [],
  }
}

function nextNumber(examination: Examination | undefined): number {
  return (examination?.passedOver ?? 0) + (examination?.drafts.length ?? 0) + 1
}

/** A closed referral is opened again by a superseding decision alone; a decided one may be judged on a further track. */
function refusalOfMoment(referral: Referral, supersedes: number | null): Rejection | undefined {
  return referral.status === 'closed' && supersedes === null ? new Rejection('R-DEC-01') : undefined
}

/** Refuses a second decision on one person and track, and a supersession that does not meet its predecessor. */
function refusalOfTwin(
  referral: Referral,
  drafts: readonly Draft[],
  content: DecisionContent,
  supersedes: number | null,
): Rejection | undefined {
  const isTwin = twinsOf(referral, content)
  if (drafts.some(other => other.status === 'draft' && isTwin(other.content))) return new Rejection('R-DEC-07')
  return refusalOfPredecessor(referral, content, supersedes, '/supersedes')
}

/** Whether another decision is on the same person, by whichever of their ids, and on the same track. */
function twinsOf(referral: Referral, { reportedPersonId, track }: DecisionContent) {
  const ids = personOf(knownPersons(referral), reportedPersonId)?.ids ?? [reportedPersonId]
  return (other: DecisionContent) => ids.includes(other.reportedPersonId) && other.track === track
}

/** The standing decision on this person and track is the one that is superseded, and there is none if none is. */
function refusalOfPredecessor(
  referral: Referral,
  content: DecisionContent,
  supersedes: number | null,
  pointer: string,
): Rejection | undefined {
  const standing = standingDecisions(referral).find(twinsOf(referral, content))
  if (supersedes === null) return standing === undefined ? undefined : new Rejection('R-DEC-07')
  return standing?.number === supersedes ? undefined : new Rejection('R-DEC-09', [{ pointer, code: 'rule' }])
}

function revise(
  referral: Referral,
  current: Draft,
  { content: said, act }: Command<'ReviseDecision'>,
  { law, appealed }: Setting,
): ExaminationOutcome | Rejection {
  if (canonicalJson(said) === canonicalJson(contentOf(current.content))) return nothing
  if (current.status !== 'draft') return new Rejection('R-DEC-08')
  const samePlace = said.reportedPersonId === current.content.reportedPersonId && said.track === current.content.track
  if (!samePlace) return new Rejection('R-DEC-07')
  const refusal = refusalOf(referral, 'decision-revision') ?? refusalOfContent(said, currentPersons(referral))
  if (refusal) return refusal
  const content = drawnUp(referral, said, { law, appealed, at: act.at, supersedes: current.supersedes })
  if (content instanceof Rejection) return content
  return { examination: [{ type: 'DecisionRevised', data: { number: current.number, content } }], referral: [] }
}

function cancel(
  referral: Referral,
  drafts: readonly Draft[],
  current: Draft,
  { explanation }: Command<'CancelDecision'>,
): ExaminationOutcome | Rejection {
  if (current.cancellation !== null) {
    const same = repeated({ explanation: current.cancellation.explanation }, { explanation })
    return same instanceof Rejection ? same : nothing
  }
  if (current.status !== 'draft') return new Rejection('R-DEC-08')
  const refusal = refusalOf(referral, 'decision-cancellation')
  if (refusal) return refusal
  return {
    examination: [{ type: 'DecisionCancelled', data: { number: current.number, explanation } }],
    referral: nowDecided(referral, drafts, current.number),
  }
}

function issue(
  referral: Referral,
  drafts: readonly Draft[],
  current: Draft,
  { act, evidence }: Command<'IssueDecision'>,
  { law, mandates, appealed }: Setting,
): ExaminationOutcome | Rejection {
  if (current.drafters.includes(act.person)) return new Rejection('R-DEC-02')
  if (current.status === 'issued') return nothing
  if (current.status !== 'draft') return new Rejection('R-DEC-08')
  const { number, supersedes, drafters } = current
  const said = contentOf(current.content)
  const refusal =
    refusalOf(referral, 'issuance') ??
    // Since the draft was made the predecessor may have been annulled, and who the person is found out or put in doubt.
    refusalOfPredecessor(referral, said, supersedes, '') ??
    refusalOfContent(said, currentPersons(referral)) ??
    refusalOfDate(said, act.at)
  if (refusal) return refusal
  // The law is asked once more: what counts is the day of the decision, and a draft may be older than the catalogue.
  const content = drawnUp(referral, said, { law, appealed, at: act.at, supersedes })
  if (content instanceof Rejection) return content
  const onTable = currentVersion(referral)
  const issued: Extract<ReferralEvent, { type: 'DecisionIssued' }> = {
    type: 'DecisionIssued',
    data: {
      ...content,
      number,
      supersedes,
      draftedBy: drafters,
      versionNumber: onTable.number,
      manifestDigest: onTable.manifestDigest,
      openings: openingsBy([...drafters, act.person], onTable.manifest, evidence),
    },
  }
  const replaced =
    supersedes === null
      ? []
      : [
          ...endedWith(referral, supersedes, `Superseded by decision ${number}.`, act),
          ...toldOfHanded(referral, 'HandedDecisionSuperseded', supersedes),
        ]
  return {
    examination: [{ type: 'DecisionReleased', data: { number } }],
    referral: [
      issued,
      ...replaced,
      ...handoverOf(issued.data, { law, mandates, at: act.at }),
      ...nowDecided(evolveReferral(referral, { ...issued, act }), drafts, number),
    ],
  }
}

function annul(
  referral: Referral,
  { number, reason, explanation, act }: Command<'AnnulDecision'>,
): ExaminationOutcome | Rejection {
  const decision = referral.decisions.find(candidate => candidate.number === number)
  if (decision === undefined) return new Rejection('R-DEC-10')
  if (decision.annulment !== null) {
    const { act: _, ...standing } = decision.annulment
    const same = repeated(standing, { reason, explanation })
    return same instanceof Rejection ? same : nothing
  }
  const refusal = refusalOf(referral, 'annulment')
  if (refusal) return refusal
  if (decision.standing !== 'issued') return new Rejection('R-DEC-10')
  return {
    examination: [],
    referral: [
      { type: 'DecisionAnnulled', data: { number, reason, explanation } },
      ...endedWith(referral, number, explanation, act),
      ...toldOfHanded(referral, 'HandedDecisionAnnulled', number),
    ],
  }
}

/** Whoever received a hand-over of the decision learns that it does not stand any more. */
function toldOfHanded(
  { handovers }: Referral,
  type: 'HandedDecisionSuperseded' | 'HandedDecisionAnnulled',
  decisionNumber: number,
): ReferralEvent[] {
  return wasHandedOver(handovers, decisionNumber) ? [{ type, data: { decisionNumber } }] : []
}

/** With a decision its copies end: nobody goes on acting on what does not stand (R-CPY-02). */
function endedWith({ copies }: Referral, number: number, explanation: string, { at }: Act): ReferralEvent[] {
  return endingsOf(copies, ({ copy }) => copy.decision.number === number, { at, explanation })
}

/**
 * A referral is decided when every reported person has a standing decision and no draft is left; `ending` is the
 * draft that this very act ends.
 */
function nowDecided(referral: Referral, drafts: readonly Draft[], ending: number): ReferralEvent[] {
  const open = drafts.some(draft => draft.status === 'draft' && draft.number !== ending)
  const reopens = referral.status === 'closed' && wasIssued(referral, ending)
  const completes = referral.status === 'under-examination' && !open && undecidedPersons(referral).length === 0
  return completes || reopens ? [{ type: 'ReferralDecided', data: {} }] : []
}

function wasIssued(referral: Referral, number: number): boolean {
  return referral.decisions.some(decision => decision.number === number)
}

/** Rebuilds the receiving agency's work on a referral from its log. */
export function evolveExamination(
  examination: Examination | undefined,
  event: Recorded<ExaminationEvent>,
): Examination {
  const { act } = event
  if (event.type === 'DecisionDrafted') {
    const { referralId, number, content, supersedes } = event.data
    const drafts = examination?.drafts ?? []
    if (number !== nextNumber(examination)) throw new Error(`DecisionDrafted ${number} out of turn`)
    const drafted: Draft = {
      number,
      content,
      supersedes,
      status: 'draft',
      drafters: [act.person],
      revision: 1,
      cancellation: null,
      draftedAt: act.at,
      changedAt: act.at,
    }
    return { ...examination, referralId, drafts: [...drafts, drafted] }
  }
  if (event.type === 'ExaminationPassedOver') {
    return { referralId: event.data.referralId, drafts: [], passedOver: nextNumber(examination) - 1 }
  }
  if (examination === undefined) throw new Error(`${event.type} before DecisionDrafted`)
  if (event.type === 'ExaminationCompleted') return examination
  return {
    ...examination,
    drafts: withChanged(examination.drafts, event.data.number, current => ({
      ...current,
      ...draftChangedBy(current, event),
      revision: current.revision + 1,
      changedAt: act.at,
    })),
  }
}

function draftChangedBy(
  current: Draft,
  event: Exclude<
    Recorded<ExaminationEvent>,
    { type: 'DecisionDrafted' | 'ExaminationPassedOver' | 'ExaminationCompleted' }
  >,
): Partial<Draft> {
  switch (event.type) {
    case 'DecisionRevised':
      return { content: event.data.content, drafters: withPerson(current.drafters, event.act.person) }
    case 'DecisionCancelled':
      return { status: 'cancelled', cancellation: { act: event.act, explanation: event.data.explanation } }
    case 'DecisionReleased':
      return { status: 'issued' }
  }
}

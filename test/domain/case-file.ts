import { createHash } from 'node:crypto'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import type { Act, Recorded } from '../../src/domain/act.ts'
import type { AgencyId, Mandate, Role } from '../../src/domain/agencies.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { type CheckMark, checklistOf, termsOfReturn } from '../../src/domain/checklist.ts'
import { decideCopy, type GiveCopy } from '../../src/domain/copies.ts'
import { eventTypes } from '../../src/domain/event-types.ts'
import {
  decideEvidence,
  type EvidenceCommand,
  type EvidenceEvent,
  evolveEvidence,
  type Within,
} from '../../src/domain/evidence.ts'
import {
  decideExamination,
  type Examination,
  type ExaminationCommand,
  type ExaminationEvent,
  evolveExamination,
} from '../../src/domain/examination.ts'
import { decideHandoverSending, type SendHandover } from '../../src/domain/handed-over.ts'
import { decidePersons, type PersonCommand } from '../../src/domain/identification.ts'
import type { EvidenceId, ReferralId } from '../../src/domain/ids.ts'
import {
  type RecordImplication,
  type RevokeImplication,
  recordImplication,
  revokeImplication,
} from '../../src/domain/implications.ts'
import { type EvidenceAt, givenBack, itemsOnFile, type LedgerEntry, takenOver } from '../../src/domain/manifest.ts'
import {
  currentVersion,
  decideReferral,
  type Referral,
  type ReferralCommand,
  type ReferralEvent,
} from '../../src/domain/referral.ts'
import { evolveReferral } from '../../src/domain/referral-history.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { takerIn } from '../../src/domain/reporter.ts'
import type { Chain } from '../../src/domain/routing.ts'
import {
  type DigestOf,
  decideResubmission,
  decideSending,
  decideSupplement,
  type ResubmitReferral,
  type SendReferral,
  type SupplementReferral,
} from '../../src/domain/sending.ts'
import {
  decideViolation,
  evolveViolation,
  statusOf,
  type Violation,
  type ViolationCase,
  type ViolationCommand,
  type ViolationEvent,
} from '../../src/domain/violation.ts'

/** Everything the deciders can be asked, and everything they can answer with. What the file knows, no order says. */
export type CaseCommand = LifeCycleCommand | EvidenceOrder | CopyOrder | PersonCommand
export type CopyOrder = GiveCopy | RecordImplication | RevokeImplication | Extract<ReferralCommand, { type: 'EndCopy' }>
export type LifeCycleCommand =
  | ViolationCommand
  | SendReferral
  | ResubmitReferral
  | SupplementReferral
  | Exclude<ReferralCommand, ReporterAnswer | UnderChecklist | { type: 'EndCopy' }>
  | AcceptOrder
  | ReturnOrder
  | WithoutTakerIn<ReporterAnswer>
  | Exclude<ExaminationCommand, { type: 'IssueDecision' }>
  | Omit<Extract<ExaminationCommand, { type: 'IssueDecision' }>, 'evidence'>
  | SendHandover
type UnderChecklist = Extract<ReferralCommand, { type: 'AcceptReferral' | 'ReturnReferral' }>
type AcceptOrder = { type: 'AcceptReferral'; act: Act; marks?: readonly CheckMark[] }
export type ReturnOrder = Omit<Extract<ReferralCommand, { type: 'ReturnReferral' }>, 'terms'>
type ReporterAnswer = Extract<ReferralCommand, { type: 'ConsentToReporter' | 'RefuseReporter' }>
type WithoutTakerIn<Command> = Command extends unknown ? Omit<Command, 'takerIn'> : never
type EvidenceCommandOf<Type extends EvidenceCommand['type']> = Extract<EvidenceCommand, { type: Type }>
/** An order on one item; it is used through a referral, or at its own agency. */
export type EvidenceOrder =
  | Omit<EvidenceCommandOf<'AddEvidence'>, 'violationStatus' | 'itemsAlready'>
  | (Exclude<EvidenceCommand, { type: 'AddEvidence' | 'UseEvidence' | 'EraseEvidence' }> & { readonly of: EvidenceId })
  | (Omit<EvidenceCommandOf<'EraseEvidence'>, 'referral'> & { readonly of: EvidenceId })
  | (Omit<EvidenceCommandOf<'UseEvidence'>, 'within'> & {
      readonly of: EvidenceId
      readonly through: ReferralId | null
    })

/** What happened to one item, with the item whose ledger it is in. */
export type LedgerHappening = EvidenceEvent & { readonly of: EvidenceId }
export type Happening = ViolationEvent | ReferralEvent | ExaminationEvent | LedgerHappening
export type CaseEvent = Recorded<Happening>
export type CaseEventOf<Type extends Happening['type']> = Recorded<Extract<Happening, { type: Type }>>

/** A violation with its evidence and all its referrals, first to last; each with the receiving agency's work on it. */
export type CaseFile = {
  readonly violation: Violation | undefined
  readonly items: readonly EvidenceAt[]
  readonly matters: readonly Matter[]
}
export type Matter = { readonly referral: Referral; readonly examination: Examination | undefined }

/** The law that the service is shipped with. */
/** The law as it ships. */
export const law = readCatalogues()

/** Boyolali is below Central Java, and nobody is above that but BKN. */
export const chain: Chain = {
  isKnown: agency => ['boyolali', 'jawa-tengah', 'bkn'].includes(agency),
  higherAuthorityOf: agency => (agency === 'boyolali' ? ('jawa-tengah' as AgencyId) : null),
  isPersonnelAuthority: agency => agency === 'boyolali' || agency === 'jawa-tengah',
  lastResort: 'bkn' as AgencyId,
}

export const emptyFile: CaseFile = { violation: undefined, items: [], matters: [] }

/** An event, with the number of the referral whose streams it belongs to (0 before there is one). */
export type Entry = { readonly matter: number; readonly event: CaseEvent }

/** The file after the events; those on a referral belong to the last one, unless an entry says otherwise. */
export function replay(events: readonly CaseEvent[]): CaseFile {
  return events.reduce((file, event) => filed(file, { matter: file.matters.length, event }), emptyFile)
}

export function filed(file: CaseFile, { matter, event }: Entry): CaseFile {
  if (isOfViolation(event)) return { ...file, violation: evolveViolation(file.violation, event) }
  if (isOfEvidence(event)) return { ...file, items: withEntry(file.items, event) }
  if (event.type === 'ReferralSent') {
    return {
      ...file,
      matters: [...file.matters, { referral: evolveReferral(undefined, event), examination: undefined }],
    }
  }
  const matters = file.matters.map((current, index): Matter => {
    if (index !== matter - 1) return current
    return isOfExamination(event)
      ? { ...current, examination: evolveExamination(current.examination, event) }
      : { ...current, referral: evolveReferral(current.referral, event) }
  })
  return { ...file, matters }
}

function withEntry(items: readonly EvidenceAt[], event: Recorded<LedgerHappening>): EvidenceAt[] {
  const item = items.find(({ state }) => state.id === event.of)
  const next: EvidenceAt = { state: evolveEvidence(item?.state, event), version: (item?.version ?? 0) + 1 }
  return item === undefined ? [...items, next] : items.map(other => (other === item ? next : other))
}

/** Asks the decider whose concern the command is, with everything it may look at; as the service does, in one place. */
export function decide(
  file: CaseFile,
  command: CaseCommand,
  mandates: readonly Mandate[],
  number = file.matters.length,
): Happening[] | Rejection {
  const matter = file.matters[number - 1]
  switch (command.type) {
    case 'RecordViolation':
      return decideViolation(file.violation && caseOf(file), command)
    case 'ChangeViolation':
    case 'DocumentViolation':
    case 'DismissViolation':
      return decideViolation(caseOf(file), command)
    case 'SendReferral':
      return allOf(decideSending(sendable(file), mandates, command, digestOf))
    case 'ResubmitReferral':
      return allOf(decideResubmission(sendable(file), there(matter).referral, command, digestOf))
    case 'SupplementReferral':
      return allOf(decideSupplement(sendable(file), there(matter).referral, command, digestOf))
    case 'RecordImplication':
      return recordImplication(there(matter).referral, command)
    case 'RevokeImplication':
      return revokeImplication(there(matter).referral, command)
    case 'GiveCopy':
      return allOf(decideCopy(there(matter).referral, file.items, chain, command))
    case 'IssueDecision': {
      const { referral, examination } = there(matter)
      return allOf(decideExamination(referral, examination, { ...command, evidence: file.items }, { law, mandates }))
    }
    case 'DraftDecision':
    case 'ReviseDecision':
    case 'CancelDecision':
    case 'AnnulDecision':
      return allOf(decideExamination(there(matter).referral, there(matter).examination, command, { law, mandates }))
    case 'IdentifyPerson':
    case 'MergePersons':
    case 'SplitPerson':
    case 'RevokePersonChange':
      return allOf(decidePersons(there(matter).referral, there(matter).examination, command))
    case 'CorrectDecision':
      return allOf(decideExamination(there(matter).referral, there(matter).examination, command, { law, mandates }))
    case 'SendHandover': {
      const sent = decideHandoverSending(there(matter).referral, file.items, mandates, command)
      return sent instanceof Rejection ? sent : [...sent.referral, ...inLedgers(sent.evidence)]
    }
    case 'AddEvidence':
      return ofItem(command.id, decideEvidence(itemOf(file, command.id), addingTo(file, command)))
    case 'EraseEvidence': {
      const referral = file.matters.at(-1)?.referral.status
      return ofItem(command.of, decideEvidence(itemOf(file, command.of), { ...command, referral }))
    }
    case 'UseEvidence': {
      const { through, ...use } = command
      const within = withinOf(file, through, [use.act.role as Role])
      return ofItem(command.of, decideEvidence(itemOf(file, command.of), { ...use, within }))
    }
    case 'DescribeEvidence':
    case 'SealEvidence':
    case 'ExcludeEvidence':
    case 'RecordScan':
    case 'RecordDamage':
      return ofItem(command.of, decideEvidence(itemOf(file, command.of), command))
    case 'ConsentToReporter':
    case 'RefuseReporter':
      return decideReferral(there(matter).referral, { ...command, takerIn: takerIn(there(file.violation)) })
    case 'AcceptReferral': {
      const { referral } = there(matter)
      return withCustody(file, referral, { marks: [], ...command, applied: checklistOf(referral, law) })
    }
    case 'ReturnReferral': {
      const { referral } = there(matter)
      return withCustody(file, referral, { ...command, terms: termsOfReturn(referral, law, command.act.at) })
    }
    default:
      return withCustody(file, there(matter).referral, command)
  }
}

/** What becomes of the evidence with an act on its referral; acts that are not here leave it where it is. */
const custody: Partial<Record<CaseCommand['type'], (items: readonly EvidenceAt[], id: ReferralId) => LedgerEntry[]>> = {
  ReceiveReferral: takenOver,
  ReturnReferral: (items, id) => givenBack(items, id, 'returned'),
  RejectReferral: (items, id) => givenBack(items, id, 'rejected'),
  WithdrawReferral: (items, id) => givenBack(items, id, 'withdrawn'),
  ConsentToWithdrawal: (items, id) => givenBack(items, id, 'withdrawn'),
}

function withCustody({ items }: CaseFile, referral: Referral, command: ReferralCommand): Happening[] | Rejection {
  const decided = decideReferral(referral, command)
  if (decided instanceof Rejection || decided.length === 0) return decided
  return [...decided, ...inLedgers(custody[command.type]?.(items, referral.id) ?? [])]
}

/** The violation with the state of its current referral, which is the last. */
export function caseOf({ violation, items, matters }: CaseFile): ViolationCase {
  const itemRecorders = itemsOnFile(items).flatMap(({ state }) => state.recorders)
  return { violation: there(violation), referral: matters.at(-1)?.referral.status, itemRecorders }
}

function sendable(file: CaseFile) {
  return { ...caseOf(file), evidence: file.items }
}

export function itemOf({ items }: CaseFile, id: EvidenceId) {
  return items.find(({ state }) => state.id === id)?.state
}

/** The case through which an item is used. */
export function withinOf({ violation, matters }: CaseFile, through: ReferralId | null, roles: readonly Role[]): Within {
  if (through === null) {
    const referralStatus = matters.at(-1)?.referral.status
    return {
      referralId: null,
      referralStatus,
      received: true,
      officer: null,
      handling: there(violation).content,
      roles,
    }
  }
  const { referral } = there(matters.find(matter => matter.referral.id === through))
  return {
    referralId: through,
    referralStatus: referral.status,
    received: referral.receipt !== null,
    officer: referral.assignment?.officer ?? null,
    handling: currentVersion(referral).content,
    roles,
  }
}

function addingTo(file: CaseFile, command: Extract<EvidenceOrder, { type: 'AddEvidence' }>): EvidenceCommand {
  return { ...command, violationStatus: statusOf(caseOf(file)), itemsAlready: file.items.length }
}

export const digestOf: DigestOf = value => createHash('sha256').update(canonicalJson(value)).digest('hex')

type Outcome = {
  readonly violation?: readonly ViolationEvent[]
  readonly examination?: readonly ExaminationEvent[]
  readonly referral: readonly ReferralEvent[]
  readonly evidence?: readonly LedgerEntry[]
}

function allOf(outcome: Outcome | Rejection): Happening[] | Rejection {
  if (outcome instanceof Rejection) return outcome
  const { violation = [], examination = [], referral, evidence = [] } = outcome
  return [...violation, ...examination, ...referral, ...inLedgers(evidence)]
}

function ofItem(of: EvidenceId, decided: readonly EvidenceEvent[] | Rejection): LedgerHappening[] | Rejection {
  return decided instanceof Rejection ? decided : decided.map(event => ({ ...event, of }))
}

function inLedgers(entries: readonly LedgerEntry[]): LedgerHappening[] {
  return entries.flatMap(({ id, events }) => events.map(event => ({ ...event, of: id })))
}

function isOfEvidence(event: CaseEvent): event is Recorded<LedgerHappening> {
  return eventTypes[event.type].stream === 'evidence'
}

function isOfViolation(event: CaseEvent): event is Recorded<ViolationEvent> {
  return eventTypes[event.type].stream === 'violation'
}

function isOfExamination(event: CaseEvent): event is Recorded<ExaminationEvent> {
  return eventTypes[event.type].stream === 'examination'
}

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the case is not that far')
  return value
}

/** Freezes a value through and through, so that whoever changes it is caught in the act. */
export function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

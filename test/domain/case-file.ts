import type { Recorded } from '../../src/domain/act.ts'
import type { Mandate } from '../../src/domain/agencies.ts'
import { eventTypes } from '../../src/domain/event-types.ts'
import {
  decideExamination,
  type Examination,
  type ExaminationCommand,
  type ExaminationEvent,
  evolveExamination,
} from '../../src/domain/examination.ts'
import {
  decideReferral,
  evolveReferral,
  type Referral,
  type ReferralCommand,
  type ReferralEvent,
} from '../../src/domain/referral.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import {
  decideResubmission,
  decideSending,
  type ResubmitReferral,
  type SendReferral,
} from '../../src/domain/sending.ts'
import {
  decideViolation,
  evolveViolation,
  type Violation,
  type ViolationCase,
  type ViolationCommand,
  type ViolationEvent,
} from '../../src/domain/violation.ts'

/** Everything the deciders can be asked, and everything they can answer with. */
export type CaseCommand = ViolationCommand | SendReferral | ResubmitReferral | ReferralCommand | ExaminationCommand
export type Happening = ViolationEvent | ReferralEvent | ExaminationEvent
export type CaseEvent = Recorded<Happening>
export type CaseEventOf<Type extends Happening['type']> = Recorded<Extract<Happening, { type: Type }>>

/** A violation with all its referrals, first to last; each with the receiving agency's work on it. */
export type CaseFile = { readonly violation: Violation | undefined; readonly matters: readonly Matter[] }
export type Matter = { readonly referral: Referral; readonly examination: Examination | undefined }

export const emptyFile: CaseFile = { violation: undefined, matters: [] }

/** An event, with the number of the referral whose streams it belongs to (0 before there is one). */
export type Entry = { readonly matter: number; readonly event: CaseEvent }

/** The file after the events; those on a referral belong to the last one, unless an entry says otherwise. */
export function replay(events: readonly CaseEvent[]): CaseFile {
  return events.reduce((file, event) => filed(file, { matter: file.matters.length, event }), emptyFile)
}

export function filed(file: CaseFile, { matter, event }: Entry): CaseFile {
  if (isOfViolation(event)) return { ...file, violation: evolveViolation(file.violation, event) }
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
      return allOf(decideSending(caseOf(file), mandates, command))
    case 'ResubmitReferral':
      return allOf(decideResubmission(caseOf(file), there(matter).referral, command))
    case 'DraftDecision':
    case 'ReviseDecision':
    case 'CancelDecision':
    case 'IssueDecision':
    case 'AnnulDecision':
      return allOf(decideExamination(there(matter).referral, there(matter).examination, command))
    default:
      return decideReferral(there(matter).referral, command)
  }
}

/** The violation with the state of its current referral, which is the last. */
export function caseOf({ violation, matters }: CaseFile): ViolationCase {
  return { violation: there(violation), referral: matters.at(-1)?.referral.status }
}

function allOf(outcome: Readonly<Record<string, Happening[]>> | Rejection): Happening[] | Rejection {
  return outcome instanceof Rejection ? outcome : Object.values(outcome).flat()
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

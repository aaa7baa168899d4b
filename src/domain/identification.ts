import type { Act } from './act.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Examination, ExaminationOutcome } from './examination.ts'
import type { ReportedPersonId } from './ids.ts'
import {
  type IdentificationBasis,
  type Identity,
  type KnownPerson,
  type PersonChange,
  personOf,
  replayed,
} from './person-changes.ts'
import {
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
import { type Fault, Rejection } from './rejection.ts'
import type { ReportedPerson } from './violation-content.ts'

/** What the receiving agency says about who the reported persons are. */
export type PersonCommand =
  | {
      type: 'IdentifyPerson'
      act: Act
      personId: ReportedPersonId
      basis: IdentificationBasis
      explanation: string
      identity: Identity
    }
  | {
      type: 'MergePersons'
      act: Act
      survivorId: ReportedPersonId
      mergedId: ReportedPersonId
      explanation: string
    }
  | {
      type: 'SplitPerson'
      act: Act
      personId: ReportedPersonId
      /** With ids that no person had before. */
      parts: readonly ReportedPerson[]
      explanation: string
    }
  | { type: 'RevokePersonChange'; act: Act; number: number; explanation: string }
type Command<Type extends PersonCommand['type']> = Extract<PersonCommand, { type: Type }>

/** Persons and changes are read as a whole with the referral, so there is an end to them. */
export const mostPersons = 100
const mostChanges = 200

const nothing: ExaminationOutcome = { examination: [], referral: [] }

/**
 * Decides what is found out after sending. It concerns the examination too: two persons who are one may leave nobody
 * without a decision, and then the referral is decided.
 */
export function decidePersons(
  referral: Referral,
  examination: Examination | undefined,
  command: PersonCommand,
): ExaminationOutcome | Rejection {
  if (command.type === 'RevokePersonChange') return revoke(referral, command)
  const refusal = refusalOf(referral, moveOf[command.type])
  if (refusal) return refusal
  if (referral.personChanges.length >= mostChanges) return new Rejection('R-PER-08')
  const known = knownPersons(referral)
  const event = eventOf(referral.personChanges.length + 1, known, command)
  if (event instanceof Rejection) return event
  const next = evolveReferral(referral, { ...event, act: command.act })
  const contradiction = refusalOfDecided(referral, known, knownPersons(next))
  if (contradiction) return contradiction
  return completes(next, examination)
    ? {
        examination: [{ type: 'ExaminationCompleted', data: { changeNumber: next.personChanges.length } }],
        referral: [event, { type: 'ReferralDecided', data: {} }],
      }
    : { examination: [], referral: [event] }
}

const moveOf = {
  IdentifyPerson: 'person-identification',
  MergePersons: 'person-merge',
  SplitPerson: 'person-split',
} as const

function eventOf(
  number: number,
  known: readonly KnownPerson[],
  command: Exclude<PersonCommand, { type: 'RevokePersonChange' }>,
): ReferralEvent | Rejection {
  switch (command.type) {
    case 'IdentifyPerson':
      return identify(number, known, command)
    case 'MergePersons':
      return merge(number, known, command)
    case 'SplitPerson':
      return split(number, known, command)
  }
}

function identify(
  number: number,
  known: readonly KnownPerson[],
  { personId, basis, explanation, identity }: Command<'IdentifyPerson'>,
): ReferralEvent | Rejection {
  const person = current(known, personId)
  if (person === undefined) return new Rejection('R-PER-01', [at('')])
  if (canonicalJson({ id: personId, ...identity }) === canonicalJson(person)) return new Rejection('R-PER-02')
  return { type: 'PersonIdentified', data: { number, personId, basis, explanation, identity } }
}

function merge(
  number: number,
  known: readonly KnownPerson[],
  { survivorId, mergedId, explanation }: Command<'MergePersons'>,
): ReferralEvent | Rejection {
  const survivor = current(known, survivorId)
  const merged = current(known, mergedId)
  const astray = [
    ...(survivor === undefined ? [at('/survivorId')] : []),
    ...(merged === undefined ? [at('/mergedId')] : []),
  ]
  if (astray.length > 0) return new Rejection('R-PER-01', astray)
  if (survivorId === mergedId) return new Rejection('R-PER-06', [at('/mergedId')])
  const loses = survivor?.identification === 'unidentified' && merged?.identification === 'identified'
  if (loses) return new Rejection('R-PER-06', [at('/survivorId')])
  return { type: 'PersonsMerged', data: { number, survivorId, mergedId, explanation } }
}

function split(
  number: number,
  known: readonly KnownPerson[],
  { personId, parts, explanation }: Command<'SplitPerson'>,
): ReferralEvent | Rejection {
  if (current(known, personId) === undefined) return new Rejection('R-PER-01', [at('/personId')])
  if (known.length - 1 + parts.length > mostPersons) return new Rejection('R-PER-08')
  return { type: 'PersonSplit', data: { number, personId, parts, explanation } }
}

function revoke(
  referral: Referral,
  { number, explanation, act }: Command<'RevokePersonChange'>,
): ExaminationOutcome | Rejection {
  const change = referral.personChanges[number - 1]
  if (change === undefined) throw new Error('there is no such change')
  if (change.revocation !== null) {
    const same = repeated({ explanation: change.revocation.explanation }, { explanation })
    return same instanceof Rejection ? same : nothing
  }
  const refusal = refusalOf(referral, 'person-change-revocation')
  if (refusal) return refusal
  const event: ReferralEvent = { type: 'PersonChangeRevoked', data: { number, explanation } }
  const next = evolveReferral(referral, { ...event, act })
  if (somethingRestsOn(referral, next, change)) return new Rejection('R-PER-07')
  return (
    refusalOfDecided(referral, knownPersons(referral), knownPersons(next)) ?? { examination: [], referral: [event] }
  )
}

/** Whether a change that stands finds its persons no more once this one is off. */
function somethingRestsOn(before: Referral, after: Referral, { number }: PersonChange): boolean {
  const { reportedPersons } = currentVersion(before).content
  const still = new Set(replayed(reportedPersons, after.personChanges).applied)
  return replayed(reportedPersons, before.personChanges).applied.some(
    applied => applied !== number && !still.has(applied),
  )
}

/**
 * What is decided stays about the person it was decided on. Refuses a change after which a standing decision would be on
 * nobody, on somebody else, or the second on the same person and track.
 */
function refusalOfDecided(
  referral: Referral,
  before: readonly KnownPerson[],
  after: readonly KnownPerson[],
): Rejection | undefined {
  const decided = standingDecisions(referral).map(({ reportedPersonId, outcome, track }) => ({
    was: personOf(before, reportedPersonId)?.person,
    is: personOf(after, reportedPersonId)?.person,
    outcome,
    track,
  }))
  const astray = decided.some(
    ({ was, is, outcome }) =>
      is === undefined ||
      (outcome === 'administrative' && is.identification !== 'identified') ||
      (was?.id === is.id && canonicalJson(was) !== canonicalJson(is)),
  )
  if (astray) return new Rejection('R-PER-04')
  const places = decided.map(({ is, track }) => `${is?.id} ${track}`)
  return new Set(places).size === places.length ? undefined : new Rejection('R-PER-05')
}

/** Also while it is accepted: a predecessor may have decided on all that are left, and no draft will ever be made. */
function completes(referral: Referral, examination: Examination | undefined): boolean {
  if (standingDecisions(referral).length === 0 || examination === undefined) return false
  return undecidedPersons(referral).length === 0 && examination.drafts.every(({ status }) => status !== 'draft')
}

function current(known: readonly KnownPerson[], id: ReportedPersonId): ReportedPerson | undefined {
  return known.find(({ person }) => person.id === id)?.person
}

function at(pointer: string): Fault {
  return { pointer, code: 'rule' }
}

import type { Act, Recorded } from './act.ts'
import type { AgencyId, PersonId } from './agencies.ts'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { mayWrite } from './fields.ts'
import type { ReferralId, ReportedPersonId, ReporterId, ViolationId } from './ids.ts'
import { withPerson } from './persons.ts'
import { type Fault, Rejection } from './rejection.ts'
import { effectiveStatus, movesFrom, type ReferralStatus, type ViolationStatus, violationMoves } from './transitions.ts'
import { missingFrom, sourceChannels, type ViolationContent } from './violation-content.ts'

/** `reason` is a code of the catalogue (`reason-codes`). */
export type Dismissal = { readonly reason: string; readonly explanation: string }

export type ViolationCommand =
  | {
      type: 'RecordViolation'
      act: Act
      id: ViolationId
      content: ViolationContent
      reporterId: ReporterId | null
    }
  | { type: 'ChangeViolation'; act: Act; content: ViolationContent; newPersons: readonly ReportedPersonId[] }
  | { type: 'DocumentViolation'; act: Act }
  | { type: 'DismissViolation'; act: Act; dismissal: Dismissal }

export type ViolationEvent =
  | { type: 'ViolationRecorded'; data: { id: ViolationId; content: ViolationContent; reporterId: ReporterId | null } }
  | { type: 'ViolationChanged'; data: { content: ViolationContent; complete: boolean } }
  | { type: 'ViolationDocumented'; data: Record<never, never> }
  | { type: 'ViolationReferred'; data: { referralId: ReferralId; versionNumber: number } }
  | { type: 'ViolationDismissed'; data: Dismissal }

export type Violation = {
  readonly id: ViolationId
  readonly owner: AgencyId
  /** As the violation's own events say; a referral given back frees it again, see `effectiveStatus`. */
  readonly status: ViolationStatus
  readonly content: ViolationContent
  readonly reporterId: ReporterId | null
  /** Everybody who recorded, changed or documented it: none of them may refer it. */
  readonly recorders: readonly PersonId[]
  readonly referralId: ReferralId | null
  /** Stands until a change breaks completeness, whatever else follows. */
  readonly documentedAt: string | null
  readonly dismissal: Dismissal | null
  readonly recordedAt: string
  readonly changedAt: string
}

/** A violation with the state of its current referral, which other agencies may have moved. */
export type ViolationCase = {
  readonly violation: Violation
  readonly referral: ReferralStatus | undefined
  /** Whoever recorded an item of its evidence: none of them may refer it either. */
  readonly itemRecorders: readonly PersonId[]
}

export function decideViolation(
  current: ViolationCase | undefined,
  command: ViolationCommand,
): ViolationEvent[] | Rejection {
  if (command.type === 'RecordViolation') return record(current, command)
  if (current === undefined) throw new Error('there is no violation to act on')
  switch (command.type) {
    case 'ChangeViolation':
      return change(current, command)
    case 'DocumentViolation':
      return document(current)
    case 'DismissViolation':
      return dismiss(current, command.dismissal)
  }
}

type Command<Type extends ViolationCommand['type']> = Extract<ViolationCommand, { type: Type }>

function record(current: ViolationCase | undefined, command: Command<'RecordViolation'>): ViolationEvent[] | Rejection {
  if (current !== undefined) return []
  const { id, content, reporterId, act } = command
  return (
    contradictorySource(content, reporterId) ??
    impossibleTimes(content, act) ??
    strangeExcerpts(content) ?? [{ type: 'ViolationRecorded', data: { id, content, reporterId } }]
  )
}

function change(current: ViolationCase, command: Command<'ChangeViolation'>): ViolationEvent[] | Rejection {
  const { violation } = current
  const { content, newPersons, act } = command
  if (canonicalJson(content) === canonicalJson(violation.content)) return []
  if (!movesFrom(violationMoves.change, statusOf(current))) return new Rejection('R-VIO-02')

  const refusal =
    contradictorySource(content, violation.reporterId) ??
    notTheirsToWrite(violation.content, content, act, statusOf(current))
  if (refusal) return refusal

  const known = new Set([...violation.content.reportedPersons.map(person => person.id), ...newPersons])
  const ids = content.reportedPersons.map(person => person.id)
  const faults = ids.flatMap((id, index) =>
    known.has(id) && ids.indexOf(id) === index ? [] : [fault(`/reportedPersons/${index}/id`)],
  )
  if (faults.length > 0) return new Rejection('R-VIO-08', faults)

  return (
    impossibleTimes(content, act) ??
    strangeExcerpts(content) ?? [
      { type: 'ViolationChanged', data: { content, complete: missingFrom(content).length === 0 } },
    ]
  )
}

function document(current: ViolationCase): ViolationEvent[] | Rejection {
  if (current.violation.documentedAt !== null) return []
  const { documentation } = violationMoves
  if (!movesFrom(documentation, statusOf(current))) return new Rejection(documentation.otherwise)
  const missing = missingFrom(current.violation.content)
  return missing.length > 0 ? new Rejection('R-VIO-01', missing) : [{ type: 'ViolationDocumented', data: {} }]
}

function dismiss(current: ViolationCase, dismissal: Dismissal): ViolationEvent[] | Rejection {
  const standing = current.violation.dismissal
  if (standing !== null) return canonicalJson(standing) === canonicalJson(dismissal) ? [] : new Rejection('R-GEN-01')
  const open = current.referral === 'returned'
  if (open || !movesFrom(violationMoves.dismissal, statusOf(current))) return new Rejection('R-VIO-05')
  return [{ type: 'ViolationDismissed', data: dismissal }]
}

/** The state of a violation as its agency sees it. */
export function statusOf({ violation, referral }: Pick<ViolationCase, 'violation' | 'referral'>): ViolationStatus {
  return effectiveStatus(violation.status, referral)
}

function contradictorySource({ source }: ViolationContent, reporterId: ReporterId | null): Rejection | undefined {
  const channels: readonly string[] = sourceChannels[source.kind]
  if (!channels.includes(source.channel)) return new Rejection('R-VIO-07', [fault('/source/channel')])
  const named = reporterId !== null
  return named === (source.kind === 'report') ? undefined : new Rejection('R-VIO-06', [fault('/reporter')])
}

function impossibleTimes({ occurredAt, knownAt }: ViolationContent, act: Act): Rejection | undefined {
  const now = Date.parse(act.at)
  const ahead: Fault[] = []
  if (occurredAt !== undefined && Date.parse(occurredAt) > now) ahead.push(fault('/occurredAt'))
  if (knownAt !== undefined && Date.parse(knownAt) > now) ahead.push(fault('/knownAt'))
  if (ahead.length > 0) return new Rejection('R-VIO-04', ahead)
  if (occurredAt !== undefined && knownAt !== undefined && Date.parse(knownAt) < Date.parse(occurredAt)) {
    return new Rejection('R-VIO-03', [fault('/knownAt')])
  }
  return undefined
}

/** A part that was marked and then changed in the description would go on as it was: it has to be marked anew. */
function strangeExcerpts({ eventDescription = '', releasable }: ViolationContent): Rejection | undefined {
  const strange = (releasable?.excerpts ?? []).flatMap((excerpt, index) =>
    eventDescription.includes(excerpt) ? [] : [fault(`/releasable/excerpts/${index}`)],
  )
  return strange.length > 0 ? new Rejection('R-VIO-10', strange) : undefined
}

function notTheirsToWrite(
  before: ViolationContent,
  after: ViolationContent,
  { role }: Act,
  status: ViolationStatus,
): Rejection | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ViolationContent>
  const text = (content: ViolationContent, name: keyof ViolationContent) =>
    canonicalJson({ value: content[name] } as JsonValue)
  const faults = [...names].flatMap(name =>
    text(before, name) === text(after, name) || mayWrite(role, name, status) ? [] : [fault(`/${name}`)],
  )
  return faults.length > 0 ? new Rejection('R-ACC-05', faults) : undefined
}

function fault(pointer: string): Fault {
  return { pointer, code: 'rule' }
}

/** Rebuilds a violation from its log. An event that does not fit means the log is corrupt, so we stop rather than guess. */
export function evolveViolation(violation: Violation | undefined, event: Recorded<ViolationEvent>): Violation {
  const { act } = event
  if (event.type === 'ViolationRecorded') {
    if (violation !== undefined) throw new Error('ViolationRecorded twice')
    return {
      id: event.data.id,
      owner: act.agency,
      status: 'draft',
      content: event.data.content,
      reporterId: event.data.reporterId,
      recorders: [act.person],
      referralId: null,
      documentedAt: null,
      dismissal: null,
      recordedAt: act.at,
      changedAt: act.at,
    }
  }
  if (violation === undefined) throw new Error(`${event.type} before ViolationRecorded`)
  const changed = { ...violation, changedAt: act.at }
  switch (event.type) {
    case 'ViolationChanged': {
      const documentedAt = event.data.complete ? violation.documentedAt : null
      return {
        ...changed,
        content: event.data.content,
        status: documentedAt === null ? 'draft' : 'documented',
        documentedAt,
        // Marking what may go on is not recording.
        recorders: act.role === 'referrer' ? violation.recorders : withPerson(violation.recorders, act.person),
      }
    }
    case 'ViolationDocumented':
      return {
        ...changed,
        status: 'documented',
        documentedAt: act.at,
        recorders: withPerson(violation.recorders, act.person),
      }
    case 'ViolationReferred':
      return { ...changed, status: 'referred', referralId: event.data.referralId }
    case 'ViolationDismissed':
      return { ...changed, status: 'dismissed', dismissal: event.data }
  }
}

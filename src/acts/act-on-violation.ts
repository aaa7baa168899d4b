import { v7 as uuidv7 } from 'uuid'
import { loadRecording, loadViolation, type ViolationOnFile } from '../db/case-store.ts'
import { violationRow } from '../db/projection-rows.ts'
import type { Append, StoredReply } from '../db/record-act.ts'
import type { Act as AccessAct } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import { allowedViolationActs, type Caller } from '../domain/allowed-acts.ts'
import { refusalOfCategory } from '../domain/classification.ts'
import type { ReportedPersonId, ReporterId, ViolationId } from '../domain/ids.ts'
import { textsNaming } from '../domain/names-reporter.ts'
import { withKnownReason } from '../domain/reasons.ts'
import { Rejection } from '../domain/rejection.ts'
import {
  decideViolation,
  evolveViolation,
  type Violation,
  type ViolationCase,
  type ViolationCommand,
  type ViolationEvent,
} from '../domain/violation.ts'
import { toEtag } from '../http/etag.ts'
import { guardedFingerprint } from '../http/idempotency-key.ts'
import { withPersonIds } from '../resources/reported-person.ts'
import { toViolationResource, violationEtagVersion } from '../resources/violation.ts'
import type { ViolationInputBody } from '../resources/violation-input.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'
import { sealIdentity } from './reporter-identity.ts'
import { timeOrdered } from './time-ordered.ts'

/**
 * Records a new violation. The reporter is sealed, goes into a table of its own and not into the answer. That a text names
 * the reporter is said in the answer only: whoever reads the case later must not learn it from a warning.
 */
export async function recordViolation(office: Office, request: Asked, body: ViolationInputBody): Promise<Reply> {
  const { reporter, reportedPersons = [], ...rest } = body
  const asked = reporter === undefined ? request : await guarded(request)
  const { persons } = withPersonIds(reportedPersons, [], () => uuidv7() as ReportedPersonId)
  const content = { ...rest, reportedPersons: persons }
  const reporterId = reporter === undefined ? null : (uuidv7() as ReporterId)

  return actOnCase<{ now: string; stored: StoredReply | undefined }, ViolationEvent[]>(office, asked, {
    act: 'violation-recording',
    keyed: true,
    conditional: false,
    load: (agency, keyed) => loadRecording(office.pools, agency, keyed),
    parties: () => ({}),
    lastChange: () => '',
    tagged: 'the violation',
    version: () => '',
    decide: (_, act) =>
      decideViolation(undefined, {
        type: 'RecordViolation',
        act,
        id: timeOrdered<ViolationId>(act.at),
        content,
        reporterId,
      }),
    isNothing: () => false,
    allowedActions: () => [],
    effect: (_, events, act) => {
      const next = evolved(undefined, events, act)
      const { id, owner } = next.state
      const reply = replyWith(office, next, 201, callerOf(asked, act.person), { location: `/v1/violations/${id}` })
      const rows = {
        appends: [append(next.state, 0, events)],
        violation: violationRow(next.state, next.version, undefined),
      }
      if (reporter === undefined || reporterId === null) return { record: rows, reply }
      const identity = sealIdentity(office.reporterKeys, reporter, { reporterId, violationId: id, agency: owner })
      const warnings = [...reply.body.warnings, ...textsNaming(reporter, content)]
      return {
        record: { ...rows, reporter: { id: reporterId, identity } },
        reply: { ...reply, body: { ...reply.body, warnings } },
      }
    },
    standing: () => {
      throw new Error('a new violation is never there already')
    },
  })
}

/** The request names the reporter, so what is stored to know it again must not give the name away. */
async function guarded(asked: Asked): Promise<Asked> {
  const { actor, idempotencyKey, fingerprint } = asked
  const salt = JSON.stringify([actor.agency, actor.issuer, actor.subject, idempotencyKey])
  return { ...asked, fingerprint: fingerprint && (await guardedFingerprint(fingerprint, salt)) }
}

/** Does one act on a violation that exists. `created` is the status of the first answer: 201 for a fact, 200 for a change. */
export function actOnViolation(
  office: Office,
  asked: Asked,
  id: ViolationId,
  {
    act,
    created,
    command,
  }: {
    act: AccessAct
    created: 200 | 201
    command: (violation: Violation, act: Act) => ViolationCommand
  },
): Promise<Reply> {
  return actOnCase<{ now: string; stored: StoredReply | undefined; violation: ViolationOnFile }, ViolationEvent[]>(
    office,
    asked,
    {
      act,
      keyed: false,
      conditional: true,
      tagged: 'the violation',
      load: (agency, keyed) => loadViolation(office.pools, agency, id, keyed),
      parties: () => ({}),
      lastChange: ({ violation }) => violation.state.changedAt,
      version: ({ violation }) => violationEtagVersion(violation.version, caseOf(violation)),
      decide: ({ violation }, now): ViolationEvent[] | Rejection => {
        const decided = decideViolation(caseOf(violation), command(violation.state, now))
        const documents = act === 'documentation' && !(decided instanceof Rejection) && decided.length > 0
        const uncategorised = documents ? refusalOfCategory(violation.state.content, office.law) : undefined
        return uncategorised ?? withKnownReason(decided, office.law, now.at)
      },
      isNothing: events => events.length === 0,
      allowedActions: ({ violation }, caller) => allowedViolationActs(caseOf(violation), caller),
      effect: ({ violation }, events, now) => {
        const next = evolved(violation, events, now)
        return {
          record: {
            appends: [append(next.state, violation.version, events)],
            violation: violationRow(next.state, next.version, violation.referralStatus),
          },
          reply: replyWith(office, next, created, callerOf(asked, now.person)),
        }
      },
      standing: ({ violation }, now) => replyWith(office, violation, 200, callerOf(asked, now.person)),
    },
  )
}

/** The violation with the state of its current referral, as the domain looks at it. */
export function caseOf({ state, referralStatus, itemRecorders }: ViolationOnFile): ViolationCase {
  return { violation: state, referral: referralStatus, itemRecorders }
}

/** The violation after the events, with the version its stream then has. */
export function evolved(
  current: ViolationOnFile | undefined,
  events: readonly ViolationEvent[],
  act: Act,
): ViolationOnFile {
  const state = events.reduce<Violation | undefined>(
    (violation, event) => evolveViolation(violation, { ...event, act }),
    current?.state,
  )
  if (state === undefined) throw new Error('no violation without an event')
  return {
    state,
    version: (current?.version ?? 0) + events.length,
    referralStatus: current?.referralStatus,
    itemRecorders: current?.itemRecorders ?? [],
  }
}

export function append(violation: Violation, after: number, events: readonly ViolationEvent[]): Append {
  return { stream: 'violation', id: violation.id, after, events }
}

function replyWith(
  office: Office,
  onFile: ViolationOnFile,
  status: number,
  caller: Caller,
  headers: Readonly<Record<string, string>> = {},
) {
  const current = caseOf(onFile)
  return {
    status,
    headers: { etag: toEtag(violationEtagVersion(onFile.version, current)), ...headers },
    body: toViolationResource(current, caller, office),
  }
}

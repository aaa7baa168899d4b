import { createHash } from 'node:crypto'
import {
  loadReferralWithEvidence,
  loadViolationWithEvidence,
  type ReferralOnFile,
  type ViolationOnFile,
} from '../db/case-store.ts'
import { referralRow, violationRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { refusalWithoutAgreement } from '../domain/agreements.ts'
import { allowedReferralActs, allowedViolationActs } from '../domain/allowed-acts.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { refusalOfCategory } from '../domain/classification.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { type EvidenceAt, itemsOnFile } from '../domain/manifest.ts'
import type { Referral, ReturnAnswer } from '../domain/referral.ts'
import { withDeadlines } from '../domain/referral-deadlines.ts'
import { Rejection } from '../domain/rejection.ts'
import {
  type CaseFile,
  decideResubmission,
  decideSending,
  decideSupplement,
  type SendingOutcome,
} from '../domain/sending.ts'
import type { EvidenceMarks } from '../domain/violation-content.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import {
  type Asked,
  actOnCase,
  type CaseAct,
  callerOf,
  latest,
  type Office,
  type Reply,
  rehearseOnCase,
} from './act-on-case.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'
import { evolvedReferral, referralReply } from './act-on-referral.ts'
import { append, caseOf, evolved } from './act-on-violation.ts'
import { timeOrdered } from './time-ordered.ts'
import { verifyOriginals } from './verify-contents.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly violation: ViolationOnFile
  readonly evidence: readonly EvidenceAt[]
}

/** The receiver does not see the violation behind a referral, and is refused before anything looks at it. */
type LoadedForSendingAgain = Omit<Loaded, 'violation'> & {
  readonly referral: ReferralOnFile
  readonly violation: ViolationOnFile | undefined
}

/** Sends a documented violation with its evidence: version 1 of a new referral. */
export function sendReferral(office: Office, asked: Asked, violationId: ViolationId): Promise<Reply> {
  return actOnCase(office, asked, sending(office, asked, violationId))
}

/** What sending it would come to now: the answer given before to the same request, or undefined when it would be sent. */
export function rehearseSending(office: Office, asked: Asked, violationId: ViolationId): Promise<Reply | undefined> {
  return rehearseOnCase(office, asked, sending(office, asked, violationId))
}

function sending(office: Office, asked: Asked, violationId: ViolationId): CaseAct<Loaded, SendingOutcome> {
  return {
    act: 'referral',
    keyed: true,
    conditional: false,
    load: (agency, keyed) => loadViolationWithEvidence(office.pools, agency, violationId, keyed),
    parties: () => ({}),
    lastChange: ({ violation, evidence }) => latest(violation.state.changedAt, lastOf(evidence)),
    tagged: 'the referral',
    version: () => '',
    decide: (loaded, act) => {
      const command = { type: 'SendReferral', act, id: timeOrdered<ReferralId>(act.at) } as const
      const sending = withCategory(
        office,
        loaded,
        decideSending(caseFileOf(loaded), office.mandates, command, digestOf),
      )
      return sending instanceof Rejection ? sending : (refusalOfAgreement(office, sending, act) ?? sending)
    },
    isNothing: () => false,
    allowedActions: ({ violation }, caller) => allowedViolationActs(caseOf(violation), caller),
    confirm: loaded => isIntact(office, asked, loaded),
    effect: (loaded, outcome, act) => {
      const { record, referral } = sent(office, loaded, undefined, outcome, act)
      const location = { location: `/v1/referrals/${referral.state.id}` }
      return { record, reply: referralReply(referral, 201, callerOf(asked, act.person), act.at, location) }
    },
    standing: () => {
      throw new Error('a new referral is never there already')
    },
  }
}

function refusalOfAgreement({ agreements }: Office, { referral }: SendingOutcome, { agency: sender, at }: Act) {
  const [sent] = referral
  if (sent?.type !== 'ReferralSent') throw new Error('a sending is one event')
  return refusalWithoutAgreement(agreements, { sender, receiver: sent.data.receiver }, legalDateOf(at))
}

/** Answers a return: the violation as it is now becomes the next frozen version. */
export function resubmitReferral(
  office: Office,
  asked: Asked,
  id: ReferralId,
  answers: readonly ReturnAnswer[],
): Promise<Reply> {
  return sendAgain(office, asked, id, 'resubmission', (file, referral, act) =>
    decideResubmission(file, referral, { type: 'ResubmitReferral', act, answers }, digestOf),
  )
}

/** Adds what evidence has come since, and marks: the same content with a new manifest becomes the next frozen version. */
export function supplementReferral(
  office: Office,
  asked: Asked,
  id: ReferralId,
  said: { readonly explanation: string; readonly marks: EvidenceMarks },
): Promise<Reply> {
  return sendAgain(office, asked, id, 'supplement', (file, referral, act) =>
    decideSupplement(file, referral, { type: 'SupplementReferral', act, ...said }, digestOf),
  )
}

function sendAgain(
  office: Office,
  asked: Asked,
  id: ReferralId,
  act: 'resubmission' | 'supplement',
  decide: (file: CaseFile, referral: Referral, act: Act) => SendingOutcome | Rejection,
): Promise<Reply> {
  return actOnCase<LoadedForSendingAgain, SendingOutcome>(office, asked, {
    act,
    keyed: true,
    // A supplement overwrites nothing, whatever has happened to the referral meanwhile.
    conditional: act === 'resubmission',
    load: (agency, keyed) => loadReferralWithEvidence(office.pools, agency, id, keyed),
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, violation, evidence }) =>
      latest(latest(referral.state.changedAt, violation?.state.changedAt ?? ''), lastOf(evidence)),
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: (loaded, who) => {
      const decided = decide(caseFileOf(owned(loaded)), loaded.referral.state, who)
      return act === 'resubmission' ? withCategory(office, owned(loaded), decided) : decided
    },
    isNothing: () => false,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    confirm: loaded => isIntact(office, asked, loaded),
    effect: (loaded, outcome, who) => {
      const result = sent(office, owned(loaded), loaded.referral, outcome, who)
      const location = { location: `/v1/referrals/${id}/versions/${result.referral.state.versions.length}` }
      return {
        record: result.record,
        reply: referralReply(result.referral, 201, callerOf(asked, who.person), who.at, location),
      }
    },
    standing: () => {
      throw new Error('what is sent again always says something new')
    },
  })
}

/** What may be sent is sent with a category that was valid on the day of the act, or with none. */
function withCategory(
  { law }: Office,
  { violation }: Loaded,
  decided: SendingOutcome | Rejection,
): SendingOutcome | Rejection {
  return decided instanceof Rejection ? decided : (refusalOfCategory(violation.state.content, law) ?? decided)
}

function owned(loaded: LoadedForSendingAgain): Loaded {
  const { violation } = loaded
  if (violation === undefined) throw new Error('the sender of a referral owns its violation')
  return { ...loaded, violation }
}

function caseFileOf({ violation, evidence }: Loaded): CaseFile {
  return { ...caseOf(violation), evidence }
}

/** Nothing is handed over that the store no longer holds as it was taken in. */
function isIntact(office: Office, { actor }: Asked, { evidence }: Pick<Loaded, 'evidence'>) {
  return verifyOriginals(office, actor.agency, itemsOnFile(evidence))
}

/** All streams move together, so a change of any of them and the sending can never both win. */
function sent(
  { law }: Pick<Office, 'law'>,
  { violation, evidence }: Loaded,
  referral: ReferralOnFile | undefined,
  outcome: SendingOutcome,
  act: Act,
) {
  const events = withDeadlines(law, referral?.state.deadlines ?? [], outcome.referral, act)
  const nextReferral = evolvedReferral(referral, events, act)
  const nextViolation = evolved(violation, outcome.violation, act)
  const ledgers = ledgersGrown(evidence, outcome.evidence, act)
  return {
    referral: nextReferral,
    record: {
      appends: [
        append(nextViolation.state, violation.version, outcome.violation),
        {
          stream: 'referral' as const,
          id: nextReferral.state.id,
          after: referral?.version ?? 0,
          events,
        },
        ...ledgers.appends,
      ],
      violation: violationRow(nextViolation.state, nextViolation.version, nextReferral.state.status),
      referral: referralRow(nextReferral.state, nextReferral.version),
      evidence: ledgers.rows,
    },
  }
}

function digestOf(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

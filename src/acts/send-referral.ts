import { createHash } from 'node:crypto'
import { loadReferral, loadViolation, type ReferralOnFile, type ViolationOnFile } from '../db/case-store.ts'
import { referralRow, violationRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedReferralActs, allowedViolationActs } from '../domain/allowed-acts.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { ReturnAnswer } from '../domain/referral.ts'
import { decideResubmission, decideSending, type SendingOutcome } from '../domain/sending.ts'
import type { ViolationContent } from '../domain/violation-content.ts'
import { type Asked, actOnCase, callerOf, latest, type Office, type Reply } from './act-on-case.ts'
import { evolvedReferral, referralReply } from './act-on-referral.ts'
import { append, caseOf, evolved } from './act-on-violation.ts'
import { timeOrdered } from './time-ordered.ts'

type Loaded = { readonly now: string; readonly stored: StoredReply | undefined; readonly violation: ViolationOnFile }

/** The receiver does not see the violation behind a referral, and is refused before anything looks at it. */
type LoadedForResubmission = Omit<Loaded, 'violation'> & {
  readonly referral: ReferralOnFile
  readonly violation: ViolationOnFile | undefined
}

/** Sends a documented violation: version 1 of a new referral. */
export function sendReferral(office: Office, asked: Asked, violationId: ViolationId): Promise<Reply> {
  return actOnCase<Loaded, SendingOutcome>(office, asked, {
    act: 'referral',
    keyed: true,
    conditional: false,
    load: (agency, keyed) => loadViolation(office.pools, agency, violationId, keyed),
    parties: () => ({}),
    lastChange: ({ violation }) => violation.state.changedAt,
    tagged: 'the referral',
    version: () => '',
    decide: ({ violation }, act) =>
      decideSending(caseOf(violation), office.mandates, {
        type: 'SendReferral',
        act,
        id: timeOrdered<ReferralId>(act.at),
        contentDigest: digestOf(violation.state.content),
      }),
    isNothing: () => false,
    allowedActions: ({ violation }, caller) => allowedViolationActs(caseOf(violation), caller),
    effect: ({ violation }, outcome, act) => {
      const { record, referral } = sent(violation, undefined, outcome, act)
      const location = { location: `/v1/referrals/${referral.state.id}` }
      return { record, reply: referralReply(referral, 201, callerOf(asked, act.person), act.at, location) }
    },
    standing: () => {
      throw new Error('a new referral is never there already')
    },
  })
}

/** Answers a return: the violation as it is now becomes the next frozen version. */
export function resubmitReferral(
  office: Office,
  asked: Asked,
  id: ReferralId,
  answers: readonly ReturnAnswer[],
): Promise<Reply> {
  return actOnCase<LoadedForResubmission, SendingOutcome>(office, asked, {
    act: 'resubmission',
    keyed: true,
    conditional: true,
    load: (agency, keyed) => loadReferral(office.pools, agency, id, keyed),
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, violation }) => latest(referral.state.changedAt, violation?.state.changedAt ?? ''),
    tagged: 'the referral',
    version: ({ referral }) => `${referral.version}`,
    decide: ({ violation, referral }, act) =>
      decideResubmission(caseOf(own(violation)), referral.state, {
        type: 'ResubmitReferral',
        act,
        answers,
        contentDigest: digestOf(own(violation).state.content),
      }),
    isNothing: () => false,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ violation, referral }, outcome, act) => {
      const result = sent(own(violation), referral, outcome, act)
      const location = { location: `/v1/referrals/${id}/versions/${result.referral.state.versions.length}` }
      return {
        record: result.record,
        reply: referralReply(result.referral, 201, callerOf(asked, act.person), act.at, location),
      }
    },
    standing: () => {
      throw new Error('a resubmission always says something new')
    },
  })
}

function own(violation: ViolationOnFile | undefined): ViolationOnFile {
  if (violation === undefined) throw new Error('the sender of a referral owns its violation')
  return violation
}

/** Both streams move together, so a change of the violation and its sending can never both win. */
function sent(violation: ViolationOnFile, referral: ReferralOnFile | undefined, outcome: SendingOutcome, act: Act) {
  const nextReferral = evolvedReferral(referral, outcome.referral, act)
  const nextViolation = evolved(violation, outcome.violation, act)
  return {
    referral: nextReferral,
    record: {
      appends: [
        append(nextViolation.state, violation.version, outcome.violation),
        {
          stream: 'referral' as const,
          id: nextReferral.state.id,
          after: referral?.version ?? 0,
          events: outcome.referral,
        },
      ],
      violation: violationRow(nextViolation.state, nextViolation.version, nextReferral.state.status),
      referral: referralRow(nextReferral.state, nextReferral.version),
    },
  }
}

function digestOf(content: ViolationContent): string {
  return createHash('sha256')
    .update(canonicalJson(content as JsonValue))
    .digest('hex')
}

import { type Evidence, evidenceStatus, sharedWith } from '../domain/evidence.ts'
import type { Examination } from '../domain/examination.ts'
import type { Obligation } from '../domain/obligation.ts'
import { isSettled, lateFrom, notifiedOf } from '../domain/obligation-standing.ts'
import type { Referral } from '../domain/referral.ts'
import { openStatuses, type ReferralStatus, releasedStatuses } from '../domain/transitions.ts'
import { statusOf, type Violation } from '../domain/violation.ts'

/**
 * The rows that readers see, from the state and version of a stream: used when an act is recorded and when
 * everything is rebuilt from the log, so that the two cannot differ.
 */
export function violationRow(violation: Violation, version: number, referral: ReferralStatus | undefined) {
  return {
    id: violation.id,
    owner: violation.owner,
    status: statusOf({ violation, referral }),
    own_status: violation.status,
    referral_id: violation.referralId,
    referral_status: referral ?? null,
    version,
    recorded_at: violation.recordedAt,
    changed_at: violation.changedAt,
    state: violation,
  }
}

export function referralRow(referral: Referral, version: number) {
  return {
    id: referral.id,
    violation_id: referral.violationId,
    sender: referral.sender,
    receiver: referral.receiver,
    status: referral.status,
    open: openStatuses.includes(referral.status),
    releases_violation: releasedStatuses.includes(referral.status),
    version_number: referral.versions.length,
    due_on: referral.status === 'returned' ? (referral.returns.at(-1)?.dueOn ?? null) : null,
    version,
    sent_at: referral.sentAt,
    changed_at: referral.changedAt,
    state: referral,
  }
}

export function examinationRow(examination: Examination, version: number, receiver: Referral['receiver']) {
  return { referral_id: examination.referralId, agency: receiver, version, state: examination }
}

/** Sender and receiver are those of the referral, and the database adds them. */
export function obligationRow(obligation: Obligation, version: number) {
  return {
    id: obligation.id,
    referral_id: obligation.referralId,
    number: obligation.number,
    addressee: obligation.addressee,
    notified: notifiedOf(obligation),
    status: obligation.status,
    settled: isSettled(obligation),
    due_at: lateFrom(obligation),
    next_at: obligation.next?.at ?? null,
    version,
    issued_at: obligation.issuedAt,
    changed_at: obligation.changedAt,
    state: obligation,
  }
}

/** Of an erased item the bytes are gone, and its row lets go of them. */
export function evidenceRow(evidence: Evidence, version: number) {
  const { erasure, original, copy } = evidence
  return {
    id: evidence.id,
    violation_id: evidence.violationId,
    owner: evidence.owner,
    status: evidenceStatus(evidence),
    content_id: erasure === null ? original.contentId : null,
    copy_id: erasure === null && copy?.kind === 'stripped' ? copy.contentId : null,
    shared_with: sharedWith(evidence),
    version,
    received_at: evidence.receivedAt,
    changed_at: evidence.changedAt,
    state: evidence,
  }
}

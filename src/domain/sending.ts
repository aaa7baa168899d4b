import type { Act } from './act.ts'
import { holderOf, type Mandate } from './agencies.ts'
import { canonicalJson } from './canonical-json.ts'
import type { ReferralId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import {
  currentVersion,
  type FrozenVersion,
  type Referral,
  type ReferralEvent,
  type ReturnAnswer,
  refusalOf,
} from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'
import { movesFrom, openStatuses, violationMoves } from './transitions.ts'
import { statusOf, type Violation, type ViolationCase, type ViolationEvent } from './violation.ts'
import type { ViolationContent } from './violation-content.ts'

export type SendReferral = { type: 'SendReferral'; act: Act; id: ReferralId; contentDigest: string }
export type ResubmitReferral = {
  type: 'ResubmitReferral'
  act: Act
  answers: readonly ReturnAnswer[]
  contentDigest: string
}

/** Sending writes to both streams, so a change of the violation and its sending can never both win. */
export type SendingOutcome = { readonly violation: ViolationEvent[]; readonly referral: ReferralEvent[] }

/** Freezes version 1 of a violation and sends it to the agency that holds the mandate on that day. */
export function decideSending(
  current: ViolationCase,
  mandates: readonly Mandate[],
  { id, contentDigest, act }: SendReferral,
): SendingOutcome | Rejection {
  const { violation, referral } = current
  if (violation.recorders.includes(act.person)) return new Rejection('R-REF-02')
  if (referral !== undefined && openStatuses.includes(referral)) return new Rejection('R-REF-04')
  if (!movesFrom(violationMoves.referral, statusOf(current))) return new Rejection('R-REF-01')
  const receiver = holderOf(mandates, 'merit-supervision', legalDateOf(act.at))
  if (receiver === undefined || receiver === act.agency) return new Rejection('R-REF-03')
  const version = frozen(violation, 1, contentDigest)
  return {
    violation: [{ type: 'ViolationReferred', data: { referralId: id, versionNumber: 1 } }],
    referral: [{ type: 'ReferralSent', data: { id, violationId: violation.id, receiver, version } }],
  }
}

/** Answers a return with a new frozen version. */
export function decideResubmission(
  current: ViolationCase,
  referral: Referral,
  { answers, contentDigest, act }: ResubmitReferral,
): SendingOutcome | Rejection {
  const { violation } = current
  if (violation.recorders.includes(act.person)) return new Rejection('R-REF-02')
  const refusal = refusalOf(referral, 'resubmission')
  if (refusal) return refusal
  if (statusOf(current) !== 'documented') return new Rejection('R-REF-01')
  const unanswered = faultsOfAnswers(referral, answers)
  if (unanswered.length > 0) return new Rejection('R-REF-09', unanswered)
  const returned = currentVersion(referral)
  if (substanceOf(violation.content) === substanceOf(returned.content)) return new Rejection('R-REF-10')
  const version = frozen(violation, returned.number + 1, contentDigest)
  return {
    violation: [{ type: 'ViolationReferred', data: { referralId: referral.id, versionNumber: version.number } }],
    referral: [{ type: 'ReferralResubmitted', data: { version, answers } }],
  }
}

function frozen(violation: Violation, number: number, contentDigest: string): FrozenVersion {
  return { number, content: violation.content, reporterId: violation.reporterId, contentDigest }
}

/** What a content says, whatever ids its persons have and however its times are written. */
function substanceOf(content: ViolationContent): string {
  const { occurredAt, knownAt, reportedPersons, ...rest } = content
  return canonicalJson({
    ...rest,
    occurredAt: occurredAt === undefined ? undefined : Date.parse(occurredAt),
    knownAt: knownAt === undefined ? undefined : Date.parse(knownAt),
    reportedPersons: reportedPersons.map(({ id: _, ...said }) => canonicalJson(said)).sort(),
  })
}

function faultsOfAnswers(referral: Referral, answers: readonly ReturnAnswer[]): Fault[] {
  const cited = referral.returns.at(-1)?.items.map(item => item.code) ?? []
  const answered = answers.map(answer => answer.code)
  const astray = answered.flatMap((code, index) =>
    cited.includes(code) && answered.indexOf(code) === index
      ? []
      : [{ pointer: `/answers/${index}/code`, code: 'not-cited' }],
  )
  const missing = cited
    .filter(code => !answered.includes(code))
    .map(code => ({ pointer: '/answers', code: `missing-${code}` }))
  return [...astray, ...missing]
}

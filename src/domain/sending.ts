import type { Act } from './act.ts'
import { type AgencyId, holderOf, type Mandate } from './agencies.ts'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { mostItems } from './evidence.ts'
import type { ReferralId } from './ids.ts'
import { legalDateOf } from './legal-date.ts'
import {
  type EvidenceAt,
  handedOver,
  type LedgerEntry,
  manifestOf,
  recordedBy,
  refusalOfHandOver,
  refusalsOfHandOver,
} from './manifest.ts'
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
import { statusOf, type ViolationCase, type ViolationEvent } from './violation.ts'
import { type EvidenceMarks, noMarks, type ViolationContent, withMarks } from './violation-content.ts'

/** Hex SHA-256 over the canonical JSON (RFC 8785) of a value; computed outside, because hashing is no rule of ours. */
export type DigestOf = (value: JsonValue) => string

export type SendReferral = { type: 'SendReferral'; act: Act; id: ReferralId }
export type ResubmitReferral = { type: 'ResubmitReferral'; act: Act; answers: readonly ReturnAnswer[] }
export type SupplementReferral = {
  type: 'SupplementReferral'
  act: Act
  explanation: string
  /** What is marked to go on, beside what was marked before. */
  marks?: EvidenceMarks
}

/** What is sent: a violation with all its evidence. */
export type CaseFile = Omit<ViolationCase, 'itemRecorders'> & { readonly evidence: readonly EvidenceAt[] }

/**
 * Sending writes to the violation, the referral and the ledger of every item, so a change of any of them and its
 * sending can never both win.
 */
export type SendingOutcome = {
  readonly violation: ViolationEvent[]
  readonly referral: ReferralEvent[]
  readonly evidence: readonly LedgerEntry[]
}

/** Freezes version 1 of a violation and sends it to the agency that holds the mandate on that day. */
export function decideSending(
  file: CaseFile,
  mandates: readonly Mandate[],
  { id, act }: SendReferral,
  digestOf: DigestOf,
): SendingOutcome | Rejection {
  const { violation } = file
  const [refusal] = refusalsOfSending(file, mandates, act)
  if (refusal) return refusal
  const receiver = receiverOf(mandates, act)
  if (receiver === undefined) return new Rejection('R-REF-03')
  const version = frozen(file, 1, digestOf)
  return {
    violation: [{ type: 'ViolationReferred', data: { referralId: id, versionNumber: 1 } }],
    referral: [{ type: 'ReferralSent', data: { id, violationId: violation.id, receiver, version } }],
    evidence: handedOver(file.evidence, { referralId: id, versionNumber: 1, agency: receiver }),
  }
}

/** Everything that refuses to send this file as it is now, in the order in which it is said. */
export function refusalsOfSending(file: CaseFile, mandates: readonly Mandate[], act: Act): Rejection[] {
  const isOpen = file.referral !== undefined && openStatuses.includes(file.referral)
  return [
    ...(isRecorder(file, act) ? [new Rejection('R-REF-02')] : []),
    ...(isOpen ? [new Rejection('R-REF-04')] : []),
    ...(movesFrom(violationMoves.referral, statusOf(file)) ? [] : [new Rejection('R-REF-01')]),
    ...(receiverOf(mandates, act) === undefined ? [new Rejection('R-REF-03')] : []),
    ...refusalsOfHandOver(file.evidence),
  ]
}

/** The same before a return is answered; what is answered, and whether anything has changed, only the answers show. */
export function refusalsOfResubmission(file: CaseFile, act: Act): Rejection[] {
  return [
    ...(isRecorder(file, act) ? [new Rejection('R-REF-02')] : []),
    ...(statusOf(file) === 'documented' ? [] : [new Rejection('R-REF-01')]),
    ...refusalsOfHandOver(file.evidence),
  ]
}

/** Who would receive what this agency sends at the time of the act. */
export function receiverOf(mandates: readonly Mandate[], { agency, at }: Act): AgencyId | undefined {
  const holder = holderOf(mandates, 'merit-supervision', legalDateOf(at))
  return holder === agency ? undefined : holder
}

/** Answers a return with a new frozen version. */
export function decideResubmission(
  file: CaseFile,
  referral: Referral,
  { answers, act }: ResubmitReferral,
  digestOf: DigestOf,
): SendingOutcome | Rejection {
  if (isRecorder(file, act)) return new Rejection('R-REF-02')
  const refusal = refusalOf(referral, 'resubmission')
  if (refusal) return refusal
  if (statusOf(file) !== 'documented') return new Rejection('R-REF-01')
  const unanswered = faultsOfAnswers(referral, answers)
  if (unanswered.length > 0) return new Rejection('R-REF-09', unanswered)
  const withheld = refusalOfHandOver(file.evidence)
  if (withheld) return withheld
  const returned = currentVersion(referral)
  const version = frozen(file, returned.number + 1, digestOf)
  if (substanceOf(version) === substanceOf(returned)) return new Rejection('R-REF-10')
  return sentAgain(file, referral, version, { type: 'ReferralResubmitted', data: { version, answers } })
}

/** Adds evidence to a referral that is with the receiver, or marks what may go on: a new frozen version of the same content. */
export function decideSupplement(
  file: CaseFile,
  referral: Referral,
  { explanation, act, marks = noMarks }: SupplementReferral,
  digestOf: DigestOf,
): SendingOutcome | Rejection {
  if (isRecorder(file, act)) return new Rejection('R-REF-02')
  const refusal = refusalOf(referral, 'supplement') ?? refusalOfHandOver(file.evidence)
  if (refusal) return refusal
  const current = currentVersion(referral)
  const { content: before } = file.violation
  const content = withMarks(before, marks)
  const version = frozen({ ...file, violation: { ...file.violation, content } }, current.number + 1, digestOf)
  const astray = [...faultsOfMarks(version, marks), ...faultsOfLength(content)]
  if (astray.length > 0) return new Rejection('R-REF-28', astray)
  const known = new Set(current.manifest.map(({ evidenceId }) => evidenceId))
  const isMarked = canonicalJson(content as JsonValue) !== canonicalJson(before as JsonValue)
  if (!isMarked && version.manifest.every(({ evidenceId }) => known.has(evidenceId))) return new Rejection('R-REF-22')
  const sent = sentAgain(file, referral, version, { type: 'ReferralSupplemented', data: { version, explanation } })
  // The marks are the violation's: a resubmission after a later return has them too.
  const marking: ViolationEvent[] = isMarked ? [{ type: 'ViolationChanged', data: { content, complete: true } }] : []
  return { ...sent, violation: [...marking, ...sent.violation] }
}

/** What is marked is of the version that goes: of anything else nobody would know later whether it was meant. */
function faultsOfMarks({ manifest }: FrozenVersion, marks: EvidenceMarks): Fault[] {
  const listed = new Set(manifest.map(({ evidenceId }) => evidenceId))
  return (['evidence', 'originals'] as const).flatMap(member =>
    marks[member].flatMap((evidenceId, index) =>
      listed.has(evidenceId) ? [] : [{ pointer: `/releasable/${member}/${index}`, code: 'not-in-the-version' }],
    ),
  )
}

/** Marks that name nothing stay marks, and with them there may be no room for more. */
function faultsOfLength({ releasable }: ViolationContent): Fault[] {
  return (['evidence', 'originals'] as const).flatMap(member =>
    (releasable?.[member] ?? []).length > mostItems ? [{ pointer: `/releasable/${member}`, code: 'too-many' }] : [],
  )
}

function sentAgain(file: CaseFile, referral: Referral, version: FrozenVersion, event: ReferralEvent): SendingOutcome {
  const { id: referralId, receiver: agency } = referral
  return {
    violation: [{ type: 'ViolationReferred', data: { referralId, versionNumber: version.number } }],
    referral: [event],
    evidence: handedOver(file.evidence, { referralId, versionNumber: version.number, agency }),
  }
}

function isRecorder({ violation, evidence }: CaseFile, { person }: Act): boolean {
  return violation.recorders.includes(person) || recordedBy(evidence, person)
}

function frozen({ violation, evidence }: CaseFile, number: number, digestOf: DigestOf): FrozenVersion {
  const { content, reporterId } = violation
  const manifest = manifestOf(evidence, content)
  return {
    number,
    content,
    reporterId,
    contentDigest: digestOf(content as JsonValue),
    manifest,
    manifestDigest: digestOf(manifest as JsonValue),
  }
}

/** What a version says, whatever ids its persons have and however its times are written. */
function substanceOf({ content, manifest }: FrozenVersion): string {
  const { occurredAt, knownAt, reportedPersons, ...rest } = content
  return canonicalJson({
    ...rest,
    evidence: manifest.map(({ evidenceId, digest, title }) => `${evidenceId} ${digest} ${title}`),
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

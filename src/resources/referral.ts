import Type, { type Static } from 'typebox'
import { access } from '../domain/access.ts'
import type { PersonId } from '../domain/agencies.ts'
import { allowedReferralActs, type Caller } from '../domain/allowed-acts.ts'
import { emergencyReasons } from '../domain/emergency.ts'
import { mostItems } from '../domain/evidence.ts'
import type { Viewer } from '../domain/fields.ts'
import type { DepartureId, EmergencyAccessId, EvidenceId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { ManifestItem } from '../domain/manifest.ts'
import { isOpen } from '../domain/redacted-copy.ts'
import {
  currentPersons,
  currentVersion,
  type Fact,
  type FrozenVersion,
  isOverdue,
  type Question,
  type ReasonGiven,
  type Referral,
} from '../domain/referral.ts'
import { implications } from '../domain/routing.ts'
import { type ReferralAct, referralMoves, referralStatuses } from '../domain/transitions.ts'
import { named, ref } from '../http/named-schema.ts'
import { CitedChecklistResource, examined, toMarks } from './checklist.ts'
import { handlingFields } from './handling.ts'
import { returnAnswer, returnItem, said } from './referral-input.ts'
import { maskedFields, toContent, ViolationContentSchema } from './violation.ts'
import {
  ActRecord,
  Agency,
  catalogueCode,
  closed,
  count,
  id,
  instant,
  legalDate,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  sha256,
  text,
  toActRecord,
} from './words.ts'

const fact = <Content extends Record<string, import('typebox').TSchema>>(content: Content, description: string) =>
  Type.Object({ by: ref(ActRecord), ...content }, { ...closed, description })

const rejection = {
  reason: catalogueCode('The coded reason, of `reason-codes`.', 'outside-mandate'),
  explanation: said,
}
const withdrawal = { reason: catalogueCode('The coded reason, of `reason-codes`.', 'new-facts'), explanation: said }

export const ReturnResource = named(
  'Return',
  Type.Object(
    {
      by: ref(ActRecord),
      round: count('Counts in the referral.', 1),
      items: list(returnItem, 20, 'What was asked for.'),
      dueOn: legalDate('The last day (Asia/Jakarta) for the resubmission.'),
      answers: nullable(list(returnAnswer, 20, 'What the sender answered.'), 'Null until resubmitted.'),
      checklist: nullable(ref(CitedChecklistResource), 'Under which it was made; null from before there were any.'),
      mostRounds: nullable(
        count('How often the referral may be returned.', 1),
        'Null from before there were checklists.',
      ),
    },
    { ...closed, description: 'A return for completion.' },
  ),
)

export const QuestionResource = named(
  'Question',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      by: ref(ActRecord),
      text: said,
      answers: list(
        Type.Object({ number: count('Counts in the question.', 1), by: ref(ActRecord), text: said }, closed),
        1000,
        'In order; answers are added, never changed.',
      ),
    },
    { ...closed, description: 'A question from one agency to the other, with its answers.' },
  ),
)
export const QuestionList = named(
  'QuestionList',
  Type.Object(
    { items: list(ref(QuestionResource), 1000, 'In order.') },
    { ...closed, description: 'The questions of a referral.' },
  ),
)

const officerId = id('The case officer: the `person` of their acts, and never their `sub`.')
export const ReassignmentResource = named(
  'Reassignment',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      by: ref(ActRecord),
      officer: officerId,
      before: nullable(id('Who had the case before.'), 'Null when nobody of the agency had it yet.'),
      reason: nullable(text(4000, 'In words.', 'The officer is on leave until March.'), 'Null after a departure.'),
      departureId: nullable(id<DepartureId>('The departure.'), 'Null unless the officer before has left.'),
    },
    { ...closed, description: 'A case went from one officer to another.' },
  ),
)

/** What the parties are told of an emergency access. */
const emergencyNotice = Type.Object(
  {
    by: ref(ActRecord),
    accessId: id<EmergencyAccessId>('The access.'),
    agency: Agency,
    role: oneOf(access['emergency-request'].roles, 'In which role.'),
    requestedBy: id<PersonId>('Who may read.'),
    confirmedBy: id<PersonId>('Who confirmed it.'),
    reason: oneOf(emergencyReasons, 'Why it could not wait.'),
    explanation: text(4000, 'In words.', 'The hearing is tonight and the file has not arrived.'),
    requestedAt: instant('When it was asked for.'),
    confirmedAt: instant('When it was confirmed and so began.'),
    endsAt: instant('When it ends by itself.'),
    refused: Type.Optional(
      Type.Literal(true, {
        type: 'boolean',
        description:
          'There was nothing to read for that agency: it is part of the case, or a personnel authority on the way of its copies.',
      }),
    ),
  },
  { ...closed, description: 'Somebody who is no party may read the referral for some minutes, or was refused it.' },
)

const contentDigest = sha256('Hex SHA-256 over the canonical JSON (RFC 8785) of `content`.')
const manifestDigest = sha256('Hex SHA-256 over the canonical JSON (RFC 8785) of `manifest`.')

export const ManifestItemResource = named(
  'ManifestItem',
  Type.Object(
    {
      number: count('Counts in the manifest.', 1),
      evidenceId: id<EvidenceId>('The item.'),
      kind: oneOf(['file', 'captured-link'] as const, 'A captured link is a file that proves what was on a screen.'),
      title: text(200, 'What it is.', 'Screenshot of the liked post'),
      digest: sha256('Hex SHA-256 of the original.'),
      size: Type.Integer({
        format: 'int64',
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Bytes of the original.',
      }),
      mediaType: Type.String({ maxLength: 127, pattern: '^[!-~]+$', description: 'As the bytes say.' }),
      custodyPosition: count('The last entry of the item’s ledger that this version rests on.', 1),
      confidentiality: handlingFields.confidentiality,
      handling: handlingFields.handling,
    },
    { ...closed, description: 'An item of evidence as it was handed over.' },
  ),
)
const manifest = list(ref(ManifestItemResource), mostItems, 'What evidence was handed over with this version.')

export const VersionResource = named(
  'FrozenVersion',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      content: ref(ViolationContentSchema),
      masked: maskedFields,
      contentDigest,
      manifest,
      manifestDigest,
    },
    { ...closed, description: 'What was sent, fixed for ever.' },
  ),
)
export const VersionList = named(
  'FrozenVersionList',
  Type.Object(
    { items: list(ref(VersionResource), 1000, 'In order.') },
    { ...closed, description: 'All versions sent.' },
  ),
)

const status = oneOf(referralStatuses, 'Where the referral stands.')
const summary = {
  id: id<ReferralId>('The referral.'),
  violationId: id<ViolationId>('The violation it was made from; it stays with the sender.'),
  sender: Agency,
  receiver: Agency,
  status,
  versionNumber: count('The version sent last.', 1),
  sentAt: instant('When version 1 was sent.'),
  changedAt: instant('When it last moved.'),
}

export const ImplicationResource = named(
  'Implication',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      by: ref(ActRecord),
      agency: Agency,
      because: oneOf(implications, 'How its head is part of the case.'),
      explanation: text(4000, 'In words.', 'Witnesses say the regent led the meeting.'),
      revocation: nullable(
        fact({ explanation: said }, 'Its revocation.'),
        'That it was a mistake; null while it stands.',
      ),
    },
    { ...closed, description: 'An authority that was found to be part of the case after it was sent.' },
  ),
)

export const ReferralResource = named(
  'Referral',
  Type.Object(
    {
      ...summary,
      content: ref(ViolationContentSchema),
      masked: maskedFields,
      contentDigest,
      evidenceCount: count('How many items of evidence the current version has; its version lists them.'),
      manifestDigest,
      receipt: nullable(fact({}, 'Its delivery.'), 'When the current version was received; null until then.'),
      acceptance: nullable(fact(examined, 'Its acceptance.'), 'Null until accepted.'),
      returns: list(ref(ReturnResource), 1000, 'Every return, in order.'),
      overdue: Type.Boolean({ description: 'Returned, and the due date has passed.' }),
      rejection: nullable(fact(rejection, 'Its rejection.'), 'Null unless rejected.'),
      withdrawal: nullable(fact(withdrawal, 'Its withdrawal.'), 'Null unless withdrawn before acceptance.'),
      withdrawalRequest: nullable(
        fact(
          {
            ...withdrawal,
            outcome: oneOf(['open', 'consented', 'refused', 'lapsed'] as const, 'What came of it.'),
            answer: nullable(fact({ explanation: nullable(said, 'In words.') }, 'The answer.'), 'Null until answered.'),
          },
          'The last request to withdraw.',
        ),
        'Null when none was made.',
      ),
      assignment: nullable(fact({ officer: officerId }, 'Its assignment.'), 'Null until assigned.'),
      reassignments: list(ref(ReassignmentResource), 1000, 'Every change of the officer since, in order.'),
      implications: list(
        ref(ImplicationResource),
        1000,
        'Authorities that were found to be part of the case after sending; `content.implicated` has what the sender said.',
      ),
      emergencyAccesses: list(emergencyNotice, 1000, 'Who read it, or could, without being a party.'),
      questionCount: count('How many questions were asked.'),
      decisionCount: count('How many decisions were issued.'),
      reportedPersonsCount: count(
        'How many persons are reported, as far as is known now: persons, and not cases. See the persons of the referral.',
      ),
      unidentifiedPersonsCount: count('How many of them nobody has identified yet.'),
      closure: nullable(fact({}, 'Its closure.'), 'Null unless closed.'),
      transfers: list(
        fact(
          {
            succession: text(40, 'The order, by its code in the directory.', 'kasn-bkn-2024'),
            from: Agency,
            to: Agency,
            begun: Type.Boolean({ description: 'Whether the agency before had begun it.' }),
          },
          'A hand-over to the agency that follows.',
        ),
        100,
        'By which successions it came to its present receiver, in order.',
      ),
      obligations: Type.Object(
        { total: count('How many there are.'), unsettled: count('How many keep it from being closed.') },
        { ...closed, description: 'What its decisions oblige somebody to do.' },
      ),
      allowedActions: list(
        oneOfThoseKnown(Object.keys(referralMoves) as ReferralAct[], 'An act.'),
        30,
        'What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused.',
      ),
    },
    { ...closed, description: 'The hand-over of a violation to the agency that may judge it.' },
  ),
)
export const ReferralSummary = named(
  'ReferralSummary',
  Type.Object(
    { ...summary, dueOn: nullable(legalDate('Of the open return.'), 'Null unless returned.') },
    { ...closed, description: 'A referral in a list.' },
  ),
)
export const ReferralPage = named('ReferralPage', pageOf(ref(ReferralSummary), 'Referrals, newest first.'))

/** The resource as this caller may see it; `now` decides what is overdue. */
export function toReferralResource(
  referral: Referral,
  caller: Omit<Caller, 'person'>,
  now: string,
): Static<typeof ReferralResource> {
  const version = currentVersion(referral)
  const request = referral.withdrawalRequest
  const persons = currentPersons(referral)
  return {
    id: referral.id,
    violationId: referral.violationId,
    sender: referral.sender,
    receiver: referral.receiver,
    status: referral.status,
    versionNumber: version.number,
    sentAt: referral.sentAt,
    changedAt: referral.changedAt,
    ...toContent(version.content, viewerOf(referral, caller)),
    contentDigest: version.contentDigest,
    evidenceCount: version.manifest.length,
    manifestDigest: version.manifestDigest,
    receipt: referral.receipt && by(referral.receipt),
    acceptance: referral.acceptance && {
      ...by(referral.acceptance),
      checklist: referral.acceptance.checklist,
      marks: toMarks(referral.acceptance.marks),
    },
    returns: referral.returns.map(toReturnResource),
    overdue: isOverdue(referral, now),
    rejection: referral.rejection && withReason(referral.rejection),
    withdrawal: referral.withdrawal && withReason(referral.withdrawal),
    withdrawalRequest: request && {
      ...withReason(request),
      outcome: request.outcome,
      answer: request.answer && { ...by(request.answer), explanation: request.answer.explanation },
    },
    assignment: referral.assignment && { ...by(referral.assignment), officer: referral.assignment.officer },
    reassignments: referral.reassignments.map(toReassignmentResource),
    implications: referral.implications.map(toImplicationResource),
    emergencyAccesses: referral.emergencyAccesses.map(({ act, ...told }) => ({ by: toActRecord(act), ...told })),
    questionCount: referral.questions.length,
    decisionCount: referral.decisions.length,
    reportedPersonsCount: persons.length,
    unidentifiedPersonsCount: persons.filter(({ identification }) => identification === 'unidentified').length,
    closure: referral.closure && by(referral.closure),
    transfers: referral.transfers.map(({ act, ...said }) => ({ by: toActRecord(act), ...said })),
    obligations: { total: referral.obligations.total, unsettled: referral.obligations.unsettled.length },
    allowedActions: allowedReferralActs(referral, caller, now),
  }
}

function by(fact: Fact) {
  return { by: toActRecord(fact.act) }
}

function withReason(fact: Fact<ReasonGiven>) {
  return { ...by(fact), reason: fact.reason, explanation: fact.explanation }
}

export function toReturnResource(round: Referral['returns'][number]): Static<typeof ReturnResource> {
  const { items, dueOn, answers, checklist, mostRounds } = round
  return {
    ...by(round),
    ...{ round: round.round, items: [...items], dueOn, checklist, mostRounds },
    answers: answers && [...answers],
  }
}

export function toReassignmentResource(given: Referral['reassignments'][number]): Static<typeof ReassignmentResource> {
  const { number, officer, before, reason, departureId } = given
  return { number, ...by(given), officer, before, reason, departureId }
}

export function toImplicationResource(given: Referral['implications'][number]): Static<typeof ImplicationResource> {
  const { number, agency, because, explanation, revocation } = given
  return {
    ...{ number, ...by(given), agency, because, explanation },
    revocation: revocation ? { ...by(revocation), explanation: revocation.explanation } : null,
  }
}

export function toQuestionResource({ number, act, text, answers }: Question): Static<typeof QuestionResource> {
  return {
    number,
    by: toActRecord(act),
    text,
    answers: answers.map(answer => ({ number: answer.number, by: toActRecord(answer.act), text: answer.text })),
  }
}

export function toVersionResource(
  { number, content, contentDigest, manifest, manifestDigest }: FrozenVersion,
  viewer: Viewer,
): Static<typeof VersionResource> {
  return {
    number,
    ...toContent(content, viewer),
    contentDigest,
    manifest: manifest.map(toManifestItem),
    manifestDigest,
  }
}

/**
 * The version for the entity tag: obligations have streams of their own, and what they leave open decides what may be done with
 * the referral.
 */
export function referralEtagVersion({
  state: { obligations },
  version,
}: {
  readonly state: Referral
  readonly version: number
}): string {
  return [version, ...obligations.unsettled].join('-')
}

/** What time alone has changed of the resource: it is overdue, or copies are over. */
export function turnedReferral(referral: Referral, now: string): string[] {
  const over = referral.copies.filter(copy => copy.ending === null && !isOpen(copy, now)).length
  return [...(isOverdue(referral, now) ? ['overdue'] : []), ...(over > 0 ? [`copies-${over}`] : [])]
}

/** How a party of a referral looks at what was sent with it. */
export function viewerOf(
  { sender, status }: Pick<Referral, 'sender' | 'status'>,
  { agency, roles }: Omit<Caller, 'person'>,
): Viewer {
  return { relation: agency === sender ? 'owner' : 'receiver', roles, status }
}

/** The domain's item in wire shape; they happen to be alike, and this keeps them so. */
export function toManifestItem(item: ManifestItem): Static<typeof ManifestItemResource> {
  return { ...item, handling: [...item.handling] }
}

import Type, { type Static } from 'typebox'
import type { ReporterOpening } from '../db/reporters.ts'
import { type ReporterRequestAct, reporterRequestActs } from '../domain/allowed-acts.ts'
import type { ReferralId, ReporterId, ViolationId } from '../domain/ids.ts'
import { consentHours, type ReporterIdentity } from '../domain/reporter.ts'
import type { ReporterRequest } from '../domain/reporter-request.ts'
import { named, ref } from '../http/named-schema.ts'
import { purposeForm } from '../http/purpose.ts'
import { ReporterInput } from './violation-input.ts'
import {
  ActRecord,
  Agency,
  closed,
  count,
  id,
  instant,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  text,
  toActRecord,
} from './words.ts'

const said = text(4000, 'In words.', 'The account of the meeting cannot be examined without hearing who was there.')
const hours = (description: string) =>
  Type.Integer({ format: 'int32', minimum: 1, maximum: consentHours.most, description })

export const ReporterRequestInput = named(
  'ReporterRequestInput',
  Type.Object(
    { reason: said },
    {
      ...closed,
      description: 'Why the examination needs to know who reported.',
      examples: [{ reason: 'The account of the meeting cannot be examined without hearing who was there.' }],
    },
  ),
)
export const ReporterConsentInput = named(
  'ReporterConsentInput',
  Type.Object(
    { hours: Type.Optional(hours(`For how long it may be opened; ${consentHours.usual} when it is not said.`)) },
    { ...closed, description: 'For how long who reported may be opened.', examples: [{ hours: 24 }] },
  ),
)

export const ReporterRequestResource = named(
  'ReporterRequest',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      by: ref(ActRecord),
      reason: said,
      outcome: oneOf(
        ['open', 'consented', 'refused', 'lapsed'] as const,
        'What came of it; `lapsed` with the end of the referral.',
      ),
      answer: nullable(
        Type.Object(
          {
            by: ref(ActRecord),
            hours: nullable(hours('Of a consent.'), 'Null for a refusal.'),
            endsAt: nullable(instant('When the consent ends by itself.'), 'Null for a refusal.'),
            explanation: nullable(said, 'Null for a consent.'),
          },
          { ...closed, description: 'The answer of the sending agency.' },
        ),
        'Null until answered.',
      ),
      allowedActions: list(
        oneOfThoseKnown(reporterRequestActs, 'An act.'),
        3,
        'What you may do about it now, by `x-act` of the operations.',
      ),
    },
    { ...closed, description: 'A request to open who reported, with its answer.' },
  ),
)
export const ReporterRequestList = named(
  'ReporterRequestList',
  Type.Object(
    { items: list(ref(ReporterRequestResource), 1000, 'In order.') },
    { ...closed, description: 'The requests of a referral.' },
  ),
)

export const ReporterResource = named(
  'Reporter',
  Type.Object(
    {
      reporterId: id<ReporterId>('As the violation names it.'),
      violationId: id<ViolationId>('The violation that was reported.'),
      agency: Agency,
      takenInAt: instant('When the agency took the reporter in.'),
      openedAt: instant('When you opened it: that is on record, with the purpose.'),
      endsAt: nullable(instant('When it closes by itself.'), 'Null for the officer who took the reporter in.'),
      identity: ref(ReporterInput),
    },
    { ...closed, description: 'Who reported.' },
  ),
)

export const ReporterOpeningResource = named(
  'ReporterOpening',
  Type.Object(
    {
      id: id('The opening.'),
      by: ref(ActRecord),
      purpose: Type.String({
        ...purposeForm,
        description: 'What they said it was for.',
        examples: ['Klarifikasi laporan'],
      }),
      referralId: nullable(id<ReferralId>('Through which it was opened.'), 'Null at your own agency.'),
      requestNumber: nullable(count('The request that was consented to.', 1), 'Null at your own agency.'),
    },
    { ...closed, description: 'That somebody opened who reported.' },
  ),
)
export const ReporterOpeningPage = named(
  'ReporterOpeningPage',
  pageOf(ref(ReporterOpeningResource), 'Openings, oldest first.'),
)

/** The domain's identity in wire shape; they happen to be alike, and this keeps them so. */
export function toIdentity({
  name,
  contact,
  nip,
  workUnit,
  statement,
}: ReporterIdentity): Static<typeof ReporterInput> {
  return {
    name,
    ...(contact !== undefined && { contact }),
    ...(nip !== undefined && { nip }),
    ...(workUnit !== undefined && { workUnit }),
    ...(statement !== undefined && { statement }),
  }
}

/** What time alone has changed of requests: so many consents are over. */
export function turnedRequests(requests: readonly ReporterRequest[], now: string): string[] {
  const over = requests.filter(({ answer }) => answer?.endsAt != null && Date.parse(answer.endsAt) <= Date.parse(now))
  return over.length > 0 ? [`ended-${over.length}`] : []
}

export function toReporterRequestResource(
  { number, act, reason, outcome, answer }: ReporterRequest,
  allowedActions: ReporterRequestAct[],
): Static<typeof ReporterRequestResource> {
  const answered = answer && {
    by: toActRecord(answer.act),
    hours: answer.hours,
    endsAt: answer.endsAt,
    explanation: answer.explanation,
  }
  return { number, by: toActRecord(act), reason, outcome, answer: answered, allowedActions }
}

export function toReporterOpeningResource({
  id,
  purpose,
  referralId,
  requestNumber,
  ...act
}: ReporterOpening): Static<typeof ReporterOpeningResource> {
  return { id, by: toActRecord(act), purpose, referralId, requestNumber }
}

import Type, { type Static } from 'typebox'
import { actsOnViolation, allowedViolationActs, type Caller } from '../domain/allowed-acts.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { Law } from '../domain/catalogue.ts'
import { categoryWarnings } from '../domain/classification.ts'
import { type Viewer, withoutGuarded } from '../domain/fields.ts'
import type { ReferralId, ReporterId, ViolationId } from '../domain/ids.ts'
import { type Known, warningsAbout } from '../domain/oddities.ts'
import { referralStatuses, violationStatuses } from '../domain/transitions.ts'
import { statusOf, type ViolationCase } from '../domain/violation.ts'
import { missingFrom, type ViolationContent } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { ReportedPersonSchema } from './reported-person.ts'
import { fields, Place, reportedPersonsHint, source } from './violation-input.ts'
import {
  Agency,
  catalogueCode,
  closed,
  id,
  instant,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  text,
} from './words.ts'

/** What a violation says, as both agencies see it: the reporter is not in it. */
const shownSource = Type.Object(
  { kind: source.properties.kind, channel: Type.Optional(source.properties.channel) },
  { ...closed, description: 'Where it comes from; the channel only for those who may read it.' },
)

export const ViolationContentSchema = named(
  'ViolationContent',
  Type.Object(
    {
      source: shownSource,
      eventDescription: Type.Optional(fields.eventDescription),
      occurredAt: Type.Optional(fields.occurredAt),
      knownAt: Type.Optional(fields.knownAt),
      place: Type.Optional(Place),
      suggestedCategory: Type.Optional(fields.suggestedCategory),
      interaction: Type.Optional(fields.interaction),
      implicated: Type.Optional(fields.implicated),
      releasable: Type.Optional(fields.releasable),
      confidentiality: Type.Optional(fields.confidentiality),
      handling: Type.Optional(fields.handling),
      reportedPersons: list(ref(ReportedPersonSchema), 100, reportedPersonsHint),
    },
    { ...closed, description: 'What a violation says. The reporter is kept elsewhere.' },
  ),
)

const violationStatus = oneOf(
  violationStatuses,
  'A violation is the recording agency’s to change while `draft` or `documented`; it is `documented` again when its referral comes back.',
)
const currentReferral = nullable(
  Type.Object(
    { id: id<ReferralId>('The referral.'), status: oneOf(referralStatuses, 'Where it stands.') },
    { ...closed, description: 'The current referral.' },
  ),
  'The last referral of this violation, or null.',
)
const violationId = id<ViolationId>('The violation.')

const PlaceInContent = Type.Object(
  {
    pointer: Type.String({ maxLength: 300, pattern: '^[ -~]*$', description: 'JSON Pointer into the violation.' }),
    code: Type.String({ maxLength: 64, pattern: '^[a-z0-9-]+$', description: 'What about it.' }),
  },
  closed,
)

/** Where something is there that the caller may not read. */
export const maskedFields = list(
  Type.String({ maxLength: 300, pattern: '^/[ -~]*$', description: 'JSON Pointer (RFC 6901) into this resource.' }),
  500,
  'What is there and was left out, because your role or the state does not let you read it (docs/access.md). Digests are over the whole content.',
)

export const ViolationResource = named(
  'Violation',
  Type.Object(
    {
      id: violationId,
      owner: Agency,
      status: violationStatus,
      content: ref(ViolationContentSchema),
      masked: maskedFields,
      reporterId: nullable(id<ReporterId>('Stands for the reporter, who is kept apart.'), 'Null for a finding.'),
      referral: currentReferral,
      dismissal: nullable(
        Type.Object(
          {
            reason: catalogueCode('Why: a code of `reason-codes`.', 'not-an-asn'),
            explanation: text(4000, 'In words.', 'Not an ASN.'),
          },
          { ...closed, description: 'Why it was dismissed.' },
        ),
        'Null unless dismissed.',
      ),
      missing: list(PlaceInContent, 100, 'What documentation still needs.'),
      warnings: list(PlaceInContent, 500, 'What looks odd but is accepted, by field; docs/warnings.md says why.'),
      recordedAt: instant('When it was recorded.'),
      changedAt: instant('When its own events last changed it.'),
      allowedActions: list(
        oneOfThoseKnown(actsOnViolation, 'An act.'),
        10,
        'What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused.',
      ),
    },
    { ...closed, description: 'A suspected breach of neutrality, as its agency keeps it.' },
  ),
)

export const ViolationSummary = named(
  'ViolationSummary',
  Type.Object(
    {
      id: violationId,
      status: violationStatus,
      referral: currentReferral,
      recordedAt: instant('When it was recorded.'),
      changedAt: instant('When its own events last changed it.'),
    },
    { ...closed, description: 'A violation in a list.' },
  ),
)
export const ViolationPage = named('ViolationPage', pageOf(ref(ViolationSummary), 'Violations, newest first.'))

/** The law and the directory, against which it is held. */
type KnownTo = Pick<Known, 'agencies'> & { readonly law: Law }

/** The resource as this caller may see it. */
export function toViolationResource(
  current: ViolationCase,
  caller: Caller,
  { law, agencies }: KnownTo,
): Static<typeof ViolationResource> {
  const { violation, referral } = current
  const { id, owner, content, reporterId, referralId, dismissal, recordedAt, changedAt } = violation
  const { content: shown, masked } = toContent(content, { relation: 'owner', roles: caller.roles, status: referral })
  return {
    id,
    owner,
    status: statusOf(current),
    content: shown,
    masked,
    reporterId,
    referral: referralId !== null && referral !== undefined ? { id: referralId, status: referral } : null,
    dismissal,
    missing: missingFrom(content),
    warnings: [...warningsAbout(content, { law, agencies, now: changedAt }), ...categoryWarnings(content, law)].filter(
      ({ pointer }) => !masked.includes(`/content${pointer}`),
    ),
    recordedAt,
    changedAt,
    allowedActions: allowedViolationActs(current, caller),
  }
}

/** The content as this viewer may read it, and the list of what was left out. */
export function toContent(
  whole: ViolationContent,
  viewer: Viewer,
): { content: Static<typeof ViolationContentSchema>; masked: string[] } {
  const { content, masked } = withoutGuarded(whole as JsonValue, viewer)
  return {
    content: content as Static<typeof ViolationContentSchema>,
    masked: masked.map(pointer => `/content${pointer}`),
  }
}

/** The version for the entity tag: the violation's own, and the state of its referral, which others may move. */
export function violationEtagVersion(version: number, { referral }: Pick<ViolationCase, 'referral'>): string {
  return referral === undefined ? `${version}` : `${version}-${referral}`
}

import Type, { type Static } from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { longestCopyDays } from '../domain/copies.ts'
import { mostItems } from '../domain/evidence.ts'
import { type Viewer, withoutGuarded } from '../domain/fields.ts'
import type { CopyId, EvidenceId, ReportedPersonId } from '../domain/ids.ts'
import type { CopyOnRecord, RedactedCopy } from '../domain/redacted-copy.ts'
import { implications, type Route } from '../domain/routing.ts'
import { interactions } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { decisionFields } from './decision-input.ts'
import { identifiedPerson } from './reported-person.ts'
import { maskedFields } from './violation.ts'
import { placeFields } from './violation-input.ts'
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
  pageOf,
  sha256,
  text,
  toActRecord,
} from './words.ts'

const reasonsExcerpt = text(4000, 'A verbatim part of the reasons.', 'The liked post campaigned for a candidate.')

export const CopyInput = named(
  'CopyInput',
  Type.Object(
    {
      decisionNumber: count('The standing decision that the copy is of.', 1),
      recipient: Type.Unsafe<AgencyId>({
        ...Agency,
        description: 'Whom you mean it for. Refused unless the route of the reported person leads there.',
        examples: ['boyolali'],
      }),
      days: Type.Integer({
        format: 'int32',
        minimum: 1,
        maximum: longestCopyDays,
        description: 'For how many days it lasts. It ends by itself.',
      }),
      evidence: Type.Optional(
        Type.Array(id<EvidenceId>('An item of the current version.'), {
          maxItems: mostItems,
          uniqueItems: true,
          description: 'Which of the items marked by the sender go with it; none when left out.',
        }),
      ),
      reasonsExcerpts: Type.Optional(
        Type.Array(reasonsExcerpt, { maxItems: 50, description: 'What of the reasons goes with it.' }),
      ),
    },
    {
      ...closed,
      description: 'A redacted copy to give to whoever must act on a decision.',
      examples: [
        {
          decisionNumber: 1,
          recipient: 'boyolali',
          days: 30,
          reasonsExcerpts: ['The liked post campaigned for a candidate.'],
        },
      ],
    },
  ),
)

const { nik: _, ...person } = identifiedPerson

/** An item as it is named to whoever is given a copy. */
export const copiedItem = Type.Object(
  {
    evidenceId: id<EvidenceId>('The item.'),
    kind: oneOf(['file', 'captured-link'] as const, 'A captured link is a file that proves what was on a screen.'),
    digest: sha256('Hex SHA-256 of the original.'),
    mediaType: Type.String({ maxLength: 127, pattern: '^[!-~]+$', description: 'As the bytes say.' }),
  },
  { ...closed, description: 'An item that goes with the copy: its shown copy can be viewed.' },
)

/** What is shown of the conduct. */
export const conductShown = {
  excerpts: list(text(4000, 'A verbatim part of the description.', 'liked a post'), 50, 'What may go on of it.'),
  occurredAt: Type.Optional(instant('When it happened.')),
  place: Type.Optional(
    Type.Object(
      {
        regionCode: Type.Optional(placeFields.regionCode),
        onlineLocation: Type.Optional(placeFields.onlineLocation),
      },
      { ...closed, description: 'Where it happened.' },
    ),
  ),
  interaction: Type.Optional(oneOf(interactions, 'For acts online: what the account did.')),
}

export const RedactedCopySchema = named(
  'RedactedCopy',
  Type.Object(
    {
      person: Type.Object(
        { id: id<ReportedPersonId>('The same in the case.'), ...person },
        { ...closed, description: 'The one person it is about.' },
      ),
      conduct: Type.Object(conductShown, { ...closed, description: 'What the person did.' }),
      evidence: list(copiedItem, mostItems, 'What evidence goes with it.'),
      decision: Type.Object(
        {
          number: count('Counts in the referral.', 1),
          track: decisionFields.track,
          outcome: decisionFields.outcome,
          violationTypes: decisionFields.violationTypes,
          sanction: decisionFields.sanction,
          inForceInstead: decisionFields.inForceInstead,
          criminalProvisions: decisionFields.criminalProvisions,
          penaltyClass: decisionFields.penaltyClass,
          instrument: decisionFields.instrument,
          legalBasis: decisionFields.legalBasis,
          reasonsExcerpts: list(reasonsExcerpt, 50, 'What may go on of the reasons.'),
          issuedAt: instant('When it was issued.'),
        },
        { ...closed, description: 'The decision to act on.' },
      ),
    },
    {
      ...closed,
      description:
        'What whoever must act on a decision gets to know: never the source, the reporter, other persons or what nobody marked.',
    },
  ),
)

const summary = {
  id: id<CopyId>('The copy.'),
  recipient: Agency,
  bypassed: list(Agency, 20, 'Personnel authorities that it goes past, because they are part of the case.'),
  until: instant('When it ends by itself.'),
}

/** What was corrected of a decision since part of it was given. */
export const correctionsTold = (description: string) =>
  list(
    Type.Object(
      {
        correctionNumber: count('Counts in the decision.', 1),
        at: instant('When it was corrected.'),
        instrument: Type.Optional(decisionFields.instrument),
        legalBasis: Type.Optional(decisionFields.legalBasis),
        reasons: Type.Optional(
          Type.Literal(true, {
            description:
              'The reasons were corrected: an excerpt may read otherwise now. What it reads is given with a new copy, and with a hand-over not at all.',
          }),
        ),
      },
      { ...closed, description: 'One correction, as far as what was given says what was corrected.' },
    ),
    1000,
    description,
  )
const corrections = correctionsTold(
  'What was corrected of the decision since the copy was given, in order; `copy` keeps what it said.',
)

export const CopyResource = named(
  'Copy',
  Type.Object(
    {
      ...summary,
      number: count('Counts in the referral.', 1),
      by: ref(ActRecord),
      versionNumber: count('The version it was made from.', 1),
      copy: ref(RedactedCopySchema),
      corrections,
      masked: maskedFields,
      ending: nullable(
        Type.Object(
          { by: ref(ActRecord), explanation: text(4000, 'Why.', 'Given to the wrong office.') },
          { ...closed, description: 'Its early end.' },
        ),
        'Null unless it was ended before its time.',
      ),
    },
    { ...closed, description: 'A redacted copy as the parties of the referral see it.' },
  ),
)
export const CopyList = named(
  'CopyList',
  Type.Object(
    { items: list(ref(CopyResource), 1000, 'In order.') },
    { ...closed, description: 'The copies of a referral.' },
  ),
)

export const ReceivedCopy = named(
  'ReceivedCopy',
  Type.Object(
    {
      ...summary,
      givenBy: Agency,
      givenAt: instant('When it was given.'),
      copy: ref(RedactedCopySchema),
      corrections,
    },
    { ...closed, description: 'A redacted copy as its recipient sees it, until it ends.' },
  ),
)
/** A list names no person; what a copy says is read one by one, each on record. */
export const ReceivedCopySummary = named(
  'ReceivedCopySummary',
  Type.Object(
    { ...summary, givenBy: Agency, givenAt: instant('When it was given.') },
    { ...closed, description: 'A redacted copy in the list of its recipient.' },
  ),
)
export const ReceivedCopyPage = named('ReceivedCopyPage', pageOf(ref(ReceivedCopySummary), 'Copies, newest first.'))

export const RouteList = named(
  'RouteList',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            reportedPersonId: id<ReportedPersonId>('The reported person.'),
            recipient: nullable(Agency, 'Where a copy goes; null when nobody can be named, see `rule`.'),
            bypassed: list(
              Type.Object(
                { agency: Agency, because: oneOf(implications, 'How its head is part of the case.') },
                { ...closed, description: 'Whom it goes past.' },
              ),
              20,
              'Past whom, and why.',
            ),
            rule: oneOf(['R-CPY-03', 'R-CPY-04'] as const, 'The rule that says so (docs/rules.md).'),
          },
          { ...closed, description: 'The route of one person.' },
        ),
        100,
        'One for each reported person of the current version.',
      ),
    },
    { ...closed, description: 'Where copies about the reported persons go.' },
  ),
)

/** A copy as a party of its referral may read it: what is masked of the referral's content is masked here too. */
export function toCopyResource(given: CopyOnRecord, viewer: Viewer): Static<typeof CopyResource> {
  const { id, number, act, recipient, bypassed, until, versionNumber, copy, ending } = given
  const { content, masked } = withoutGuarded({ reportedPersons: [copy.person] } as JsonValue, viewer)
  const [person] = (content as unknown as { reportedPersons: [RedactedCopy['person']] }).reportedPersons
  return {
    id,
    number,
    by: toActRecord(act),
    recipient,
    bypassed: bypassed.map(({ agency }) => agency),
    until,
    versionNumber,
    copy: toRedactedCopy({ ...copy, person }),
    corrections: toCorrections(given),
    masked: masked.map(pointer => pointer.replace('/reportedPersons/0', '/copy/person')),
    ending: ending && { by: toActRecord(ending.act), explanation: ending.explanation },
  }
}

function toCorrections({ corrections: made = [] }: CopyOnRecord) {
  return made.map(({ act, ...correction }) => ({ ...correction, at: act.at }))
}

export function toReceivedCopySummary({
  id,
  recipient,
  bypassed,
  until,
  act,
}: CopyOnRecord): Static<typeof ReceivedCopySummary> {
  return {
    id,
    recipient,
    bypassed: bypassed.map(({ agency }) => agency),
    until,
    givenBy: act.agency,
    givenAt: act.at,
  }
}

export function toReceivedCopy(given: CopyOnRecord): Static<typeof ReceivedCopy> {
  return {
    ...toReceivedCopySummary(given),
    copy: toRedactedCopy(given.copy),
    corrections: toCorrections(given),
  }
}

export function toRouteItem(reportedPersonId: ReportedPersonId, route: Route | undefined) {
  return route === undefined
    ? { reportedPersonId, recipient: null, bypassed: [], rule: 'R-CPY-03' as const }
    : { reportedPersonId, recipient: route.recipient, bypassed: [...route.bypassed], rule: 'R-CPY-04' as const }
}

function withListsOf({ violationTypes, criminalProvisions, ...decision }: RedactedCopy['decision']) {
  return {
    ...decision,
    ...(violationTypes && { violationTypes: [...violationTypes] }),
    ...(criminalProvisions && { criminalProvisions: [...criminalProvisions] }),
    reasonsExcerpts: [...decision.reasonsExcerpts],
  }
}

/** The domain's copy in wire shape; they happen to be alike, and this keeps them so. */
function toRedactedCopy({ person, conduct, evidence, decision }: RedactedCopy): Static<typeof RedactedCopySchema> {
  return {
    person,
    conduct: { ...conduct, excerpts: [...conduct.excerpts] },
    evidence: [...evidence],
    decision: withListsOf(decision),
  }
}

import Type, { type Static } from 'typebox'
import { mostItems } from '../domain/evidence.ts'
import type { EvidenceId } from '../domain/ids.ts'
import { implications } from '../domain/routing.ts'
import { interactions } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { handlingFields } from './handling.ts'
import { digits, NewReportedPerson, ReportedPersonInput } from './reported-person.ts'
import { Agency, catalogueCode, closed, id, instant, list, nullable, oneOf, text } from './words.ts'

/** Where a violation comes from. */
export const source = Type.Object(
  {
    kind: oneOf(['finding', 'report'] as const, "`finding` from the agency's own supervision, `report` by a reporter."),
    channel: oneOf(
      ['patrol', 'public-portal', 'asn-self-report', 'agency'] as const,
      'Where it came in: `patrol` for findings, the others for reports.',
    ),
  },
  { ...closed, description: 'Where it comes from.' },
)

const place = {
  regionCode: Type.String({
    minLength: 2,
    maxLength: 13,
    pattern: '^\\d{2}(\\.\\d{2}(\\.\\d{2}(\\.\\d{4})?)?)?$',
    description: 'Region code of the Ministry of Home Affairs: province, regency, district, village.',
    examples: ['33.09'],
  }),
  onlineLocation: Type.String({
    format: 'uri',
    pattern: '^https?://',
    maxLength: 2000,
    description: 'The address online.',
    examples: ['https://social.example/posts/88121'],
  }),
  description: text(1000, 'The place in words.', 'Hall of the district office'),
}
/** The parts of a place, for whatever shows one. */
export const placeFields = place

export const Place = Type.Object(
  {
    regionCode: Type.Optional(place.regionCode),
    onlineLocation: Type.Optional(place.onlineLocation),
    description: Type.Optional(place.description),
  },
  { ...closed, description: 'Where it happened: a region, an online location, words, or several of them.' },
)

const marks = (description: string) =>
  Type.Array(id<EvidenceId>('An item of evidence.'), { maxItems: mostItems, uniqueItems: true, description })

/** Which items are marked to go on. */
export const evidenceMarks = {
  evidence: marks('Which items may go on: of each the shown copy, without location and other metadata.'),
  originals: marks(
    'Which items may go to the election-crime track as they were taken in. An original carries whatever the file says of who made it, where and with what, so mark none that tells who reported.',
  ),
}

/** The members of what a violation says. */
export const fields = {
  eventDescription: text(
    20_000,
    'What happened (uraian kejadian).',
    'An ASN account liked a post that campaigns for a candidate.',
  ),
  occurredAt: instant('When it happened (waktu kejadian).'),
  knownAt: instant('When it became known (waktu diketahui).'),
  suggestedCategory: Type.String({
    minLength: 5,
    maxLength: 5,
    pattern: '^(KE|PD)-\\d{2}$',
    description:
      'The catalogue row that the recording agency suggests. The receiving agency alone decides; there is no place for a penalty.',
    examples: ['PD-06'],
  }),
  interaction: oneOf(interactions, 'For acts online: what the account did.'),
  implicated: Type.Array(
    Type.Object(
      { agency: Agency, because: oneOf(implications, 'How its head is part of the case.') },
      { ...closed, description: 'A personnel authority that is part of the case itself.' },
    ),
    {
      maxItems: 20,
      description: 'Personnel authorities that are part of the case: copies go past them to the next above.',
    },
  ),
  releasable: Type.Object(
    {
      excerpts: Type.Array(text(4000, 'A verbatim part of the event description.', 'liked a post'), {
        maxItems: 50,
        description: 'What of the description may go on. It must not tell who reported.',
      }),
      evidence: evidenceMarks.evidence,
      originals: Type.Optional(evidenceMarks.originals),
    },
    {
      ...closed,
      description:
        'What may go on: with a redacted copy to whoever must act on a decision, with a hand-over to the election-crime track. What is not marked stays with the parties.',
    },
  ),
  ...handlingFields,
}
export const reportedPersonsHint = 'Several persons may be reported in one violation.'

export const ReporterInput = named(
  'ReporterInput',
  Type.Object(
    {
      name: text(200, 'Name of the reporter.', 'Budi Santoso'),
      contact: Type.Optional(text(300, 'How to reach the reporter.', '0812-0000-0000')),
      nip: Type.Optional(digits(18, 'NIP, when the reporter is an ASN.', '198001012005011002')),
      workUnit: Type.Optional(text(300, 'Work unit, when the reporter is an ASN.', 'Kecamatan Mojosongo')),
      statement: Type.Optional(text(20_000, "The reporter's own words.", 'We were told whom to vote for.')),
    },
    { ...closed, description: 'A reporter (pelapor). Stored apart from the violation; never given out with it.' },
  ),
)

export const ViolationInput = named(
  'ViolationInput',
  Type.Object(
    {
      source,
      reporter: Type.Optional(ref(ReporterInput)),
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
      reportedPersons: Type.Optional(list(ref(NewReportedPerson), 100, reportedPersonsHint)),
    },
    {
      ...closed,
      description:
        'A suspected breach to record. Only the source is needed at first; the rest may follow while it is a draft.',
      examples: [
        {
          source: { kind: 'finding', channel: 'patrol' },
          eventDescription: 'The account of an ASN liked a post that campaigns for a presidential candidate.',
          occurredAt: '2023-11-29T09:30:00+07:00',
          knownAt: '2023-12-01T08:00:00+07:00',
          place: { onlineLocation: 'https://social.example/posts/88121' },
          suggestedCategory: 'PD-06',
          interaction: 'like',
          reportedPersons: [
            {
              identification: 'identified',
              name: 'Sari Wulandari, S.Pd.',
              employeeType: 'pns',
              nip: '198504122010012003',
              position: 'Guru Ahli Muda',
              workUnit: 'SD Negeri 2 Mojosongo',
              employer: 'Pemerintah Kabupaten Boyolali',
              personnelAuthority: 'boyolali',
            },
          ],
        },
        {
          source: { kind: 'report', channel: 'asn-self-report' },
          reporter: { name: 'Budi Santoso', contact: '0812-0000-0000' },
          eventDescription: 'Staff are told in a meeting to support a party and to pay into a fund.',
          reportedPersons: [{ identification: 'unidentified', description: 'The official who led the meeting.' }],
        },
      ],
    },
  ),
)

export const ViolationPatch = named(
  'ViolationPatch',
  Type.Object(
    {
      eventDescription: Type.Optional(nullable(fields.eventDescription)),
      occurredAt: Type.Optional(nullable(fields.occurredAt)),
      knownAt: Type.Optional(nullable(fields.knownAt)),
      place: Type.Optional(
        nullable(
          Type.Object(
            {
              regionCode: Type.Optional(nullable(place.regionCode)),
              onlineLocation: Type.Optional(nullable(place.onlineLocation)),
              description: Type.Optional(nullable(place.description)),
            },
            closed,
          ),
        ),
      ),
      suggestedCategory: Type.Optional(nullable(fields.suggestedCategory)),
      interaction: Type.Optional(nullable(fields.interaction)),
      implicated: Type.Optional(nullable(fields.implicated)),
      releasable: Type.Optional(nullable(fields.releasable)),
      confidentiality: Type.Optional(nullable(fields.confidentiality)),
      handling: Type.Optional(nullable(fields.handling)),
      reportedPersons: Type.Optional(list(ref(ReportedPersonInput), 100, 'Replaces the whole list.')),
    },
    {
      ...closed,
      minProperties: 1,
      description: 'A JSON Merge Patch (RFC 7396): null removes a field, `place` merges, everything else replaces.',
      examples: [{ eventDescription: 'The account liked three posts on two days.', interaction: 'like' }],
    },
  ),
)

export const DismissalInput = named(
  'DismissalInput',
  Type.Object(
    {
      reason: catalogueCode('Why the violation is not pursued: a code of `reason-codes` (`dismissal`).', 'not-an-asn'),
      explanation: text(4000, 'In words.', 'The account does not belong to an ASN.'),
    },
    {
      ...closed,
      description: 'Why a violation is dismissed.',
      examples: [{ reason: 'not-an-asn', explanation: 'The account does not belong to an ASN.' }],
    },
  ),
)

export type ViolationInputBody = Static<typeof ViolationInput>
export type ViolationPatchBody = Static<typeof ViolationPatch>

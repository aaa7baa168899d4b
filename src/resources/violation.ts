import Type, { type Static } from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import { actsOnViolation, allowedViolationActs, type Caller } from '../domain/allowed-acts.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import type { Law } from '../domain/catalogue.ts'
import { categoryWarnings } from '../domain/classification.ts'
import { mostItems } from '../domain/evidence.ts'
import { type Viewer, withoutGuarded } from '../domain/fields.ts'
import type { EvidenceId, ReferralId, ReportedPersonId, ReporterId, ViolationId } from '../domain/ids.ts'
import { warningsAbout } from '../domain/oddities.ts'
import { implications } from '../domain/routing.ts'
import { referralStatuses, violationStatuses } from '../domain/transitions.ts'
import { dismissalReasons, statusOf, type ViolationCase } from '../domain/violation.ts'
import {
  employeeTypes,
  grades,
  interactions,
  missingFrom,
  type ReportedPerson,
  ranks,
  type ViolationContent,
} from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { handlingFields } from './handling.ts'
import { Agency, closed, id, instant, list, nullable, oneOf, pageOf, text } from './words.ts'

const digits = (length: number, description: string, example: string) =>
  Type.String({ minLength: length, maxLength: length, pattern: `^\\d{${length}}$`, description, examples: [example] })

const workUnit = Type.Optional(text(300, 'The work unit (satuan kerja).', 'Dinas Pendidikan Kabupaten Boyolali'))
const employer = Type.Optional(
  text(300, 'The agency (instansi) that employs the person, in words.', 'Pemerintah Kabupaten Boyolali'),
)

const personnelAuthority = Type.Optional(
  Type.Unsafe<AgencyId>({
    ...Agency,
    description:
      'The agency whose head is the personnel authority (PPK) of the person, by its short name in `/v1/agencies`: where a copy of a decision would go, and whom it would oblige. It does not follow from `employer`; while it is unknown nobody is obliged.',
    examples: ['boyolali'],
  }),
)

const identified = {
  identification: Type.Literal('identified', { type: 'string', description: 'The person is known by name.' }),
  name: text(200, 'Name, with titles as the person uses them.', 'Sari Wulandari, S.Pd.'),
  employeeType: Type.Optional(oneOf(employeeTypes, 'PNS or PPPK.')),
  nip: Type.Optional(
    digits(
      18,
      'NIP of a PNS, 18 digits without spaces. The nine-digit NIP of before 2007 is refused, and the NRP of soldiers and police is no number of a civil servant.',
      '198504122010012003',
    ),
  ),
  niPppk: Type.Optional(digits(18, 'NI PPPK, 18 digits without spaces.', '198504122021211001')),
  nik: Type.Optional(digits(16, 'NIK, 16 digits.', '3309015204850001')),
  rank: Type.Optional(oneOf(ranks, 'Rank (golongan ruang) of a PNS.')),
  grade: Type.Optional(oneOf(grades, 'Grade (golongan) of a PPPK.')),
  position: Type.Optional(text(300, 'Position (jabatan).', 'Guru Ahli Muda')),
  workUnit,
  employer,
  personnelAuthority,
}
const unidentified = {
  identification: Type.Literal('unidentified', { type: 'string', description: 'Nobody knows yet who it is.' }),
  description: text(2000, 'What is known about the person.', 'A woman in an ASN uniform, heard in a video.'),
  workUnit,
  employer,
  personnelAuthority,
}

/** What is known of an identified person, for whatever shows one. */
export const identifiedPerson = identified

/** The id of a reported person. */
export const personId = id<ReportedPersonId>('Stays the same through changes and versions.')

export const ReportedPersonSchema = named(
  'ReportedPerson',
  Type.Union(
    [Type.Object({ id: personId, ...identified }, closed), Type.Object({ id: personId, ...unidentified }, closed)],
    { description: 'A reported person (terlapor), who may not be identified yet.' },
  ),
)

export const ReportedPersonInput = named(
  'ReportedPersonInput',
  Type.Union(
    [
      Type.Object({ id: Type.Optional(personId), ...identified }, closed),
      Type.Object({ id: Type.Optional(personId), ...unidentified }, closed),
    ],
    { description: 'A reported person; give the id to keep one that the violation already has.' },
  ),
)

export const NewReportedPerson = named(
  'NewReportedPerson',
  Type.Union([Type.Object(identified, closed), Type.Object(unidentified, closed)], {
    description: 'A reported person of a new violation; the service gives the id.',
  }),
)

const source = Type.Object(
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

const Place = Type.Object(
  {
    regionCode: Type.Optional(place.regionCode),
    onlineLocation: Type.Optional(place.onlineLocation),
    description: Type.Optional(place.description),
  },
  { ...closed, description: 'Where it happened: a region, an online location, words, or several of them.' },
)

const fields = {
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
      evidence: Type.Array(id<EvidenceId>('An item of evidence.'), {
        maxItems: mostItems,
        uniqueItems: true,
        description: 'Which items may go on.',
      }),
    },
    {
      ...closed,
      description:
        'What may go on, with a redacted copy, to whoever must act on a decision. What is not marked stays with the parties.',
    },
  ),
  ...handlingFields,
}
const reportedPersonsHint = 'Several persons may be reported in one violation.'

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
      reason: oneOf(dismissalReasons, 'Why the violation is not pursued.'),
      explanation: text(4000, 'In words.', 'The account does not belong to an ASN.'),
    },
    {
      ...closed,
      description: 'Why a violation is dismissed.',
      examples: [{ reason: 'not-an-asn', explanation: 'The account does not belong to an ASN.' }],
    },
  ),
)

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
          { reason: oneOf(dismissalReasons, 'Why.'), explanation: text(4000, 'In words.', 'Not an ASN.') },
          { ...closed, description: 'Why it was dismissed.' },
        ),
        'Null unless dismissed.',
      ),
      missing: list(PlaceInContent, 100, 'What documentation still needs.'),
      warnings: list(PlaceInContent, 500, 'What looks odd but is accepted, by field; docs/warnings.md says why.'),
      recordedAt: instant('When it was recorded.'),
      changedAt: instant('When its own events last changed it.'),
      allowedActions: list(
        oneOf(actsOnViolation, 'An act.'),
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

/** The resource as this caller may see it. */
export function toViolationResource(
  current: ViolationCase,
  caller: Caller,
  law: Law,
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
    warnings: [...warningsAbout(content, { law, now: changedAt }), ...categoryWarnings(content, law)].filter(
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

export type ViolationInputBody = Static<typeof ViolationInput>
export type ViolationPatchBody = Static<typeof ViolationPatch>
export type PersonInput = Static<typeof ReportedPersonInput>

/**
 * Gives every reported person an id. Those that came with one keep it; one that came without, but says exactly what a
 * person already there says, is that person, so that the same change can be repeated. Returns the new ids too.
 */
export function withPersonIds(
  persons: readonly PersonInput[],
  existing: readonly ReportedPerson[],
  newId: () => ReportedPersonId,
): { persons: ReportedPerson[]; newPersons: ReportedPersonId[] } {
  const named = new Set(persons.map(person => person.id))
  const free = existing.filter(person => !named.has(person.id))
  const newPersons: ReportedPersonId[] = []
  const withIds = persons.map((person): ReportedPerson => {
    if (person.id !== undefined) return { ...person, id: person.id }
    const same = free.findIndex(({ id: _, ...said }) => canonicalJson(said) === canonicalJson(person))
    const [known] = same === -1 ? [] : free.splice(same, 1)
    if (known) return known
    const id = newId()
    newPersons.push(id)
    return { ...person, id }
  })
  return { persons: withIds, newPersons }
}

import Type, { type Static } from 'typebox'
import type { JsonValue } from '../domain/canonical-json.ts'
import { type Viewer, withoutGuarded } from '../domain/fields.ts'
import type { ReferralId, ReportedPersonId } from '../domain/ids.ts'
import { type Known, type Oddity, oddities, warningsAboutPerson } from '../domain/oddities.ts'
import { historyOf, identificationBases, type PersonChange } from '../domain/person-changes.ts'
import { knownPersons, type Referral } from '../domain/referral.ts'
import type { ReportedPerson } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { identifiedPerson, NewReportedPerson, personId, ReportedPersonSchema } from './reported-person.ts'
import { maskedFields } from './violation.ts'
import { ActRecord, closed, count, id, list, nullable, oneOf, oneOfThoseKnown, text, toActRecord } from './words.ts'

const basis = oneOf(identificationBases, 'How it became known.')
const why = text(4000, 'In words.', 'The personnel office named her after seeing the video.')
const identity = Type.Object(identifiedPerson, { ...closed, description: 'Who the person is.' })
const parts = {
  maxItems: 20,
  description: 'The persons who were taken for one.',
}

export const IdentificationInput = named(
  'IdentificationInput',
  Type.Object(
    { basis, explanation: why, identity },
    {
      ...closed,
      description: 'Who a reported person is; it replaces what was known of them, so say all of it.',
      examples: [
        {
          basis: 'personnel-authority',
          explanation: 'The personnel office named her after seeing the video.',
          identity: {
            identification: 'identified',
            name: 'Sari Wulandari, S.Pd.',
            employeeType: 'pns',
            nip: '198504122010012003',
            employer: 'Pemerintah Kabupaten Boyolali',
            personnelAuthority: 'boyolali',
          },
        },
      ],
    },
  ),
)

export const MergeInput = named(
  'PersonMergeInput',
  Type.Object(
    {
      survivorId: id<ReportedPersonId>('The person who stays, with what is known of them.'),
      mergedId: id<ReportedPersonId>('The person who turned out to be the same one.'),
      explanation: why,
    },
    {
      ...closed,
      description: 'Two reported persons who are one.',
      examples: [
        {
          survivorId: '018d5e00-0000-7000-8000-0000000000d1',
          mergedId: '018d5e00-0000-7000-8000-0000000000d2',
          explanation: 'The woman in both videos is the same.',
        },
      ],
    },
  ),
)

export const SplitInput = named(
  'PersonSplitInput',
  Type.Object(
    {
      personId: id<ReportedPersonId>('The person who turned out to be several.'),
      parts: Type.Array(ref(NewReportedPerson), { minItems: 2, ...parts }),
      explanation: why,
    },
    {
      ...closed,
      description: 'One reported person who is several; the service gives each a new id.',
      examples: [
        {
          personId: '018d5e00-0000-7000-8000-0000000000d2',
          parts: [
            { identification: 'unidentified', description: 'The woman who speaks.' },
            { identification: 'unidentified', description: 'The man who holds the telephone.' },
          ],
          explanation: 'Two voices are heard.',
        },
      ],
    },
  ),
)

const common = {
  number: count('Counts in the referral.', 1),
  by: ref(ActRecord),
  explanation: why,
  revocation: nullable(
    Type.Object({ by: ref(ActRecord), explanation: why }, { ...closed, description: 'Its revocation.' }),
    'Null while it stands.',
  ),
}
const kind = (name: PersonChange['kind'], description: string) => Type.Literal(name, { type: 'string', description })
const shown = {
  identification: Type.Object(
    { kind: kind('identification', 'Somebody is identified.'), ...common, personId, basis, identity },
    closed,
  ),
  merge: Type.Object(
    {
      kind: kind('merge', 'Two persons are one.'),
      ...common,
      survivorId: id<ReportedPersonId>('Who stays.'),
      mergedId: id<ReportedPersonId>('Who was the same person.'),
    },
    closed,
  ),
  split: Type.Object(
    {
      kind: kind('split', 'One person is several.'),
      ...common,
      personId,
      parts: Type.Array(ref(ReportedPersonSchema), parts),
    },
    closed,
  ),
}
const changeShown = Type.Union([shown.identification, shown.merge, shown.split], {
  description: 'Something that was found out about who the reported persons are.',
})

export const PersonChangeResource = named(
  'PersonChange',
  Type.Object(
    {
      referralId: id<ReferralId>('The referral it belongs to.'),
      change: changeShown,
      masked: maskedFields,
    },
    { ...closed, description: 'One identification, merge or split of reported persons, with its revocation.' },
  ),
)

const PlaceInPerson = Type.Object(
  {
    pointer: Type.String({ maxLength: 300, pattern: '^/[ -~]*$', description: 'JSON Pointer into this resource.' }),
    code: oneOfThoseKnown(Object.keys(oddities) as Oddity[], 'What about it.'),
  },
  closed,
)

export const PersonList = named(
  'ReportedPersonList',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            person: ref(ReportedPersonSchema),
            warnings: list(
              PlaceInPerson,
              20,
              'What looks odd about the person but is accepted; docs/warnings.md says why.',
            ),
            ids: list(personId, 100, 'Every id that stands for the person, their own first.'),
            history: list(count('The number of a change.', 1), 200, 'The changes that are about the person, in order.'),
          },
          { ...closed, description: 'A reported person as far as is known now.' },
        ),
        100,
        'Persons, and not cases: one case may have many.',
      ),
      changes: list(changeShown, 200, 'Everything that was found out since the referral was sent, revoked or not.'),
      masked: maskedFields,
    },
    {
      ...closed,
      description:
        'Who the reported persons of a referral are: its current version, with every standing change over it.',
    },
  ),
)

/** The persons of a referral as this viewer may read them. */
export function toPersonList(
  referral: Referral,
  viewer: Viewer,
  { law, agencies }: Pick<Known, 'law' | 'agencies'>,
): Static<typeof PersonList> {
  const masked: string[] = []
  const known = { law, agencies, now: referral.changedAt }
  return {
    items: knownPersons(referral).map((each, index) => ({
      person: seen(each.person, viewer, `/items/${index}/person`, masked),
      // What is masked is not told of in another way.
      warnings: warningsAboutPerson(each.person, `/items/${index}/person`, known).filter(
        ({ pointer }) => !masked.includes(pointer),
      ),
      ids: [...each.ids],
      history: historyOf(each, referral.personChanges).map(({ number }) => number),
    })),
    changes: referral.personChanges.map((change, index) => toChange(change, viewer, `/changes/${index}`, masked)),
    masked,
  }
}

export function toPersonChangeResource(
  { id: referralId }: Referral,
  change: PersonChange,
  viewer: Viewer,
): Static<typeof PersonChangeResource> {
  const masked: string[] = []
  return { referralId, change: toChange(change, viewer, '/change', masked), masked }
}

/** What is masked of the content of a version is masked here too, by the same table; where, is added to `masked`. */
function toChange(change: PersonChange, viewer: Viewer, path: string, masked: string[]): Static<typeof changeShown> {
  const { number, act, explanation, revocation } = change
  const said = {
    number,
    by: toActRecord(act),
    explanation,
    revocation: revocation && { by: toActRecord(revocation.act), explanation: revocation.explanation },
  }
  switch (change.kind) {
    case 'identification': {
      const { kind, personId, basis, identity } = change
      return { kind, ...said, personId, basis, identity: seen(identity, viewer, `${path}/identity`, masked) }
    }
    case 'merge': {
      const { kind, survivorId, mergedId } = change
      return { kind, ...said, survivorId, mergedId }
    }
    case 'split': {
      const { kind, personId, parts } = change
      const shownParts = parts.map((part, index) => seen(part, viewer, `${path}/parts/${index}`, masked))
      return { kind, ...said, personId, parts: shownParts }
    }
  }
}

function seen<Person extends Omit<ReportedPerson, 'id'>>(
  person: Person,
  viewer: Viewer,
  path: string,
  masked: string[],
): Person {
  const less = withoutGuarded({ reportedPersons: [person as unknown as JsonValue] }, viewer)
  masked.push(...less.masked.map(pointer => pointer.replace('/reportedPersons/0', path)))
  return less.content.reportedPersons[0] as unknown as Person
}

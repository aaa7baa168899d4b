import Type, { type Static } from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { ReportedPersonId } from '../domain/ids.ts'
import { employeeTypes, grades, type ReportedPerson, ranks } from '../domain/violation-content.ts'
import { named } from '../http/named-schema.ts'
import { Agency, closed, id, oneOf, text } from './words.ts'

/** A number of so many digits. */
export const digits = (length: number, description: string, example: string) =>
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

const regionalSecretary = Type.Optional(
  Type.Literal(true, {
    type: 'boolean',
    description:
      'The person is the secretary of a region (sekretaris daerah): whoever stands above `personnelAuthority` acts, the governor for a regency or city, the Minister of Home Affairs for a province.',
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
  regionalSecretary,
}
const unidentified = {
  identification: Type.Literal('unidentified', { type: 'string', description: 'Nobody knows yet who it is.' }),
  description: text(2000, 'What is known about the person.', 'A woman in an ASN uniform, heard in a video.'),
  workUnit,
  employer,
  personnelAuthority,
  regionalSecretary,
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

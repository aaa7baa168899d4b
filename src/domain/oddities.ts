import type { AgencyId } from './agencies.ts'
import { type Bilingual, inForce, type Law } from './catalogue.ts'
import { odditiesOfNumbers } from './identifiers.ts'
import { legalDateOf } from './legal-date.ts'
import type { IdentifiedPerson } from './redacted-copy.ts'
import type { ReportedPerson, ViolationContent } from './violation-content.ts'

/** What can look odd, and why it does. docs/warnings.md is made from this list. */
export const oddities = {
  'birth-date-impossible': {
    en: 'The number has a birth date that no calendar has.',
    id: 'Tanggal lahir dalam nomor tidak ada dalam kalender.',
  },
  'sex-digit-unknown': {
    en: 'The fifteenth digit says the sex, 1 or 2, and is another one.',
    id: 'Angka kelima belas menyatakan jenis kelamin, 1 atau 2, tetapi berisi angka lain.',
  },
  'appointment-month-impossible': {
    en: 'The month of appointment in the NIP is not 01 to 12.',
    id: 'Bulan pengangkatan dalam NIP bukan 01 sampai 12.',
  },
  'appointment-ahead': {
    en: 'The month of appointment in the NIP has not come yet.',
    id: 'Bulan pengangkatan dalam NIP belum tiba.',
  },
  'appointment-year-implausible': {
    en: 'The year of appointment in the NI PPPK is before 2019 or has not come yet.',
    id: 'Tahun pengangkatan dalam NI PPPK sebelum 2019 atau belum tiba.',
  },
  'appointment-age-implausible': {
    en: 'By the years in the number the person was appointed too young or too old.',
    id: 'Menurut tahun dalam nomor, usia saat pengangkatan terlalu muda atau terlalu tua.',
  },
  'birth-date-differs': {
    en: 'The NIK has another birth date than the NIP or NI PPPK. A NIK keeps a wrong birth date for life.',
    id: 'Tanggal lahir dalam NIK berbeda dari NIP atau NI PPPK. NIK tetap walaupun tanggal lahirnya keliru.',
  },
  'sex-differs': {
    en: 'The NIK has another sex than the NIP or NI PPPK.',
    id: 'Jenis kelamin dalam NIK berbeda dari NIP atau NI PPPK.',
  },
  'registration-region-unknown': {
    en: 'The first four digits of the NIK are no regency or city of the table of regions; it may be one of an older table.',
    id: 'Empat angka pertama NIK bukan kabupaten atau kota dalam daftar wilayah; mungkin dari daftar yang lebih lama.',
  },
  'number-of-another-employee-type': {
    en: 'A PNS has a NIP and a PPPK an NI PPPK; the number belongs to the other employee type.',
    id: 'PNS memiliki NIP dan PPPK memiliki NI PPPK; nomor ini milik jenis pegawai lain.',
  },
  'rank-of-another-employee-type': {
    en: 'A PPPK has a grade and no rank.',
    id: 'PPPK memiliki golongan tanpa pangkat PNS.',
  },
  'grade-of-another-employee-type': {
    en: 'A PNS has a rank; the grades I to XVII are those of PPPK.',
    id: 'PNS memiliki pangkat; golongan I sampai XVII adalah golongan PPPK.',
  },
  'region-unknown': {
    en: 'The region code is not in the table of regions of the day of the act.',
    id: 'Kode wilayah tidak ada dalam daftar wilayah pada tanggal kejadian.',
  },
  'secretary-not-marked': {
    en: 'The position reads like that of a secretary of a region, and `regionalSecretary` is not said: the own authority would act, and not the one above.',
    id: 'Jabatan tampak sebagai sekretaris daerah, tetapi `regionalSecretary` tidak diisi: yang bertindak menjadi PPK sendiri, bukan pejabat di atasnya.',
  },
  'authority-unknown': {
    en: 'No agency of the directory has that short name: no copy goes there, and nobody is obliged or gone past.',
    id: 'Tidak ada instansi dengan nama singkat itu dalam daftar: salinan tidak dikirim, dan tidak ada yang diwajibkan atau dilewati.',
  },
} as const satisfies Record<string, Bilingual>
export type Oddity = keyof typeof oddities

/** Something odd that is accepted all the same: where, as a JSON Pointer, and what. */
export type Warning = { readonly pointer: string; readonly code: Oddity }

/** What it is held against: the law, the directory, and the time. */
export type Known = {
  readonly law: Pick<Law, 'regions'>
  readonly agencies: readonly { readonly id: AgencyId }[]
  readonly now: string
}

/** What looks odd in a violation, by where in its content. */
export function warningsAbout(content: ViolationContent, known: Known): Warning[] {
  return [
    ...content.reportedPersons.flatMap((person, index) =>
      warningsAboutPerson(person, `/reportedPersons/${index}`, known),
    ),
    ...warningsAboutPlace(content, known),
    ...(content.implicated ?? []).flatMap(({ agency }, index) =>
      isUnknown(agency, known) ? [{ pointer: `/implicated/${index}/agency`, code: 'authority-unknown' as const }] : [],
    ),
  ]
}

/** What looks odd about one person; of somebody whom nobody knows yet that is the authority alone. */
export function warningsAboutPerson(person: ReportedPerson, path: string, known: Known): Warning[] {
  const found: readonly (readonly [keyof IdentifiedPerson, Oddity])[] = [
    ...(person.identification === 'identified' ? odditiesOfIdentity(person, known) : []),
    ...(isUnknown(person.personnelAuthority, known) ? [['personnelAuthority', 'authority-unknown'] as const] : []),
  ]
  return found.map(([member, code]) => ({ pointer: `${path}/${member}`, code }))
}

function odditiesOfIdentity(person: IdentifiedPerson, { law, now }: Known) {
  return [
    ...odditiesOfNumbers(person, legalDateOf(now)),
    ...odditiesOfRegistration(person, law),
    ...odditiesOfEmployment(person),
    ...odditiesOfPosition(person),
  ]
}

/** The secretary, acting or not; who works for one has another position. */
const secretary =
  /^\s*(?:(?:pj|plt|plh|penjabat|pelaksana (?:tugas|harian))\.?\s+)?(?:sekretaris\s+daerah|sekda)(?![a-z])/i

function odditiesOfPosition({ position, regionalSecretary }: IdentifiedPerson) {
  const isUnsaid = position !== undefined && secretary.test(position) && regionalSecretary !== true
  return isUnsaid ? [['position', 'secretary-not-marked'] as const] : []
}

function isUnknown(agency: AgencyId | undefined, { agencies }: Known): boolean {
  return agency !== undefined && !agencies.some(({ id }) => id === agency)
}

/** A NIK keeps the area in which it was first registered, so an area of whatever date will do. */
function odditiesOfRegistration({ nik }: IdentifiedPerson, { regions }: Known['law']) {
  if (nik === undefined || regions.length === 0) return []
  const area = `${nik.slice(0, 2)}.${nik.slice(2, 4)}`
  return regions.some(({ code }) => code === area) ? [] : [['nik', 'registration-region-unknown'] as const]
}

function odditiesOfEmployment({ employeeType, nip, niPppk, rank, grade }: IdentifiedPerson) {
  const other = 'number-of-another-employee-type'
  return [
    ...(employeeType === 'pppk' && nip !== undefined ? [['nip', other] as const] : []),
    ...(employeeType === 'pns' && niPppk !== undefined ? [['niPppk', other] as const] : []),
    ...(employeeType === 'pppk' && rank !== undefined ? [['rank', 'rank-of-another-employee-type'] as const] : []),
    ...(employeeType === 'pns' && grade !== undefined ? [['grade', 'grade-of-another-employee-type'] as const] : []),
  ]
}

/** Known to the regency or city: districts and villages are not in the table. Before the table begins, nothing is odd. */
function warningsAboutPlace({ place, occurredAt }: ViolationContent, { law, now }: Known): Warning[] {
  const code = place?.regionCode
  const valid = inForce(law.regions, legalDateOf(occurredAt ?? now))
  if (code === undefined || valid.length === 0 || valid.some(region => region.code === code.slice(0, 5))) return []
  return [{ pointer: '/place/regionCode', code: 'region-unknown' }]
}

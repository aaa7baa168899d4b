import type { PersonInput } from '../../src/resources/reported-person.ts'
import type { Random } from './random.ts'
import { positions, pppkShare } from './shares.ts'

type Identified = Extract<PersonInput, { identification: 'identified' }>

const women = ['Ayu', 'Fitri', 'Lestari', 'Maria', 'Nurul', 'Ratna', 'Siti', 'Wahyuni', 'Yuliana', 'Yustina']
const men = ['Agus', 'Budi', 'Dedi', 'Eko', 'Hasanuddin', 'Iwan', 'La Ode Ahmad', 'Rudi', 'Sugeng', 'Yohanes']
const lastNames = [
  'Hidayat',
  'Kurniawan',
  'Lamusa',
  'Mandagi',
  'Nugroho',
  'Pratama',
  'Rahman',
  'Saputra',
  'Tahir',
  'Wenda',
]

const secretary = 'Sekretaris Daerah'
const offices: Readonly<Record<keyof typeof positions, readonly { position: string; workUnit: string }[]>> = {
  'high-leadership': [
    { position: 'Kepala Dinas', workUnit: 'Dinas Pendidikan' },
    { position: secretary, workUnit: 'Sekretariat Daerah' },
    { position: 'Kepala Badan', workUnit: 'Badan Kepegawaian Daerah' },
  ],
  functional: [
    { position: 'Guru Ahli Muda', workUnit: 'SD Negeri 3' },
    { position: 'Bidan Mahir', workUnit: 'Puskesmas' },
    { position: 'Penyuluh Pertanian Ahli Pertama', workUnit: 'Dinas Pertanian' },
  ],
  administrator: [
    { position: 'Kepala Bidang', workUnit: 'Dinas Sosial' },
    { position: 'Kepala Bagian', workUnit: 'Sekretariat Daerah' },
  ],
  implementer: [
    { position: 'Pengadministrasi Umum', workUnit: 'Dinas Perhubungan' },
    { position: 'Pengelola Kepegawaian', workUnit: 'Badan Kepegawaian Daerah' },
  ],
  'head-of-district-or-ward': [
    { position: 'Camat', workUnit: 'Kantor Kecamatan' },
    { position: 'Lurah', workUnit: 'Kantor Kelurahan' },
  ],
  supervisor: [{ position: 'Kepala Seksi', workUnit: 'Dinas Pekerjaan Umum' }],
}

/** An invented ASN in service of a region. */
export function inventPerson(random: Random, region: string): Identified {
  const sex = random.oneOf(['1', '2'])
  const name = `${random.oneOf(sex === '1' ? men : women)} ${random.oneOf(lastNames)}`
  const pppk = random.chance(pppkShare)
  // PPPK hold functional positions.
  const office = random.oneOf(offices[pppk ? 'functional' : random.weighted(positions)])
  return {
    identification: 'identified',
    name,
    ...(pppk ? { employeeType: 'pppk', niPppk: niPppk(random, sex) } : { employeeType: 'pns', nip: nip(random, sex) }),
    position: office.position,
    ...(office.position === secretary && { regionalSecretary: true as const }),
    workUnit: `${office.workUnit} ${region}`,
    employer: `Pemerintah ${region}`,
  }
}

/** An invented NIP: birth, start of service, sex, and a serial from 900, which hardly any real one reaches. */
export function nip(random: Random, sex: string): string {
  const born = birth(random)
  const latest = Math.min(2019, Number(born.slice(0, 4)) + 46)
  return `${born}${random.whole(2005, latest)}${two(random.whole(1, 12))}${sex}${serial(random)}`
}

/** An invented NI PPPK: year of appointment and number of the agreement stand where a NIP has year and month. */
function niPppk(random: Random, sex: string): string {
  return `${birth(random)}${random.whole(2019, 2023)}21${sex}${serial(random)}`
}

function birth(random: Random): string {
  return `${random.whole(1966, 1986)}${two(random.whole(1, 12))}${two(random.whole(1, 28))}`
}

function serial(random: Random): string {
  return String(random.whole(900, 999))
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

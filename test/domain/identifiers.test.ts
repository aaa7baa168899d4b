import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { rowInForce } from '../../src/domain/catalogue.ts'
import { oddities as reasons, warningsAbout, warningsAboutPerson } from '../../src/domain/oddities.ts'
import type { IdentifiedPerson } from '../../src/domain/redacted-copy.ts'
import { grades, ranks } from '../../src/domain/violation-content.ts'
import { finding, sari, stranger } from './examples.ts'

const law = readCatalogues()
const now = '2024-02-01T02:00:00.000Z'
const agencies = [{ id: 'boyolali' as AgencyId }]
const known = { law, agencies, now }

/** Of somebody of whom nothing but this is known. */
function oddities(
  said: Partial<Omit<IdentifiedPerson, 'id' | 'identification'>>,
  path = '/reportedPersons/0',
): string[] {
  const person = { id: sari.id, identification: 'identified', name: 'Sari', ...said } as const
  return warningsAboutPerson(person, path, known).map(({ pointer, code }) => `${pointer} ${code}`)
}

t.test('a NIP is birth date, month of appointment, sex and serial', async t => {
  t.strictSame(oddities({ nip: '198504122010012003' }), [])
  t.strictSame(oddities({ nip: '200002292023121001' }), [], '29 February of a leap year')
  t.strictSame(oddities({ nip: '198504122010012000' }), [], 'a serial is only counted')
})

t.test('a birth date that no calendar has is odd in a NIP', async t => {
  for (const birth of ['19850229', '19850431', '19851301', '19850001', '19850400', '19850432']) {
    t.strictSame(oddities({ nip: `${birth}2010012003` }), ['/reportedPersons/0/nip birth-date-impossible'], birth)
  }
  t.strictSame(oddities({ nip: '190002291925012003' }), ['/reportedPersons/0/nip birth-date-impossible'])
})

t.test('a month of appointment beyond 01 to 12 is odd in a NIP', async t => {
  for (const month of ['00', '13', '21', '99']) {
    t.strictSame(
      oddities({ nip: `198504122010${month}2003` }),
      ['/reportedPersons/0/nip appointment-month-impossible'],
      month,
    )
  }
  for (const month of ['01', '09', '10', '12']) t.strictSame(oddities({ nip: `198504122010${month}2003` }), [], month)
})

t.test('a sex digit other than 1 and 2 is odd', async t => {
  for (const digit of ['0', '3', '9']) {
    t.strictSame(oddities({ nip: `19850412201001${digit}003` }), ['/reportedPersons/0/nip sex-digit-unknown'], digit)
    t.strictSame(oddities({ niPppk: `19850412202121${digit}001` }), ['/reportedPersons/0/niPppk sex-digit-unknown'])
  }
})

t.test('a NIP can be odd in every way at once', async t => {
  t.strictSame(oddities({ nip: '000000000000000000' }), [
    '/reportedPersons/0/nip birth-date-impossible',
    '/reportedPersons/0/nip sex-digit-unknown',
    '/reportedPersons/0/nip appointment-month-impossible',
    '/reportedPersons/0/nip appointment-age-implausible',
  ])
})

t.test('an NI PPPK has the number of its work agreement where a NIP has a month', async t => {
  t.strictSame(oddities({ niPppk: '198504122021211001' }), [])
  t.strictSame(oddities({ niPppk: '198504122021001001' }), [])
  t.strictSame(oddities({ niPppk: '198502302021211001' }), ['/reportedPersons/0/niPppk birth-date-impossible'])
})

t.test('a NIK adds 40 to the day of birth of women', async t => {
  for (const day of ['01', '31', '41', '71']) t.strictSame(oddities({ nik: `330901${day}04850001` }), [], day)
  for (const day of ['00', '32', '40', '72', '99']) {
    t.strictSame(oddities({ nik: `330901${day}04850001` }), ['/reportedPersons/0/nik birth-date-impossible'], day)
  }
})

t.test('a month of birth beyond 01 to 12 is odd in a NIK', async t => {
  for (const month of ['01', '12']) t.strictSame(oddities({ nik: `33090112${month}850001` }), [], month)
  for (const month of ['00', '13']) {
    t.strictSame(oddities({ nik: `33090112${month}850001` }), ['/reportedPersons/0/nik birth-date-impossible'], month)
  }
})

const differs = ['/reportedPersons/0/nik birth-date-differs', '/reportedPersons/0/nik sex-differs']
t.test(
  'a NIK that contradicts the number of employment is odd and accepted: it keeps a wrong birth date for life',
  async t => {
    t.strictSame(oddities({ nip: '198504122010012003', nik: '3309015204850001' }), [])
    t.strictSame(oddities({ nip: '198504122010012003', nik: '3309015304850001' }), differs.slice(0, 1), 'another day')
    t.strictSame(oddities({ nip: '198504122010012003', nik: '3309011204850001' }), differs.slice(1), 'a man')
    t.strictSame(oddities({ nip: '198504122010011003', nik: '3309015204850001' }), differs.slice(1), 'a woman')
    t.strictSame(oddities({ nip: '198504122010012003', nik: '3309010101860001' }), differs)
    t.strictSame(oddities({ niPppk: '198504122021211001', nik: '3309015304850001' }), differs, 'the NI PPPK, too')
    t.strictSame(oddities({ nik: '3309015304850001' }), [], 'nothing to compare it with')
  },
)

t.test('the area of registration in a NIK is one of the table of regions', async t => {
  t.ok(rowInForce(law.regions, '33.09', '2024-02-01'), 'Boyolali is in the shipped table')
  t.strictSame(oddities({ nik: '3309015204850001' }), [])
  t.notOk(law.regions.some(({ code }) => code === '33.98'))
  t.strictSame(oddities({ nik: '3398015204850001' }), ['/reportedPersons/0/nik registration-region-unknown'])
})

t.test('nobody is appointed as a PNS before 17 or after 47, by the years in the NIP, nor in time to come', async t => {
  const age = ['/reportedPersons/0/nip appointment-age-implausible']
  t.strictSame(oddities({ nip: '198504122001012003' }), age)
  t.strictSame(oddities({ nip: '198504122002012003' }), [])
  t.strictSame(oddities({ nip: '197004122017012003' }), [])
  t.strictSame(oddities({ nip: '197004122018012003' }), age)
  t.strictSame(oddities({ nip: '200004122024022003' }), [], 'this very month')
  t.strictSame(oddities({ nip: '200004122024032003' }), ['/reportedPersons/0/nip appointment-ahead'])
})

t.test('a PPPK is appointed from 2019 on, from 19 to 64 by the years in the NI PPPK', async t => {
  const year = ['/reportedPersons/0/niPppk appointment-year-implausible']
  const age = ['/reportedPersons/0/niPppk appointment-age-implausible']
  t.strictSame(oddities({ niPppk: '198504122018211001' }), year)
  t.strictSame(oddities({ niPppk: '198504122019211001' }), [])
  t.strictSame(oddities({ niPppk: '198504122024211001' }), [])
  t.strictSame(oddities({ niPppk: '198504122025211001' }), year)
  t.strictSame(oddities({ niPppk: '200304122021211001' }), age)
  t.strictSame(oddities({ niPppk: '200204122021211001' }), [])
  t.strictSame(oddities({ niPppk: '195704122021211001' }), [])
  t.strictSame(oddities({ niPppk: '195604122021211001' }), age)
})

t.test('number, rank and grade go with the employee type', async t => {
  const nip = '198504122010012003'
  const niPppk = '198504122021212001'
  t.strictSame(oddities({ employeeType: 'pns', nip, rank: 'III/c' }), [])
  t.strictSame(oddities({ employeeType: 'pppk', niPppk, grade: 'IX' }), [])
  t.strictSame(oddities({ employeeType: 'pppk', nip }), ['/reportedPersons/0/nip number-of-another-employee-type'])
  t.strictSame(oddities({ employeeType: 'pns', niPppk }), ['/reportedPersons/0/niPppk number-of-another-employee-type'])
  t.strictSame(oddities({ employeeType: 'pppk', rank: 'III/c' }), [
    '/reportedPersons/0/rank rank-of-another-employee-type',
  ])
  t.strictSame(oddities({ employeeType: 'pns', grade: 'IX' }), [
    '/reportedPersons/0/grade grade-of-another-employee-type',
  ])
  t.strictSame(oddities({ nip, rank: 'IV/e', grade: 'XVII' }), [], 'where the type is not known, nothing disagrees')
})

t.test('there are 17 ranks and 17 grades', async t => {
  t.equal(new Set(ranks).size, 17)
  t.equal(new Set(grades).size, 17)
})

t.test('the region of the place is in the table of the day of the act', async t => {
  const about = (regionCode: string, occurredAt: string, rows: (typeof law)['regions'] = law.regions) =>
    warningsAbout(
      { ...finding, reportedPersons: [], occurredAt, place: { regionCode } },
      { law: { regions: rows }, agencies, now },
    )
  const odd = [{ pointer: '/place/regionCode', code: 'region-unknown' }]
  const day = '2024-01-10T09:30:00+07:00'
  for (const code of ['33', '33.09', '33.09.01', '33.09.01.2001']) t.strictSame(about(code, day), [], code)
  for (const code of ['98', '33.98', '33.98.01']) t.strictSame(about(code, day), odd, code)

  const boyolali = rowInForce(law.regions, '33.09', '2024-01-10')!
  const until = [
    { ...boyolali, to: '2024-01-11' },
    { ...boyolali, code: '33.10', to: null },
  ]
  t.strictSame(about('33.09', '2024-01-10T23:59:59+07:00', until), [])
  t.strictSame(about('33.09', '2024-01-11T00:00:00+07:00', until), odd, 'from the day on which it is another one')
  t.strictSame(about('33.09', day, []), [], 'without a table nothing is odd')
})

t.test('a warning points to the person and the number, and repeats neither', async t => {
  const odd = { ...sari, nip: '198513122010012003', nik: '3309019904850001' }
  t.strictSame(warningsAbout({ ...finding, reportedPersons: [stranger, sari, odd] }, known), [
    { pointer: '/reportedPersons/2/nip', code: 'birth-date-impossible' },
    { pointer: '/reportedPersons/2/nik', code: 'birth-date-impossible' },
  ])
})

t.test('a person without numbers has no odd ones', async t => {
  t.strictSame(oddities({}), [])
  t.strictSame(warningsAboutPerson(stranger, '', known), [])
})

t.test('the reason of each warning is told in both languages', async t => {
  for (const [code, { en, id }] of Object.entries(reasons)) {
    t.match(en, /\.$/, code)
    t.match(id, /\.$/, code)
    t.not(en, id)
  }
})

t.test('an authority that the directory does not know is told of, for whomever it is', async t => {
  const slip = 'boyolalli' as AgencyId
  const reportedPersons = [
    sari,
    { ...sari, personnelAuthority: slip },
    { ...stranger, personnelAuthority: slip },
    { ...sari, personnelAuthority: 'boyolali' as AgencyId },
  ]
  const implicated = ['boyolali' as AgencyId, slip].map(agency => ({ agency, because: 'is-reported' as const }))
  t.strictSame(warningsAbout({ ...finding, reportedPersons, implicated }, known), [
    { pointer: '/reportedPersons/1/personnelAuthority', code: 'authority-unknown' },
    { pointer: '/reportedPersons/2/personnelAuthority', code: 'authority-unknown' },
    { pointer: '/implicated/1/agency', code: 'authority-unknown' },
  ])
})

t.test('a position that reads like a secretary of a region and is not marked is told of', async t => {
  const odd = ['/reportedPersons/0/position secretary-not-marked']
  for (const position of [
    'Sekretaris Daerah Kabupaten Boyolali',
    'SEKDA',
    'Plt. Sekda Provinsi Jawa Tengah',
    'Pj Sekretaris  Daerah',
  ]) {
    t.strictSame(oddities({ position }), odd, position)
    t.strictSame(oddities({ position, regionalSecretary: true }), [], position)
  }
  for (const position of ['Kepala Bagian Umum Sekretariat Daerah', 'Ajudan Sekda', 'Sekretaris Dinas', 'Sekdabud']) {
    t.strictSame(oddities({ position }), [], position)
  }
})

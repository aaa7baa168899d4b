import t from 'tap'
import { identifierWarnings } from '../../src/domain/identifiers.ts'
import { sari, stranger } from './examples.ts'

type Identifiers = { nip?: string; niPppk?: string; nik?: string }

function oddities({ ...identifiers }: Identifiers): string[] {
  const { nip: _, ...nameless } = sari as typeof sari & { nip?: string }
  return identifierWarnings([{ ...nameless, identification: 'identified', name: 'Sari', ...identifiers }]).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  )
}

t.test('a NIP is birth date, month of appointment, sex and serial', async t => {
  t.strictSame(oddities({ nip: '198504122010012003' }), [])
  t.strictSame(oddities({ nip: '200002292023121001' }), [], '29 February of a leap year')
  t.strictSame(oddities({ nip: '198504122010012000' }), [], 'a serial is only counted')
})

t.test('a birth date that no calendar has is odd in a NIP', async t => {
  for (const birth of ['19850229', '19850431', '19851301', '19850001', '19850400', '19850432', '19000229']) {
    t.strictSame(oddities({ nip: `${birth}2010012003` }), ['/reportedPersons/0/nip birth-date-impossible'], birth)
  }
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

t.test('numbers that contradict each other are not odd: a NIK keeps a wrong birth date for life', async t => {
  t.strictSame(oddities({ nip: '198504122010012003', nik: '9401010101010001' }), [])
})

t.test('a warning points to the person and the number, and repeats neither', async t => {
  const odd = { ...sari, nip: '198513122010012003', nik: '3309019904850001' } as typeof sari
  t.strictSame(identifierWarnings([stranger, sari, odd]), [
    { pointer: '/reportedPersons/2/nip', code: 'birth-date-impossible' },
    { pointer: '/reportedPersons/2/nik', code: 'birth-date-impossible' },
  ])
})

t.test('a person without numbers has no odd ones', async t => {
  t.strictSame(oddities({}), [])
  t.strictSame(identifierWarnings([stranger]), [])
  t.strictSame(identifierWarnings([]), [])
})

import type { Fault } from './rejection.ts'
import type { ReportedPerson } from './violation-content.ts'

/**
 * What looks odd about the identifiers of reported persons. A wrong shape is refused by the schema; a well-formed
 * number that contradicts itself is only warned about, because real numbers do: NIP and NIK have no check digit, a
 * NIK keeps a wrong birth date for life (PP 40/2019 art. 30(2)), and an NI PPPK has no month of appointment.
 */
export function identifierWarnings(persons: readonly ReportedPerson[]): Fault[] {
  return persons.flatMap((person, index) => {
    if (person.identification !== 'identified') return []
    const at = (field: string, codes: string[]) =>
      codes.map(code => ({ pointer: `/reportedPersons/${index}/${field}`, code }))
    return [
      ...at('nip', person.nip === undefined ? [] : nipOddities(person.nip)),
      ...at('niPppk', person.niPppk === undefined ? [] : niPppkOddities(person.niPppk)),
      ...at('nik', person.nik === undefined ? [] : nikOddities(person.nik)),
    ]
  })
}

/** NIP: birth YYYYMMDD, start YYYYMM, sex, serial (Perka BKN 22/2007). */
function nipOddities(nip: string): string[] {
  const oddities = birthAndSexOddities(nip)
  const month = Number(nip.slice(12, 14))
  if (month < 1 || month > 12) oddities.push('appointment-month-impossible')
  return oddities
}

/** NI PPPK: birth YYYYMMDD, year of appointment, number of the work agreement, sex, serial. */
function niPppkOddities(niPppk: string): string[] {
  return birthAndSexOddities(niPppk)
}

function birthAndSexOddities(digits: string): string[] {
  const oddities: string[] = []
  if (!isCalendarDate(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)))
    oddities.push('birth-date-impossible')
  if (!['1', '2'].includes(digits.charAt(14))) oddities.push('sex-digit-unknown')
  return oddities
}

/** NIK: region, then DDMMYY of birth, with 40 added to the day for women. */
function nikOddities(nik: string): string[] {
  const day = Number(nik.slice(6, 8))
  const month = Number(nik.slice(8, 10))
  const dayFits = (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
  return dayFits && month >= 1 && month <= 12 ? [] : ['birth-date-impossible']
}

function isCalendarDate(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

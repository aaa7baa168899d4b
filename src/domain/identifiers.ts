import type { Oddity } from './oddities.ts'
import type { IdentifiedPerson } from './redacted-copy.ts'

/**
 * What looks odd about the numbers of a person. A wrong shape is refused by the schema; a well-formed number that contradicts
 * itself is only warned about, because real numbers do: NIP and NIK have no check digit, a NIK keeps a wrong birth date and
 * the first area of registration for life (PP 40/2019 art. 30(2)), and an NI PPPK has no month of appointment and changes
 * with the agency. So none of them is a key. By member of the person.
 */
export function odditiesOfNumbers(
  { nip, niPppk, nik }: IdentifiedPerson,
  onDate: string,
): readonly (readonly ['nip' | 'niPppk' | 'nik', Oddity])[] {
  const year = Number(onDate.slice(0, 4))
  return [
    ...(nip === undefined ? [] : nipOddities(nip, onDate)).map(oddity => ['nip', oddity] as const),
    ...(niPppk === undefined ? [] : niPppkOddities(niPppk, year)).map(oddity => ['niPppk', oddity] as const),
    ...(nik === undefined ? [] : nikOddities(nik, nip ?? niPppk)).map(oddity => ['nik', oddity] as const),
  ]
}

/** In years of birth and appointment, so a year to either side of what the rules say (PP 11/2017, PP 48/2005). */
const agesOfPns = { least: 17, most: 47 }
/** From 20 to a year before the age of retirement (PP 49/2018). */
const agesOfPppk = { least: 19, most: 64 }
/** The first were appointed after PP 49/2018. */
const firstYearOfPppk = 2019

/** NIP: birth YYYYMMDD, start YYYYMM, sex, serial (Perka BKN 22/2007). */
function nipOddities(nip: string, onDate: string): Oddity[] {
  const oddities = birthAndSexOddities(nip)
  const month = Number(nip.slice(12, 14))
  if (month < 1 || month > 12) oddities.push('appointment-month-impossible')
  else if (nip.slice(8, 14) > onDate.slice(0, 7).replace('-', '')) oddities.push('appointment-ahead')
  return [...oddities, ...ageOddities(nip, agesOfPns)]
}

/** NI PPPK: birth YYYYMMDD, year of appointment, number of the work agreement, sex, serial. */
function niPppkOddities(niPppk: string, year: number): Oddity[] {
  const appointed = Number(niPppk.slice(8, 12))
  return [
    ...birthAndSexOddities(niPppk),
    ...(appointed < firstYearOfPppk || appointed > year ? (['appointment-year-implausible'] as const) : []),
    ...ageOddities(niPppk, agesOfPppk),
  ]
}

function birthAndSexOddities(digits: string): Oddity[] {
  const oddities: Oddity[] = []
  if (!isCalendarDate(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)))
    oddities.push('birth-date-impossible')
  if (!['1', '2'].includes(digits.charAt(14))) oddities.push('sex-digit-unknown')
  return oddities
}

function ageOddities(digits: string, { least, most }: typeof agesOfPns): Oddity[] {
  const age = Number(digits.slice(8, 12)) - Number(digits.slice(0, 4))
  return age < least || age > most ? ['appointment-age-implausible'] : []
}

/** NIK: region, then DDMMYY of birth, with 40 added to the day for women. Compared with the number of employment, if any. */
function nikOddities(nik: string, employment: string | undefined): Oddity[] {
  const day = Number(nik.slice(6, 8))
  const month = Number(nik.slice(8, 10))
  const dayFits = (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
  if (!dayFits || month < 1 || month > 12) return ['birth-date-impossible']
  if (employment === undefined) return []
  const isWoman = day > 40
  const birth = `${`${isWoman ? day - 40 : day}`.padStart(2, '0')}${nik.slice(8, 12)}`
  const birthByEmployment = `${employment.slice(6, 8)}${employment.slice(4, 6)}${employment.slice(2, 4)}`
  const sexByEmployment = employment.charAt(14)
  return [
    ...(birth === birthByEmployment ? [] : (['birth-date-differs'] as const)),
    ...(['1', '2'].includes(sexByEmployment) && (sexByEmployment === '2') !== isWoman
      ? (['sex-differs'] as const)
      : []),
  ]
}

function isCalendarDate(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

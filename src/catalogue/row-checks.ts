import type { CatalogueChange, CatalogueRow, Contest, WorkingCalendar } from '../domain/catalogue.ts'
import { overlaps } from '../domain/intervals.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { isRealDate } from '../domain/written-time.ts'
import type { Refuse } from './catalogue.ts'

/** Versions count 1, 2, 3, … and their dates do not go back. */
export function checkChanges(changes: readonly CatalogueChange[], refuse: Refuse): void {
  for (const [i, { version, date }] of changes.entries()) {
    const at = `/changes/${i}`
    if (version !== i + 1) refuse(`${at}/version`, `must be ${i + 1}, for versions count 1, 2, 3, …`)
    if (!isRealDate(date)) refuse(`${at}/date`, `there is no day ${date}`)
    const before = changes[i - 1]
    if (before !== undefined && date < before.date) refuse(`${at}/date`, `is before the change of ${before.date}`)
  }
}

/**
 * Every row has days on which it is valid, and on any day a code has one row at the most. `identity` is what makes a row
 * another one.
 */
export function checkIntervals<Row extends CatalogueRow>(
  rows: readonly Row[],
  refuse: Refuse,
  identity: (row: Row) => string = row => row.code,
): void {
  const earlier = new Map<string, number[]>()
  for (const [i, row] of rows.entries()) {
    const at = `/rows/${i}`
    if (!isRealDate(row.from)) refuse(`${at}/from`, `there is no day ${row.from}`)
    if (row.to !== null && !isRealDate(row.to)) refuse(`${at}/to`, `there is no day ${row.to}`)
    if (row.to !== null && row.to <= row.from) {
      refuse(`${at}/to`, `must be after ${row.from}, for the day itself is not included`)
    }
    const same = earlier.get(identity(row)) ?? []
    const other = same.find(j => overlaps(rows[j] as Row, row))
    if (other !== undefined) refuse(at, `${row.code} already has a row in that time, see /rows/${other}`)
    earlier.set(identity(row), [...same, i])
  }
}

/** A contest goes one way: candidates are fixed, they campaign, there is a vote, the result is final. */
export function checkContests(contests: readonly Contest[], refuse: Refuse): void {
  for (const [i, { fixedAt, campaign, votingDay, finalAt }] of contests.entries()) {
    const stages = [
      ['fixedAt', fixedAt && legalDateOf(fixedAt)],
      ['campaign/from', campaign?.from ?? null],
      ['campaign/to', campaign?.to ?? null],
      ['votingDay', votingDay],
      ['finalAt', finalAt && legalDateOf(finalAt)],
    ] as const
    const known = stages.filter((stage): stage is [(typeof stages)[number][0], string] => stage[1] !== null)
    for (const [j, [place, day]] of known.entries()) {
      if (!isRealDate(day)) refuse(`/rows/${i}/${place}`, `there is no day ${day}`)
      const before = known[j - 1]
      if (before !== undefined && day < before[1]) refuse(`/rows/${i}/${place}`, `is before ${before[0]}`)
    }
  }
}

/** Every day of a calendar is a real one, and says one thing. */
export function checkDays(calendars: readonly WorkingCalendar[], refuse: Refuse): void {
  for (const [i, { days }] of calendars.entries()) {
    for (const [j, { date }] of days.entries()) {
      const at = `/rows/${i}/days/${j}/date`
      if (!isRealDate(date)) refuse(at, `there is no day ${date}`)
      const before = days[j - 1]
      if (before !== undefined && date <= before.date)
        refuse(at, `must be after ${before.date}, for days stand in order`)
    }
  }
}

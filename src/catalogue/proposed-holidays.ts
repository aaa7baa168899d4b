import Holidays from 'date-holidays'
import type { WorkingCalendar } from '../domain/catalogue.ts'

/** A public holiday of Indonesia as the library computes it. */
export type ProposedHoliday = { readonly date: string; readonly name: { readonly id: string; readonly en: string } }

/**
 * The public holidays of a year, computed by a kept library from rules and moon tables. They are proposals: what counts is the
 * joint decree of three ministers, which fixes the days of the moon each year and adds collective leave.
 */
export function proposedHolidays(year: number): ProposedHoliday[] {
  const named = (language: string) =>
    new Map(
      new Holidays('ID', { languages: [language] })
        .getHolidays(year)
        .filter(({ type }) => type === 'public')
        .map(({ date, name }) => [date.slice(0, 10), name]),
    )
  const english = named('en')
  return [...named('id')].map(([date, id]) => ({ date, name: { id, en: english.get(date) ?? id } }))
}

/** Where a calendar and the library differ about public holidays: what only one of them has. */
export function differences(
  { days }: WorkingCalendar,
  year: number,
): { library: ProposedHoliday[]; shipped: string[] } {
  const proposed = proposedHolidays(year)
  const known = new Set(days.map(({ date }) => date))
  const dates = new Set(proposed.map(({ date }) => date))
  return {
    library: proposed.filter(({ date }) => !known.has(date)),
    shipped: days
      .filter(({ date, kind }) => kind === 'public-holiday' && date.startsWith(`${year}-`) && !dates.has(date))
      .map(({ date }) => date),
  }
}

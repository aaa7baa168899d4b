import { type CalendarDay, rowInForce, type WorkingCalendar } from './catalogue.ts'
import { weekdayOf } from './zone.ts'

/** What one date is in a working-day calendar. */
export type DayInCalendar = {
  readonly works: boolean
  readonly why: 'working-day' | 'rest-day' | 'public-holiday' | 'joint-leave'
  /** The dated row that says so; null where the week alone does. */
  readonly row: CalendarDay | null
  /** Whether the calendar knows the holidays of that year at all. */
  readonly known: boolean
}

export type CalendarLookup = (date: string) => DayInCalendar

/** Looks dates up in the calendar of this code, as its rows were in force on each of them. */
export function calendarOf(rows: readonly WorkingCalendar[], code: string): CalendarLookup {
  const own = rows.filter(row => row.code === code).sort((a, b) => (a.from < b.from ? -1 : 1))
  const [first] = own
  if (first === undefined) throw new Error(`there is no calendar ${code}`)
  return date => {
    const inForce = rowInForce(own, code, date)
    const nearest = inForce ?? own.findLast(({ from }) => from <= date) ?? first
    const row = nearest.days.find(day => day.date === date) ?? null
    const year = date.slice(0, 4)
    const known = inForce !== undefined && nearest.days.some(day => day.date.startsWith(year))
    if (row !== null) return { works: row.kind === 'working-day', why: row.kind, row, known }
    const rests = nearest.restDays.includes(weekdayOf(date))
    return { works: !rests, why: rests ? 'rest-day' : 'working-day', row, known }
  }
}

/** Calendar days: every day counts, and none has a name. */
export const everyDay: CalendarLookup = () => ({ works: true, why: 'working-day', row: null, known: true })

import type { Law } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isDate, type Suspension } from './deadline.ts'
import { earliestDate } from './legal-date.ts'
import { type Fault, Rejection } from './rejection.ts'

const latest = '2100-01-01'
const longestMs = 20 * 366 * 24 * 60 * 60 * 1000

/** The deadline of a clock from a start that somebody asks about, without any case. */
export function decideComputation(
  law: Law,
  code: string,
  start: string,
  suspensions: readonly Suspension[],
): Deadline | Rejection {
  if (!isTime(start) || start.slice(0, 10) < earliestDate || start.slice(0, 10) >= latest) {
    return new Rejection('R-CLK-02', [at('/start')])
  }
  const clock = clockAt(law, code, start)
  if (clock === undefined) return new Rejection('R-CLK-01', [at('/start')])
  if (clock.unit === 'hour' && isDate(start)) return new Rejection('R-CLK-02', [at('/start')])
  const astray = suspensions.flatMap(({ from, to }, index) =>
    isTime(from) && isTime(to) && isBounded(from, to, start) ? [] : [at(`/suspensions/${index}`)],
  )
  if (astray.length > 0) return new Rejection('R-CLK-03', astray)
  return computeDeadline(law, clock, start, suspensions)
}

function isBounded(from: string, to: string, start: string): boolean {
  const near = (time: string) => Math.abs(Date.parse(time) - Date.parse(start)) <= longestMs
  return Date.parse(from) < Date.parse(to) && near(from) && near(to)
}

/** A date or an instant of the calendar: the thirty-first of February is none. */
function isTime(time: string): boolean {
  const date = time.slice(0, 10)
  const day = new Date(date)
  return !Number.isNaN(Date.parse(time)) && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === date
}

function at(pointer: string): Fault {
  return { pointer, code: 'rule' }
}

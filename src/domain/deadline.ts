import { type CalendarLookup, calendarOf, type DayInCalendar, everyDay } from './calendar.ts'
import { type Bilingual, type Clock, type Confidence, confidences, type Law, rowInForce } from './catalogue.ts'
import { type DeadlineStep, grouped, type StepReason } from './deadline-steps.ts'
import { dateIn, daysFrom, endOfDay } from './zone.ts'

/** A time that does not count. Dates or instants (RFC 3339), half-open `[from, to)`. */
export type Suspension = { readonly from: string; readonly to: string; readonly reason: string }

/** A clock with its dates: what is due, by which law, and the arithmetic that leads there. */
export type Deadline = {
  readonly clock: string
  readonly clockVersion: number
  readonly calendar: string | null
  readonly calendarVersion: number | null
  readonly name: Bilingual
  readonly legalBasis: string
  readonly confidence: Confidence
  /** What the sources leave open. */
  readonly note: Bilingual | null
  readonly startsOn: string
  /** What it was counted from: an instant, or a date in its zone. */
  readonly start: string
  readonly length: number
  readonly unit: Clock['unit']
  readonly direction: Clock['direction']
  readonly zone: string
  readonly bearer: Clock['bearer']
  /** The last day in its zone. */
  readonly dueOn: string
  /** The instant (RFC 3339, UTC) from which it is overdue: the end of that day, or the exact moment of a clock of hours. */
  readonly dueAt: string
  readonly onExpiry: Bilingual
  readonly suspensions: readonly Suspension[]
  readonly steps: readonly DeadlineStep[]
  /** Whether it reaches a year whose holidays the calendar does not know, so that it may still move. */
  readonly beyondCalendar: boolean
}

/** The clock of this code as it is in force when it starts, or undefined when the law has none then. */
export function clockAt({ clocks }: Law, code: string, start: string): Clock | undefined {
  const early = clocks.find(clock => clock.code === code)
  return early && rowInForce(clocks, code, dayOf(start, early.zone))
}

type LawVersions = Pick<Law['versions'], 'clocks' | 'calendars'>
type ComputedFrom = Pick<Deadline, 'clockVersion' | 'calendarVersion'>

/** Whether it was computed from an older law than this one, and from no part of it that is newer: the law never goes back. */
export function isOutdated(deadline: ComputedFrom, versions: LawVersions): boolean {
  const { clockVersion, calendarVersion } = deadline
  const isOlder = clockVersion < versions.clocks || (calendarVersion ?? versions.calendars) < versions.calendars
  return isOlder && !isAhead(deadline, versions)
}

/** Whether it was computed from a newer law than this one, by another process. */
export function isAhead({ clockVersion, calendarVersion }: ComputedFrom, { clocks, calendars }: LawVersions): boolean {
  return clockVersion > clocks || (calendarVersion ?? calendars) > calendars
}

/** Whether a time is a date without a time of the day. */
export function isDate(time: string): boolean {
  return time.length === 10
}

/**
 * From a clock, its start and what suspends it to the deadline. The start day is not counted unless the row says so; a
 * deadline on a day that is no working day stays there unless the row says so; backward clocks leave clear days between.
 * A clock of hours starts at an instant.
 */
export function computeDeadline(
  law: Law,
  clock: Clock,
  start: string,
  suspensions: readonly Suspension[] = [],
): Deadline {
  const counted =
    clock.unit === 'hour' ? countHours(clock, start, suspensions) : countDays(law, clock, start, suspensions)
  return {
    ...termsOf(law, clock, start),
    ...counted.due,
    suspensions,
    confidence: weakest([clock.confidence, ...counted.confidences]),
    steps: grouped(counted.steps),
  }
}

/** A deadline whose last day somebody set, under a clock that says who bears it and what happens when it is over. */
export function setDeadline(law: Law, clock: Clock, start: string, dueOn: string): Deadline {
  const from = dayOf(start, clock.zone)
  return {
    ...termsOf(law, clock, start),
    calendar: null,
    calendarVersion: null,
    length: daysBetween(from, dueOn),
    unit: 'calendar-day',
    dueOn,
    dueAt: endOfDay(dueOn, clock.zone),
    beyondCalendar: false,
    suspensions: [],
    confidence: clock.confidence,
    steps: [step('start', 'start-day', from, from, 0, 0), step('set', 'given', dueOn, dueOn, 0, 0)],
  }
}

function termsOf(law: Law, clock: Clock, start: string) {
  return {
    clock: clock.code,
    clockVersion: law.versions.clocks,
    calendar: clock.calendar,
    calendarVersion: clock.calendar === null ? null : law.versions.calendars,
    name: clock.name,
    legalBasis: clock.legalBasis,
    note: clock.note ?? null,
    startsOn: clock.startsOn,
    start,
    length: clock.length,
    unit: clock.unit,
    direction: clock.direction,
    zone: clock.zone,
    bearer: clock.bearer,
    onExpiry: clock.onExpiry,
  }
}

type Counted = {
  readonly due: Pick<Deadline, 'dueOn' | 'dueAt' | 'beyondCalendar'>
  readonly steps: readonly DeadlineStep[]
  readonly confidences: readonly Confidence[]
}

function countHours({ length, direction, zone }: Clock, start: string, suspensions: readonly Suspension[]): Counted {
  if (isDate(start)) throw new Error('a clock of hours starts at an instant')
  const sign = direction === 'forward' ? 1 : -1
  const spans = suspensions
    .map(({ from, to, reason }) => ({ from: momentOf(from, zone), to: momentOf(to, zone), reason }))
    .sort((a, b) => sign * (a.from - b.from))
  const begun = Date.parse(start)
  let now = begun
  let left = length * hourMs
  const steps: DeadlineStep[] = [step('start', 'start-moment', iso(now), iso(now), 0, 0)]
  const count = (until: number) => {
    left -= Math.abs(until - now)
    steps.push(...hours(now, until, length - left / hourMs))
    now = until
  }
  for (const span of spans) {
    const [near, far] = sign === 1 ? [span.from, span.to] : [span.to, span.from]
    if (sign * (far - now) <= 0) continue
    if (sign * (near - now) >= left) break
    if (sign * (near - now) > 0) count(near)
    steps.push({
      ...step('skipped', 'suspension', ...inOrder(now, far), 0, length - left / hourMs),
      name: { en: span.reason, id: span.reason },
    })
    now = far
  }
  count(now + sign * left)
  return { due: { dueOn: dateIn(zone, iso(now)), dueAt: iso(now), beyondCalendar: false }, steps, confidences: [] }
}

function hours(from: number, to: number, total: number): DeadlineStep[] {
  if (from === to) return []
  return [step('counted', 'hour', ...inOrder(from, to), Math.abs(to - from) / hourMs, total)]
}

function countDays(law: Law, clock: Clock, start: string, suspensions: readonly Suspension[]): Counted {
  const { length, unit, direction, zone, countsStartDay, rollsForward } = clock
  const lookup = clock.calendar === null ? everyDay : calendarOf(law.calendars, clock.calendar)
  const counts: CalendarLookup = unit === 'working-day' ? lookup : everyDay
  const sign = direction === 'forward' ? 1 : -1
  const paused = suspensions.map(({ from, to, reason }) => ({ from: dayOf(from, zone), to: dayOf(to, zone), reason }))
  const first = dayOf(start, zone)
  const steps: DeadlineStep[] = []
  const seen: DayInCalendar[] = []
  let day = countsStartDay ? daysFrom(first, -sign) : first
  let total = 0
  if (!countsStartDay) steps.push(step('start', 'start-day', first, first, 0, 0))

  while (total < length) {
    day = daysFrom(day, sign)
    const pause = paused.find(({ from, to }) => from <= day && day < to)
    if (pause !== undefined) {
      const last = sign === 1 ? daysFrom(pause.to, -1) : pause.from
      const [from, to] = sign === 1 ? [day, last] : [last, day]
      steps.push({
        ...step('skipped', 'suspension', from, to, 0, total),
        name: { en: pause.reason, id: pause.reason },
      })
      day = last
      continue
    }
    const found = counts(day)
    seen.push(found)
    if (found.works) total += 1
    steps.push(dayStep(found, unit, day, total))
  }
  if (direction === 'backward') {
    day = daysFrom(day, -1)
    steps.push(step('moved', 'clear-day', day, day, 0, total))
  }
  if (rollsForward) {
    const due = day
    seen.push(lookup(day))
    // A backward clock moves to the earlier day, or the clear days would be fewer.
    while (!lookup(day).works) {
      day = daysFrom(day, sign)
      seen.push(lookup(day))
    }
    if (day !== due) steps.push(step('moved', 'no-working-day', due < day ? due : day, due < day ? day : due, 0, total))
  }
  const beyondCalendar = seen.some(({ known }) => !known)
  const named = seen.flatMap(({ row }) => (row === null ? [] : [row.confidence]))
  return {
    due: { dueOn: day, dueAt: endOfDay(day, zone), beyondCalendar },
    steps,
    confidences: beyondCalendar ? [...named, 'inferred'] : named,
  }
}

function dayStep(found: DayInCalendar, unit: Clock['unit'], day: string, total: number): DeadlineStep {
  const why = found.works && unit === 'calendar-day' ? 'calendar-day' : found.why
  return {
    ...step(found.works ? 'counted' : 'skipped', why, day, day, found.works ? 1 : 0, total),
    name: found.row?.name ?? null,
    legalBasis: found.row?.legalBasis ?? null,
  }
}

function step(
  kind: DeadlineStep['kind'],
  reason: StepReason,
  from: string,
  to: string,
  count: number,
  total: number,
): DeadlineStep {
  return { kind, reason, from, to, count, total, restDays: 0, name: null, legalBasis: null }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * hourMs))
}

function dayOf(time: string, zone: string): string {
  return isDate(time) ? time : dateIn(zone, time)
}

/** A date stands for the moment it begins. */
function momentOf(time: string, zone: string): number {
  return Date.parse(isDate(time) ? endOfDay(daysFrom(time, -1), zone) : time)
}

function weakest(all: readonly Confidence[]): Confidence {
  return confidences[Math.max(...all.map(confidence => confidences.indexOf(confidence)))] ?? 'inferred'
}

const hourMs = 60 * 60 * 1000

function iso(at: number): string {
  return new Date(at).toISOString()
}

function inOrder(a: number, b: number): [string, string] {
  return a <= b ? [iso(a), iso(b)] : [iso(b), iso(a)]
}

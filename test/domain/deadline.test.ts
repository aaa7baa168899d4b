import fc from 'fast-check'
import t from 'tap'
import { calendarOf } from '../../src/domain/calendar.ts'
import type { Clock, Law } from '../../src/domain/catalogue.ts'
import { computeDeadline, type Deadline, type Suspension } from '../../src/domain/deadline.ts'
import { daysFrom, endOfDay } from '../../src/domain/zone.ts'
import { calendar, clock, dayOff, law } from './law-examples.ts'

/** Each step in one line, as a clerk would write it. */
const worked = ({ steps }: Pick<Deadline, 'steps'>) =>
  steps.map(({ kind, reason, from, to, count, total, restDays }) =>
    [kind, reason, from === to ? from : `${from}…${to}`, count === 0 ? null : `+${count}=${total}`, restDays || null]
      .filter(part => part !== null)
      .join(' '),
  )
const due = (known: Law, row: Clock, start: string, suspensions: readonly Suspension[] = []) =>
  computeDeadline(known, row, start, suspensions).dueOn

const plain = [calendar([dayOff('2026-01-01')])]

t.test('the day of receipt is not counted, and the deadline is over at the end of its day', async t => {
  const deadline = computeDeadline(law([], plain), clock({ length: 15 }), '2026-07-14T09:30:00+07:00')
  t.match(deadline, { dueOn: '2026-08-04', dueAt: '2026-08-04T17:00:00.000Z', beyondCalendar: false })
  t.strictSame(worked(deadline), [
    'start start-day 2026-07-14',
    'counted working-day 2026-07-15…2026-07-17 +3=3',
    'skipped rest-day 2026-07-18…2026-07-19',
    'counted working-day 2026-07-20…2026-07-24 +5=8',
    'skipped rest-day 2026-07-25…2026-07-26',
    'counted working-day 2026-07-27…2026-07-31 +5=13',
    'skipped rest-day 2026-08-01…2026-08-02',
    'counted working-day 2026-08-03…2026-08-04 +2=15',
  ])
})

t.test('a day belongs to the zone of its clock, at both sides of midnight', async t => {
  const known = law([], plain)
  const on = (zone: string, start: string) => due(known, clock({ unit: 'calendar-day', calendar: null, zone }), start)
  t.equal(on('Asia/Jakarta', '2026-07-14T16:59:59.999Z'), '2026-07-17')
  t.equal(on('Asia/Jakarta', '2026-07-14T17:00:00.000Z'), '2026-07-18')
  t.equal(on('Asia/Jayapura', '2026-07-14T14:59:59.999Z'), '2026-07-17')
  t.equal(on('Asia/Jayapura', '2026-07-14T15:00:00.000Z'), '2026-07-18')
  t.equal(on('Asia/Jakarta', '2026-07-14'), '2026-07-17')
  const jayapura = clock({ unit: 'calendar-day', calendar: null, zone: 'Asia/Jayapura' })
  t.equal(computeDeadline(known, jayapura, '2026-07-14').dueAt, '2026-07-17T15:00:00.000Z')
})

t.test('a day of summer time ends when its own clocks say so', async t => {
  t.equal(endOfDay('2026-03-28', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z')
  t.equal(endOfDay('2026-03-29', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z')
  t.equal(endOfDay('2026-10-25', 'Europe/Berlin'), '2026-10-25T23:00:00.000Z')
})

t.test('holidays and collective leave are skipped by name and decree, and a working Saturday is counted', async t => {
  const days = [
    dayOff('2026-07-15', { name: { id: 'Libur', en: 'Holiday' }, legalBasis: 'Decree 7' }),
    dayOff('2026-07-16', { kind: 'joint-leave', confidence: 'unverified' }),
    dayOff('2026-07-18', { kind: 'working-day' }),
  ]
  const deadline = computeDeadline(law([], [calendar(days)]), clock(), '2026-07-14')
  t.strictSame(worked(deadline), [
    'start start-day 2026-07-14',
    'skipped public-holiday 2026-07-15',
    'skipped joint-leave 2026-07-16',
    'counted working-day 2026-07-17 +1=1',
    'counted working-day 2026-07-18 +1=2',
    'skipped rest-day 2026-07-19',
    'counted working-day 2026-07-20 +1=3',
  ])
  t.match(deadline.steps[1], { name: { id: 'Libur', en: 'Holiday' }, legalBasis: 'Decree 7' })
  t.equal(deadline.confidence, 'unverified')
})

t.test('a deadline in a year whose holidays are not known yet says so', async t => {
  const known = law([], [calendar([dayOff('2026-12-25')])])
  t.match(computeDeadline(known, clock(), '2026-12-23'), { dueOn: '2026-12-29', beyondCalendar: false })
  t.match(computeDeadline(known, clock(), '2026-12-29'), {
    dueOn: '2027-01-01',
    beyondCalendar: true,
    confidence: 'inferred',
  })
})

t.test('calendar days run through holidays, and the last day stays where it falls', async t => {
  const days = clock({ length: 4, unit: 'calendar-day', calendar: null })
  const known = law([], [calendar([dayOff('2026-07-16')])])
  // Tuesday, and Saturday.
  t.equal(due(known, days, '2026-07-14'), '2026-07-18')
  t.strictSame(worked(computeDeadline(known, days, '2026-07-14')), [
    'start start-day 2026-07-14',
    'counted calendar-day 2026-07-15…2026-07-18 +4=4',
  ])
})

t.test('a row that says so moves a deadline off a day that is no working day', async t => {
  const moving = clock({ length: 4, unit: 'calendar-day', rollsForward: true })
  const deadline = computeDeadline(law([], [calendar([dayOff('2026-07-20')])]), moving, '2026-07-14')
  t.equal(deadline.dueOn, '2026-07-21')
  t.equal(worked(deadline).at(-1), 'moved no-working-day 2026-07-18…2026-07-21')
})

t.test('a row that counts the day it starts counts it when it is a working day', async t => {
  const counting = clock({ countsStartDay: true })
  t.equal(due(law([], plain), counting, '2026-07-14'), '2026-07-16')
  t.equal(due(law([], plain), counting, '2026-07-18'), '2026-07-22')
})

t.test('a summons is received seven clear working days before the hearing', async t => {
  const summons = clock({ length: 7, direction: 'backward', startsOn: 'hearing-date' })
  const deadline = computeDeadline(law([], plain), summons, '2026-07-24')
  t.equal(deadline.dueOn, '2026-07-14')
  t.strictSame(worked(deadline), [
    'start start-day 2026-07-24',
    'counted working-day 2026-07-20…2026-07-23 +4=4',
    'skipped rest-day 2026-07-18…2026-07-19',
    'counted working-day 2026-07-15…2026-07-17 +3=7',
    'moved clear-day 2026-07-14',
  ])
  // It may be received on a Sunday: the days between are what is counted.
  t.equal(due(law([], plain), { ...summons, length: 5 }, '2026-07-27'), '2026-07-19')
})

t.test('one times twenty-four hours are exact, whatever day it is', async t => {
  const hours = clock({ length: 24, unit: 'hour', calendar: null })
  const deadline = computeDeadline(law([], plain), hours, '2026-07-17T22:15:30.250+07:00')
  t.match(deadline, { dueAt: '2026-07-18T15:15:30.250Z', dueOn: '2026-07-18' })
  t.strictSame(worked(deadline), [
    'start start-moment 2026-07-17T15:15:30.250Z',
    'counted hour 2026-07-17T15:15:30.250Z…2026-07-18T15:15:30.250Z +24=24',
  ])
  t.throws(() => computeDeadline(law([], plain), hours, '2026-07-17'))
  const backward = computeDeadline(law([], plain), { ...hours, direction: 'backward' }, '2026-07-18T10:00:00Z')
  t.equal(backward.dueAt, '2026-07-17T10:00:00.000Z')
})

t.test('what is suspended is not counted: days between two dates, and hours to the moment', async t => {
  const known = law([], plain)
  const paused = [{ from: '2026-07-16', to: '2026-07-21', reason: 'Objection' }]
  const days = computeDeadline(known, clock(), '2026-07-14', paused)
  t.strictSame(worked(days), [
    'start start-day 2026-07-14',
    'counted working-day 2026-07-15 +1=1',
    'skipped suspension 2026-07-16…2026-07-20',
    'counted working-day 2026-07-21…2026-07-22 +2=3',
  ])
  t.equal(days.steps[2]?.name?.en, 'Objection')
  const back = clock({ length: 2, direction: 'backward' })
  t.equal(due(known, back, '2026-07-23', [{ from: '2026-07-21', to: '2026-07-23', reason: 'Leave' }]), '2026-07-16')

  const hours = clock({ length: 24, unit: 'hour', calendar: null })
  const spans = [
    { from: '2026-07-14T10:00:00Z', to: '2026-07-14T12:30:00Z', reason: 'Power cut' },
    { from: '2026-07-14T11:00:00Z', to: '2026-07-14T13:00:00Z', reason: 'Flood' },
    { from: '2026-07-16T00:00:00Z', to: '2026-07-17T00:00:00Z', reason: 'Too late to matter' },
  ]
  t.equal(computeDeadline(known, hours, '2026-07-14T08:00:00Z', spans).dueAt, '2026-07-15T11:00:00.000Z')
})

t.test('a clock that runs over two rows of a calendar counts each day by the row of that day', async t => {
  const sixDays = calendar([dayOff('2026-01-01')], { to: '2026-07-18', restDays: [0] })
  const fiveDays = calendar([dayOff('2026-08-17')], { from: '2026-07-18' })
  t.equal(due(law([], [sixDays, fiveDays]), clock({ length: 7 }), '2026-07-10'), '2026-07-20')
})

t.test('a long clock has few steps: its weekends are counted inside the runs', async t => {
  const known = law([], [calendar([dayOff('2026-01-01')])])
  const long = computeDeadline(known, clock({ length: 500 }), '2026-07-14')
  t.strictSame(worked(long), ['start start-day 2026-07-14', 'counted working-day 2026-07-15…2028-06-13 +500=500 200'])
  t.equal(
    computeDeadline(known, clock({ length: 3650, unit: 'calendar-day', calendar: null }), '2026-07-14').steps.length,
    2,
  )
})

const dates = fc.integer({ min: 0, max: 900 }).map(days => daysFrom('2024-01-01', days))
const holidays = fc.uniqueArray(dates, { maxLength: 60 }).map(days => days.map(day => dayOff(day)))
const lengths = fc.integer({ min: 1, max: 40 })
const worksIn = (known: Law) => (day: string) => calendarOf(known.calendars, 'example')(day).works
const between = (from: string, to: string) => {
  const days: string[] = []
  for (let day = daysFrom(from, 1); day < to; day = daysFrom(day, 1)) days.push(day)
  return days
}

t.test('a forward deadline has exactly its length of working days after its start, and ends on one', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, (start, length, days) => {
      const known = law([], [calendar(days)])
      const end = due(known, clock({ length }), start)
      const counted = [...between(start, end), end].filter(worksIn(known))
      return end > start && counted.length === length && counted.at(-1) === end
    }),
  )
})

t.test('a longer clock is never due earlier, and one that starts later never ends earlier', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, fc.boolean(), (start, length, days, backward) => {
      const known = law([], [calendar(days)])
      const row = clock({ length, direction: backward ? 'backward' : 'forward' })
      const longer = due(known, { ...row, length: length + 1 }, start)
      const own = due(known, row, start)
      const later = due(known, row, daysFrom(start, 1))
      return (backward ? longer < own : longer > own) && later >= own
    }),
  )
})

t.test('a backward deadline is the last day that leaves its length of clear working days', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, (hearing, length, days) => {
      const known = law([], [calendar(days)])
      const received = due(known, clock({ length, direction: 'backward' }), hearing)
      const clear = (day: string) => between(day, hearing).filter(worksIn(known)).length
      // Forward from the receipt the length is full before the hearing, and from the next day it is not.
      const forward = (day: string) => due(known, clock({ length }), day)
      return (
        clear(received) === length &&
        clear(daysFrom(received, 1)) < length &&
        forward(received) < hearing &&
        forward(daysFrom(received, 1)) >= hearing
      )
    }),
  )
})

t.test('one more holiday never makes a deadline earlier, nor a summons later', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, dates, fc.boolean(), (start, length, days, more, rolls) => {
      const without = law([], [calendar(days.filter(({ date }) => date !== more))])
      const holiday = law([], [calendar([...days.filter(({ date }) => date !== more), dayOff(more)])])
      const row = clock({ length, rollsForward: rolls })
      const backward = clock({ length, direction: 'backward' })
      return (
        due(holiday, row, start) >= due(without, row, start) &&
        due(holiday, backward, start) <= due(without, backward, start)
      )
    }),
  )
})

t.test('a suspension makes a deadline later by what it takes away, and never earlier', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, dates, fc.integer({ min: 0, max: 30 }), (start, length, days, from, span) => {
      const known = law([], [calendar(days)])
      const to = daysFrom(from, span)
      const plainly = due(known, clock({ length }), start)
      const suspended = due(known, clock({ length }), start, [{ from, to, reason: 'Objection' }])
      const counted = [...between(start, suspended), suspended].filter(
        day => worksIn(known)(day) && !(from <= day && day < to),
      )
      return suspended >= plainly && counted.length === length
    }),
  )
})

t.test('the steps tell the whole way: every day once, and the counts add up to the length', async () => {
  fc.assert(
    fc.property(dates, lengths, holidays, (start, length, days) => {
      const { steps, dueOn } = computeDeadline(law([], [calendar(days)]), clock({ length }), start)
      const told = steps.flatMap(({ from, to }) => [from, ...between(from, to), ...(to === from ? [] : [to])])
      const sum = steps.reduce((all, { count }) => all + count, 0)
      return sum === length && told.join() === [start, ...between(start, dueOn), dueOn].join()
    }),
  )
})

import Type, { type Static } from 'typebox'
import { mandateKinds } from '../domain/agencies.ts'
import { confidences } from '../domain/catalogue.ts'
import type { Deadline } from '../domain/deadline.ts'
import { type DeadlineStep, stepReasons } from '../domain/deadline-steps.ts'
import { type DeadlineOnRecord, deadlineStatuses, isRunning } from '../domain/referral-deadlines.ts'
import { named, ref } from '../http/named-schema.ts'
import { bilingual } from './catalogue-rows.ts'
import {
  ActRecord,
  closed,
  count,
  instant,
  legalDate,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  text,
  toActRecord,
} from './words.ts'

const reasons = Object.keys(stepReasons) as (keyof typeof stepReasons)[]

/** A date, or an instant: a clock of days is counted in dates, and one of hours in instants. */
const time = (description: string) =>
  Type.Unsafe<string>({
    type: 'string',
    minLength: 10,
    maxLength: 35,
    pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
    description,
    examples: ['2026-07-14', '2026-07-14T09:30:00+07:00'],
  })
const word = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$',
    description,
    examples: [example],
  })

export const SuspensionSchema = named(
  'Suspension',
  Type.Object(
    {
      from: time('The first day or moment that does not count.'),
      to: time('The first day or moment that counts again.'),
      reason: text(300, 'Why.', 'An objection was filed.'),
    },
    { ...closed, description: 'A time that does not count.' },
  ),
)

export const DeadlineStepSchema = named(
  'DeadlineStep',
  Type.Object(
    {
      kind: oneOf(['start', 'counted', 'skipped', 'moved', 'set'] as const, 'What the step does.'),
      reason: oneOfThoseKnown(reasons, 'Why, for programs.'),
      text: bilingual('Why, in words.'),
      from: time('The first day of the run, or the moment.'),
      to: time('The last day of the run, or the moment.'),
      count: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'How much of the length it adds.' }),
      total: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'How much is counted by then.' }),
      restDays: count('Weekly days of rest inside a long run, which are not counted.'),
      name: nullable(bilingual('The name of the holiday, or what suspends.'), 'Null where the day has no name.'),
      legalBasis: nullable(text(1000, 'What makes the day so.', 'SKB 3 Menteri 2023'), 'Null where the week does.'),
    },
    { ...closed, description: 'A run of days or hours of one kind.' },
  ),
)

/** What every deadline says, whatever it is of. */
export const deadlineTerms = {
  clock: word('The code of the clock.', 'merit-review'),
  clockVersion: count('The version of the clocks that it was computed by.', 1),
  calendar: nullable(word('The code of the calendar.', 'national'), 'Null where none was needed.'),
  calendarVersion: nullable(count('The version of the calendars.', 1), 'Null where none was needed.'),
  name: bilingual('What is due.'),
  legalBasis: text(1000, 'The article.', 'PP 94/2021 Pasal 26'),
  confidence: oneOf(confidences, 'The least that is known of the clock and of every dated day that was met.'),
  note: nullable(bilingual('What the sources leave open.'), 'Null where they leave nothing open.'),
  startsOn: word('What starts it.', 'referral-sent'),
  start: time('What it is counted from.'),
  length: count('How long.', 0),
  unit: oneOf(['calendar-day', 'working-day', 'hour'] as const, 'In what.'),
  direction: oneOf(['forward', 'backward'] as const, 'Backward: so long before, in clear days.'),
  zone: Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9_+/-]+$',
    description: 'Whose days.',
    examples: ['Asia/Jakarta'],
  }),
  bearer: nullable(oneOf(mandateKinds, 'Whose duty it is.'), 'Null: of a person outside the service.'),
  dueOn: legalDate('The last day, in its zone.'),
  dueAt: instant('From this moment it is overdue: the end of that day, or the moment of a clock of hours.'),
  onExpiry: bilingual('What happens when it is over.'),
  suspensions: list(ref(SuspensionSchema), 50, 'What did not count.'),
  steps: list(ref(DeadlineStepSchema), 5000, 'The arithmetic, in the order of counting.'),
  beyondCalendar: Type.Boolean({
    description: 'Whether it reaches a year whose holidays the calendar does not know, so that it may still move.',
  }),
}

export const DeadlineComputation = named(
  'DeadlineComputation',
  Type.Object(deadlineTerms, {
    ...closed,
    description: 'A clock of the law with its dates, and the arithmetic that leads there.',
  }),
)

export const ReferralDeadline = named(
  'ReferralDeadline',
  Type.Object(
    {
      number: count('Counts in the referral.', 1),
      decisionNumber: nullable(count('The decision it is about.', 1), 'Null where it is about the referral.'),
      by: ref(ActRecord),
      status: oneOf(deadlineStatuses, 'Where it stands.'),
      overdue: Type.Boolean({ description: 'Running, and over.' }),
      given: Type.Boolean({ description: 'Its last day was set by an officer, and no calendar moves it.' }),
      warnAt: instant('From when on a warning is due.'),
      warnedAt: nullable(instant('When the warning was raised.'), 'Null until then.'),
      foundOverdueAt: nullable(instant('When it was found overdue.'), 'Null until then.'),
      replaces: nullable(count('The row that it took the place of.', 1), 'Null unless computed anew.'),
      replacedBy: nullable(count('The row that took its place.', 1), 'Null unless replaced.'),
      ending: nullable(
        Type.Object(
          {
            by: ref(ActRecord),
            event: word('The type of the event that ended it.', 'ReferralDecided'),
            late: Type.Boolean({ description: 'Whether it was over by then.' }),
          },
          { ...closed, description: 'What met it, or made it lapse.' },
        ),
        'Null while it runs, and when it was replaced.',
      ),
      ...deadlineTerms,
    },
    { ...closed, description: 'A deadline of a referral, with the arithmetic that leads to it.' },
  ),
)
export const ReferralDeadlineList = named(
  'ReferralDeadlineList',
  Type.Object(
    { items: list(ref(ReferralDeadline), 10_000, 'In the order in which they were set; replaced ones stay.') },
    { ...closed, description: 'The deadlines of a referral.' },
  ),
)

export const ComputationInput = named(
  'ComputationInput',
  Type.Object(
    {
      start: time('What starts the clock: a moment, or for days a date in its zone.'),
      suspensions: Type.Optional(list(ref(SuspensionSchema), 50, 'What does not count.')),
    },
    {
      ...closed,
      description: 'What a deadline is computed from.',
      examples: [{ start: '2026-07-14T09:30:00+07:00' }],
    },
  ),
)

export function toDeadlineComputation(deadline: Deadline): Static<typeof DeadlineComputation> {
  return {
    clock: deadline.clock,
    clockVersion: deadline.clockVersion,
    calendar: deadline.calendar,
    calendarVersion: deadline.calendarVersion,
    name: deadline.name,
    legalBasis: deadline.legalBasis,
    confidence: deadline.confidence,
    note: deadline.note,
    startsOn: deadline.startsOn,
    start: deadline.start,
    length: deadline.length,
    unit: deadline.unit,
    direction: deadline.direction,
    zone: deadline.zone,
    bearer: deadline.bearer,
    dueOn: deadline.dueOn,
    dueAt: deadline.dueAt,
    onExpiry: deadline.onExpiry,
    suspensions: [...deadline.suspensions],
    steps: deadline.steps.map(toStep),
    beyondCalendar: deadline.beyondCalendar,
  }
}

function toStep(step: DeadlineStep): Static<typeof DeadlineStepSchema> {
  return { ...step, text: stepReasons[step.reason] }
}

/** What time alone has changed of deadlines: so many are overdue. */
export function turnedDeadlines(deadlines: readonly DeadlineOnRecord[], now: string): string[] {
  const overdue = deadlines.filter(deadline => isOverdue(deadline, now))
  return overdue.length > 0 ? [`overdue-${overdue.length}`] : []
}

function isOverdue(deadline: DeadlineOnRecord, now: string): boolean {
  return isRunning(deadline) && Date.parse(deadline.dueAt) <= Date.parse(now)
}

/** `now` decides what is overdue, whether or not that was said yet. */
export function toReferralDeadline(deadline: DeadlineOnRecord, now: string): Static<typeof ReferralDeadline> {
  const { act, ending } = deadline
  return {
    number: deadline.number,
    decisionNumber: deadline.decisionNumber ?? null,
    by: toActRecord(act),
    status: deadline.status,
    overdue: isOverdue(deadline, now),
    given: deadline.given,
    warnAt: deadline.warnAt,
    warnedAt: deadline.dueSaidAt,
    foundOverdueAt: deadline.overdueSaidAt,
    replaces: deadline.replaces,
    replacedBy: deadline.replacedBy,
    ending: ending && { by: toActRecord(ending.act), event: ending.by, late: ending.late },
    ...toDeadlineComputation(deadline),
  }
}

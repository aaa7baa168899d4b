import type { CalendarDay, Clock, Law, WorkingCalendar } from '../../src/domain/catalogue.ts'

const text = { id: 'Contoh', en: 'Example' }

/** A clock of three working days from receipt, with whatever is said otherwise. */
export function clock(changes: Partial<Clock> = {}): Clock {
  return {
    code: 'example',
    from: '2000-01-01',
    to: null,
    name: text,
    legalBasis: 'Example art. 1',
    confidence: 'sourced',
    externalCodes: {},
    startsOn: 'referral-received',
    length: 3,
    unit: 'working-day',
    calendar: 'example',
    direction: 'forward',
    countsStartDay: false,
    rollsForward: false,
    zone: 'Asia/Jakarta',
    bearer: 'merit-supervision',
    onExpiry: text,
    ...changes,
  }
}

export function dayOff(date: string, changes: Partial<CalendarDay> = {}): CalendarDay {
  return { date, kind: 'public-holiday', name: text, legalBasis: 'Decree 1', confidence: 'sourced', ...changes }
}

/** Saturdays and Sundays, and these days. */
export function calendar(days: readonly CalendarDay[], changes: Partial<WorkingCalendar> = {}): WorkingCalendar {
  return {
    code: 'example',
    from: '2000-01-01',
    to: null,
    name: text,
    legalBasis: 'Example',
    confidence: 'sourced',
    externalCodes: {},
    restDays: [0, 6],
    days,
    ...changes,
  }
}

/** A law that knows clocks and calendars alone. */
export function law(
  clocks: readonly Clock[],
  calendars: readonly WorkingCalendar[] = [],
  versions: Partial<Law['versions']> = {},
): Law {
  return {
    'violation-types': [],
    provisions: [],
    sanctions: [],
    'criminal-provisions': [],
    checklists: [],
    'reason-codes': [],
    contests: [],
    clocks,
    calendars,
    regions: [],
    'escalation-steps': [],
    versions: {
      'violation-types': 1,
      provisions: 1,
      sanctions: 1,
      'criminal-provisions': 1,
      checklists: 1,
      'reason-codes': 1,
      contests: 1,
      clocks: 1,
      calendars: 1,
      regions: 1,
      'escalation-steps': 1,
      ...versions,
    },
  }
}

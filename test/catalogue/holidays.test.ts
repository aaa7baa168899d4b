import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { differences, proposedHolidays } from '../../src/catalogue/proposed-holidays.ts'
import type { WorkingCalendar } from '../../src/domain/catalogue.ts'

const [calendar] = readCatalogues().calendars as readonly [WorkingCalendar]

/**
 * Where the reviewed calendar departs from the library: the decree fixes days of the moon its own way, and adds voting days
 * and Sundays. Whoever changes either sees it here.
 */
const corrections: Record<number, { library: string[]; shipped: string[] }> = {
  2023: {
    library: ['2023-05-06', '2023-09-27'],
    shipped: ['2023-04-23', '2023-06-04', '2023-06-29', '2023-09-28'],
  },
  2024: {
    library: ['2024-06-16', '2024-09-15'],
    shipped: ['2024-02-14', '2024-03-31', '2024-06-17', '2024-09-16', '2024-11-27'],
  },
  2025: { library: ['2025-03-30', '2025-06-26'], shipped: ['2025-04-01', '2025-04-20', '2025-06-27'] },
  2026: { library: [], shipped: ['2026-03-22', '2026-04-05'] },
}

for (const [year, expected] of Object.entries(corrections)) {
  t.test(`the calendar of ${year} is the library’s, but for the days that are named`, async t => {
    const { library, shipped } = differences(calendar, Number(year))
    t.strictSame({ library: library.map(({ date }) => date), shipped }, expected)
  })
}

t.test('what departs from the library is marked as not verified', async t => {
  const dates = Object.values(corrections).flatMap(({ shipped }) => shipped)
  const rows = calendar.days.filter(({ date }) => dates.includes(date))
  t.equal(rows.length, dates.length)
  for (const { date, confidence } of rows) t.equal(confidence, 'unverified', date)
})

t.test('a year without rows is proposed whole, in both languages', async t => {
  const { library } = differences({ ...calendar, days: [] }, 2028)
  t.strictSame(library, proposedHolidays(2028))
  t.match(
    library.find(({ date }) => date === '2028-08-17'),
    { name: { id: /Kemerdekaan/, en: /Independence/ } },
  )
})

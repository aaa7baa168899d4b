import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { decideComputation } from '../../src/domain/computation.ts'
import type { Suspension } from '../../src/domain/deadline.ts'
import { Rejection } from '../../src/domain/rejection.ts'

const law = readCatalogues()

function dueOn(code: string, start: string, suspensions: readonly Suspension[] = []): string {
  return computed(code, start, suspensions).dueOn
}
function computed(code: string, start: string, suspensions: readonly Suspension[] = []) {
  const deadline = decideComputation(law, code, start, suspensions)
  if (deadline instanceof Rejection) throw new Error(deadline.rule)
  return deadline
}
function refused(code: string, start: string, suspensions: readonly Suspension[] = []) {
  const deadline = decideComputation(law, code, start, suspensions)
  return deadline instanceof Rejection
    ? { rule: deadline.rule, at: deadline.faults.map(({ pointer }) => pointer) }
    : null
}

t.test(
  'a penalty received on Tuesday 14 July 2026 is in force on the fifteenth working day, 4 August 2026',
  async t => {
    const deadline = computed('penalty-in-force', '2026-07-14')
    t.match(deadline, {
      dueOn: '2026-08-04',
      legalBasis: 'Peraturan BKN 6/2022 Pasal 50 ayat (1)',
      calendarVersion: law.versions.calendars,
    })
    t.equal(deadline.beyondCalendar, false)
  },
)

t.test(
  'the election supervisor has seven days, or fourteen working days in all from the same registration',
  async t => {
    // Wednesday 14 February 2024, voting day; Isra Mikraj and the new year of 8 and 9 February lie before it.
    t.equal(dueOn('election-follow-up', '2024-02-15'), '2024-02-22')
    // 16 · 19-23 · 26-29 and 1 March · 4-6 March.
    t.equal(dueOn('election-follow-up-extended', '2024-02-15'), '2024-03-06')
  },
)

t.test('one times twenty-four hours pass over a holiday, to the minute', async t => {
  t.match(computed('criminal-hand-over', '2024-04-10T16:45:00+07:00'), {
    dueAt: '2024-04-11T09:45:00.000Z',
    unit: 'hour',
  })
})

t.test('each form is counted from its own event: the decision, the copy received, the registration', async t => {
  const start = '2026-06-01'
  // Monday 1 June is Pancasila Day, and 16 June the Islamic new year.
  t.match(computed('administrative-appeal', start), { startsOn: 'penalty-imposed', dueOn: '2026-06-22' })
  t.match(computed('appeal-comment', start), { startsOn: 'copy-received', dueOn: '2026-07-01' })
  t.match(computed('election-follow-up', start), { startsOn: 'referral-registered', dueOn: '2026-06-08' })
})

t.test('over Idul Fitri 2024 a receiver with three working days has until the eighteenth of April', async t => {
  const deadline = computed('intake', '2024-04-05T10:00:00+07:00')
  t.equal(deadline.dueOn, '2024-04-18')
  t.strictSame(
    deadline.steps.map(({ reason, from, to, name }) => [reason, from, to, name?.en ?? null]),
    [
      ['start-day', '2024-04-05', '2024-04-05', null],
      ['rest-day', '2024-04-06', '2024-04-07', null],
      ['joint-leave', '2024-04-08', '2024-04-08', 'Collective leave, Idul Fitri'],
      ['joint-leave', '2024-04-09', '2024-04-09', 'Collective leave, Idul Fitri'],
      ['public-holiday', '2024-04-10', '2024-04-10', 'Idul Fitri'],
      ['public-holiday', '2024-04-11', '2024-04-11', 'Idul Fitri'],
      ['joint-leave', '2024-04-12', '2024-04-12', 'Collective leave, Idul Fitri'],
      ['rest-day', '2024-04-13', '2024-04-14', null],
      ['joint-leave', '2024-04-15', '2024-04-15', 'Collective leave, Idul Fitri'],
      ['working-day', '2024-04-16', '2024-04-18', null],
    ],
  )
  t.ok(deadline.steps.filter(({ name }) => name !== null).every(({ legalBasis }) => legalBasis !== null))
})

t.test('over Idul Fitri 2024 a summons for 22 April is received by the second', async t => {
  // Back from Monday 22 April: 19, 18, 17, 16 · 5, 4, 3 April; the day before them is Tuesday 2 April.
  t.equal(dueOn('summons', '2024-04-22'), '2024-04-02')
  // From Thursday 18 April: 17, 16 · 5, 4, 3, 2, 1 April; then Easter Sunday 31 March, which may be the day of receipt.
  t.equal(dueOn('summons', '2024-04-18'), '2024-03-31')
})

t.test('collective leave around a holiday is no working day: Ascension and Vesak 2024', async t => {
  // 8 May · 9 holiday, 10 leave · 13-17 · 20-22 · 23 holiday, 24 leave · 27-31.
  t.equal(dueOn('objection', '2024-05-07'), '2024-05-31')
})

t.test('the day of the regional elections of 2024 is no working day', async t => {
  // 27 November is voting day; 28, 29 · 2 December.
  t.equal(dueOn('supervisor-study', '2024-11-26'), '2024-12-02')
})

t.test('R-CLK-01 a clock is computed only from a date on which its row is in force', async t => {
  t.equal(dueOn('merit-review', '2022-09-22'), '2022-10-12')
  t.strictSame(refused('merit-review', '2022-09-21'), { rule: 'R-CLK-01', at: ['/start'] })
  t.strictSame(refused('no-such-clock', '2024-01-02'), { rule: 'R-CLK-01', at: ['/start'] })
})

t.test('R-CLK-02 hours start at a moment, and a start is a day there is', async t => {
  t.strictSame(refused('criminal-hand-over', '2024-04-10'), { rule: 'R-CLK-02', at: ['/start'] })
  for (const start of ['2023-02-29', '2024-02-30T10:00:00Z', '1945-08-16', '2100-01-01', '2024-01-01T25:00:00Z']) {
    t.match(refused('merit-review', start), { rule: 'R-CLK-02' }, start)
  }
})

t.test('R-CLK-03 a suspension ends after it begins, and its ends are near', async t => {
  const suspended = (from: string, to: string) => refused('intake', '2026-07-14', [{ from, to, reason: 'Objection' }])
  t.equal(dueOn('intake', '2026-07-14', [{ from: '2026-07-15', to: '2026-07-20', reason: 'Objection' }]), '2026-07-22')
  t.strictSame(suspended('2026-07-16', '2026-07-16'), { rule: 'R-CLK-03', at: ['/suspensions/0'] })
  t.match(suspended('2026-07-17', '2026-07-16'), { rule: 'R-CLK-03' })
  t.match(suspended('2026-07-16', '2050-01-01'), { rule: 'R-CLK-03' })
  t.match(suspended('2026-02-30', '2026-07-16'), { rule: 'R-CLK-03' })
})

t.test('every clock of the catalogue can be computed on every day that it is in force', async t => {
  for (const { code, from, to, length } of law.clocks) {
    const start = `${to === null ? '2026-10-30' : from}T10:00:00+07:00`
    const deadline = computed(code, start)
    const sum = deadline.steps.reduce((all, { count }) => all + count, 0)
    t.equal(sum, length, code)
  }
})

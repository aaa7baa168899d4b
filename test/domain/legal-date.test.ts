import t from 'tap'
import { legalDateOf } from '../../src/domain/legal-date.ts'

t.test('a legal date begins at midnight in Jakarta, seven hours before midnight UTC', async t => {
  const dates: [instant: string, date: string][] = [
    ['2024-08-23T16:59:59.999Z', '2024-08-23'],
    ['2024-08-23T17:00:00.000Z', '2024-08-24'],
    ['2024-08-24T00:00:00+07:00', '2024-08-24'],
    ['2024-08-23T23:59:59.999999+07:00', '2024-08-23'],
    ['2024-08-24T01:30:00+08:00', '2024-08-24'],
    ['2024-08-24T00:59:59+08:00', '2024-08-23'],
    ['2024-08-24T01:59:59+09:00', '2024-08-23'],
    ['2024-12-31T17:00:00Z', '2025-01-01'],
    ['2024-02-28T17:00:00Z', '2024-02-29'],
    ['2024-02-29T17:00:00Z', '2024-03-01'],
    ['2023-02-28T17:00:00Z', '2023-03-01'],
    ['2100-02-28T17:00:00Z', '2100-03-01'],
    ['0999-12-31T17:00:00Z', '1000-01-01'],
  ]
  for (const [instant, date] of dates) t.equal(legalDateOf(instant), date, instant)
})

t.test('a legal date depends neither on the clock nor on the zone of the machine', async t => {
  const zone = process.env['TZ']
  t.teardown(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })
  for (const other of ['UTC', 'Asia/Jayapura', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    process.env['TZ'] = other
    t.equal(legalDateOf('2024-08-23T16:59:59.999Z'), '2024-08-23', other)
    t.equal(legalDateOf('2024-08-23T17:00:00.000Z'), '2024-08-24', other)
  }
})

t.test('what is not an instant has no date', async t => {
  t.throws(() => legalDateOf('2024-02-30T25:00:00Z'))
  t.throws(() => legalDateOf(''))
})

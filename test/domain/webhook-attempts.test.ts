import fc from 'fast-check'
import t from 'tap'
import { afterAttempt, mostAttempts, parseRetryAfter, pauses } from '../../src/domain/webhook-attempts.ts'

const hour = 60 * 60_000
const refused = (status: number, retryAfterMs?: number) => ({ outcome: 'refused', status, retryAfterMs }) as const

t.test('ten attempts are made over at least 75 hours, whatever the jitter, and then it is parked', async t => {
  t.equal(mostAttempts, 10)
  for (const random of [0, 0.5, 1]) {
    let total = 0
    for (let attempt = 1; attempt < mostAttempts; attempt++) {
      const { next, afterMs } = afterAttempt(attempt, refused(500), random)
      t.equal(next, 'waiting')
      total += afterMs
    }
    t.ok(total >= 75 * hour && total <= 84 * hour, `${total / hour} hours`)
    t.strictSame(afterAttempt(mostAttempts, refused(500), random), { next: 'parked', afterMs: 0, restMs: 0 })
  }
})

t.test('every outcome but a 2xx is tried again, and none is dropped', async t => {
  for (const outcome of ['timeout', 'unreachable', 'tls-failed', 'address-refused', 'answer-unfit'] as const) {
    t.equal(afterAttempt(1, { outcome, status: null }, 0).next, 'waiting', outcome)
  }
  for (const status of [301, 302, 307, 400, 401, 404, 418, 500, 503]) {
    t.strictSame(afterAttempt(1, refused(status), 0), { next: 'waiting', afterMs: pauses[0], restMs: 0 }, `${status}`)
  }
  t.equal(afterAttempt(1, { outcome: 'delivered', status: 204 }, 0).next, 'delivered')
})

t.test('410 ends it for the endpoint, at the first attempt and at the last', async t => {
  for (const attempt of [1, mostAttempts]) t.equal(afterAttempt(attempt, refused(410), 0).next, 'gone')
})

t.test('429, 502 and 504 give the endpoint a rest, and Retry-After says how long, up to a day', async t => {
  for (const status of [429, 502, 504]) {
    t.strictSame(afterAttempt(1, refused(status), 0), { next: 'waiting', afterMs: 60_000, restMs: 60_000 })
  }
  t.strictSame(afterAttempt(1, refused(503, 120_000), 0), { next: 'waiting', afterMs: 120_000, restMs: 120_000 })
  t.strictSame(afterAttempt(5, refused(429, 120_000), 0), { next: 'waiting', afterMs: pauses[4], restMs: 120_000 })
  t.equal(afterAttempt(1, refused(503, 1000 * 24 * hour), 0).restMs, 24 * hour)
})

t.test('jitter only ever makes a pause longer, by a tenth at most', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const pause = pauses[attempt - 1] ?? 0
      const { afterMs } = afterAttempt(attempt, { outcome: 'timeout', status: null }, random)
      return afterMs >= pause && afterMs <= Math.ceil(pause * 1.1)
    }),
  )
})

t.test('Retry-After is seconds or a date, and anything else says nothing', async t => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  t.equal(parseRetryAfter('120', now), 120_000)
  t.equal(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000)
  t.equal(parseRetryAfter('Wed, 31 Dec 2025 00:01:00 GMT', now), 0)
  for (const digits of ['9999999999', '99999999999999', '9'.repeat(400)]) {
    t.equal(parseRetryAfter(digits, now), 24 * hour, `${digits.length} digits are a long pause, and no nonsense`)
  }
  t.equal(parseRetryAfter(' 007 ', now), 7_000)
  t.equal(parseRetryAfter('Thursday, 01-Jan-26 00:01:00 GMT', now), 60_000, 'RFC 850')
  t.equal(parseRetryAfter('Sunday, 06-Nov-94 08:49:37 GMT', now), 0, 'of the century before')
  t.equal(parseRetryAfter('Thu Jan  1 00:01:00 2026', now), 60_000, 'asctime')
  t.equal(parseRetryAfter('Sat Jan 31 00:01:00 2026', now), 24 * hour)
  const noDates = [
    'Thu, 32 Jan 2026 00:01:00 GMT',
    'Mon, 30 Feb 2026 00:01:00 GMT',
    'Thu, 01 Foo 2026 00:01:00 GMT',
    'Thu, 01 Jan 2026 24:01:00 GMT',
    'Thu, 01 Jan 2026 00:01:00 CET',
    'Thu Jan 1 00:01:00 2026',
    '2026-01-01T00:01:00Z',
  ]
  for (const header of noDates) t.equal(parseRetryAfter(header, now), undefined, header)
  for (const header of [undefined, '', '-1', '1.5', 'soon']) {
    t.equal(parseRetryAfter(header, now), undefined, `${header}`)
  }
})

t.end()

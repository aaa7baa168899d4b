import t from 'tap'
import { parseIdempotencyKey, requestFingerprint } from '../../src/http/idempotency-key.ts'

t.test('a key is the content of one quoted string', async t => {
  t.equal(parseIdempotencyKey('"8e03978e-40d5-43dd-bc93-6894a57f9324"'), '8e03978e-40d5-43dd-bc93-6894a57f9324')
  t.equal(parseIdempotencyKey('"a\\"b\\\\c"'), 'a"b\\c')
  t.equal(parseIdempotencyKey(`"${'k'.repeat(255)}"`).length, 255)
})

t.test('a request without a key is told that it needs one', async t => {
  t.throws(() => parseIdempotencyKey(undefined), { code: 'idempotency-key-missing', status: 400 })
})

t.test('a key without its quotes is told that they are missing', async t => {
  t.throws(() => parseIdempotencyKey('8e03978e'), { code: 'idempotency-key-invalid', detail: /double quotes/ })
})

t.test('whatever is not one string of 1 to 255 printable characters is no key', async t => {
  const headers = [
    '',
    'unquoted',
    '8e03978e-40d5-43dd-bc93-6894a57f9324',
    '""',
    `"${'k'.repeat(256)}"`,
    '"a", "b"',
    '"a"; x=1',
    '"a',
    'a"',
    '"é"',
    '"\u0001"',
    '"\u007f"',
    ':YQ==:',
    '42',
    '?1',
    '@1700000000',
    '%"a"',
    '("a")',
  ]
  for (const header of headers) {
    t.throws(
      () => parseIdempotencyKey(header),
      { code: 'idempotency-key-invalid', status: 400 },
      JSON.stringify(header),
    )
  }
  t.throws(() => parseIdempotencyKey(['"a"', '"b"']), { code: 'idempotency-key-invalid' })
})

t.test('two requests are the same when nothing but spacing and the order of names differs', async t => {
  const one = requestFingerprint('POST', '/v1/referrals', {}, { violationId: 'v', note: { a: 1, b: [1, 2] } })
  const same = requestFingerprint('POST', '/v1/referrals', {}, { note: { b: [1, 2], a: 1 }, violationId: 'v' })
  t.equal(one.length, 32)
  t.same(one, same)
  const others = [
    requestFingerprint('PUT', '/v1/referrals', {}, { violationId: 'v', note: { a: 1, b: [1, 2] } }),
    requestFingerprint('POST', '/v1/violations', {}, { violationId: 'v', note: { a: 1, b: [1, 2] } }),
    requestFingerprint('POST', '/v1/referrals', { id: 'x' }, { violationId: 'v', note: { a: 1, b: [1, 2] } }),
    requestFingerprint('POST', '/v1/referrals', {}, { violationId: 'v', note: { a: 1, b: [2, 1] } }),
    requestFingerprint('POST', '/v1/referrals', {}, { violationId: 'v ', note: { a: 1, b: [1, 2] } }),
  ]
  for (const other of others) t.notSame(one, other)
})

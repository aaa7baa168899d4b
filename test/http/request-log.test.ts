import t from 'tap'
import { describeError } from '../../src/http/error-description.ts'
import { Problem } from '../../src/problems.ts'
import { asKominfo, binder, binderId, buildSampleApp } from './sample-app.ts'

const { app, lines } = await buildSampleApp()
t.teardown(() => app.close())

const entries = () => lines.map(line => JSON.parse(line) as Record<string, unknown>)

t.test('a request leaves one line: who, which operation, how it ended', async t => {
  const before = lines.length
  const reply = await app.inject({ method: 'PUT', url: `/v1/binders/${binderId}/closure`, headers: asKominfo })
  t.equal(lines.length, before + 1)
  t.match(entries().at(-1), {
    level: 'info',
    requestId: reply.json().requestId,
    agency: 'kominfo',
    roles: ['recorder'],
    operation: 'closeBinder',
    method: 'PUT',
    route: '/v1/binders/:binderId/closure',
    status: 409,
    durationMs: Number,
    problem: 'referral-not-sent',
    rule: 'R-REF-05',
    msg: 'request',
  })
})

t.test('what fails inside leaves its cause too, under the same request id', async t => {
  const { requestId } = (await app.inject({ url: '/v1/faults/database', headers: asKominfo })).json()
  const [failure, request] = entries().slice(-2)
  t.match(failure, {
    level: 'error',
    requestId,
    problem: 'internal-error',
    err: { type: 'Error', cause: { sqlstate: '23505', constraint: 'events_one_writer_per_version' } },
  })
  t.match(request, { requestId, status: 500, msg: 'request' })
})

t.test('nothing a caller sends is written down, wherever it is put', async t => {
  const marker = 'MARKER'
  const hostile = `${marker}\r\n{"level":"error"}\u2028\u001b[31m`
  const requests = [
    { url: `/${marker}` },
    { url: `/v1/binders/${marker}` },
    { url: `/v1/binders/${marker}%zz` },
    { url: `/v1/binders/${marker.repeat(30)}` },
    { url: `/v1/binders?${marker}=${marker}` },
    { url: `/v1/binders?kind=${marker}` },
    { url: `/v1/binders?cursor=${marker.repeat(10)}` },
    { url: '/v1/faults/bug' },
    { url: '/v1/faults/database' },
    { url: `/problems/${marker.toLowerCase()}` },
    {
      method: 'POST' as const,
      url: '/v1/binders',
      payload: { ...binder, label: hostile, [hostile]: hostile, kind: hostile },
    },
    { method: 'POST' as const, url: '/v1/binders', payload: { ...binder, label: hostile } },
    {
      method: 'POST' as const,
      url: '/v1/binders',
      headers: { 'content-type': 'application/json' },
      payload: `{"a":${marker}`,
    },
    { method: 'POST' as const, url: '/v1/binders', headers: { 'content-type': `text/${marker}` }, payload: marker },
    { method: 'PATCH' as const, url: `/v1/binders/${binderId}`, headers: { 'if-match': `"${marker}"` } },
  ]
  const headers = {
    ...asKominfo,
    'idempotency-key': `"${marker}"`,
    'x-marker': marker,
    'user-agent': marker,
    'accept-language': marker,
    'if-none-match': `"${marker}"`,
    'request-id': marker,
    'x-request-id': marker,
    'x-forwarded-for': marker,
    cookie: marker,
  }
  for (const request of requests) await app.inject({ ...request, headers: { ...headers, ...request.headers } })
  await app.inject({ url: '/v1/binders', headers: { authorization: `Bearer ${marker}.${marker}` } })
  t.notMatch(lines.filter(line => !line.includes('"agency":"MARKER"')).join(''), /MARKER/i)
  for (const line of lines) t.match(line, /^\P{Cc}*\n$/u, 'one line for an entry')
})

t.test('an error is described without its message, unless the message is ours', async t => {
  const cause = Object.assign(new TypeError('MARKER\n    at MARKER'), { code: 'MARKER with spaces', detail: 'MARKER' })
  const text = JSON.stringify(describeError(new Error('MARKER', { cause })))
  t.notMatch(text, /MARKER/)
  t.match(describeError(new Problem('stale-version', { cause })), {
    type: 'Problem',
    message: 'It changed since you last read it',
    code: 'stale-version',
    cause: { type: 'TypeError', frames: Array },
  })
  t.same(describeError('MARKER'), { type: 'string' })
  t.same(describeError(undefined), { type: 'undefined' })
  class MARKER extends Error {}
  t.match(describeError(new MARKER()), { type: 'MARKER' }, 'a class is named in code')
})

t.test('a chain of causes that never ends is cut', async t => {
  const error = new Error('a')
  error.cause = error
  t.ok(JSON.stringify(describeError(error)).length < 20_000)
})

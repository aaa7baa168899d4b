import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import t from 'tap'
import openapi from '../../openapi/openapi.json' with { type: 'json' }
import { roles } from '../../src/domain/agencies.ts'
import { keptClocks } from '../../src/domain/kept-clocks.ts'
import { rules } from '../../src/domain/rules.ts'
import { problems } from '../../src/problems.ts'
import { createServiceDatabase } from '../db/desk.ts'
import { attributeOf, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { project, startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// One service, with everything that looks at it from outside switched on, and what a case says marked so that it is
// found wherever it gets to.

const marks = {
  text: 'Hidup-tenang-8812',
  name: 'Sari Wulandari 4471',
  nip: '198504122010012003',
  query: 'kw-77120',
  key: randomUUID(),
}
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const caller = `00-${trace}-00f067aa0ba902b7-01`

const collector = await startOtlpReceiver()
const { serviceUrl } = await createServiceDatabase(t)
const service = await startService(t, {
  DATABASE_URL: serviceUrl,
  METRICS_PORT: '0',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector',
})
const metricsUrl = /Metrics for Prometheus are on (\S+)/.exec(service.said())?.[1] ?? ''
const { stdout } = await promisify(execFile)(process.execPath, ['src/commands/token.ts', 'kominfo', 'recorder'], {
  cwd: project,
  env: service.env,
})
const token = stdout.trim()

const send = (method: string, path: string, body?: unknown) =>
  fetch(service.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `"${marks.key}"`,
      traceparent: caller,
      tracestate: `vendor=${marks.query}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const recorded = await send('POST', '/v1/violations', {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: marks.text,
  reportedPersons: [{ identification: 'identified', name: marks.name, employeeType: 'pns', nip: marks.nip }],
})
const { id } = (await recorded.json()) as { id: string }
await send('GET', `/v1/violations/${id}`)
await send('GET', `/v1/violations/${randomUUID()}`)
await send('GET', `/v1/violations?colour=${marks.query}`)
await send('GET', `/v1/${marks.query}`)
await send('PUT', `/v1/violations/${id}/dismissal`, { reason: 'not-a-breach' })
const figures = await (await fetch(metricsUrl)).text()
const samples = [...figures.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
  name,
  labels: Object.fromEntries(
    [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, word]) => [label, word]),
  ) as Record<string, string>,
  value: Number(value),
}))
const figure = (wanted: string, labelled: Record<string, string> = {}) =>
  samples.find(
    ({ name, labels }) => name === wanted && Object.entries(labelled).every(([label, word]) => labels[label] === word),
  )?.value

t.test('requests are counted by operation and status, refusals by code and rule', async t => {
  t.equal(recorded.status, 201)
  t.equal(figure('penerusan_http_requests_total', { operation: 'recordViolation', status: '201' }), 1)
  t.equal(figure('penerusan_http_requests_total', { operation: 'readViolation', status: '200' }), 1)
  t.equal(figure('penerusan_http_requests_total', { operation: 'readViolation', status: '404' }), 1)
  t.equal(figure('penerusan_http_requests_total', { operation: 'none', status: '404' }), 1)
  t.equal(figure('penerusan_refusals_total', { code: 'not-found', rule: '' }), 1)
  const recording = { operation: 'recordViolation', status: '2xx' }
  t.equal(figure('penerusan_http_request_duration_seconds_count', recording), 1)
  t.equal(figure('penerusan_http_request_duration_seconds_bucket', { ...recording, le: '+Inf' }), 1)
})

t.test('the database, the rounds, the process and the clocks have their figures', async t => {
  t.equal(figure('penerusan_database_connections_max'), 40)
  t.ok(Number(figure('penerusan_database_connections_opened_total')) > 0)
  for (const reason of ['closed', 'failed', 'stuck', 'room']) {
    t.type(figure('penerusan_database_connections_ended_total', { reason }), 'number', reason)
  }
  t.type(figure('penerusan_database_deadlines_exceeded_total', { while: 'running' }), 'number')
  t.ok(Number(figure('penerusan_database_statement_duration_seconds_count', { outcome: 'answered' })) > 5)
  for (const source of ['clocks', 'feed', 'sequencer', 'webhooks'])
    t.equal(figure('penerusan_figures_readable', { source }), 1, source)
  t.equal(figure('penerusan_build_info', { node: process.version }), 1)
  t.ok(Number(figure('process_resident_memory_bytes')) > 0)
  await until(async () => {
    const text = await (await fetch(metricsUrl)).text()
    return ['departures', 'deadlines', 'obligations', 'numbering', 'deliveries', 'inspection', 'store-sweep'].every(
      round => text.includes(`penerusan_round_last_success_timestamp_seconds{round="${round}"}`),
    )
  })
})

t.test('names and units are those of Prometheus, and every figure is explained', async t => {
  const described = [...figures.matchAll(/^# HELP (\S+) (.+)\n# TYPE (\S+) (\w+)$/gm)]
  t.equal(described.length, figures.match(/^# TYPE /gm)?.length)
  for (const [, name = '', help = '', typed, type] of described) {
    t.equal(typed, name)
    if (!name.startsWith('penerusan_')) continue
    t.ok(help.length > 5, `${name} has a help text`)
    t.equal(name.endsWith('_total'), type === 'counter', `${name}: counters and nothing else end in _total`)
    t.notMatch(name, /_(ms|milliseconds|minutes|hours|kb|mb|percent)(_|$)/, 'base units')
  }
})

t.test('a label holds a word of the code, the description or the catalogue, and nothing that anybody sent', async t => {
  const operations = Object.values(openapi.paths).flatMap(path =>
    Object.values(path as Record<string, { operationId?: string }>).flatMap(({ operationId }) => operationId ?? []),
  )
  const words: Record<string, readonly string[]> = {
    operation: [...operations, 'none'],
    code: Object.keys(problems),
    rule: [...Object.keys(rules), ''],
    clock: Object.values(keptClocks).flat(),
  }
  for (const { name, labels } of samples.filter(({ name }) => name.startsWith('penerusan_'))) {
    for (const [label, value] of Object.entries(labels)) {
      if (words[label]) t.ok(words[label].includes(value), `${name}: ${label} ${value}`)
      else t.match(value, /^([a-z-]+|\dxx|\d{3}|v?\d+\.\d+\.\d+|\+Inf|[\d.]+)$/, `${name}: ${label}`)
    }
  }
  for (const secret of [...Object.values(marks), id, token, 'kominfo', ...Object.keys(roles)]) {
    t.notMatch(figures, secret)
  }
})

t.test('the figures are on an address of their own, and there is nothing else there', async t => {
  t.equal((await fetch(`${service.url}/metrics`)).status, 401, 'the API does not know the path')
  t.equal((await fetch(metricsUrl.replace('/metrics', '/v1/violations'))).status, 404)
  t.equal((await fetch(metricsUrl, { method: 'POST' })).status, 405)
  t.equal((await fetch(metricsUrl, { method: 'HEAD' })).status, 200)
  const many = await Promise.all(Array.from({ length: 10 }, () => fetch(metricsUrl).then(answer => answer.text())))
  t.ok(many.every(text => text.includes('penerusan_build_info')))
})

t.test('a request is a span under its caller’s, and each statement in it is one below', async t => {
  t.strictSame(await service.end('SIGTERM'), { code: 0, signal: null }, 'what is left is sent at the end')
  const { spans, requests } = collector
  t.ok(requests.every(({ url }) => url === '/v1/traces'))
  t.ok(requests.every(({ headers }) => headers['authorization'] === 'Bearer collector'))

  const span = spans.find(({ name }) => name === 'recordViolation')
  t.match(span, { traceId: trace, parentSpanId: '00f067aa0ba902b7', kind: 2 })
  if (span === undefined) return
  t.equal(attributeOf(span, 'http.request.method'), 'POST')
  t.equal(attributeOf(span, 'http.route'), '/v1/violations')
  t.equal(attributeOf(span, 'http.response.status_code'), 201)
  const below = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId)
  t.ok(
    below.some(({ name }) => name === 'record_act'),
    'after its body was read',
  )
  for (const statement of below) {
    t.equal(attributeOf(statement, 'db.system.name'), 'postgresql')
    t.equal(attributeOf(statement, 'db.query.summary'), statement.name)
  }
  const refused = spans.find(span => span.name === 'readViolation' && attributeOf(span, 'error.type') === 'not-found')
  t.equal(refused && attributeOf(refused, 'http.response.status_code'), 404)
  t.ok(
    spans.every(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId)),
    'and nothing of the rounds is among them',
  )
})

t.test('no span holds a URL, a parameter, a body, a header or a person', async t => {
  for (const { text } of collector.requests) {
    for (const secret of [...Object.values(marks), id, token, 'kominfo']) t.notMatch(text, secret)
  }
})

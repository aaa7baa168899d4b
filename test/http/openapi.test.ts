import t from 'tap'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { createReplyCheck } from '../support/document-conformance.ts'
import { asKominfo, binder, binderId, buildSampleApp } from './sample-app.ts'

const { app, deviations } = await buildSampleApp()
t.teardown(() => app.close())
const document = openApiDocument(app)

type Operation = {
  operationId: string
  summary: string
  description: string
  security?: unknown[]
  'x-roles'?: string[]
  'x-cost'?: number
  parameters?: { name: string; in: string; required: boolean; description: string }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { $ref?: string; headers?: object }>
}
const operation = (path: string, method: string) => document.paths[path]?.[method] as unknown as Operation

t.test('the description is the same for the same routes, byte for byte', async t => {
  const { app: again } = await buildSampleApp()
  t.equal(JSON.stringify(openApiDocument(again)), JSON.stringify(document))
  await again.close()
})

t.test('what is served is the description, to everybody', async t => {
  const reply = await app.inject({ url: '/openapi.json' })
  t.equal(reply.statusCode, 200)
  t.equal(reply.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(reply.body, JSON.stringify(document))
})

t.test('the page at /docs loads nothing from elsewhere', async t => {
  const page = await app.inject({ url: '/docs' })
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, /(src|href)="(https?:)?\/\//)
  const policy = String(page.headers['content-security-policy'])
  t.match(policy, /^default-src 'none'; script-src 'self';/)
  t.notMatch(policy, /https?:|\*/)
  for (const [, path = ''] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    t.equal((await app.inject({ url: path })).statusCode, 200, path)
  }
  const script = (await app.inject({ url: '/docs/static/swagger-initializer.js' })).body
  t.match(script, /"?validatorUrl"?: ?null/)
  t.notMatch(script, /validator\.swagger\.io/)
})

t.test('pages and the description itself are not operations', async t => {
  t.strictSame(Object.keys(document.paths), [
    '/problems/{code}',
    '/v1/binders',
    '/v1/binders/{binderId}',
    '/v1/binders/{binderId}/closure',
  ])
  t.strictSame(Object.keys(document.paths['/v1/binders'] ?? {}), ['get', 'post'])
})

t.test('schemas keep their names', async t => {
  const names = ['Binder', 'BinderChange', 'BinderPage', 'NewBinder', 'ProblemDocument', 'ProblemPlace', 'ProblemType']
  t.strictSame(Object.keys(document.components.schemas), names)
  t.strictSame(operation('/v1/binders', 'post').requestBody?.content, {
    'application/json': { schema: { $ref: '#/components/schemas/NewBinder' } },
  })
  t.strictSame(Object.keys(operation('/v1/binders/{binderId}', 'patch').requestBody?.content ?? {}), [
    'application/merge-patch+json',
  ])
})

t.test('an operation says who may call it', async t => {
  const closing = operation('/v1/binders/{binderId}/closure', 'put')
  t.match(closing.description, /\*\*Who may call it:\*\* `referrer`\./)
  t.strictSame(closing['x-roles'], ['referrer'])
  t.match(operation('/v1/binders', 'get').description, /every agency, in any role/)
  const explaining = operation('/problems/{code}', 'get')
  t.match(explaining.description, /everybody, without a token/)
  t.strictSame(explaining.security, [])
})

t.test('an operation says what it costs', async t => {
  const costOf = (path: string, method: string) => operation(path, method)['x-cost']
  t.equal(costOf('/v1/binders', 'get'), 5)
  t.equal(costOf('/v1/binders', 'post'), 5)
  t.equal(costOf('/v1/binders/{binderId}', 'get'), 1)
  t.match(operation('/v1/binders', 'get').description, '**Cost:** 5')
})

t.test('an operation lists every status it can answer', async t => {
  const statuses = (path: string, method: string) => Object.keys(operation(path, method).responses)
  const always = ['400', '401', '403', '406', '408', '417', '429', '431', '500', '503']
  t.strictSame(statuses('/v1/binders', 'get'), [...always, '200'].sort())
  t.strictSame(statuses('/v1/binders', 'post'), [...always, '201', '409', '413', '415', '422'].sort())
  t.strictSame(statuses('/v1/binders/{binderId}', 'get'), [...always, '200', '304', '404', '414'].sort())
  t.strictSame(
    statuses('/v1/binders/{binderId}/closure', 'put'),
    [...always, '200', '404', '409', '412', '414', '428'].sort(),
  )
  t.strictSame(statuses('/problems/{code}', 'get'), [
    '200',
    '400',
    '404',
    '406',
    '408',
    '414',
    '417',
    '429',
    '431',
    '500',
    '503',
  ])
})

t.test('an operation names the request headers it reads', async t => {
  const headers = (path: string, method: string) =>
    operation(path, method)
      .parameters?.filter(({ in: place }) => place === 'header')
      .map(({ name, required }) => [name, required])
  t.strictSame(headers('/v1/binders', 'post'), [['Idempotency-Key', true]])
  t.strictSame(headers('/v1/binders/{binderId}', 'patch'), [['If-Match', true]])
  t.strictSame(headers('/v1/binders/{binderId}', 'get'), [
    ['X-Purpose', false],
    ['If-None-Match', false],
  ])
})

t.test('answers that say the same are described once', async t => {
  const { responses } = operation('/v1/binders', 'post')
  t.strictSame(responses['429'], { $ref: '#/components/responses/TooManyRequests' })
  t.strictSame(operation('/v1/binders', 'get').responses['429'], responses['429'])
})

const check = createReplyCheck(document)
const good = {
  method: 'GET',
  route: '/v1/binders/:binderId',
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', etag: '"3"', date: 'now' },
  body: JSON.stringify({ id: binderId, ...binder }),
}

t.test('a reply that the description has passes', async t => {
  t.doesNotThrow(() => check(good))
  t.doesNotThrow(() => check({ ...good, method: 'HEAD', body: '' }))
  t.doesNotThrow(() => check({ ...good, status: 304, headers: { etag: '"3"' }, body: '' }))
})

const deviating: [string, Partial<typeof good>, RegExp][] = [
  ['an undescribed status', { status: 202 }, /no such answer/],
  ['an undescribed route', { route: '/v1/nothing' }, /no such answer/],
  ['an undescribed method', { method: 'DELETE' }, /no such answer/],
  ['another content type', { headers: { ...good.headers, 'content-type': 'text/html' } }, /no content type/],
  ['a missing charset', { headers: { ...good.headers, 'content-type': 'application/json' } }, /no charset/],
  ['an undescribed header', { headers: { ...good.headers, 'x-new': '1' } as never }, /no header x-new/],
  ['a header of another form', { headers: { ...good.headers, etag: '3' } }, /header etag/],
  ['a missing member', { body: JSON.stringify({ id: binderId }) }, /must have required property/],
  [
    'an undescribed member',
    { body: JSON.stringify({ id: binderId, ...binder, more: 1 }) },
    /must NOT have additional properties/,
  ],
  ['a member of another type', { body: JSON.stringify({ id: binderId, ...binder, pages: '1' }) }, /must be array/],
  ['a body where none belongs', { status: 304, headers: { etag: '"3"' } as never, body: '{}' }, /no body/],
]
for (const [what, change, reason] of deviating) {
  t.test(`${what} is a deviation`, async t => {
    t.throws(() => check({ ...good, ...change } as typeof good), { message: reason })
  })
}

t.test('a problem that the operation does not list is a deviation', async t => {
  const reply = await app.inject({ url: '/v1/binders/00000000-0000-7000-8000-000000000000', headers: asKominfo })
  const seen = {
    ...good,
    status: 404,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: reply.body,
  } as never
  t.doesNotThrow(() => check(seen))
  const changed = { ...(seen as typeof good), body: reply.body.replaceAll('not-found', 'no-such-path') }
  t.throws(() => check(changed), { message: /no problem no-such-path/ })
})

t.test('every answer of this file was one that the description has', async t => t.same(deviations, []))

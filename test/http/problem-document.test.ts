import type { InjectOptions } from 'fastify'
import t from 'tap'
import { problems } from '../../src/problems.ts'
import { asKominfo, binder, binderId, buildSampleApp } from './sample-app.ts'

const { app, deviations } = await buildSampleApp()
t.teardown(() => app.close())

const one = `/v1/binders/${binderId}`
const json = { 'content-type': 'application/json' }
const patch = { 'content-type': 'application/merge-patch+json' }
const key = { 'idempotency-key': '"k"' }

/** What is sent, and the code that must come back. */
const provocations: [string, InjectOptions, keyof typeof problems][] = [
  ['no token', { url: one, headers: {} }, 'not-authenticated'],
  ['a malformed Authorization header', { url: one, headers: { authorization: 'Bearer' } }, 'malformed-credentials'],
  ['broken JSON', { method: 'POST', url: '/v1/binders', headers: { ...json, ...key }, payload: '{' }, 'invalid-json'],
  [
    'an empty JSON body',
    { method: 'POST', url: '/v1/binders', headers: { ...json, ...key }, payload: '' },
    'invalid-json',
  ],
  ['no body and no type', { method: 'POST', url: '/v1/binders', headers: key }, 'invalid-json'],
  ['a body against the schema', { method: 'POST', url: '/v1/binders', headers: key, payload: {} }, 'invalid-request'],
  ['a bad query', { url: '/v1/binders?limit=x' }, 'invalid-request'],
  ['a bad path parameter', { url: '/v1/binders/x' }, 'invalid-request'],
  ['a malformed URL', { url: '/v1/binders/%zz' }, 'invalid-request'],
  ['a body where none belongs', { method: 'PUT', url: `${one}/closure`, payload: {} }, 'invalid-request'],
  ['a body with GET', { method: 'GET', url: one, headers: json, payload: '{}' }, 'invalid-request'],
  ['a path nobody has', { url: '/v1/nothing' }, 'no-such-path'],
  ['a path in another case', { url: '/V1/binders' }, 'no-such-path'],
  ['a path with a slash too many', { url: '/v1/binders/' }, 'invalid-request'],
  ['an absent resource', { url: '/v1/binders/00000000-0000-7000-8000-000000000000' }, 'not-found'],
  ['a segment of 101 characters', { url: `/v1/binders/${'x'.repeat(101)}` }, 'uri-too-long'],
  ['an answer nobody makes', { url: one, headers: { accept: 'text/html' } }, 'not-acceptable'],
  ['a refused form of answer', { url: one, headers: { accept: '*/*, application/json;q=0' } }, 'not-acceptable'],
  ['no key', { method: 'POST', url: '/v1/binders', payload: binder }, 'idempotency-key-missing'],
  [
    'a bad key',
    { method: 'POST', url: '/v1/binders', headers: { 'idempotency-key': 'k' }, payload: binder },
    'idempotency-key-invalid',
  ],
  ['no If-Match', { method: 'PATCH', url: one, headers: patch, payload: '{}' }, 'precondition-required'],
  [
    'an old If-Match',
    { method: 'PATCH', url: one, headers: { ...patch, 'if-match': '"2"' }, payload: '{}' },
    'stale-version',
  ],
  [
    'a weak If-Match',
    { method: 'PATCH', url: one, headers: { ...patch, 'if-match': 'W/"3"' }, payload: '{}' },
    'stale-version',
  ],
  [
    'If-Match: *',
    { method: 'PATCH', url: one, headers: { ...patch, 'if-match': '*' }, payload: '{}' },
    'invalid-request',
  ],
  ['a foreign cursor', { url: `/v1/binders?cursor=${'A'.repeat(50)}` }, 'cursor-invalid'],
  [
    'a body over 1 MiB',
    { method: 'POST', url: '/v1/binders', headers: { ...json, ...key }, payload: `{"label":"${'x'.repeat(1 << 20)}"}` },
    'content-too-large',
  ],
  [
    'text',
    { method: 'POST', url: '/v1/binders', headers: { 'content-type': 'text/plain', ...key }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'no type',
    { method: 'POST', url: '/v1/binders', headers: { ...key, 'content-length': '2' }, payload: Buffer.from('{}') },
    'unsupported-media-type',
  ],
  [
    'a type that is none',
    { method: 'POST', url: '/v1/binders', headers: { 'content-type': 'application', ...key }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'a merge patch by POST',
    { method: 'POST', url: '/v1/binders', headers: { ...patch, ...key }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'another charset',
    {
      method: 'POST',
      url: '/v1/binders',
      headers: { 'content-type': 'application/json; charset=iso-8859-1', ...key },
      payload: '{}',
    },
    'unsupported-media-type',
  ],
  [
    'a coded body',
    { method: 'POST', url: '/v1/binders', headers: { ...json, ...key, 'content-encoding': 'gzip' }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'JSON by PATCH',
    { method: 'PATCH', url: one, headers: { ...json, 'if-match': '"3"' }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'a rule of the domain',
    { method: 'PUT', url: `${one}/closure`, headers: { 'if-match': '"3"' } },
    'referral-not-sent',
  ],
  ['a bug', { url: '/v1/faults/bug' }, 'internal-error'],
  ['a database error', { url: '/v1/faults/database' }, 'internal-error'],
  ['something thrown that is no error', { method: 'POST', url: '/v1/faults/nothing', payload: {} }, 'internal-error'],
]

for (const [what, options, code] of provocations) {
  t.test(`${what}: the answer is the problem ${code}`, async t => {
    const authorization = what.startsWith('no token') ? {} : asKominfo
    const reply = await app.inject({ ...options, headers: { ...authorization, ...options.headers } })
    const { status, title, rule } = problems[code]
    t.equal(reply.statusCode, status)
    t.equal(reply.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.equal(reply.headers['cache-control'], 'no-store')
    t.equal(reply.headers['x-content-type-options'], 'nosniff')
    t.equal(reply.headers['content-language'], 'en')
    t.equal(reply.headers.server, undefined)
    t.equal(reply.headers['x-powered-by'], undefined)
    const document = reply.json()
    t.match(document, { type: `/problems/${code}`, title: title.en, status, code, rule })
    t.match(document.requestId, /^[0-9a-f-]{36}$/)
    t.equal(document.instance, `urn:uuid:${document.requestId}`)
    t.notMatch(reply.body, /MARKER|at .*\.ts|node_modules|FST_ERR/)
  })
}

t.test('the type of a problem leads to its explanation', async t => {
  const { type } = (await app.inject({ url: one })).json()
  const reply = await app.inject({ url: type })
  t.equal(reply.statusCode, 200)
  const { title, meaning } = problems['not-authenticated']
  t.same(reply.json(), { type, code: 'not-authenticated', status: 401, title, meaning })
  t.match((await app.inject({ url: '/problems/referral-not-sent' })).json(), { rule: 'R-REF-05', status: 409 })
  t.equal((await app.inject({ url: '/problems/no-such-problem' })).statusCode, 404)
})

t.test('the title is in the language the caller likes best', async t => {
  const languages: [string, string][] = [
    ['id', 'id'],
    ['id-ID', 'id'],
    ['in', 'id'],
    ['en', 'en'],
    ['en;q=0.4, id;q=0.9', 'id'],
    ['id;q=0.4, en;q=0.9', 'en'],
    ['id;q=0, *', 'en'],
    ['fr, id;q=0.1', 'id'],
    ['fr', 'en'],
    ['', 'en'],
    ['id;q=nonsense', 'en'],
    ['*', 'en'],
  ]
  for (const [header, language] of languages) {
    const reply = await app.inject({ url: one, headers: { 'accept-language': header } })
    t.equal(reply.headers['content-language'], language, header)
    t.equal(reply.json().title, problems['not-authenticated'].title[language as 'en' | 'id'])
    t.equal(reply.headers['vary'], 'Accept-Language')
  }
})

t.test('a path that lacks a method says which it has', async t => {
  const paths: [string, string][] = [
    ['/v1/binders', 'GET, HEAD, POST'],
    [one, 'GET, HEAD, PATCH'],
    [`${one}/closure`, 'PUT'],
    ['/openapi.json', 'GET, HEAD'],
  ]
  for (const [url, allow] of paths) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
      if (allow.split(', ').includes(method)) continue
      const reply = await app.inject({ method, url: `${url}?x=1` })
      t.equal(reply.statusCode, 405, `${method} ${url}`)
      t.equal(reply.headers.allow, allow, `${method} ${url}`)
      t.equal(reply.headers['content-type'], 'application/problem+json; charset=utf-8')
    }
  }
})

t.test('a method that no path has is not implemented', async t => {
  for (const method of ['PROPFIND', 'LINK', 'PURGE', 'QUERY']) {
    const reply = await app.inject({ method: method as 'GET', url: '/v1/binders' })
    t.match(reply.json(), { status: 501, code: 'not-implemented' }, method)
  }
})

t.test('an unsupported body is told what is supported', async t => {
  const posted = await app.inject({
    method: 'POST',
    url: '/v1/binders',
    headers: { ...asKominfo, 'content-type': 'text/csv' },
    payload: 'a',
  })
  t.equal(posted.headers.accept, 'application/json')
  t.equal(posted.headers['accept-patch'], undefined)
  const patched = await app.inject({ method: 'PATCH', url: one, headers: { ...asKominfo, ...json }, payload: '{}' })
  t.equal(patched.headers['accept-patch'], 'application/merge-patch+json')
})

t.test('what a client may reasonably send is accepted', async t => {
  for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'APPLICATION/JSON']) {
    const reply = await app.inject({
      method: 'POST',
      url: '/v1/binders',
      headers: { ...asKominfo, ...key, 'content-type': type },
      payload: JSON.stringify(binder),
    })
    t.equal(reply.statusCode, 201, type)
  }
  for (const accept of [
    '*/*',
    'application/*',
    'application/json',
    'text/html, application/json;q=0.1',
    'application/json; charset=utf-8',
  ]) {
    t.equal((await app.inject({ url: one, headers: { ...asKominfo, accept } })).statusCode, 200, accept)
  }
})

t.test('HEAD answers as GET does, without the body', async t => {
  const get = await app.inject({ url: one, headers: asKominfo })
  const head = await app.inject({ method: 'HEAD', url: one, headers: asKominfo })
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  for (const name of ['etag', 'content-type', 'content-length', 'cache-control'])
    t.equal(head.headers[name], get.headers[name], name)
})

t.test('a read that names the current version is answered 304 without a body', async t => {
  for (const method of ['GET', 'HEAD'] as const) {
    const reply = await app.inject({ method, url: one, headers: { ...asKominfo, 'if-none-match': '"2", W/"3"' } })
    t.equal(reply.statusCode, 304)
    t.equal(reply.body, '')
    t.equal(reply.headers.etag, '"3"')
    t.equal(reply.headers['content-type'], undefined)
  }
  t.equal((await app.inject({ url: one, headers: { ...asKominfo, 'if-none-match': '"2"' } })).statusCode, 200)
})

t.test('every answer of this file was one that the description has', async t => {
  t.same(deviations, [])
})

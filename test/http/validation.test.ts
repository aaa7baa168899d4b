import Fastify, { type InjectOptions } from 'fastify'
import t from 'tap'
import Type from 'typebox'
import { expectedValue } from '../../src/http/expected-value.ts'
import { serverOptions } from '../../src/http/server-options.ts'
import { buildValidator, mostPlaces } from '../../src/http/validation.ts'
import { longestDetail, type Problem } from '../../src/problems.ts'
import { asKominfo, binder, binderId, buildSampleApp } from './sample-app.ts'

const { app, deviations } = await buildSampleApp()
t.teardown(() => app.close())

type Answer = { status: number; code: string; errors: { pointer: string; code: string }[]; body: string }

async function ask(options: InjectOptions): Promise<Answer> {
  const headers = { ...asKominfo, 'idempotency-key': '"k"', ...options.headers }
  const reply = await app.inject({ ...options, headers })
  const { code, errors } = reply.json()
  return { status: reply.statusCode, code, errors, body: reply.body }
}

const post = (payload: unknown) => ask({ method: 'POST', url: '/v1/binders', payload: payload as object })
const list = (query: string) => ask({ url: `/v1/binders?${query}` })

t.test('a body that fits is taken as it is', async t => {
  const reply = await post({ ...binder, shelf: { room: 'A1', level: 0 }, dueOn: '2024-02-29' })
  t.equal(reply.status, 201)
  t.match(JSON.parse(reply.body), { shelf: { room: 'A1', level: 0 }, dueOn: '2024-02-29' })
})

t.test('a value of another type is refused and not converted', async t => {
  const wrong: [string, unknown, string][] = [
    ['/label', 5, 'type'],
    ['/label', null, 'type'],
    ['/label', ['x'], 'type'],
    ['/label', '', 'min-length'],
    ['/pages', 1, 'type'],
    ['/pages', '1', 'type'],
    ['/pages', null, 'type'],
    ['/pages/0', ['1'], 'type'],
    ['/pages/0', [true], 'type'],
    ['/pages/0', [1.5], 'type'],
    ['/pages/0', [0], 'minimum'],
    ['/kind', 'Report', 'enum'],
    ['/dueOn', 20240229, 'type'],
  ]
  for (const [pointer, value, code] of wrong) {
    const reply = await post({ ...binder, [pointer.split('/')[1] ?? '']: value })
    t.match(
      reply,
      { status: 400, code: 'invalid-request', errors: [{ pointer, code }] },
      `${pointer} ${JSON.stringify(value)}`,
    )
  }
})

t.test('unknown, missing and misspelt members are named, not dropped', async t => {
  t.match(await post({ ...binder, Label: 'x' }), {
    status: 400,
    errors: [{ pointer: '/Label', code: 'additional-properties' }],
  })
  const { label, ...rest } = binder
  t.match(await post({ ...rest, lable: label }), {
    status: 400,
    errors: [
      { pointer: '/label', code: 'required' },
      { pointer: '/lable', code: 'additional-properties' },
    ],
  })
  t.match((await post({ ...binder, shelf: { room: 'A1', extra: 1 } })).errors, [
    { pointer: '/shelf/extra', code: 'additional-properties' },
    { pointer: '/shelf', code: 'any-of' },
  ])
  t.same((await post({ ...binder, shelf: 'A1' })).errors, [{ pointer: '/shelf', code: 'any-of' }])
})

t.test('the detail says what each place takes, so that a request is mended from its refusal alone', async t => {
  const detailOf = async (reply: Promise<Answer>) => JSON.parse((await reply).body).detail
  t.equal(
    await detailOf(post({ ...binder, openedAt: '2024-02-14T08:00:00', kind: 'reports', pages: [0] })),
    '/openedAt takes a time from 1945-08-17 on with an offset, as in 2023-11-29T09:30:00+07:00. /kind takes one of report, finding. /pages/0 takes at least 1.',
  )
  t.equal(await detailOf(post({ ...binder, label: '' })), '/label takes at least 1 in length.')
  t.equal(await detailOf(list('limit=500')), 'query/limit takes at most 200.')
  t.equal(await detailOf(post({ ...binder, Label: 'x' })), undefined)
})

t.test('the detail ends where it would be longer than a detail may be, with a whole sentence', async t => {
  const kinds = Array.from({ length: 8 }, (_, index) => `kind-${index}`)
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: { kinds: { type: 'array', items: { enum: kinds } } },
  }
  const check = buildValidator({})({ schema, httpPart: 'body', method: 'POST', url: '/' })
  const { error } = check({ kinds: Array(30).fill('x') }) as { error: Problem }
  const sentence = /^\/kinds\/\d+ takes one of kind-0, .*, kind-7\.$/
  const sentences = error.detail?.split(/(?<=\.) /) ?? []
  for (const one of sentences) t.match(one, sentence)
  t.ok(error.detail && error.detail.length <= longestDetail && error.detail.length + 100 > longestDetail)
  t.equal(error.errors?.length, mostPlaces)
})

t.test('in a URL the plus sign of a time is shown as it must be written there', async t => {
  const fault = { keyword: 'format', params: { format: 'date-time' }, instancePath: '/from', schemaPath: '#' }
  t.match(expectedValue(fault, 'parameter'), /%2B07:00$/)
  t.match(expectedValue(fault, 'body'), /\+07:00$/)
})

t.test('no answer repeats a value, nor a name that is no name', async t => {
  const secret = 'Budi bin SECRET 198001012005011001'
  const reply = await post({ ...binder, kind: secret, openedAt: secret, shelf: secret, [secret]: secret })
  t.equal(reply.status, 400)
  t.notMatch(reply.body, /SECRET|Budi|1980/)
  t.notMatch((await list(`limit=SECRET&${encodeURIComponent(secret)}=1`)).body, /SECRET/)
  t.notMatch((await ask({ url: `/v1/binders/SECRET` })).body, /SECRET/)
})

t.test('at most twenty places are named', async t => {
  const body = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`unknown${index}`, 1]))
  t.equal((await post({ ...binder, ...body })).errors.length, 20)
})

t.test('times are RFC 3339 in one spelling, dates exist', async t => {
  const good = [
    '2024-02-29T23:59:59Z',
    '2024-02-14T08:00:00+07:00',
    '2024-02-14T08:00:00.123456-11:30',
    '2024-02-14T08:00:00+15:59',
    '1945-08-17T00:00:00+07:00',
    '1945-08-16T17:00:00Z',
    '9999-12-31T23:59:59.9+00:00',
  ]
  for (const openedAt of good) t.equal((await post({ ...binder, openedAt })).status, 201, openedAt)
  const bad = [
    '2024-02-14',
    '2024-02-14T08:00:00',
    '2024-02-14 08:00:00Z',
    '2024-02-14t08:00:00Z',
    '2024-02-14T08:00:00z',
    '2024-02-14T08:00Z',
    '2024-02-14T24:00:00Z',
    '2024-02-14T23:60:00Z',
    '2016-12-31T23:59:60Z',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+15:59',
    '0099-12-31T00:00:00Z',
    '1945-08-17T00:00:00+07:01',
    '1945-08-16T16:59:59.999Z',
    '1900-02-29T00:00:00Z',
    '2024-02-14T08:00:00-00:00',
    '2024-02-14T08:00:00+7:00',
    '2024-02-14T08:00:00+0700',
    '2024-02-14T08:00:00+24:00',
    '2024-02-14T08:00:00+16:00',
    '2024-02-14T08:00:00-23:59',
    '2024-02-14T08:00:00.1234567Z',
    '2024-02-14T08:00:00.Z',
    '+002024-02-14T08:00:00Z',
    '２０２４-02-14T08:00:00Z',
  ]
  for (const openedAt of bad) {
    t.match(
      await post({ ...binder, openedAt }),
      { status: 400, errors: [{ pointer: '/openedAt', code: 'format' }] },
      openedAt,
    )
  }
  for (const dueOn of [
    '2024-2-29',
    '2023-02-29',
    '2024-04-31',
    '0000-01-01',
    '0001-01-01',
    '1945-08-16',
    '2024-02-29T00:00:00Z',
    '29-02-2024',
  ]) {
    t.match(await post({ ...binder, dueOn }), { status: 400, errors: [{ pointer: '/dueOn' }] }, dueOn)
  }
})

t.test('a query value counts only in its canonical spelling', async t => {
  for (const query of ['', 'limit=1', 'limit=200', 'late=true', 'late=false', 'kind=report&limit=7']) {
    t.equal((await list(query)).status, 200, query)
  }
  for (const value of [
    '05',
    '5.0',
    '%205',
    '5%20',
    '1e1',
    '',
    '+5',
    '-0',
    '0x5',
    '5,0',
    '٥',
    '9007199254740993',
    'null',
    'NaN',
  ]) {
    t.match(await list(`limit=${value}`), { status: 400, errors: [{ pointer: 'query/limit', code: 'type' }] }, value)
  }
  for (const value of ['0', '-1', '201'])
    t.match((await list(`limit=${value}`)).errors, [{ pointer: 'query/limit' }], value)
  for (const value of ['1', '0', 'TRUE', 'yes', '']) {
    t.match(await list(`late=${value}`), { status: 400, errors: [{ pointer: 'query/late', code: 'type' }] }, value)
  }
})

t.test('a query is refused when it repeats, hides or garbles a name', async t => {
  const refused: [string, string, string][] = [
    ['limit=1&limit=1', 'query', 'duplicate-parameter'],
    ['limit=1&%6Cimit=2', 'query', 'duplicate-parameter'],
    ['kind=%zz', 'query', 'percent-encoding'],
    ['kind=%ff', 'query', 'percent-encoding'],
    ['%=1', 'query', 'percent-encoding'],
    ['kind=a%00b', 'query', 'forbidden-character'],
    ['kind%00=a', 'query', 'forbidden-character'],
    ['=1', 'query', 'empty-name'],
    ['limit=1&', 'query', 'empty-name'],
    ['limit=1&&late=true', 'query', 'empty-name'],
    ['nope=1', 'query/nope', 'additional-properties'],
    ['__proto__=1', 'query', 'additional-properties'],
    ['__proto__[x]=1', 'query', 'additional-properties'],
    ['constructor=1', 'query/constructor', 'additional-properties'],
    ['limit[]=1', 'query', 'additional-properties'],
  ]
  for (const [query, pointer, code] of refused) {
    t.match(await list(query), { status: 400, code: 'invalid-request', errors: [{ code }] }, query)
    t.match((await list(query)).errors[0]?.pointer, pointer, query)
  }
  t.match(await ask({ url: `/v1/binders/${binderId}?verbose` }), {
    status: 400,
    errors: [{ pointer: 'query', code: 'additional-properties' }],
  })
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

t.test('a path parameter is what its schema says', async t => {
  for (const id of ['x', binderId.toUpperCase(), `urn:uuid:${binderId}`, `${binderId}%00`, '%20']) {
    t.match(await ask({ url: `/v1/binders/${id}` }), { status: 400, errors: [{ pointer: 'path/binderId' }] }, id)
  }
})

t.test('an answer holds only what its schema lists', async t => {
  const { body } = await list('')
  t.match(JSON.parse(body).items, [{ id: binderId }])
  t.notMatch(body, /secret/)
})

t.test('a service with an object that comes in open does not start', async t => {
  const Inner = Type.Object({ a: Type.String() })
  const open: [string, object, RegExp][] = [
    ['a body', { body: Type.Object({}) }, /at \/$/],
    ['a query', { querystring: Type.Object({}) }, /at \/$/],
    ['path parameters', { params: Type.Object({}) }, /at \/$/],
    [
      'something within',
      { body: Type.Object({ list: Type.Array(Inner) }, { additionalProperties: false }) },
      /at \/properties\/list\/items$/,
    ],
    ['something referred to', { body: Type.Unsafe({ $ref: 'Inner#' }) }, /at \/Inner#$/],
  ]
  for (const [what, schema, reason] of open) {
    const bare = Fastify(serverOptions())
    bare.addSchema({ ...Inner, $id: 'Inner' })
    bare.post('/', { schema }, () => 'never')
    await t.rejects(
      async () => void (await bare.ready()),
      { code: 'FST_ERR_SCH_VALIDATION_BUILD', message: reason },
      what,
    )
  }
})

t.test('every answer of this file was one that the description has', async t => {
  t.same(deviations, [])
})

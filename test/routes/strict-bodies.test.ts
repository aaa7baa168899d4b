import t from 'tap'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { type Case, decisionOn, evidenceSaid, finding, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { oneAtTurn } from '../support/thorough.ts'
import { caseFor, everyOperation, type Operation, readerOf } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder } = world.cast

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
const complete: Json = {
  ...finding,
  source: { kind: 'report', channel: 'asn-self-report' },
  reporter: { name: 'Budi', contact: 'x', nip: '198001012005011002', workUnit: 'x', statement: 'x' },
  confidentiality: 'limited',
  handling: ['no-export'],
  place: { regionCode: '33.09', onlineLocation: 'https://social.example/', description: 'Hall' },
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Sari',
      employeeType: 'pns',
      nip: '198504122010012003',
      niPppk: '198504122021211001',
      nik: '3309015204850001',
      position: 'Guru',
      workUnit: 'SD',
      employer: 'Boyolali',
    },
    { identification: 'unidentified', description: 'A woman', workUnit: 'SD', employer: 'Boyolali' },
  ],
}

/** JSON Pointers to every value inside, but not to the whole. */
function placesIn(value: Json, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const children: [string, Json][] = Object.entries(value)
  return children.flatMap(([name, child]) => [`${pointer}/${name}`, ...placesIn(child, `${pointer}/${name}`)])
}

function valueAt(root: Json, pointer: string): Json {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json>((value, name) => (value as { [name: string]: Json })[name] ?? null, root)
}

/** A copy with another value at the pointer. */
function withValue(root: Json, pointer: string, value: unknown): Json {
  const copy = structuredClone(root)
  const names = pointer.split('/').slice(1)
  const last = names.pop() ?? ''
  const parent = valueAt(copy, names.length === 0 ? '' : `/${names.join('/')}`)
  ;(parent as { [name: string]: unknown })[last] = value
  return copy
}

/** Whether its body may not be left out; an empty one is none. */
function needsBody({ id }: Operation): boolean {
  const described = Object.values(openApiDocument(world.app).paths).flatMap(path => Object.values(path))
  const body = described.find(({ operationId }) => operationId === id)?.requestBody as
    | { required?: boolean }
    | undefined
  return body?.required === true
}

function bodyOf(operation: Operation, found: Case): Json {
  if (operation.id === 'recordViolation') return complete
  if (operation.id === 'changeViolation') {
    const { source: _, reporter: __, ...changeable } = complete as { [name: string]: Json }
    return changeable
  }
  if (operation.id === 'describeEvidence') {
    return { ...evidenceSaid, confidentiality: 'limited', handling: ['view-only'] }
  }
  if (operation.id === 'reviseDecision') {
    const { reportedPersonId: _, track: __, ...revisable } = decisionOn(undefined)
    return revisable as unknown as Json
  }
  return JSON.parse(JSON.stringify(operation.body?.(found)))
}

/** RFC 7396: null removes these. */
const nullRemoves = new Set([
  ...['eventDescription', 'occurredAt', 'knownAt', 'place', 'suggestedCategory', 'interaction'].map(name => `/${name}`),
  ...['regionCode', 'onlineLocation', 'description'].map(name => `/place/${name}`),
  ...['/confidentiality', '/handling'],
  ...['/violationTypes', '/sanction'],
])

/** An item always has a level and codes; of a violation they may be taken away. */
function isRemovable({ id }: Operation, pointer: string): boolean {
  return id === 'describeEvidence' ? pointer === '/collection/name' : nullRemoves.has(pointer)
}

/** Lists that may be longer than others. */
const mostItems: Record<string, number> = { '/points': 500 }

const wrongFor = (value: Json, pointer: string): [string, unknown][] => {
  const common: [string, unknown][] = [
    ...(typeof value === 'boolean' ? [] : [['a boolean', true] as [string, unknown]]),
    ['a large number', 1e15],
  ]
  if (typeof value === 'string') {
    return [
      ...common,
      ['a number', 7],
      ['a list', [value]],
      ['an object', {}],
      ['empty', ''],
      ['very long', 'x'.repeat(30_000)],
    ]
  }
  if (Array.isArray(value))
    return [
      ...common,
      ['a text', 'x'],
      ['an object', {}],
      ['too many', Array((mostItems[pointer] ?? 100) + 1).fill(value[0])],
    ]
  return [...common, ['a text', 'x'], ['a list', []]]
}

const bodied = everyOperation.filter(({ body }) => body !== undefined)

for (const operation of bodied) {
  t.test(`${operation.id}: what does not match the description is refused, with the place`, async t => {
    const found = await caseFor(stories, operation)
    const subject = found ?? { violationId: '', id: '', violation: '', referral: '', persons: [], evidence: [] }
    const tagged = operation.ifMatch?.(subject)
    const ifMatch = tagged && (await readerOf(tagged, world.cast).etag(tagged))
    const body = bodyOf(operation, subject)
    const client = world.cast[operation.by]
    const before = await world.fingerprint()

    const send = async (what: string, wrong: unknown, pointer: string, code?: string) => {
      const answer = await client.send(operation.method, operation.path(subject), wrong, { ifMatch })
      t.equal(answer.status, 400, `${what} at ${pointer}: ${answer.text.slice(0, 300)}`)
      t.ok(
        answer.body.errors?.some(error => error.pointer === pointer && (code === undefined || error.code === code)),
        `${what} at ${pointer}: ${JSON.stringify(answer.body.errors)}`,
      )
    }

    for (const [turn, pointer] of placesIn(body).entries()) {
      const value = valueAt(body, pointer)
      for (const [what, wrong] of oneAtTurn(wrongFor(value, pointer), turn)) {
        await send(what, withValue(body, pointer, wrong), pointer)
      }
      const removes = operation.method === 'PATCH' && isRemovable(operation, pointer)
      if (!removes) await send('null', withValue(body, pointer, null), pointer)
      if (typeof value === 'object' && !Array.isArray(value)) {
        await send(
          'an unknown member',
          withValue(body, `${pointer}/unheardOf`, 1),
          `${pointer}/unheardOf`,
          'additional-properties',
        )
      }
    }
    const foreign = ['penaltyClass2', 'agency', 'id', 'status', 'sender', 'receiver']
    // Where an agency is named, it is never the caller's.
    for (const unknown of foreign.filter(name => valueAt(body, `/${name}`) === undefined)) {
      await send('an unknown member', withValue(body, `/${unknown}`, 'x'), `/${unknown}`, 'additional-properties')
    }

    const text = JSON.stringify(body)
    const grown = (member: string) => `${text.slice(0, -1)},${member}}`
    const [first = ''] = Object.keys(body as object)
    const broken: [string, string, string][] = [
      ['beyond 2^53', grown('"count":9007199254740993'), 'number-out-of-range'],
      ['1e400', grown('"count":1e400'), 'number-out-of-range'],
      ['NUL', grown('"remark":"a\\u0000b"'), 'forbidden-character'],
      ['a lone surrogate', grown('"remark":"\\ud800"'), 'forbidden-character'],
      ['a name twice', grown(`"${first}":${JSON.stringify(valueAt(body, `/${first}`))}`), 'duplicate-name'],
      ['__proto__', grown('"__proto__":{}'), 'forbidden-name'],
      ['100,000 levels', grown(`"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'too-deep'],
      ['100,000 levels of objects', grown(`"deep":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), 'too-deep'],
      ['a list', '[]', 'not-an-object'],
      ['null', 'null', 'not-an-object'],
      ['cut off', text.slice(0, -1), 'syntax'],
      ...(needsBody(operation) ? [['nothing', '', 'empty'] satisfies [string, string, string]] : []),
      ['two values', `${text}{}`, 'syntax'],
    ]
    for (const [what, wrong, code] of broken) await send(what, wrong, '', code)
    t.equal(await world.fingerprint(), before, 'nothing was written')
  })
}

t.test('operations without a body take none', async t => {
  const { referral } = await stories.reach('sent')
  const answer = await world.cast.intake.put(`${referral}/receipt`, {}, { ifMatch: '"1"' })
  t.equal(answer.status, 400)
  t.match(answer.body.errors, [{ pointer: '', code: 'unexpected-body' }])
})

t.test('an empty body is none, whatever type it is said to be of', async t => {
  const { referral } = await stories.reach('sent')
  const { intake } = world.cast
  const act = async (noun: string) => intake.put(`${referral}/${noun}`, '', { ifMatch: await intake.etag(referral) })
  t.match(await act('receipt'), { status: 201 }, 'where none is taken')
  t.match(await act('acceptance'), { status: 201 }, 'where one may be left out')
})

t.test('there is no place where the recording agency could put a penalty or an offence', async t => {
  const { violation } = await stories.reach('draft')
  const ifMatch = await recorder.etag(violation)
  const before = await world.fingerprint()
  for (const name of [
    'penalty',
    'penaltyClass',
    'sanction',
    'sanctionClass',
    'offence',
    'offense',
    'verdict',
    'guilty',
    'decision',
  ]) {
    for (const pointer of ['', '/source', '/place', '/reporter', '/reportedPersons/0', '/reportedPersons/1']) {
      const answer = await recorder.post('/v1/violations', withValue(complete, `${pointer}/${name}`, 'heavy'))
      t.equal(answer.status, 400, `${pointer}/${name}`)
      t.ok(answer.body.errors.some(error => error.pointer === `${pointer}/${name}`))
    }
    t.equal((await recorder.patch(violation, { [name]: 'heavy' }, { ifMatch })).status, 400)
  }
  t.equal(await world.fingerprint(), before)
  const schemas = openApiDocument(world.app).components.schemas
  const inputs = [
    'ViolationInput',
    'ViolationPatch',
    'ReporterInput',
    'NewReportedPerson',
    'ReportedPersonInput',
    'ReferralInput',
  ]
  for (const name of inputs)
    t.notMatch(Object.keys(flattened(schemas[name])).join(), /penalt|sanction|offen[cs]e/i, name)
})

/** All names of members anywhere in a schema. */
function flattened(schema: unknown, names: Record<string, true> = {}): Record<string, true> {
  if (typeof schema !== 'object' || schema === null) return names
  const { properties } = schema as { properties?: object }
  for (const name of Object.keys(properties ?? {})) names[name] = true
  for (const child of Object.values(schema)) flattened(child, names)
  return names
}

t.test('times and identifiers are taken in one spelling', async t => {
  const wrong: Record<string, unknown[]> = {
    occurredAt: [
      '2023-11-29',
      '2023-11-29T09:30:00',
      '2023-11-29 09:30:00Z',
      '2023-11-29T24:00:00Z',
      '2023-11-29T23:59:60Z',
      '2023-02-30T09:30:00Z',
      '0000-11-29T09:30:00Z',
      '0001-01-01T00:00:00+15:59',
      '1945-08-17T00:00:00+08:00',
      '2023-11-29T09:30:00-00:00',
      '2023-11-29t09:30:00z',
      '2023-11-29T09:30:00.1234567Z',
      '2023-11-29T09:30:00+24:00',
    ],
    suggestedCategory: ['PD-6', 'XX-06', 'pd-06', 'PD-006'],
    place: [{ regionCode: '3309' }, { onlineLocation: 'social.example' }, { onlineLocation: 'https://a b' }],
    reportedPersons: [
      [{ identification: 'identified', name: ' ', nip: '198504122010012003' }],
      [{ identification: 'identified', name: 'A', nip: '19850412201001200' }],
      [{ identification: 'identified', name: 'A', nip: '19850412 201001 2 003' }],
      [{ identification: 'identified', name: 'A', nik: '330901520485000x' }],
      [{ identification: 'identified' }],
      [{ name: 'A' }],
      [{ identification: 'unidentified', name: 'A' }],
    ],
  }
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      const answer = await recorder.post('/v1/violations', { ...finding, [field]: value })
      t.equal(answer.status, 400, `${field} ${JSON.stringify(value)}`)
      t.ok(answer.body.errors.every(({ pointer }) => pointer.startsWith(`/${field}`)))
    }
  }
  const kept = { occurredAt: '2023-11-29T02:30:00.123456Z', knownAt: '2023-12-01T08:00:00.1+07:00' }
  t.match((await stories.record(kept)).content, kept, 'a time is kept as it was sent')
})

t.end()

import t from 'tap'
import { buildSerializer } from '../../src/http/serialization.ts'
import { withTypeUnions } from '../../src/http/type-unions.ts'

const nothing = { type: 'null' }
const Person = {
  $id: 'Person',
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, nickname: { anyOf: [{ type: 'string' }, nothing] } },
}
const named = { Person }

const rows: { said: string; anyOf: object[]; instead: object | undefined; values: [unknown, unknown][] }[] = [
  {
    said: 'a text or nothing',
    anyOf: [{ type: 'string', maxLength: 3 }, nothing],
    instead: { type: ['string', 'null'], maxLength: 3 },
    values: [
      ['abc', 'abc'],
      [null, null],
    ],
  },
  {
    said: 'one of a few words or nothing',
    anyOf: [{ type: 'string', enum: ['a', 'b'] }, nothing],
    instead: { type: ['string', 'null'], enum: ['a', 'b', null] },
    values: [
      ['b', 'b'],
      [null, null],
    ],
  },
  {
    said: 'a list or nothing',
    anyOf: [{ type: 'array', items: { type: 'integer' } }, nothing],
    instead: { type: ['array', 'null'], items: { type: 'integer' } },
    values: [
      [
        [1, 2],
        [1, 2],
      ],
      [[], []],
      [null, null],
    ],
  },
  {
    said: 'a named object or nothing, without what it does not name',
    anyOf: [{ $ref: 'Person#' }, nothing],
    instead: {
      type: ['object', 'null'],
      required: ['name'],
      properties: { name: { type: 'string' }, nickname: { type: ['string', 'null'] } },
    },
    values: [
      [{ name: 'Sari', secret: 1 }, { name: 'Sari' }],
      [
        { name: 'Sari', nickname: null },
        { name: 'Sari', nickname: null },
      ],
      [null, null],
    ],
  },
  {
    said: 'one fixed word or nothing, which stays as it is',
    anyOf: [{ type: 'string', const: 'a' }, nothing],
    instead: undefined,
    values: [
      ['a', 'a'],
      [null, null],
    ],
  },
  {
    said: 'two kinds of things, which stay as they are',
    anyOf: [{ type: 'string' }, { type: 'integer' }],
    instead: undefined,
    values: [
      ['a', 'a'],
      [7, 7],
    ],
  },
]

for (const { said, anyOf, instead, values } of rows) {
  t.test(`what may be ${said}, is serialized by its type`, async t => {
    t.strictSame(withTypeUnions({ anyOf }, named), instead ?? { anyOf })
    const schema = { type: 'object', properties: { it: { anyOf } } }
    const serialize = buildSerializer(named, {})({ schema, method: 'GET', url: '/', httpStatus: '200' })
    for (const [value, expected] of values) t.strictSame(JSON.parse(serialize({ it: value })), { it: expected })
  })
}

t.end()

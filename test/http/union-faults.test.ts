import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import Type from 'typebox'
import { withoutBranchesNotMeant } from '../../src/http/union-faults.ts'

const closed = { additionalProperties: false }
const Known = Type.Object(
  { is: Type.Literal('known'), name: Type.String(), nip: Type.Optional(Type.String({ minLength: 18 })) },
  closed,
)
const Unknown = Type.Object({ is: Type.Literal('unknown'), description: Type.String() }, closed)
const Persons = Type.Array(Type.Union([Known, Unknown]))
const Shelf = Type.Union([Type.Object({ room: Type.String() }, closed), Type.Null()])
const check = new Ajv2020({ allErrors: true }).compile(Type.Object({ persons: Persons, shelf: Type.Optional(Shelf) }))

function faults(body: unknown): string[] {
  check(body)
  return withoutBranchesNotMeant(check.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)
}

t.test('a fault in a union is that of the branch which its constant names', async t => {
  t.strictSame(faults({ persons: [{ is: 'known', name: 'x', nip: '123' }] }), ['/persons/0/nip minLength'])
  t.strictSame(faults({ persons: [{ is: 'known' }] }), ['/persons/0 required'])
  t.strictSame(faults({ persons: [{ is: 'unknown', description: 'x', name: 'y' }] }), [
    '/persons/0 additionalProperties',
  ])
})

t.test('each element of a list is judged by its own constant', async t => {
  const persons = [
    { is: 'known', name: 5 },
    { is: 'unknown', description: 'x' },
    { is: 'unknown', description: 5 },
  ]
  t.strictSame(faults({ persons }), ['/persons/0/name type', '/persons/2/description type'])
})

t.test('a constant that fits no branch is the only fault', async t => {
  t.strictSame(new Set(faults({ persons: [{ is: 'perhaps', name: 'x' }] })), new Set(['/persons/0/is const']))
})

t.test('a union without such a constant is reported as it was, and so is what stands beside it', async t => {
  t.strictSame(faults({ persons: [], shelf: { room: 5 } }), ['/shelf/room type', '/shelf type', '/shelf anyOf'])
  t.match(faults({ persons: [{ name: 'x' }] }).at(-1), 'anyOf')
  t.ok(faults({ persons: [{ is: 'known' }], shelf: 5 }).includes('/shelf anyOf'))
})

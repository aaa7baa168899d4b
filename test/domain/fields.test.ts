import fc from 'fast-check'
import t from 'tap'
import type { Role } from '../../src/domain/agencies.ts'
import type { JsonValue } from '../../src/domain/canonical-json.ts'
import { guardedFields, mayWrite, type Viewer, withoutGuarded, writableFields } from '../../src/domain/fields.ts'
import { type ReferralStatus, referralStatuses, violationStatuses } from '../../src/domain/transitions.ts'
import * as cast from './examples.ts'

const nik = '3309015204850001'
const content = {
  ...cast.finding,
  reportedPersons: [{ ...cast.sari, nik, niPppk: '198504122021211001' }, cast.stranger, { ...cast.sari, nik }],
} as JsonValue

const everything = [
  '/source/channel',
  '/reportedPersons/0/nip',
  '/reportedPersons/0/nik',
  '/reportedPersons/0/niPppk',
  '/reportedPersons/2/nip',
  '/reportedPersons/2/nik',
]
const niks = ['/reportedPersons/0/nik', '/reportedPersons/2/nik']
const atWork: readonly ReferralStatus[] = ['accepted', 'under-examination', 'decided', 'closed']

/** What is left out, written down by hand. */
function hiddenFrom({ relation, roles: [role], status }: Viewer): readonly string[] {
  if (relation === 'overseer') return everything
  if (relation === 'owner') return role === 'recorder' ? [] : role === 'referrer' ? niks : everything
  if (status === undefined || status === 'rejected' || status === 'withdrawn') return everything
  if (role === 'intake-officer') return ['/source/channel', ...niks]
  if (role !== 'case-officer' && role !== 'commissioner') return everything
  return atWork.includes(status) ? [] : ['/source/channel', ...niks]
}

for (const relation of ['owner', 'receiver', 'overseer'] as const) {
  for (const role of ['recorder', 'referrer', 'intake-officer', 'case-officer', 'commissioner', 'auditor'] as const) {
    for (const status of [undefined, ...referralStatuses]) {
      t.test(`a ${role} of the ${relation} reads what is theirs while it is ${status ?? 'not referred'}`, async t => {
        const viewer: Viewer = { relation, roles: [role], status }
        const { content: shown, masked } = withoutGuarded(content, viewer)
        t.strictSame([...masked].sort(), [...hiddenFrom(viewer)].sort())
        const text = JSON.stringify(shown)
        t.equal(text.includes(nik), !masked.some(pointer => pointer.endsWith('/nik')))
        t.equal(text.includes('patrol'), !masked.includes('/source/channel'))
        t.match(text, 'Sari Wulandari', 'and everything else')
        t.strictSame(withoutGuarded(shown, viewer), { content: shown, masked: [] }, 'again, nothing is left to hide')
      })
    }
  }
}

t.test('several roles read what any of them reads', async t => {
  t.strictSame(
    withoutGuarded(content, { relation: 'owner', roles: ['referrer', 'recorder'], status: 'sent' }).masked,
    [],
  )
})

t.test(
  'whatever a content is made of, exactly the members the table names are gone, and the rest is as it was',
  async t => {
    const names = fc.constantFrom('source', 'channel', 'reportedPersons', 'nik', 'nip', 'other', '__proto__', '0', '*')
    const { json } = fc.letrec(tie => ({
      json: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<JsonValue>(null, true, 'a', 7),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.array(fc.tuple(names, tie('json')), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
      ),
    }))
    const viewer: Viewer = { relation: 'receiver', roles: ['auditor'], status: 'sent' }
    const exact = fc.check(
      fc.property(json, value => {
        const { content: shown, masked } = withoutGuarded(value as JsonValue, viewer)
        const before = members(value as JsonValue)
        const after = members(shown).map(([pointer]) => pointer)
        const hidden = ([, pattern]: Member) =>
          Object.keys(guardedFields).some(guarded => `${pattern}/`.startsWith(`${guarded}/`))
        const left = before.filter(member => !hidden(member)).map(([pointer]) => pointer)
        return (
          JSON.stringify(after) === JSON.stringify(left) &&
          before.every(
            ([pointer]) => after.includes(pointer) || masked.some(one => `${pointer}/`.startsWith(`${one}/`)),
          )
        )
      }),
    )
    t.notOk(exact.failed, JSON.stringify(exact.counterexample))
  },
)

/** A JSON Pointer, and the same with `*` for the index of an array (and something else for a name that is `*`). */
type Member = readonly [pointer: string, pattern: string]

function members(value: JsonValue, pointer = '', pattern = ''): Member[] {
  const below: Member[] =
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([name, member]) => {
          const step = Array.isArray(value) ? '*' : name === '*' ? 'star' : name
          return members(member as JsonValue, `${pointer}/${name}`, `${pattern}/${step}`)
        })
  return [[pointer, pattern], ...below]
}

t.test('R-ACC-05 each role writes what the table says, in the states it says, and nothing else', async t => {
  const fields = [...writableFields.recorder.fields, 'source', 'reporterId', 'id', 'toString']
  for (const role of ['recorder', 'referrer', 'case-officer', 'auditor', 'toString'] as (Role | string)[]) {
    for (const status of violationStatuses) {
      for (const field of fields) {
        const open = status === 'draft' || status === 'documented'
        const theirs =
          role === 'recorder'
            ? !['source', 'reporterId', 'id', 'toString'].includes(field)
            : role === 'referrer' && ['confidentiality', 'handling', 'releasable'].includes(field)
        t.equal(mayWrite(role, field, status), open && theirs, `${role} ${field} ${status}`)
      }
    }
  }
})

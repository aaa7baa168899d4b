import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { type CursorScope, createPageCursors, nextPage } from '../../src/http/page-cursor.ts'
import { isNumber, isOfMembers, isText } from '../../src/http/page-position.ts'

const cursors = createPageCursors(Buffer.alloc(32, 1))
type Position = { readonly at: string; readonly id: string }
const isPosition = isOfMembers<Position>({ at: isText, id: isText })
const scope: CursorScope<Position> = {
  agency: 'kasn' as AgencyId,
  operationId: 'listReferrals',
  filter: { status: 'sent', from: undefined },
  isPosition,
}
const position = { at: '2024-02-14T01:00:00Z', id: '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e' }

t.test('a cursor opens to the position it was made from', async t => {
  t.same(cursors.open(scope, cursors.seal(scope, position)), position)
  t.match(cursors.seal(scope, position), /^[A-Za-z0-9_-]+$/)
})

t.test('a cursor tells nothing about the position and never repeats', async t => {
  const one = cursors.seal(scope, position)
  t.not(one, cursors.seal(scope, position))
  t.notOk(Buffer.from(one, 'base64url').includes('2024'))
})

t.test('a nonce is used once, however many cursors are made', async t => {
  const made = Array.from({ length: 1000 }, () => cursors.seal(scope, position))
  t.equal(new Set(made.map(cursor => cursor.slice(0, 16))).size, made.length)
  for (const cursor of made) t.same(cursors.open(scope, cursor), position)
})

t.test('a cursor is no authorisation: it opens only for the agency, operation and filter it was made for', async t => {
  const cursor = cursors.seal(scope, position)
  const others: CursorScope<Position>[] = [
    { ...scope, agency: 'kominfo' as AgencyId },
    { ...scope, operationId: 'listViolations' },
    { ...scope, filter: {} },
    { ...scope, filter: { status: 'received' } },
    { ...scope, filter: { status: 'sent', from: 'kominfo' } },
  ]
  for (const other of others) t.throws(() => cursors.open(other, cursor), { code: 'cursor-invalid', status: 400 })
  t.same(cursors.open({ ...scope, filter: { status: 'sent' } }, cursor), position, 'an absent filter is no filter')
})

t.test('a cursor of an older version of the list, whose positions were others, does not open', async t => {
  const { isPosition: _, ...list } = scope
  for (const [older, seal] of [
    ['text', () => cursors.seal({ ...list, isPosition: isText }, position.id)],
    ['a number', () => cursors.seal({ ...list, isPosition: isNumber }, 7)],
    [
      'fewer members',
      () => cursors.seal({ ...list, isPosition: isOfMembers<{ at: string }>({ at: isText }) }, { at: position.at }),
    ],
  ] as const) {
    t.throws(() => cursors.open(scope, seal()), { code: 'cursor-invalid', status: 400 }, older)
  }
})

t.test('a cursor changed in any character does not open', async t => {
  const cursor = cursors.seal(scope, position)
  for (let index = 0; index < cursor.length; index += 1) {
    const changed = `${cursor.slice(0, index)}${cursor[index] === 'A' ? 'B' : 'A'}${cursor.slice(index + 1)}`
    t.throws(() => cursors.open(scope, changed), { code: 'cursor-invalid' })
  }
  for (const changed of ['', 'x', `${cursor}A`, `${cursor}=`, cursor.slice(0, -1), `${cursor} `, cursor.slice(0, 30)]) {
    t.throws(() => cursors.open(scope, changed), { code: 'cursor-invalid' })
  }
})

t.test('another key does not open it, and a short key is refused', async t => {
  const cursor = cursors.seal(scope, position)
  t.throws(() => createPageCursors(Buffer.alloc(32, 2)).open(scope, cursor), { code: 'cursor-invalid' })
  t.throws(() => createPageCursors(Buffer.alloc(16)), TypeError)
})

t.test('next keeps the other parameters, and Link says the same (RFC 8288)', async t => {
  t.same(nextPage('/v1/referrals?status=sent&limit=2&cursor=old', 'new'), {
    next: '/v1/referrals?status=sent&limit=2&cursor=new',
    link: '</v1/referrals?status=sent&limit=2&cursor=new>; rel="next"',
  })
  t.same(nextPage('/v1/referrals', 'new'), {
    next: '/v1/referrals?cursor=new',
    link: '</v1/referrals?cursor=new>; rel="next"',
  })
  t.same(nextPage('/v1/referrals', null), { next: null, link: undefined })
})

t.test('a link cannot be broken out of by a path', async t => {
  const { link } = nextPage('/v1/x">;rel="next",<https://elsewhere.example>?a=<b>', 'c')
  t.match(link, /^<[^<>"]+>; rel="next"$/)
  t.equal(nextPage('//elsewhere.example/v1/referrals', 'c').next, '/v1/referrals?cursor=c')
})

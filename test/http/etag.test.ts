import t from 'tap'
import { matchesIfNoneMatch, parseIfMatch, toEtag } from '../../src/http/etag.ts'

t.test('the tag of a version is strong and quoted', async t => {
  t.equal(toEtag(3), '"3"')
  t.equal(toEtag('a-1'), '"a-1"')
  for (const version of ['', 'a"b', 'a b', 'é', 'a\n']) t.throws(() => toEtag(version), TypeError)
})

t.test('what has turned by time is part of the tag, and not of the version', async t => {
  t.equal(toEtag(3, ['overdue', 'copies-1']), '"3.overdue.copies-1"')
  t.equal(parseIfMatch('"3.overdue.copies-1"'), '3')
  t.notOk(matchesIfNoneMatch('"3"', '"3.overdue"'))
})

t.test('If-Match gives back the version its tag was made from', async t => {
  for (const version of ['3', 'a-1', '00ff']) t.equal(parseIfMatch(toEtag(version)), version)
  t.equal(parseIfMatch(' "3" '), '3')
})

t.test('an act without If-Match is refused as such', async t => {
  t.throws(() => parseIfMatch(undefined), { code: 'precondition-required', status: 428 })
})

t.test('a weak tag never equals a version (RFC 9110, 13.1.1)', async t => {
  t.equal(parseIfMatch('W/"3"'), 'W/"3"')
})

t.test('a list, the star and anything malformed are refused as bad requests', async t => {
  for (const header of ['*', '"1", "2"', '"1","1"', '3', '"3', '', 'w/"3"', '"a b"', '"é"', "'3'"]) {
    t.throws(() => parseIfMatch(header), { code: 'invalid-request', status: 400 }, header)
  }
})

t.test('If-None-Match compares weakly, in lists, and the star names any version (RFC 9110, 13.1.2)', async t => {
  for (const header of ['"3"', 'W/"3"', '"2", "3"', '"2",W/"3"', '*', '"a,b", "3"'])
    t.ok(matchesIfNoneMatch(header, '"3"'), header)
  for (const header of ['"2"', '3', '', '"33"', '"a,3"']) t.notOk(matchesIfNoneMatch(header, '"3"'), header)
  t.notOk(matchesIfNoneMatch(undefined, '"3"'))
})

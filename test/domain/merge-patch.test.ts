import fc from 'fast-check'
import t from 'tap'
import { canonicalJson, type JsonValue } from '../../src/domain/canonical-json.ts'
import { mergePatch } from '../../src/domain/merge-patch.ts'
import { frozen } from './case-file.ts'

const parse = (text: string): JsonValue => frozen(JSON.parse(text))

t.test('a patch does what RFC 7396, appendix A says', async t => {
  const rows: [original: string, patch: string, result: string][] = [
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ]
  t.equal(rows.length, 15)
  for (const [original, patch, result] of rows) {
    t.strictSame(mergePatch(parse(original), parse(patch)), JSON.parse(result), `${original} ${patch}`)
  }
})

t.test('the document of RFC 7396, section 3, is patched as it says', async t => {
  const document = `{ "title": "Goodbye!", "author": { "givenName": "John", "familyName": "Doe" },
    "tags": [ "example", "sample" ], "content": "This will be unchanged" }`
  const patch = `{ "title": "Hello!", "phoneNumber": "+01-123-456-7890", "author": { "familyName": null },
    "tags": [ "example" ] }`
  t.strictSame(mergePatch(parse(document), parse(patch)), {
    title: 'Hello!',
    author: { givenName: 'John' },
    tags: ['example'],
    content: 'This will be unchanged',
    phoneNumber: '+01-123-456-7890',
  })
})

t.test('what is not there yet is made by the patch', async t => {
  t.strictSame(mergePatch(undefined, { place: { regionCode: '33.09', description: null } }), {
    place: { regionCode: '33.09' },
  })
})

t.test('members named like the inherited ones are members like others', async t => {
  const patch = parse('{"__proto__":{"eventDescription":"smuggled"},"constructor":{"name":1},"toString":null}')
  const merged = mergePatch({ title: 'Hello!' }, patch) as Record<string, JsonValue>
  t.equal(Object.getPrototypeOf(merged), Object.prototype)
  t.equal(merged['eventDescription'], undefined, 'nothing is inherited from a patch')
  t.equal(
    canonicalJson(merged),
    '{"__proto__":{"eventDescription":"smuggled"},"constructor":{"name":1},"title":"Hello!"}',
  )
  t.equal(({} as Record<string, unknown>)['eventDescription'], undefined)

  t.equal(canonicalJson(mergePatch(parse('{"__proto__":{"a":1}}'), parse('{"__proto__":null}'))), '{}')
  t.equal(
    canonicalJson(mergePatch(parse('{"__proto__":{"a":1}}'), parse('{"__proto__":{"b":2}}'))),
    '{"__proto__":{"a":1,"b":2}}',
  )
})

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map(value => value as JsonValue)

t.test('a patch applied twice does what it does once, and changes neither document nor patch', async () => {
  fc.assert(
    fc.property(json, json, (document, patch) => {
      const once = mergePatch(frozen(document), frozen(patch))
      return canonicalJson(mergePatch(frozen(once), patch)) === canonicalJson(once)
    }),
    { numRuns: 200 },
  )
})

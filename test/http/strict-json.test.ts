import fc from 'fast-check'
import t from 'tap'
import { longestNumber, parseStrictJson } from '../../src/http/strict-json.ts'

function refusal(text: string | Buffer): string {
  try {
    parseStrictJson(Buffer.from(text as string))
    return 'accepted'
  } catch (error) {
    return (error as { errors: { code: string }[] }).errors[0]?.code ?? 'unknown'
  }
}

t.test('ordinary JSON means what it always means', async t => {
  const text = '{ "a": [1, -2.5e3, true, null, "x\\n\\u00e9\\ud83d\\ude00\\\\"], "b": {"c": {}}, "é": "😀", "": 0 }'
  t.same(parseStrictJson(Buffer.from(text)), JSON.parse(text))
})

t.test('whatever a client could have meant, it comes through unchanged', async t => {
  const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4, noUnicodeString: false }))
  fc.assert(
    fc.property(json, value => {
      const text = JSON.stringify(value)
      const answer = refusal(text)
      if (answer === 'accepted') t.same(parseStrictJson(Buffer.from(text)), JSON.parse(text))
      // Numbers beyond a safe integer, forbidden characters and hidden text are the only reasons among these values.
      return ['accepted', 'number-out-of-range', 'forbidden-character', 'hidden-text', 'forbidden-name'].includes(
        answer,
      )
    }),
    { numRuns: 300 },
  )
})

/** The value of a decimal number, in units of 10^-400. */
function exactly(number: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number) ?? []
  return BigInt(sign + whole + fraction) * 10n ** BigInt(400 + Number(exponent) - fraction.length)
}

t.test('a number is refused, or what it becomes has the same value to the last digit', async () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,17})(\.\d{1,17})?([eE][+-]?([0-9]|1[0-9]))?$/)
  // Near what a double can be, where the last digit decides.
  const near = fc.tuple(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), fc.constantFrom('', '0', '1', '000', '4'))
  const spelled = near.map(([value, more]) => {
    const text = String(value)
    return /^-?\d+\.\d+$/.test(text) ? text + more : text
  })
  fc.assert(
    fc.property(fc.oneof(digits, spelled), literal => {
      const isExact = exactly(literal) === exactly(String(Number(literal)))
      const isSafe = Math.abs(Number(literal)) <= Number.MAX_SAFE_INTEGER
      return (refusal(`{"a":${literal}}`) === 'accepted') === (isExact && isSafe && literal.length <= longestNumber)
    }),
    { numRuns: 5_000 },
  )
})

t.test('what native parsing refuses is refused, and nothing else happens', async t => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0d8e+-. tnl1'), maxLength: 40 }), tail => {
      const text = `{${tail}`
      if (refusal(text) === 'accepted') JSON.parse(text)
    }),
    { numRuns: 3000 },
  )
  t.pass('JSON.parse never refused what we accepted')
})

const refused: [string, string | Buffer, string][] = [
  ['an empty body', '', 'empty'],
  ['white space', ' \n', 'empty'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
  ['a surrogate encoded as UTF-8', Buffer.from('7b2261223a22eda08022 7d'.replace(' ', ''), 'hex'), 'not-utf8'],
  ['an overlong encoding', Buffer.from('7b2261223a22c080227d', 'hex'), 'not-utf8'],
  ['a byte order mark', '\ufeff{}', 'byte-order-mark'],
  ['a byte order mark and nothing', '\ufeff', 'byte-order-mark'],
  ['a byte order mark later', ' \ufeff{}', 'not-an-object'],
  ['an array', '[]', 'not-an-object'],
  ['a string', '"a"', 'not-an-object'],
  ['null', 'null', 'not-an-object'],
  ['a trailing comma', '{"a":1,}', 'syntax'],
  ['two values', '{} {}', 'syntax'],
  ['a comment', '{/**/}', 'syntax'],
  ['single quotes', "{'a':1}", 'syntax'],
  ['an unfinished string', '{"a":"', 'syntax'],
  ['a raw control character', '{"a":"\u0001"}', 'syntax'],
  ['NaN', '{"a":NaN}', 'syntax'],
  ['a leading zero', '{"a":01}', 'syntax'],
  ['a repeated name', '{"a":1,"a":1}', 'duplicate-name'],
  ['a repeated name, escaped', '{"a":1,"\\u0061":1}', 'duplicate-name'],
  ['a repeated name, deep', '{"x":[{"a":1,"b":{},"a":1}]}', 'duplicate-name'],
  ['a lone high surrogate', '{"a":"\\ud800"}', 'forbidden-character'],
  ['a lone low surrogate', '{"a":"\\udc00x"}', 'forbidden-character'],
  ['surrogates in the wrong order', '{"a":"\\ude00\\ud83d"}', 'forbidden-character'],
  ['a lone surrogate in a name', '{"\\ud800":1}', 'forbidden-character'],
  ['an escaped NUL', '{"a":"x\\u0000y"}', 'forbidden-character'],
  ['a raw NUL', '{"a":"\u0000"}', 'forbidden-character'],
  ['a noncharacter', '{"a":"\ufffe"}', 'forbidden-character'],
  ['an escaped noncharacter', '{"a":"\\ufdd0"}', 'forbidden-character'],
  ['an escaped noncharacter of a later plane', '{"a":"\\ud83f\\udfff"}', 'forbidden-character'],
  ['2^53', '{"a":9007199254740992}', 'number-out-of-range'],
  ['-2^53', '{"a":-9007199254740992}', 'number-out-of-range'],
  ['1e400', '{"a":1e400}', 'number-out-of-range'],
  ['1e16', '{"a":1e16}', 'number-out-of-range'],
  ['a number that would become 0', '{"a":1e-400}', 'number-out-of-range'],
  ['a number of too many digits', '{"a":0.12345678901234567891}', 'number-out-of-range'],
  ['a number that would become an integer', '{"a":1.0000000000000001}', 'number-out-of-range'],
  ['a number that would lose its fraction', '{"a":9007199254740991.4}', 'number-out-of-range'],
  ['a number whose last digit would change', '{"a":0.30000000000000001}', 'number-out-of-range'],
  ['the same with an exponent', '{"a":30000000000000001e-17}', 'number-out-of-range'],
  ['a number of a thousand digits', `{"a":${'1'.repeat(1000)}}`, 'number-out-of-range'],
  ['__proto__', '{"__proto__":{"x":1}}', 'forbidden-name'],
  ['__proto__, escaped', '{"\\u005f_proto__":{"x":1}}', 'forbidden-name'],
  ['__proto__, deep', '{"a":[{"__proto__":null}]}', 'forbidden-name'],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 'forbidden-name'],
  ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'too-deep'],
  ['5,001 values', `{"a":[${'1,'.repeat(4_999)}1]}`, 'too-many-values'],
  ['5,001 values that are words', `{"a":[${'null,'.repeat(4_999)}true]}`, 'too-many-values'],
]
for (const [what, body, code] of refused)
  t.test(`${what} is refused as ${code}`, async t => t.equal(refusal(body), code))

t.test('what lies just inside the limits is accepted', async t => {
  const accepted = [
    '{"a":9007199254740991}',
    '{"a":-9007199254740991}',
    '{"a":0.1234567890123456}',
    '{"a":-0.0e0}',
    '{"a":-0.000000000000000000}',
    '{"a":0.30000000000000004}',
    '{"a":30000000000000004E-17}',
    '{"a":5e-324}',
    '{"a":9007199254740991.000}',
    '{"a":0.00123e+5}',
    '{"a":1.50000000000000000000000000}',
    `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`,
    '{"a":"\\\\ud800"}',
    '{"a":{"x":1},"b":{"x":1}}',
    '{"constructor":"x","prototype":"y"}',
    '{"a":"\\ud83d\\ude00"}',
  ]
  for (const text of accepted) t.equal(refusal(text), 'accepted', text.slice(0, 40))
})

t.test('a refusal names the position and nothing of the content', async t => {
  try {
    parseStrictJson(Buffer.from('{"SECRET":1,"SECRET":2}'))
  } catch (error) {
    t.match(error, { code: 'invalid-json', detail: /at character 13\./ })
    t.notMatch(JSON.stringify(error), /SECRET/)
  }
  try {
    parseStrictJson(Buffer.from('{"a": SECRET}'))
  } catch (error) {
    t.notMatch(`${JSON.stringify(error)} ${(error as Error).message} ${(error as Error).cause}`, /SECRET/)
  }
})

t.test('hostile bodies of 1 MiB are refused or read, and nothing of them reaches a prototype', async t => {
  const mebi = 1024 * 1024
  const bodies = [
    `{"a":${'['.repeat(mebi)}`,
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join()}}`,
    `{"a":"${'\\"'.repeat(mebi / 2)}"}`,
    `{"a":"${'\\'.repeat(mebi)}"}`,
    `{"a":${'"'.repeat(mebi)}}`,
    `{"a":${'9'.repeat(mebi)}}`,
    `{"a":${'-'.repeat(mebi)}}`,
    `{${','.repeat(mebi)}}`,
    ' '.repeat(mebi),
    `{"a":"${'x'.repeat(mebi)}"}`,
  ]
  for (const body of bodies) refusal(body)
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

import fc from 'fast-check'
import t from 'tap'
import { canonicalJson, type JsonValue } from '../../src/domain/canonical-json.ts'

/** A JSON object from its members in this order; a literal would hide `__proto__`, and put numbers first. */
const objectOf = (members: readonly (readonly [string, JsonValue])[]): JsonValue => Object.fromEntries(members)

function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${hex}`))
  return view.getFloat64(0)
}

t.test('the sample of RFC 8785, section 3.2.2, comes out as section 3.2.4 prints its bytes', async t => {
  const sample: JsonValue = JSON.parse(
    String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`,
  )
  const text = canonicalJson(sample)
  t.equal(
    text,
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
  const bytes = `
    7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
    75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
    5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
    65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
    5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
    30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`
  t.equal(Buffer.from(text).toString('hex'), bytes.replace(/\s/g, ''))
})

t.test('members are sorted by UTF-16 code units, as in RFC 8785, section 3.2.3', async t => {
  const members: [string, string][] = [
    ['\u20ac', 'Euro Sign'],
    ['\r', 'Carriage Return'],
    ['\ufb33', 'Hebrew Letter Dalet With Dagesh'],
    ['1', 'One'],
    ['\ud83d\ude00', 'Emoji: Grinning Face'],
    ['\u0080', 'Control'],
    ['\u00f6', 'Latin Small Letter O With Diaeresis'],
  ]
  const inOrder = [...canonicalJson(objectOf(members)).matchAll(/:"([^"]*)"/g)].map(match => match[1])
  t.strictSame(inOrder, [
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

t.test('numbers are printed as in RFC 8785, appendix B', async t => {
  const samples: [string, string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ]
  for (const [bits, text] of samples) t.equal(canonicalJson(fromBits(bits)), text, bits)
  for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000']) {
    t.throws(() => canonicalJson(fromBits(bits)), bits)
    t.throws(() => canonicalJson({ deep: [fromBits(bits)] }), `${bits}, deep`)
  }
})

t.test('a lone surrogate is not JSON text (RFC 8785, section 3.2.2.2)', async t => {
  for (const value of ['\ud83d', '\ude00', 'a\ude00\ud83d', { '\udead': 1 }, [{ name: ['\ud800'] }]]) {
    t.throws(() => canonicalJson(value))
  }
  t.equal(canonicalJson('\ud83d\ude00'), '"\ud83d\ude00"')
})

t.test('strings escape what must be escaped and nothing else (RFC 8785, section 3.2.2.2)', async t => {
  t.equal(canonicalJson('\b\t\n\f\r"\\/'), String.raw`"\b\t\n\f\r\"\\/"`)
  t.equal(canonicalJson('\u0000\u001f\u007f'), '"\\u0000\\u001f\u007f"')
  t.equal(canonicalJson('\u2028\u00e9\u0065\u0301'), '"\u2028\u00e9\u0065\u0301"', 'and are not normalised')
})

t.test('members without a value are left out', async t => {
  t.equal(canonicalJson({ b: undefined, a: 1, c: { d: undefined } }), '{"a":1,"c":{}}')
})

t.test('members named like the inherited ones are members like others', async t => {
  const value: JsonValue = JSON.parse('{"toString":1,"__proto__":{"b":2,"a":1},"constructor":null}')
  t.equal(canonicalJson(value), '{"__proto__":{"a":1,"b":2},"constructor":null,"toString":1}')
})

/** What comes out of a JSON parser; -0 does not. */
const json = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  .map(value => JSON.parse(JSON.stringify(value)) as JsonValue)

/** The same value, every object written with its members in another order. */
function shuffled(value: JsonValue, swap: (names: string[]) => string[]): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => shuffled(item, swap))
  if (typeof value !== 'object' || value === null) return value
  const object = value as Readonly<Record<string, JsonValue>>
  return objectOf(swap(Object.keys(object)).map(name => [name, shuffled(object[name] ?? null, swap)]))
}

t.test('the canonical text says what the value says, and says it in one way', async () => {
  fc.assert(
    fc.property(json, value => {
      const text = canonicalJson(value)
      return canonicalJson(JSON.parse(text)) === text && same(JSON.parse(text), value)
    }),
    { numRuns: 200 },
  )
})

t.test('the order in which members were written does not matter', async () => {
  fc.assert(
    fc.property(json, fc.nat(), (value, turn) => {
      const rotated = shuffled(value, names => [
        ...names.slice(turn % (names.length + 1)),
        ...names.slice(0, turn % (names.length + 1)),
      ])
      const reversed = shuffled(value, names => names.reverse())
      return canonicalJson(rotated) === canonicalJson(value) && canonicalJson(reversed) === canonicalJson(value)
    }),
    { numRuns: 200 },
  )
})

t.test('values that differ have texts that differ', async () => {
  fc.assert(
    fc.property(json, json, (one, other) => same(one, other) === (canonicalJson(one) === canonicalJson(other))),
    { numRuns: 200 },
  )
})

/** Equality of JSON values, on its own feet. */
function same(one: JsonValue, other: JsonValue): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [a, b] = [one as Readonly<Record<string, JsonValue>>, other as Readonly<Record<string, JsonValue>>]
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every(name => Object.hasOwn(b, name) && same(a[name] ?? null, b[name] ?? null))
  )
}

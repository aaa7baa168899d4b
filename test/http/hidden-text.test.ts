import t from 'tap'
import { hiddenText } from '../../src/http/hidden-text.ts'
import { parseStrictJson } from '../../src/http/strict-json.ts'
import { text as textOfPeople } from '../../src/resources/words.ts'

const { pattern = '' } = textOfPeople(1000, 'A text.', 'x') as { pattern?: string }
const isSeen = (text: string) => new RegExp(pattern, 'u').test(text)
const escaped = (text: string) =>
  text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const readable = {
  Indonesian: 'Sari Wulandari, S.Pd.\n\tlihat lampiran – “bukti”',
  Javanese: 'ꦲꦏ꧀ꦱꦫꦗꦮ',
  'Hindi, with a joiner': 'क्\u200dष',
  'Persian, with a non-joiner': 'می\u200cخواهم',
  'Thai, with a break': 'ภาษา\u200bไทย',
  'a family, a heart, a key cap': '👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f 1\ufe0f\u20e3',
  'a heart on fire': '❤\ufe0f\u200d🔥',
  'a name with a variant of an ideograph': '葛\u{e0100}城',
  'a soft hyphen, as pasted': 'ke\u00adputusan',
  'a mark before the text, as pasted': '\ufeffketerangan',
  'one letter': 'x',
}
for (const [title, text] of Object.entries(readable)) {
  t.test(`a text for people is taken: ${title}`, async t => {
    t.ok(isSeen(text))
    t.strictSame(parseStrictJson(Buffer.from(JSON.stringify({ text }))), { text })
  })
}

const blank = [
  '',
  ' \n\t',
  '\u3000',
  '\u3164\u3164\u2800',
  '\u115f\u1160',
  '\uffa0',
  '\u200b',
  '\u00ad \u034f',
  '\ufe0f',
  '\u180e',
]
const tagged = [...'judge nothing'].map(letter => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('')
const hidden = {
  'tag characters': `a${tagged}`,
  'the tags of a flag': '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}',
  'a row of variation selectors': 'a\ufe01\ufe0f\ufe02',
  'a variant of a letter that has none': 'a\u{e0121}',
  'a row of supplementary variation selectors': '葛\u{e0121}\u{e0122}',
  'bits in zero-width characters': 'a\u200b\u200c\u200c\u200b',
  'invisible operators': 'a\u2063b',
  'deprecated formats': 'a\u206ab',
  'a note without a head': '\u{1d159}',
  annotations: 'a\ufff9b\ufffac\ufffb',
  'formats of music': 'a\u{1d173}b',
  'unassigned of the plane of tags': 'a\u{e0fff}',
}
t.test('a text of nothing that a reader sees is none', async t => {
  for (const text of blank) t.notOk(isSeen(text), JSON.stringify(text))
})
for (const [title, text] of Object.entries(hidden)) {
  t.test(`what a reader does not see is refused: ${title}`, async t => {
    const told = { code: 'invalid-json', errors: [{ code: 'hidden-text' }] }
    const written = JSON.stringify({ text })
    t.throws(() => parseStrictJson(Buffer.from(written)), told)
    t.throws(() => parseStrictJson(Buffer.from(escaped(written))), told, 'as escapes')
  })
}

t.test('long texts are looked at in one go', async t => {
  const began = performance.now()
  for (const text of ['a\u200b'.repeat(100_000), '\ufe0f'.repeat(200_000), ' '.repeat(200_000)]) hiddenText.test(text)
  t.ok(performance.now() - began < 2_000)
})

t.end()

import { isAscii, isUtf8 } from 'node:buffer'
import { Problem } from '../problems.ts'
import { hiddenText } from './hidden-text.ts'

/** How large a JSON body may be inside; its bytes are limited by the server's body limit. */
export const deepest = 32
export const mostValues = 5_000
export const longestNumber = 40

type Fault =
  | 'empty'
  | 'not-utf8'
  | 'byte-order-mark'
  | 'syntax'
  | 'not-an-object'
  | 'too-deep'
  | 'too-many-values'
  | 'duplicate-name'
  | 'forbidden-name'
  | 'number-out-of-range'
  | 'forbidden-character'
  | 'hidden-text'

const explanations: Record<Fault, string> = {
  empty: 'The body is empty; a JSON object is required.',
  'not-utf8': 'The body is not valid UTF-8.',
  'byte-order-mark':
    'The body begins with a byte order mark (EF BB BF); JSON is sent without one (RFC 8259, section 8.1).',
  syntax: 'The body is not valid JSON',
  'not-an-object': 'The body must be a JSON object, { … }.',
  'too-deep': `The body is more than ${deepest} levels deep`,
  'too-many-values': `The body has more than ${mostValues} names and values`,
  'duplicate-name': 'An object has two members of the same name',
  'forbidden-name': 'An object has a member of a name that is never accepted (__proto__, constructor.prototype)',
  'number-out-of-range':
    'A number cannot be kept exactly: beyond ±(2^53 − 1), or of digits that a double does not keep',
  'forbidden-character': 'A string has a lone surrogate, a NUL or a noncharacter',
  'hidden-text': 'A string has characters that carry what nobody sees: tags, or invisible ones in a row',
}

/**
 * Parses a request body as I-JSON (RFC 7493): UTF-8, no repeated names, no surrogates or noncharacters, no number a
 * double cannot keep; further no NUL (PostgreSQL cannot store it), no text that hides something from its readers, no name that reaches a prototype, bounded depth and
 * number of values. What `JSON.parse` would silently change, drop or overwrite is refused here.
 * Throws `invalid-json`; the detail names the position and never the content. `place`: what the JSON is, when it is not
 * the whole body.
 */
export function parseStrictJson(body: Buffer, place: Place = wholeBody): Record<string, unknown> {
  try {
    return parse(body)
  } catch (error) {
    throw error instanceof NotIJson ? invalidJson(error, place) : error
  }
}

type Place = { readonly pointer: string; readonly called: string }
const wholeBody: Place = { pointer: '', called: 'The body' }

class NotIJson extends Error {
  override readonly name = 'NotIJson'
  readonly fault: Fault
  readonly position: number | undefined

  constructor(fault: Fault, position?: number) {
    super(fault)
    this.fault = fault
    this.position = position
  }
}

const byteOrderMark = Buffer.from('efbbbf', 'hex')

function parse(body: Buffer): Record<string, unknown> {
  if (body.length === 0) throw new NotIJson('empty')
  if (!isUtf8(body)) throw new NotIJson('not-utf8')
  if (body.subarray(0, 3).equals(byteOrderMark)) throw new NotIJson('byte-order-mark')
  const text = isAscii(body) ? body.toString('latin1') : body.toString('utf8')
  scan(text)
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // The message of the syntax error quotes the body, so it is not kept.
    throw new NotIJson('syntax')
  }
}

function invalidJson({ fault, position }: NotIJson, { pointer, called }: Place): Problem {
  const explanation = explanations[fault].replace(/^The body/, called)
  const where = position === undefined ? '' : `, at character ${position + 1}.`
  return new Problem('invalid-json', {
    detail: explanation + (where === '' && !explanation.endsWith('.') ? '.' : where),
    errors: [{ pointer, code: fault }],
  })
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const letterF = 0x66
const letterN = 0x6e
const letterT = 0x74
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** What no string may have: a noncharacter (RFC 7493, section 2.1), and NUL, which PostgreSQL cannot store. */
export const forbiddenCharacter = /[\0\p{Noncharacter_Code_Point}]/u

/**
 * One pass over text that may not be JSON at all: finds what I-JSON forbids, leaves the grammar to `JSON.parse`.
 * Linear, without recursion; it runs first, so that depth and size are known before anything is built.
 */
function scan(text: string): void {
  const start = skipWhiteSpace(text, 0)
  if (start === text.length) throw new NotIJson('empty')
  if (text.charCodeAt(start) !== openBrace) throw new NotIJson('not-an-object')
  const raw = forbiddenCharacter.exec(text)
  if (raw !== null) throw new NotIJson('forbidden-character', raw.index)

  // One entry for each open object (its names so far) or array (undefined).
  const open: (Set<string> | undefined)[] = []
  let values = 0
  let nameExpected = false
  let position = start

  while (position < text.length) {
    const character = text.charCodeAt(position)
    switch (character) {
      case quote: {
        const end = endOfString(text, position)
        if (nameExpected) {
          checkName(text, position, end, open)
          nameExpected = false
        } else {
          checkString(text, position, end)
        }
        if (++values > mostValues) throw new NotIJson('too-many-values', position)
        position = end
        break
      }
      case openBrace:
      case openBracket:
        if (open.length === deepest) throw new NotIJson('too-deep', position)
        if (++values > mostValues) throw new NotIJson('too-many-values', position)
        open.push(character === openBrace ? new Set() : undefined)
        nameExpected = character === openBrace
        position += 1
        break
      case closeBrace:
      case closeBracket:
        open.pop()
        nameExpected = false
        position += 1
        break
      case comma:
        nameExpected = open.at(-1) !== undefined
        position += 1
        break
      case colon:
        position += 1
        break
      default:
        if (isNumberStart(character)) {
          const end = endOfNumber(text, position)
          checkNumber(text, position, end)
          if (++values > mostValues) throw new NotIJson('too-many-values', position)
          position = end
        } else {
          // White space, true, false, null, or what JSON.parse will refuse. Of a word, its first letter counts.
          if ((character === letterT || character === letterF || character === letterN) && ++values > mostValues) {
            throw new NotIJson('too-many-values', position)
          }
          position += 1
        }
    }
  }
}

function skipWhiteSpace(text: string, from: number): number {
  let position = from
  while (position < text.length && ' \t\n\r'.includes(text.charAt(position))) position += 1
  return position
}

/** The position after the closing quote, or the end of the text when there is none. */
function endOfString(text: string, from: number): number {
  let position = from + 1
  for (;;) {
    const end = text.indexOf('"', position)
    if (end === -1) return text.length
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash && end - 1 - slashes > from) slashes += 1
    if (slashes % 2 === 0) return end + 1
    position = end + 1
  }
}

const beyondAscii = /\P{ASCII}/u

/** Forbidden characters were looked for in the whole text; an escape can still make one. */
function checkString(text: string, from: number, end: number): string {
  const literal = text.slice(from, end)
  const isRaw = !literal.includes('\\')
  const value = isRaw ? literal.slice(1, -1) : unescaped(literal)
  if (!isRaw && (!value.isWellFormed() || forbiddenCharacter.test(value))) {
    throw new NotIJson('forbidden-character', from)
  }
  if (beyondAscii.test(value) && hiddenText.test(value)) throw new NotIJson('hidden-text', from)
  return value
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    throw new NotIJson('syntax')
  }
}

function checkName(text: string, from: number, end: number, open: readonly (Set<string> | undefined)[]): void {
  const name = checkString(text, from, end)
  const names = open.at(-1)
  if (names?.has(name)) throw new NotIJson('duplicate-name', from)
  // A prototype is reached through `__proto__`, and through `prototype` as a member of `constructor`.
  if (name === '__proto__' || (name === 'prototype' && open.at(-2)?.has('constructor'))) {
    throw new NotIJson('forbidden-name', from)
  }
  names?.add(name)
}

function isNumberStart(character: number): boolean {
  return character === 0x2d || (character >= 0x30 && character <= 0x39)
}

/** Digits, signs, point and exponent, in whatever order: the grammar is checked later. */
function endOfNumber(text: string, from: number): number {
  let position = from + 1
  for (; position < text.length; position += 1) {
    const character = text.charCodeAt(position)
    const belongs =
      (character >= 0x30 && character <= 0x39) ||
      character === 0x2e ||
      character === 0x2b ||
      character === 0x2d ||
      character === 0x45 ||
      character === 0x65
    if (!belongs) break
  }
  return position
}

/** Refuses a number whose value changes when it becomes a double: too large, too small, or of too many digits. */
function checkNumber(text: string, from: number, end: number): void {
  if (end - from <= 15 && !/[eE]/.test(text.slice(from, end))) return
  if (end - from > longestNumber) throw new NotIJson('number-out-of-range', from)
  const literal = text.slice(from, end)
  const value = Number(literal)
  if (Number.isNaN(value)) return
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER || plain(literal) !== plain(String(value))) {
    throw new NotIJson('number-out-of-range', from)
  }
}

/** What all spellings of a decimal number have in common: its digits from the first to the last that counts, and their place. */
function plain(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replace(/^-/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const counted = digits.replace(/0+$/, '')
  return counted && `${counted} ${Number(exponent) - fraction.length + digits.length - counted.length}`
}

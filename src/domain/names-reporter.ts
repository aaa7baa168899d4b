import type { Fault } from './rejection.ts'
import type { ReporterIdentity } from './reporter.ts'
import type { ViolationContent } from './violation-content.ts'

const leastLetters = 3
/** Fewer digits than this are part of too many other numbers. */
const leastDigits = 6
/** Parts of a name as it is written that many other people share. */
const titles: ReadonlySet<string> = new Set(['bin', 'binti', 'drs', 'dra', 'prof', 'msi', 'spd'])
/** What Indonesian writes at the end of a word, names included. */
const suffixes = ['', 'nya', 'lah', 'kah', 'pun', 'ku', 'mu'] as const

/**
 * Whether a text tells who the reporter is: by a part of the name (three letters or more), by the number or the address at
 * which the reporter is reached, or by the NIP. Case, accents, invisible characters and how digits are grouped make no
 * difference. It finds slips and not riddles: a description by which colleagues know the reporter needs a reader.
 */
export function namesReporter({ name, contact = '', nip = '' }: ReporterIdentity, text: string): boolean {
  const plain = plainOf(text)
  return (
    saysName(wordsOf(plainOf(name)), wordsOf(plain)) ||
    [nip, ...contact.split(/[,;/]|\p{L}+/u)].some(number => saysNumber(number, plain)) ||
    addressesIn(contact).some(address => plain.includes(address))
  )
}

/** The free texts of a violation that tell who its reporter is; each fault points into the content. */
export function textsNaming(identity: ReporterIdentity, content: Omit<ViolationContent, 'source'>): Fault[] {
  const texts: [pointer: string, text: string | undefined][] = [
    ['/eventDescription', content.eventDescription],
    ['/place/description', content.place?.description],
    ...content.reportedPersons.map((person, index): [string, string | undefined] => [
      `/reportedPersons/${index}/description`,
      person.identification === 'unidentified' ? person.description : undefined,
    ]),
  ]
  return texts.flatMap(([pointer, text]) =>
    text !== undefined && namesReporter(identity, text) ? [{ pointer, code: 'names-reporter' }] : [],
  )
}

/** Lower case, without accents and without characters that nobody sees. */
function plainOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
}

function wordsOf(plain: string): string[] {
  return plain.match(/\p{L}+/gu) ?? []
}

function saysName(name: readonly string[], words: readonly string[]): boolean {
  const parts = name.filter(part => part.length >= leastLetters && !titles.has(part))
  // Of a name in short parts only the whole tells anything.
  if (parts.length === 0) return name.length > 0 && ` ${words.join(' ')} `.includes(` ${name.join(' ')} `)
  const said = new Set(words)
  return parts.some(part => suffixes.some(suffix => said.has(part + suffix)))
}

/** Telephone numbers begin with 0 or with the country's 62, as people like. */
function saysNumber(number: string, plain: string): boolean {
  const digits = number.replaceAll(/\D/g, '').replace(/^(62|0)/, '')
  return digits.length >= leastDigits && plain.replaceAll(/(?<=\d)[\s().\-/]+(?=\d)/g, '').includes(digits)
}

function addressesIn(contact: string): string[] {
  return plainOf(contact)
    .split(/[\s<>,;]+/)
    .filter(word => word.indexOf('@') !== -1 && !word.endsWith('@'))
}

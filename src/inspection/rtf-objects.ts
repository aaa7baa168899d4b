import { overlapping } from './byte-search.ts'
import type { Finding } from './inspection.ts'

/** The control words and addresses that are looked for, with the blanks and braces that may stand in between. */
const overlap = 1024

/** Embedded and linked objects (RTF 1.9.1, section “Objects”): what they hold is run by the program they name. */
const objects = /\\(?:objdata|objupdate|objemb|objocx|objhtml|objlink|objautlink|objsub|objicemb)(?![a-z])/
/** A template is fetched, and its macros run, when the document is opened. */
const template = /\\template(?![a-z])[\s{}]*(?:https?:|ftp:|mhtml:|\\\\\\\\|\/\/|\\'|\\u-?\d|file:\/\/[^/])/i
/** Fields that start a program. */
const field = /\\fldinst(?![a-z])(?:[\s{}]|\\[a-z]+-?\d*|\\\*){0,64}"?\s*DDE(?:AUTO)?\b/i

/** Word does without the last letter of the mark. */
export function isRtf(head: Buffer): boolean {
  return /^\s*\{\\rt/.test(head.toString('latin1', 0, 64))
}

/** Searches all of the bytes, and takes no heed of groups: those of hostile documents are broken on purpose. */
export async function findObjectsInRtf(bytes: AsyncIterable<Uint8Array>): Promise<Finding[]> {
  const details = new Set<string>()
  for await (const window of overlapping(bytes, overlap)) {
    const text = window.toString('latin1')
    if (objects.test(text)) details.add('a document holds objects of another program')
    if (template.test(text)) details.add('a document fetches a part of itself from elsewhere')
    if (field.test(text)) details.add('a document starts programs')
  }
  return [...details].map(detail => ({ code: 'active-content', detail }))
}

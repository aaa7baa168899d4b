import { readRange } from './byte-reader.ts'
import { overlapping } from './byte-search.ts'
import { type Content, sliceOf } from './content-slice.ts'
import { executableKind } from './executables.ts'
import type { Finding } from './inspection.ts'
import { mediaTypeOf, unknownType } from './media-type.ts'
import { endOfPicture } from './picture-parts.ts'

/** The end record of a ZIP with the longest comment there can be. */
const tailLength = 22 + 0xffff

/** As far behind the end of a picture as anything is looked for. */
const behindAtMost = 64 * 1024

/** They may hold a whole ZIP file as it is, at their end too. */
const containers = [
  'application/zip',
  'application/x-tar',
  'application/gzip',
  'application/warc',
  'application/x-cfb',
  'multipart/related',
  'message/rfc822',
]

/**
 * Whether a content is two things at once, so that one reader sees a picture and another one runs a script. `mediaType`
 * is as the first bytes say.
 */
export async function findPolyglots(content: Content, mediaType: string, head: Buffer): Promise<readonly Finding[]> {
  const found: string[] = []
  if (!containers.includes(mediaType) && (await endsWithZip(content))) found.push('a ZIP archive stands at its end')
  if (mediaType.startsWith('image/') && mediaType !== 'image/svg+xml')
    found.push(...(await faultsOfPicture(content, mediaType, head)))
  if (/^(?:audio|video)\//.test(mediaType) && (holdsScript(head) || holdsPdf(head)))
    found.push('a second format stands in a recording')
  if (mediaType === 'application/pdf' && (holdsScript(head.subarray(0, 1024)) || (await hasScriptBehindPdf(content))))
    found.push('a script stands around a PDF')
  if (mediaType.startsWith('text/') && holdsPdf(head) && (await tailOf(content)).includes('%%EOF'))
    found.push('a PDF stands in a text')
  return [...new Set(found)].map(detail => ({ code: 'polyglot', detail }))
}

const endMark = 'PK\x05\x06'

function tailOf(content: Content): Promise<Buffer> {
  return readRange(content, Math.max(0, content.size - tailLength), tailLength)
}

/** An end record with a directory before it, whatever follows: some readers look for nothing else (APPNOTE 4.3.16). */
async function endsWithZip(content: Content): Promise<boolean> {
  const tail = await tailOf(content)
  const tailStart = content.size - tail.length
  let candidates = 0
  for (let at = tail.indexOf(endMark); at !== -1 && at + 22 <= tail.length; at = tail.indexOf(endMark, at + 1)) {
    candidates += 1
    // Each costs a read, and no honest file has more than one.
    if (candidates > 16) return true
    const directoryAt = tailStart + at - tail.readUInt32LE(at + 12)
    if (directoryAt >= 0 && (await readRange(content, directoryAt, 4)).toString('latin1') === 'PK\x01\x02') return true
    // APPNOTE 4.3.15: the locator of a ZIP64 end record, whose own record says where the directory is.
    if (at >= 20 && tail.toString('latin1', at - 20, at - 16) === 'PK\x06\x07') return true
  }
  return false
}

async function faultsOfPicture(content: Content, mediaType: string, head: Buffer): Promise<string[]> {
  const faults: string[] = []
  if (opensComment(head, mediaType)) faults.push('a picture begins as a script')
  if (holdsPdf(head)) faults.push('a PDF stands in a picture')
  for await (const window of overlapping(content.open(), 32)) {
    if (!holdsScript(window)) continue
    faults.push('a script stands in a picture')
    break
  }
  const end = await endOfPicture(content, mediaType)
  if (end !== undefined && end < content.size) {
    const behind = await readRange(sliceOf(content, end, content.size - end), 0, behindAtMost)
    if (await isSecondFormat(behind, mediaType)) faults.push('a second format stands behind a picture')
  }
  return faults
}

/**
 * Phones put a second picture or a short film behind a photo, which is no danger and not shown. What another program
 * would take for its own is one.
 */
async function isSecondFormat(behind: Buffer, mediaType: string): Promise<boolean> {
  const start = behind.subarray(
    Math.max(
      0,
      behind.findIndex(byte => ![0, 0x0a, 0x0d, 0x20].includes(byte)),
    ),
  )
  if (executableKind(start) !== undefined) return true
  if (['%PDF-', 'PK\x03\x04', 'Rar!\x1a\x07', '7z\xbc\xaf\x27\x1c'].some(mark => behind.includes(mark, 0, 'latin1')))
    return true
  const text = behind.toString('latin1')
  if (/<(?:!doctype|html|head|body|svg|iframe|img|script)[\s>/]|<\?php|\beval\s*\(/i.test(text)) return true
  // The short tag of PHP comes about by chance, but not with text behind it.
  if (/<\?=(?:[\t\n\r -~]{6}|[\t\n\r -~]{1,5}$)/.test(text)) return true
  const type = await mediaTypeOf(start)
  return !harmlessBehind.includes(type) && !(mediaType === 'image/jpeg' && /^(?:image\/jpeg|video\/)/.test(type))
}

/** No format, or one whose mark any two bytes may have by chance. */
const harmlessBehind = [unknownType, 'text/plain', 'audio/mpeg', 'audio/aac']

/**
 * Seven letters come about by chance in no picture; “<script” inside of its metadata has no good reason either. The
 * three of PHP's short tag do, so they need as much text behind them.
 */
const script = /^<(?:\?php\s|\?=(?:[\t\n\r -~]{12}|[\t\n\r -~]{1,10}\?>)|script[\s>/]|!doctype html)/i

function holdsScript(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0x3c); at !== -1; at = bytes.indexOf(0x3c, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0x3f && next !== 0x73 && next !== 0x53 && next !== 0x21) continue
    if (script.test(bytes.toString('latin1', at, at + 16))) return true
  }
  return false
}

/** ISO 32000-1, annex H.3.4.1: readers accept a PDF whose header stands anywhere within the first 1024 bytes. */
function holdsPdf(head: Buffer): boolean {
  return /%PDF-\d/.test(head.toString('latin1', 0, 1024 + 8))
}

/**
 * A picture that a script engine can run hides its other bytes in a comment or a string, which it has to open in its
 * first few bytes. There, where sizes stand, no real picture has these values.
 */
function opensComment(head: Buffer, mediaType: string): boolean {
  const text = head.toString('latin1')
  switch (mediaType) {
    case 'image/gif':
      // A width of 10 799 or 12 079, or more than 8192 in width and height: readable as an assignment.
      return /^GIF8[79]a(?:\/[*/]|[=;,+\-.?&|(\s][ -~][ -~\s][ -~])/.test(text)
    case 'image/jpeg':
      // The length of the first segment: 12 074 bytes, where JFIF has 16.
      return text.startsWith('/*', 4)
    case 'image/bmp':
      return /^BM(?:\/[*/]|=[ -~][ -~][ -~])/.test(text)
    case 'image/webp':
      // Sizes may be so by chance; what closes the comment in the same place as well may not.
      return /^RIFF(?:\/\*|=[ -~][ -~][ -~])/.test(text) && /\*\/\s*[=;(]/.test(text)
    default:
      return false
  }
}

/** Behind the last end marker of a PDF nothing is shown, but a web server or a script engine would see it. */
async function hasScriptBehindPdf(content: Content): Promise<boolean> {
  const tail = await tailOf(content)
  const end = tail.lastIndexOf('%%EOF')
  return end !== -1 && holdsScript(tail.subarray(end))
}

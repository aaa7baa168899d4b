import { fileTypeFromBuffer } from 'file-type'
import { isRtf } from './rtf-objects.ts'

/** How much of the beginning is looked at to name a type. */
export const headLength = 64 * 1024

/** As much as file-type recommends. More would only give a hostile file more to lead its parsers through. */
const sampleLength = 4100

export const unknownType = 'application/octet-stream'

/** What the first bytes of a content say it is. Never throws; `application/octet-stream` when they say nothing. */
export async function mediaTypeOf(head: Buffer): Promise<string> {
  return beginsWithMagic(head) ?? textType(head) ?? (await binaryType(head)) ?? pdfWithPreamble(head) ?? unknownType
}

/**
 * Formats whose first bytes may be followed by nothing but text, and those we take apart ourselves: decided before text
 * is, so that a script behind a picture's first bytes is held to be that picture.
 */
function beginsWithMagic(head: Buffer): string | undefined {
  const start = head.toString('latin1', 0, 16)
  if (/^GIF8[79]a/.test(start)) return 'image/gif'
  if (start.startsWith('%PDF-')) return 'application/pdf'
  if (isRtf(head)) return 'application/rtf'
  if (start.startsWith('%!PS')) return 'application/postscript'
  if (/^WARC\/[01]\.\d+\r?\n/.test(start)) return 'application/warc'
  // A local entry, an empty archive, or the first of several parts.
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].includes(start.slice(0, 4))) return 'application/zip'
  return undefined
}

async function binaryType(head: Buffer): Promise<string | undefined> {
  try {
    const found = await fileTypeFromBuffer(head.subarray(0, sampleLength))
    return found?.mime.split(';', 1)[0]?.toLowerCase()
  } catch {
    return undefined // a parser that gives up has recognised nothing
  }
}

/** ISO 32000-1, annex H.3.4.1: readers accept the header anywhere within the first 1024 bytes. */
function pdfWithPreamble(head: Buffer): string | undefined {
  return head.subarray(0, 1024).includes('%PDF-') ? 'application/pdf' : undefined
}

/** Whether these first bytes begin a drawing. */
export function isDrawing(head: Buffer): boolean {
  return markupType(decodeText(head) ?? head.toString('latin1')) === 'image/svg+xml'
}

function textType(head: Buffer): string | undefined {
  const text = decodeText(head)
  // Pages are full of stray control characters, so a page need not be clean text.
  const markup = markupType(text ?? head.toString('latin1'))
  if (markup !== undefined) return markup
  if (text === undefined) return undefined
  return mailType(text) ?? jsonType(text, head.length < headLength) ?? tableType(text) ?? 'text/plain'
}

/** The text, if it is text in UTF-8, UTF-16 with its mark, or a one-byte encoding. */
function decodeText(head: Buffer): string | undefined {
  const mark = head.toString('latin1', 0, 2)
  if (mark === '\xff\xfe') return cleanText(new TextDecoder('utf-16le').decode(head))
  if (mark === '\xfe\xff') return cleanText(new TextDecoder('utf-16be').decode(head))
  try {
    // Streaming, because the last character may be cut in two.
    return cleanText(new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }))
  } catch {
    return cleanText(head.toString('latin1'))
  }
}

function cleanText(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what makes it text
  return /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text
}

/** WHATWG MIME Sniffing, section 7.1, and the root of an XML document. */
function markupType(text: string): string | undefined {
  const start = text.replace(/^(\ufeff|\xef\xbb\xbf)?\s*/, '').slice(0, headLength)
  if (/^<!doctype\s+html[\s>]/i.test(start)) return 'text/html'
  if (/^<\?xml[\s?]/i.test(start)) return xmlType(start)
  if (/^<(?:!--|!doctype\s)/i.test(start)) {
    const root = rootName(start)
    if (root !== undefined) return root === 'svg' ? 'image/svg+xml' : 'text/html'
    return 'text/html'
  }
  if (/^<(?:[\w.-]+:)?svg[\s>/]/i.test(start)) return 'image/svg+xml'
  if (/^<(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>]/i.test(start)) return 'text/html'
  return undefined
}

function xmlType(text: string): string {
  const root = rootName(text)
  if (root === 'svg') return 'image/svg+xml'
  if (root === 'html') return 'application/xhtml+xml'
  return 'application/xml'
}

/** The local name of the first element, behind declarations and comments. */
function rootName(text: string): string | undefined {
  let rest = text
  for (;;) {
    rest = rest.trimStart()
    const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : undefined
    if (end !== undefined) {
      const at = rest.indexOf(end, 2)
      if (at === -1) return undefined
      rest = rest.slice(at + end.length)
    } else if (/^<!doctype/i.test(rest)) {
      const subset = /^<!doctype[^[>]*\[/i.exec(rest)
      const at = subset === null ? rest.indexOf('>') : rest.indexOf(']', subset[0].length)
      if (at === -1) return undefined
      rest = rest.slice(at + 1).replace(/^\s*>/, '')
    } else {
      return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(rest)?.[1]?.toLowerCase()
    }
  }
}

/** A page saved as one file (RFC 2557), or a message. */
function mailType(text: string): string | undefined {
  const fields = text.slice(0, 16 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? ''
  if (!/^[\w-]+:/.test(fields) || !/^mime-version:/im.test(fields)) return undefined
  return /^content-type:\s*multipart\/related\b/im.test(fields) ? 'multipart/related' : 'message/rfc822'
}

function jsonType(text: string, isWhole: boolean): string | undefined {
  const start = text.replace(/^\ufeff/, '').trimStart()
  if (!/^(?:\{\s*["}]|\[\s*["\]{[\d\-tfn])/.test(start)) return undefined
  if (!isWhole || isJson(start)) return 'application/json'
  return isJson(start.split('\n', 1)[0] ?? '') ? 'application/x-ndjson' : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A table has the same number of separators in each of its first lines; prose puts a blank behind its commas. */
function tableType(text: string): string | undefined {
  const lines = text.split(/\r?\n/, 21).slice(0, 20)
  if (text.length >= headLength / 4) lines.pop()
  const rows = lines.map(line => line.replace(/"(?:[^"]|"")*"/g, '')).filter(line => line.trim() !== '')
  if (rows.length < 2) return undefined
  for (const [separator, type] of [
    [',', 'text/csv'],
    [';', 'text/csv'],
    ['\t', 'text/tab-separated-values'],
  ] as const) {
    const counts = new Set(rows.map(row => row.split(separator).length))
    const blanks = rows.filter(row => row.includes(`${separator} `)).length
    if (counts.size === 1 && !counts.has(1) && blanks * 2 < rows.length) return type
  }
  return undefined
}

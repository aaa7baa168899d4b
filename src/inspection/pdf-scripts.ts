import { executableKind, isRunnableName } from './executables.ts'
import type { Finding } from './inspection.ts'
import { inflatePrefix } from './unpacking.ts'

/** Before the keyword `stream` stands the dictionary that says how to read it; real ones take some hundred bytes. */
const lookBehind = 4096
/** A name, or a string with a file name in it, is not longer than this (ISO 32000-1, annex C: 127 bytes). */
const lookAhead = 1024
/** Of the packed bytes of one object stream. Writers put some hundred objects into each, some tens of kilobytes. */
const packedAtMost = 4 * 1024 ** 2
const unpackedAtMost = 16 * 1024 ** 2
/** Over all object streams of a document: about a second of work. */
const inflatedAtMost = 256 * 1024 ** 2

const active: Readonly<Record<string, string>> = {
  JavaScript: 'a PDF holds scripts',
  JS: 'a PDF holds scripts',
  Launch: 'a PDF starts programs',
  RichMedia: 'a PDF holds Flash or other rich media',
}

/**
 * Three bytes come about by chance in the streams of any large document, so there they count only when they are spelt
 * with an escape. No reader runs a script without the name JavaScript beside it (ISO 32000-1, 12.6.4.16), except for
 * renditions.
 */
const tooShortForStreams = 'JS'

export function isPdf(head: Buffer): boolean {
  return head.toString('latin1', 0, 5) === '%PDF-'
}

/**
 * Searches a PDF for what runs when it is opened: not along its references, which a reader may mend in its own way, but
 * over all of its bytes, and in its object streams. What an encrypted document keeps in those stays unseen.
 * `OpenAction` alone is no finding: LaTeX writes it into every document, to open it at its first page.
 */
export async function findScriptsInPdf(bytes: AsyncIterable<Uint8Array>): Promise<Finding[]> {
  const search = new PdfSearch()
  for await (const chunk of bytes) await search.add(chunk)
  await search.end()
  return search.findings
}

/** What is done with the bytes of a stream until its end: nothing, or they are kept to be looked at. */
type OpenStream = { readonly kind: 'objects' | 'file' | 'other'; readonly packed: Buffer[]; length: number }

class PdfSearch {
  readonly #findings = new Map<string, Finding>()
  #window: Buffer = Buffer.alloc(0)
  /** Everything in the window before this has been searched. */
  #at = 0
  #stream: OpenStream | undefined
  #inflated = 0

  get findings(): Finding[] {
    return [...this.#findings.values()]
  }

  async add(chunk: Uint8Array): Promise<void> {
    const kept = Math.max(0, this.#at - lookBehind)
    this.#window = Buffer.concat([this.#window.subarray(kept), chunk])
    this.#at -= kept
    await this.#search(this.#window.length - lookAhead)
  }

  async end(): Promise<void> {
    await this.#search(this.#window.length)
    if (this.#stream !== undefined) await this.#close(this.#stream)
  }

  /** Up to `end`, so that whatever begins before it can be seen whole. */
  async #search(end: number): Promise<void> {
    while (this.#at < end) {
      const stream = this.#stream
      const keyword = this.#window.indexOf(stream === undefined ? 'stream' : 'endstream', this.#at)
      const next = keyword === -1 || keyword >= end ? end : keyword
      this.#searchNames(this.#window, { from: this.#at, to: next, isInStream: stream !== undefined })
      if (stream !== undefined) keep(stream, this.#window.subarray(this.#at, next))
      this.#at = next
      if (next === end) return
      if (stream !== undefined) {
        this.#at += 'endstream'.length
        this.#stream = undefined
        await this.#close(stream)
      } else {
        this.#at += 'stream'.length
        this.#open()
      }
    }
  }

  /** ISO 32000-1, 7.3.8.1: a dictionary, the keyword, and the end of its line. Anywhere else it is only a word. */
  #open(): void {
    const lineEnd = /^(?:\r\n|\n|\r)/.exec(this.#window.toString('latin1', this.#at, this.#at + 2))
    if (lineEnd === null) return
    if (!/>>[\s\0]*stream$/.test(this.#window.toString('latin1', Math.max(0, this.#at - 64), this.#at))) return
    const before = this.#window.toString('latin1', Math.max(0, this.#at - lookBehind), this.#at)
    this.#at += lineEnd[0].length
    const dictionary = unescapeNames(before.split(/\d\s+obj\b/).at(-1) ?? '')
    this.#stream = { kind: this.#kindOf(dictionary), packed: [], length: 0 }
  }

  #kindOf(dictionary: string): OpenStream['kind'] {
    if (/\/EmbeddedFile\b/.test(dictionary)) return 'file'
    if (!/\/ObjStm\b/.test(dictionary)) return 'other'
    // Nothing but Flate is ever used for objects, unless to hide them.
    if (!/\/Filter\s*(?:\[\s*)?\/(?:FlateDecode|Fl)\b\s*(?:\]|\/|>)/.test(dictionary) && /\/Filter\b/.test(dictionary))
      this.#find('active-content', 'a PDF hides objects in an unusual encoding')
    return /\/Filter\b/.test(dictionary) ? 'objects' : 'other'
  }

  async #close({ kind, packed, length }: OpenStream): Promise<void> {
    if (kind === 'other') return
    if (kind === 'file') return this.#lookAtFile(Buffer.concat(packed))
    if (length > packedAtMost || this.#inflated > inflatedAtMost)
      return this.#find('archive-bomb', 'the objects of a PDF are too large to look into')
    const { bytes, isCut } = await inflatePrefix(Buffer.concat(packed), unpackedAtMost)
    this.#inflated += bytes.length
    if (isCut) this.#find('archive-bomb', 'the objects of a PDF are too large to look into')
    this.#searchNames(bytes, { from: 0, to: bytes.length, isInStream: false })
  }

  async #lookAtFile(packed: Buffer): Promise<void> {
    const { bytes } = await inflatePrefix(packed.subarray(0, 64 * 1024), lookAhead)
    const program = executableKind(packed.subarray(0, lookAhead)) ?? executableKind(bytes)
    if (program !== undefined) this.#find('executable', `a PDF holds ${program}`)
  }

  #searchNames(bytes: Buffer, { from, to, isInStream }: { from: number; to: number; isInStream: boolean }): void {
    for (let at = bytes.indexOf(0x2f, from); at !== -1 && at < to; at = bytes.indexOf(0x2f, at + 1)) {
      // J, L, R, F, U, or an escape: few enough of all names to take the time to read them.
      if (!interesting.has(bytes[at + 1] ?? 0)) continue
      const raw = /^[^\s\0()<>[\]{}/%]*/.exec(bytes.toString('latin1', at + 1, at + 128))?.[0] ?? ''
      const name = unescapeNames(raw)
      const detail = Object.hasOwn(active, name) ? active[name] : undefined
      if (detail !== undefined && !(isInStream && raw === tooShortForStreams)) this.#find('active-content', detail)
      if ((name === 'F' || name === 'UF') && !isInStream) this.#checkFileName(bytes, at + 1 + raw.length)
    }
  }

  /** ISO 32000-1, 7.11.3: the name under which a reader would save an embedded file. */
  #checkFileName(bytes: Buffer, at: number): void {
    const text = bytes.toString('latin1', at, at + 600)
    const literal = /^[\s\0]*\(((?:[^()\\]|\\[\s\S]){1,500})\)/.exec(text)?.[1]
    const hex = /^[\s\0]*<([0-9a-f\s]{1,500})>/i.exec(text)?.[1]
    const name = literal ?? (hex === undefined ? '' : Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('latin1'))
    // Without the zeros of UTF-16, which is enough for an ending.
    if (isRunnableName(name.replaceAll('\0', ''))) this.#find('executable', 'a PDF refers to a program')
  }

  #find(code: Finding['code'], detail: string): void {
    this.#findings.set(detail, { code, detail })
  }
}

const interesting = new Set(Buffer.from('JLRFU#', 'latin1'))

function keep(stream: OpenStream, bytes: Buffer): void {
  if (stream.kind === 'other') return
  const limit = stream.kind === 'file' ? 64 * 1024 : packedAtMost
  if (stream.length <= limit) stream.packed.push(Buffer.from(bytes))
  stream.length += bytes.length
}

/** ISO 32000-1, 7.3.5: in a name, #xx stands for the byte of that number. */
export function unescapeNames(text: string): string {
  return text.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

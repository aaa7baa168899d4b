import { parseExtraFields } from 'yauzl'
import { type ArchiveLedger, Refused } from './archive-ledger.ts'
import { ByteReader, readRange } from './byte-reader.ts'
import { findMacrosInCompoundFile, isCompoundFile } from './compound-file.ts'
import { type Content, contentOfEnd, sliceOf } from './content-slice.ts'
import { executableKind, extensionOf, isProgramName } from './executables.ts'
import { isDrawing } from './media-type.ts'
import { findScriptsInPdf, isPdf } from './pdf-scripts.ts'
import { findObjectsInRtf, isRtf } from './rtf-objects.ts'
import { findScriptsInSvg } from './svg-scripts.ts'
import { isTar, readTarEntries } from './tar-entries.ts'
import { gunzip, inflateEntry } from './unpacking.ts'
import { namesOf, readZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.ts'
import { isMacroPart, isOpenDocumentMacro, isProgramType, zipTypeOf } from './zip-type.ts'

/** A packed ZIP within another is read by its end first, so it is held: whole up to this length, else its end only. */
const heldWhole = 8 * 1024 ** 2
/** Room for the directory of ten thousand entries. */
const heldEnd = 2 * 1024 ** 2

/** Enough to tell a kind by, including tar, whose mark stands at 257. */
const peeked = 4096

/** What nothing here can look into. Evidence that nobody could inspect is not given out; a ZIP of the same is. */
const opaque: readonly (readonly [kind: string, mediaType: string, magic?: Buffer])[] = [
  ['7z', 'application/x-7z-compressed', Buffer.from('377abcaf271c', 'hex')],
  ['RAR', 'application/x-rar-compressed', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['bzip2', 'application/x-bzip2', Buffer.from('BZh', 'latin1')],
  ['xz', 'application/x-xz', Buffer.from('fd377a585a00', 'hex')],
  ['Zstandard', 'application/zstd', Buffer.from('28b52ffd', 'hex')],
  ['LZ4', 'application/x-lz4', Buffer.from('04224d18', 'hex')],
  ['lzip', 'application/lzip', Buffer.from('LZIP\x01', 'latin1')],
  ['cabinet', 'application/vnd.ms-cab-compressed', Buffer.from('MSCF\0\0\0\0', 'latin1')],
  ['compress', 'application/x-compress', Buffer.from('1f9d90', 'hex')],
  ['ACE', 'application/x-ace-compressed', Buffer.from('**ACE**', 'latin1')],
  // Too short a mark to believe it of any entry.
  ['ARJ', 'application/x-arj'],
  ['LZH', 'application/x-lzh-compressed'],
]
const archiveExtensions = new Set('zip gz tgz tar 7z rar bz2 xz zst cab docx xlsx pptx odt wacz'.split(' '))

/**
 * Looks into what is packed, as far as the limits of the ledger go and never on disk. Answers with the media type, which
 * for a ZIP-based file depends on what is in it.
 */
export async function lookIntoArchive(content: Content, mediaType: string, ledger: ArchiveLedger): Promise<string> {
  const kind = opaque.find(([, type]) => type === mediaType)
  let found = mediaType
  try {
    if (kind !== undefined) refuseOpaque(kind[0], ledger)
    if (mediaType === 'application/gzip' || mediaType === 'application/x-tar') {
      await lookIntoStream(content.open(), { depth: 0, ledger })
    } else if (mediaType === 'application/zip') {
      const directory = await readZipDirectory(content, ledger)
      found = await typeOfZip(content, directory, ledger)
      await lookIntoEntries(content, directory, found, { depth: 0, ledger })
    }
  } catch (error) {
    if (!(error instanceof Refused)) ledger.find('archive-malformed', 'an archive cannot be read to its end')
  }
  return found
}

/** How many archives there are around these bytes, what has been seen so far, and what the bytes may be called there. */
type Place = { readonly depth: number; readonly ledger: ArchiveLedger; readonly names?: readonly string[] }

function refuseOpaque(kind: string, ledger: ArchiveLedger): never {
  return ledger.refuse('archive-malformed', `${kind} archives cannot be looked into`)
}

/** Looks at bytes of unknown kind that lie in an archive, or are one. */
async function lookIntoStream(source: AsyncIterable<Uint8Array>, { depth, ledger, names }: Place): Promise<void> {
  const bytes = new ByteReader(source)
  try {
    const head = Buffer.from(await bytes.peek(peeked))
    const program = executableKind(head)
    if (program !== undefined) ledger.find('executable', `an archive holds ${program}`)
    const kind = opaque.find(([, , magic]) => magic !== undefined && head.subarray(0, magic.length).equals(magic))
    if (kind !== undefined) refuseOpaque(kind[0], ledger)
    if (isZip(head) || isGzip(head) || isTar(head)) ledger.checkDepth(depth)
    if (isZip(head)) await lookIntoPackedZip(bytes, { depth, ledger })
    else if (isGzip(head)) await lookIntoStream(gunzip(bytes.part(), ledger), { depth: depth + 1, ledger })
    else if (isTar(head)) await lookIntoTar(bytes, { depth: depth + 1, ledger })
    else if (isCompoundFile(head)) ledger.findAll(await findMacrosInCompoundFile(bytes.part()))
    else if (isPdf(head)) ledger.findAll(await findScriptsInPdf(bytes.part()))
    else if (isRtf(head)) ledger.findAll(await findObjectsInRtf(bytes.part()))
    else if (isSvg(head, names)) ledger.findAll(await findScriptsInSvg(bytes.part(), { isSurelySvg: true }))
    else await drain(bytes.part(), ledger)
  } finally {
    await bytes.close()
  }
}

/** A local entry: an empty archive holds nothing to look at. */
function isZip(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'PK\x03\x04'
}

/** RFC 1952, section 2.3.1, with the only method there is. */
function isGzip(head: Buffer): boolean {
  return head.toString('hex', 0, 3) === '1f8b08'
}

/** By its name too, as its first element may stand behind a long comment. */
function isSvg(head: Buffer, names: readonly string[] = []): boolean {
  return names.some(name => extensionOf(name) === 'svg') || isDrawing(head)
}

async function lookIntoTar(bytes: ByteReader, place: Place): Promise<void> {
  await readTarEntries(bytes, place.ledger, async (name, content) => {
    if (isProgramName(name)) place.ledger.find('executable', namedProgram)
    await lookIntoStream(content, { ...place, names: [name] })
  })
}

const namedProgram = 'an archive holds a file whose name makes it a program'

/** Unpacks the rest for the sake of the limits, as long as there is something left of them. */
async function drain(bytes: AsyncIterable<Uint8Array>, ledger: ArchiveLedger): Promise<void> {
  for await (const _ of bytes) if (!ledger.mayInflate) return
}

/** A ZIP that has to be unpacked itself: its directory stands at its end, so that is kept while the rest passes by. */
async function lookIntoPackedZip(bytes: ByteReader, { depth, ledger }: Place): Promise<void> {
  let held: Buffer[] = []
  let heldLength = 0
  let size = 0
  for await (const chunk of bytes.part()) {
    if (!ledger.mayInflate) ledger.refuse('archive-bomb', tooLarge)
    held.push(Buffer.from(chunk))
    heldLength += chunk.length
    size += chunk.length
    if (size > heldWhole && heldLength > 2 * heldEnd) {
      held = [Buffer.from(Buffer.concat(held).subarray(-heldEnd))]
      heldLength = heldEnd
    }
  }
  const content = contentOfEnd(Buffer.concat(held), size)
  if (heldLength === size) return lookIntoZip(content, { depth, ledger })
  const names = namesIn(await readZipDirectory(content, ledger))
  checkNames(names, 'application/zip', ledger)
  if (names.some(name => archiveExtensions.has(extensionOf(name)))) ledger.refuse('archive-bomb', tooLarge)
}

const tooLarge = 'an archive within an archive is too large to look into'

async function lookIntoZip(content: Content, place: Place): Promise<void> {
  const directory = await readZipDirectory(content, place.ledger)
  await lookIntoEntries(content, directory, await typeOfZip(content, directory, place.ledger), place)
}

function namesIn(directory: ZipDirectory): string[] {
  return directory.entries.flatMap(({ names }) => names)
}

async function typeOfZip(content: Content, directory: ZipDirectory, ledger: ArchiveLedger): Promise<string> {
  const first = directory.entries[0]
  const hasMimetype = first?.name.toString('latin1') === 'mimetype' && first.method === 0 && first.packed <= 100
  if (!hasMimetype) return zipTypeOf(namesIn(directory), undefined)
  const start = await readLocalHeader(first, directory, ledger)
  return zipTypeOf(namesIn(directory), (await readRange(content, start, first.packed)).toString('latin1').trim())
}

async function lookIntoEntries(
  content: Content,
  directory: ZipDirectory,
  mediaType: string,
  { depth, ledger }: Place,
): Promise<void> {
  if (isProgramType(mediaType)) ledger.find('executable', 'the archive is a program')
  checkNames(namesIn(directory), mediaType, ledger)
  for (const entry of directory.entries) await lookIntoEntry(entry, content, directory, { depth: depth + 1, ledger })
}

function checkNames(names: readonly string[], mediaType: string, ledger: ArchiveLedger): void {
  const isOpenDocument = mediaType.includes('opendocument')
  for (const name of names) {
    if (isMacroPart(name) || (isOpenDocument && isOpenDocumentMacro(name)))
      ledger.find('active-content', 'a document holds macros')
    if (isProgramName(name)) ledger.find('executable', namedProgram)
  }
}

async function lookIntoEntry(entry: ZipEntry, content: Content, directory: ZipDirectory, around: Place): Promise<void> {
  const { ledger } = around
  const place = { ...around, names: entry.names }
  const start = await readLocalHeader(entry, directory, ledger)
  if (entry.packed === 0 && entry.unpacked === 0) return
  if (entry.method === 0) {
    if (entry.packed !== entry.unpacked) ledger.refuse('archive-malformed', 'a stored entry contradicts its own length')
    await lookIntoStored(sliceOf(content, start, entry.packed), directory, start, place)
  } else if (entry.method === 8) {
    await lookIntoStream(unpackEntry(entry, content, directory, start, ledger), place)
    if (isRelationships(entry)) await checkRelationships(unpackEntry(entry, content, directory, start, ledger), ledger)
  } else {
    ledger.refuse('archive-malformed', 'an entry is packed in a way that cannot be looked into')
  }
}

/** What is not packed needs no unpacking: a ZIP is read in its place, and of most other things the beginning is enough. */
async function lookIntoStored(stored: Content, { reader }: ZipDirectory, start: number, place: Place): Promise<void> {
  const head = Buffer.from(await reader.bytes(start, Math.min(peeked, stored.size)))
  if (isZip(head)) {
    place.ledger.checkDepth(place.depth)
    await lookIntoZip(stored, place)
  } else {
    const isDocument = isCompoundFile(head) || isPdf(head) || isRtf(head) || isSvg(head, place.names)
    const isBeginningEnough = !(isGzip(head) || isTar(head) || isDocument)
    await lookIntoStream(isBeginningEnough ? sliceOf(stored, 0, head.length).open() : stored.open(), place)
  }
}

/**
 * Where the bytes of an entry begin. Its local header says the same as the directory, or one reader would unpack
 * something else than the other.
 */
async function readLocalHeader(entry: ZipEntry, { reader }: ZipDirectory, ledger: ArchiveLedger): Promise<number> {
  const header = await reader.bytes(entry.headerAt, 30 + entry.name.length)
  if (header.length < 30 + entry.name.length || header.readUInt32LE(0) !== 0x04034b50)
    ledger.refuse('archive-malformed', 'an entry is not where the directory says')
  const flags = header.readUInt16LE(6)
  const nameLength = header.readUInt16LE(26)
  // Bit 3: the lengths follow the bytes (APPNOTE 4.4.4). All ones: they stand in an extra field.
  const hasLength = (flags & 8) === 0 && header.readUInt32LE(18) !== 0xffffffff
  if (
    nameLength !== entry.name.length ||
    !header.subarray(30).equals(entry.name) ||
    header.readUInt16LE(8) !== entry.method ||
    ((flags ^ entry.flags) & 1) !== 0 ||
    (hasLength && header.readUInt32LE(18) !== entry.packed)
  ) {
    ledger.refuse('archive-malformed', 'an entry contradicts the directory')
  }
  const start = entry.headerAt + 30 + nameLength + header.readUInt16LE(28)
  const extra = await reader.bytes(entry.headerAt + 30 + nameLength, header.readUInt16LE(28))
  if (namesOf(entry.name, parseExtraFields(extra)).some(name => !entry.names.includes(name)))
    ledger.refuse('archive-malformed', 'an entry contradicts the directory')
  return start
}

function unpackEntry(
  entry: ZipEntry,
  content: Content,
  directory: ZipDirectory,
  start: number,
  ledger: ArchiveLedger,
): AsyncGenerator<Buffer> {
  const packed = packedBytes(entry, content, directory, start)
  return inflateEntry(packed, { declared: entry.unpacked, packedLength: entry.packed, ledger })
}

async function* packedBytes(
  entry: ZipEntry,
  content: Content,
  { reader }: ZipDirectory,
  start: number,
): AsyncGenerator<Uint8Array> {
  // From the window that the header came from: most entries are small and lie next to each other.
  if (entry.packed <= 64 * 1024) yield await reader.bytes(start, entry.packed)
  else yield* content.open({ start, end: start + entry.packed - 1 })
}

/** OPC, ECMA-376 part 2: what a document refers to. Real ones have some kilobytes. */
function isRelationships(entry: ZipEntry): boolean {
  return entry.names.some(name => /\.rels$/i.test(name)) && entry.unpacked <= 64 * 1024
}

/**
 * A document that fetches its template from elsewhere runs that one's macros. A template on somebody's own disk is
 * what Word writes into every document.
 */
async function checkRelationships(unpacked: AsyncIterable<Buffer>, ledger: ArchiveLedger): Promise<void> {
  for await (const xml of unpacked) {
    for (const [relationship] of xml.toString('latin1').matchAll(/<Relationship\b[^<]*/g)) {
      const isRun = /Type\s*=\s*["'][^"'<]*\/(?:attachedTemplate|frame|oleObject)["']/i.test(relationship)
      if (isRun && /Target\s*=\s*["']\s*(?:https?:|ftp:|mhtml:|\\\\|\/\/|file:\/\/[^/])/i.test(relationship))
        ledger.find('active-content', 'a document fetches a part of itself from elsewhere')
    }
  }
}

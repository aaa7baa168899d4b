import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl'
import { type ArchiveLedger, Refused } from './archive-ledger.ts'
import { ContentReader } from './content-reader.ts'
import type { Content } from './content-slice.ts'
import { faultOfName } from './entry-name.ts'

export type ZipEntry = {
  readonly name: Buffer
  /** Everything that a reader may call it: its name, and what its Unicode Path field says. */
  readonly names: readonly string[]
  readonly headerAt: number
  readonly packed: number
  readonly unpacked: number
  readonly method: number
  readonly flags: number
}

export type ZipDirectory = {
  /** In the order in which they lie in the file. */
  readonly entries: readonly ZipEntry[]
  readonly reader: ContentReader
}

/** The fixed part of a local header, and of a record in the central directory (APPNOTE 4.3.7 and 4.3.12). */
const localHeaderLength = 30
const recordLength = 46
/** Without its comment (APPNOTE 4.3.16). */
const endRecordLength = 22

/**
 * Reads the central directory and refuses, before anything is unpacked, what its entries say of themselves. An archive
 * whose directory cannot be read is malformed: nobody can say what is in it.
 */
export async function readZipDirectory(content: Content, ledger: ArchiveLedger): Promise<ZipDirectory> {
  const reader = new ContentReader(content)
  try {
    const zip = await Promise.race([
      // Names stay bytes: yauzl would mend some of what we refuse.
      fromRandomAccessReaderPromise(reader, content.size, {
        autoClose: false,
        decodeStrings: false,
        validateEntrySizes: false,
      }),
      reader.crashed,
    ])
    // An error that nobody listens to would end the process.
    zip.on('error', () => undefined)
    ledger.countEntries(zip.entryCount)
    return { entries: await readEntries(zip, reader, ledger), reader }
  } catch (error) {
    if (error instanceof Refused) throw error
    return ledger.refuse('archive-malformed', 'the directory of an archive cannot be read')
  }
}

async function readEntries(zip: ZipFile, reader: ContentReader, ledger: ArchiveLedger): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  const names = new Set<string>()
  let directoryLength = 0
  const iterator = zip.eachEntry()
  for (;;) {
    const { done, value } = await Promise.race([iterator.next(), reader.crashed])
    if (done === true) break
    directoryLength += recordLength + value.fileNameLength + value.extraFieldLength + value.fileCommentLength
    const entry = toZipEntry(value)
    for (const name of [entry.name, ...unicodePaths(value.extraFields)]) {
      const fault = faultOfName(name)
      if (fault !== undefined) ledger.refuse('archive-malformed', fault)
    }
    checkMode(value, ledger)
    // Which of the two is unpacked depends on the reader.
    if (entry.names.some(name => names.has(name))) ledger.find('archive-malformed', 'two entries have the same name')
    for (const name of entry.names) names.add(name)
    entries.push(entry)
  }
  const directoryEnd = await checkDirectoryEnd(zip, reader, ledger)
  entries.sort((a, b) => a.headerAt - b.headerAt)
  checkLayout(entries, directoryEnd - directoryLength, ledger)
  checkSizes(entries, ledger)
  return entries
}

function toZipEntry(entry: Entry): ZipEntry {
  // A copy, or each name would keep its whole record in memory.
  const name = Buffer.from(entry.fileNameRaw)
  return {
    name,
    names: namesOf(name, entry.extraFields),
    headerAt: entry.relativeOffsetOfLocalHeader,
    packed: entry.compressedSize,
    unpacked: entry.uncompressedSize,
    method: entry.compressionMethod,
    flags: entry.generalPurposeBitFlag,
  }
}

type ExtraFields = Entry['extraFields']

/** Each name once. */
export function namesOf(name: Buffer, extraFields: ExtraFields): string[] {
  return [...new Set([name, ...unicodePaths(extraFields)].map(each => each.toString('latin1')))]
}

/** The Info-ZIP Unicode Path field (0x7075), which some readers prefer to the name. */
function unicodePaths(extraFields: ExtraFields): Buffer[] {
  return extraFields.filter(({ id, data }) => id === 0x7075 && data.length > 5).map(({ data }) => data.subarray(5))
}

/** Neither links nor devices: unpacked, they would reach what is not in the archive. */
function checkMode(entry: Entry, ledger: ArchiveLedger): void {
  if (entry.generalPurposeBitFlag & 1)
    ledger.refuse('archive-malformed', 'an entry is encrypted and cannot be looked into')
  // The upper half are the mode bits of Unix (S_IFMT), or zero.
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000)
    ledger.refuse('archive-malformed', 'an entry is a link or a device')
}

/**
 * Behind the last record stands the end record that we went by, which is the last thing in the file. Otherwise some
 * readers would see entries, or a whole archive, that we have not counted.
 */
async function checkDirectoryEnd(zip: ZipFile, reader: ContentReader, ledger: ArchiveLedger): Promise<number> {
  // Typed as a boolean by mistake: where the next record would begin.
  const at = Number(zip.readEntryCursor)
  const endRecordAt = zip.fileSize - endRecordLength - zip.comment.length
  if (at === endRecordAt) return at
  const record = await reader.bytes(at, 12)
  if (record.length < 12 || record.toString('latin1', 0, 4) !== 'PK\x06\x06')
    return ledger.refuse('archive-malformed', 'an archive has more entries than it counts')
  // APPNOTE 4.3.14: its length leaves out its first two fields; then comes the locator, of 20 bytes.
  if (BigInt(at + 12 + 20) + record.readBigUInt64LE(4) !== BigInt(endRecordAt))
    return ledger.refuse('archive-malformed', 'an archive has more than one end')
  return at
}

/**
 * Entries follow each other and end before the directory. Overlapping ones can unpack the same bytes ten thousand
 * times (David Fifield, “A better zip bomb”); what stands before the first is seen by some readers only.
 */
function checkLayout(entries: readonly ZipEntry[], directoryStart: number, ledger: ArchiveLedger): void {
  let end = 0
  for (const { headerAt, name, packed } of entries) {
    if (headerAt < end) ledger.refuse('archive-malformed', 'entries of an archive overlap')
    // The local header may be longer than this, which would only make the overlap larger.
    end = headerAt + localHeaderLength + name.length + packed
  }
  if (end > directoryStart) ledger.refuse('archive-malformed', 'an entry reaches beyond the entries of its archive')
  if ((entries[0]?.headerAt ?? directoryStart) > 4) ledger.find('polyglot', 'something else stands before an archive')
}

function checkSizes(entries: readonly ZipEntry[], ledger: ArchiveLedger): void {
  let packed = 0
  let unpacked = 0
  for (const entry of entries) {
    ledger.checkRatio(entry.packed, entry.unpacked)
    packed += entry.packed
    unpacked += entry.unpacked
  }
  ledger.countDeclared(packed, unpacked)
}

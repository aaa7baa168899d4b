import type { ArchiveLedger } from './archive-ledger.ts'
import { type ByteReader, Malformed } from './byte-reader.ts'
import { faultOfName } from './entry-name.ts'

const blockLength = 512
const zeros = Buffer.alloc(blockLength)
/** Room for the attributes of one entry; real ones take some hundred bytes. */
const attributesAtMost = 64 * 1024

export function isTar(head: Buffer): boolean {
  return head.length >= blockLength && head.toString('latin1', 257, 262) === 'ustar' && hasChecksum(head)
}

/** What attributes may not say, for some readers go by them and others do not: how long an entry is, and where in it its bytes are. */
const lengthKeys = /^(?:size|GNU\.sparse\..*|SCHILY\.realsize)$/s

/**
 * Walks through a tar archive (POSIX.1-2017, pax) and gives each file to `look`, which need not read it all. Links,
 * devices, names that leave the folder, and what readers understand in different ways are refused.
 */
export async function readTarEntries(
  bytes: ByteReader,
  ledger: ArchiveLedger,
  look: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  let longName: Buffer | undefined
  for (;;) {
    const header = Buffer.from(await bytes.peek(blockLength))
    // Two blocks of zeros end the archive; some writers leave them out.
    if (header.length < blockLength) return
    if (header.equals(zeros)) return checkEnd()
    if (!hasChecksum(header)) throw new Malformed('a tar header does not sum up')
    await bytes.skip(blockLength)
    ledger.countEntries(1)
    const size = readNumber(header.subarray(124, 136))
    if (size === undefined) throw new Malformed('a tar entry has no length')
    const end = bytes.position + Math.ceil(size / blockLength) * blockLength
    const kind = header.toString('latin1', 156, 157)
    const name = await nameGiven(kind, size)
    // The first of two holds for some readers, the last for others.
    if (name !== undefined && longName !== undefined) ledger.refuse('archive-malformed', 'an entry has two names')
    longName ??= name
    if (!'Lxg'.includes(kind)) {
      await visit({ kind, name: longName ?? nameOf(header), size })
      longName = undefined
    }
    await bytes.skip(end - bytes.position)
  }

  /** Some readers go on behind a block of zeros, and nothing else fills up an archive. */
  async function checkEnd(): Promise<void> {
    for await (const chunk of bytes.part()) {
      if (!ledger.mayInflate) return
      for (let at = 0; at < chunk.length; at += blockLength) {
        const block = chunk.subarray(at, at + blockLength)
        if (!block.equals(zeros.subarray(0, block.length)))
          ledger.refuse('archive-malformed', 'something stands behind the end of an archive')
      }
    }
  }

  /** The name for the next entry, where this one is nothing but attributes: GNU's long name, or an extended header. */
  async function nameGiven(kind: string, size: number): Promise<Buffer | undefined> {
    if (!'Lxg'.includes(kind)) return undefined
    if (size > attributesAtMost) ledger.refuse('archive-malformed', 'an entry has overlong attributes')
    const attributes = Buffer.from(await bytes.read(size))
    if (kind === 'L') return untilNul(attributes)
    const records = recordsOf(attributes)
    if ([...records.keys()].some(key => lengthKeys.test(key)))
      ledger.refuse('archive-malformed', 'the attributes of an entry give it another length')
    const path = records.get('path')
    if (path?.length === 0 || (path !== undefined && kind === 'g'))
      ledger.refuse('archive-malformed', 'the attributes of an entry give it no name of its own')
    return path
  }

  async function visit({ kind, name, size }: { kind: string; name: Buffer; size: number }): Promise<void> {
    if ('12346K'.includes(kind)) ledger.refuse('archive-malformed', 'an entry is a link or a device')
    const fault = faultOfName(name)
    if (fault !== undefined) ledger.refuse('archive-malformed', fault)
    // Readers take an unknown kind for a file, and pass over the content of a folder or read entries in it.
    if (!'\x000 7'.includes(kind) && (kind !== '5' || size > 0))
      ledger.refuse('archive-malformed', 'an entry is of a kind that cannot be looked into')
    await look(name.toString('latin1'), bytes.part(size))
  }
}

/** The sum of the header's bytes, with its own field taken as blanks. */
function hasChecksum(header: Buffer): boolean {
  let sum = 8 * 0x20
  for (let at = 0; at < blockLength; at++) if (at < 148 || at >= 156) sum += header[at] ?? 0
  return readNumber(header.subarray(148, 156)) === sum
}

/** Octal digits, or with the highest bit set a big-endian number (GNU); undefined where it is neither, which readers guess at. */
function readNumber(field: Buffer): number | undefined {
  const first = field[0] ?? 0
  if (first & 0x80) {
    let value = first & 0x7f
    for (const byte of field.subarray(1)) value = value * 256 + byte
    return Number.isSafeInteger(value) ? value : undefined
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8)
}

function nameOf(header: Buffer): Buffer {
  const name = untilNul(header.subarray(0, 100))
  const prefix =
    header.toString('latin1', 257, 263) === 'ustar\0' ? untilNul(header.subarray(345, 500)) : Buffer.alloc(0)
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name])
}

function untilNul(field: Buffer): Buffer {
  const end = field.indexOf(0)
  return end === -1 ? field : field.subarray(0, end)
}

/** What an extended header says: records of "length key=value\n", of which the last of a key holds. */
function recordsOf(attributes: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>()
  for (let at = 0; at < attributes.length; ) {
    const length = /^[1-9]\d{0,5}(?= )/.exec(attributes.toString('latin1', at, at + 7))?.[0] ?? ''
    const end = at + Number(length)
    const record = attributes.subarray(at + length.length + 1, end - 1)
    const equals = record.indexOf('=')
    if (length === '' || equals < 1 || attributes[end - 1] !== 0x0a) throw new Malformed('a pax record is none')
    records.set(record.toString('latin1', 0, equals), record.subarray(equals + 1))
    at = end
  }
  return records
}

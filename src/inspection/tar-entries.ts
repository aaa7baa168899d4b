import type { ArchiveLedger } from './archive-ledger.ts'
import { type ByteReader, Malformed } from './byte-reader.ts'
import { faultOfName, nameBytesAtMost } from './entry-name.ts'

const blockLength = 512
/** Room for the attributes of one entry; real ones take some hundred bytes. */
const attributesAtMost = 64 * 1024

export function isTar(head: Buffer): boolean {
  return head.length >= blockLength && head.toString('latin1', 257, 262) === 'ustar' && hasChecksum(head)
}

/**
 * Walks through a tar archive (POSIX.1-2017, pax) and gives each file to `look`, which need not read it all. Links,
 * devices, and names that leave the folder are refused.
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
    if (header.length < blockLength || header.every(byte => byte === 0)) return
    if (!hasChecksum(header)) throw new Malformed('a tar header does not sum up')
    await bytes.skip(blockLength)
    ledger.countEntries(1)
    const size = readNumber(header.subarray(124, 136))
    const end = bytes.position + Math.ceil(size / blockLength) * blockLength
    const kind = header.toString('latin1', 156, 157)
    if (kind === 'L' || kind === 'x') {
      if (size > attributesAtMost) ledger.refuse('archive-malformed', 'an entry has overlong attributes')
      const attributes = await bytes.read(size)
      longName = kind === 'L' ? untilNul(Buffer.from(attributes)) : (pathOf(attributes) ?? longName)
    } else {
      const name = longName ?? nameOf(header)
      longName = undefined
      await visit({ kind, name, size })
    }
    await bytes.skip(end - bytes.position)
  }

  async function visit({ kind, name, size }: { kind: string; name: Buffer; size: number }): Promise<void> {
    if ('12346'.includes(kind)) ledger.refuse('archive-malformed', 'an entry is a link or a device')
    const fault = faultOfName(name)
    if (fault !== undefined) ledger.refuse('archive-malformed', fault)
    if ('\x000 7'.includes(kind)) await look(name.toString('latin1'), bytes.part(size))
  }
}

/** The sum of the header's bytes, with its own field taken as blanks. */
function hasChecksum(header: Buffer): boolean {
  let sum = 8 * 0x20
  for (let at = 0; at < blockLength; at++) if (at < 148 || at >= 156) sum += header[at] ?? 0
  return readNumber(header.subarray(148, 156)) === sum
}

/** Octal digits, or with the highest bit set a big-endian number (GNU). */
function readNumber(field: Buffer): number {
  const first = field[0] ?? 0
  if (first & 0x80) {
    let value = first & 0x7f
    for (const byte of field.subarray(1)) value = value * 256 + byte
    if (!Number.isSafeInteger(value)) throw new Malformed('a tar field is too large')
    return value
  }
  return Number.parseInt(field.toString('latin1').trim() || '0', 8) || 0
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

/** The name in an extended header: lines of "length key=value". */
function pathOf(attributes: Buffer): Buffer | undefined {
  const path = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(attributes.toString('latin1'))?.[1]
  return path === undefined ? undefined : Buffer.from(path.slice(0, nameBytesAtMost + 1), 'latin1')
}

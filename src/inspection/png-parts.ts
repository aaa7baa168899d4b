import { crc32 } from 'node:zlib'
import { type ByteReader, Malformed } from './byte-reader.ts'
import { orientationOnly } from './exif-orientation.ts'
import type { PartList } from './part-list.ts'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** PNG, third edition, section 11: what changes the look. Texts, times, Exif and private chunks are not among them. */
const shown = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
)

/** Real ones have some kilobytes. */
const exifAtMost = 64 * 1024

/** Walks through a PNG up to its end chunk and leaves out what is not the picture itself. */
export async function readPngParts(bytes: ByteReader, parts: PartList): Promise<void> {
  if (!(await bytes.read(signature.length)).equals(signature)) throw new Malformed('not a PNG')
  parts.keep(0, signature.length)
  for (let isFirst = true; ; isFirst = false) {
    const start = bytes.position
    const header = await bytes.read(8)
    const length = header.readUInt32BE(0)
    const type = header.toString('latin1', 4)
    if (length > 0x7fffffff || !/^[a-zA-Z]{4}$/.test(type)) throw new Malformed('a chunk is malformed')
    if (isFirst !== (type === 'IHDR')) throw new Malformed('the header is out of place')
    // A capital means that the picture cannot be shown without it (5.4): then we do not know the format.
    if (!shown.has(type) && /^[A-Z]/.test(type)) throw new Malformed('an unknown critical chunk')
    if (type === 'eXIf' && length <= exifAtMost) {
      const body = Buffer.from(await bytes.read(length))
      await bytes.skip(4)
      keepOrientation({ body, start, end: bytes.position }, parts)
      continue
    }
    await bytes.skip(length + 4)
    if (shown.has(type)) parts.keep(start, bytes.position)
    else parts.replace()
    if (type === 'IEND') return
  }
}

function keepOrientation({ body, start, end }: { body: Buffer; start: number; end: number }, parts: PartList): void {
  const orientation = orientationOnly(body)
  if (orientation?.equals(body)) parts.keep(start, end)
  else parts.replace(orientation === undefined ? undefined : toChunk('eXIf', orientation))
}

function toChunk(type: string, body: Buffer): Buffer {
  const chunk = Buffer.alloc(body.length + 12)
  chunk.writeUInt32BE(body.length, 0)
  chunk.write(type, 4, 'latin1')
  body.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length)
  return chunk
}

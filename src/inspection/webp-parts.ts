import { type ByteReader, Malformed } from './byte-reader.ts'
import { orientationOnly } from './exif-orientation.ts'
import { PartList } from './part-list.ts'

/** RFC 9649, section 2.7, without EXIF and XMP. */
const pictures = new Set(['VP8 ', 'VP8L', 'ANMF'])
const shown = new Set([...pictures, 'ALPH', 'ANIM', 'ICCP'])

const exifFlag = 0x08
const xmpFlag = 0x04
const exifAtMost = 64 * 1024

/** Walks through a WebP up to the end its header gives, and leaves out what is not the picture itself. */
export async function readWebpParts(bytes: ByteReader, parts: PartList): Promise<void> {
  const header = Buffer.from(await bytes.read(12))
  if (header.toString('latin1', 0, 4) !== 'RIFF' || header.toString('latin1', 8) !== 'WEBP')
    throw new Malformed('not a WebP')
  const end = 8 + header.readUInt32LE(4)
  const first = Buffer.from(await bytes.peek(18))
  const extended = first.toString('latin1', 0, 4) === 'VP8X' ? first : undefined
  if (extended !== undefined) {
    if (extended.length < 18 || extended.readUInt32LE(4) !== 10) throw new Malformed('the header is malformed')
    await bytes.skip(18)
  }
  const chunksAt = bytes.position
  const chunks = new PartList()
  const hasOrientation = await readChunks(bytes, { end, chunks })
  if (bytes.position !== end) throw new Malformed('the length is wrong')

  if (!chunks.isChanged) {
    parts.keep(0, chunksAt)
  } else {
    header.writeUInt32LE(chunksAt - 8 + chunks.length, 4)
    if (extended !== undefined)
      extended[8] = ((extended[8] ?? 0) & ~(exifFlag | xmpFlag)) | (hasOrientation ? exifFlag : 0)
    parts.replace(Buffer.concat([header, extended ?? Buffer.alloc(0)]))
  }
  parts.append(chunks)
}

/** Whether an orientation is kept. */
async function readChunks(bytes: ByteReader, { end, chunks }: { end: number; chunks: PartList }): Promise<boolean> {
  let hasOrientation = false
  let hasPicture = false
  while (bytes.position < end) {
    const start = bytes.position
    const header = await bytes.read(8)
    const type = header.toString('latin1', 0, 4)
    const length = header.readUInt32LE(4)
    // Chunks begin at even places (RIFF).
    const padded = length + (length % 2)
    if (type === 'EXIF' && length <= exifAtMost) {
      const body = Buffer.from(await bytes.read(length))
      await bytes.skip(padded - length)
      hasOrientation = keepOrientation({ body, start, end: bytes.position }, chunks) || hasOrientation
      continue
    }
    await bytes.skip(padded)
    hasPicture ||= pictures.has(type)
    if (shown.has(type)) chunks.keep(start, bytes.position)
    else chunks.replace()
  }
  if (!hasPicture) throw new Malformed('there is no picture')
  return hasOrientation
}

function keepOrientation(
  { body, start, end }: { body: Buffer; start: number; end: number },
  chunks: PartList,
): boolean {
  // Some writers put JPEG's mark in front.
  const isMarked = body.toString('latin1', 0, 6) === 'Exif\0\0'
  const orientation = orientationOnly(isMarked ? body.subarray(6) : body)
  if (orientation === undefined) {
    chunks.replace()
    return false
  }
  if (orientation.equals(body)) {
    chunks.keep(start, end)
    return true
  }
  const header = Buffer.from('EXIF\0\0\0\0', 'latin1')
  header.writeUInt32LE(orientation.length, 4)
  chunks.replace(Buffer.concat([header, orientation]))
  return true
}

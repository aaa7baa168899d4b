import { type ByteReader, Malformed } from './byte-reader.ts'
import { orientationOnly } from './exif-orientation.ts'
import type { PartList } from './part-list.ts'

const startOfImage = 0xd8
const endOfImage = 0xd9
const startOfScan = 0xda
const comment = 0xfe

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7
const isApplication = (marker: number) => marker >= 0xe0 && marker <= 0xef

/** Walks through a JPEG (ITU-T T.81, annex B) up to its end marker and leaves out what is not the picture itself. */
export async function readJpegParts(bytes: ByteReader, parts: PartList): Promise<void> {
  if ((await bytes.read(2)).readUInt16BE() !== 0xff00 + startOfImage) throw new Malformed('not a JPEG')
  parts.keep(0, 2)
  for (;;) {
    const start = bytes.position
    const marker = await readMarker(bytes)
    if (marker === endOfImage) return parts.keep(start, bytes.position)
    if (marker === 0 || marker === startOfImage) throw new Malformed('a marker is out of place')
    // Restarts and TEM have no length (B.1.1.3).
    if (isRestart(marker) || marker === 1) {
      parts.keep(start, bytes.position)
      continue
    }
    const length = (await bytes.read(2)).readUInt16BE() - 2
    if (length < 0) throw new Malformed('a segment is too short')
    if (isApplication(marker) || marker === comment) {
      const body = Buffer.from(await bytes.read(length))
      keepOrReplace({ marker, body, start, end: bytes.position }, parts)
      continue
    }
    await bytes.skip(length)
    if (marker === startOfScan) await skipScan(bytes)
    parts.keep(start, bytes.position)
  }
}

/** 0xff, any number of times, and the number of the marker (B.1.1.2). */
async function readMarker(bytes: ByteReader): Promise<number> {
  if ((await bytes.read(1))[0] !== 0xff) throw new Malformed('a marker is missing')
  for (;;) {
    const marker = (await bytes.read(1))[0]
    if (marker !== undefined && marker !== 0xff) return marker
  }
}

/** Up to the next marker; in a scan 0xff is followed by 0x00 where it is data (B.1.1.5). */
async function skipScan(bytes: ByteReader): Promise<void> {
  for (;;) {
    await bytes.skipTo(0xff)
    const next = (await bytes.peek(2))[1]
    if (next === undefined) throw new Malformed('the bytes end too early')
    if (next === 0xff) await bytes.skip(1)
    else if (next === 0 || isRestart(next)) await bytes.skip(2)
    else return
  }
}

type Segment = { readonly marker: number; readonly body: Buffer; readonly start: number; readonly end: number }

/** Kept is what changes the colours. All else is about the picture, or a smaller picture from before it was cut. */
function keepOrReplace({ marker, body, start, end }: Segment, parts: PartList): void {
  const shown = shownBody(marker, body)
  if (shown?.equals(body)) parts.keep(start, end)
  else parts.replace(shown === undefined ? undefined : toSegment(marker, shown))
}

function toSegment(marker: number, body: Buffer): Buffer {
  const header = Buffer.from([0xff, marker, 0, 0])
  header.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([header, body])
}

function shownBody(marker: number, body: Buffer): Buffer | undefined {
  const begins = (name: string) => body.subarray(0, name.length).equals(Buffer.from(name, 'latin1'))
  // JFIF (T.871, 10.1), without the thumbnail that may follow.
  if (marker === 0xe0 && begins('JFIF\0') && body.length >= 14)
    return Buffer.concat([body.subarray(0, 12), Buffer.from([0, 0])])
  if (marker === 0xe1 && begins('Exif\0\0')) {
    const orientation = orientationOnly(body.subarray(6))
    return orientation === undefined ? undefined : Buffer.concat([body.subarray(0, 6), orientation])
  }
  if (marker === 0xe2 && begins('ICC_PROFILE\0')) return body
  if (marker === 0xee && begins('Adobe')) return body.subarray(0, 12) // the colour transform, T.872, 6.5.3
  return undefined
}

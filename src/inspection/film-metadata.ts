import { readRange } from './byte-reader.ts'
import { findNeedles } from './byte-search.ts'
import { type Content, sliceOf } from './content-slice.ts'

/** A film in fragments has one or two boxes for each second; each costs a read. */
const boxesAtMost = 2000
/** Of what is not sound or picture. An hour of film has about a megabyte. */
const searchedAtMost = 64 * 1024 ** 2

/** Boxes that say nothing about the film: its data, and where each frame lies. */
const passedOver = new Set(['mdat', 'ftyp', 'moof', 'sidx', 'mfra', 'styp', 'pdin'])

/**
 * Ways to write down where a film was made: QuickTime and Android (`©xyz`), 3GPP TS 26.244 (`loci`), Apple, XMP, and
 * the tracks of cameras that record their way, some of them as subtitles. Then who made it and with what: the makers,
 * models, authors and comments of QuickTime, the tags of Android and of iTunes, and XMP in any box.
 */
const telling = (
  '\xa9xyz loci GPSLatitude GPSCoordinates gpmd camm mebx mett metx urim tx3g sbtl ' +
  'com.apple.quicktime. com.android.manufacturer com.android.model Exif\0\0 xmpmeta xpacket ' +
  '\xa9mak \xa9mod \xa9ART \xa9aut \xa9cmt \xa9nam \xa9day \xa9cpy \xa9des \xa9inf \xa9wrt \xa9prd \xa9gen'
)
  .split(' ')
  .map(text => Buffer.from(text, 'latin1'))

/** Whether an ISO base media file (ISO/IEC 14496-12) holds such, or might: what we cannot read may hold it. */
export async function mayHoldFilmMetadata(content: Content): Promise<boolean> {
  let searched = 0
  let at = 0
  for (let boxes = 0; at < content.size; boxes++) {
    const box = await readBox(content, at)
    if (box === undefined || boxes === boxesAtMost) return true
    if (!passedOver.has(box.type)) {
      searched += box.length
      if (searched > searchedAtMost) return true
      if (await findAny(sliceOf(content, at, box.length))) return true
    }
    at += box.length
  }
  return false
}

/** Section 4.2: a length of 1 means that a longer one follows the type, 0 that the box is the last. */
async function readBox(content: Content, at: number): Promise<{ type: string; length: number } | undefined> {
  const header = await readRange(content, at, 16)
  if (header.length < 8) return undefined
  const short = header.readUInt32BE(0)
  if (short === 1 && header.length < 16) return undefined
  const length = short === 0 ? content.size - at : short === 1 ? Number(header.readBigUInt64BE(8)) : short
  if (length < (short === 1 ? 16 : 8) || at + length > content.size) return undefined
  return { type: header.toString('latin1', 4, 8), length }
}

async function findAny(box: Content): Promise<boolean> {
  return (await findNeedles(box.open(), telling)).size > 0
}

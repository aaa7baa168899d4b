import { readRange } from './byte-reader.ts'
import { findNeedles } from './byte-search.ts'
import { type Content, sliceOf } from './content-slice.ts'

/** A film in fragments has one or two boxes for each second; each costs a read. */
const boxesAtMost = 2000
/** Of what is not sound or picture. An hour of film has about a megabyte. */
const searchedAtMost = 64 * 1024 ** 2

/** Boxes that say nothing about the film: its data, its padding, and where each frame lies. */
const passedOver = new Set(['mdat', 'free', 'skip', 'wide', 'ftyp', 'moof', 'sidx', 'mfra', 'styp', 'emsg', 'pdin'])

/**
 * Ways to write down where a film was made: QuickTime and Android (`©xyz`), 3GPP TS 26.244 (`loci`), Apple, XMP, and
 * the tracks of cameras that record their way.
 */
const places = ['\xa9xyz', 'loci', 'com.apple.quicktime.location', 'GPSLatitude', 'GPSCoordinates', 'gpmd', 'camm'].map(
  text => Buffer.from(text, 'latin1'),
)

/** Whether an ISO base media file (ISO/IEC 14496-12) holds a place, or might: what we cannot read may hold one. */
export async function mayHoldPlace(content: Content): Promise<boolean> {
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
  return (await findNeedles(box.open(), places)).size > 0
}

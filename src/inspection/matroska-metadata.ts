import { ContentReader } from './content-reader.ts'
import type { Content } from './content-slice.ts'

/** An hour as a browser records it, frame by frame. */
const elementsAtMost = 500_000

const ids = (text: string) => new Set(text.split(' ').map(id => Number.parseInt(id, 16)))

/** Segment, Info, Tracks and TrackEntry: what is in them is looked at. */
const opened = ids('18538067 1549a966 1654ae6b ae')

const cluster = 0x1f43b675
const trackType = 0x83

/**
 * Elements that say nothing about who made a film, where or when (RFC 9559, section 5): header, padding, checksums,
 * indexes, sound and picture and how to read them. The two applications every file has to name. Not among them: titles,
 * dates, names of tracks and files, Tags, Attachments, Chapters, and whatever is not known.
 */
const silent = ids(
  '1a45dfa3 ec bf 114d9b74 1c53bb6b 2ad7b1 4489 4d80 5741 73a4 1f43b675 e7 a7 ab a3 a0 af 5854 ' +
    'd7 73c5 83 b9 88 55aa 55ae 55af 9c 6de7 6df8 23e383 234e7a 23314f 537f 55ee 22b59c 22b59d 86 63a2 aa 6fab 56aa ' +
    '56bb e0 e1 6d80',
)

/** Whether a Matroska or WebM file holds metadata, or might: what we cannot read may. */
export async function mayHoldMatroskaMetadata(content: Content): Promise<boolean> {
  const reader = new ContentReader(content)
  let at = 0
  for (let count = 0; at < content.size; count++) {
    const element = readElement(await reader.bytes(at, 13))
    if (element === undefined || count === elementsAtMost) return true
    const { id, length, headerLength } = element
    at += headerLength
    if (opened.has(id)) continue
    // What is recorded live has no length, and goes on until the next cluster begins.
    if (length === undefined && id === cluster) continue
    if (length === undefined || at + length > content.size || !silent.has(id)) return true
    // Subtitles and data: cameras write their way into them.
    if (id === trackType && !isSoundOrPicture(await reader.bytes(at, length))) return true
    at += length
  }
  return false
}

type Element = { readonly id: number; readonly length: number | undefined; readonly headerLength: number }

/** RFC 8794, sections 4 and 5: an id keeps its marker bit, a length does not; all ones are a length not known. */
function readElement(bytes: Buffer): Element | undefined {
  const idLength = Math.clz32(bytes[0] ?? 0) - 23
  const lengthLength = Math.clz32(bytes[idLength] ?? 0) - 23
  if (idLength > 4 || lengthLength > 8 || idLength + lengthLength > bytes.length) return undefined
  const headerLength = idLength + lengthLength
  const id = bytes.readUIntBE(0, idLength)
  const marked = BigInt(`0x${bytes.toString('hex', idLength, headerLength)}`)
  const ones = (1n << BigInt(7 * lengthLength)) - 1n
  const length = marked & ones
  return { id, length: length === ones ? undefined : Number(length), headerLength }
}

function isSoundOrPicture(type: Buffer): boolean {
  return type.length === 1 && (type[0] === 1 || type[0] === 2)
}

import { type ByteReader, Malformed } from './byte-reader.ts'
import type { PartList } from './part-list.ts'

const extension = 0x21
const image = 0x2c
const trailer = 0x3b

const plainText = 0x01
const graphicControl = 0xf9
const application = 0xff

/** What makes it move, and its colours. XMP is an application extension too. */
const shownApplications = ['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']

/** Walks through a GIF (89a, section 16) up to its trailer and leaves out what is not the picture itself. */
export async function readGifParts(bytes: ByteReader, parts: PartList): Promise<void> {
  const header = await bytes.read(13)
  if (!/^GIF8[79]a/.test(header.toString('latin1'))) throw new Malformed('not a GIF')
  await bytes.skip(colourTableLength(header[10]))
  parts.keep(0, bytes.position)
  for (;;) {
    const start = bytes.position
    const kind = (await bytes.read(1))[0]
    if (kind === trailer) return parts.keep(start, bytes.position)
    if (kind === image) {
      await bytes.skip(colourTableLength((await bytes.read(9))[8]))
      await bytes.skip(1) // the size of the codes
      await skipBlocks(bytes)
      parts.keep(start, bytes.position)
    } else if (kind === extension) {
      const isShown = await readExtension(bytes)
      if (isShown) parts.keep(start, bytes.position)
      else parts.replace()
    } else {
      throw new Malformed('a block is out of place')
    }
  }
}

async function readExtension(bytes: ByteReader): Promise<boolean> {
  const label = (await bytes.read(1))[0]
  const name = (await bytes.peek(12)).toString('latin1', 1)
  await skipBlocks(bytes)
  if (label === application) return shownApplications.includes(name)
  return label === graphicControl || label === plainText
}

/** Section 18: three bytes for each of 2 to 256 colours, if the highest bit says that there is a table. */
function colourTableLength(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Section 15: blocks of up to 255 bytes, until an empty one. */
async function skipBlocks(bytes: ByteReader): Promise<void> {
  for (;;) {
    const length = (await bytes.read(1))[0] ?? 0
    if (length === 0) return
    await bytes.skip(length)
  }
}

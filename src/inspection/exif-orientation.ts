/** TIFF 6.0, section 2, and Exif 2.32, 4.6.4: the tag that says which way up a picture is. */
const orientationTag = 0x0112
const short = 3

/**
 * An Exif block with the orientation of this one and nothing else; undefined if it has none, or the picture is upright.
 * Without it a photo would be shown lying on its side, and that is all that may be kept.
 */
export function orientationOnly(exif: Buffer): Buffer | undefined {
  const orientation = orientationOf(exif)
  if (orientation === undefined || orientation < 2 || orientation > 8) return undefined
  const block = Buffer.alloc(26)
  block.write('MM\0*', 0, 'latin1')
  block.writeUInt32BE(8, 4) // where the only directory is
  block.writeUInt16BE(1, 8) // with one entry
  block.writeUInt16BE(orientationTag, 10)
  block.writeUInt16BE(short, 12)
  block.writeUInt32BE(1, 14)
  block.writeUInt16BE(orientation, 18)
  return block
}

function orientationOf(exif: Buffer): number | undefined {
  const order = exif.toString('latin1', 0, 4)
  if (order !== 'MM\0*' && order !== 'II*\0') return undefined
  const isBig = order === 'MM\0*'
  const short16 = (at: number) => (at + 2 > exif.length ? 0 : isBig ? exif.readUInt16BE(at) : exif.readUInt16LE(at))
  const long32 = (at: number) => (at + 4 > exif.length ? 0 : isBig ? exif.readUInt32BE(at) : exif.readUInt32LE(at))
  const directory = long32(4)
  const entries = short16(directory)
  for (let at = directory + 2; at < directory + 2 + entries * 12 && at + 12 <= exif.length; at += 12)
    if (short16(at) === orientationTag && short16(at + 2) === short) return short16(at + 8)
  return undefined
}

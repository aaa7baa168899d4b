/** Where a photo was taken, in degrees. */
export type Place = { readonly latitude: number; readonly longitude: number }

type Entry = { readonly tag: number; readonly type: number; readonly count: number; readonly value: Buffer }

/** The Exif block that a phone writes into its photos: who made it, when, and where (Exif 2.32, section 4.6). */
export function exifBlock({ maker, at, place }: { maker: string; at: string; place: Place }): Buffer {
  const inGps = directory(placeEntries(place), 0).length
  const entries = (gpsAt: number) => [text(0x010f, maker), text(0x0132, at), long(0x8825, gpsAt)]
  const start = 8
  const gpsAt = start + directory(entries(0), start).length
  const block = Buffer.alloc(gpsAt + inGps)
  block.write('MM\0*', 0, 'latin1')
  block.writeUInt32BE(start, 4)
  directory(entries(gpsAt), start).copy(block, start)
  directory(placeEntries(place), gpsAt).copy(block, gpsAt)
  return block
}

/** The two numbers of a place as they stand in the block: what must not be found in a copy that is shown. */
export function placeBytes({ latitude, longitude }: Place): [latitude: Buffer, longitude: Buffer] {
  return [degrees(latitude), degrees(longitude)]
}

function placeEntries({ latitude, longitude }: Place): Entry[] {
  return [
    text(1, latitude < 0 ? 'S' : 'N'),
    rationals(2, degrees(latitude)),
    text(3, longitude < 0 ? 'W' : 'E'),
    rationals(4, degrees(longitude)),
  ]
}

/** Degrees, minutes and seconds, each as a fraction. */
function degrees(angle: number): Buffer {
  const hundredths = Math.round(Math.abs(angle) * 360_000)
  const parts = [Math.floor(hundredths / 360_000), 1, Math.floor(hundredths / 6000) % 60, 1, hundredths % 6000, 100]
  const bytes = Buffer.alloc(24)
  for (const [n, part] of parts.entries()) bytes.writeUInt32BE(part, n * 4)
  return bytes
}

/** TIFF 6.0, section 2: entries of twelve bytes; a value of more than four stands behind them. */
function directory(entries: readonly Entry[], at: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4)
  head.writeUInt16BE(entries.length, 0)
  const behind: Buffer[] = []
  let next = at + head.length
  for (const [n, { tag, type, count, value }] of entries.entries()) {
    const entry = 2 + n * 12
    head.writeUInt16BE(tag, entry)
    head.writeUInt16BE(type, entry + 2)
    head.writeUInt32BE(count, entry + 4)
    if (value.length <= 4) {
      value.copy(head, entry + 8)
      continue
    }
    head.writeUInt32BE(next, entry + 8)
    behind.push(value)
    next += value.length
  }
  return Buffer.concat([head, ...behind])
}

function text(tag: number, value: string): Entry {
  const bytes = Buffer.from(`${value}\0`, 'latin1')
  // Values begin at even places.
  return { tag, type: 2, count: bytes.length, value: Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]) }
}

function long(tag: number, value: number): Entry {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return { tag, type: 4, count: 1, value: bytes }
}

function rationals(tag: number, value: Buffer): Entry {
  return { tag, type: 5, count: value.length / 8, value }
}

import type { Film } from './h264.ts'

/** Times are counted in thousandths of a second. */
const perSecond = 1000

/** An MP4 (ISO/IEC 14496-12 and -15) with one film and no sound; each picture is shown for as long. */
export function toMp4({ width, height, sps, pps, units }: Film, pictureMs: number): Buffer {
  const samples = units.map(unit => Buffer.concat([u32(unit.length), unit]))
  const length = units.length * pictureMs
  const brand = box('ftyp', 'isom', u32(512), 'isomavc1')
  const config = box(
    'avcC',
    u8(1, ...sps.subarray(1, 4), 0xff, 0xe1),
    u16(sps.length),
    sps,
    u8(1),
    u16(pps.length),
    pps,
  )
  const kind = box(
    'avc1',
    u8(0, 0, 0, 0, 0, 0, 0, 1),
    Buffer.alloc(16),
    u16(width, height),
    u32(72 << 16, 72 << 16, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
    config,
  )
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), kind),
    box('stts', u32(0, 1, units.length, pictureMs)),
    box('stss', u32(0, 1, 1)),
    box('stsc', u32(0, 1, 1, units.length, 1)),
    box('stsz', u32(0, 0, samples.length, ...samples.map(sample => sample.length))),
    box('stco', u32(0, 1, brand.length + 8)),
  )
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, perSecond, length), u16(0x55c4, 0)), // no language
    box('hdlr', u32(0, 0), 'vide', u32(0, 0, 0), u8(0)),
    box('minf', box('vmhd', u32(1, 0, 0)), box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))), table),
  )
  const track = box('tkhd', u32(7, 0, 0, 1, 0, length, 0, 0, 0, 0), asItIs, u32(width << 16, height << 16))
  const movie = box('mvhd', u32(0, 0, 0, perSecond, length, 1 << 16, 1 << 24, 0, 0), asItIs, u32(0, 0, 0, 0, 0, 0, 2))
  return Buffer.concat([brand, box('mdat', ...samples), box('moov', movie, box('trak', track, media))])
}

/** The matrix that neither turns nor moves the picture. */
const asItIs = u32(1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)

function box(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map(part => Buffer.from(part as string, 'latin1')))
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values)
}

function u16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap(value => [value >> 8, value & 0xff]))
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [n, value] of values.entries()) bytes.writeUInt32BE(value, n * 4)
  return bytes
}

import { type BitWriter, createBitWriter } from './bit-writer.ts'
import { type Picture, palette, toYCbCr } from './picture.ts'

/** A square of a JPEG has 8 × 8 points; here each is one point of the picture, so that it has one number a colour. */
const step = 8

/** Differences of neighbours are 0 to 9 bits wide; each width gets a code of four bits, so they are their own codes. */
const widths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const codeLength = 4

/** A baseline JPEG (ITU-T T.81), eight times as wide and high as the picture, with the Exif block of a phone. */
export function toJpeg(picture: Picture, exif: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, [...Buffer.from('Exif\0\0', 'latin1'), ...exif]),
    segment(0xdb, [0, ...new Array(64).fill(step)]),
    segment(0xc0, [8, ...big16(picture.height * step), ...big16(picture.width * step), 3, ...[1, 2, 3].flatMap(plain)]),
    huffmanTable(0x00, codeLength, widths),
    // All that ever follows a square’s first number is its end.
    huffmanTable(0x10, 1, [0]),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    scan(picture),
    Buffer.from([0xff, 0xd9]),
  ])
}

/** A colour in full resolution, with the one table of steps. */
function plain(component: number): number[] {
  return [component, 0x11, 0]
}

/** T.81, B.2.4.2: how many codes of each length there are, then what they stand for. */
function huffmanTable(id: number, length: number, values: readonly number[]): Buffer {
  const counts = Array.from({ length: 16 }, (_, n) => (n + 1 === length ? values.length : 0))
  return segment(0xc4, [id, ...counts, ...values])
}

function scan({ points }: Picture): Buffer {
  const squares = Object.values(palette).map(toYCbCr)
  const last = [128, 128, 128]
  const writer = createBitWriter()
  for (const point of points) {
    for (const [component, value] of (squares[point] ?? []).entries()) {
      writeDifference(writer, value - (last[component] ?? 0))
      last[component] = value
      writer.bits(0, 1)
    }
  }
  writer.align(1)
  // A byte of ones would be taken for a marker (B.1.1.5).
  return Buffer.from([...writer.bytes()].flatMap(byte => (byte === 0xff ? [byte, 0] : [byte])))
}

/** F.1.2.1: its width, then its bits; those of a negative number less one. */
function writeDifference(writer: BitWriter, difference: number): void {
  const width = 32 - Math.clz32(Math.abs(difference))
  writer.bits(width, codeLength)
  writer.bits(difference < 0 ? difference - 1 : difference, width)
}

function segment(marker: number, body: readonly number[]): Buffer {
  return Buffer.from([0xff, marker, ...big16(body.length + 2), ...body])
}

function big16(value: number): number[] {
  return [value >> 8, value & 0xff]
}

import { type BitWriter, createBitWriter } from './bit-writer.ts'
import { type Picture, palette, toYCbCr } from './picture.ts'

/** A film as H.264 (ITU-T H.264) wants it: what its decoder needs to know, and a unit for each picture. */
export type Film = {
  readonly width: number
  readonly height: number
  readonly sps: Buffer
  readonly pps: Buffer
  readonly units: readonly Buffer[]
}

/** Pictures are made of squares of 16 × 16 points. */
const square = 16

/**
 * Pictures of one size, whose sides are multiples of 16. The first is whole; each other has the squares that changed.
 * Nothing is compressed: a square is written as it is (I_PCM), or it is as it was before (P_Skip).
 */
export function toFilm(pictures: readonly Picture[]): Film {
  const [first] = pictures
  if (first === undefined) throw new Error('a film has pictures')
  return {
    width: first.width,
    height: first.height,
    sps: sequence(first),
    pps: pictureParameters(),
    units: pictures.map((picture, n) => slice(picture, pictures[n - 1], n)),
  }
}

/** Section 7.3.2.1.1: baseline, level 3, pictures in the order of the file, one to refer to. */
function sequence({ width, height }: Picture): Buffer {
  return unit(0x67, writer => {
    writer.append([66, 0xc0, 30])
    for (const value of [0, 0, 2, 1]) exp(writer, value)
    writer.bits(0, 1)
    exp(writer, width / square - 1)
    exp(writer, height / square - 1)
    writer.bits(0b1000, 4)
  })
}

/** Section 7.3.2.2: all as plain as can be, but that each picture says whether edges are smoothed. */
function pictureParameters(): Buffer {
  return unit(0x68, writer => {
    for (const value of [0, 0]) exp(writer, value)
    writer.bits(0, 2)
    for (const value of [0, 0, 0]) exp(writer, value)
    writer.bits(0, 3)
    for (const value of [0, 0, 0]) exp(writer, value)
    writer.bits(0b100, 3)
  })
}

/** Sections 7.3.3 and 7.3.4: a picture, by what differs from the one before it. */
function slice(picture: Picture, before: Picture | undefined, number: number): Buffer {
  return unit(before === undefined ? 0x65 : 0x41, writer => {
    for (const value of [0, before === undefined ? 7 : 5, 0]) exp(writer, value)
    writer.bits(number % 16, 4)
    if (before === undefined) exp(writer, 0)
    // The first refers to none and clears none; the others refer to the one before, as usual.
    writer.bits(0, before === undefined ? 2 : 3)
    for (const value of [0, 1]) exp(writer, value)

    let unchanged = 0
    for (const [left, top] of squaresOf(picture)) {
      if (before !== undefined && isSame(picture, before, left, top)) {
        unchanged += 1
        continue
      }
      if (before !== undefined) exp(writer, unchanged)
      exp(writer, before === undefined ? 25 : 30) // I_PCM
      writer.align(0)
      writer.append(squareBytes(picture, left, top))
      unchanged = 0
    }
    if (unchanged > 0) exp(writer, unchanged)
  })
}

function squaresOf({ width, height }: Picture): [left: number, top: number][] {
  const across = width / square
  return Array.from({ length: across * (height / square) }, (_, n) => [
    (n % across) * square,
    Math.floor(n / across) * square,
  ])
}

function isSame({ width, points }: Picture, before: Picture, left: number, top: number): boolean {
  for (let y = top; y < top + square; y++) {
    for (let at = y * width + left; at < y * width + left + square; at++) {
      if (points[at] !== before.points[at]) return false
    }
  }
  return true
}

/** Films keep to 16 to 235 for brightness and 16 to 240 for colour. */
const filmColours = Object.values(palette)
  .map(toYCbCr)
  .map(([y, cb, cr]) => [16 + y * (219 / 255), 16 + cb * (224 / 255), 16 + cr * (224 / 255)].map(Math.round))

/** The brightness of each point, and the colour of every second in each second row. */
function squareBytes({ width, points }: Picture, left: number, top: number): number[] {
  const plane = (component: number, stride: number) => {
    const bytes: number[] = []
    for (let y = 0; y < square; y += stride) {
      for (let x = 0; x < square; x += stride) {
        bytes.push(filmColours[points[(top + y) * width + left + x] ?? 0]?.[component] ?? 0)
      }
    }
    return bytes
  }
  return [...plane(0, 1), ...plane(1, 2), ...plane(2, 2)]
}

/** Sections 7.3.1 and 7.3.2.11: what is written, its end mark, and no three bytes in it that mean a new unit. */
function unit(type: number, writeTo: (writer: BitWriter) => void): Buffer {
  const writer = createBitWriter()
  writeTo(writer)
  writer.bits(1, 1)
  writer.align(0)
  const bytes = [type]
  let zeros = 0
  for (const byte of writer.bytes()) {
    if (zeros === 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(bytes)
}

/** Section 9.1: a number after as many zeros as it has bits, less one. Signed zero is the same. */
function exp(writer: BitWriter, value: number): void {
  const width = 32 - Math.clz32(value + 1)
  writer.bits(value + 1, 2 * width - 1)
}

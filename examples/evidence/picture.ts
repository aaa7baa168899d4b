import { glyph, pointsOf } from './font.ts'

export const palette = {
  white: [255, 255, 255],
  paper: [238, 240, 242],
  grey: [150, 156, 164],
  ink: [32, 36, 44],
  red: [200, 40, 48],
  blue: [36, 88, 168],
  yellow: [244, 196, 72],
  green: [58, 122, 84],
  wood: [140, 100, 66],
  wall: [206, 198, 180],
} as const satisfies Record<string, readonly [red: number, green: number, blue: number]>
export type Colour = keyof typeof palette

export const colours = Object.keys(palette) as Colour[]

/** Points of the palette, row by row from the top. */
export type Picture = { readonly width: number; readonly height: number; readonly points: Uint8Array }

export function blank(width: number, height: number, colour: Colour): Picture {
  return { width, height, points: new Uint8Array(width * height).fill(colours.indexOf(colour)) }
}

/** Fills a rectangle; what lies outside of the picture is cut off. */
export function fill(
  { width, height, points }: Picture,
  [left, top, wide, high]: readonly [left: number, top: number, wide: number, high: number],
  colour: Colour,
): void {
  for (let y = Math.max(0, top); y < Math.min(height, top + high); y++) {
    points.fill(colours.indexOf(colour), y * width + Math.max(0, left), y * width + Math.min(width, left + wide))
  }
}

/** Writes one line; each point of the font becomes a square of `scale`. */
export function write(
  picture: Picture,
  text: string,
  [left, top]: readonly [left: number, top: number],
  { colour = 'ink', scale = 1 }: { readonly colour?: Colour; readonly scale?: number } = {},
): void {
  for (const [n, sign] of [...text].entries()) {
    for (const [x, y] of pointsOf(sign)) {
      fill(picture, [left + (n * glyph.advance + x) * scale, top + y * scale, scale, scale], colour)
    }
  }
}

/** The upper left part of a picture. */
export function cropped({ width: full, points }: Picture, width: number, height: number): Picture {
  const part = blank(width, height, 'white')
  for (let y = 0; y < height; y++) part.points.set(points.subarray(y * full, y * full + width), y * width)
  return part
}

/** Brightness and the two differences of colour (ITU-T T.871, section 7), each from 0 to 255. */
export function toYCbCr([red, green, blue]: readonly [number, number, number]): [y: number, cb: number, cr: number] {
  const y = 0.299 * red + 0.587 * green + 0.114 * blue
  return [Math.round(y), Math.round(128 + (blue - y) / 1.772), Math.round(128 + (red - y) / 1.402)]
}

/** Seven rows of five points for each sign: one digit of base 32 a row, its highest bit on the left. */
const rows: Readonly<Record<string, string>> = {
  A: 'EHHVHHH',
  B: 'UHHUHHU',
  C: 'EHGGGHE',
  D: 'UHHHHHU',
  E: 'VGGUGGV',
  F: 'VGGUGGG',
  G: 'EHGNHHF',
  H: 'HHHVHHH',
  I: 'E44444E',
  J: '72222IC',
  K: 'HIKOKIH',
  L: 'GGGGGGV',
  M: 'HRLLHHH',
  N: 'HHPLJHH',
  O: 'EHHHHHE',
  P: 'UHHUGGG',
  Q: 'EHHHLID',
  R: 'UHHUKIH',
  S: 'FGGE11U',
  T: 'V444444',
  U: 'HHHHHHE',
  V: 'HHHHHA4',
  W: 'HHHLLLA',
  X: 'HHA4AHH',
  Y: 'HHHA444',
  Z: 'V1248GV',
  0: 'EHJLPHE',
  1: '4C4444E',
  2: 'EH1248V',
  3: 'V2421HE',
  4: '26AIV22',
  5: 'VGU11HE',
  6: '68GUHHE',
  7: 'V124888',
  8: 'EHHEHHE',
  9: 'EHHF12C',
  '.': '00000CC',
  ',': '0000C48',
  ':': '0CC0CC0',
  '-': '000V000',
  '/': '01248G0',
  '@': 'EH1DLLE',
  '!': '4444004',
  '♥': '0AVVE40',
}

export const glyph = { width: 5, height: 7, advance: 6 } as const

/** The points of a sign, `[x, y]` from its upper left corner; small letters are capitals, what is not there is blank. */
export function pointsOf(sign: string): [x: number, y: number][] {
  return [...(rows[sign.toUpperCase()] ?? '')].flatMap((row, y) =>
    Array.from({ length: glyph.width }, (_, x) => x)
      .filter(x => (Number.parseInt(row, 32) >> (glyph.width - 1 - x)) & 1)
      .map((x): [number, number] => [x, y]),
  )
}

const asked = process.env['THOROUGH']

/** Whether what is long runs at full length: THOROUGH=1 npm test. */
export const isThorough = asked === '1' || asked === 'only'

/** Whether nothing else runs, THOROUGH=only, as CI does after all has run in short. */
export const onlyThorough = asked === 'only'

/** Whether a file asks for any of this. */
export function asksForLength(source: string): boolean {
  return /thorough\.ts|walk-/.test(source)
}

/** For what repeats at length what other tests show in short. */
export const unlessThorough = isThorough ? false : 'with THOROUGH=1 only'

/** How often something is repeated: so often when thorough, and in short a quarter of it. */
export function timesOver(atLength: number): number {
  return isThorough ? atLength : Math.ceil(atLength / 4)
}

/** All of them when thorough. In short one in five, others at every turn, so that over five turns each has had one. */
export function someAtTurn<T>(items: readonly T[], turn: number): readonly T[] {
  return isThorough ? items : items.filter((_, i) => (i + turn) % 5 === 0)
}

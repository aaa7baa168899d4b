/** Whether what is long runs at full length: THOROUGH=1 npm test; CI does so with the files that ask. */
export const isThorough = process.env['THOROUGH'] === '1'

/** For what repeats at length what other tests show in short. */
export const unlessThorough = isThorough ? false : 'with THOROUGH=1 only'

/** How often something is repeated: so often when thorough, and in short a quarter of it. */
export function timesOver(atLength: number): number {
  return isThorough ? atLength : Math.ceil(atLength / 4)
}

/** All of them when thorough. In short one, another at every turn. */
export function oneAtTurn<T>(items: readonly T[], turn: number): readonly T[] {
  return isThorough ? items : items.filter((_, i) => i === turn % items.length)
}

/** All of them when thorough. In short one in five, others at every turn, so that over five turns each has had one. */
export function someAtTurn<T>(items: readonly T[], turn: number): readonly T[] {
  return isThorough ? items : items.filter((_, i) => (i + turn) % 5 === 0)
}

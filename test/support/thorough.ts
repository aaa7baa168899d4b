/** Whether what is long runs at full length: THOROUGH=1 npm test; CI does so with the files that ask. */
export const isThorough = process.env['THOROUGH'] === '1'

/** For what repeats at length what other tests show in short. */
export const unlessThorough = isThorough ? false : 'with THOROUGH=1 only'

/** All of them when thorough. In short one in three, others at every turn, so that over three turns each has had one. */
export function someAtTurn<T>(items: readonly T[], turn: number): readonly T[] {
  return isThorough ? items : items.filter((_, i) => (i + turn) % 3 === 0)
}

import { createHash } from 'node:crypto'

/** Numbers that look random and always come in the same order for the same name. */
export type Random = {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** True in this share of the cases. */
  chance(share: number): boolean
  /** A whole number; both ends are possible. */
  whole(least: number, most: number): number
  oneOf<Item>(items: readonly Item[]): Item
  /** One of the names, as often as its weight says. The weights need not add up to anything. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
}

/** The small fast counter generator sfc32, started from a SHA-256 of the name. For play, not for secrets. */
export function createRandom(name: string): Random {
  const digest = createHash('sha256').update(name).digest()
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = digest.readInt32LE(12)

  function next(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  function oneOf<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new Error('there is nothing to choose from')
    return item
  }

  return {
    next,
    chance: share => next() < share,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    oneOf,
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const names = Object.keys(weights) as Name[]
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0)
      for (const name of names) {
        left -= weights[name]
        if (left < 0) return name
      }
      return oneOf(names.slice(-1))
    },
  }
}

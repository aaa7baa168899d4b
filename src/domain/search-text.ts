import { Rejection } from './rejection.ts'

/** A word that is looked for, or words in quotes that stand next to one another. */
export type SearchWord = { readonly said: string; readonly phrase: boolean }

export const mostWords = 20

/** What a text asks for: every word of it, and every phrase in quotes. No character of it is an operator. */
export function wordsOf(text: string): readonly SearchWord[] | Rejection {
  const parts = text.split('"')
  const words = parts.flatMap((part, index): SearchWord[] =>
    index % 2 === 1
      ? [{ said: part.trim(), phrase: true }]
      : part
          // Nobody sees U+FEFF, so it parts no words, though it counts as white space.
          .split(/[^\S\ufeff]+/u)
          .filter(said => said !== '')
          .map(said => ({ said, phrase: false })),
  )
  const isUsable =
    parts.length % 2 === 1 &&
    words.length > 0 &&
    words.length <= mostWords &&
    words.every(({ said }) => /[\p{L}\p{N}]/u.test(said))
  return isUsable ? words : new Rejection('R-SRC-01', [{ pointer: '/text', code: 'rule' }])
}

import { isSame } from './judge-feeds.ts'
import type { KeptBell, KeptEntry } from './side.ts'

/**
 * Compares the bells that a side verified with its feed: every number after the subscription has rung or is said to be
 * parked, with what the feed says, and those of one subject for the first time in their order.
 */
export function judgeBells(
  entries: readonly KeptEntry[],
  bells: readonly KeptBell[],
  { after, parked }: { readonly after: number; readonly parked: ReadonlySet<number> },
) {
  const refused: string[] = []
  const different: string[] = []
  const reordered: string[] = []
  const byNumber = new Map(entries.map(entry => [entry.number, entry]))
  const rung = new Set<number>()
  const last = new Map<string, number>()
  for (const line of bells) {
    if ('refused' in line) {
      refused.push(line.refused)
      continue
    }
    const { bell } = line
    const entry = byNumber.get(bell.number)
    if (entry === undefined || !isSame(bell, entry)) different.push(`${bell.number}`)
    const subject = bell.subject ?? ''
    if (!rung.has(bell.number) && bell.number < (last.get(subject) ?? 0)) reordered.push(`${bell.number}`)
    rung.add(bell.number)
    last.set(subject, Math.max(bell.number, last.get(subject) ?? 0))
  }
  const silent = entries.filter(({ number }) => number > after && !rung.has(number) && !parked.has(number))
  return {
    'entries without a bell, and not parked': silent.map(({ number, type }) => `${number} ${type}`),
    'bells that did not verify': refused,
    'bells that say otherwise than the feed': different,
    'bells of one subject out of order': reordered,
  }
}

import type { KeptEntry } from './side.ts'

/** Compares what a side has kept of its feed with the same feed as it is read anew from the first number. */
export function judgeFeed(kept: readonly KeptEntry[], anew: readonly KeptEntry[]) {
  const gaps: string[] = []
  const doubled: string[] = []
  const different: string[] = []
  const ids = new Set<string>()
  for (const [index, entry] of kept.entries()) {
    const before = kept[index - 1]?.number ?? 0
    if (entry.number > before + 1) gaps.push(`${entry.number} after ${before}`)
    if (entry.number <= before || ids.has(entry.id)) doubled.push(`${entry.number} after ${before}`)
    ids.add(entry.id)
  }
  const byNumber = new Map(kept.map(entry => [entry.number, entry]))
  for (const entry of anew) {
    const mine = byNumber.get(entry.number)
    if (mine === undefined || !isSame(mine, entry)) different.push(`${entry.number}`)
  }
  if (kept.length > anew.length) different.push(`${kept.length} kept, ${anew.length} read anew`)
  return {
    'entries missing': gaps,
    'entries told twice': doubled,
    'entries that read otherwise anew': different,
  }
}

/** What both were told of the same event; its number is each one's own. */
export function judgeSharedEntries(one: readonly KeptEntry[], other: readonly KeptEntry[]) {
  const different: string[] = []
  const reordered: string[] = []
  const others = new Map(other.map(entry => [entry.id, entry]))
  const last = new Map<string, number>()
  for (const mine of one) {
    const theirs = others.get(mine.id)
    if (theirs === undefined || mine.subject === undefined || theirs.subject === undefined) continue
    if (!isSameEvent(mine, theirs)) different.push(`${mine.number} and ${theirs.number}`)
    if (theirs.number < (last.get(mine.subject) ?? 0)) reordered.push(`${mine.number} and ${theirs.number}`)
    last.set(mine.subject, theirs.number)
  }
  return {
    'events that were told to both sides and not the same': different,
    'events that were told to both sides in another order': reordered,
  }
}

/** Each side reads a subject where it is its own: an item of evidence at the violation, or at the referral. */
function isSameEvent(one: KeptEntry, other: KeptEntry): boolean {
  const said = ({ type, subject, subjectversion, digest }: KeptEntry) =>
    [type, subject?.split('/').at(-1), subjectversion, digest].join(' ')
  return said(one) === said(other)
}

/** Of what may no longer be seen, what is left must be the same. */
export function isSame(one: KeptEntry, other: KeptEntry): boolean {
  const withheld = [one, other].some(({ type }) => type === 'penerusan.withheld')
  const parts = withheld
    ? (['number', 'id', 'entrydigest', 'runningdigest'] as const)
    : (['number', 'id', 'type', 'subject', 'subjectversion', 'digest', 'entrydigest', 'runningdigest'] as const)
  return parts.every(part => one[part] === other[part])
}

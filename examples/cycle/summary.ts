import { table } from '../table.ts'
import { evidenceFates, type Played } from './play-case.ts'

/** What the cases came to: by status, by outcome, by category. */
export function summarize(cases: readonly Played[]): string {
  const referred = cases.filter(({ referral }) => referral !== null)
  const outcomes = cases.flatMap(one => one.outcomes)
  const proven = outcomes.filter(outcome => outcome === 'administrative' || outcome === 'criminal')
  const share = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`)
  const count = (title: string, names: readonly string[]) => {
    const rows = Object.entries(tally(names)).map(([name, n]) => [name, String(n), share(n, names.length)])
    return table([title, 'count', 'share'], [...rows, ['together', String(names.length), '']], [1, 2])
  }

  const evidence = cases.flatMap(one => one.evidence)
  const fates = evidenceFates.map(fate => `${evidence.filter(one => one === fate).length} ${fate}`)

  return [
    count(
      'status',
      cases.map(({ violation, referral }) => (referral === null ? `violation ${violation}` : `referral ${referral}`)),
    ),
    count('outcome', outcomes),
    byCategory(cases),
    [
      `Found by the agency itself: ${share(cases.filter(({ source }) => source === 'finding').length, cases.length)}`,
      `Online: ${share(cases.filter(({ online }) => online).length, cases.length)}`,
      `Returned for completion, of those referred: ${share(referred.filter(one => one.wasReturned).length, referred.length)}`,
      `Items of evidence: ${evidence.length}, of them ${fates.join(', ')}`,
      `Proven, of those decided: ${share(proven.length, outcomes.length)}`,
    ].join('\n'),
  ].join('\n\n')
}

function byCategory(cases: readonly Played[]): string {
  const rows = Object.keys(tally(cases.map(({ category }) => category))).map(category => {
    const of = cases.filter(one => one.category === category)
    const outcomes = of.flatMap(one => one.outcomes)
    const proven = outcomes.filter(outcome => outcome === 'administrative' || outcome === 'criminal')
    const columns = [of.length, of.filter(one => one.referral !== null).length, outcomes.length, proven.length]
    return [category, ...columns.map(String)]
  })
  return table(['category', 'cases', 'referred', 'decisions', 'proven'], rows, [1, 2, 3, 4])
}

/** How often each name comes, in the order of the alphabet. */
function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

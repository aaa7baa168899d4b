import { table } from '../../examples/table.ts'
import type { Verdict } from './judge.ts'
import type { Kills } from './killer.ts'

const mostExamples = 5

/** One table of what was done and what was found, and some places for each kind of fault. */
export function reportOf(kills: Kills, { counts, faults }: Verdict) {
  const found = Object.entries(faults).map(([kind, places]) => [kind, places.length] as const)
  const rows = [...Object.entries(counts), ...Object.entries(kills), ...found]
  const examples = Object.entries(faults)
    .filter(([, places]) => places.length > 0)
    .map(
      ([kind, places]) =>
        `\n${kind}:\n${places
          .slice(0, mostExamples)
          .map(place => `  ${place}`)
          .join('\n')}`,
    )
  return {
    faults: found.reduce((sum, [, count]) => sum + count, 0),
    text: [
      table(
        ['', ''],
        rows.map(([name, count]) => [name, count.toLocaleString('en')]),
        [1],
      ),
      ...examples,
    ].join('\n'),
  }
}

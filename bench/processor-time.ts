import { readdirSync, readFileSync } from 'node:fs'

/** Processor time of one process until now, in milliseconds; NaN where the system does not tell. */
export function processorMs(pid: number): number {
  return ticksOf(pid)?.own ?? Number.NaN
}

/** Of a process with all its children, those included that it has outlived: of PostgreSQL, by its postmaster. */
export function familyProcessorMs(parent: number): number {
  const ticks = ticksOf(parent)
  if (ticks === undefined) return Number.NaN
  const children = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? (ticksOf(Number(name)) ?? []) : []))
  return children
    .filter(child => child.parent === parent)
    .reduce((sum, { own }) => sum + own, ticks.own + ticks.outlived)
}

/** proc(5): what follows the name in parentheses, which may hold parentheses itself; times are in hundredths. */
function ticksOf(pid: number) {
  try {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/)
    const fields = after.split(' ').map(Number)
    const sum = (first: number) => ((fields[first] ?? Number.NaN) + (fields[first + 1] ?? Number.NaN)) * 10
    return { parent: fields[1], own: sum(11), outlived: sum(13) }
  } catch {
    return undefined
  }
}

import type { Verdict } from './check.ts'

export type Report = {
  /** What was tried. */
  readonly target: string
  readonly kind: 'server' | 'receiver'
  readonly at: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly checks: readonly Verdict[]
}

export function reportOf(kind: Report['kind'], target: string, at: string, checks: readonly Verdict[]): Report {
  const count = (outcome: Verdict['outcome']) => checks.filter(check => check.outcome === outcome).length
  return { target, kind, at, passed: count('pass'), failed: count('fail'), skipped: count('skipped'), checks }
}

/** One line for a person; two more where something is wrong. */
export function lineOf({ id, what, expected, seen, outcome }: Verdict): string {
  const marks = { pass: 'pass', fail: 'FAIL', skipped: 'skip' } as const
  const line = `${marks[outcome]}  ${id.padEnd(22)} ${what}`
  if (outcome === 'pass') return line
  return `${line}\n${outcome === 'fail' ? `      expected  ${expected}\n` : ''}      seen      ${seen}`
}

/** TAP version 14, with what was expected and seen in the diagnostics. */
export function tapOf({ checks }: Report): string {
  const lines = checks.flatMap(({ id, what, expected, seen, outcome }, index) => [
    `${outcome === 'fail' ? 'not ok' : 'ok'} ${index + 1} - ${oneLine(`${id} ${what}`)}${outcome === 'skipped' ? ` # SKIP ${oneLine(seen)}` : ''}`,
    ...(outcome === 'fail'
      ? ['  ---', `  expected: ${JSON.stringify(expected)}`, `  seen: ${JSON.stringify(seen)}`, '  ...']
      : []),
  ])
  return ['TAP version 14', `1..${checks.length}`, ...lines, ''].join('\n')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('#', '\\#')
}

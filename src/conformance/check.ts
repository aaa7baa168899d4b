/** What a check has seen, and whether that is what is expected. */
export type Seen = { readonly fits: boolean; readonly seen: string }

/** One thing that a partner's system must do, tried from outside. */
export type Check<At> = {
  /** Never changes its meaning; the letters are the group. */
  readonly id: string
  readonly what: string
  readonly expected: string
  run(at: At): Promise<Seen>
}

export type Verdict = {
  readonly id: string
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly outcome: 'pass' | 'fail' | 'skipped'
}

/** Thrown by a check that cannot be tried here; it says why. */
export class CannotTry extends Error {
  override name = 'CannotTry'
}

/** Runs the checks, one after another. What goes wrong in one is its verdict. */
export async function runChecks<At>(
  at: At,
  checks: readonly Check<At>[],
  heard: (verdict: Verdict) => void = () => {},
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const { id, what, expected, run } of checks) {
    const { outcome, seen } = await run(at).then(
      ({ fits, seen }) => ({ outcome: fits ? ('pass' as const) : ('fail' as const), seen }),
      (error: unknown) => ({
        outcome: error instanceof CannotTry ? ('skipped' as const) : ('fail' as const),
        seen: error instanceof Error ? error.message : String(error),
      }),
    )
    const verdict = { id, what, expected, seen, outcome }
    heard(verdict)
    verdicts.push(verdict)
  }
  return verdicts
}

/** Fits when all of them do; tells what does not fit, or everything. */
export function all(...parts: readonly Seen[]): Seen {
  const wrong = parts.filter(({ fits }) => !fits)
  return { fits: wrong.length === 0, seen: (wrong.length > 0 ? wrong : parts).map(({ seen }) => seen).join('; ') }
}

export function seen(fits: boolean, what: string): Seen {
  return { fits, seen: what }
}

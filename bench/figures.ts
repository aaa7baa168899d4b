/** The value below which a share of the values lies (nearest rank); NaN without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** What one run of the load generator measured: answers per second, and the latencies of the answers in milliseconds. */
export type Run = {
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The median of each figure over the rounds. */
export function medianRun(runs: readonly Run[]): Run {
  const of = (figure: keyof Run) => median(runs.map(run => run[figure]))
  return { perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), p99: of('p99') }
}

/** Round by round the first divided by the second: the two ran next to each other, on an equally busy machine. */
export function ratios(a: readonly Run[], b: readonly Run[], figure: keyof Run): number[] {
  return a.flatMap((run, round) => {
    const other = b[round]
    return other === undefined ? [] : [run[figure] / other[figure]]
  })
}

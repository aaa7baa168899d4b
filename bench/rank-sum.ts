/**
 * The Mann-Whitney test of two samples (Mann and Whitney 1947), by its normal approximation with the correction for ties: the
 * share of pairs in which the first is the greater, 0.5 when neither tends to be, and how probable a share at least as far from 0.5
 * is when both come from one distribution.
 */
export function rankSum(
  first: readonly number[],
  second: readonly number[],
): { readonly share: number; readonly p: number } {
  const all = [...first.map(value => ({ value, of: 0 })), ...second.map(value => ({ value, of: 1 }))]
  all.sort((a, b) => a.value - b.value)
  let ranks = 0
  let ties = 0
  for (let from = 0; from < all.length; ) {
    let until = from + 1
    while (until < all.length && all[until]?.value === all[from]?.value) until += 1
    const tied = until - from
    ties += tied ** 3 - tied
    ranks += all.slice(from, until).filter(({ of }) => of === 0).length * ((from + 1 + until) / 2)
    from = until
  }
  const pairs = first.length * second.length
  const greater = ranks - (first.length * (first.length + 1)) / 2
  const n = all.length
  const spread = Math.sqrt((pairs / 12) * (n + 1 - ties / (n * (n - 1))))
  const z = Math.max(0, Math.abs(greater - pairs / 2) - 0.5) / spread
  return { share: greater / pairs, p: Math.min(1, 2 * upperTail(z)) }
}

/** The probability that a standard normal value exceeds z (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}

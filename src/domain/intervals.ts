/** Half-open, `[from, to)`, without an end while it goes on; ISO dates compare as text. */
type Interval = { readonly from: string; readonly to: string | null }

export function overlaps(a: Interval, b: Interval): boolean {
  return (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to)
}

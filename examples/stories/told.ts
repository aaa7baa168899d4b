import type { TimelineEntry } from '../service/case-file.ts'
import type { CustodyEntry } from '../service/evidence.ts'

/** What is left of a story when it is told. */
export type Told = {
  readonly timeline: readonly TimelineEntry[]
  /** Of one item of its evidence. */
  readonly custody: { readonly title: string; readonly entries: readonly CustodyEntry[] }
}

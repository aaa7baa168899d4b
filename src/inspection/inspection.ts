/** What is to be looked at; `open` may be called many times, also for parts (both ends included). */
export type Inspectable = {
  readonly size: number
  open(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>
  /** What the sender said it is; both may be wrong or absent. */
  readonly declared: { readonly mediaType: string; readonly fileName: string | null }
}

export const findingCodes = [
  'malware',
  'type-mismatch', // it is not what it was said to be
  'polyglot', // it is several things at once
  'archive-bomb', // it unpacks to far more than it is
  'archive-malformed', // overlapping or contradicting entries, names that leave the folder, links
  'active-content', // scripts, macros, or actions that run when it is opened
  'executable',
] as const
export type FindingCode = (typeof findingCodes)[number]

/** Why something is not given out. `detail` is for people, and never holds anything of the content but a signature's name. */
export type Finding = { readonly code: FindingCode; readonly detail: string }

export type Inspection = {
  readonly verdict: 'clean' | 'quarantined'
  /** As the bytes say, or `application/octet-stream`. */
  readonly mediaType: string
  readonly findings: readonly Finding[]
}

/** Looks at content before anybody else may. */
export type Inspector = {
  /** Throws ScannerUnavailable when it cannot say: the content then stays pending. */
  inspect(content: Inspectable, options?: { signal?: AbortSignal }): Promise<Inspection>
}

/** No scanner answered in time, or it could not look at everything. Says nothing about the content. */
export class ScannerUnavailable extends Error {
  override readonly name = 'ScannerUnavailable'
}

/**
 * The copy that is shown instead of the original. `stripped`: the same picture without location and other metadata.
 * `same`: there is nothing to strip, the original may be shown. `withheld`: there may be metadata that we cannot take out.
 */
export type ShownCopy =
  | { readonly kind: 'same' }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'stripped'; open(): AsyncIterable<Uint8Array> }

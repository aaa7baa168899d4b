import type { Finding, FindingCode } from './inspection.ts'

/**
 * More than this is not evidence of a page but a way to keep a reader busy: the largest saved pages have some
 * thousand files. Counted over all archives inside each other.
 */
export const entriesAtMost = 10_000

/** Four times the largest upload: what a disk of the receiving agency may be expected to hold. */
export const unpackedAtMost = 8 * 1024 ** 3

/** The bound of Apache POI's ZipSecureFile too. Deflate reaches 1032 on nothing but zeros; pages and tables reach 30. */
export const ratioAtMost = 100

/** Below this no ratio harms anybody, and an empty sheet or a white picture has a high one. */
export const ratioCountsFrom = 16 * 1024 ** 2

/** A ZIP of WACZ files holds gzipped WARC files: two. One more, because people pack what is packed. */
export const depthAtMost = 3

/**
 * What is unpacked to see whether an archive tells the truth, over all archives inside each other: about a second of
 * work. Beyond it the declared sizes are taken at their word, which are within the other limits by then.
 */
export const inflatedAtMost = 256 * 1024 ** 2

/** What an inspection of one upload has seen and done so far, across archives inside each other. */
export class ArchiveLedger {
  readonly #findings = new Map<string, Finding>()
  readonly #uploadSize: number
  #entries = 0
  #unpacked = 0
  #consumed = 0
  #inflated = 0

  constructor(uploadSize: number) {
    this.#uploadSize = uploadSize
  }

  get findings(): readonly Finding[] {
    return [...this.#findings.values()]
  }

  find(code: FindingCode, detail: string): void {
    this.#findings.set(`${code} ${detail}`, { code, detail })
  }

  findAll(findings: readonly Finding[]): void {
    for (const { code, detail } of findings) this.find(code, detail)
  }

  /** Finds, and ends the look at this archive: the rest of it could only cost time. */
  refuse(code: FindingCode, detail: string): never {
    this.find(code, detail)
    throw new Refused(detail)
  }

  countEntries(count: number): void {
    this.#entries += count
    if (this.#entries > entriesAtMost) this.refuse('archive-bomb', `an archive has more than ${entriesAtMost} entries`)
  }

  /** What an archive declares to hold, and what it takes up itself. */
  countDeclared(packed: number, unpacked: number): void {
    this.#unpacked += unpacked
    if (this.#unpacked > unpackedAtMost) this.refuse('archive-bomb', 'an archive unpacks to more than 8 GiB')
    this.checkRatio(packed, unpacked)
    this.checkRatio(this.#uploadSize, this.#unpacked)
  }

  checkRatio(packed: number, unpacked: number): void {
    if (unpacked > ratioCountsFrom && unpacked > packed * ratioAtMost)
      this.refuse('archive-bomb', `an archive unpacks to more than ${ratioAtMost} times its size`)
  }

  checkDepth(depth: number): void {
    if (depth > depthAtMost)
      this.refuse('archive-bomb', `archives are packed inside each other more than ${depthAtMost} deep`)
  }

  /**
   * What has really been unpacked. Thousands of small bombs, none of them remarkable, show in the sum, and also when no
   * more than the first of them are looked at.
   */
  countInflated(consumed: number, inflated: number): void {
    this.#consumed += consumed
    this.#inflated += inflated
    this.checkRatio(Math.min(this.#consumed, this.#uploadSize), this.#inflated)
  }

  get mayInflate(): boolean {
    return this.#inflated < inflatedAtMost
  }
}

/** Ends the look at one archive whose finding is in the ledger. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
